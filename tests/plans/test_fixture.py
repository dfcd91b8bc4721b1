"""The plan as data says what the text says: literals here, never read from the fixture."""

from __future__ import annotations

import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command

from accounts.choices import UnitKind
from accounts.models import District, Unit
from plans.models import Plan, Theme
from targets.models import Quotation, Target
from tasks.models import Responsibility, Task

TEXT_SHA256 = "4399721854cb4d8d9ba2f8914c8751f092fd73b8b262e6ea56d4d58f653377d6"
TEXT = (Path(settings.BASE_DIR) / "fixtures" / "dinghai_2024.txt").read_bytes().decode()
MODELS = [District, Unit, Plan, Theme, Target, Quotation, Task, Responsibility]

ALL = list(range(1, 13))
FROM_FEBRUARY = list(range(2, 13))
QUARTERS = [3, 6, 9, 12]
JX, ZZ, NY, SJ = "区经信局", "区委组织部", "区农业农村局", "市监定海分局"

# code, goal, stretch, measure, comparator, kind, decimals, months, place, 聚焦, lead, unit inferred
TARGETS = [
    ("T01", "2.3", "2.5", "%", "at_least", "ratio", 2, QUARTERS, "headline", None, JX, True),
    ("T02", "17.5", None, "亿元", "at_least", "flow", 2, ALL, "headline", None, JX, True),
    ("T03", "1.55", None, "%", "at_least", "ratio", 2, ALL, "headline", None, JX, True),
    ("T04", "59", None, "家", "at_least", "flow", 0, ALL, "headline", 1, JX, True),
    ("T05", "2", None, "家", "at_least", "flow", 0, ALL, "headline", 1, JX, True),
    ("T06", "15", None, "%", "at_least", "growth", 1, QUARTERS, "headline", 2, None, False),
    ("T07", "5", None, "个", "at_least", "flow", 0, ALL, "headline", 3, ZZ, False),
    ("T08", "10", None, "名", "about", "flow", 0, ALL, "headline", 3, ZZ, False),
    ("T09", "20", None, "名", "about", "flow", 0, ALL, "headline", 3, ZZ, True),
    ("T10", "20", None, "名", "about", "flow", 0, ALL, "headline", 3, ZZ, True),
    ("T11", "8", None, "%", "at_least", "growth", 1, FROM_FEBRUARY, "headline", 4, JX, True),
    ("T12", "7", None, "%", "at_least", "growth", 1, FROM_FEBRUARY, "headline", 4, JX, True),
    ("T13", "70", None, "亿元", "at_least", "flow", 2, FROM_FEBRUARY, "headline", 4, JX, True),
    ("T14", "65", None, "%", "at_least", "ratio", 1, FROM_FEBRUARY, "headline", 4, JX, True),
    ("T15", "552", None, "件", "at_least", "stock", 0, ALL, "headline", 5, SJ, True),
    ("T16", "12", None, "亿元", "at_least", "flow", 2, ALL, "headline", 5, JX, True),
    ("T17", "5", None, "项", "at_least", "flow", 0, ALL, "headline", 5, JX, False),
    ("T18", "8", None, "项", "at_least", "flow", 0, ALL, "task", None, JX, False),
    ("T19", "2", None, "项", "at_least", "flow", 0, ALL, "task", None, JX, False),
    ("T20", "50", None, "项", "at_least", "flow", 0, ALL, "task", None, JX, False),
    ("T21", "1", None, "个", "at_least", "flow", 0, ALL, "task", None, NY, False),
    ("T22", "4", None, "人次", "at_least", "flow", 0, ALL, "task", None, NY, False),
    ("T23", "5", None, "家", "at_least", "flow", 0, ALL, "task", None, ZZ, False),
    ("T24", "30", None, "人", "at_least", "flow", 0, ALL, "task", None, ZZ, False),
    ("T25", "30", None, "%", "at_least", "growth", 1, [12], "task", None, ZZ, False),
]

# How the plan words each goal, and which task bears it (none: the office must say)
WORDED = {
    "T01": ("2.3%", [6]),
    "T02": ("17.5亿元", [6]),
    "T03": ("1.55%", [6]),
    "T04": ("59家以上", [4]),
    "T05": ("2家以上", [2]),
    "T06": ("15%以上", []),
    "T07": ("5个以上", [8]),
    "T08": ("10名左右", [8]),
    "T09": ("20名左右", [8]),
    "T10": ("20名左右", [8]),
    "T11": ("8%", [4]),
    "T12": ("7%", [4]),
    "T13": ("力争突破70亿元", [4]),
    "T14": ("65%", [4]),
    "T15": ("552件", [12]),
    "T16": ("12亿元", [5]),
    "T17": ("5项以上", [3]),
    "T18": ("8项", [3]),
    "T19": ("2项", [3]),
    "T20": ("50项以上", [5]),
    "T21": ("1个", [7]),
    "T22": ("4人次以上", [7]),
    "T23": ("5家以上", [9]),
    "T24": ("30人以上", [10]),
    "T25": ("30%以上", [10]),
}

