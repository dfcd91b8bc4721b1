"""The month's Excel summary, written and opened again: its figures, look, safety and set-up."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from dashboard import league, publication, report
from dashboard.meeting import native, workbook
from targets.choices import Comparator, Kind, Light
from tests import factories
from tests.dashboard import ooxml, reports

DAY = date(2024, 7, 10)
SHEETS = [
    *(
        "汇总",
        "主要指标清单",
        "重点任务清单",
        "问题销号清单",
        "晾晒榜",
        "走势",
        "走势图",
        "各月亮灯",
    ),
    *("指标", "重点任务", "单位"),
]
LISTS = ["主要指标清单", "重点任务清单", "晾晒榜", "走势", "各月亮灯", "指标", "重点任务", "单位"]


@pytest.fixture
def june(plan, unit):
    """June with a flow behind, a ratio by its level, a growth overdue, and a name like a formula."""
    plan.short_title = "定海区创新深化"
    plan.save()
    firms = factories.TargetFactory.create(
        plan=plan, code="T01", order=1, short_name="新培育企业", lead_unit=unit
    )
    factories.figure(firms, 6, "28", problem="申报偏慢", next_step="7月集中辅导")
    share = factories.TargetFactory.create(
        plan=plan,
        code="T02",
        order=2,
        short_name='=HYPERLINK("x")',
        kind=Kind.RATIO,
        comparator=Comparator.AT_LEAST,
        measure="%",
        decimals=2,
        goal=Decimal("2.3"),
        goal_text="2.3%",
        lead_unit=unit,
        inferred=["lead_unit"],
    )
    factories.figure(share, 6, "2.24")
    factories.TargetFactory.create(
        plan=plan, code="T03", order=3, short_name="未报的指标", lead_unit=None
    )
    task = factories.task_of(plan, unit, targets=(firms,), title="培育企业")
    factories.note_of(task, 6, text="+已辅导12家")
    return report.live(plan, 6, on=DAY)


@pytest.fixture
def book(june):
    """The workbook of that June, reopened."""
    file = BytesIO()
    workbook.write(june, file)
    return load_workbook(file)


def column(sheet, name, head=3):
    """The cells under a head, to the first empty one."""
    heads = {cell.value: cell.column for cell in sheet[head]}
    cells = []
    for row in range(head + 1, sheet.max_row + 1):
        cell = sheet.cell(row=row, column=heads[name])
        if sheet.cell(row=row, column=1).value is None:
            break
        cells.append(cell)
    return cells


def test_sheets_in_the_order_of_a_meeting(book):
    assert book.sheetnames == SHEETS


def test_target_rows_hold_real_numbers_with_formats(book):
    sheet = book["指标"]
    first = {name: column(sheet, name)[0] for name in ("年度目标", "累计完成", "占年度目标%")}
    assert [cell.value for cell in first.values()] == [59, 28, 0.475]
    assert [cell.number_format for cell in first.values()] == ["#,##0", "#,##0", "0.0%"]


def test_units_of_measure_have_their_own_column(book):
    assert [cell.value for cell in column(book["指标"], "计量单位")] == ["家", "%", "家"]


def test_gap_is_told_in_points_with_its_sign(book):
    gap, level, missing = column(book["指标"], "超/慢序时(百分点)")
    assert (gap.value, gap.number_format) == (-2.5, "+0.0;[Red]−0.0;0.0")
    assert (level.value, level.number_format) == (-0.06, "+0.00;[Red]−0.00;0.00")
    assert missing.value == "—"


def test_pace_of_the_year_stands_beside_what_is_held_against_it_only(book):
    flow, level, overdue = column(book["指标"], "序时进度%")
    assert (flow.value, flow.number_format) == (0.5, "0.0%")
    assert level.value == "—"  # a ratio is held against its goal in every month
    assert overdue.value == 0.5


def test_rows_of_the_summary_are_as_high_as_their_words(june):
    first, second, third = june.targets
    longest = replace(second.lead, short_name="市市场监督管理局定海分局")
    file = BytesIO()
    workbook.write(replace(june, targets=(first, replace(second, lead=longest), third)), file)
    sheet = load_workbook(file)["汇总"]
    rows = {row[0].value: row[0].row for row in sheet.iter_rows() if row[0].value}
    heights = [
        sheet.row_dimensions[rows[name]].height for name in ("新培育企业", '=HYPERLINK("x")')
    ]
    assert heights == [17.5, 32]


def test_lights_stand_in_word_and_colour(book):
    cells = column(book["指标"], "亮灯")
    assert [cell.value for cell in cells] == ["滞后", "滞后", "逾期未报"]
    assert [cell.fill.fgColor.rgb[-6:] for cell in cells] == ["FDF1DA", "FDF1DA", "E9ECEF"]


def test_missing_figure_is_said_never_zero(book):
    assert [cell.value for cell in column(book["指标"], "累计完成")] == [28, 2.24, "未报"]


def test_inferred_and_unknown_units_are_said(book, unit):
    assert [cell.value for cell in column(book["指标"], "责任单位")] == [
        unit.short_name,
        f"{unit.short_name}（推定）",
        "待确认",
    ]


def test_remark_tells_cause_and_next_step(book):
    assert column(book["指标"], "说明")[0].value == "原因：申报偏慢；下步：7月集中辅导"


@pytest.mark.parametrize(
    ("sheet", "head", "text"),
    [("指标", "指标", '=HYPERLINK("x")'), ("重点任务", "本月进展", "+已辅导12家")],
)
def test_text_that_looks_like_a_formula_stays_text(book, sheet, head, text):
    cell = next(cell for cell in column(book[sheet], head) if cell.value == text)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_no_cell_anywhere_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n", "inlineStr"}


def test_pace_is_explained_at_the_foot(book):
    texts = [row[0].value for row in book["指标"].iter_rows() if row[0].value]
    assert "序时进度＝月份÷12，6月为6÷12＝50.0%；报有分月计划的，按其累计份额。" in texts


def test_bars_stand_in_the_cells_on_the_pages_scale(book):
    (place,) = book["指标"].conditional_formatting
    (rule,) = place.rules
    assert str(place.sqref) == "J4:J6"
    assert [each.val for each in rule.dataBar.cfvo] == [0, 1.25]
    assert column(book["指标"], "进度")[0].value == 0.475


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_set_up_for_reading_and_paper(book, name):
    sheet = book[name]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref.startswith("A3:")
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"


def test_summary_says_the_verdict_and_counts_by_light(book):
    sheet = book["汇总"]
    assert sheet["A3"].value == "3项指标，2项滞后，1项未报"
    heads = [cell.value for cell in sheet[7]]
    assert heads[:10] == [
        "类别", "已达力争", "已完成", "超序时", "达序时", "滞后", "严重滞后", "逾期未报", "缺基期", "未到报送期",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[8]][:11] == ["指标", 0, 0, 0, 0, 2, 0, 1, 0, 0, 3]


def charts_of(made):
    """The XML of a workbook's charts, in the order they were added."""
    file = BytesIO()
    workbook.write(made, file)
    with zipfile.ZipFile(file) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        names.sort(key=lambda name: int(re.sub(r"\D", "", name)))
        return [package.read(name).decode() for name in names]


