"""Every role at every address: what domain.md allows works, anything else is refused, changing nothing.

The addresses come from the URLconf: a page that no line of these tables names fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from dashboard import publication
from dashboard.models import Objection, Publication
from plans import evidence
from plans.models import Evidence, ReportingPeriod
from targets.models import (
    Correction,
    GoalChange,
    Measurement,
    MeasurementVersion,
    PastFigure,
    Proposal,
    Schedule,
    Target,
)
from tasks.models import ProgressNote, ProgressNoteVersion, Reminder
from tests import factories
from tests.addresses import addresses
from tests.factories import figure, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
FILING = date(2024, 3, 4)  # February is being filed
UNIT = {"reporter", "head"}
OFFICE, ADMIN = {"office"}, {"administrator"}
MEMBERS = {"leader", "administrator"} | UNIT | OFFICE
SIGNED_IN = MEMBERS | {"elsewhere", "no role"}
ROLES = ("nobody", "no role", "leader", "reporter", "head", "office", "administrator", "elsewhere")
REFUSED = {403, 404}
PUBLISHED, LIVE, TO_COME = "2024-01", "2024-02", "2024-03"

# Who may open which page; `refused` is what the others are told. Own pages answer in several ways.
READING = {
    "overview",
    "target_list",
    "target_detail",
    "task_list",
    "task_detail",
    "charts",
    "unit_detail",
    "formula_list",
}
FILES = {"target_csv", "export"}
ENTRY = {"entry_home", "entry_figures", "entry_notes", "entry_import", "entry_import_template"}
AFTER = {"correct", "object"}  # publication
TRAIL = {"target_history"}  # of one figure: its unit and the office
HISTORY = {"history", "history_csv", "history_xlsx"}
FILL = {"fill_for_unit", "fill_notes_for_unit"}  # 代填
REVIEW = {"review_queue", "correction_list", "reminder_list", "publish", *FILL, *HISTORY}
SETTINGS = {
    "setup_past",
    "setup_goals",
    "setup_proposals",
    "setup_targets",
    "setup_target",
    "setup_units",
    "setup_lights",
    "setup_periods",
    "setup_rules",
}
OWN_SETTINGS = {"setup", "setup_baselines", "setup_schedules"}  # a unit's for what it leads
MANAGING = {"account_list", "account_add", "account_detail"}
IMPORT = {"review_import", "review_import_template"}
UPLOADED = {  # nobody opens what another person uploaded: see tests/tasks/test_import_pages.py
    f"{room}_import_{page}" for room in ("entry", "review") for page in ("preview", "marked")
}
PROOF = {"entry_proof", "entry_note_proof", "evidence"}  # of a figure or note of one unit
POST_ONLY = {
    "entry_preview",
    "review_act",
    "remind_now",
    "reminder_retry",
    "account_revoke",
    "account_contact",
    "account_lock",
    "account_reset",
    "switch_membership",
    "text_size",
}
OPEN = {
    "healthz",
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
}
OWN = {
    "home",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
CLOSED = {"demo_sign_in", "entry_countersign"}  # no demonstration, no countersign here
NO_PAGES = POST_ONLY | CLOSED  # asked for, they lead on to their page or say that they take a post
FIELDLESS = {
    "account_logout",
    "account_contact",
    "account_lock",
    "account_reset",
    "account_revoke",
    "publish",
}


@pytest.fixture(autouse=True)
def filing(monkeypatch, settings, tmp_path):
    """The day, and no demonstration."""
    settings.DEMO, settings.DEMO_DAY = False, None
    settings.EVIDENCE_ROOT = tmp_path
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: FILING)


@pytest.fixture
def scene(plan):
    """Two units of the district and what is theirs, people in every role, and another district."""
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    period_of(plan, 1, is_backfill=True)
    live = period_of(plan, 2)
    period_of(plan, 3)
    own, other = (what_is_of(plan, number) for number in (1, 2))
    own.account = factories.reporter_of(own.unit)
    other.account = factories.leader_of(elsewhere)
    people = people_of(plan.district, own.unit, elsewhere)
    publication.publish(plan, 1, by=people["office"], on=FILING)
    return SimpleNamespace(plan=plan, live=live, people=people, rows={"own": own, "other": other})


def what_is_of(plan, number):
    """A unit with one target and task to fill in for February, and one of each that wait."""
    unit = factories.UnitFactory.create(district=plan.district)
    by = factories.reporter_of(unit)
    to_fill, waiting = (
        factories.TargetFactory.create(plan=plan, lead_unit=unit, code=f"T{each:02d}")
        for each in (number, 10 + number)
    )
    task, waiting_task = (task_of(plan, unit, number=each) for each in (number, 10 + number))
    figure(to_fill, 1, "4", entered_by=by)
    sent = figure(waiting, 2, "5", state="submitted", entered_by=by)
    file = SimpleUploadedFile("报表.pdf", b"%PDF-1.7")
    sent.evidence.add(evidence.store(file, plan=plan, unit=unit, by=by))
    return SimpleNamespace(
        proposal=factories.ProposalFactory.create(target=waiting, proposed_by=by),
        unit=unit,
        code=to_fill.code,
        waiting=waiting.code,
        task=task.number,
        waiting_task=waiting_task.number,
        figure=sent,
        evidence=sent.evidence.get(),
        note=note_of(waiting_task, 2, state="submitted", entered_by=by),
    )


def people_of(district, unit, elsewhere):
    """A person in each role; those who work in one hold a second, which they do not work in."""
    people = {
        "leader": factories.leader_of(district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "office": factories.office_of(district),
        "administrator": factories.administrator_of(district),
        "elsewhere": factories.office_of(elsewhere),
        "no role": factories.UserFactory.create(),
    }
    for role, person in people.items():
        member = person.member
        if member is not None and role != "leader":
            Membership.objects.create(
                user=person, district=member.district, role="leader", is_current=False
            )
        person.refresh_from_db()  # the roles are read again
    return people


def browser(scene, role):
    client = Client()
    if role != "nobody":
        client.force_login(scene.people[role])
    return client


def everything():
    """All that a request could have changed."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Measurement,
            MeasurementVersion,
            Evidence,
            ProgressNote,
            ProgressNoteVersion,
            Publication,
            ReportingPeriod,
            Membership,
            Reminder,
            Correction,
            Objection,
            Proposal,
            GoalChange,
            PastFigure,
            Schedule,
            Target,
        )
    ] + [
        list(User.objects.order_by("pk").values("pk", "username", "password", "is_active", "email"))
    ]


