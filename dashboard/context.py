"""What the frame around every page shows: brand, menu, who is signed in.

Nothing is asked of the database until a template asks for it, and of nobody who is not signed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.choices import Role
from accounts.models import Membership, User
from accounts.rules import UNIT_ROLES
from dashboard import landing
from dashboard.models import Objection
from dashboard.months import Month, months_of
from dashboard.report import PlanFacts
from plans.models import Plan
from plans.today import today
from targets.choices import Stage
from targets.models import Correction, Measurement
from targets.rounds import waiting_states
from tasks import orders
from tasks.choices import InstructionState
from tasks.counting import count_of
from tasks.models import Instruction, Problem, ProgressNote, SupervisionOrder
from tasks.problems import WAITS_FOR_OFFICE

ROLE_LABELS = {Role.OFFICE: "审核"}  # 专班 · 审核: the office's unit is named 专班 already


@dataclass(frozen=True)
class Entry:
    """A page the menu may lead to; it shows where the page exists and the role may go."""

    label: str
    page: str
    roles: frozenset[str] | None = None  # None: everybody


OWN_PAGES = (
    Entry("我的填报", "entry_home", UNIT_ROLES),
    Entry("审核", "review_queue", frozenset({Role.OFFICE})),
    Entry("管理", "account_list", frozenset({Role.ADMINISTRATOR})),
)
READING_PAGES = (
    Entry("总览", "overview"),
    Entry("指标", "target_list"),
    Entry("重点任务", "task_list"),
    Entry("原文对照", "plan_text"),
    Entry("图表", "charts"),
    Entry("晾晒榜", "league"),
    Entry("问题督办", "problem_list"),
)
LATER_PAGES = (
    Entry("历期发布", "publication_list", UNIT_ROLES | {Role.LEADER}),
    Entry("一页纸", "one_page", frozenset({Role.LEADER})),
    Entry("计划设置", "setup", UNIT_ROLES | {Role.OFFICE}),
)
MORE_PAGES = (  # behind 更多: the office's menu has no room for them
    Entry("更正", "correction_list", frozenset({Role.OFFICE})),
    Entry("历期发布", "publication_list", frozenset({Role.OFFICE})),
    Entry("一页纸", "one_page", frozenset({Role.OFFICE})),
    Entry("审计记录", "history", frozenset({Role.OFFICE})),
)
EXTRA_PAGES = (
    Entry("搜索", "search"),
    Entry("会议模式", "meeting", frozenset({Role.LEADER, Role.OFFICE})),
)

COMPANY = (  # plans beside this one, and those of the counties below
    Entry("换计划", "plan_list"),
    Entry("各县汇总", "county_list", frozenset({Role.LEADER, Role.OFFICE})),
)


@dataclass(frozen=True)
class Item:
    """One item of the menu."""

    label: str
    url: str
    current: bool
    badge: int = 0


@dataclass(frozen=True)
class Choice:
    """One of a person's memberships, to change to."""

    id: int
    label: str
    current: bool


class Waiting(NamedTuple):
    """What waits for the office: figures and notes, corrections and objections, matters of the loop."""

    review: int
    corrections: int
    problems: int = 0


