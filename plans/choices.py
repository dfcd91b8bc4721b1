"""Closed lists of the plans room: stored value and Chinese label."""

from django.db.models import TextChoices


class ThemeKind(TextChoices):
    """What a heading of the plan groups."""

    FOCUS = "focus", "聚焦"
    GROUP = "group", "任务分组"