def paths_of(scene, whose, month):
    """The name and path of each address, with the parts of one's own unit or of the other."""
    rows = scene.rows[whose]
    parts = {
        "plan": scene.plan.slug,
        "month": month,
        "number": rows.task,
        "pk": rows.account.pk,
        "role": rows.account.memberships.get().pk,
    }
    for each in addresses():
        is_other = whose == "other" and not {"code", "number", "pk"} & {*each.parts}
        if is_other or (month != LIVE and "month" not in each.parts):
            continue  # the same address as one's own, and in every month
        code = rows.unit.code if each.name in {"unit_detail", *FILL} else rows.code
        pk = rows.evidence.pk if each.name == "evidence" else parts["pk"]
        route = {part: {**parts, "code": code, "pk": pk}[part] for part in each.parts}
        yield each.name, reverse(each.name, kwargs=route)


def is_sent_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def may_open(name, role, whose, month):
    """Whether this role gets the page; None where it depends on more than the role."""
    if name in OPEN:
        return True
    if name in NO_PAGES | UPLOADED:
        return False
    if name in FILES:
        return role in (MEMBERS if month == PUBLISHED else OFFICE if month == LIVE else ())
    if name in PROOF:
        return role in OFFICE or (role in UNIT and whose == "own")
    if name in TRAIL:
        return role in OFFICE or (role in UNIT and whose == "own")
    if name in AFTER:
        is_theirs = role in UNIT and whose == "own"
        return is_theirs or (name == "correct" and role in OFFICE)
    groups = (
        (READING, MEMBERS),
        (ENTRY, UNIT),
        (OWN_SETTINGS, UNIT | OFFICE),
        (REVIEW | IMPORT | SETTINGS, OFFICE),
        (MANAGING, ADMIN),
    )
    for pages, allowed in groups:
        if name in pages:
            is_theirs = name != "account_detail" or whose == "own"
            return role in allowed and is_theirs
    return None if role in SIGNED_IN else False