# Order of the text; the phrase of T09 and T10 is one
PHRASES = [
    ("T01", "全社会研究与试验发展经费支出占地区生产总值比重达到2.3%,力争达到2.5%", "headline"),
    ("T02", "规上工业研发费用达到17.5亿元", "headline"),
    ("T03", "占营业收入比重达1.55%", "headline"),
    ("T04", "新培育高新技术企业和省级科技型中小企业合计59家以上", "theme:1"),
    ("T05", "省级企业研发机构2家以上", "theme:1"),
    ("T06", "财政科技投入年均增长15%以上", "theme:2"),
    ("T07", "新遴选落地“舟创未来”海纳计划人才(团队)5个以上", "theme:3"),
    ("T08", "集聚海洋科技领域高层次人才10名左右", "theme:3"),
    ("T09", "具有省内一流水平的科技领军人才、青年科技人才各20名左右", "theme:3"),
    ("T10", "具有省内一流水平的科技领军人才、青年科技人才各20名左右", "theme:3"),
    ("T11", "规上数字经济核心产业制造业增加值增速达到8%", "theme:4"),
    ("T12", "规上软件与信息服务业营业收入增速达到7%", "theme:4"),
    ("T13", "高新技术产业增加值力争突破70亿元", "theme:4"),
    ("T14", "占规上工业增加值比重达到65%", "theme:4"),
    ("T15", "有效发明专利拥有量达到552件", "theme:5"),
    ("T16", "技术交易总额达到12亿元", "theme:5"),
    ("T17", "力争突破关键核心技术5项以上", "theme:5"),
    ("T18", "产业共性重点科技攻关项目8项", "task:3"),
    ("T17", "解决关键核心技术5项", "task:3"),
    ("T19", "形成硬核成果2项", "task:3"),
    ("T20", "全年发布科技成果和技术需求50项以上", "task:5"),
    ("T21", "做好1个省级“双强”项目建设", "task:7"),
    ("T22", "全域派遣科技特派员4人次以上", "task:7"),
    ("T08", "力争引进高层次人才10人以上", "task:8"),
    ("T07", "力争遴选落地“舟创未来”海纳计划人才(团队)5个以上", "task:8"),
    ("T23", "力争来定落户人才企业5家以上", "task:9"),
    ("T24", "自主评价认定产业人才30人以上", "task:10"),
    ("T25", "新增人才公寓套数30%以上", "task:10"),
]

# Short names in the plan's order; the first leads
RESPONSIBLE = {
    1: ["区经信局", "区发改局", "各有关镇（街）", "产业平台"],
    2: ["区经信局", "区发改局", "区教育局", "区财政局"],
    3: ["区经信局", "区农业农村局", "区发改局", "区投促中心", "区财政局"],
    4: [
        "区经信局",
        "区教育局",
        "区商务局",
        "区财政局",
        "区府办",
        "区委组织部",
        "区发改局",
    ],
    5: ["区经信局", "区发改局", "区教育局", "市监定海分局"],
    6: ["区经信局", "区发改局"],
    7: ["区农业农村局", "区经信局"],
    8: ["区委组织部", "区经信局", "区教育局", "区人社局"],
    9: ["区委组织部", "区教育局", "区经信局", "区人社局"],
    10: ["区委组织部", "区经信局", "区财政局", "区人社局", "区住建局"],
    11: ["区经信局", "区委组织部", "区教育局", "区发改局", "区商务局"],
    12: [
        "市监定海分局",
        "区经信局",
        "区委宣传部",
        "区法院",
        "区检察院",
        "市公安局定海分局",
        "区文广旅体局",
    ],
    13: ["区委宣传部", "区教育局", "区委组织部", "团区委", "区融媒体中心"],
    14: ["区委宣传部", "区文广旅体局", "区发改局"],
    15: ["区府办", "区财政局", "区税务局", "区经信局", "市监定海分局", "区委组织部"],
    16: ["区经信局", "区委组织部", "区委编办", "区教育局", "区财政局"],
    17: ["区经信局", "区发改局", "区财政局", "区司法局", "市监定海分局"],
}

