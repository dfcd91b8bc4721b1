"""What a meeting's agenda may be drawn from: what earlier meetings left open first, then what lags.

The published report tells which targets and tasks are late, three queries tell the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import NoReverseMatch, reverse

from dashboard import publication
from dashboard.report import MonthlyReport, TargetRow, shown
from plans.models import Plan
from targets.choices import LATE, Light
from tasks.choices import OrderState, ProblemState, ResolutionState
from tasks.meetings import MOST_ITEM, MOST_NOTE, Item
from tasks.models import Meeting, Problem, Resolution, SupervisionOrder

SHORT = MOST_ITEM - 20
PAGES = {  # of an item's kind, with what its key names
    "target": ("target_detail", ("code",)),
    "task": ("task_detail", ("number",)),
    "problem": ("problem_detail", ("number",)),
    "order": ("order_detail", ("number",)),
    "help": ("help_detail", ("number",)),
    "resolution": ("resolution_detail", ("number", "item")),
}


def proposed(plan: Plan, *, on: date, meeting: Meeting | None = None) -> list[Item]:
    """Everything that may go on the agenda; the next meeting begins with what the last resolved."""
    last = publication.latest(plan)
    report = publication.read(last) if last else None
    return [
        *_resolutions(plan, on, meeting),
        *_orders(plan, on),
        *_problems(plan, on),
        *(_late(report) if report else ()),
    ]


def key_of(item: Item) -> str:
    """What names an item in a form: target-T02."""
    return f"{item.kind}-{item.key}"


def page_of(plan: Plan, item: Item) -> str:
    """The page of what an item is about; empty for one written by hand, or that names nothing."""
    name, parts = item.kind, item.key.split("-")
    if name == "order":
        name, parts = parts[0], parts[1:]
    found = PAGES.get(name)
    if found is None:
        return ""
    try:
        return reverse(
            found[0], kwargs=dict(zip(found[1], parts, strict=True)) | {"plan": plan.slug}
        )
    except (NoReverseMatch, ValueError):
        return ""


def _resolutions(plan: Plan, on: date, meeting: Meeting | None) -> Iterator[Item]:
    rows = Resolution.objects.filter(
        meeting__plan=plan, state__in=(ResolutionState.OPEN, ResolutionState.CLAIMED)
    )
    if meeting is not None:
        rows = rows.exclude(meeting=meeting)
    rows = rows.select_related("meeting", "unit").order_by("due_on", "meeting__held_on", "number")
    for row in rows:
        note = f"{row.meeting.title}议定，时限{_day(row.due_on)}，{row.get_state_display()}"
        note += _over(row.due_on, on)
        key = f"{row.meeting.number}-{row.number}"
        yield Item(row.text[:SHORT], row.unit.code, "resolution", key, note[:MOST_NOTE])


def _orders(plan: Plan, on: date) -> Iterator[Item]:
    rows = SupervisionOrder.objects.filter(
        plan=plan, state__in=(OrderState.ISSUED, OrderState.SIGNED), due_on__lt=on
    )
    for row in rows.select_related("unit").order_by("due_on", "number"):
        row.plan = plan
        note = f"{row.label}，时限{_day(row.due_on)}，没有回复{_over(row.due_on, on)}"
        yield Item(row.title[:SHORT], row.unit.code, "order", f"{row.kind}-{row.number}", note)


def _problems(plan: Plan, on: date) -> Iterator[Item]:
    rows = Problem.objects.filter(plan=plan, state=ProblemState.SOLVING, due_on__lt=on)
    for row in rows.select_related("unit").order_by("due_on", "number"):
        row.plan = plan
        note = f"{row.label}，时限{_day(row.due_on)}，没有解决{_over(row.due_on, on)}"
        yield Item(row.title[:SHORT], row.unit.code, "problem", str(row.number), note)


def _late(report: MonthlyReport) -> Iterator[Item]:
    """The published month's late targets, worst first, then its late tasks."""
    late, month = {*LATE, Light.OVERDUE}, report.month
    order = (Light.OVERDUE, Light.FAR_BEHIND, Light.BEHIND)
    targets = [row for row in report.targets if row.now.light in late]
    for row in sorted(targets, key=lambda row: (order.index(row.now.light), row.order)):
        word = report.plan.word(row.now.light)
        told = f"，偏差{_gap(row)}" if row.now.gap is not None else ""
        note = f"{month}月{word}{told}"
        yield Item(row.short_name[:SHORT], row.leader.code, "target", row.code, note)
    for task in report.tasks:
        if task.light in late:
            word = report.plan.word(task.light)
            title = f"任务{task.number} {task.title}"[:SHORT]
            yield Item(title, task.lead.code, "task", str(task.number), f"{month}月{word}")


def _gap(row: TargetRow) -> str:
    """−5.1个百分点, or in the target's own measure."""
    gap, unit = shown.gap(row, row.now), shown.gap_unit(row, row.now)
    return gap if gap.endswith(unit) else f"{gap}个{unit}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _over(due_on: date, on: date) -> str:
    return f"，超期{(on - due_on).days}天" if due_on < on else ""
