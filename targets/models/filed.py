"""What is reported: the figure of a target for a month, its versions, and its corrections."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.tracing import kept_history
from plans.models import Evidence, ReportingPeriod
from targets.choices import Act, Cause, Nature, Stage, State, Way
from targets.models.promised import VALUE, Target


class Measurement(models.Model):
    """One target's figure for one month (月度数据), as it stands now; its trail is the versions."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="measurements")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="measurements")
    value = models.DecimalField("数值", null=True, blank=True, **VALUE)
    typed = models.CharField("填写原样", max_length=60, blank=True)
    explanation = models.CharField("说明", max_length=300, blank=True)
    problem = models.CharField("存在问题", max_length=500, blank=True)
    next_step = models.CharField("下步措施", max_length=500, blank=True)
    nature = models.CharField("数据性质", max_length=12, choices=Nature, blank=True)
    expectation = models.DecimalField("预计", null=True, blank=True, **VALUE)
    source = models.CharField("来源", max_length=100, blank=True)
    is_nil = models.BooleanField("零报告", default=False)
    on_behalf = models.BooleanField("专班代填", default=False)
    evidence = models.ManyToManyField(
        Evidence, blank=True, related_name="measurements", verbose_name="依据"
    )
    state = models.CharField("状态", max_length=14, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    reason = models.CharField("退回理由", max_length=300, blank=True)
    faults = models.PositiveSmallIntegerField("差错退回次数", default=0)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_submitted_on = models.DateField("首次提交日", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField("单位审核时间", null=True, blank=True)
    countersigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
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
                condition=~Q(state=State.COUNTERSIGNED)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False),
                name="measurement_countersigned_by_and_at",
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
    act = models.CharField("动作", max_length=14, choices=Act)
    way = models.CharField("方式", max_length=10, choices=Way, default=Way.FORM)
    state = models.CharField("状态", max_length=14, choices=State)
    value = models.DecimalField("数值", null=True, blank=True, **VALUE)
    explanation = models.CharField("说明", max_length=300, blank=True)
    problem = models.CharField("存在问题", max_length=500, blank=True)
    next_step = models.CharField("下步措施", max_length=500, blank=True)
    nature = models.CharField("数据性质", max_length=12, choices=Nature, blank=True)
    expectation = models.DecimalField("预计", null=True, blank=True, **VALUE)
    source = models.CharField("来源", max_length=100, blank=True)
    is_nil = models.BooleanField("零报告", default=False)
    on_behalf = models.BooleanField("专班代填", default=False)
    evidence = models.JSONField("依据", default=list, blank=True)  # [{"name", "sha256"}] then
    faults = models.PositiveSmallIntegerField("差错退回次数", default=0)
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
        indexes = [models.Index(fields=["at"], name="measurement_version_at")]

    def __str__(self) -> str:
        return f"{self.measurement}第{self.number}版"


class Correction(models.Model):
    """A published figure mended (更正), revised by its source (修订) or come late (补报)."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="corrections")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="corrections")
    cause = models.CharField("原因", max_length=16, choices=Cause)
    old_value = models.DecimalField("原值", null=True, blank=True, **VALUE)
    new_value = models.DecimalField("更正为", **VALUE)
    reason = models.CharField("理由", max_length=300)
    stage = models.CharField("状态", max_length=10, choices=Stage, default=Stage.PENDING)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    answer = models.CharField("办理意见", max_length=300, blank=True)
    edition = models.PositiveSmallIntegerField("版次", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "period"],
                condition=Q(stage=Stage.PENDING),
                name="correction_one_pending",
                violation_error_message="这一项已有待批准的更正。",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.PENDING)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="correction_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.APPROVED) | Q(edition__isnull=False),
                name="correction_approved_has_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}{self.period.month}月{self.get_cause_display()}"