TITLES = [
    "提升高能级科创平台质效",
    "完善“从0到1”基础研究原创机制",
    "健全关键核心技术攻关机制",
    "推动产业链创新链深度融合",
    "推进科技成果转化机制重塑",
    "提升全域科技创新能级",
    "科技赋能海岛共富高质量发展",
    "打造海洋创新人才方阵",
    "提能海洋创新人才平台",
    "激发海洋创新人才活力",
    "构建开放创新机制",
    "加强知识产权保护",
    "厚植优秀创新文化",
    "推动文化创新繁荣",
    "强化科技金融多元化支持",
    "加强科技宏观管理和统筹协调",
    "建立支持全面创新的基础制度",
]

ONLY_LOOKS_LIKE_A_TARGET = [
    "157",
    "143",
    "985",
    "7412",
    "3.0版",
    "第五届",
    "二期",
    "十件实事",
    "四类平台",
]

# task, as printed, the unit it is, what the record says
ODD_WORDINGS = [
    (1, "各有关镇(街)", "各有关镇（街）", "统称，原文没有点名"),
    (1, "产业平台", "产业平台", "统称，原文没有点名"),
    (3, "市区财政局", "区财政局", "原文作“市区财政局”，按区财政局计"),
    (12, "区经济和信息化局", "区经信局", "即区经信局"),
    (15, "区府办〔金融办〕", "区府办〔区金融办〕", "即区府办〔区金融办〕"),
]


@pytest.fixture
def plan(db: None) -> Plan:
    """The plan as the fixture brings it into an empty database."""
    call_command("loaddata", "dinghai_2024", verbosity=0)
    return Plan.objects.get(slug="dinghai-2024")


def rows() -> str:
    """Every domain row of the fixture, as text."""
    every = [row for model in MODELS for row in model._default_manager.order_by("pk")]
    return str(serializers.serialize("json", every))


def test_text_is_the_official_one_to_the_character(plan):
    assert sha256(TEXT.encode()).hexdigest() == TEXT_SHA256
    assert len(TEXT) == 6404
    assert TEXT.count("\u00a0") == 3
    assert plan.text == TEXT
    assert plan.text_sha256 == TEXT_SHA256


def test_plan_carries_its_letter_head(plan):
    assert plan.title == "舟山市定海区创新深化2024年工作计划"
    assert plan.issuer == "舟山市定海区科技领导小组办公室"
    assert (plan.year, plan.issue_date.isoformat(), plan.doc_no) == (2024, "2024-05-18", "")
    assert (plan.due_day, plan.is_demo) == (5, False)
    assert plan.district.name == "定海区"


def test_loading_twice_leaves_the_same_rows(plan):
    before = rows()
    call_command("loaddata", "dinghai_2024", verbosity=0)
    assert rows() == before


def test_loading_again_resets_an_edited_plan(plan):
    before = rows()
    Target.objects.filter(code="T02").update(goal=Decimal(20), note="改过")
    Task.objects.get(number=4).targets.clear()
    call_command("loaddata", "dinghai_2024", verbosity=0)
    assert rows() == before


def test_headings_are_the_five_and_the_four(plan):
    shown = list(plan.themes.values_list("kind", "number", "short_title"))
    assert shown == [
        ("focus", 1, "科技创新能力"),
        ("focus", 2, "教育科技人才一体化"),
        ("focus", 3, "人才科创高地"),
        ("focus", 4, "产业创新"),
        ("focus", 5, "成果转化与知识产权"),
        ("group", 1, "科创体系"),
        ("group", 2, "人才港湾"),
        ("group", 3, "创新环境"),
        ("group", 4, "制度创新"),
    ]
    assert all(theme.title.replace("，", ",") in TEXT for theme in plan.themes.all())


def test_all_25_targets_hold_what_the_plan_promises(plan):
    stored = [
        (
            target.code,
            format(target.goal.normalize(), "f"),
            None if target.stretch is None else format(target.stretch.normalize(), "f"),
            target.measure,
            target.comparator,
            target.kind,
            target.decimals,
            target.reporting_months,
            target.place,
            target.theme.number if target.theme else None,
            target.lead_unit.short_name if target.lead_unit else None,
            "lead_unit" in target.inferred,
        )
        for target in plan.targets.select_related("theme", "lead_unit")
    ]
    assert stored == TARGETS


def test_goals_are_worded_as_printed_and_borne_by_their_tasks(plan):
    stored = {
        target.code: (target.goal_text, [task.number for task in target.tasks.order_by("number")])
        for target in plan.targets.all()
    }
    assert stored == WORDED


def test_what_the_text_does_not_say_is_empty_or_inferred(plan):
    for target in plan.targets.all():
        assert target.baseline is None
        assert target.baseline_source == ""
        assert target.release_days == {}
        assert {"kind", "reporting_months", "decimals"} <= set(target.inferred), target.code
        assert target.lead_basis != ""
    t06 = plan.targets.get(code="T06")
    assert t06.lead_basis == "没有任务承担这项指标，牵头单位待专班确认"
    assert "全市财政" in t06.note
    assert plan.targets.get(code="T02").lead_basis == "依据任务6牵头单位，待专班确认"


