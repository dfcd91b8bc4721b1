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


class Channel(TextChoices):
    """By which way a unit is chased."""

    NOTICE = "notice", "站内提醒"
    EMAIL = "email", "邮件"
    ROBOT = "robot", "群机器人"


class Delivery(TextChoices):
    """What became of a message."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    DROPPED = "dropped", "已报，不再发送"


class UploadStage(TextChoices):
    """What became of an uploaded workbook."""

    READY = "ready", "待确认"
    TAKING = "taking", "导入中"
    TAKEN = "taken", "已导入"
    FAILED = "failed", "导入失败"
    DROPPED = "dropped", "已放弃"
