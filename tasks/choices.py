"""Closed lists of the tasks room: stored value and Chinese label."""

from decimal import Decimal

from django.db.models import TextChoices


class Part(TextChoices):
    """How a unit takes part in a task."""

    LEAD = "lead", "牵头"
    JOIN = "join", "配合"


class Word(TextChoices):
    """The lead unit's own word on how a task goes, confirmed by the office."""

    NOT_STARTED = "not_started", "未启动"
    ON_COURSE = "on_course", "在轨"
    BEHIND = "behind", "滞后"
    FAR_BEHIND = "far_behind", "严重滞后"
    DONE = "done", "已完成"


# domain.md, "a task's light": the index a word stands for; 未启动 is only a caption and judged as 在轨.
WORD_INDEX = {
    Word.NOT_STARTED: Decimal(1),
    Word.ON_COURSE: Decimal(1),
    Word.BEHIND: Decimal("0.9"),
    Word.FAR_BEHIND: Decimal("0.5"),
}
