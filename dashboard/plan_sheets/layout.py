"""What the template holds and where: its sheets, their headings, an example row, what a cell may say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.choices import UnitKind
from targets.choices import Comparator, Kind
from tasks.workbook.layout import MEGABYTE, Bounds

BOUNDS = Bounds(5 * MEGABYTE, 40 * MEGABYTE, 400_000, 5_000)
HEAD_ROW = 3  # title, one line of hints, the head
EXAMPLE = "示例"  # begins the first cell of the row that shows how, which is never read
HINTS = "填写说明"
YEAR_ROUND, QUARTERS, YEAR_END = "每月", "每季度末", "12月一次"
MONTHS = {
    YEAR_ROUND: list(range(1, 13)),
    "2—12月": list(range(2, 13)),
    QUARTERS: [3, 6, 9, 12],
    YEAR_END: [12],
}
KINDS = {str(each.label): each.value for each in Kind}
COMPARATORS = {str(each.label): each.value for each in Comparator}
UNIT_KINDS = {str(each.label): each.value for each in UnitKind if each != UnitKind.OFFICE}


@dataclass(frozen=True)
class Column:
    """One column: the field it holds, its heading, its width, what it takes."""

    field: str
    head: str
    width: int
    hint: str
    example: str
    is_needed: bool = False
    offers: tuple[str, ...] = ()  # a drop-down
    most: int = 0  # letters; 0 where another bound holds

    @property
    def title(self) -> str:
        """The heading, a star after what must be filled in."""
        return self.head + ("*" if self.is_needed else "")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the template."""

    key: str
    name: str
    lead: str
    columns: tuple[Column, ...]

    @property
    def first(self) -> Column:
        """The column by which a row is known to be filled in."""
        return self.columns[0]


PLAN = Sheet(
    "head",
    "计划",
    "一行一个计划，只填一行。",
    (
        Column("title", "标题", 46, "文件的全称", "海州区2025年工作计划", is_needed=True, most=200),
        Column("short_title", "简称", 22, "显示在每页左上角", "海州区创新深化", most=40),
        Column("doc_no", "文号", 22, "没有文号可不填", "海委发〔2025〕3号", most=60),
        Column("issuer", "发文机关", 26, "印发单位", "海州区委办公室", is_needed=True, most=100),
        Column("issue_date", "成文日期", 14, "写成2025-01-10", "2025-01-10", is_needed=True),
        Column("year", "年度", 8, "四位数字", "2025", is_needed=True),
    ),
)
UNITS = Sheet(
    "units",
    "单位",
    "指标和任务里用到的每个单位一行；系统里已有的单位写全称或简称即可。",
    (
        Column(
            "name", "单位全称", 34, "单位的全称", "海州区经济和信息化局", is_needed=True, most=60
        ),
        Column("short_name", "简称", 16, "表格里显示的叫法", "区经信局", most=30),
        Column("aliases", "别名", 26, "其他叫法，用顿号隔开", "经信局、区工信局", most=200),
        Column("kind", "类别", 12, "从下拉中选", "部门", offers=tuple(UNIT_KINDS)),
    ),
)
TARGETS = Sheet(
    "targets",
    "指标",
    "一项可考核的数量一行；目标值只填数字，单位写在“计量单位”里。",
    (
        Column("name", "指标名称", 30, "不含数字", "新增规上工业企业", is_needed=True, most=100),
        Column("short_name", "简称", 16, "表格里显示的叫法", "新增规上企业", most=40),
        Column("theme", "聚焦", 20, "所在的聚焦或小标题", "聚焦产业提质", most=200),
        Column("kind", "类型", 10, "从下拉中选", "累计量", is_needed=True, offers=tuple(KINDS)),
        Column(
            "comparator",
            "比较方式",
            10,
            "从下拉中选",
            "不低于",
            is_needed=True,
            offers=tuple(COMPARATORS),
        ),
        Column("goal", "目标值", 12, "只填数字", "60", is_needed=True),
        Column("stretch", "力争值", 12, "没有可不填", "65"),
        Column("measure", "计量单位", 10, "如家、亿元、%", "家", is_needed=True, most=10),
        Column("decimals", "小数位", 8, "0至4，不填为0", "0"),
        Column("months", "报送月份", 16, "选一种，或写3、6、9", YEAR_ROUND, offers=tuple(MONTHS)),
        Column("baseline", "基期值", 12, "存量、比重填去年末的数", ""),
        Column("baseline_source", "基期依据", 22, "填了基期值的写明来源", "", most=200),
        Column("lead", "牵头单位", 22, "须在“单位”表里", "区经信局", most=60),
        Column("tasks", "所属任务", 12, "任务序号，用顿号隔开", "1", most=60),
        Column("definition", "口径", 36, "怎么数、谁出数", "以统计部门入库数为准", most=1000),
        Column("note", "备注", 24, "", "", most=1000),
    ),
)
TASKS = Sheet(
    "tasks",
    "重点任务",
    "一项任务一行；牵头单位只写一个，配合单位用顿号隔开。",
    (
        Column("number", "序号", 8, "1、2、3", "1", is_needed=True),
        Column("title", "任务标题", 34, "一句话", "培育创新主体", is_needed=True, most=100),
        Column("text", "任务内容", 60, "文件里的原文", "实施梯度培育，全年新增60家。", most=4000),
        Column("group", "分组", 24, "所在的小标题", "做强产业", most=200),
        Column("lead", "牵头单位", 22, "须在“单位”表里", "区经信局", is_needed=True, most=60),
        Column("joint", "配合单位", 34, "用顿号隔开", "区财政局、区科技局", most=600),
    ),
)
MILESTONES = Sheet(
    "milestones",
    "里程碑",
    "任务里有明确时限的事一件一行，没有可以不填。",
    (
        Column("task", "任务序号", 10, "“重点任务”表里的序号", "1", is_needed=True),
        Column(
            "title", "里程碑", 44, "一件可以核对的事", "完成首批企业入库", is_needed=True, most=100
        ),
        Column("due", "完成日期", 14, "写成2025-06-30", "2025-06-30", is_needed=True),
    ),
)
SHEETS = (PLAN, UNITS, TARGETS, TASKS, MILESTONES)