def remembered(xml, kind):
    """The points that a chart's series keep of their cells, series by series."""
    series = re.findall(r"<ser>.*?</ser>", xml, re.DOTALL)
    parts = [re.findall(rf"<{kind}>.*?</{kind}>", each, re.DOTALL)[0] for each in series]
    return [re.findall(r'<pt idx="(\d+)"><v>([^<]*)</v>', each) for each in parts]


def test_native_charts_draw_the_cells(june):
    first, second, third = charts_of(june)
    assert "'指标'!$I$4:$I$6" in first
    assert "'指标'!$K$4:$K$6" in first
    assert 'sz="700"' in first  # every name fits beside its bars
    assert second.count("<ser>") == 9
    assert "'走势'!$C$10:$H$10" in third


def test_the_bars_are_as_high_as_their_names_need():
    """Within a page: 25 names do not share 12 centimetres, 100 do not run over the paper."""
    assert [round(native._height_of(rows), 2) for rows in (2, 25, 100)] == [12.5, 14, 14]


def test_a_page_of_charts_ends_above_the_frame_of_the_next():
    """A frame on the break would be printed as a line at the foot of the page before."""
    made = reports.report(*(reports.target(f"T{n:02}", "1 2 3") for n in range(1, 31)))
    file = BytesIO()
    workbook.write(made, file)
    sheet: Any = load_workbook(file)["走势图"]
    firsts = [chart.anchor._from.row + 1 for chart in sheet._charts]
    assert firsts[4] > firsts[3]
    assert [each.id for each in sheet.row_breaks.brk] == [firsts[4] - 2]


