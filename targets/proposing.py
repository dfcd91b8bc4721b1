"""A baseline, schedule or goal is put forward by one person and decided by another (基期值、分月计划、目标调整).

The unit proposes its own baselines and schedules, the office those and goals; the office approves,
never the one who proposed. Each act is one transaction, asks the right itself, leaves its trace in
the histories, and answers success when it was done already. Source: domain.md, "Who may do what".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import User
from accounts.texts import tidy
from plans.today import now
from targets import applying, contents, rounds
from targets.choices import Stage, Subject
from targets.contents import MOST_DOCUMENT, MOST_REASON, Content, Goal, given
from targets.models import Proposal, Target
from targets.rounds import RefusedError
from targets.schedules import Entered

OWN_PROPOSAL = "由本人提出，须由专班另一人批准。"
BASELINE_REASON = "补录基期值"


# Proposing


@transaction.atomic
def propose_baseline(
    target: Target, *, typed: str, source: str, by: User, reason: str = ""
) -> Proposal:
    """Put a baseline forward (基期值) with what it rests on (依据).

    Raises PermissionDenied for another unit's target, RefusedError at value or source.
    """
    target = _entered(target, by, Subject.BASELINE)
    content = contents.baseline(target, typed)
    wish = f"{target}：请写基期值的依据，如年报、统计局函。"
    document = given(source, MOST_DOCUMENT, wish, "依据", "source")
    reason = tidy(reason) or BASELINE_REASON
    return _put_forward(target, Subject.BASELINE, content, by=by, reason=reason, document=document)


@transaction.atomic
def propose_schedule(
    target: Target,
    *,
    typed: Sequence[str],
    entered: Entered,
    reason: str,
    by: User,
    document: str = "",
) -> Proposal:
    """Put a monthly schedule forward (分月计划): twelve fields, all empty for 均分.

    Raises PermissionDenied for another unit's target, RefusedError at month-1 … month-12 or reason.
    """
    target = _entered(target, by, Subject.SCHEDULE)
    content = contents.schedule(target, typed, entered)
    return _put_forward(
        target, Subject.SCHEDULE, content, by=by, reason=reason, document=tidy(document)
    )


@transaction.atomic
def propose_goal(
    target: Target, *, typed: Goal, from_month: int, reason: str, document: str, by: User
) -> Proposal:
    """Put another goal forward (目标调整) from a month that is not published yet on.

    Raises PermissionDenied for anybody but the office, RefusedError at value, text, stretch,
    from_month, reason or document.
    """
    target = _entered(target, by, Subject.GOAL)
    content = contents.goal(target, typed)
    applying.require_open(target, from_month)
    wish = f"{target}：请写依据文件，写明文号和标题。"
    document = given(document, MOST_DOCUMENT, wish, "依据文件", "document")
    return _put_forward(
        target,
        Subject.GOAL,
        content,
        by=by,
        reason=reason,
        document=document,
        from_month=from_month,
    )


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, at: datetime | None = None) -> Proposal:
    """Take one's own proposal back before it is decided (撤回).

    Raises PermissionDenied for anybody but who proposed it, RefusedError where it is decided.
    """
    row = _reread(proposal)
    if row.proposed_by_id != by.pk or not may_propose(by, row.target, row.subject):
        raise PermissionDenied
    if row.stage == Stage.WITHDRAWN:
        return row
    _require_pending(row)
    return _decided(row, Stage.WITHDRAWN, by=by, at=at)


# Deciding


@transaction.atomic
def approve(
    proposal: Proposal, *, by: User, answer: str = "", at: datetime | None = None
) -> Proposal:
    """Let what was proposed hold from now on (批准): for months not yet published.

    Raises PermissionDenied for anybody but the office, RefusedError.
    """
    row = _reread(proposal)
    _require_office(row, by)
    if row.stage == Stage.APPROVED and row.decided_by_id == by.pk:
        return row
    _require_pending(row)
    _require_another(row, by)
    rounds.require_length(tidy(answer), MOST_REASON, "办理意见", "answer")
    at = at or now()
    applying.apply(row, by=by, at=at)
    return _decided(row, Stage.APPROVED, by=by, at=at, answer=tidy(answer))


@transaction.atomic
def refuse(proposal: Proposal, *, answer: str, by: User, at: datetime | None = None) -> Proposal:
    """Leave everything as it is (不批准), and say why.

    Raises PermissionDenied for anybody but the office, RefusedError.
    """
    row = _reread(proposal)
    _require_office(row, by)
    answer = given(
        answer, MOST_REASON, "请写明不批准的理由，提出人据此修改。", "办理意见", "answer"
    )
    if row.stage == Stage.REFUSED and row.decided_by_id == by.pk and row.answer == answer:
        return row
    _require_pending(row)
    _require_another(row, by)
    return _decided(row, Stage.REFUSED, by=by, at=at, answer=answer)


def may_propose(by: User, target: Target, subject: str) -> bool:
    """Whether this person may put this subject of a target forward."""
    if subject == Subject.GOAL:
        return rules.may_review(by, target.plan.district_id)
    return rules.may_propose(by, target.lead_unit, target.plan.district_id)


# What the acts share


def _entered(target: Target, by: User, subject: Subject) -> Target:
    """The target as it stands, held, for someone who may propose."""
    row = _held(target.pk)
    if not may_propose(by, row, subject):
        raise PermissionDenied
    return row


def _held(pk: int) -> Target:
    """The row until the transaction ends, so that two people meet here one after the other."""
    rows = Target.objects.select_related("plan", "lead_unit").defer("plan__text")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _put_forward(
    target: Target,
    subject: Subject,
    content: Content,
    *,
    by: User,
    reason: str,
    document: str,
    from_month: int | None = None,
) -> Proposal:
    """One pending proposal of a target and subject; the same form sent twice is one."""
    wish = f"{target}：请写理由，批准时要看。"
    reason = given(reason, MOST_REASON, wish, "理由", "reason")
    rounds.require_length(document, MOST_DOCUMENT, "依据", "document")
    waiting = contents.pending_of(target, subject)
    if waiting is not None:
        _require_same(waiting, (by.pk, content, reason, document, from_month))
        return waiting
    before = contents.current(target, subject, from_month)
    _require_change(target, subject, content, before)
    made = Proposal(
        target=target,
        subject=subject,
        content=content,
        before=before,
        from_month=from_month,
        reason=reason,
        document=document,
        proposed_by=by,
        proposed_at=now(),
    )
    return applying.saved(made, by=by, why=f"提出{subject.label}：{reason}")


def _require_same(row: Proposal, asked: tuple[object, ...]) -> None:
    """A form sent twice is one proposal; any other one waits until this is decided."""
    if (row.proposed_by_id, row.content, row.reason, row.document, row.from_month) != asked:
        told = f"已有{row.proposed_by}提出的申请待批准，办完或撤回后再提。"
        raise RefusedError(f"{row}{told}")


def _require_change(target: Target, subject: Subject, content: Content, before: Content) -> None:
    if content == before:
        field = "month-1" if subject == Subject.SCHEDULE else "value"
        name = "目标" if subject == Subject.GOAL else subject.label
        raise RefusedError(f"{target}：与现行的{name}相同，没有改动。", field)


def _require_office(row: Proposal, by: User) -> None:
    if not rules.may_review(by, row.target.plan.district_id):
        raise PermissionDenied


def _require_another(row: Proposal, by: User) -> None:
    if row.proposed_by_id == by.pk:
        raise RefusedError(f"{row}{OWN_PROPOSAL}")


def _require_pending(row: Proposal) -> None:
    if row.stage == Stage.PENDING:
        return
    who = f"由{row.decided_by}" if row.decided_by else ""
    raise RefusedError(f"{row}已{who}办理（{row.get_stage_display()}），不能再办。")


def _reread(proposal: Proposal) -> Proposal:
    """The row as it stands now, its target held."""
    target = _held(proposal.target_id)
    row = Proposal.objects.select_related("proposed_by", "decided_by").get(pk=proposal.pk)
    row.target = target
    return row


def _decided(
    row: Proposal, stage: Stage, *, by: User, at: datetime | None, answer: str = ""
) -> Proposal:
    row.stage, row.decided_by, row.decided_at, row.answer = stage, by, at or now(), answer
    return applying.saved(row, by=by, why=stage.label)
