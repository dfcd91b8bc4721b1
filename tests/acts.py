"""Every act of the product as a form: where it is posted, what, and who may do it (domain.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit, User
from plans import configuring
from plans.models import ReportingPeriod
from targets import assigning
from targets.models import Correction, Measurement, Proposal
from tasks.imported.book import book_of, key, owing
from tasks.imported.rows import CHANGE, FIGURE, Staged
from tasks.models import ProgressNote, Upload
from tasks.staging import Kept
from tests import factories
from tests.addresses import addresses
from tests.tasks.typing_in import typed_in

UNIT, HEAD = frozenset({"reporter", "head"}), frozenset({"head"})
OFFICE, ADMIN, NOBODY = frozenset({"office"}), frozenset({"administrator"}), frozenset[str]()
PUBLISHED, LIVE, TO_COME = "2024-01", "2024-02", "2024-03"
Form = Callable[[Any, Any], dict[str, Any]]  # of the scene and the rows acted on
Prepare = Callable[[Any, Any, User | None], Any]  # what must stand first, for whoever acts
ACCOUNT_PAGES = {
    "account_detail",
    "account_contact",
    "account_lock",
    "account_reset",
    "account_revoke",
}


@dataclass(frozen=True)
class Act:
    """One act on one's own unit or another's: where it is posted, what, and who may do it."""

    name: str
    page: str
    form: Form
    may: frozenset[str]
    may_other: frozenset[str] = NOBODY
    changes: bool = True
    month: str = LIVE
    told: frozenset[int] = field(default_factory=frozenset)  # of another's row, on one's own page
    prepare: Prepare | None = None


def path_of(scene: Any, rows: Any, act: Act, month: str = "") -> str:
    """The address an act is posted to."""
    parts = _parts()[act.page]
    pk = rows.account.pk if act.page in ACCOUNT_PAGES else rows.reminder.pk
    pk = rows.highlight.pk if act.page == "highlight_detail" else pk
    known = {
        "plan": scene.plan.slug,
        "month": month or act.month,
        "code": rows.unit.code if act.page.startswith("fill") else rows.code,
        "number": rows.task,
        "pk": rows.made.pk if "made" in vars(rows) else pk,
        "role": rows.account.memberships.get().pk if "role" in parts else 0,
        "draft": scene.draft.pk,
        "item": 1,
    }
    return reverse(act.page, kwargs={part: known[part] for part in parts})


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """What each address of an act asks for."""
    return {each.name: each.parts for each in addresses()}


# Figures and notes


def _key(rows: Any, kind: str) -> str:
    return f"{kind[0]}:{getattr(rows, kind).pk}:1"


def _figure(action: str, **more: str) -> Form:
    def form(_: Any, rows: Any) -> dict[str, Any]:
        return {
            f"value-{rows.code}": "6",
            f"problem-{rows.code}": "进度慢",
            f"next-{rows.code}": "加快",
            f"seen-{rows.code}": "0",
            "action": action,
            "row": rows.code,
            **{name: text.format(code=rows.code) for name, text in more.items()},
        }

    return form


def _note(action: str) -> Form:
    return lambda _, rows: {
        f"text-{rows.task}": "进展",
        f"word-{rows.task}": "on_course",
        f"seen-{rows.task}": "0",
        "action": action,
        "row": str(rows.task),
    }


def _withdrawn(what: str) -> Form:
    return lambda _, rows: {"withdraw": f"{getattr(rows, what)}:1"}


def _for_unit(_: Any, rows: Any, __: User | None) -> None:
    """What waits was filled in by the office (代填)."""
    Measurement.objects.filter(pk=rows.figure.pk).update(on_behalf=True)
    ProgressNote.objects.filter(pk=rows.note.pk).update(on_behalf=True)


WAYS = ("save", "submit", "autosave")
ENTERING = (
    *(Act(f"{way} a figure", "entry_figures", _figure(way), UNIT) for way in WAYS),
    *(Act(f"{way} a note", "entry_notes", _note(way), UNIT) for way in WAYS),
    *(
        Act(f"{way} a figure for a unit", "fill_for_unit", _figure(way), OFFICE, OFFICE)
        for way in WAYS
    ),
    *(
        Act(f"{way} a note for a unit", "fill_notes_for_unit", _note(way), OFFICE, OFFICE)
        for way in WAYS
    ),
    Act(
        "preview a figure",
        "entry_preview",
        _figure("preview"),
        UNIT,
        changes=False,
        told=frozenset({204}),  # says nothing of another's row
    ),
    Act("mend a figure", "entry_figures", _figure("save", fix="{code}:7"), UNIT),
    Act("withdraw a figure", "entry_figures", _withdrawn("waiting"), UNIT),
    Act("withdraw a note", "entry_notes", _withdrawn("waiting_task"), UNIT),
    Act(
        "take back a figure filled in for a unit",
        "fill_for_unit",
        _withdrawn("waiting"),
        OFFICE,
        OFFICE,
        prepare=_for_unit,
    ),
    Act(
        "take back a note written for a unit",
        "fill_notes_for_unit",
        _withdrawn("waiting_task"),
        OFFICE,
        OFFICE,
        prepare=_for_unit,
    ),
)


# Evidence


def _file(*_: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("报表.pdf", b"%PDF-1.7 again")}


def _drafted(scene: Any, rows: Any, _: User | None) -> None:
    """The waiting figure and note are their clerk's drafts again, files and all."""
    again = {"state": "draft", "submitted_by": None, "submitted_at": None}
    Measurement.objects.filter(pk=rows.figure.pk).update(**again, target=rows.to_fill)
    ProgressNote.objects.filter(pk=rows.note.pk).update(**again, task=rows.task_to_fill)


