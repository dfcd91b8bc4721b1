"""A plan copied forward: next year's draft, baselines from this year's close.

Units, leads, tasks and headings come along; goals never do, since a new plan makes them. What cannot
be carried is said, target by target, before anything is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import User
from accounts.tracing import trace
from dashboard import drafting
from dashboard.composed import compose
from dashboard.models import PlanDraft
from dashboard.plan_content import ACCEPTED, OPEN, Content, empty, key
from plans.choices import ThemeKind
from plans.models import Plan
from plans.reader.numerals import plain
from targets.choices import Kind, State
from targets.models import Measurement, PastFigure, Schedule, Target
from targets.rounds import RefusedError
from tasks.models import Task

LEVELS = frozenset({Kind.STOCK, Kind.RATIO})
PARTS = {
    "tasks": "重点任务及责任单位",
    "schedules": "分月计划",
    "past": "去年同期",
    "settings": "计划设置",
}
SETTINGS = (
    "due_day",
    "lights",
    "countersign",
    "reminders",
    "league",
    "keeps_loop",
    "order_mark",
)
OWN = ("tolerance", "judged_as_level", "needs_evidence", "reporter_id")  # of a target
NOT_CARRIED = (
    "目标值和力争值：由新计划确定，逐项填写后才能生成。",
    "任务正文：写着今年的数，只带标题和责任单位。",
    "里程碑：时限属于今年，请在新计划里重新排定。",
    "未销号的问题、未办结的督办单和会议决定：留在本计划里继续办理。",
    "公布日、勾稽关系、工作日例外：随年度变动，请在计划设置里重新确认。",
)


@dataclass(frozen=True)
class Close:
    """How one target ended the year: what of it can be next year's baseline, and what is said."""

    target: Target
    value: Decimal | None
    source: str  # of the baseline; empty where there is none
    told: str  # why there is none


def closes(plan: Plan, *, by: User) -> list[Close]:
    """Each target's close; a level's last report of the year is next year's baseline.

    Approved figures alone; who may not see a month before it is published gets published ones.
    """
    if not rules.may_plan(by, plan.district_id):
        raise PermissionDenied
    rows = Measurement.objects.filter(target__plan=plan, state=State.APPROVED).exclude(value=None)
    if not rules.may_see_live(by, plan.district_id):
        rows = rows.exclude(period__published_at=None)
    figures = {
        (row.target_id, row.period.month): (row.value, row.period.published_at is not None)
        for row in rows.select_related("period")
    }
    targets = plan.targets.select_related("lead_unit", "theme").order_by("order")
    return [_close(plan, target, figures) for target in targets]


def _close(
    plan: Plan, target: Target, figures: Mapping[tuple[int, int], tuple[Decimal | None, bool]]
) -> Close:
    if target.kind not in LEVELS:
        return Close(target, None, "", f"{target.get_kind_display()}不用基期值")
    month = max(target.reporting_months, default=12)
    value, is_published = figures.get((target.pk, month), (None, False))
    if value is None:
        told = f"没有{plan.year}年{month}月的已审数，基期值请另行填报"
        return Close(target, None, "", told)
    state = "发布数" if is_published else "已审数，尚未发布"
    last = "" if month == 12 else "（全年最后一次报送）"
    return Close(target, value, f"{plan.year}年{month}月{state}{last}", "")


@transaction.atomic
def copy(plan: Plan, *, title: str, issue_date: date, parts: Iterable[str], by: User) -> PlanDraft:
    """Next year's draft, its goals open; `parts` are keys of PARTS.

    The same copy asked for twice is one draft. Raises PermissionDenied for whoever may not plan,
    RefusedError where next year's plan was made from this one already.
    """
    if not rules.may_plan(by, plan.district_id):
        raise PermissionDenied
    Plan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    require_first(plan)
    chosen = sorted(set(parts) & PARTS.keys())
    content, codes = _content(plan, closes(plan, by=by), title, issue_date, has="tasks" in chosen)
    return drafting.begin(
        plan.district,
        name=f"由{plan.year}年计划结转",
        text=compose(content),
        found={"copied": plan.slug, "parts": chosen, "codes": codes},
        content=content,
        by=by,
    )


def require_first(plan: Plan) -> None:
    """A plan is copied forward into one plan alone. Raises RefusedError."""
    made = plan.following.first()
    if made is not None:
        raise RefusedError(f"已由本计划结转出“{made.title}”，请直接打开那份计划。")


def _content(
    plan: Plan, found: Iterable[Close], title: str, issue_date: date, *, has: bool
) -> tuple[Content, dict[str, str]]:
    """The plan's content with open goals, and which target each key was copied from."""
    content = empty()
    content["previous"] = plan.slug
    content["head"] = {
        "title": title,
        "short_title": plan.short_title,
        "doc_no": "",
        "issuer": plan.issuer,
        "issue_date": issue_date.isoformat(),
        "year": plan.year + 1,
    }
    content["themes"] = [
        {
            "kind": theme.kind,
            "number": theme.number,
            "title": theme.title,
            "short_title": theme.short_title,
        }
        for theme in plan.themes.all()
        if has or theme.kind == ThemeKind.FOCUS
    ]
    tasks = list(_tasks_of(plan)) if has else []
    for task in tasks:
        content["tasks"].append(_task(content, task))
    borne: dict[int, list[int]] = {}
    for task in tasks:
        for target in task.targets.all():
            borne.setdefault(target.pk, []).append(task.number)
    codes = {}
    for close in found:
        made = _target(content, close, borne.get(close.target.pk, []))
        codes[made["key"]] = close.target.code
        content["targets"].append(made)
    _units(content, plan)
    return content, codes


