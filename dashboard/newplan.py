"""A confirmed draft becomes a plan with its units, targets, tasks and periods, at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.choices import UnitKind
from accounts.models import District, Unit, User
from accounts.tracing import trace
from dashboard import copying, drafting
from dashboard.models import PlanDraft
from dashboard.plan_content import ACCEPTED, DROPPED, OPEN, Content
from plans import periods
from plans.choices import DraftStage, ThemeKind
from plans.models import Plan, Theme
from plans.today import now
from targets.choices import Place
from targets.models import Quotation, Target
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import LoopAct, MilestoneState, Part
from tasks.models import Milestone, Responsibility, Task

WHY = "新建计划"
NO_GROUP = "重点任务"
ALWAYS_INFERRED = {"kind": "kind", "months": "reporting_months", "decimals": "decimals"}
DROPPED_DRAFT = "这份草稿已经放弃，不能建立计划。请重新上传或粘贴原文。"


@dataclass(frozen=True)
class Left:
    """One thing to settle before the plan can stand: the sentence, and the item it is about."""

    sentence: str
    key: str = ""


@dataclass
class Made:
    """What has been made so far of one plan."""

    plan: Plan
    by: User
    units: dict[str, Unit] = field(default_factory=dict)  # by printed name
    themes: dict[tuple[str, int], Theme] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)  # by key

    def save(self, row: Any) -> Any:
        """Write a row with who made it and why."""
        trace(row, by=self.by, why=WHY).save()
        return row


def left(content: Content) -> list[Left]:
    """What is open and where, in the page's order; nothing where the plan can be made."""
    head = content["head"]
    asked = (
        ("title", "计划名称"),
        ("year", "年度"),
        ("issuer", "发文机关"),
        ("issue_date", "成文日期"),
    )
    found = [Left(f"公文信息里还没有填{what}。", "head") for name, what in asked if not head[name]]
    found += [
        Left(f"提醒“{each['text'][:30]}”还没有定。", each["key"])
        for each in _open(content, "notices")
    ]
    found += [
        Left(f"单位“{each['printed']}”{each['note']}，还没有定。", each["key"])
        for each in _open(content, "units")
    ]
    found += [
        Left(f"指标“{each['short_name']}”还没有确认。", each["key"])
        for each in _open(content, "targets")
    ]
    found += [
        Left(f"任务{each['number']}“{each['title'][:20]}”还没有确认。", each["key"])
        for each in _open(content, "tasks")
    ]
    found += [
        Left(f"里程碑“{each['title'][:20]}”还没有确认。", each["key"])
        for each in _open(content, "milestones")
    ]
    if not _kept(content, "targets") and not _kept(content, "tasks"):
        found.append(Left("还没有一项指标或任务，请在原文里选中文字设为指标。"))
    return found


@transaction.atomic
def create(draft: PlanDraft, *, by: User) -> Plan:
    """The plan of a confirmed draft; of one draft there is one plan.

    Raises PermissionDenied, or RefusedError saying what is open and where.
    """
    held = drafting.hold(draft, by=by)
    if held.stage == DraftStage.MADE and held.plan is not None:
        return held.plan
    if held.stage == DraftStage.DROPPED:
        raise RefusedError(DROPPED_DRAFT)
    content: Content = held.content
    open_ = left(content)
    if open_:
        more = f"（另有{len(open_) - 1}处）" if len(open_) > 1 else ""
        raise RefusedError(f"{open_[0].sentence}{more}", open_[0].key)
    District.objects.select_for_update(no_key=True).get(pk=held.district_id)
    made = Made(_plan(held, content, by), by)
    _themes(made, content)
    _units(made, content, held.district)
    _tasks(made, content)
    _targets(made, content)
    _milestones(made, content)
    copying.carry(held, made.plan, made.targets, by=by)
    periods.ensure(made.plan)
    held.stage, held.plan = DraftStage.MADE, made.plan
    held.saved_by, held.saved_at = by, now()
    held.save(update_fields=["stage", "plan", "saved_by", "saved_at"])
    return made.plan


