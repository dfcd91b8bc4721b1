"""The month's round that figures and notes share: which act may follow which state.

`targets.reporting` and `tasks.following` walk it. Source: domain.md, "The month's round".
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

from django.db import models

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from plans.models import Plan, ReportingPeriod
from targets.choices import Act, State

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
HANDED_IN = frozenset({State.SUBMITTED, State.COUNTERSIGNED, State.APPROVED})
WAITING_FIRST = "已提交待审，要修改请先撤回。"
SIGNED_FIRST = "单位已审核，待专班审核。要修改的，请单位审核人先撤回审核。"
APPROVED_FIRST = "已审核通过，不能再改。确需更改的，请联系专班退回。"
REFUSALS: dict[tuple[Act, State], str] = {  # every other state the act may follow
    (Act.SAVE, State.SUBMITTED): WAITING_FIRST,
    (Act.SAVE, State.COUNTERSIGNED): SIGNED_FIRST,
    (Act.SAVE, State.APPROVED): APPROVED_FIRST,
    (Act.SUBMIT, State.SUBMITTED): WAITING_FIRST,
    (Act.SUBMIT, State.COUNTERSIGNED): SIGNED_FIRST,
    (Act.SUBMIT, State.APPROVED): APPROVED_FIRST,
    (Act.WITHDRAW, State.RETURNED): "已被退回，直接修改后重新提交即可。",
    (Act.WITHDRAW, State.COUNTERSIGNED): SIGNED_FIRST,
    (Act.WITHDRAW, State.APPROVED): "已审核通过，不能撤回。确需更改的，请联系专班退回。",
    (Act.RETURN, State.DRAFT): "已由单位撤回，等重新提交后再审核。",
    (Act.RETURN, State.RETURNED): "已经退回，等单位重新提交后再审核。",
    (Act.COUNTERSIGN, State.DRAFT): "已由填报人撤回，等重新提交后再审核。",
    (Act.COUNTERSIGN, State.RETURNED): "已经退回，等重新提交后再审核。",
    (Act.COUNTERSIGN, State.APPROVED): "专班已审核通过，不用再审核。",
    (Act.UNSIGN, State.DRAFT): "已由填报人撤回，没有可撤回的单位审核。",
    (Act.UNSIGN, State.RETURNED): "已被退回，直接修改后重新提交即可。",
    (Act.UNSIGN, State.APPROVED): "专班已审核通过，不能撤回。确需更改的，请联系专班退回。",
    (Act.APPROVE, State.DRAFT): "已由单位撤回，等重新提交后再审核。",
    (Act.APPROVE, State.RETURNED): "已经退回，等单位重新提交后再审核。",
}
MOST_REASON = 300
OWN_WORK = "由本人填报，须由专班另一人审核。"
OWN_IN_UNIT = "由本人填报，须由本单位另一位审核人审核。"
NOT_SIGNED = "还没有经单位审核，等单位审核后再办。"
NO_COUNTERSIGN = "不须单位审核，由专班直接审核。"


class RefusedError(Exception):
    """The act may not be done; the message is the sentence for whoever tried.

    `field` names the input it stands beside: typed, explanation, word, text …; empty for the row.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class EditConflictError(Exception):
    """Somebody else was quicker; `current` is the row as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(f"{current} has moved on to version {current.version}")
        self.current = current


class Filed(Protocol):
    """A row that goes round: a Measurement or a ProgressNote."""

    @property
    def pk(self) -> Any: ...
    @property
    def state(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def faults(self) -> int: ...
    @property
    def entered_by_id(self) -> int: ...
    @property
    def submitted_by_id(self) -> int | None: ...
    @property
    def first_submitted_on(self) -> date | None: ...
    @property
    def period(self) -> ReportingPeriod: ...
    @property
    def versions(self) -> Any: ...


Row = TypeVar("Row", bound=Filed)


# Who


def waiting_states(plan: Plan) -> frozenset[State]:
    """The states that wait for the office: with the countersign on, only what the head released."""
    if plan.countersign:
        return frozenset({State.COUNTERSIGNED})
    return frozenset({State.SUBMITTED, State.COUNTERSIGNED})


def may_return(by: User, unit: Unit | None, plan: Plan) -> bool:
    """Give back what was handed in: the office, and with the countersign on the unit's head."""
    is_head = plan.countersign and rules.may_countersign(by, unit, filled_by=())
    return is_head or rules.may_review(by, plan.district_id)


