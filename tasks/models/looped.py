"""The closed loop: milestones, problems, orders, remarks, highlights, meetings and what was resolved."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Unit, User
from accounts.tracing import kept_history
from plans.models import Evidence, Plan
from targets.choices import Way
from targets.models import Target
from tasks.choices import (
    HighlightState,
    InstructionState,
    Level,
    LoopAct,
    MilestoneState,
    OrderKind,
    OrderState,
    ProblemKind,
    ProblemState,
    ResolutionState,
    Urgency,
)
from tasks.models.followed import Task
from tasks.models.meeting import Meeting

ABOUT: dict[str, Any] = {"null": True, "blank": True, "related_name": "+"}  # what a matter is about


def _one_of(*names: str) -> Q:
    """Exactly one of these columns is set."""
    found = Q()
    for name in names:
        found |= Q(**{f"{each}__isnull": each != name for each in names})
    return found


class Looped(models.Model):
    """What every matter has that goes round: its version, and more time asked for."""

    version = models.PositiveIntegerField("版本", default=1)
    asked_until = models.DateField("申请延期至", null=True, blank=True)
    asked_why = models.CharField("延期理由", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def asks_longer(self) -> bool:
        """More time was asked for and nobody has decided yet."""
        return self.asked_until is not None


class Milestone(Looped):
    """One checkable deliverable of a task (里程碑), with the day it is due."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("里程碑", max_length=100)
    deliverable = models.CharField("完成标志", max_length=100, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="milestones")
    due_on = models.DateField("时限")
    start = models.PositiveIntegerField(
        "起点", null=True, blank=True
    )  # its words in the plan's text
    end = models.PositiveIntegerField("终点", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=MilestoneState, default=MilestoneState.PROPOSED
    )
    done_on = models.DateField("完成日", null=True, blank=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField("核实日", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "里程碑"
        ordering = ["task", "due_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.DONE)
                | Q(done_on__isnull=False, confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="milestone_done_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.DONE) | ~Q(claimed_by=F("confirmed_by")),
                name="milestone_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def plan(self) -> Plan:
        """The plan of its task."""
        return self.task.plan


class Problem(Looped):
    """One line of the 问题销号清单: raised, being solved, claimed solved, verified and struck off."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="problems")
    number = models.PositiveSmallIntegerField("编号")
    title = models.CharField("问题", max_length=60)
    text = models.TextField("情况说明", max_length=1000)
    kind = models.CharField("类别", max_length=12, choices=ProblemKind)
    level = models.CharField("解决层级", max_length=8, choices=Level, default=Level.UNIT)
    target = models.ForeignKey(Target, models.PROTECT, **ABOUT)
    task = models.ForeignKey(Task, models.PROTECT, **ABOUT)
    milestone = models.ForeignKey(Milestone, models.PROTECT, **ABOUT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems")
    person = models.CharField("责任人", max_length=30, blank=True)
    measures = models.TextField("解决措施", max_length=500, blank=True)
    due_on = models.DateField("时限")
    state = models.CharField(
        "状态", max_length=10, choices=ProblemState, default=ProblemState.RAISED
    )
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    raised_on = models.DateField("提出日")
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_off_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    struck_off_on = models.DateField("销号日", null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="problem_number_once"),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(task__isnull=False),
                name="problem_is_about_something",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.STRUCK_OFF)
                | Q(struck_off_by__isnull=False, struck_off_on__isnull=False),
                name="problem_struck_off_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(struck_off_by__isnull=True)
                | ~Q(struck_off_by=F("raised_by")) & ~Q(struck_off_by=F("claimed_by")),
                name="problem_struck_off_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.MERGED) | Q(merged_into__isnull=False),
                name="problem_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The number as it is printed: 2024-04."""
        return f"{self.plan.year}-{self.number:02d}"


class Instruction(models.Model):
    """A leader's remark (批示) on a figure or task; the office makes an order of it, or notes it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="instructions")
    target = models.ForeignKey(Target, models.PROTECT, **ABOUT)
    task = models.ForeignKey(Task, models.PROTECT, **ABOUT)
    month = models.PositiveSmallIntegerField("月份")  # the published month it was written on
    text = models.TextField("批示", max_length=500)
    state = models.CharField(
        "状态", max_length=10, choices=InstructionState, default=InstructionState.WAITING
    )
    version = models.PositiveIntegerField("版本", default=1)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField("批示时间", default=timezone.now)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField("办理时间", null=True, blank=True)
    answer = models.CharField("办理情况", max_length=300, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(task__isnull=False),
                name="instruction_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:20]


class SupervisionOrder(Looped):
    """One matter, one lead, one day: the office's 督办单, or a unit's 协调事项 the other way.

    An order goes from the office to `unit`; a request for help goes from `asking_unit` to the
    office, which may hand it on to another `unit`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="orders")
    kind = models.CharField("类别", max_length=6, choices=OrderKind, default=OrderKind.ORDER)
    mark = models.CharField("字号", max_length=10, default="督")  # the plan's when it was issued
    number = models.PositiveSmallIntegerField("编号")
    title = models.CharField("事项", max_length=60)
    facts = models.TextField("事由", max_length=1000)
    demands = models.TextField("办理要求", max_length=1000)  # one a line
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders")
    asking_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="help_asked"
    )
    target = models.ForeignKey(Target, models.PROTECT, **ABOUT)
    task = models.ForeignKey(Task, models.PROTECT, **ABOUT)
    problem = models.ForeignKey(Problem, models.PROTECT, **ABOUT)
    instruction = models.OneToOneField(
        Instruction, models.PROTECT, null=True, blank=True, related_name="order"
    )
    due_on = models.DateField("回复时限")
    urgency = models.CharField("督办层级", max_length=6, choices=Urgency, default=Urgency.REMIND)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.ISSUED)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_on = models.DateField("签发日")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField("签收日", null=True, blank=True)
    process = models.TextField("落实过程", max_length=1000, blank=True)
    situation = models.TextField("基本情况", max_length=1000, blank=True)
    advice = models.TextField("意见和建议", max_length=1000, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    first_answered_on = models.DateField("首次回复日", null=True, blank=True)
    answered_on = models.DateField("回复日", null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField("办结日", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["plan", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=Q(kind=OrderKind.ORDER) | Q(asking_unit__isnull=False),
                name="order_help_is_asked_by_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.CLOSED)
                | Q(closed_by__isnull=False, closed_on__isnull=False),
                name="order_closed_by_and_on",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("answered_by")),
                name="order_closed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number within the year as it is printed: 定创督〔2024〕6号."""
        return f"{self.mark}〔{self.plan.year}〕{self.number}号"


class Highlight(models.Model):
    """A result worth showing (亮点): submitted by a unit, chosen by the office."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="highlights")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="highlights")
    target = models.ForeignKey(Target, models.PROTECT, **ABOUT)
    task = models.ForeignKey(Task, models.PROTECT, **ABOUT)
    month = models.PositiveSmallIntegerField("月份")  # the month it is shown and scored in
    title = models.CharField("标题", max_length=40)
    text = models.TextField("内容", max_length=500)
    state = models.CharField(
        "状态", max_length=10, choices=HighlightState, default=HighlightState.SUBMITTED
    )
    version = models.PositiveIntegerField("版本", default=1)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_on = models.DateField("报送日")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField("办理日", null=True, blank=True)
    answer = models.CharField("办理意见", max_length=300, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "亮点"
        ordering = ["plan", "-month", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12), name="highlight_month_1_to_12"
            ),
            models.CheckConstraint(
                condition=~Q(state=HighlightState.ADOPTED)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("submitted_by")),
                name="highlight_adopted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Resolution(Looped):
    """What a meeting resolved (议定事项): one owner, one day, followed until it is done."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("事项", max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="resolutions")
    target = models.ForeignKey(Target, models.PROTECT, **ABOUT)
    task = models.ForeignKey(Task, models.PROTECT, **ABOUT)
    due_on = models.DateField("时限")
    state = models.CharField(
        "状态", max_length=10, choices=ResolutionState, default=ResolutionState.OPEN
    )
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField("核实日", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="resolution_number_once"),
            models.CheckConstraint(
                condition=~Q(state=ResolutionState.DONE)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="resolution_done_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("claimed_by")),
                name="resolution_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def plan(self) -> Plan:
        """The plan of its meeting."""
        return self.meeting.plan


class Step(models.Model):
    """One act on one matter of the loop (办理记录): who did what, in which words; append-only."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="steps")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="steps")
    order = models.ForeignKey(SupervisionOrder, models.PROTECT, null=True, related_name="steps")
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, related_name="steps")
    highlight = models.ForeignKey(Highlight, models.PROTECT, null=True, related_name="steps")
    act = models.CharField("动作", max_length=12, choices=LoopAct)
    state = models.CharField("状态", max_length=10)
    text = models.TextField("内容", blank=True)
    until = models.DateField("日期", null=True)  # the day asked for or granted
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="steps")
    way = models.CharField("方式", max_length=10, choices=Way, default=Way.FORM)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: the timer
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of("milestone", "problem", "order", "resolution", "highlight"),
                name="step_of_one_matter",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_act_display())


class CalendarKey(models.Model):
    """The secret address of one person's calendar (.ics); only its digest is kept."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_key")
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "日历地址"

    def __str__(self) -> str:
        return f"{self.user}的日历"
