"""What was promised: one year's plan of a district, its headings and its reporting periods."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import District, Unit, User
from accounts.tracing import kept_history
from plans.choices import ThemeKind


def default_reminders() -> dict[str, Any]:
    """When units are chased (催报): days before and after the due day, the hour, the gap, the ways."""
    return {
        "before": [3, 1],  # working days before the due day
        "on_day": True,
        "overdue": [1, 3, 7],  # working days after it
        "hour": 9,
        "gap_hours": 20,
        "ways": ["notice", "email", "robot"],
    }


def default_lights() -> dict[str, Any]:
    """Cut points of the lights as domain.md proposes them; decimal strings, never float."""
    return {"ahead": "1.10", "on_pace": "1.00", "behind": "0.80", "in_points": False}


def default_league() -> dict[str, Any]:
    """How units are scored and ranked (晾晒榜) as domain.md proposes it; decimal strings."""
    return {
        "results": "60",
        "discipline": "20",
        "closing": "10",
        "support": "10",
        "joined": "0.3",  # the weight of what a unit joins, beside 1 for what it leads
        "show": "ranks",  # or "bands", or "none"
        "band_a": "85",
        "band_b": "70",
    }


class PlanManager(models.Manager["Plan"]):
    def get_by_natural_key(self, slug: str) -> Plan:
        return self.get(slug=slug)


class Plan(models.Model):
    """One year's plan of one district, with its full source text."""

    district = models.ForeignKey(District, models.PROTECT, related_name="plans")
    slug = models.SlugField("代码", unique=True)
    title = models.CharField("标题", max_length=200)
    short_title = models.CharField("简称", max_length=40)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("发文机关", max_length=100)
    issue_date = models.DateField("成文日期")
    year = models.PositiveSmallIntegerField("年度")
    text = models.TextField("全文")
    text_sha256 = models.CharField("全文SHA-256", max_length=64)
    due_day = models.PositiveSmallIntegerField("报送日", default=5)
    calendar_exceptions = models.JSONField("工作日例外", default=dict, blank=True)
    lights = models.JSONField("亮灯分档", default=default_lights)
    countersign = models.BooleanField("须经单位审核", default=False)
    reminders = models.JSONField("催报规则", default=default_reminders)
    cross_checks = models.JSONField("勾稽关系", default=list, blank=True)
    league = models.JSONField("评分规则", default=default_league)
    is_public = models.BooleanField("公开发布", default=False)
    keeps_loop = models.BooleanField("启用问题督办", default=False)
    order_mark = models.CharField("督办单字号", max_length=10, default="督")
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name="上年计划",
    )
    is_demo = models.BooleanField("演示数据", default=False)
    history = kept_history(excluded_fields=["text"])
    objects = PlanManager()

    class Meta:
        verbose_name = verbose_name_plural = "计划"
        ordering = ["-year", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_day__gte=1) & Q(due_day__lte=31),
                name="plan_due_day_in_month",
                violation_error_message="报送日须在1至31日之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["accounts.district"]  # type: ignore[attr-defined]  # Django's protocol


class ThemeManager(models.Manager["Theme"]):
    def get_by_natural_key(self, plan: str, kind: str, number: int) -> Theme:
        return self.get(plan__slug=plan, kind=kind, number=number)


class Theme(models.Model):
    """A heading of the plan that groups targets (聚焦) or tasks (任务分组)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="themes")
    kind = models.CharField("类别", max_length=6, choices=ThemeKind)
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("标题", max_length=200)
    short_title = models.CharField("简称", max_length=30)
    objects = ThemeManager()

    class Meta:
        verbose_name = verbose_name_plural = "聚焦与分组"
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "number"], name="theme_once"),
        ]

    def __str__(self) -> str:
        return self.short_title

    def natural_key(self) -> tuple[str, str, int]:
        return (self.plan.slug, self.kind, self.number)

    natural_key.dependencies = ["plans.plan"]  # type: ignore[attr-defined]  # Django's protocol


class ReportingPeriod(models.Model):
    """One month of one plan: opens, falls due, is published (填报期)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="periods")
    month = models.PositiveSmallIntegerField("月份")
    opens_on = models.DateField("开放日")
    due_on = models.DateField("截止日")
    is_backfill = models.BooleanField("补录", default=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "填报期"
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="period_once_per_month"),
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12), name="period_month_1_to_12"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")), name="period_due_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.year}年{self.month}月"

    @property
    def key(self) -> str:
        """The month as it stands in addresses and on the command line: 2024-08."""
        return f"{self.plan.year}-{self.month:02d}"

    def is_open(self, on: date) -> bool:
        """Figures may be entered: opened, and not yet published."""
        return self.opens_on <= on and self.published_at is None


class Evidence(models.Model):
    """A file that proves something (依据): what it is, whose, and where it lies under EVIDENCE_ROOT.

    Its owner (a figure, a note) points to it from an upper room; a row is taken down, never deleted.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="evidence")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="evidence")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField("撤下时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "依据"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name