def filled_by(row: Filed) -> set[int | None]:
    """Whoever put something into the row: also who drafted it before a colleague sent it."""
    put_in = row.versions.filter(act__in=(Act.SAVE, Act.SUBMIT)).values_list("by_id", flat=True)
    return {row.entered_by_id, row.submitted_by_id, *put_in}


# When


def lock(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it stands now, held until the transaction ends.

    So nothing slips into a month while it is being published, and two people who create the same
    row meet here, one after the other (SQLite takes its one write lock when the transaction begins).
    """
    rows = ReportingPeriod.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("plan").defer("plan__text").get(pk=period.pk)


def require_open(period: ReportingPeriod, on: date) -> None:
    """Refuse a period that has not opened yet, or is published."""
    require_unpublished(period)
    if not period.is_open(on):
        opens = period.opens_on
        year = "" if opens.year == period.plan.year else f"{opens.year}年"
        raise RefusedError(f"{period}尚未开放填报，{year}{opens.month}月{opens.day}日起可填。")


def require_unpublished(period: ReportingPeriod) -> None:
    """Refuse a month that is frozen already."""
    if period.published_at is not None:
        raise RefusedError(f"{period.month}月已发布，更改须走更正。")


# What is written


def require_length(text: str, most: int, name: str, field: str) -> None:
    """Refuse a text longer than its field, and say by how much."""
    if len(text) > most:
        raise RefusedError(f"{name}最多{most}字，现有{len(text)}字。", field)


def given_reason(reason: str) -> str:
    """The reason as it is kept. Raises RefusedError where there is none, or it is too long."""
    reason = tidy(reason)
    if not reason:
        raise RefusedError("请写明退回理由，单位据此修改。", "reason")
    require_length(reason, MOST_REASON, "退回理由", "reason")
    return reason


# One step


def is_repeated(row: Filed, state: State, seen_version: int) -> bool:
    """The act was done already, by the press before this one or under the eyes of this page."""
    return row.state == state and row.version - seen_version in {0, 1}


def require(act: Act, row: Filed, seen_version: int) -> None:
    """Refuse the act where the row moved on since it was seen, or its state does not allow it.

    A withdrawn row is the unit's own draft again: a reviewer is told so, and not shown it.
    """
    state = State(row.state)
    is_hidden = state is State.DRAFT and act in {Act.RETURN, Act.COUNTERSIGN, Act.APPROVE}
    if row.version != seen_version and not is_hidden:
        raise EditConflictError(row)
    told = REFUSALS.get((act, state))
    if told is not None:
        raise RefusedError(f"{row}{told}")


def move(row: Row, seen_version: int, **changes: Any) -> Row:
    """Compare-and-set: the changes and the next version, unless the row moved on meanwhile."""
    rows = cast("type[models.Model]", type(row))._default_manager
    changes["version"] = seen_version + 1
    if not rows.filter(pk=row.pk, version=seen_version).update(**changes):
        raise EditConflictError(rows.get(pk=row.pk))
    for name, value in changes.items():
        setattr(row, name, value)
    return row


# The acts; each tells whether anything was still to do


def submission(row: Filed | None, *, by: User, on: date, at: datetime) -> dict[str, Any]:
    """The columns of a row that is handed in; the day of the first time stays."""
    return {
        "state": State.SUBMITTED,
        "entered_by": by,
        "first_submitted_on": (row and row.first_submitted_on) or on,
        "submitted_by": by,
        "submitted_at": at,
        "countersigned_by": None,
        "countersigned_at": None,
        "reviewed_by": None,
        "reviewed_at": None,
    }


def withdraw(row: Filed, seen_version: int) -> bool:
    """Make what was handed in a draft again."""
    require_unpublished(row.period)
    if is_repeated(row, State.DRAFT, seen_version):
        return False
    require(Act.WITHDRAW, row, seen_version)
    move(row, seen_version, state=State.DRAFT, submitted_by=None, submitted_at=None)
    return True


def countersign(row: Filed, unit: Unit, seen_version: int, *, by: User, at: datetime) -> bool:
    """Release what the unit submitted to the office; not by whoever filled it in."""
    if is_repeated(row, State.COUNTERSIGNED, seen_version):
        return False
    require_unpublished(row.period)
    if not row.period.plan.countersign:
        raise RefusedError(f"{row}{NO_COUNTERSIGN}")
    require(Act.COUNTERSIGN, row, seen_version)
    _require_anothers(row, unit, by)
    signed = {"countersigned_by": by, "countersigned_at": at}
    move(row, seen_version, state=State.COUNTERSIGNED, **signed)
    return True


def unsign(row: Filed, seen_version: int) -> bool:
    """Take the unit's release back before the office has reviewed it: submitted again."""
    require_unpublished(row.period)
    if is_repeated(row, State.SUBMITTED, seen_version):
        return False
    require(Act.UNSIGN, row, seen_version)
    signed = {"countersigned_by": None, "countersigned_at": None}
    move(row, seen_version, state=State.SUBMITTED, **signed)
    return True


def return_(
    row: Filed,
    unit: Unit,
    seen_version: int,
    *,
    reason: str,
    at_fault: bool,
    by: User,
    at: datetime,
) -> bool:
    """Give a row back with a reason, which stays on it until it is approved.

    The head gives back what is only submitted, and then the office does not, with the countersign.
    Only the office's return counts as the unit's own mistake, where it says so (`at_fault`).
    """
    require_unpublished(row.period)
    reason = given_reason(reason)
    if is_repeated(row, State.RETURNED, seen_version) and row.reason == reason:
        return False
    require(Act.RETURN, row, seen_version)
    is_office = rules.may_review(by, row.period.plan.district_id)
    if is_office:
        _require_signed(row)
    elif row.state != State.SUBMITTED:
        raise RefusedError(f"{row}{REFUSALS[Act.SAVE, State(row.state)]}")
    else:
        _require_anothers(row, unit, by)
    review = {"reviewed_by": by, "reviewed_at": at, "faults": row.faults + (is_office and at_fault)}
    move(row, seen_version, state=State.RETURNED, reason=reason, **review)
    return True


def approve(row: Filed, seen_version: int, *, by: User, at: datetime) -> bool:
    """Let a row count; not by whoever filled it in."""
    if is_repeated(row, State.APPROVED, seen_version):
        return False
    require_unpublished(row.period)
    require(Act.APPROVE, row, seen_version)
    _require_signed(row)
    if not rules.may_approve(by, row.period.plan.district_id, filled_by=filled_by(row)):
        raise RefusedError(f"{row}{OWN_WORK}")
    review = {"reviewed_by": by, "reviewed_at": at}
    move(row, seen_version, state=State.APPROVED, reason="", **review)
    return True


def _require_anothers(row: Filed, unit: Unit, by: User) -> None:
    if not rules.may_countersign(by, unit, filled_by=filled_by(row)):
        raise RefusedError(f"{row}{OWN_IN_UNIT}")


def _require_signed(row: Filed) -> None:
    """With the countersign on, the office takes nothing that the unit's head has not released."""
    if row.state == State.SUBMITTED and State.SUBMITTED not in waiting_states(row.period.plan):
        raise RefusedError(f"{row}{NOT_SIGNED}")
