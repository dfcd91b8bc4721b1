"""The bulletin's sentences: each rule for none, one and many; figures stay bound to the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dashboard.league import BANDS, UNRANKED, Entrant, Item, Reported, Rules, league
from dashboard.meeting import sentences
from dashboard.meeting.sentences import Line, check, check_all, lines, numeral, render, rendered
from dashboard.report import MonthlyReport, Reporting, UnitRef
from dashboard.report.rows import Corrected
from targets.choices import Comparator, Kind, Light
from targets.standing import Lead, TargetStanding
from tests.dashboard.reports import JINGXIN, SCIENCE, ZUZHI, report, target, task

MONTHS = "1 2 3 4 5 6 7"  # figures of January to July; a test adds August's
QUARTER_ENDS = (3, 6, 9, 12)


def _said(made: MonthlyReport, key: str) -> str:
    """The paragraph of this key as it is printed; empty where there is none."""
    return next((render(line, made) for line in lines(made) if line.key == key), "")


def _flow(code: str, august: str, **more: Any) -> TargetStanding:
    """59 firms a year: 39.333 are due by August."""
    return target(code, f"{MONTHS} {august}", **more)


ON_PACE, BEHIND, FAR, DONE = "40", "35", "10", "59"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((), "截至8月底，序时进度为66.7%。本计划没有量化指标。"),
        ((_flow("T01", ON_PACE),),
         "截至8月底，序时进度为66.7%。1项指标均列入评判，均为达序时。与7月相比，亮灯变好1项。"),
        ((_flow("T01", ON_PACE), _flow("T02", BEHIND), _flow("T03", FAR), _flow("T04", DONE),
          target("T05", "1 2 3 4 5 6 7 -")),
         ("截至8月底，序时进度为66.7%。5项指标均列入评判，"
         "其中已完成1项，达序时1项，滞后1项，严重滞后1项，逾期未报1项。"
         "与7月相比，亮灯变好3项，变差1项。")),
        ((_flow("T01", ON_PACE), target("T02", kind=Kind.STOCK, values="8 8 8 8 8 8 8 8"),
          target("T03", months=(12,))),
         ("截至8月底，序时进度为66.7%。3项指标中列入评判1项，均为达序时；"
         "不评判2项（缺基期1项，未到报送期1项）。与7月相比，亮灯变好1项。")),
        ((target("T01", months=(12,)),),
         "截至8月底，序时进度为66.7%。1项指标均不评判（未到报送期1项）。"),
    ],
)  # fmt: skip
def test_the_opening_counts_who_is_judged(rows, sentence):
    assert _said(report(*rows), "counts") == sentence


@pytest.mark.parametrize(
    ("row", "clause"),
    [
        (target("T01", "1.21 2.38 4 5.06 6 7 8 10.78", goal="17.5", measure="亿元", decimals=2),
         "累计10.78亿元，完成年度目标的61.6%，慢于序时进度5.1个百分点"),
        (target("T01", "1 2 3 4 5 6 7 47.35", goal="70", measure="亿元", decimals=2),
         "累计47.35亿元，完成年度目标的67.6%，快于序时进度1.0个百分点"),
        (target("T01", "1 2 3 4 5 6 7 40", goal="60"),
         "累计40家，完成年度目标的66.7%，与序时进度持平"),
        (target("T01", "1 2 3 4 5 6 7 12.86", goal="12", measure="亿元", decimals=2),
         "累计12.86亿元，已完成年度目标（完成率107.2%）"),
        (target("T01", "1 2 3 4 5 6 7 18", goal="20", measure="名", comparator=Comparator.ABOUT),
         "累计18名，已完成年度目标（20名，完成率90.0%，差2名在允许幅度内）"),
        (target("T01", "1 2 3 4 5 6 7 19", goal="20.0000", measure="名",
                goal_text="20名左右", comparator=Comparator.ABOUT),
         "累计19名，已完成年度目标（20名左右，完成率95.0%，差1名在允许幅度内）"),
        (target("T01", "1 2 3 4 5 6 7 21", goal="20", measure="名", comparator=Comparator.ABOUT),
         "累计21名，已完成年度目标（完成率105.0%）"),
        (target("T01", "1 2 3 4 5 6 7 -"), "未报"),
        (target("T01", "- - 1 - - 24 - -", months=QUARTER_ENDS, goal="59"),
         "累计24家（6月数据），完成年度目标的40.7%，慢于序时进度9.3个百分点"),
        (target("T01", "7 7 7 7 7 7 7 6.4", kind=Kind.GROWTH, goal="7", measure="%", decimals=1),
         "为6.4%，低于年度目标0.6个百分点"),
        (target("T01", "7 7 7 7 7 7 7 9.1", kind=Kind.GROWTH, goal="8", measure="%", decimals=1),
         "为9.1%，高于年度目标1.1个百分点"),
        (target("T01", "7 7 7 7 7 7 7 8", kind=Kind.GROWTH, goal="8", measure="%", decimals=1),
         "为8.0%，与年度目标持平"),
        (target("T01", "1 1 1 1 1 1 1 63", kind=Kind.RATIO, goal="65", baseline="60",
                measure="%", decimals=1),
         "为63.0%，完成增量的60.0%，慢于序时进度6.7个百分点"),
        (target("T01", "6 6 6 6 6 6 6 5", kind=Kind.GROWTH, goal="4", measure="%", decimals=1,
                comparator=Comparator.AT_MOST),
         "为5.0%，未达标，高于控制目标1.0个百分点"),
        (target("T01", "5 5 5 5 5 5 5 531", kind=Kind.STOCK, goal="552", measure="件"),
         "为531件，缺基期，暂不评判"),
    ],
)  # fmt: skip
def test_a_figure_is_told_by_its_kind_and_light(row, clause):
    known = sentences.figures(report(row))
    told = known["指标1·实绩"]
    if row.standings[-1].value is not None:
        told += f"，{known['指标1·进度']}"
    assert told == clause


def test_main_figures_stand_under_their_heading_in_the_plans_order():
    made = report(
        _flow("T01", ON_PACE, heading=SCIENCE, name="高企"),
        _flow("T02", DONE, heading=SCIENCE, name="机构"),
        target("T03", months=(12,), heading=SCIENCE, name="公寓"),
    )
    assert _said(made, "main") == "一、主要指标。3项主要指标进展如下。"
    assert _said(made, "main-1") == (
        "（一）科技创新能力。高企累计40家，完成年度目标的67.8%，快于序时进度1.1个百分点；"
        "机构累计59家，已完成年度目标（完成率100.0%）。"
    )


def _late(
    code: str,
    august: str,
    *,
    lead: Lead | None = JINGXIN,
    words: tuple[str, str, str] = ("", "", ""),
    name: str = "",
) -> TargetStanding:
    return target(code, f"{MONTHS} {august}", lead=lead, words=words, name=name)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((_flow("T01", ON_PACE),), "没有滞后和未报的指标。"),
        ((_late("T01", BEHIND),), "共1项，由区经信局牵头，见下表。"),
        ((_late("T01", BEHIND), _late("T02", FAR)), "共2项，均由区经信局牵头，见下表。"),
        ((_late("T01", BEHIND), _late("T02", FAR, lead=ZUZHI)),
         "共2项，涉及2家牵头单位，见下表。"),
        ((_late("T01", BEHIND, lead=None),), "共1项，见下表。"),
    ],
)  # fmt: skip
def test_late_targets_are_counted_with_their_units(rows, sentence):
    assert _said(report(*rows), "late").partition("滞后和未报指标。")[2] == sentence


def test_late_targets_come_worst_first_with_threshold_cause_and_next_step():
    made = report(
        _late("T01", "-", name="项目"),
        _late("T02", BEHIND, name="费用", words=("", "一次性投入改在四季度。", "完成辅导；")),
        _late("T03", FAR, name="人才", lead=ZUZHI),
        _late("T04", "20", name="技术", words=("", "验收推迟", "")),
    )
    assert [render(line, made) for line in lines(made) if line.key.startswith("late-")] == [
        (
            "1.人才（区委组织部）累计10家，完成年度目标的16.9%，慢于序时进度49.7个百分点"
            "（序时进度66.7%）。原因和下步措施未填写。"
        ),
        (
            "2.技术（区经信局）累计20家，完成年度目标的33.9%，慢于序时进度32.8个百分点"
            "（序时进度66.7%）。原因：验收推迟。"
        ),
        (
            "3.费用（区经信局）累计35家，完成年度目标的59.3%，慢于序时进度7.3个百分点"
            "（序时进度66.7%）。原因：一次性投入改在四季度。下步措施：完成辅导。"
        ),
        "4.项目（区经信局）未报，年度目标59家。",
    ]


def test_a_stretch_stands_in_the_threshold_without_brackets_in_brackets():
    row = target("T01", "- - - - - - - 2.2", kind=Kind.RATIO, goal="2.3", stretch="2.5",
                 measure="%", decimals=2, months=(8,))  # fmt: skip
    assert "（年度目标2.3%，力争2.5%）" in _said(report(row), "late-T01")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((_flow("T01", ON_PACE),), ""),
        ((_flow("T01", ON_PACE), target("T02", months=(12,), name="公寓")),
         "共1项，不计为滞后，也不计分：公寓（未到报送期，12月报送）。"),
        ((target("T01", MONTHS + " 8", kind=Kind.STOCK, name="专利"),
          target("T02", months=QUARTER_ENDS[2:], name="经费")),
         "共2项，不计为滞后，也不计分：专利（缺基期）；经费（未到报送期，9、12月报送）。"),
    ],
)  # fmt: skip
def test_what_is_not_judged_is_named_with_its_reason(rows, sentence):
    assert _said(report(*rows), "idle").partition("不列入评判的指标。")[2] == sentence


@pytest.mark.parametrize(
    ("tasks", "sentence"),
    [
        ((), ""),
        ((task(1), task(2)), "2项重点任务均在轨。"),
        ((task(1), task(2, "behind"), task(3, "far_behind", lead=ZUZHI), task(4, "")),
         ("4项重点任务中，在轨1项，滞后1项，严重滞后1项，逾期未报1项。滞后和未报的是："
         "任务3任务标题3（区委组织部，严重滞后）；任务2任务标题2（区经信局，滞后）；"
         "任务4任务标题4（区经信局，逾期未报）。")),
    ],
)  # fmt: skip
def test_tasks_are_counted_and_the_late_ones_named(tasks, sentence):
    made = report(_flow("T01", ON_PACE), tasks=tasks)
    assert _said(made, "tasks").partition("重点任务。")[2] == sentence


UNIT_A, UNIT_B = UnitRef("a", "甲局", "甲局"), UnitRef("b", "乙局", "乙局")


@pytest.mark.parametrize(
    ("filed", "sentence"),
    [
        ((), ""),
        ((Reporting(UNIT_A, 0, 0, 0, ()),), ""),
        ((Reporting(UNIT_A, 3, 3, 0, ()), Reporting(UNIT_B, 2, 2, 0, ())),
         "2家单位应报指标数据和任务进展5件，全部按时报送。"),
        ((Reporting(UNIT_A, 3, 2, 1, ()),),
         "1家单位应报指标数据和任务进展3件，按时报送2件，迟报1件。迟报的有甲局1件。"),
        ((Reporting(UNIT_A, 3, 2, 0, ("费用",)), Reporting(UNIT_B, 2, 0, 2, (), returned=1)),
         ("2家单位应报指标数据和任务进展5件，按时报送2件，迟报2件，未报1件。"
         "迟报的有乙局2件；未报的有甲局（费用）。因差错被退回的有乙局1次。")),
    ],
)  # fmt: skip
def test_who_reported_late_or_not_at_all_is_named(filed, sentence):
    made = replace(report(_flow("T01", ON_PACE)), reporting=filed)
    assert _said(made, "reporting").partition("报送情况。")[2] == sentence


def test_months_before_the_plan_are_outside_discipline():
    made = report(target("T01", "1 2 3", month=3, backfilled=(1, 2, 3, 4)), month=3)
    assert "数据为补录，不计报送纪律。" in _said(made, "reporting")


def _with_league(scores: list[str], rules: Rules | None = None) -> MonthlyReport:
    """A report whose leading units have these scores, ranked as the rules say."""
    units = tuple(UnitRef(f"u{n}", f"单位{n}", f"单位{n}") for n in range(1, len(scores) + 1))
    entrants = [
        Entrant(
            unit.code,
            (Item("T01", False, "甲", True, Light.ON_PACE, None, None),),
            Reported(100, int(score)),
        )
        for unit, score in zip(units, scores, strict=True)
    ]
    return replace(
        report(_flow("T01", ON_PACE)), units=units, league=league(rules or Rules(), entrants)
    )


@pytest.mark.parametrize(
    ("scores", "rules", "sentence"),
    [
        ([], None, ""),
        (["90", "80"], None, "牵头单位得分依次为单位1（90.0分）、单位2（80.0分）。"),
        (["70", "80", "90", "60", "50", "40", "30"], None,
         ("牵头单位得分前三位的是单位3（90.0分）、单位2（80.0分）、单位1（70.0分）；"
         "后三位的是单位5（50.0分）、单位6（40.0分）、单位7（30.0分）。")),
        (["90", "80", "70", "70", "50", "50", "50", "50"], None,
         ("牵头单位得分前三位的是单位1（90.0分）、单位2（80.0分）、单位3（70.0分）、单位4（70.0分）；"
         "后三位的是单位5（50.0分）、单位6（50.0分）、单位7（50.0分）、单位8（50.0分）。")),
        (["50"] * 7, None,
         "牵头单位得分前三位的是" + "、".join(f"单位{n}（50.0分）" for n in range(1, 8)) + "。"),
        (["90", "80", "60"], Rules(show=BANDS),
         "牵头单位按得分分档：A档1家，B档1家，C档1家，名单见附件。"),
        (["90", "80"], Rules(show=UNRANKED), ""),
    ],
)  # fmt: skip
def test_the_league_is_told_as_the_plan_shows_it(scores, rules, sentence):
    assert _said(_with_league(scores, rules), "league").partition("晾晒情况。")[2] == sentence


def _correction(
    old: str | None, new: str, lights: tuple[Light, Light] = (Light.BEHIND, Light.ON_PACE)
) -> Corrected:
    return Corrected(
        code="T01", short_name="指标1", new=Decimal(new), old_light=lights[0], new_light=lights[1],
        cause="unit_error", cause_label="单位差错", reason="漏计", proposed_by="甲", approved_by="乙",
        day=date(2024, 9, 12), in_edition=2, old=None if old is None else Decimal(old),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("corrections", "sentence"),
    [
        ((), ""),
        ((_correction("35", "40"),),
         "更正1项：指标1由35家更正为40家（单位差错），亮灯由滞后改为达序时。名次不重新计算。"),
        ((_correction(None, "40", (Light.OVERDUE, Light.OVERDUE)),),
         "更正1项：指标1补报40家。名次不重新计算。"),
    ],
)  # fmt: skip
def test_corrections_are_told_with_both_values(corrections, sentence):
    made = report(_flow("T01", ON_PACE))
    row = replace(made.targets[0], corrections=corrections)
    said = _said(replace(made, targets=(row,)), "corrections")
    assert said.partition("本期为第1版，")[2] == sentence


@pytest.mark.parametrize(
    ("due", "published", "sentence"),
    [
        (date(2024, 10, 8), True,
         ("9月数据和任务进展请于10月8日前（含当日）报送；"
         "对本期数据有异议的，请于9月17日前（含当日）提出。")),
        (None, True, "对本期数据有异议的，请于9月17日前（含当日）提出。"),
        (date(2024, 10, 8), False, "9月数据和任务进展请于10月8日前（含当日）报送。"),
        (None, False, ""),
    ],
)  # fmt: skip
def test_the_next_due_day_and_the_last_to_object_end_the_notice(due, published, sentence):
    made = replace(report(_flow("T01", ON_PACE), is_published=published), next_due_on=due)
    assert _said(made, "next").partition("有关事项。")[2] == sentence


def test_the_report_knows_when_the_next_month_falls_due():
    assert report(_flow("T01", ON_PACE)).next_due_on == date(2024, 10, 5)
    december = target("T01", "1 " * 12, month=12, on=date(2025, 1, 10))
    assert report(december, month=12, on=date(2025, 1, 10)).next_due_on is None


def test_sections_are_numbered_without_gaps():
    made = report(_flow("T01", ON_PACE), tasks=(task(),))
    heads = [text[:2] for line in lines(made) if (text := line.text)[1:2] == "、"]
    assert heads == ["一、", "二、", "三、", "四、", "五、", "六、"][: len(heads)]
    assert [line.key for line in lines(made)][:4] == ["counts", "main", "main-0", "late"]


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (23, "二十三"), (99, "九十九")],
)
def test_numerals(number, word):
    assert numeral(number) == word


@pytest.mark.parametrize("number", [0, 100, -1])
def test_numerals_outside_their_range_are_refused(number):
    with pytest.raises(ValueError, match="1 to 99"):
        numeral(number)


MADE = report(
    target("T01", f"{MONTHS} 35", name="完善“从0到1”机制", words=("", "2项延期", "9月验收3项")),
    target("T02", f"{MONTHS} 40", name="费用"),
    target("T03", f"{MONTHS} 40", name="费用"),
    tasks=(task(12, "behind"),),
)


def test_every_sentence_the_rules_make_is_bound_to_the_report():
    assert check_all(lines(MADE), MADE) == []


def test_figures_follow_the_report_when_it_changes():
    line = Line("late", "［费用（T02）·实绩］，［费用（T02）·进度］")
    assert render(line, MADE) == "累计40家，完成年度目标的67.8%，快于序时进度1.1个百分点"
    changed = report(
        target("T02", f"{MONTHS} 30", name="费用"), target("T03", f"{MONTHS} 40", name="费用")
    )
    assert rendered([line], changed) == ["累计30家，完成年度目标的50.8%，慢于序时进度15.8个百分点"]


@pytest.mark.parametrize(
    "text",
    [
        "截至［指标总数］项", "2024年1—8月进展", "8月31日前报送", "8月5日至10日", "请于10日前报送",
        "第8期、第2批、第3位", "附件1和任务12", "1.一是抓进度", "（2）二是补短板", "定科领〔2024〕12号",
        "3、6、9、12月报送", "下午14:30开会", "5G基站和T02", "完善“从0到1”机制", "联系电话：0580-2021234",
        "“达到17.5亿元”是计划原文", "没有数字的话", "2024—2026年",
        "一项一项抓，两个专题", "第二十三项", "十件民生实事", "几十家企业", "十四五、二十大", "二季度",
    ],
)  # fmt: skip
def test_dates_ordinals_and_names_are_no_typed_figures(text):
    assert check(text, MADE) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("其中24项在轨", "24"), ("完成61.6%", "61.6%"), ("增长１２．５％", "12.5%"),
        ("共1,234家", "1,234"), ("近3个月", "3"), ("2024年完成99家", "99"), ("“完成了18亿元”", "18"),
        ("提高0.5个百分点", "0.5"), ("13月", "13"), ("其中十四项滞后", "十四项"),
        ("完成百分之七十以上", "百分之七十"), ("新增十余家", "十余家"), ("共一百二十名", "一百二十名"),
    ],
)  # fmt: skip
def test_a_number_typed_by_hand_is_refused(text, number):
    assert check(text, MADE, 3) == [f"第3段“{number}”是手写的数，请改用方括号里的数据。"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("共［项数］项", "“［项数］”不在数据清单里，请从清单中选取，或改成不带方括号的文字。"),
        ("共［指标总数项", "方括号没有成对，请补全“［”和“］”，或删去。"),
        ("共指标总数］项", "方括号没有成对，请补全“［”和“］”，或删去。"),
        (
            "［费用·实绩］",
            "“［费用·实绩］”不在数据清单里，请从清单中选取，或改成不带方括号的文字。",
        ),
    ],
)
def test_a_broken_or_unknown_token_is_refused(text, fault):
    assert check(text, MADE) == [fault]


def test_hostile_text_is_checked_and_filled_without_an_error():
    for text in (
        "",
        "［］",
        "［" * 2000,
        "［［指标总数］］",
        "\x00\ud800",
        "9" * 20_000,
        "(" * 5000,
    ):
        check(text, MADE)
        assert isinstance(render(Line("x", text), MADE), str)


ODD = ("［指标总数］", "甲［乙", "5", "项目3个", "１２家", "a\\1", "(?:", "99%")


@pytest.mark.parametrize("name", ODD)
def test_sentences_with_odd_names_are_bound_all_the_same(name):
    lead = Lead(1, "odd", name, name)
    made = report(
        target("T01", f"{MONTHS} 35", name=name, lead=lead),
        target("T02", months=(12,), name=name, lead=lead),
        tasks=(task(1, "", lead=lead),),
    )
    plan = replace(made.plan, light_names=((Light.BEHIND, name), (Light.NOT_DUE, f"未到{name}")))
    made = replace(made, plan=plan)
    assert check_all(lines(made), made) == []
    shown_name = name.translate({ord("［"): "〔", ord("］"): "〕"})
    assert rendered(lines(made), made)[2] == (
        f"（一）总体目标。{shown_name}累计35家，完成年度目标的59.3%，慢于序时进度7.3个百分点。"
    )


def test_the_plans_own_names_of_lights_are_used():
    plan = replace(MADE.plan, light_names=((Light.BEHIND, "略慢"), (Light.ON_PACE, "正常")))
    assert "其中正常2项，略慢1项" in _said(replace(MADE, plan=plan), "counts")
