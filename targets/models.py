"""How the figures go: targets, their quotations and schedules, and the figures of each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.models import Unit, User
from plans.models import Plan, ReportingPeriod, Theme
from targets.arithmetic import Promise, Scale
from targets.choices import Act, Comparator, Kind, Place, State, Way

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
    inferred = models.JSONField("推定的内容", default=list, blank=True)
    definition = models.TextField("口径", blank=True)
    note = models.TextField("备注", blank=True)
    history = HistoricalRecords()
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
    """A target's own monthly schedule (分月计划): twelve cumulative shares as decimal strings."""

    target = models.OneToOneField(Target, models.CASCADE, related_name="schedule")
    shares = models.JSONField("累计份额", encoder=DjangoJSONEncoder)
    source = models.CharField("依据", max_length=200, blank=True)
    history = HistoricalRecords()

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
    history = HistoricalRecords()

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


class Measurement(models.Model):
    """One target's figure for one month (月度数据), as it stands now; its trail is the versions."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="measurements")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="measurements")
    value = models.DecimalField("数值", null=True, blank=True, **VALUE)
    typed = models.CharField("填写原样", max_length=60, blank=True)
    explanation = models.CharField("说明", max_length=300, blank=True)
    problem = models.CharField("存在问题", max_length=500, blank=True)
    next_step = models.CharField("下步措施", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_submitted_on = models.DateField("首次提交日", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "月度数据"
        ordering = ["period", "target"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "period"],
                name="measurement_once_per_month",
                violation_error_message="该指标本月已有数据，请在原有数据上修改。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.RETURNED]) | Q(value__isnull=False),
                name="measurement_handed_in_has_value",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="measurement_submitted_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="measurement_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""),
                name="measurement_returned_has_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}{self.period.month}月"


class MeasurementVersion(models.Model):
    """What a figure was after one act on it; append-only."""

    measurement = models.ForeignKey(Measurement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    act = models.CharField("动作", max_length=10, choices=Act)
    way = models.CharField("方式", max_length=10, choices=Way, default=Way.FORM)
    state = models.CharField("状态", max_length=10, choices=State)
    value = models.DecimalField("数值", null=True, blank=True, **VALUE)
    explanation = models.CharField("说明", max_length=300, blank=True)
    problem = models.CharField("存在问题", max_length=500, blank=True)
    next_step = models.CharField("下步措施", max_length=500, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "月度数据版本"
        ordering = ["measurement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measurement", "number"], name="measurement_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measurement}第{self.number}版"


class Promised(Protocol):
    """What a promise is made of: a Target, or a row read with the same names."""

    @property
    def kind(self) -> str: ...
    @property
    def comparator(self) -> str: ...
    @property
    def goal(self) -> Decimal: ...
    @property
    def stretch(self) -> Decimal | None: ...
    @property
    def baseline(self) -> Decimal | None: ...
    @property
    def tolerance(self) -> Decimal: ...
    @property
    def reporting_months(self) -> Sequence[int]: ...
    @property
    def judged_as_level(self) -> bool: ...


class Released(Protocol):
    """Whatever knows its own release days: a Target, or a row read with the same name."""

    @property
    def release_days(self) -> Mapping[str, str]: ...


def promise_of(target: Promised, shares: list[str] | None = None) -> Promise:
    """The plain values of a target that arithmetic needs; `shares` is its filed schedule."""
    return Promise(
        kind=Kind(target.kind),
        comparator=Comparator(target.comparator),
        goal=target.goal,
        stretch=target.stretch,
        baseline=target.baseline,
        tolerance=target.tolerance,
        schedule=tuple(Decimal(share) for share in shares) if shares else None,
        reporting_months=frozenset(target.reporting_months),
        as_level=target.judged_as_level,
    )


def scale_of(plan: Plan) -> Scale:
    """The plan's cut points as exact numbers."""
    lights = plan.lights
    return Scale(
        ahead=Decimal(lights["ahead"]),
        on_pace=Decimal(lights["on_pace"]),
        behind=Decimal(lights["behind"]),
        in_points=lights["in_points"],
    )


def release_day(target: Released, month: int, due_on: date) -> date:
    """The day a month's figure falls due: the target's own release day, else the period's."""
    own = target.release_days.get(str(month))
    return date.fromisoformat(own) if own else due_on
