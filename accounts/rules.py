"""Who may do what: one predicate for each line of the role table in domain.md.

Each takes a person, units and plain values, never rows of upper rooms, and looks at the
membership the person works in at present. Services and views both ask here.
"""

from __future__ import annotations

from collections.abc import Collection

from accounts.choices import Role
from accounts.models import Membership, Unit, User

UNIT_ROLES = frozenset({Role.REPORTER, Role.HEAD})
READERS = frozenset({Role.LEADER, Role.REPORTER, Role.HEAD, Role.OFFICE, Role.ADMINISTRATOR})


def _member_in(by: User, district_id: int) -> Membership | None:
    member = by.member
    return member if member is not None and member.district_id == district_id else None


def may_read(by: User, district_id: int) -> bool:
    """Read what is published of the district's plans, and take it away as a file."""
    member = _member_in(by, district_id)
    return member is not None and member.role in READERS


def may_read_evidence(by: User, district_id: int) -> bool:
    """Read the evidence of published figures: office and leaders (a unit reads its own anyway)."""
    member = _member_in(by, district_id)
    return member is not None and member.role in {Role.OFFICE, Role.LEADER}


def may_see_live(by: User, district_id: int) -> bool:
    """See a month before it is published: the office alone (approved figures, not drafts)."""
    return may_review(by, district_id)


def may_report(by: User, unit: Unit | None) -> bool:
    """Draft, submit and withdraw the figures of targets this unit leads."""
    member = by.member
    return (
        unit is not None
        and member is not None
        and member.role in UNIT_ROLES
        and member.unit_id == unit.pk
    )


def may_report_for(by: User, unit: Unit | None) -> bool:
    """Draft and submit for a unit of one's district (代填), marked as such: the office."""
    return unit is not None and may_review(by, unit.district_id)


def may_countersign(by: User, unit: Unit | None, *, filled_by: Collection[int | None]) -> bool:
    """Release or return what a unit submitted: its head, but never their own work.

    `filled_by` names the accounts that saved and submitted it.
    """
    member = by.member
    is_head = member is not None and member.role == Role.HEAD
    return is_head and may_report(by, unit) and by.pk not in filled_by


def may_write_note(by: User, lead_unit: Unit) -> bool:
    """Write the monthly progress note of a task: its lead unit (joining units only when asked)."""
    return may_report(by, lead_unit)


def may_review(by: User, district_id: int) -> bool:
    """See what was submitted, return it with a reason, approve it."""
    member = _member_in(by, district_id)
    return member is not None and member.role == Role.OFFICE


def may_approve(by: User, district_id: int, *, filled_by: Collection[int | None]) -> bool:
    """Approve what was submitted: the office, but nobody what they filled in themselves.

    `filled_by` names the accounts that entered and submitted it.
    """
    return may_review(by, district_id) and by.pk not in filled_by


def may_read_history(by: User, district_id: int) -> bool:
    """Read who changed what of the district's plans; a unit reads that of its own figures alone."""
    return may_review(by, district_id)


def may_publish(by: User, district_id: int) -> bool:
    """Freeze a month for everybody."""
    return may_review(by, district_id)


def may_propose(by: User, unit: Unit | None, district_id: int) -> bool:
    """Put a baseline or a schedule forward: the unit that leads the target, and the office."""
    return may_report(by, unit) or may_review(by, district_id)


def may_propose_correction(by: User, unit: Unit | None, district_id: int) -> bool:
    """Ask for another figure in a published month: the unit that leads it, and the office."""
    return may_report(by, unit) or may_review(by, district_id)


def is_office_of(by: User, unit: Unit | None) -> bool:
    """Works in this unit, where it is the office itself that answers for something."""
    member = by.member
    return (
        unit is not None
        and member is not None
        and member.role == Role.OFFICE
        and member.unit_id == unit.pk
    )


def may_judge(
    by: User, district_id: int, *, unit: Unit | None, took_part: Collection[int | None]
) -> bool:
    """Agree to, send back or strike off: the office, but nobody who took part in the matter.

    `took_part` names the accounts that raised it, worked on it or claimed it. Whoever also fills in
    for the unit that answers for it judges in no role; where that is the office's own unit, another
    of its people does.
    """
    fills_in = (role for role in by.roles if role.role in UNIT_ROLES)
    is_theirs = unit is not None and any(role.unit_id == unit.pk for role in fills_in)
    return may_approve(by, district_id, filled_by=took_part) and not is_theirs


def may_raise(by: User, unit: Unit | None, district_id: int) -> bool:
    """Raise a problem: a unit's people for their unit, and the office."""
    return may_report(by, unit) or may_review(by, district_id)


def may_read_matter(by: User, district_id: int, *units: Unit | None) -> bool:
    """Read an order, a request or a step's evidence: office and leaders, and the units concerned."""
    return may_read_evidence(by, district_id) or any(may_report(by, unit) for unit in units)


def may_instruct(by: User, district_id: int) -> bool:
    """Write a remark (批示) on a figure: the district's leaders."""
    member = _member_in(by, district_id)
    return member is not None and member.role == Role.LEADER


def may_plan(by: User, district_id: int) -> bool:
    """Feed in a new plan and confirm it (新建计划): the office, and the administrator."""
    return may_review(by, district_id) or may_administer(by, district_id)


def may_oversee(by: User, parent_id: int | None) -> bool:
    """Read what the counties below have published, added up: leaders and office of the superior."""
    return parent_id is not None and may_read_evidence(by, parent_id)


def may_object(by: User, unit: Unit | None) -> bool:
    """Object to a published figure (异议): the unit that leads it."""
    return may_report(by, unit)


def may_see_duties(by: User, unit: Unit) -> bool:
    """See what a unit owes this month and what came back: the unit itself and the office."""
    return may_report(by, unit) or may_review(by, unit.district_id)


def may_hold_meeting(by: User, district_id: int) -> bool:
    """Open the meeting's pages and the one-page summary: leaders and the office."""
    return may_read_evidence(by, district_id)


def may_issue(by: User, district_id: int) -> bool:
    """Edit the month's bulletin (通报) and issue it: the office."""
    return may_review(by, district_id)


def may_configure(by: User, district_id: int) -> bool:
    """Set the plan's cut points, due days, countersign and reminders, and who reports what."""
    return may_review(by, district_id)


def may_administer(by: User, district_id: int) -> bool:
    """Manage accounts, units and plans; sees no unpublished figure."""
    member = _member_in(by, district_id)
    return member is not None and member.role == Role.ADMINISTRATOR