def test_charts_remember_what_they_draw(june):
    """The numbers for viewers that compute nothing; text in a cell is no point."""
    first, _, third = charts_of(june)
    assert remembered(first, "val") == [
        [("0", "0.475"), ("1", "0.974")],
        [("0", "0.5"), ("2", "0.5")],
    ]
    assert remembered(first, "tx") == [[("0", "占年度目标%")], [("0", "序时进度%")]]
    names = [("0", "新培育企业"), ("1", "=HYPERLINK(&quot;x&quot;)"), ("2", "未报的指标")]
    assert [
        [(place, name.replace('"', "&quot;")) for place, name in each]
        for each in remembered(first, "cat")
    ] == [names] * 2
    pace, firms, share = remembered(third, "val")
    assert [value for _, value in pace] == ["0.083", "0.167", "0.25", "0.333", "0.417", "0.5"]
    assert (firms, share) == ([("5", "0.475")], [("5", "0.974")])


def test_a_month_without_a_figure_is_an_empty_cell_of_the_trend(book):
    sheet = book["走势"]
    assert [cell.value for cell in sheet[4]] == [
        "新培育企业",
        "家",
        None,
        None,
        None,
        None,
        None,
        28,
    ]
    assert [cell.value for cell in sheet[10]][:3] == ["序时进度", "%", 0.083]
    assert [cell.value for cell in sheet[11]][-1] == 0.475


def test_a_carried_figure_is_told_apart():
    made = reports.report(reports.target(values="1 - 5", months=(1, 3), month=4), month=4)
    file = BytesIO()
    workbook.write(made, file)
    row = load_workbook(file)["走势"][4][2:6]
    assert [(cell.value, cell.font.i) for cell in row] == [
        (1, False),
        (1, True),
        (5, False),
        (5, True),
    ]


def test_lights_of_every_month_stand_in_word_and_colour(book):
    row = book["各月亮灯"][4]
    assert (row[0].value, row[6].value, row[6].fill.fgColor.rgb[-6:]) == (
        "新培育企业",
        "滞后",
        "FDF1DA",
    )


def test_lists_tell_what_is_in_the_way_and_what_comes_next(book):
    first = [cell.value for cell in book["主要指标清单"][4]]
    assert first[2] == "新培育企业（家）"
    assert first[4:] == ["59家以上", 28, 0.475, -2.5, "滞后", "申报偏慢", "7月集中辅导"]
    task = [cell.value for cell in book["重点任务清单"][4]]
    assert task[5] == "+已辅导12家"


def test_problems_are_said_not_to_be_kept(book):
    sheet = book["问题销号清单"]
    assert [cell.value for cell in sheet[3]][:3] == ["编号", "问题", "责任单位"]
    assert sheet["A5"].value.startswith("未启用：")


LEADS = league.Item("T01", False, "新培育企业", True, Light.ON_PACE, Fraction(1), Fraction(5, 6))
JOINS = replace(LEADS, leads=False)