def _open(content: Content, name: str) -> list[Content]:
    return [each for each in content[name] if each["state"] == OPEN]


def _kept(content: Content, name: str) -> list[Content]:
    return [each for each in content[name] if each["state"] == ACCEPTED]


def _plan(draft: PlanDraft, content: Content, by: User) -> Plan:
    head = content["head"]
    plan = Plan(
        district=draft.district,
        slug=_slug(draft.district.code, head["year"]),
        title=head["title"],
        short_title=head["short_title"] or head["title"][:40],
        doc_no=head["doc_no"],
        issuer=head["issuer"],
        issue_date=date.fromisoformat(head["issue_date"]),
        year=head["year"],
        text=draft.text,
        text_sha256=sha256(draft.text.encode()).hexdigest(),
    )
    trace(plan, by=by, why=WHY).save()
    return plan


def _slug(code: str, year: int) -> str:
    """haizhou-2025, and haizhou-2025-2 for the district's second plan of the year."""
    first = f"{code[:40]}-{year}"
    taken = set(Plan.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    number = 2
    slug = first
    while slug in taken:
        slug, number = f"{first}-{number}", number + 1
    return slug


def _themes(made: Made, content: Content) -> None:
    rows = list(content["themes"])
    groups = {each["number"] for each in rows if each["kind"] == ThemeKind.GROUP}
    if any(each["group"] not in groups for each in _kept(content, "tasks")):
        number = max(groups, default=0) + 1
        rows.append(
            {
                "kind": ThemeKind.GROUP,
                "number": number,
                "title": NO_GROUP,
                "short_title": NO_GROUP,
            }
        )
        groups.add(0)
    for each in rows:
        theme = Theme.objects.create(plan=made.plan, **each)
        made.themes[theme.kind, theme.number] = theme
        if each["title"] == NO_GROUP and each["kind"] == ThemeKind.GROUP:
            made.themes[ThemeKind.GROUP, 0] = theme


def _units(made: Made, content: Content, district: District) -> None:
    """Every printed name's unit: one that stands, with the name as an alias, or a new one."""
    needed = {name for task in _kept(content, "tasks") for name in task["units"]}
    needed |= {each["lead"] for each in _kept(content, "targets") if each["lead"]}
    standing = list(Unit.objects.filter(district=district))
    by_code = {unit.code: unit for unit in standing}
    by_name = {unit.name: unit for unit in standing}
    order = max((unit.order for unit in standing), default=0)
    touched: dict[int, Unit] = {}
    for each in content["units"]:
        if each["printed"] not in needed:
            continue
        unit = by_code.get(each["known"]) or by_name.get(each["name"])
        if unit is None:
            order += 1
            unit = made.save(_new_unit(district, each, by_code, order))
            by_code[unit.code] = by_name[unit.name] = unit
        if each["printed"] not in {unit.name, unit.short_name, *unit.aliases}:
            unit.aliases = [*unit.aliases, each["printed"]]
            touched[unit.pk] = unit
        made.units[each["printed"]] = unit
    for unit in touched.values():
        made.save(unit)


def _new_unit(district: District, each: Content, taken: Iterable[str], order: int) -> Unit:
    number = order
    while f"u{number:02d}" in taken:
        number += 1
    return Unit(
        district=district,
        code=f"u{number:02d}",
        name=each["name"],
        short_name=each["short_name"],
        kind=each["kind"] if each["kind"] in UnitKind.values else UnitKind.DEPARTMENT,
        order=order,
    )


def _tasks(made: Made, content: Content) -> None:
    for each in _kept(content, "tasks"):
        theme = made.themes.get((ThemeKind.GROUP, each["group"]))
        task: Task = made.save(
            Task(
                plan=made.plan,
                number=each["number"],
                theme=theme or made.themes[ThemeKind.GROUP, 0],
                title=each["title"],
                text=each["text"],
                start=each["start"],
                end=each["end"],
                note=each["note"],
            )
        )
        made.tasks[task.number] = task
        _responsibilities(made, task, each)


def _responsibilities(made: Made, task: Task, each: Content) -> None:
    """The units as printed, each once; the lead is the one that was confirmed."""
    seen: set[int] = set()
    lead = made.units[each["lead"]].pk
    order = 0
    for printed in each["units"]:
        unit = made.units[printed]
        if unit.pk in seen:
            continue
        seen.add(unit.pk)
        order += 1
        made.save(
            Responsibility(
                task=task,
                unit=unit,
                order=order,
                part=Part.LEAD if unit.pk == lead else Part.JOIN,
                printed=printed,
            )
        )


def _targets(made: Made, content: Content) -> None:
    rows = _kept(content, "targets")
    width = max(2, len(str(len(rows))))
    for order, each in enumerate(rows, start=1):
        target: Target = made.save(_target(made, each, f"T{order:0{width}d}", order))
        made.targets[each["key"]] = target
        Quotation.objects.bulk_create(
            Quotation(target=target, **quote) for quote in _once(each["quotes"])
        )
        for number in each["tasks"]:
            if number in made.tasks:
                made.tasks[number].targets.add(target)


def _target(made: Made, each: Content, code: str, order: int) -> Target:
    wheres = [quote["where"] for quote in each["quotes"]]
    in_task = bool(wheres) and all(where.startswith("task:") for where in wheres)
    lead = made.units.get(each["lead"])
    return Target(
        plan=made.plan,
        code=code,
        order=order,
        name=each["name"],
        short_name=each["short_name"],
        place=Place.TASK if in_task else Place.HEADLINE,
        theme=made.themes.get((ThemeKind.FOCUS, each["theme"])),
        kind=each["kind"],
        comparator=each["comparator"],
        measure=each["measure"],
        decimals=each["decimals"],
        goal=Decimal(each["goal"]),
        goal_text=each["goal_text"] or f"{each['goal']}{each['measure']}",
        stretch=Decimal(each["stretch"]) if each["stretch"] else None,
        baseline=Decimal(each["baseline"]) if each["baseline"] else None,
        baseline_source=each["baseline_source"],
        reporting_months=each["months"],
        lead_unit=lead if lead is not None and lead.kind != UnitKind.GROUP else None,
        lead_basis=each["lead_basis"],
        inferred=_inferred(each),
        definition=each["definition"],
        note=each["note"],
    )


def _inferred(each: Content) -> list[str]:
    """What no person set by hand and the text does not say."""
    found = ["lead_unit"] if each["lead"] and "待专班确认" in each["lead_basis"] else []
    return found + [column for name, column in ALWAYS_INFERRED.items() if name not in each["set"]]


def _once(quotes: Iterable[Content]) -> list[Content]:
    return list({each["start"]: each for each in quotes}.values())


def _milestones(made: Made, content: Content) -> None:
    """Deadlines of the text as milestones put forward; the office agrees to them on its page."""
    numbers: dict[int, int] = {}
    for each in _kept(content, "milestones"):
        task = made.tasks.get(each["task"])
        lead = task and task.responsibilities.filter(part=Part.LEAD).first()
        if task is None or not lead or not each["due"]:
            continue
        numbers[task.number] = numbers.get(task.number, 0) + 1
        row = Milestone(
            task=task,
            number=numbers[task.number],
            title=each["title"],
            unit=lead.unit,
            due_on=date.fromisoformat(each["due"]),
            start=each["start"],
            end=each["end"],
        )
        loops.advance(row, LoopAct.RAISE, MilestoneState.PROPOSED, by=made.by, words=WHY)


def dropped(content: Content) -> int:
    """How many findings a person said are no targets."""
    return sum(each["state"] == DROPPED for each in content["targets"])
