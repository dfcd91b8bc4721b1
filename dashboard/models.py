"""What was published: the frozen state of each month, edition by edition."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import District, Unit, User
from accounts.tracing import kept_history
from plans.choices import DraftStage
from plans.models import Plan, ReportingPeriod
from targets.models import Target


class Publication(models.Model):
    """A month as meetings saw it (发布): the report's JSON, its hash and the previous month's."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="publications")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    schema = models.PositiveSmallIntegerField("格式版本")
    body = models.TextField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    previous_sha256 = models.CharField("上一期SHA-256", max_length=64, blank=True)
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    publisher = models.CharField("发布人", max_length=150, help_text="发布时的姓名")

    class Meta:
        verbose_name = verbose_name_plural = "发布"
        ordering = ["period", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["period", "edition"], name="publication_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period.plan.year}年第{self.period.month}期"


class PlanDraft(models.Model):
    """An official text being confirmed (新建计划): what was read, and what a person settled.

    `found` is what the reader or the Excel template gave, never changed; `content` is the plan as it
    is being confirmed (see `dashboard.drafting`).
    """

    district = models.ForeignKey(District, models.PROTECT, related_name="plan_drafts")
    name = models.CharField("来源", max_length=120)  # the file's name, or 粘贴的文字
    text = models.TextField("全文")
    text_sha256 = models.CharField("全文SHA-256", max_length=64)
    found = models.JSONField("读出的内容", default=dict)
    content = models.JSONField("确认的内容", default=dict)
    version = models.PositiveIntegerField("版本", default=1)
    stage = models.CharField("状态", max_length=8, choices=DraftStage, default=DraftStage.OPEN)
    plan = models.OneToOneField(
        Plan, models.PROTECT, null=True, blank=True, related_name="made_from"
    )
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("保存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "计划草稿"
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=DraftStage.MADE) | Q(plan__isnull=False),
                name="plan_draft_made_has_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bulletin(models.Model):
    """The 通报 of one edition of a month: its sentences as edited, and who issued it.

    `lines` are [{"key", "text"}]; figures stand in a text as tokens, bound to the edition's report.
    Once issued it is never changed; a correction's edition has a bulletin of its own.
    """

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="bulletins")
    edition = models.PositiveSmallIntegerField("版次")
    lines = models.JSONField("正文", default=list)
    version = models.PositiveIntegerField("版本", default=1)
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "通报"
        ordering = ["period", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "edition"],
                name="bulletin_once_per_edition",
                violation_error_message="这一版已有通报。",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
                name="bulletin_issued_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}通报"


class Objection(models.Model):
    """What a unit holds against a published month (异议), within seven days, and the answer to it."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="objections")
    target = models.ForeignKey(Target, models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="objections")
    text = models.CharField("异议", max_length=500)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("提出时间", default=timezone.now)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "target", "unit"],
                condition=Q(answered_at__isnull=True),
                name="objection_one_open",
                violation_error_message="这一项已有未答复的异议。",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | (Q(answered_by__isnull=False) & ~Q(answer="")),
                name="objection_answered_by_and_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}对{self.target}{self.period.month}月的异议"
