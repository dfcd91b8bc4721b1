"""A plan being confirmed: an official text fed in, findings settled one by one, kept as a draft.

`PlanDraft.content` is plain JSON, every figure in it a decimal string, every list always there:

    head       {"title", "short_title", "doc_no", "issuer", "issue_date": ISO or "", "year": int or 0}
    previous   slug of the plan it was copied from, or ""
    themes     [{"kind": "focus" | "group", "number", "title", "short_title"}]
    targets    [{"key": "t1", "rev", "state", "name", "short_name", "goal", "stretch": "" for none,
                 "measure", "comparator": at_least | about | at_most, "kind": flow | stock | ratio |
                 growth, "decimals", "goal_text", "months": [1..12], "theme": number of a focus or 0,
                 "tasks": [numbers], "lead": a printed name or "", "lead_basis", "baseline": "" for
                 none, "baseline_source", "definition", "note",
                 "quotes": [{"text", "start", "end", "where": headline | theme:N | task:N}],
                 "set": fields a person set by hand (kind, months, decimals, lead): not 推定 any more,
                 "why", "sure": "0.95"}]
    tasks      [{"key": "k1", "rev", "state", "number", "title", "text", "start", "end",
                 "group": number of a group or 0, "units": [printed names in order], "lead": one of
                 them or "", "note"}]
    units      [{"key": "u1", "rev", "state", "printed", "known": code of a unit there is or "",
                 "name", "short_name", "kind": a UnitKind, "note"}]   one for every printed name;
                 two new ones of one `name` are one unit
    milestones [{"key": "m1", "rev", "state", "task", "title", "due": ISO, "start", "end"}]
    notices    [{"key": "n1", "rev", "state", "text", "about": key of a target or "", "answer"}]
    next       number of the next key

`state` is open (a person must look), accepted or dropped (kept, can be taken back). `rev` counts an
item's changes: who acts on an item says which one they saw. Offsets count characters of `text`; a
plan without an official text (from the template, copied) composes one in which they hold.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import District, Unit, User
from accounts.texts import clean
from dashboard import plan_changes, plan_typed
from dashboard.models import PlanDraft
from dashboard.plan_content import SURE, Content, Known, content_of
from dashboard.plan_typed import ChangeRefusedError
from plans.choices import DraftStage
from plans.reader.document import MOST_CHARACTERS, TOO_LONG
from plans.reader.reading import read
from plans.today import now
from targets.rounds import EditConflictError, RefusedError

PASTED = "粘贴的文字"
MOST_FOUND = 3000  # targets, tasks, milestones and units of one text; more cannot be confirmed
ACTS: Mapping[str, Callable[[Content, str, Mapping[str, str]], None]] = {
    "accept": plan_changes.accept,
    "change": plan_changes.change,
    "drop": plan_changes.drop,
    "take_back": plan_changes.take_back,
    "split": plan_changes.split,
    "merge": plan_changes.merge,
}
CLOSED = "这份草稿已经建成计划或放弃，不能再改。"


def start(text: str, *, district: District, by: User, name: str = PASTED) -> PlanDraft:
    """Read an official text and keep it, open to be confirmed. Raises RefusedError."""
    if not rules.may_plan(by, district.pk):
        raise PermissionDenied
    kept = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not kept.strip():
        raise RefusedError("请选择计划文件，或把全文粘贴在下面。", "text")
    if len(kept) > MOST_CHARACTERS:
        raise RefusedError(TOO_LONG, "text")
    found = read(kept)
    number = sum(map(len, (found.targets, found.tasks, found.milestones, found.units)))
    if number > MOST_FOUND:
        told = f"读出指标、任务、里程碑和单位共{number}项，最多{MOST_FOUND}项，不像一份计划。"
        raise RefusedError(f"{told}请只保留计划正文后再读取。", "text")
    content = content_of(found, known_units(district))
    return begin(district, name=name, text=kept, found=found.as_json(), content=content, by=by)


@transaction.atomic
def begin(
    district: District, *, name: str, text: str, found: Any, content: Content, by: User
) -> PlanDraft:
    """Keep a content to be confirmed; the same text fed in twice by one person is one draft."""
    if not rules.may_plan(by, district.pk):
        raise PermissionDenied
    digest = sha256(text.encode()).hexdigest()
    District.objects.select_for_update(no_key=True).get(pk=district.pk)
    standing = PlanDraft.objects.filter(
        district=district, text_sha256=digest, stage=DraftStage.OPEN, started_by=by
    ).first()
    if standing is not None and standing.found == found:
        return standing
    return PlanDraft.objects.create(
        district=district,
        name=name[:120] or PASTED,
        text=text,
        text_sha256=digest,
        found=found,
        content=content,
        started_by=by,
        saved_by=by,
        started_at=now(),
        saved_at=now(),
    )


def known_units(district: District) -> list[Known]:
    """The district's units, as the reader's names are matched with."""
    rows = Unit.objects.filter(district=district).order_by("order", "code")
    return [Known(row.code, row.name, row.short_name, tuple(row.aliases)) for row in rows]


def settle(
    draft: PlanDraft, act: str, key: str, fields: Mapping[str, str], *, seen: int, by: User
) -> PlanDraft:
    """One finding accepted, changed, dropped, taken back, split or merged.

    `seen` is the item's `rev` when the person saw it. Raises EditConflictError where another
    changed it meanwhile, RefusedError for what cannot be.
    """
    do = ACTS.get(act)
    if do is None:
        raise RefusedError("没有这个操作，请刷新页面再试。")
    if fields.get("unit", "").startswith("known:"):
        _require_known(draft.district, fields["unit"].removeprefix("known:"))

    def edit(content: Content) -> None:
        if not any(seen == each["rev"] for each in _items(content) if each["key"] == key):
            plan_typed.find(content, key)
            raise EditConflictError(draft)
        do(content, key, fields)

    return _edit(
        draft, edit, by=by, again=lambda content: _is_done(content, act, key, seen, fields)
    )


def add(draft: PlanDraft, sort: str, start: int, end: int, *, by: User) -> str:
    """设为指标 or 设为里程碑: a selected phrase becomes a finding; its key. Raises RefusedError."""
    made = ""

    def edit(content: Content) -> None:
        nonlocal made
        taken = [t for t in content["targets"] if _quotes(t, start, end)]
        if sort == "target" and taken:
            made = taken[0]["key"]  # the form sent twice
            return
        add_ = plan_changes.add_target if sort == "target" else plan_changes.add_milestone
        made = add_(content, draft.text, start, end)

    _edit(draft, edit, by=by)
    return made


def add_phrase(draft: PlanDraft, sort: str, phrase: str, *, by: User) -> str:
    """The same from a phrase pasted, where no script tells its place. Raises RefusedError."""
    try:
        place = plan_changes.phrase_at(draft.content, draft.text, phrase)
    except ChangeRefusedError as refused:
        raise RefusedError(refused.message, refused.field) from refused
    return add(draft, sort, *place, by=by)


def accept_sure(draft: PlanDraft, *, by: User) -> PlanDraft:
    """确认较有把握的: every open target the reader was sure of."""

    def edit(content: Content) -> None:
        plan_changes.accept_sure(content, SURE)

    return _edit(draft, edit, by=by)


def set_head(draft: PlanDraft, fields: Mapping[str, str], *, by: User) -> PlanDraft:
    """The letter-head corrected. Raises RefusedError."""
    return _edit(draft, lambda content: plan_changes.set_head(content, fields), by=by)


@transaction.atomic
def drop(draft: PlanDraft, *, by: User) -> PlanDraft:
    """放弃: the draft is put aside; a plan made from it stays."""
    held = hold(draft, by=by)
    if held.stage == DraftStage.MADE:
        raise RefusedError(CLOSED)
    held.stage, held.saved_by, held.saved_at = DraftStage.DROPPED, by, now()
    held.save(update_fields=["stage", "saved_by", "saved_at"])
    return held


def hold(draft: PlanDraft, *, by: User) -> PlanDraft:
    """The draft as it stands now, held until the transaction ends, for whoever may plan."""
    if not rules.may_plan(by, draft.district_id):
        raise PermissionDenied
    rows = PlanDraft.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("district").get(pk=draft.pk)


@transaction.atomic
def _edit(
    draft: PlanDraft,
    edit: Callable[[Content], None],
    *,
    by: User,
    again: Callable[[Content], bool] = lambda _: False,
) -> PlanDraft:
    """Change the content of the row as it stands, one version on."""
    held = hold(draft, by=by)
    if held.stage != DraftStage.OPEN:
        raise RefusedError(CLOSED)
    if again(held.content):
        return held  # the same form sent twice
    content = copy.deepcopy(held.content)
    try:
        edit(content)
    except ChangeRefusedError as refused:
        raise RefusedError(refused.message, refused.field) from refused
    except EditConflictError:
        raise EditConflictError(held) from None
    if content == held.content:
        return held
    held.content, held.version = content, held.version + 1
    held.saved_by, held.saved_at = by, now()
    held.save(update_fields=["content", "version", "saved_by", "saved_at"])
    return held


def _items(content: Content) -> list[Content]:
    return [item for name in plan_typed.LISTS.values() for item in content[name]]


def _is_done(content: Content, act: str, key: str, seen: int, fields: Mapping[str, str]) -> bool:
    """The item is what this act would have made of the one seen: sent twice, nothing is lost."""
    item = next((each for each in _items(content) if each["key"] == key), None)
    if item is None:
        return act == "merge"
    if item["rev"] != seen + 1:
        return False
    ends = {"accept": "accepted", "drop": "dropped", "take_back": "open", "change": item["state"]}
    said = all(str(item[name]) == value for name, value in fields.items() if name in item)
    return act in ends and item["state"] == ends[act] and said


def _quotes(target: Content, start: int, end: int) -> bool:
    return any((each["start"], each["end"]) == (start, end) for each in target["quotes"])


def _require_known(district: District, code: str) -> None:
    if not Unit.objects.filter(district=district, code=code).exists():
        raise RefusedError("没有这个单位，请在列出的单位里选。", "unit")
