"""The regular meetings (例会) that what is resolved in them belongs to."""

from __future__ import annotations

from django.db import models

from accounts.models import User
from accounts.tracing import kept_history
from plans.models import Plan
from tasks.choices import MeetingState


class Meeting(models.Model):
    """A regular meeting (例会): its agenda, drawn from what lags, and when it was held.

    `agenda` is [{"title", "unit", "kind", "key", "note"}]: `kind` target, task, problem, order or
    resolution with its `key`, or other; `unit` is a unit's code or empty.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField("次数")
    title = models.CharField("名称", max_length=60)
    held_on = models.DateField("日期")
    begins_at = models.TimeField("开始时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    agenda = models.JSONField("议程", default=list, blank=True)
    minutes = models.TextField("纪要", max_length=4000, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState, default=MeetingState.PLANNED
    )
    version = models.PositiveIntegerField("版本", default=1)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    history = kept_history()

    class Meta:
        verbose_name = verbose_name_plural = "例会"
        ordering = ["plan", "-held_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="meeting_number_once"),
        ]

    def __str__(self) -> str:
        return self.title