def _removed(_: Any, rows: Any) -> dict[str, Any]:
    return {"remove": str(rows.evidence.pk)}


PROOFS = ("entry_proof", "entry_note_proof")
PROVING = (
    *(Act(f"put a file to {page}", page, _file, UNIT | OFFICE, OFFICE) for page in PROOFS),
    *(Act(f"take one down in {page}", page, _removed, UNIT, prepare=_drafted) for page in PROOFS),
)


# Excel


@cache
def _workbook(slug: str, unit: str | None, code: str) -> bytes:
    """The unit's workbook, or the one of all units, with one figure filled in."""
    from tasks.workbook.writing import entry_workbook

    period = ReportingPeriod.objects.select_related("plan").get(plan__slug=slug, month=2)
    whose = Unit.objects.get(code=unit) if unit else None
    book = book_of(owing(period, whose, on=timezone.localdate()))
    row = {"value": 6, "problem": "进度慢", "step": "加快"}
    return typed_in(entry_workbook(book, key=key()), {code: row})


def _uploaded(*, is_office: bool) -> Form:
    def form(scene: Any, rows: Any) -> dict[str, Any]:
        unit = None if is_office else rows.unit.code
        data = _workbook(scene.plan.slug, unit, rows.code)
        return {"file": SimpleUploadedFile("填报表.xlsx", data)}

    return form


def _staged(*, is_office: bool, stage: str) -> Prepare:
    """The person's own upload, or another's where the page is not theirs."""

    def prepare(scene: Any, rows: Any, person: User | None) -> None:
        allowed = (scene.people[each] for each in (OFFICE if is_office else UNIT))
        is_theirs = person in allowed and rows.unit == scene.rows["own"].unit
        another: User = factories.office_of(scene.plan.district) if is_office else rows.clerk
        row = Staged(
            kind=FIGURE,
            key=rows.code,
            unit=rows.unit.code,
            unit_name=rows.unit.short_name,
            name=rows.code,
            sheet="指标",
            line=6,
            cells={"typed": "F6"},
            typed={"typed": "6", "problem": "进度慢", "next_step": "加快", "explanation": ""},
            seen=0,
            after="6",
            verdict=CHANGE,
            is_change=True,
            is_fit=True,
        )
        rows.made = Upload.objects.create(
            period=scene.live,
            unit=None if is_office else rows.unit,
            name="填报表.xlsx",
            sha256="0" * 64,
            size=9,
            rows=Kept((row,)).as_json(),
            stage=stage,
            total=1,
            by=person if person and is_theirs else another,
        )

    return prepare


def _pressed_in_preview(action: str) -> Form:
    return lambda *_: {"action": action, "done": "0"}


