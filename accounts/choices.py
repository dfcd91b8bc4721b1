"""Closed lists of the accounts room: stored value and Chinese label."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is in a unit or district (domain.md, "Who may do what")."""

    LEADER = "leader", "领导"
    REPORTER = "reporter", "填报员"
    HEAD = "head", "单位审核人"
    OFFICE = "office", "专班"
    ADMINISTRATOR = "administrator", "管理员"


class UnitKind(TextChoices):
    """What sort of unit; a group is a generic mention such as 各有关镇（街）, kept as printed."""

    DEPARTMENT = "department", "部门"
    TOWN = "town", "镇（街道）"
    PLATFORM = "platform", "产业平台"
    COURT = "court", "司法机关"
    OFFICE = "office", "专班"
    GROUP = "group", "统称"


class Way(TextChoices):
    """By which way a change came in."""

    FORM = "form", "网页"
    EXCEL = "excel", "Excel导入"
    API = "api", "接口"
    TIMER = "timer", "定时任务"
    COMMAND = "command", "命令"
    DEMO = "demo", "演示数据"
