"""Closed lists of the targets room: stored value and Chinese label."""

from django.db.models import TextChoices

from accounts.choices import Way as Way  # figures, notes and histories tell it alike


class Kind(TextChoices):
    """What a month's figure of a target is (domain.md, "Kinds of target")."""

    FLOW = "flow", "累计量"
    STOCK = "stock", "存量"
    RATIO = "ratio", "比重"
    GROWTH = "growth", "增速"


class Comparator(TextChoices):
    """In which direction the goal is met."""

    AT_LEAST = "at_least", "不低于"
    ABOUT = "about", "左右"
    AT_MOST = "at_most", "不超过"


class Light(TextChoices):
    """The verdict of a target or task in a month (亮灯), in the order they are decided."""

    OVERDUE = "overdue", "逾期未报"
    NOT_DUE = "not_due", "未到报送期"
    ACHIEVED_STRETCH = "achieved_stretch", "已达力争"
    ACHIEVED = "achieved", "已完成"
    NO_PACE = "no_pace", "缺基期"
    AHEAD = "ahead", "超序时"
    ON_PACE = "on_pace", "达序时"
    BEHIND = "behind", "滞后"
    FAR_BEHIND = "far_behind", "严重滞后"


ON_COURSE = frozenset({Light.ACHIEVED_STRETCH, Light.ACHIEVED, Light.AHEAD, Light.ON_PACE})
LATE = frozenset({Light.BEHIND, Light.FAR_BEHIND})
NOT_JUDGED = frozenset({Light.NO_PACE, Light.NOT_DUE})
# Best first, who is not judged last: in this order strips, stacks, tables and sentences tell them.
BEST_FIRST = (
    Light.ACHIEVED_STRETCH,
    Light.ACHIEVED,
    Light.AHEAD,
    Light.ON_PACE,
    Light.BEHIND,
    Light.FAR_BEHIND,
    Light.OVERDUE,
    Light.NO_PACE,
    Light.NOT_DUE,
)


class Place(TextChoices):
    """Where the plan states a target."""

    HEADLINE = "headline", "主要目标"
    TASK = "task", "任务内"


class State(TextChoices):
    """Where a month's figure or note stands in its round (domain.md, "The month's round")."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审"
    COUNTERSIGNED = "countersigned", "单位已审"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已通过"


class Act(TextChoices):
    """What was done to a figure or note, as its append-only version rows tell it."""

    SAVE = "save", "保存草稿"
    SUBMIT = "submit", "提交"
    WITHDRAW = "withdraw", "撤回"
    RETURN = "return", "退回"
    COUNTERSIGN = "countersign", "单位审核"
    UNSIGN = "unsign", "撤回单位审核"
    APPROVE = "approve", "审核通过"
    CORRECT = "correct", "更正"


class Nature(TextChoices):
    """What an actual figure says of itself (实绩); none is said where the field is empty."""

    PRELIMINARY = "preliminary", "快报"
    REVISED = "revised", "初步"
    FINAL = "final", "最终"


class Subject(TextChoices):
    """What of a target is proposed to change, and approved by another person."""

    BASELINE = "baseline", "基期值"
    SCHEDULE = "schedule", "分月计划"
    GOAL = "goal", "目标调整"


class Stage(TextChoices):
    """Where a proposal or a correction stands."""

    PENDING = "pending", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"


class Cause(TextChoices):
    """Why a published figure changes (更正, 补报): whose doing it was."""

    UNIT_ERROR = "unit_error", "单位差错"
    SOURCE_REVISION = "source_revision", "来源修订"
    LATE = "late", "补报"
