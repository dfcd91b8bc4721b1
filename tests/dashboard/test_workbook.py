"""The month's Excel summary, written and opened again: its figures, look, safety and set-up."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard import publication, report
from dashboard.meeting import workbook
from targets.choices import Comparator, Kind
from tests import factories

DAY = date(2024, 7, 10)


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


def test_four_sheets_in_order(book):
    assert book.sheetnames == ["汇总", "指标", "重点任务", "单位"]


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


@pytest.mark.parametrize("name", ["指标", "重点任务", "单位"])
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


def test_two_native_charts_draw_the_cells(june):
    file = BytesIO()
    workbook.write(june, file)
    with zipfile.ZipFile(file) as package:
        charts = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        first, second = (package.read(name).decode() for name in charts)
    assert "'指标'!$I$4:$I$6" in first
    assert "'指标'!$K$4:$K$6" in first
    assert second.count("<ser>") == 9


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
    assert said == ["演示数据，不作依据"] * 4


def test_day_of_publication_is_shanghais(june):
    at = factories.moment(2024, 7, 10, 6, 47)  # still the 9th in UTC
    edition = report.Edition(1, at.astimezone(UTC), "李某", "0" * 64, "")
    file = BytesIO()
    workbook.write(replace(june, edition=edition), file)
    assert "2024年7月10日发布" in load_workbook(file)["汇总"]["A2"].value