IMPORTING = (
    Act(
        "upload a workbook",
        "entry_import",
        _uploaded(is_office=False),
        UNIT,
        told=frozenset({422}),  # another unit's workbook on one's own page
    ),
    Act("upload all units' workbook", "review_import", _uploaded(is_office=True), OFFICE, OFFICE),
    *(
        Act(
            f"{action} an upload in {room}",
            f"{room}_import_preview",
            _pressed_in_preview(action),
            who,
            prepare=_staged(is_office=room == "review", stage=stage),
        )
        for room, who in (("entry", UNIT), ("review", OFFICE))
        for action, stage in (
            ("save", "ready"),
            ("submit", "ready"),
            ("drop", "ready"),
            ("continue", "taking"),
        )
    ),
)


# Review, countersign, reminders


def _pressed(button: str, kind: str) -> Form:
    def form(_: Any, rows: Any) -> dict[str, Any]:
        return {button: _key(rows, kind), f"reason-{_key(rows, kind)}": "请核对"}

    return form


def _picked(button: str) -> Form:
    return lambda _, rows: {
        button: "picked",
        "pick": [_key(rows, "figure"), _key(rows, "note")],
        "reason-picked": "请核对",
    }


def _sure(_: Any, rows: Any) -> dict[str, Any]:
    return {"approve": "sure", "sure": f"{_key(rows, 'figure')} {_key(rows, 'note')}"}


REVIEWING = (
    *(
        Act(f"{button} a {kind}", "review_act", _pressed(button, kind), OFFICE, OFFICE)
        for button in ("approve", "return")
        for kind in ("figure", "note")
    ),
    *(
        Act(f"{button} several", "review_act", _picked(button), OFFICE, OFFICE)
        for button in ("approve", "return")
    ),
    Act("approve all", "review_act", _sure, OFFICE, OFFICE),
    Act("chase a unit", "remind_now", lambda _, r: {"unit": str(r.unit.pk)}, OFFICE, OFFICE),
    Act("chase all units", "remind_now", lambda *_: {"unit": "all"}, OFFICE, OFFICE),
    Act("send a reminder again", "reminder_retry", lambda *_: {}, OFFICE, OFFICE),
)


def _released(_: Any, rows: Any, __: User | None) -> None:
    """The unit's head has released what waits."""
    signed = {"countersigned_by": rows.clerk, "countersigned_at": timezone.now()}
    Measurement.objects.filter(pk=rows.figure.pk).update(state="countersigned", **signed)
    ProgressNote.objects.filter(pk=rows.note.pk).update(state="countersigned", **signed)


SIGNING = (  # where the plan demands it (单位审核)
    *(
        Act(
            f"{button} a {kind}",
            "entry_countersign",
            _pressed(button, kind),
            HEAD,
            prepare=_released if button == "unsign" else None,
        )
        for button in ("sign", "return", "unsign")
        for kind in ("figure", "note")
    ),
    Act(
        "sign several",
        "entry_countersign",
        lambda _, rows: {"action": "sign", "pick": [_key(rows, "figure"), _key(rows, "note")]},
        HEAD,
    ),
)


# After publication


def _correction(_: Any, __: Any) -> dict[str, Any]:
    told = {"typed": "5", "cause": "unit_error", "reason": "漏计一家"}
    return {**told, "confirmed": "5"}


def _own_correction(_: Any, rows: Any, person: User | None) -> None:
    own = {"target": rows.to_fill, "old_value": 4, "cause": "unit_error"}
    Correction.objects.filter(pk=rows.correction.pk).update(proposed_by=person or rows.clerk, **own)


def _decided(button: str) -> Form:
    return lambda _, rows: {button: str(rows.correction.pk), "opinion": "与报表一致"}


def _edited(action: str, **more: str) -> Form:
    text = {"key-0": "own", "text-0": "请各单位抓紧。"}
    return lambda *_: {"action": action, "edition": "1", "seen": "0", **text, **more}


ISSUING = (  # the number of one's own task is January's, that of another's no published month
    Act("save the bulletin", "publication_bulletin", _edited("save"), OFFICE),
    Act("issue the bulletin", "publication_bulletin", _edited("issue", sure="1"), OFFICE),
    Act("preview the bulletin", "publication_bulletin", _edited("preview"), OFFICE, changes=False),
)
CORRECTING = (
    Act("correct", "correct", _correction, UNIT | OFFICE, OFFICE, month=PUBLISHED),
    Act(
        "withdraw a correction",
        "correct",
        lambda *_: {"withdraw": "1"},
        UNIT | OFFICE,
        OFFICE,
        month=PUBLISHED,
        prepare=_own_correction,
    ),
    Act("object", "object", lambda *_: {"text": "漏计一家"}, UNIT, month=PUBLISHED),
    Act("approve a correction", "correction_list", _decided("approve"), OFFICE, OFFICE),
    Act("refuse a correction", "correction_list", _decided("refuse"), OFFICE, OFFICE),
    Act(
        "answer an objection",
        "correction_list",
        lambda _, rows: {"answer": str(rows.objection.pk), "opinion": "与报表一致"},
        OFFICE,
        OFFICE,
    ),
)


