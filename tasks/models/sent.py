"""What is sent out and what comes in as a file: reminders and uploaded workbooks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models import Unit, User
from plans.models import Plan, ReportingPeriod
from tasks.choices import Channel, Delivery, UploadStage


class Reminder(models.Model):
    """One message that chases one unit (催报), by one way; also the log of what was sent."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reminders_sent")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reminders")
    occasion = models.CharField("场合", max_length=20)  # before:3, due, overdue:1, by hand: hand:7
    way = models.CharField("方式", max_length=8, choices=Channel)
    text = models.TextField("内容")
    to = models.CharField("收件", max_length=500, blank=True)
    stage = models.CharField("状态", max_length=8, choices=Delivery, default=Delivery.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    error = models.CharField("失败原因", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: the timer
    created_at = models.DateTimeField("生成时间", default=timezone.now, editable=False)
    next_try_at = models.DateTimeField("下次发送", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "occasion", "way"], name="reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.period.month}月催报"


class Upload(models.Model):
    """An entry workbook as it was read and checked, kept until its person confirms or drops it."""

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="uploads")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("字节数")
    rows = models.JSONField("各行", default=list)
    stage = models.CharField("状态", max_length=8, choices=UploadStage, default=UploadStage.READY)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    told = models.CharField("结果", max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "Excel导入"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
