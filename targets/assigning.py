"""Who reports what: what we inferred is confirmed, and a figure passes to another unit or person.

Each act is one transaction, for the office alone, wants a reason, and leaves a history row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.rules import UNIT_ROLES
from accounts.texts import tidy
from accounts.tracing import trace
from plans.configuring import SettingConflictError
from plans.models import Plan, ReportingPeriod
from targets import keeping, rounds
from targets.choices import Act, State, Way
from targets.filling import Filled
from targets.models import Measurement, Target
from targets.rounds import RefusedError

MOST_REASON, MOST_DEFINITION = 300, 2000
UNFINISHED = (State.DRAFT, State.RETURNED)
WAITING = (State.SUBMITTED, State.COUNTERSIGNED)
NOBODYS = (UnitKind.OFFICE, UnitKind.GROUP)  # lead no target: the office, and a mere mention


@dataclass(frozen=True)
class Assignment:
    """What the office settles about a target: whose it is, who fills it in, what it counts."""

    unit_id: int | None
    reporter_id: int | None
    needs_evidence: bool
    definition: str
    decimals: int


def assignment_of(target: Target) -> Assignment:
    """What is settled now."""
    return Assignment(
        unit_id=target.lead_unit_id,
        reporter_id=target.reporter_id,
        needs_evidence=target.needs_evidence,
        definition=target.definition,
        decimals=target.decimals,
    )


def seen_of(target: Target) -> str:
    """A short mark of what is settled now; a page posts it back as what it saw."""
    held = json.dumps(asdict(assignment_of(target)), sort_keys=True)
    return sha256(held.encode()).hexdigest()[:16]


@transaction.atomic
def confirm(plan: Plan, codes: Sequence[str], *, reason: str, by: User) -> int:
    """Confirm whatever is 推定 of these targets; tells how many there were.

    Raises PermissionDenied for anybody but the office, RefusedError.
    """
    if not rules.may_configure(by, plan.district_id):
        raise PermissionDenied
    why = _given(reason)
    rows = Target.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(plan=plan, code__in=codes)
    inferred = [row for row in rows.order_by("order") if row.inferred]
    nobodys = [row for row in inferred if row.lead_unit_id is None]
    if nobodys:
        raise RefusedError(f"{nobodys[0]}还没有牵头单位，请先到“指标”里指定，再确认。")
    for row in inferred:
        row.inferred = []
        trace(row, by=by, why=why).save(update_fields=["inferred"])
    return len(inferred)


@transaction.atomic
def assign(target: Target, wanted: Assignment, *, seen: str, reason: str, by: User) -> Target:
    """Settle whose a target is and how it is reported; from now on, published months as they are.

    What the former unit had begun in months still open is emptied, so that the new unit does not
    read it; the trail keeps it. Raises PermissionDenied for anybody but the office, RefusedError
    (also while the former unit's figure waits for review), SettingConflictError.
    """
    if not rules.may_configure(by, target.plan.district_id):
        raise PermissionDenied
    rows = Target.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("plan", "lead_unit")
    row = rows.get(pk=target.pk)
    wanted = _tidied(wanted)
    if assignment_of(row) == wanted:
        return row
    if seen_of(row) != seen:
        raise SettingConflictError(row)
    why = _given(reason)
    _require_fit(row, wanted)
    if wanted.unit_id != row.lead_unit_id:
        _leave(row, by=by, why=why)
        row.inferred = [each for each in row.inferred if each != "lead_unit"]
    row.lead_unit_id, row.reporter_id = wanted.unit_id, wanted.reporter_id
    row.needs_evidence, row.definition = wanted.needs_evidence, wanted.definition
    row.decimals = wanted.decimals
    columns = ["lead_unit", "reporter", "needs_evidence", "definition", "decimals", "inferred"]
    trace(row, by=by, why=why).save(update_fields=columns)
    return row


def _tidied(wanted: Assignment) -> Assignment:
    return Assignment(**{**asdict(wanted), "definition": tidy(wanted.definition)})


def _given(reason: str) -> str:
    told = tidy(reason)
    if not told:
        raise RefusedError("请写明改动的理由，留作审计记录。", "reason")
    rounds.require_length(told, MOST_REASON, "理由", "reason")
    return told


def _require_fit(row: Target, wanted: Assignment) -> None:
    """The unit is one of the district's that can lead, the person one who fills in for it."""
    rounds.require_length(wanted.definition, MOST_DEFINITION, "口径", "definition")
    if not 0 <= wanted.decimals <= 4:
        raise RefusedError("小数位须在0至4之间。", "decimals")
    units = Unit.objects.filter(district_id=row.plan.district_id).exclude(kind__in=NOBODYS)
    if wanted.unit_id is None or not units.filter(pk=wanted.unit_id).exists():
        raise RefusedError("请选择牵头单位。", "unit")
    if wanted.reporter_id is None:
        return
    members = User.objects.filter(is_active=True, memberships__role__in=UNIT_ROLES)
    if not members.filter(pk=wanted.reporter_id, memberships__unit_id=wanted.unit_id).exists():
        raise RefusedError("填报人须是牵头单位的填报员或审核人，请另选一位，或留空。", "reporter")


def _leave(row: Target, *, by: User, why: str) -> None:
    """Empty what the former unit began in open months; refuse while something of it waits.

    The months are held first, as whoever fills in holds theirs: nothing slips in meanwhile.
    """
    months = ReportingPeriod.objects.select_for_update(of=("self",), no_key=True)
    still_open = list(months.filter(plan=row.plan, published_at=None).order_by("month"))
    filed = Measurement.objects.filter(target=row, period__in=still_open)
    for each in filed.select_related("period").order_by("period__month"):
        each.target = row
        if each.state in WAITING:
            month = each.period.month
            told = f"{row}{month}月的数据正在待审，请先通过或退回，再改牵头单位。"
            raise RefusedError(told, "unit")
        if each.state in UNFINISHED:
            _empty(each, by=by, why=why)


def _empty(each: Measurement, *, by: User, why: str) -> None:
    blank = Filled(None, "", "", "", "").as_columns() | {
        "on_behalf": False,
        "reason": "",
        "faults": 0,
    }
    rounds.move(each, each.version, state=State.DRAFT, entered_by=by, **blank)
    each.evidence.clear()
    keeping.trace(each, Act.SAVE, by=by, way=Way.FORM, at=None, reason=why)
