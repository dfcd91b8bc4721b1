"""What is promised: targets, their quotations, schedules, goal changes and last year's figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Unit, User
from accounts.tracing import kept_history
from plans.models import Plan, Theme
from targets.choices import Comparator, Kind, Place, Stage, Subject

VALUE: dict[str, Any] = {"max_digits": 18, "decimal_places": 4}


def all_months() -> list[int]:
    """Most targets are reported every month."""
    return list(range(1, 13))


class TargetManager(models.Manager["Target"]):
    def get_by_natural_key(self, plan: str, code: str) -> Target:
        return self.get(plan__slug=plan, code=code)


class Target(models.Model):
    """One quantitative commitment of the plan; knows nothing of tasks."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    code = models.SlugField("代码", max_length=12)
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    place = models.CharField("出处", max_length=8, choices=Place, default=Place.HEADLINE)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="聚焦"
    )
    kind = models.CharField("类型", max_length=6, choices=Kind)
    comparator = models.CharField("比较方式", max_length=8, choices=Comparator)
    measure = models.CharField("计量单位", max_length=10)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)
    goal = models.DecimalField("目标值", **VALUE)
    goal_text = models.CharField("目标表述", max_length=40)
    stretch = models.DecimalField("力争值", null=True, blank=True, **VALUE)
    baseline = models.DecimalField("基期值", null=True, blank=True, **VALUE)
    baseline_source = models.CharField("基期依据", max_length=200, blank=True)
    tolerance = models.DecimalField(
        "左右的幅度", max_digits=5, decimal_places=4, default=Decimal("0.10")
    )
    reporting_months = models.JSONField("报送月份", default=all_months)
    release_days = models.JSONField("公布日", default=dict, blank=True)
    judged_as_level = models.BooleanField("按水平评判", default=False)
    lead_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_targets",
        verbose_name="牵头单位",
    )
    lead_basis = models.CharField("牵头依据", max_length=200, blank=True)
    reporter = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填报人",
        help_text="催报先找这个人；空着的，牵头单位的填报员都可填",
    )
    needs_evidence = models.BooleanField("须附依据", default=False)
    inferred = models.JSONField("推定的内容", default=list, blank=True)
    definition = models.TextField("口径", blank=True)
    note = models.TextField("备注", blank=True)
    history = kept_history()
    objects = TargetManager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="target_code_once"),
            models.UniqueConstraint(fields=["plan", "order"], name="target_order_once"),
            models.CheckConstraint(
                condition=Q(stretch__isnull=True)
                | (Q(comparator=Comparator.AT_MOST) & Q(stretch__lt=F("goal")))
                | (~Q(comparator=Comparator.AT_MOST) & Q(stretch__gt=F("goal"))),
                name="target_stretch_beyond_goal",
                violation_error_message="力争值须比目标值更进一步。",
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="target_decimals_at_most_4"),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0) & Q(tolerance__lt=1),
                name="target_tolerance_is_share",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def natural_key(self) -> tuple[str, str]:
        return (self.plan.slug, self.code)

    natural_key.dependencies = ["plans.plan", "plans.theme", "accounts.unit"]  # type: ignore[attr-defined]  # Django's protocol


class QuotationManager(models.Manager["Quotation"]):
    def get_by_natural_key(self, plan: str, code: str, start: int) -> Quotation:
        return self.get(target__plan__slug=plan, target__code=code, start=start)


class Quotation(models.Model):
    """A phrase of the plan that states a target, word for word, with its place in the text."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="quotations")
    text = models.CharField("原文", max_length=200)
    start = models.PositiveIntegerField("起点")
    end = models.PositiveIntegerField("终点")
    where = models.CharField("所在", max_length=20)
    objects = QuotationManager()

    class Meta:
        verbose_name = verbose_name_plural = "原文引句"
        ordering = ["target", "start"]
        constraints = [
            models.UniqueConstraint(fields=["target", "start"], name="quotation_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quotation_has_length"),
        ]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str, int]:
        return (*self.target.natural_key(), self.start)

    natural_key.dependencies = ["targets.target"]  # type: ignore[attr-defined]  # Django's protocol


class Schedule(models.Model):
    """A target's own monthly schedule (分月计划): twelve cumulative shares as decimal strings.

    A share that does not end as a decimal stands as a fraction: 5/59.
    """

    target = models.OneToOneField(Target, models.CASCADE, related_name="schedule")
    shares = models.JSONField("累计份额", encoder=DjangoJSONEncoder)
    source = models.CharField("依据", max_length=200, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "分月计划"

    def __str__(self) -> str:
        return f"{self.target}分月计划"


class PastFigure(models.Model):
    """Last year's figure of a target for one month, entered or copied from an earlier plan."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="past_figures")
    month = models.PositiveSmallIntegerField("月份")
    value = models.DecimalField("数值", **VALUE)
    source = models.CharField("来源", max_length=100, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "去年同期"
        ordering = ["target", "month"]
        constraints = [
            models.UniqueConstraint(fields=["target", "month"], name="past_figure_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12), name="past_figure_month_1_to_12"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}去年{self.month}月"


class GoalChange(models.Model):
    """A goal adjusted within the year (目标调整), in force from a month on; approved by then."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="goal_changes")
    from_month = models.PositiveSmallIntegerField("起始月份")
    goal = models.DecimalField("目标值", **VALUE)
    goal_text = models.CharField("目标表述", max_length=40)
    stretch = models.DecimalField("力争值", null=True, blank=True, **VALUE)
    reason = models.CharField("理由", max_length=300)
    document = models.CharField("依据文件", max_length=200)
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("批准时间", default=timezone.now)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "目标调整"
        ordering = ["target", "from_month"]
        constraints = [
            models.UniqueConstraint(fields=["target", "from_month"], name="goal_change_once"),
            models.CheckConstraint(
                condition=Q(from_month__gte=1) & Q(from_month__lte=12),
                name="goal_change_month_1_to_12",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}{self.from_month}月起目标调整"


class Proposal(models.Model):
    """A baseline, schedule or goal put forward by one person, for another at the office to approve.

    `content` and `before` hold decimal strings: {"baseline"}, {"shares"} or {"goal", "goal_text",
    "stretch"}.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="proposals")
    subject = models.CharField("事项", max_length=10, choices=Subject)
    content = models.JSONField("内容")
    before = models.JSONField("原内容", default=dict, blank=True)
    from_month = models.PositiveSmallIntegerField("起始月份", null=True, blank=True)
    reason = models.CharField("理由", max_length=300)
    document = models.CharField("依据", max_length=200, blank=True)
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.PENDING)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    answer = models.CharField("办理意见", max_length=300, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "调整申请"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "subject"],
                condition=Q(stage=Stage.PENDING),
                name="proposal_one_pending",
                violation_error_message="这一项已有待批准的申请。",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.PENDING)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="proposal_decided_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}{self.get_subject_display()}"
