"""What was published: the frozen state of each month, edition by edition."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from plans.models import ReportingPeriod


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
