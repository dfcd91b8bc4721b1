"""The office's queue as its page shows it: what was handed in, beside last month and the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from plans.models import ReportingPeriod
from targets.choices import Nature, State
from targets.models import scale_of
from targets.numbers import NOTHING
from targets.standing import Filing
from tasks.clashes import moment_text
from tasks.forms import Picked
from tasks.note_keeping import PART_NAMES
from tasks.owed import FigureDuty, NoteDuty
from tasks.progress import Remark, task_light
from tasks.proofs import Proof, Proofs
from tasks.reviewing import Desk, UnitRows
from tasks.trial import change_of, doubts_of, fact_of, figure_text, standing_of

WAITING, FLAGGED, UNSIGNED = "waiting", "flagged", "unsigned"
APPROVED, RETURNED, MISSING = "approved", "returned", "missing"
TABS = {
    WAITING: "待审",
    FLAGGED: "有预警",
    UNSIGNED: "待单位审核",
    APPROVED: "已通过",
    RETURNED: "已退回",
    MISSING: "未报",
}
PHRASES = ("请核对计量单位。", "请补充佐证材料。", "说明不充分。", "与统计口径不符。")
SHORT = {
    "falls": "累计量减少",
    "outlier": "增量偏大",
    "slip": "疑似单位有误",
    "unchanged": "与上期相同",
    "out_of_range": "超出0—100%",
}


@dataclass(frozen=True)
class Doubtful:
    """A doubt in a word, and in a sentence."""

    short: str
    fact: str


@dataclass(frozen=True)
class Row:
    """One figure (f) or note (n) of the queue."""

    kind: str
    pk: int
    key: str  # f:12:3, with the version that is seen
    unit: str
    name: str
    url: str
    is_waiting: bool
    may_return: bool
    light: str = ""
    light_note: str = ""
    value: str = ""
    measure: str = ""
    last: str = NOTHING
    last_note: str = ""
    change: str = NOTHING
    past: str = NOTHING
    text: str = ""
    doubts: Sequence[Doubtful] = ()
    more: Sequence[tuple[str, str]] = ()
    tags: Sequence[str] = ()  # 快报, 零报告, 代填
    proofs: Sequence[Proof] = ()
    account: str = ""  # who handed it in
    typed_reason: str = ""  # kept where the return was refused

    @property
    def quoted(self) -> str:
        return f"“{self.name}”"

    @property
    def place(self) -> str:
        """Its id in the page."""
        return f"r-{self.kind}-{self.pk}"


@dataclass(frozen=True)
class Group:
    """One unit's rows, and who handed in the latest of them."""

    unit: str
    told: str
    rows: Sequence[Row]


def groups(
    desk: Desk, tab: str, reasons: Mapping[str, str], proofs: Proofs | None = None
) -> list[Group]:
    """What stands under a tab, by unit; `reasons` are those typed and not yet accepted."""
    files = proofs or {}
    units: Mapping[str, Collection[UnitRows]] = {
        WAITING: desk.waiting,
        FLAGGED: desk.waiting,
        APPROVED: desk.approved,
        RETURNED: desk.returned,
    }
    found = []
    for unit in units.get(tab, ()):
        rows = [_figure(duty, desk.period, reasons, files) for duty in unit.figures]
        rows += [_note(duty, desk.period, reasons, files) for duty in unit.notes]
        if tab == FLAGGED:
            rows = [row for row in rows if row.doubts]
        if not rows:
            continue
        told = ""
        if unit.submitted_at:
            told = f"{moment_text(unit.submitted_at)} {unit.submitted_by}提交"
        found.append(Group(unit.unit.short_name, told, rows))
    return found


def rows(desk: Desk, tab: str) -> list[Row]:
    """The same without their groups: every figure and note under the tab, in the page's order."""
    return [row for group in groups(desk, tab, {}) for row in group.rows]


def sure(rows: Sequence[Row], account: str) -> list[Row]:
    """Those that raise no doubt and that this account may approve: not what it handed in itself."""
    return [row for row in rows if row.is_waiting and not row.doubts and row.account != account]


def doubtful(rows: Sequence[Row], picks: Sequence[Picked]) -> list[Row]:
    """Those picked that raise a doubt."""
    return [row for row in _of(rows, picks) if row.doubts]


def names(rows: Sequence[Row], picks: Sequence[Picked]) -> list[str]:
    """What those picked are called."""
    return [row.name for row in _of(rows, picks)]


def place_after(rows: Sequence[Row], picks: Sequence[Picked]) -> str:
    """#r-f-12: where to go on once those picked are gone; empty where nothing is left there."""
    gone = _of(rows, picks)
    last = rows.index(gone[-1]) if gone else -1
    rest = [row for row in (*rows[last + 1 :], *reversed(rows[: last + 1])) if row not in gone]
    return f"#{rest[0].place}" if gone and rest else ""


def _of(rows: Sequence[Row], picks: Sequence[Picked]) -> list[Row]:
    keys = {(pick.kind, pick.pk) for pick in picks}
    return [row for row in rows if (row.kind, row.pk) in keys]