def test_every_address_has_its_place_in_the_table():
    named = (
        IMPORT
        | UPLOADED
        | PROOF
        | READING
        | FILES
        | ENTRY
        | SETTINGS
        | OWN_SETTINGS
        | REVIEW
        | MANAGING
        | POST_ONLY
        | OPEN
        | OWN
        | CLOSED
        | AFTER
        | TRAIL
    )
    assert {each.name for each in addresses()} == named


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages_and_is_refused_the_others(scene, role):
    client, before, wrong = browser(scene, role), everything(), []
    months = (PUBLISHED, LIVE, TO_COME)
    for whose, month in [("own", each) for each in months] + [("other", LIVE)]:
        for name, path in paths_of(scene, whose, month):
            response = client.get(path)
            opens = may_open(name, role, whose, month)
            right = response.status_code in {200, 302} and not is_sent_to_sign_in(response)
            if not opens:
                told = {200, 302} if opens is None else {302, 405} if name in NO_PAGES else set()
                right = response.status_code in REFUSED | told or is_sent_to_sign_in(response)
            if not right:
                wrong.append((name, path, response.status_code))
    assert wrong == []
    assert everything() == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_anything_by_an_empty_request(scene, role):
    client, before, wrong = browser(scene, role), everything(), []
    for name, path in paths_of(scene, "own", LIVE):
        for method in ("post", "put", "delete"):
            if name in FIELDLESS and method == "post":
                continue  # the button alone: see the acts below
            response = getattr(client, method)(path)
            if response.status_code >= 500:
                wrong.append((name, method, response.status_code))
    assert wrong == []
    assert everything() == before


# Acts


@dataclass(frozen=True)
class Act:
    """One act on one's own unit or another's: where it is posted, what, and who may do it."""

    name: str
    page: str
    form: Callable[[Any, Any], dict[str, Any]]  # of the scene and the rows acted on
    may: set[str]
    may_other: set[str] = field(default_factory=set)
    changes: bool = True


def _key(kind: str) -> Callable[[Any], str]:
    return lambda rows: f"{kind[0]}:{getattr(rows, kind).pk}:1"