# The plan's settings


def _schedule(_: Any, rows: Any) -> dict[str, Any]:
    fields = {f"m-{rows.code}-{month}": "0" for month in range(1, 12)}
    seen = {f"was-{rows.code}": "|" * 11}
    return {**fields, f"m-{rows.code}-12": "100", **seen, "reason": "年末集中"}


def _baseline(_: Any, rows: Any) -> dict[str, Any]:
    return {f"value-{rows.level}": "20", f"source-{rows.level}": "年报", "reason": "补录"}


def _goal(_: Any, rows: Any) -> dict[str, Any]:
    asked = {"value": "65", "text": "65家以上", "reason": "加码", "document": "9号文"}
    return {"target": rows.code, "from_month": "3", **asked}


def _past(_: Any, rows: Any) -> dict[str, Any]:
    return {f"m-{rows.code}-1": "3", f"was-{rows.code}": "|" * 11}


def _earlier_plan(scene: Any, rows: Any, _: User | None) -> None:
    """Last year's plan had the same target, and a figure of it."""
    plan = factories.PlanFactory.create(district=scene.plan.district, year=2023)
    twin = factories.TargetFactory.create(plan=plan, lead_unit=rows.unit, code=rows.code)
    factories.figure(twin, 1, "3")


def _on_proposal(button: str) -> Form:
    return lambda _, rows: {button: rows.proposal.pk, f"answer-{rows.proposal.pk}": "依据不足"}


def _own_proposal(subject: str) -> Prepare:
    def prepare(_: Any, rows: Any, person: User | None) -> None:
        own = {"subject": subject, "proposed_by": person or rows.clerk}
        Proposal.objects.filter(pk=rows.proposal.pk).update(**own)

    return prepare


def _said(scene: Any) -> dict[str, Any]:
    scene.plan.refresh_from_db()
    return {"seen": configuring.seen_of(scene.plan), "reason": "会议定"}


def _lights(scene: Any, _: Any) -> dict[str, Any]:
    cuts = {"ahead": "1.10", "on_pace": "1.00", "behind": "0.90", "scale": "index"}
    return {**cuts, "action": "save", **_said(scene)}


def _league(scene: Any, _: Any) -> dict[str, Any]:
    weights = {"results": "70", "discipline": "10", "closing": "10", "support": "10"}
    others = {"joined": "0.5", "show": "bands", "band_a": "90", "band_b": "75"}
    return {**weights, **others, "action": "save", **_said(scene)}


def _rules(scene: Any, _: Any) -> dict[str, Any]:
    chase = {"before": "2", "on_day": "1", "overdue": "1", "hour": "10", "gap_hours": "20"}
    return {**chase, "ways": ["notice"], "countersign": "1", **_said(scene)}


def _moved(scene: Any, _: Any) -> dict[str, Any]:
    scene.live.refresh_from_db()
    seen = {"seen": configuring.seen_of(scene.live), "seen-2": configuring.seen_of(scene.live)}
    days = {"opens-2": "2024-03-01", "due-2": "2024-03-09"}
    return {"move": "2", **days, "reason": "会议定", **seen}


def _assigned(_: Any, rows: Any) -> dict[str, Any]:
    rows.to_fill.refresh_from_db()
    settled = {"unit": rows.unit.pk, "definition": "统计局口径", "decimals": "0"}
    return {**settled, "seen": assigning.seen_of(rows.to_fill), "reason": "会议定"}