class Frame:
    """The frame of one request; each part is worked out when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.facts: PlanFacts | None = None  # the plan as a published month knew it
        self.reading_month = ""  # the month that a reading page shows: its links keep to it
        match = request.resolver_match
        own = getattr(request, "section", "")  # a page below the menu's says so itself
        self.section = own or (match and match.url_name) or ""  # the menu item it belongs to

    @cached_property
    def user(self) -> User | None:
        """Who is signed in."""
        user = getattr(self.request, "user", None)
        return cast("User", user) if user is not None and user.is_authenticated else None

    @cached_property
    def member(self) -> Membership | None:
        """The role they work in."""
        return self.user.member if self.user else None

    @cached_property
    def plan(self) -> Plan | None:
        """The plan the page is about, else the one on which the person begins."""
        plan: Plan | None = getattr(self.request, "plan", None)
        return landing.plan_of(self.member) if plan is None and self.member else plan

    @cached_property
    def home_url(self) -> str:
        """Where each role begins."""
        return reverse("home")

    @property
    def brand(self) -> str:
        """What the plan is called in short: 定海区创新深化."""
        known = self.facts or self.plan
        return known.short_title if known else ""

    @property
    def brand_small(self) -> str:
        known = self.facts or self.plan
        return f"{known.year}年工作计划" if known else ""

    @property
    def is_demo(self) -> bool:
        """Every page of the demonstration says that it is one, the sign-in page too."""
        known = self.facts or self.plan
        return settings.DEMO or bool(known and known.is_demo)

    @property
    def size_large(self) -> bool:
        """大字版, kept in a cookie."""
        return self.request.COOKIES.get("text_size") == "large"

    @property
    def idle_seconds(self) -> int:
        """After how long without a request the session ends."""
        return settings.SESSION_COOKIE_AGE

    @property
    def today_text(self) -> str:
        """The day on which duties are judged; said where it is not the calendar's."""
        day = today()
        text = f"今天是{day.year}年{day.month}月{day.day}日"
        return f"{text}（演示）" if settings.DEMO else text

    @property
    def user_name(self) -> str:
        return str(self.user) if self.user else ""

    @property
    def unit_label(self) -> str:
        return self.member.unit.short_name if self.member and self.member.unit else ""

    @property
    def role_label(self) -> str:
        if self.member is None:
            return ""
        return ROLE_LABELS.get(Role(self.member.role), Role(self.member.role).label)

    @cached_property
    def memberships(self) -> list[Choice]:
        """Every role the person holds, the current one too."""
        roles = self.user.roles if self.user else []
        return [Choice(role.pk, str(role), role.is_current) for role in roles]

    @cached_property
    def extras(self) -> list[Item]:
        """Further links at the right: 搜索, 会议模式; then what lies beside the plan, where it does."""
        if self.member is None:
            return []
        held = len({role.district_id for role in self.user.roles}) if self.user else 0
        has_many = getattr(self.plan, "is_one_of_many", False) or held > 1
        beside: tuple[Entry, ...] = COMPANY[:1] if has_many else ()
        beside += COMPANY[1:] if self._oversees else ()
        return self._items((*(EXTRA_PAGES if self.plan else ()), *beside))

    @property
    def _oversees(self) -> bool:
        """Whether counties lie below the district; a superior may have no plan of its own."""
        if self.plan is not None:
            return bool(getattr(self.plan, "has_counties", False))
        return bool(self.member and self.member.district.counties.exists())

    @cached_property
    def waiting(self) -> Waiting:
        """How much waits for the office, of each kind; nothing for anybody else."""
        if self.member is None or self.plan is None or self.member.role != Role.OFFICE:
            return Waiting(0, 0)
        return _waiting(self.plan)

    @property
    def badge(self) -> int:
        """How much waits for the office to review."""
        counted: int | None = getattr(self.request, "waiting", None)
        return self.waiting.review if counted is None else counted

    @cached_property
    def months(self) -> list[Month]:
        """The plan's twelve months; a reading page has put them here already."""
        return months_of(self.plan, today()) if self.plan else []

    @cached_property
    def menu(self) -> list[Item]:
        """The person's own page, then what everybody reads; only pages that exist."""
        if self.member is None or self.plan is None:
            return []
        return self._items((*OWN_PAGES, *READING_PAGES, *LATER_PAGES))

    @cached_property
    def more(self) -> list[Item]:
        """What stands behind 更多."""
        return self._items(MORE_PAGES) if self.member and self.plan else []

    def _items(self, entries: Iterable[Entry]) -> list[Item]:
        """Those of the pages that exist and that the role may open."""
        role = self.member.role if self.member else ""
        badges = {
            "review_queue": lambda: self.badge,
            "correction_list": lambda: self.waiting.corrections,
            "problem_list": lambda: self.waiting.problems,
        }
        found = []
        for entry in entries:
            url = self._address(entry.page) if not entry.roles or role in entry.roles else ""
            if url:
                badge = badges.get(entry.page, int)()
                found.append(Item(entry.label, url, self.section == entry.page, badge))
        return found

    def _address(self, name: str) -> str:
        """The page's address, in the month that is being read; empty where there is no page."""
        is_queue = name == "review_queue"  # which finds the month being filed by itself
        month = "" if is_queue else self.reading_month
        slug = self.plan.slug if self.plan else ""
        routes = ({"plan": slug, "month": month},) if month else ()
        for route in (*routes, {"plan": slug}, {}):
            try:
                return reverse(name, kwargs=route)
            except NoReverseMatch:
                continue
        return ""


def _waiting(plan: Plan) -> Waiting:
    """What was handed in and not yet reviewed, asked and not yet decided; counted in one query."""
    states = waiting_states(plan)
    counted = Plan.objects.filter(pk=plan.pk).values_list(
        count_of(Measurement.objects.filter(target__plan=plan, state__in=states)),
        count_of(ProgressNote.objects.filter(task__plan=plan, state__in=states)),
        count_of(Correction.objects.filter(target__plan=plan, stage=Stage.PENDING)),
        count_of(Objection.objects.filter(target__plan=plan, answered_at=None)),
        count_of(Problem.objects.filter(WAITS_FOR_OFFICE, plan=plan)),
        count_of(SupervisionOrder.objects.filter(orders.WAITS_FOR_OFFICE, plan=plan)),
        count_of(Instruction.objects.filter(plan=plan, state=InstructionState.WAITING)),
    )
    figures, notes, corrections, objections, *matters = counted.get()
    return Waiting(figures + notes, corrections + objections, sum(matters))


def frame_of(request: HttpRequest) -> Frame:
    """The request's one frame, so that what it asks the database for is asked once."""
    kept: Frame | None = getattr(request, "frame", None)
    if kept is None:
        kept = Frame(request)
        request.frame = kept  # type: ignore[attr-defined]  # ours alone, beside Django's own
    return kept


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `frame` in every template, and what its plan calls the lights today.

    A page of a published month says the words it was published with, in place of these.
    """
    plan: Plan | None = getattr(request, "plan", None)
    return {"frame": frame_of(request), "light_words": plan.lights.get("names", {}) if plan else {}}
