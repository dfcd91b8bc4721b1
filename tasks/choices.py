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


BEHIND = frozenset({Word.BEHIND, Word.FAR_BEHIND})


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


class MilestoneState(TextChoices):
    """How far a milestone is: put forward by the lead, agreed by the office, claimed, confirmed."""

    PROPOSED = "proposed", "待确认"
    OPEN = "open", "未完成"
    CLAIMED = "claimed", "已报完成"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已取消"


# Those the office agreed to: they count for the task's light.
COUNTING = (MilestoneState.OPEN, MilestoneState.CLAIMED, MilestoneState.DONE)


class ProblemState(TextChoices):
    """How far a problem is: 提出, 解决, 核验, 销号."""

    RAISED = "raised", "待受理"
    SOLVING = "solving", "解决中"
    CLAIMED = "claimed", "已报解决"
    STRUCK_OFF = "struck_off", "已销号"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已合并"
    WITHDRAWN = "withdrawn", "已撤回"


class ProblemKind(TextChoices):
    """What a problem is about."""

    POLICY = "policy", "政策"
    FUNDS = "funds", "资金"
    RESOURCES = "resources", "要素保障"
    APPROVAL = "approval", "审批"
    TALENT = "talent", "人才"
    TECHNOLOGY = "technology", "技术"
    COORDINATION = "coordination", "协同配合"
    OTHER = "other", "其他"


class Level(TextChoices):
    """Who must solve a problem."""

    UNIT = "unit", "本单位"
    OFFICE = "office", "专班协调"
    LEADER = "leader", "区领导协调"
    ABOVE = "above", "报上级"


class OrderKind(TextChoices):
    """An order from the office, or a unit's request for help the other way (督帮一体)."""

    ORDER = "order", "督办单"
    HELP = "help", "协调事项"


class OrderState(TextChoices):
    """How far an order or a request for help is."""

    ISSUED = "issued", "待签收"
    SIGNED = "signed", "待回复"
    ANSWERED = "answered", "待核验"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Urgency(TextChoices):
    """How hard an order presses: three steps of one order."""

    REMIND = "remind", "提醒"
    LIMIT = "limit", "限期"
    RED = "red", "红色"


class InstructionState(TextChoices):
    """What became of a leader's remark."""

    WAITING = "waiting", "待办理"
    ORDERED = "ordered", "已转督办"
    NOTED = "noted", "已阅办"


class HighlightState(TextChoices):
    """What became of a highlight."""

    SUBMITTED = "submitted", "待选用"
    ADOPTED = "adopted", "已采用"
    DECLINED = "declined", "未采用"
    WITHDRAWN = "withdrawn", "已撤回"


class MeetingState(TextChoices):
    """Whether a meeting is still to come."""

    PLANNED = "planned", "待召开"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class ResolutionState(TextChoices):
    """How far a resolution is."""

    OPEN = "open", "办理中"
    CLAIMED = "claimed", "已报完成"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已取消"


class LoopAct(TextChoices):
    """What may be done with a milestone, problem, order, resolution or highlight."""

    RAISE = "raise", "提出"
    CHANGE = "change", "修改"
    ACCEPT = "accept", "受理"
    DECLINE = "decline", "不予受理"
    WITHDRAW = "withdraw", "撤回"
    SIGN = "sign", "签收"
    HAND_ON = "hand_on", "转办"
    PROGRESS = "progress", "填写进展"
    ANSWER = "answer", "回复"
    CLAIM = "claim", "报完成"
    CONFIRM = "confirm", "核实"
    SEND_BACK = "send_back", "退回"
    ASK_LONGER = "ask_longer", "申请延期"
    GRANT = "grant", "同意延期"
    REFUSE = "refuse", "不同意延期"
    MERGE = "merge", "合并"
    ESCALATE = "escalate", "升级"
    DROP = "drop", "取消"
    ADOPT = "adopt", "采用"