def _figure(
    duty: FigureDuty, period: ReportingPeriod, reasons: Mapping[str, str], proofs: Proofs
) -> Row:
    filed, value = duty.filed, duty.value
    if filed is None:
        raise LookupError(f"{duty.facts.code} stands in the queue without a row")
    standing = None if value is None else standing_of(duty, value)
    doubts = () if value is None else doubts_of(duty, value)
    previous = duty.previous
    key = f"f:{filed.pk}:{filed.version}"
    return Row(
        kind="f",
        pk=filed.pk,
        key=key,
        unit=duty.lead.short_name if duty.lead else "",
        name=duty.facts.short_name,
        url=_page("target_detail", period, code=duty.facts.code),
        is_waiting=_is_waiting(duty),
        may_return=_may_return(duty),
        light=standing.light if standing else "",
        light_note=standing.remark if standing else "",
        value=figure_text(duty, value),
        measure=duty.facts.measure,
        last=figure_text(duty, previous[1]) if previous else NOTHING,
        last_note=f"{previous[0]}月" if previous and previous[0] != duty.month - 1 else "",
        change=NOTHING if value is None else change_of(duty, value)[0],
        past=figure_text(duty, duty.last_year),
        doubts=[Doubtful(SHORT.get(each.code, "须核对"), fact_of(each)) for each in doubts],
        more=list(_words(duty)),
        tags=_tags(filed),
        proofs=proofs.get(("f", filed.pk), ()),
        account=filed.submitter_account or "",
        typed_reason=reasons.get(key, ""),
    )


def _note(
    duty: NoteDuty, period: ReportingPeriod, reasons: Mapping[str, str], proofs: Proofs
) -> Row:
    filed = duty.filed
    if filed is None:
        raise LookupError(f"task {duty.number} stands in the queue without a note")
    light = task_light(
        duty.word,
        period.month,
        due_on=duty.due_on,
        on=duty.on,
        pace=duty.pace,
        scale=scale_of(period.plan),
    )
    key = f"n:{filed.pk}:{filed.version}"
    return Row(
        kind="n",
        pk=filed.pk,
        key=key,
        unit=duty.lead.short_name,
        name=duty.full_name,
        url=_page("task_detail", period, number=duty.number),
        is_waiting=_is_waiting(duty),
        may_return=_may_return(duty),
        light="" if duty.is_joint else light.light,  # the lead's note alone decides it
        light_note="" if duty.is_joint else light.remark,
        text=duty.text,
        more=[
            *_parts(duty),
            *_signed(filed),
            *([("退回理由", duty.reason)] if duty.reason else []),
        ],
        tags=[*["配合"] * duty.is_joint, *_tags(filed)],
        proofs=proofs.get(("n", filed.pk), ()),
        account=filed.submitter_account or "",
        typed_reason=reasons.get(key, ""),
    )


def _parts(duty: NoteDuty) -> list[tuple[str, str]]:
    """What a note that is behind says more."""
    named = zip(PART_NAMES.values(), duty.parts, strict=True)
    return [(label, text) for label, text in named if text]


def _is_waiting(duty: FigureDuty | NoteDuty) -> bool:
    return duty.state in {State.SUBMITTED, State.COUNTERSIGNED}


def _tags(filed: Filing | Remark) -> list[str]:
    """What a row says of itself in a word: 快报, 零报告, 代填."""
    nature = filed.nature if isinstance(filed, Filing) else ""
    told = [Nature(nature).label] if nature else []
    told += ["零报告"] * filed.is_nil + ["代填"] * filed.on_behalf
    return told


def _signed(filed: Filing | Remark) -> list[tuple[str, str]]:
    """Who of the unit released it, and when."""
    if filed.countersigned_at is None:
        return []
    return [("单位审核", f"{filed.countersigner} {moment_text(filed.countersigned_at)}")]


def _may_return(duty: FigureDuty | NoteDuty) -> bool:
    return duty.is_handed_in and duty.period.published_at is None


def _words(duty: FigureDuty) -> Iterator[tuple[str, str]]:
    """What the unit said with its figure, and what the office answered."""
    filed = duty.filed
    if filed is None:
        return
    for label, text in (
        ("单位说明", filed.explanation),
        ("来源", filed.source),
        ("预计", _expected(duty)),
        ("存在问题", filed.problem),
        ("下步措施", filed.next_step),
        *_signed(filed),
        ("退回理由", duty.reason),
    ):
        if text:
            yield label, text


def _expected(duty: FigureDuty) -> str:
    """What the unit expects beyond the figure (预计), with its measure."""
    expectation = duty.filed.expectation if duty.filed else None
    return "" if expectation is None else f"{figure_text(duty, expectation)}{duty.facts.measure}"


def _page(name: str, period: ReportingPeriod, **route: object) -> str:
    """The reading page of a row; empty while the product has no such page."""
    kwargs = {"plan": period.plan.slug, "month": period.key, **route}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
