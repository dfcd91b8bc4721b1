"""计划设置: its tabs, and who may open which; a tab shows where its page exists and the role may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from accounts import rules
from accounts.models import Unit
from plans.access import SignedInRequest, plan_for
from plans.models import Plan
from targets.choices import Stage
from targets.models import Proposal


@dataclass(frozen=True)
class Tab:
    """A page of the settings; units see those on which they propose for their own targets."""

    label: str
    page: str
    is_for_units: bool = False


TABS = (
    Tab("指标", "setup_targets"),
    Tab("分月计划", "setup_schedules", is_for_units=True),
    Tab("基期值", "setup_baselines", is_for_units=True),
    Tab("去年同期", "setup_past"),
    Tab("目标调整", "setup_goals"),
    Tab("报送日", "setup_periods"),
    Tab("亮灯分档", "setup_lights"),
    Tab("评分规则", "setup_league"),
    Tab("单位确认", "setup_units"),
    Tab("审核与催报", "setup_rules"),
    Tab("问题督办", "setup_loop"),
    Tab("公开", "setup_public"),
    Tab("待批准", "setup_proposals"),
)


@dataclass(frozen=True)
class Door:
    """Who came in: the office for the whole plan, or a unit for what it leads."""

    plan: Plan
    unit: Unit | None  # None: the office

    @property
    def is_office(self) -> bool:
        """Whether the whole plan is open."""
        return self.unit is None


@dataclass(frozen=True)
class Shown:
    """One tab as the page shows it."""

    label: str
    url: str
    is_current: bool
    count: int = 0


def door(request: SignedInRequest, slug: str, page: str) -> Door:
    """For the office, and on some pages for a unit of the district; 404 for everybody else."""
    plan = plan_for(request, slug)
    request.section = "setup"
    if rules.may_review(request.user, plan.district_id):
        return Door(plan, None)
    member = request.user.member
    unit = member.unit if member and member.district_id == plan.district_id else None
    tab = next(each for each in TABS if each.page == page)
    if not tab.is_for_units or unit is None or not rules.may_report(request.user, unit):
        raise Http404("没有这一页")
    return Door(plan, unit)


def head(
    entered: Door,
    current: str,
    counts: Mapping[str, int] | None = None,
    proposals: Iterable[Proposal] = (),
) -> dict[str, Any]:
    """What every settings page shows above itself: the tabs this person sees, with what is open.

    `counts` are by page; of the `proposals` those that wait are counted at 待批准.
    """
    waiting = sum(row.stage == Stage.PENDING for row in proposals)
    counts = {"setup_proposals": waiting} | dict(counts or {})
    found = []
    for tab in TABS:
        url = _address(entered.plan, tab.page)
        if url and (tab.is_for_units or entered.is_office):
            found.append(Shown(tab.label, url, tab.page == current, counts.get(tab.page, 0)))
    return {"tabs": found, "entered": entered, "plan": entered.plan}


def _address(plan: Plan, page: str) -> str:
    try:
        return reverse(page, kwargs={"plan": plan.slug})
    except NoReverseMatch:
        return ""
