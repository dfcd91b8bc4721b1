"""Every list of a month: sorted, narrowed and taken away as its address says, whatever it says."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dashboard import listing, target_list, task_list
from dashboard.list_files import Sheet, write_csv, write_xlsx
from tests.dashboard.reports import JINGXIN, SCIENCE, ZUZHI, report, target, task

ROWS = [("甲", 2), ("乙", None), ("丙", 1), ("丁", 2)]


@pytest.fixture
def made():
    return report(
        target("T01", "5 10 15 20 25 30 35 36", name="研发费用", lead=ZUZHI),
        target("T02", "5 10 15 20 25 30 35 60", name="技术交易", heading=SCIENCE, lead=JINGXIN),
        target("T03", "5 10 15 20 25 30 35 40", name="=1+1", lead=JINGXIN),
        tasks=(
            task(1, "behind", joint=(ZUZHI,), targets=("T01",)),
            task(2, "done", lead=ZUZHI),
            task(3, "far_behind"),
        ),
    )


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", "甲乙丙丁"),
        ("by", "丙甲丁乙"),  # equals keep their order, what has no number stands last
        ("-by", "甲丁丙乙"),
        ("-no_such", "甲乙丙丁"),
    ],
)
def test_what_has_no_number_stands_last_either_way(sort, found):
    ordered = listing.ordered(ROWS, sort, {"by": lambda row: row[1]})
    assert "".join(name for name, _ in ordered) == found


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["1", "2", "3"]),
        ("sort=light", ["3", "1", "2"]),
        ("sort=-light", ["2", "1", "3"]),
        ("sort=lead", ["1", "3", "2"]),
        ("sort=title", ["1", "2", "3"]),  # not a column one sorts by
        ("q=no such", []),
        ("unit=zuzhi&sort=-number", ["2", "1"]),
    ],
)
def test_tasks_are_filtered_and_sorted_by_their_address(made, query, titles):
    groups = task_list.context(made, QueryDict(query))["groups"]
    assert [str(row.number) for group in groups for row in group.rows] == titles


def test_columns_left_out_are_gone_from_page_and_file_alike(made):
    query = QueryDict("hide=joint&hide=says&hide=title&hide=no_such")
    context = task_list.context(made, query)
    assert [head.label for head in context["heads"]] == [
        "序号",
        "任务",
        "状态",
        "牵头单位",
        "关联指标",
    ]
    assert task_list.listed(made, query).heads == (
        "序号",
        "任务",
        "分组",
        "状态",
        "牵头单位",
        "关联指标",
    )
    targets = target_list.context(made, QueryDict("hide=lead&hide=name"))
    labels = [head.label for head in targets["heads"]]
    assert ("牵头单位" in labels, "指标" in labels) == (False, True)
    assert "牵头单位" not in target_list.listed(made, QueryDict("hide=lead")).heads


def test_a_file_has_the_order_and_the_filter_of_the_page(made):
    listed = target_list.listed(made, QueryDict("sort=-completion&unit=jingxin"))
    assert [line[0] for line in listed.lines] == ["T02", "T03"]
    assert "筛选：区经信局" in listed.note
    head = listed.heads.index("完成率（%）")
    assert [line[head] for line in listed.lines] == [Decimal("101.7"), Decimal("67.8")]


def test_the_files_carry_the_address_of_the_list(made):
    actions = dict(target_list.context(made, QueryDict("sort=gap&hide=kind"))["actions"])
    assert actions["CSV"] == "/dinghai-2024/2024-08/targets.csv?sort=gap&hide=kind"
    assert actions["导出Excel"] == "/dinghai-2024/2024-08/targets.xlsx?sort=gap&hide=kind"


def test_excel_and_csv_hold_the_same_cells_and_no_formula(made):
    listed = target_list.listed(made, QueryDict())
    kept, text = io.BytesIO(), io.StringIO()
    write_xlsx(listed, kept)
    write_csv(listed, text)
    page = load_workbook(kept).worksheets[0]
    rows = list(page.iter_rows(min_row=3))
    assert [cell.value for cell in rows[0]] == list(listed.heads)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    lines = list(csv.reader(io.StringIO(text.getvalue()[1:])))
    for line, row in zip(lines, rows, strict=True):
        for told, cell in zip(line, row, strict=True):
            if isinstance(cell.value, int | float):
                assert Decimal(told) == Decimal(str(cell.value))
            else:
                assert told.removeprefix("'") == ("" if cell.value == "—" else cell.value)


def test_a_minus_is_a_number_and_text_that_would_run_is_not():
    text = io.StringIO()
    line = (-2, Decimal("-0.5"), "-2+3", "=1")
    write_csv(Sheet("晾晒榜", "", ("较上月", "差距", "说明", "单位"), [line]), text)
    assert list(csv.reader(io.StringIO(text.getvalue())))[1] == ["-2", "-0.5", "'-2+3", "'=1"]


def test_an_empty_list_is_still_a_file():
    kept = io.BytesIO()
    write_xlsx(Sheet("指标", "没有", ("代码", "指标"), []), kept)
    assert load_workbook(kept).worksheets[0]["A3"].value == "代码"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=10))
def test_no_address_breaks_a_list(sort, words, hide):
    small = report(target("T01", "5 10"), tasks=(task(1),))
    query = QueryDict(mutable=True)
    query.setlist("sort", [sort])
    query.setlist("q", [words])
    query.setlist("hide", [hide, "light"])
    for page in (task_list, target_list):
        assert len(page.listed(small, query).lines) <= 1
        assert page.context(small, query)["count"] in {0, 1}