OWN_SETTING = (
    Act("propose a schedule", "setup_schedules", _schedule, UNIT | OFFICE, OFFICE),
    Act("propose a baseline", "setup_baselines", _baseline, UNIT | OFFICE, OFFICE),
    *(
        Act(
            f"withdraw a {subject}",
            f"setup_{subject}s",
            lambda _, rows: {"withdraw": str(rows.proposal.pk)},
            UNIT | OFFICE,
            OFFICE,
            prepare=_own_proposal(subject),
        )
        for subject in ("schedule", "baseline")
    ),
)
SETTING: Mapping[str, tuple[str, Form, Prepare | None]] = {  # the office's, of both units alike
    "propose a goal": ("setup_goals", _goal, None),
    "keep last year's figure": ("setup_past", _past, None),
    "copy last year's figures": ("setup_past", lambda *_: {"copy": "1"}, _earlier_plan),
    "approve a proposal": ("setup_proposals", _on_proposal("approve"), None),
    "refuse a proposal": ("setup_proposals", _on_proposal("refuse"), None),
    "withdraw a proposal": (
        "setup_proposals",
        _on_proposal("withdraw"),
        _own_proposal("schedule"),
    ),
    "set the lights": ("setup_lights", _lights, None),
    "set the due day": ("setup_periods", lambda s, _: {"due_day": "8", **_said(s)}, None),
    "move a month": ("setup_periods", _moved, None),
    "set the rules": ("setup_rules", _rules, None),
    "set the scores": ("setup_league", _league, None),
    "keep the loop": (
        "setup_loop",
        lambda s, _: {"keeps_loop": "on", "order_mark": "定创督", **_said(s)},
        None,
    ),
    "open the plan": ("setup_public", lambda s, _: {"is_public": "on", **_said(s)}, None),
    "settle a target": ("setup_target", _assigned, None),
    "confirm a unit": (
        "setup_units",
        lambda _, rows: {"pick": [rows.level], "reason": "会议定"},
        None,
    ),
}


# Accounts


def _granted(role: str, *, with_unit: bool = False) -> Form:
    return lambda scene, _: {"role": role, "unit": scene.rows["other"].unit.pk if with_unit else ""}


def _newcomer(scene: Any, rows: Any) -> dict[str, Any]:
    return {"username": "newcomer", "full_name": "某", **_granted("leader")(scene, rows)}


PLANNING = (
    Act(
        "feed in a plan's text",
        "newplan_upload",
        lambda *_: {"text": "2026年工作计划"},
        OFFICE | ADMIN | {"elsewhere"},  # in their own district
        OFFICE | ADMIN | {"elsewhere"},
    ),
    Act(
        "settle the letter-head of a plan",
        "newplan_confirm",
        lambda *_: {"do": "head", "year": "2025", "issuer": "某办公室"},
        OFFICE | ADMIN,
        OFFICE | ADMIN,
    ),
    Act(
        "confirm a finding",
        "newplan_confirm",
        lambda scene, _: {"do": f"accept:{scene.draft.content['targets'][0]['key']}:1"},
        OFFICE | ADMIN,
        OFFICE | ADMIN,
    ),
    Act(
        "put a plan's draft aside",
        "newplan_confirm",
        lambda *_: {"do": "discard"},
        OFFICE | ADMIN,
        OFFICE | ADMIN,
    ),
    Act(
        "copy a plan forward",
        "newplan_copy",
        lambda *_: {"title": "2025年工作计划", "issue_date": "2025-01-10", "parts": "tasks"},
        OFFICE | ADMIN,
        OFFICE | ADMIN,
    ),
)
MANAGING = (
    Act("grant a role", "account_detail", _granted("leader"), ADMIN),
    Act("grant a unit's role", "account_detail", _granted("reporter", with_unit=True), ADMIN),
    Act("revoke a role", "account_revoke", lambda *_: {}, ADMIN),
    Act("keep a contact", "account_contact", lambda *_: {"email": "a@b.cn"}, ADMIN),
    Act("lock an account", "account_lock", lambda *_: {}, ADMIN),
    Act("reset a password", "account_reset", lambda *_: {}, ADMIN),
    Act("add an account", "account_add", _newcomer, ADMIN, ADMIN),
)

ACTS = (
    *ENTERING,
    *PROVING,
    *IMPORTING,
    *REVIEWING,
    *CORRECTING,
    *ISSUING,
    *OWN_SETTING,
    *(
        Act(name, page, form, OFFICE, OFFICE, prepare=prepare)
        for name, (page, form, prepare) in SETTING.items()
    ),
    *MANAGING,
    *PLANNING,
)