def _tasks_of(plan: Plan) -> Iterable[Task]:
    rows = plan.tasks.select_related("theme").order_by("number")
    return rows.prefetch_related("targets", "responsibilities__unit")


def _task(content: Content, task: Task) -> Content:
    shares = sorted(task.responsibilities.all(), key=lambda each: each.order)
    lead = next((each.printed for each in shares if each.part == "lead"), "")
    return {
        "key": key(content, "k"),
        "rev": 1,
        "state": ACCEPTED if lead else OPEN,
        "number": task.number,
        "title": task.title,
        "text": "",
        "start": 0,
        "end": 0,
        "group": task.theme.number,
        "units": [each.printed for each in shares],
        "lead": lead,
        "note": "",
    }


def _target(content: Content, close: Close, tasks: list[int]) -> Content:
    """A target whose goal is still to be filled in, so it stays open; what was 推定 stays so."""
    row = close.target
    settled = {"kind": "kind", "reporting_months": "months", "lead_unit": "lead"}
    decided = [name for field, name in settled.items() if field not in row.inferred]
    return {
        "key": key(content, "t"),
        "rev": 1,
        "state": OPEN,
        "name": row.name,
        "short_name": row.short_name,
        "goal": "",
        "stretch": "",
        "measure": row.measure,
        "comparator": row.comparator,
        "kind": row.kind,
        "decimals": row.decimals,
        "goal_text": "",
        "months": list(row.reporting_months),
        "theme": row.theme.number if row.theme else 0,
        "tasks": tasks,
        "lead": row.lead_unit.name if row.lead_unit else "",
        "lead_basis": _basis(row),
        "baseline": "" if close.value is None else plain(close.value),
        "baseline_source": close.source,
        "definition": row.definition,
        "note": "",
        "quotes": [],
        "set": [*decided, "decimals"],
        "why": f"{row.plan.year}年目标{row.goal_text}，请填写新目标",
        "sure": "0",
    }


def _basis(row: Target) -> str:
    """Why the unit leads; a lead that nobody has confirmed yet stays 推定."""
    if row.lead_unit is None:
        return ""
    told = f"沿用{row.plan.year}年计划"
    return f"{told}，待专班确认" if "lead_unit" in row.inferred else told


def _units(content: Content, plan: Plan) -> None:
    """Every name the copy uses, with the unit it stands for."""
    known = list(plan.district.units.all())
    by_name = {
        name: unit
        for unit in reversed(known)
        for name in (*unit.aliases, unit.short_name, unit.name)
    }
    shares = {
        each.printed: each.unit
        for task in plan.tasks.prefetch_related("responsibilities__unit")
        for each in task.responsibilities.all()
    }
    used = [name for task in content["tasks"] for name in task["units"]]
    used += [target["lead"] for target in content["targets"] if target["lead"]]
    for name in dict.fromkeys(used):
        unit = shares.get(name) or by_name[name]
        content["units"].append(
            {
                "key": key(content, "u"),
                "rev": 1,
                "state": ACCEPTED,
                "printed": name,
                "known": unit.code,
                "name": unit.name,
                "short_name": unit.short_name,
                "kind": unit.kind,
                "note": "",
            }
        )


def carry(draft: PlanDraft, plan: Plan, targets: Mapping[str, Target], *, by: User) -> None:
    """What a copied plan takes over once it is made: a part of making it, in its transaction.

    `targets` are the new ones by their keys in the content. Does nothing for a plan from elsewhere.
    """
    if not rules.may_plan(by, plan.district_id):
        raise PermissionDenied
    slug = draft.content.get("previous")
    earlier = Plan.objects.filter(slug=slug, district_id=draft.district_id).first()
    if earlier is None or draft.found.get("copied") != slug:
        return
    require_first(earlier)  # two drafts copied by two people
    parts, why = set(draft.found.get("parts", ())), f"由{earlier.year}年计划结转"
    plan.previous = earlier
    for name in SETTINGS if "settings" in parts else ():
        setattr(plan, name, getattr(earlier, name))
    trace(plan, by=by, why=why).save()
    old = {row.code: row for row in earlier.targets.select_related("schedule")}
    codes = draft.found.get("codes", {})
    pairs = {
        old[codes[name]].pk: (old[codes[name]], new)
        for name, new in targets.items()
        if codes.get(name) in old
    }
    for before, new in pairs.values():
        _carry_target(before, new, parts, why, by)
    if "past" in parts:
        _carry_past(earlier, {pk: new for pk, (_, new) in pairs.items()}, by)


def _carry_target(before: Target, new: Target, parts: set[str], why: str, by: User) -> None:
    for name in OWN:
        setattr(new, name, getattr(before, name))
    trace(new, by=by, why=why).save()
    schedule = getattr(before, "schedule", None)
    if "schedules" in parts and schedule is not None:
        source = f"沿用{before.plan.year}年分月计划"
        trace(Schedule(target=new, shares=schedule.shares, source=source), by=by, why=why).save()


def _carry_past(earlier: Plan, targets: Mapping[int, Target], by: User) -> None:
    """This year's figures as next year's 去年同期, those the person may see (see `closes`)."""
    rows: Any = Measurement.objects.filter(target__in=targets, state=State.APPROVED)
    rows = rows.exclude(value=None)
    if not rules.may_see_live(by, earlier.district_id):
        rows = rows.exclude(period__published_at=None)
    source = f"由{earlier.year}年计划带入"
    for row in rows.select_related("period", "target"):
        new = targets[row.target_id]
        if (new.kind, new.measure) != (row.target.kind, row.target.measure):
            continue
        past = PastFigure(target=new, month=row.period.month, value=row.value, source=source)
        trace(past, by=by, why=source).save()
