"""Who may open an entry page, for which month, and the head that these pages share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse

from accounts import rules
from accounts.models import Unit
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.periods import why_moved
from plans.today import today
from targets.choices import State
from tasks.owed import FigureDuty, NoteDuty

FOR_UNIT = {"entry_figures": "fill_for_unit", "entry_notes": "fill_notes_for_unit"}


@dataclass(frozen=True)
class Entrance:
    """The plan, the unit that fills in, and the day; `fills`: the office fills in for it (代填)."""

    plan: Plan
    unit: Unit
    on: date
    fills: bool = False
    signs: bool = False  # its head, where the plan demands the countersign

    def address(self, name: str, period: ReportingPeriod) -> str:
        """The entry page of this name for the period's month, the office's own where it fills in."""
        if not self.fills:
            return address(name, period)
        route = {"plan": self.plan.slug, "month": period.key, "code": self.unit.code}
        return reverse(FOR_UNIT[name], kwargs=route)


@dataclass(frozen=True)
class Tab:
    """指标数据 13/14."""

    label: str
    url: str
    current: bool
    count: str


@dataclass(frozen=True)
class Head:
    """The head of an entry page."""

    title: str
    unit: str
    due: str
    due_note: str
    tabs: list[Tab]
    ways: tuple[Tab, ...] = ()  # 网页填报, Excel导入


def entrance(request: SignedInRequest, slug: str) -> Entrance:
    """For whoever fills in for a unit of this plan's district; 404 for everybody else."""
    plan = plan_for(request, slug)
    member = request.user.member
    unit = member.unit if member else None
    if unit is None or not rules.may_report(request.user, unit):
        raise Http404("这里是单位填报的页面")
    request.section = "entry_home"
    signs = plan.countersign and rules.may_countersign(request.user, unit, filled_by=())
    return Entrance(plan, unit, today(), signs=signs)


def entrance_for(request: SignedInRequest, slug: str, code: str) -> Entrance:
    """For the office that fills in for a unit of its district (代填); 404 for everybody else."""
    plan = plan_for(request, slug)
    unit = Unit.objects.filter(district=plan.district_id, code=code).first()
    if unit is None or not rules.may_report_for(request.user, unit):
        raise Http404("这里是专班代填的页面")
    request.section = "review_queue"
    return Entrance(plan, unit, today(), fills=True)


def period_of(plan: Plan, month: Month) -> ReportingPeriod:
    """The plan's period of this month, its plan read already; 404 where there is none."""
    found = ReportingPeriod.objects.filter(plan=plan, month=month.month).first()
    if found is None or month.year != plan.year:
        raise Http404("没有这个填报期")
    found.plan = plan
    return found


def address(name: str, period: ReportingPeriod) -> str:
    """The page of this name for the period's month."""
    return reverse(name, kwargs={"plan": period.plan.slug, "month": period.key})


def head_of(
    place: Entrance,
    period: ReportingPeriod,
    current: str,
    figures: Collection[FigureDuty | NoteDuty],
    notes: Collection[FigureDuty | NoteDuty],
) -> Head:
    """The head of a month's entry page; `current` is the URL name of the page."""
    tabs = [
        Tab(label, place.address(name, period), name == current, _filled(duties))
        for label, name, duties in (
            ("指标数据", "entry_figures", figures),
            ("任务进展", "entry_notes", notes),
        )
    ]
    due, note = due_words(period, place.on)
    if place.fills:
        return Head(f"{period.month}月代填", place.unit.short_name, due, note, tabs)
    if place.signs:
        here = current == "entry_countersign"
        waits = str(sum(duty.state is State.SUBMITTED for duty in (*figures, *notes)))
        tabs.append(Tab("单位审核", address("entry_countersign", period), here, waits))
    is_excel = current == "entry_import"
    ways: tuple[Tab, ...] = (
        Tab("网页填报", address("entry_figures", period), not is_excel, ""),
        Tab("Excel导入", address("entry_import", period), is_excel, ""),
    )
    if current == "entry_countersign":
        ways = ()
    return Head(f"{period.month}月填报", place.unit.short_name, due, note, tabs, ways)


def _filled(duties: Iterable[FigureDuty | NoteDuty]) -> str:
    """13/14: how many have something in them, kept or handed in."""
    owed = [duty for duty in duties if duty.is_due]
    return f"{sum(_is_filled(duty) for duty in owed)}/{len(owed)}"


def _is_filled(duty: FigureDuty | NoteDuty) -> bool:
    if isinstance(duty, FigureDuty):
        return bool(duty.typed)
    return bool(duty.word and duty.text)


def why_closed(period: ReportingPeriod, on: date) -> str:
    """Why nothing can be filled in, and what can be done instead; empty for an open month."""
    if period.is_open(on):
        return ""
    if period.published_at is not None:
        return f"{period.month}月已发布，只能查看。更改须走更正，请联系专班。"
    opens = period.opens_on
    return f"{period.month}月还没有开放填报，{opens.month}月{opens.day}日起可填。"


def due_words(period: ReportingPeriod, on: date) -> tuple[str, str]:
    """今天24:00截止, and in brackets: 10月8日，因国庆节由10月5日顺延."""
    day = f"{period.due_on.month}月{period.due_on.day}日"
    why = why_moved(period)
    if period.published_at is not None:
        return f"{period.month}月已发布", ""
    if on < period.opens_on:
        opens = period.opens_on
        return f"{opens.month}月{opens.day}日开放填报", f"{day}截止"
    if period.is_backfill:
        return f"补录，{day}前填完", ""
    if on == period.due_on:
        return "今天24:00截止", "，".join(part for part in (day, why) if part)
    if on > period.due_on:
        return f"已过截止日{day}", "逾期仍可填，计为迟报"
    return f"{day}截止", why