def test_an_inferred_unit_leads_the_task_it_is_inferred_from(plan):
    for target in plan.targets.exclude(lead_unit=None):
        number = re.search(r"任务(\d+)牵头单位", target.lead_basis)
        assert number is not None, target.code
        lead = Responsibility.objects.get(task__number=number[1], part="lead")
        assert lead.unit == target.lead_unit


def test_every_quotation_stands_at_its_offset(plan):
    quotations = list(Quotation.objects.select_related("target"))
    assert sorted((q.target.code, q.text, q.where) for q in quotations) == sorted(PHRASES)
    for quotation in quotations:
        assert TEXT[quotation.start : quotation.end] == quotation.text
    assert len({(q.start, q.end) for q in quotations}) == 27
    in_order = sorted(quotations, key=lambda q: (q.start, q.target.code))
    assert [(q.target.code, q.text, q.where) for q in in_order] == PHRASES


def test_a_quotation_stands_in_the_part_it_names(plan):
    main = (TEXT.index("一、主要目标"), TEXT.index("二、重点任务"))
    for quotation in Quotation.objects.all():
        if quotation.where.startswith("task:"):
            task = plan.tasks.get(number=quotation.where.removeprefix("task:"))
            assert task.start < quotation.start < quotation.end < task.end
        else:
            assert main[0] < quotation.start < quotation.end < main[1]


def test_every_number_in_the_main_goals_but_the_year_belongs_to_a_target(plan):
    start, end = TEXT.index("一、主要目标"), TEXT.index("二、重点任务")
    spans = list(Quotation.objects.values_list("start", "end"))
    numbers = [
        match[0]
        for match in re.finditer(r"\d+(?:\.\d+)?", TEXT[start:end])
        if not any(a <= start + match.start() and start + match.end() <= b for a, b in spans)
    ]
    assert numbers == ["2024"]


def test_what_only_looks_like_a_target_is_none(plan):
    for words in ONLY_LOOKS_LIKE_A_TARGET:
        places = [match.start() for match in re.finditer(re.escape(words), TEXT)]
        assert places, words
        for place in places:
            quoted = Quotation.objects.filter(start__lte=place, end__gt=place)
            assert not quoted.exists(), words


def test_all_17_tasks_stand_with_their_full_text(plan):
    tasks = list(plan.tasks.select_related("theme"))
    assert [task.title for task in tasks] == TITLES
    assert [task.theme.number for task in tasks] == [1] * 7 + [2] * 3 + [3] * 5 + [4] * 2
    for number, task in enumerate(tasks, start=1):
        assert task.number == number
        assert TEXT[task.start : task.end] == task.text
        assert task.text.startswith(f"{number}.{task.title}。")
        assert task.text.endswith(")")
    assert plan.tasks.get(number=10).note == "责任单位前缺左括号，按原文保留。"
    assert "市区财政局" in plan.tasks.get(number=3).note


def test_responsible_units_keep_their_order_and_the_first_leads(plan):
    stored: dict[int, list[str]] = {}
    for row in Responsibility.objects.select_related("task", "unit").order_by("task", "order"):
        stored.setdefault(row.task.number, []).append(row.unit.short_name)
        assert row.part == ("lead" if row.order == 1 else "join")
    assert stored == RESPONSIBLE


def printed_units(task: Task) -> list[str]:
    """What the text lists as responsible at the end of a task, read from the text alone."""
    listed = task.text.removesuffix("。列第一位的为牵头单位,下同)").removesuffix(")")
    listed = listed.rsplit("。", 1)[1].removeprefix("(").removeprefix("责任单位:")
    return re.split("[、,]", listed)


def test_every_printed_unit_is_resolved_to_22_units_and_two_groups(plan):
    met = set()
    for task in plan.tasks.all():
        parts = list(task.responsibilities.select_related("unit"))
        assert [part.printed for part in parts] == printed_units(task)
        for part in parts:
            assert part.printed in {part.unit.name, part.unit.short_name, *part.unit.aliases}
            met.add(part.unit)
    kinds = sorted(unit.kind for unit in met)
    assert kinds.count(UnitKind.GROUP) == 2
    assert len(kinds) == 24
    office = Unit.objects.get(kind=UnitKind.OFFICE)
    assert set(Unit.objects.all()) - met == {office}
    assert (office.name, office.short_name) == ("舟山市定海区科技领导小组办公室", "专班")


def test_odd_wordings_are_resolved_and_say_so(plan):
    for number, printed, name, note in ODD_WORDINGS:
        row = Responsibility.objects.get(task__number=number, printed=printed)
        assert (row.unit.name, row.note) == (name, note)