def boards(show, unit="jingxin"):
    """A report with one unit that leads and one that only joins, shown so."""
    made = reports.report(reports.target(values="1 2 3 4 5 6 7 8"))
    entrants = [
        league.Entrant(unit, (LEADS,), league.Reported(3, 2, 1)),
        league.Entrant("fagai", (JOINS,)),
    ]
    return replace(made, league=league.league(league.Rules(show=show), entrants))


@pytest.mark.parametrize(
    ("show", "heads", "place"),
    [
        ("ranks", ["位次", "上月位次", "单位"], [1, "—"]),
        ("bands", ["档次", "单位", "得分"], ["B"]),
        ("none", ["单位", "得分", "成效（60）"], []),
    ],
)
def test_boards_show_ranks_bands_or_neither(show, heads, place):
    file = BytesIO()
    workbook.write(boards(show), file)
    sheet = load_workbook(file)["晾晒榜"]
    assert [cell.value for cell in sheet[3]][:3] == heads
    leading = [cell.value for cell in sheet[4]]
    # 成效 5/6 × 60 = 50, 报送 20 × 2/3 − 1 = 12.3; (50 + 12.33) / 80 = 77.9
    counts = [1, 0, 0, 3, 2, 1]
    assert leading == [*place, "区经信局", 77.9, 50, 12.3, "未启用", "未启用", *counts]
    joining = [cell.value for cell in sheet[8]][len(place) :]
    assert joining[:6] == ["fagai", 83.3, 50, "本月没有应报事项", "—", "—"]


def test_a_month_before_the_league_says_so():
    file = BytesIO()
    workbook.write(replace(boards("ranks"), league=None), file)
    assert load_workbook(file)["晾晒榜"]["A4"].value == "本月发布时还没有晾晒榜，事后不补算。"


def test_every_sheet_bears_the_edition_and_its_seal():
    file = BytesIO()
    workbook.write(boards("ranks"), file)
    feet = [sheet.oddFooter for sheet in load_workbook(file)]
    centres = [foot and foot.center for foot in feet]
    assert {centre and centre.text for centre in centres} == {"第1版  校验值 ffffffffffff"}


@pytest.mark.parametrize("month", [1, 12])
def test_a_plan_without_targets_has_its_workbook_too(month):
    made = reports.report(month=month, on=date(2025, 1, 10))
    file = BytesIO()
    workbook.write(made, file)
    book = load_workbook(file)
    assert book.sheetnames == SHEETS
    assert book["走势图"]["A4"].value == "没有可画的完成率。"
    assert ooxml.faults(file.getvalue()) == []


def test_the_package_is_sound(june):
    file = BytesIO()
    workbook.write(june, file)
    assert ooxml.faults(file.getvalue()) == []


def test_properties_say_what_it_is(book):
    assert book.properties.title == "定海区创新深化2024年工作计划6月进展"
    assert book.properties.keywords == "dinghai-2024 2024-06"


def test_published_month_names_edition_and_people(plan, unit, office):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    factories.figure(target, 1, "5")
    published = publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    file = BytesIO()
    workbook.write(publication.read(published), file)
    sheet = load_workbook(file)["汇总"]
    assert "第1期" in sheet["A2"].value
    assert sheet["A5"].value.endswith(f"发布：{office}")


def test_demonstration_says_so_on_every_sheet(plan, unit):
    plan.is_demo = True
    plan.save()
    factories.TargetFactory.create(plan=plan, lead_unit=unit)
    file = BytesIO()
    workbook.write(report.live(plan, 6, on=DAY), file)
    book = load_workbook(file)
    footers = [sheet.HeaderFooter.oddFooter for sheet in book.worksheets]
    said = [footer.left.text for footer in footers if footer]
    assert said == ["演示数据，不作依据"] * len(SHEETS)


def test_day_of_publication_is_shanghais(june):
    at = factories.moment(2024, 7, 10, 6, 47)  # still the 9th in UTC
    edition = report.Edition(1, at.astimezone(UTC), "李某", "0" * 64, "")
    file = BytesIO()
    workbook.write(replace(june, edition=edition), file)
    assert "2024年7月10日发布" in load_workbook(file)["汇总"]["A2"].value
