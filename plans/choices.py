"""Closed lists of the plans room: stored value and Chinese label."""

from django.db.models import TextChoices


class ThemeKind(TextChoices):
    """What a heading of the plan groups."""

    FOCUS = "focus", "聚焦"
    GROUP = "group", "任务分组"


class DraftStage(TextChoices):
    """What became of an official text that was fed in."""

    OPEN = "open", "确认中"
    MADE = "made", "已建立"
    DROPPED = "dropped", "已放弃"