def _figure(action: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda _, rows: {
        f"value-{rows.code}": "6",
        f"seen-{rows.code}": "0",
        "action": action,
        "row": rows.code,
    }


def _note(action: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda _, rows: {
        f"text-{rows.task}": "进展",
        f"word-{rows.task}": "on_course",
        f"seen-{rows.task}": "0",
        "action": action,
        "row": str(rows.task),
    }


def _pressed(button: str, kind: str) -> Callable[[Any, Any], dict[str, Any]]:
    def form(_: Any, rows: Any) -> dict[str, Any]:
        key = _key(kind)(rows)
        return {button: key, f"reason-{key}": "请核对"}

    return form


def _picked(button: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda _, rows: {
        button: "picked",
        "pick": [_key("figure")(rows), _key("note")(rows)],
        "reason-picked": "请核对",
    }


def _sure(_: Any, rows: Any) -> dict[str, Any]:
    return {"approve": "sure", "sure": f"{_key('figure')(rows)} {_key('note')(rows)}"}


def _granted(role: str, *, with_unit: bool = False) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda scene, _: {"role": role, "unit": scene.rows["other"].unit.pk if with_unit else ""}


def _schedule(_: Any, rows: Any) -> dict[str, Any]:
    fields = {f"m-{rows.code}-{month}": "0" for month in range(1, 12)}
    seen = {f"was-{rows.code}": "|" * 11}
    return {**fields, f"m-{rows.code}-12": "100", **seen, "reason": "年末集中"}


def _goal(_: Any, rows: Any) -> dict[str, Any]:
    asked = {"value": "65", "text": "65家以上", "reason": "加码", "document": "9号文"}
    return {"target": rows.code, "from_month": "3", **asked}


def _past(_: Any, rows: Any) -> dict[str, Any]:
    return {f"m-{rows.code}-1": "3", f"was-{rows.code}": "|" * 11}


def _decided(button: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda _, rows: {button: rows.proposal.pk, f"answer-{rows.proposal.pk}": "依据不足"}


ACTS = (
    Act("propose a schedule", "setup_schedules", _schedule, UNIT | OFFICE, OFFICE),
    Act("propose a goal", "setup_goals", _goal, OFFICE, OFFICE),
    Act("keep last year's figure", "setup_past", _past, OFFICE, OFFICE),
    *(
        Act(f"{button} a proposal", "setup_proposals", _decided(button), OFFICE, OFFICE)
        for button in ("approve", "refuse")
    ),
    *(Act(f"{way} a figure", "entry_figures", _figure(way), UNIT) for way in ("save", "submit")),
    Act("autosave a figure", "entry_figures", _figure("autosave"), UNIT),
    Act("preview a figure", "entry_preview", _figure("preview"), UNIT, changes=False),
    Act(
        "mend a figure",
        "entry_figures",
        lambda _, r: {**_figure("save")(_, r), "fix": f"{r.code}:7"},
        UNIT,
    ),
    Act("withdraw a figure", "entry_figures", lambda _, r: {"withdraw": f"{r.waiting}:1"}, UNIT),
    *(Act(f"{way} a note", "entry_notes", _note(way), UNIT) for way in ("save", "submit")),
    Act("autosave a note", "entry_notes", _note("autosave"), UNIT),
    Act("withdraw a note", "entry_notes", lambda _, r: {"withdraw": f"{r.waiting_task}:1"}, UNIT),
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
    Act("grant a role", "account_detail", _granted("leader"), ADMIN),
    Act("grant a unit's role", "account_detail", _granted("reporter", with_unit=True), ADMIN),
    Act("revoke a role", "account_revoke", lambda *_: {}, ADMIN),
    Act("keep a contact", "account_contact", lambda *_: {"email": "a@b.cn"}, ADMIN),
    Act("lock an account", "account_lock", lambda *_: {}, ADMIN),
    Act("reset a password", "account_reset", lambda *_: {}, ADMIN),
    Act(
        "add an account",
        "account_add",
        lambda s, r: {"username": "newcomer", "full_name": "某", **_granted("leader")(s, r)},
        ADMIN,
        ADMIN,
    ),
)


def _path(scene, rows, page, month=LIVE):
    parts = {"plan": scene.plan.slug, "month": month}
    if page in SETTINGS | OWN_SETTINGS:
        parts = {"plan": scene.plan.slug}
    if page in {
        "account_detail",
        "account_contact",
        "account_lock",
        "account_reset",
        "account_revoke",
    }:
        parts = {"pk": rows.account.pk}
    if page == "account_revoke":
        parts["role"] = rows.account.memberships.get().pk
    return reverse(page, kwargs=parts if page != "account_add" else {})


def _try(client, path, form, before=None):
    """Post it, tell what came of it, and undo it; `before` saves looking again."""
    before = before or everything()
    with transaction.atomic():
        response = client.post(path, form)
        has_changed = everything() != before
        transaction.set_rollback(True)
    return response, has_changed


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_for_its_own_unit_and_nothing_else(scene, role):
    client, before, wrong = browser(scene, role), everything(), []
    for act in ACTS:
        for whose, may in (("own", act.may), ("other", act.may_other)):
            rows = scene.rows[whose]
            path, form = _path(scene, rows, act.page), act.form(scene, rows)
            response, has_changed = _try(client, path, form, before)
            if role in may:
                right = has_changed is act.changes and response.status_code in {200, 302}
            else:
                right = response.status_code in REFUSED or is_sent_to_sign_in(response)
                if act.name == "preview a figure" and role in UNIT:
                    right = response.status_code == 204  # says nothing of another's row
                right = right and not has_changed
            if not right:
                wrong.append((act.name, whose, response.status_code, has_changed))
    assert wrong == []


@pytest.mark.parametrize("month", [PUBLISHED, TO_COME])
@pytest.mark.parametrize("role", ["reporter", "head", "office"])
def test_nobody_changes_a_published_month_or_one_to_come(scene, role, month):
    client, wrong = browser(scene, role), []
    for act in ACTS:
        if act.page in {"entry_figures", "entry_notes", "review_act"}:
            rows = scene.rows["own"]
            path, form = _path(scene, rows, act.page, month), act.form(scene, rows)
            response, has_changed = _try(client, path, form)
            if has_changed or response.status_code not in {302, 404, 409, 422}:
                wrong.append((act.name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_office_alone_publishes(scene, role):
    by = factories.UserFactory.create()
    for model in (Measurement, ProgressNote):
        waiting = model.objects.filter(state="submitted")
        waiting.update(state="approved", reviewed_at=F("submitted_at"), reviewed_by=by)
    ReportingPeriod.objects.filter(pk=scene.live.pk).update(is_backfill=True)
    path = reverse("publish", kwargs={"plan": scene.plan.slug, "month": LIVE})
    response, has_changed = _try(browser(scene, role), path, {})
    if role in OFFICE:
        assert (response.status_code, has_changed) == (302, True)
    else:
        assert response.status_code in REFUSED or is_sent_to_sign_in(response)
        assert not has_changed


@pytest.mark.parametrize("role", ROLES)
def test_each_changes_to_roles_of_their_own_alone(scene, role):
    client, path = browser(scene, role), reverse("switch_membership")
    another = next(person for each, person in scene.people.items() if each not in {role, "no role"})
    response, has_changed = _try(client, path, {"membership": another.roles[0].pk})
    assert response.status_code == 404 or is_sent_to_sign_in(response)
    assert not has_changed
    for second in scene.people[role].roles[1:] if role in SIGNED_IN else ():
        response, has_changed = _try(client, path, {"membership": second.pk})
        assert (response.status_code, has_changed) == (302, True)


@pytest.mark.parametrize("role", sorted(SIGNED_IN - ADMIN))
def test_nobody_but_the_administrator_changes_an_account_their_own_included(scene, role):
    client, me = browser(scene, role), scene.people[role]
    for page in ("account_detail", "account_lock", "account_reset"):
        path = reverse(page, kwargs={"pk": me.pk})
        response, has_changed = _try(client, path, {"role": "administrator", "unit": ""})
        assert (response.status_code, has_changed) == (403, False)


def test_the_administrator_changes_nothing_of_their_own_account(scene):
    client, me = browser(scene, "administrator"), scene.people["administrator"]
    paths = [reverse(page, kwargs={"pk": me.pk}) for page in ("account_lock", "account_reset")]
    paths.append(reverse("account_detail", kwargs={"pk": me.pk}))
    paths += [reverse("account_revoke", kwargs={"pk": me.pk, "role": role.pk}) for role in me.roles]
    for path in paths:
        for form in ({}, {"active": "1"}, {"role": "leader", "unit": ""}):
            response, has_changed = _try(client, path, form)
            assert not has_changed
            assert response.status_code in {403, 422}
