"""Charts: right numbers, the same at rest as alive, valid for Plotly, and told in a table too."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import charts_page
from dashboard.charts import Chart, draw
from dashboard.charts.completion import in_order
from dashboard.charts.figure import Size
from dashboard.charts.increments import increments
from dashboard.charts.resting import merged
from dashboard.charts.target import year
from targets.choices import Kind, Light, Place
from tests.dashboard.reports import SCIENCE, ZUZHI, report, target, task

ON_PACE = "5 10 15 20 25 30 35 40"
AUGUST = "/dinghai-2024/2024-08"


@pytest.fixture
def made():
    return report(
        target("T01", "5 10 15 20 25 30 35 36", name="落地企业"),  # 61.0 %, behind
        target("T02", ON_PACE, name="引进人才", heading=SCIENCE, lead=ZUZHI),  # 67.8 %, on pace
        target("T03", "1 5 9 13 17 21 25 80", name="成果发布", place=Place.TASK, lead=ZUZHI),
        target("T04", "5 10", name="双强项目"),  # overdue from March on
        target("T05", "", name="公寓增幅", kind=Kind.RATIO, months=[12], measure="%"),
        target("T06", "9 9 9 9 9 9 9 8", name="有效专利", kind=Kind.STOCK, goal="10"),  # no pace
        target("T07", "6 7 8 9 7 7 7 6", name="软件增速", kind=Kind.GROWTH, goal="7", measure="%"),
        tasks=(task(1, "far_behind"), task(2, lead=ZUZHI)),
    )


def panels(made, query=""):
    columns = charts_page.context(made, QueryDict(query))["columns"]
    return {panel.chart.id: panel for column in columns for panel in column}


def chart_of(made, name, query=""):
    return panels(made, query)[name].chart


def trace(chart, name):
    return next(each for each in chart.traces if each.get("name") == name)


def drawn(chart, *, is_narrow=False):
    """The resting drawing as a tree."""
    size = chart.narrow if is_narrow else chart.wide
    return ET.fromstring(draw(chart, size, is_narrow=is_narrow))  # noqa: S314 - our own drawing


def words(tree):
    return [each.text for each in tree.iter("text")]


# a: how far every target has come


def test_completion_puts_the_worst_first_and_what_has_no_bar_to_judge_last(made):
    assert [row.short_name for row in in_order(made.targets)] == [
        "软件增速",  # 85.7 of 100
        "落地企业",  # 61.0 of 66.7
        "引进人才",  # 67.8 of 66.7
        "成果发布",
        "双强项目",  # overdue
        "有效专利",  # no baseline
        "公寓增幅",  # not due
    ]


def test_completion_tells_percent_and_light_of_each(made):
    chart = chart_of(made, "completion")
    behind, raw = trace(chart, "滞后"), trace(chart, "不评判")
    assert dict(zip(behind["y"], behind["x"], strict=True)) == {
        "软件增速": Decimal("85.7"),
        "落地企业": Decimal("61.0"),
    }
    assert dict(zip(raw["y"], raw["x"], strict=True)) == {"有效专利": Decimal("80.0")}
    assert raw["marker"]["line"]["width"] == 0


def test_completion_marks_the_pace_of_each_where_there_is_one(made):
    marks = next(each for each in chart_of(made, "completion").traces if each["type"] == "scatter")
    assert dict(zip(marks["y"], marks["x"], strict=True)) == {
        "双强项目": Decimal("66.67"),
        "成果发布": Decimal("66.67"),
        "引进人才": Decimal("66.67"),
        "落地企业": Decimal("66.67"),
        "软件增速": Decimal(100),  # a rate keeps to its goal all year
    }


def test_a_bar_ends_with_its_track_and_the_number_tells(made):
    chart = chart_of(made, "completion")
    course = trace(chart, "在轨")
    assert dict(zip(course["y"], course["x"], strict=True)) == {
        "成果发布": Decimal(125),
        "引进人才": Decimal("67.8"),
    }
    assert "135.6%" in words(drawn(chart))


def test_completion_says_its_verdict_aloud(made):
    assert chart_of(made, "completion").label == (
        "7项指标完成率与序时，1项未报，2项在序时之后：软件增速85.7%，落地企业61.0%"
    )


def test_words_of_pace_and_goal_part_when_they_come_close(made):
    def marks(share):
        near = chart_of(replace(made, share=Decimal(share)), "completion").layout["annotations"]
        found = [each for each in near if each["text"][:2] in {"序时", "目标"}]
        return {each["text"]: each["xanchor"] for each in found}

    assert marks("66.7") == {"目标": "center", "序时66.7%": "center"}
    assert marks("91.7") == {"目标": "left", "序时91.7%": "right"}
    assert marks("100.0") == {"目标": "left"}


# b, d: how many under each light


def test_months_stack_every_target_once_a_month(made):
    chart = chart_of(made, "months")
    assert trace(chart, "达序时")["y"] == [3, 4, 2, 2, 3, 3, 3, 1]
    assert trace(chart, "逾期未报")["y"] == [None, None, 1, 1, 1, 1, 1, 1]
    totals = [
        sum(each or 0 for each in column)
        for column in zip(*(t["y"] for t in chart.traces), strict=True)
    ]
    assert totals == [7] * 8
    assert chart.label == "各月亮灯项数：8月已完成1、达序时1、滞后2、逾期未报1、不评判2"


def test_units_count_targets_and_tasks_together_most_first(made):
    chart = chart_of(made, "units")
    assert trace(chart, "在轨")["y"] == ["区委组织部", "区经信局"]  # from below
    assert trace(chart, "在轨")["x"] == [3, None]
    assert trace(chart, "滞后")["x"] == [None, 2]
    assert trace(chart, "严重滞后")["x"] == [None, 1]
    said = [each["text"] for each in chart.layout["annotations"]]
    assert said == ["全部在轨", "滞后2 严重1 未报1 不评判2"]
    assert trace(chart, "在轨")["customdata"][1] == f"{AUGUST}/units/jingxin/"


def test_headings_count_targets_and_lead_to_their_list(made):
    chart = chart_of(made, "headings")
    assert trace(chart, "在轨")["y"] == ["任务内指标", "科技创新能力", "总体目标"]
    assert trace(chart, "在轨")["x"] == [1, 1, None]
    assert trace(chart, "在轨")["customdata"] == [
        f"{AUGUST}/targets/?theme=task",
        f"{AUGUST}/targets/?theme=1",
        f"{AUGUST}/targets/?theme=0",
    ]


def test_units_that_nobody_is_named_for_are_counted_without_a_page(made):
    orphans = replace(made, targets=tuple(replace(row, lead=None) for row in made.targets))
    panel = panels(orphans)["units"]
    assert [cell.text for cell in panel.table.rows[0]][:2] == ["待确认", "2"]
    assert panel.table.rows[0][0].url == ""
    assert panel.chart.traces[0]["customdata"][-1] == ""


# c, e: month by month


def test_grid_has_one_light_a_cell_that_leads_to_its_month(made):
    chart = chart_of(made, "grid")
    assert sum(len(each["x"]) for each in chart.traces) == 7 * 8
    overdue = trace(chart, "逾期未报")
    assert list(zip(overdue["x"], overdue["y"], strict=True)) == [
        (f"{month}月", "双强项目") for month in range(3, 9)
    ]
    assert overdue["customdata"][0] == "/dinghai-2024/2024-03/targets/T04/"
    assert overdue["marker"]["color"] == "--c-paper"  # hollow: no figure was judged


def test_grid_heads_each_group_once(made):
    texts = [each["text"] for each in chart_of(made, "grid").layout["annotations"]]
    assert texts == ["总体目标", "科技创新能力", "任务内指标", "总体目标"]


def test_trends_join_reported_figures_only_and_name_no_figure_that_is_not_there(made):
    chart = chart_of(made, "trends")
    lines = [each for each in chart.traces if each.get("xaxis") == "x3"]  # 双强项目
    assert [(each["x"], each["y"]) for each in lines[2:]] == [
        ([1, 2], [Decimal(5), Decimal(10)]),
        ([2], [Decimal(10)]),
    ]
    texts = [each["text"] for each in chart.layout["annotations"]]
    assert texts[:6] == [
        "落地企业",
        "滞后 36 / 59家",
        "引进人才",
        "达序时 40 / 59家",
        "双强项目",
        "逾期未报 / 59家",
    ]
    assert "成果发布" not in texts  # stands only inside a task


# A target's own charts


def test_year_holds_figures_pace_goal_and_last_year():
    row = report(target("T01", "5 10 15 20 25 30 35 36", past="4 8 12 16 20 24 28 32")).targets[0]
    chart = year(row)
    assert trace(chart, "实绩")["y"] == [Decimal(each) for each in (5, 10, 15, 20, 25, 30, 35, 36)]
    assert trace(chart, "目标")["y"] == [Decimal(59)] * 12
    assert trace(chart, "序时")["y"][7] == Decimal("39.333")
    assert trace(chart, "去年")["y"] == [*(Decimal(4 * n) for n in range(1, 9)), *([None] * 4)]
    assert trace(chart, "外推")["x"] == ["8月", "12月"]
    assert chart.label == "指标18月36家，序时应完成39.3，滞后，全年目标59家"


def test_last_figure_before_an_overdue_month_keeps_its_own_light():
    row = report(target("T01", "5 10 15 20 25 30 35")).targets[0]
    assert row.now.light == Light.OVERDUE
    last = year(row).traces[-1]
    assert (last["x"], last["marker"]["symbol"]) == (["7月"], "circle")  # 35 of 34.4: on pace


def test_a_rate_has_no_pace_line_beside_its_goal():
    row = report(target("T01", "6 7", kind=Kind.GROWTH, goal="7", measure="%", month=2), month=2)
    assert [each.get("name") for each in year(row.targets[0]).traces] == ["目标", "实绩", None]


@pytest.mark.parametrize(
    ("values", "kind", "place"),
    [
        ("8 8 8 8 8 8 8 6.4", Kind.GROWTH, (8, 15)),  # falls to the axis: above, to the right
        ("5 6 6 6 6 6 6 6.4", Kind.GROWTH, (8, -15)),  # below the goal: away from it
        ("9 9 9 9 9 9 9 8", Kind.GROWTH, (8, 15)),  # above the goal
        ("1 2 3 4 5 6 6 6", Kind.FLOW, (8, -15)),  # under the extrapolation, which rises
    ],
)
def test_last_figure_stands_beside_its_line_never_on_it(values, kind, place):
    row = report(target("T01", values, kind=kind, goal="7", measure="%")).targets[0]
    word = chart_note(year(row), row.now.value)
    assert (word["xanchor"], (word["xshift"], word["yshift"])) == ("left", place)


def chart_note(chart, value):
    """The annotation that writes the last figure."""
    return next(
        each
        for each in chart.layout["annotations"]
        if each.get("y") == value and each["x"] == "8月"
    )


def test_increments_are_what_each_month_added_and_what_is_left_to_add():
    row = report(target("T01", "5 10 15 20 25 30 35 36")).targets[0]
    chart = increments(row)
    assert chart is not None
    assert trace(chart, "当月")["y"] == [*([Decimal(5)] * 7), Decimal(1), *([None] * 4)]
    assert trace(chart, "需完成")["y"] == [*([None] * 8), *([Decimal("5.8")] * 4)]
    assert chart.label == "指标1各月当月完成，后续每月需完成5.8家"


@pytest.mark.parametrize("kind", [Kind.STOCK, Kind.RATIO, Kind.GROWTH])
def test_only_a_flow_has_increments(kind):
    assert increments(report(target("T01", "5 6", kind=kind)).targets[0]) is None


def test_a_flow_without_a_figure_has_no_increments_and_a_december_none_left():
    assert increments(report(target("T01", "")).targets[0]) is None
    assert increments(report(target("T01", "0 0 0")).targets[0]) is None  # and overdue since April
    full = " ".join(str(5 * month) for month in range(1, 13))
    december = report(target("T01", full, month=11), month=11).targets[0]
    assert trace(increments(december), "需完成")["y"] == [*([None] * 11), Decimal(4)]


@pytest.mark.parametrize(
    ("values", "goal", "decimals", "ticks"),
    [
        ("0 0 0", "1", 0, ["0", "1"]),  # a count is never scaled in parts
        ("0.2 0.4 0.6", "1", 1, ["0", "0.5", "1", "1.5", "2", "2.5"]),
        ("5 10 15", "59", 0, ["0", "20", "40", "60"]),
        ("1000 2500", "5326", 0, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    ],
)
def test_scales_have_few_round_ticks(values, goal, decimals, ticks):
    row = report(
        target("T01", values, goal=goal, decimals=decimals, month=len(values.split())),
        month=len(values.split()),
    ).targets[0]
    assert year(row).layout["yaxis"]["ticktext"] == ticks


# At rest and alive


TEXTS = {"text", "ticktext", "hovertext", "customdata"}
NAMES = ("completion", "months", "units", "headings", "grid", "trends")


def every_chart(made):
    found = [panel.chart for panel in panels(made).values()]
    flow, rate = made.targets[0], made.targets[-1]
    return [*found, year(flow), increments(flow), year(rate)]


def resolved(part):
    """Tokens as colours, as charts.js resolves them, and decimals as numbers, as Plotly reads them."""
    if isinstance(part, str):
        is_number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", part)
        return "#16202b" if part.startswith("--c-") else float(part) if is_number else part
    if isinstance(part, list):
        return [resolved(each) for each in part]
    if isinstance(part, dict):
        return {key: value if key in TEXTS else resolved(value) for key, value in part.items()}
    return part


def test_every_figure_is_one_that_plotly_accepts_wide_and_narrow(made):
    import plotly.graph_objects as go

    for chart in every_chart(made):
        figure = resolved(json.loads(chart.json()))
        narrow = merged(figure["layout"], figure["narrow"]["layout"])
        for layout in (figure["layout"], narrow):
            built = go.Figure(data=figure["traces"], layout=layout)
            assert len(built.data) == len(chart.traces)


def test_every_colour_is_a_token_that_the_style_sheets_know(made, settings):
    css = settings.BASE_DIR / "static/css"
    tokens = set(re.findall(r"(--c-[\w-]+):", (css / "tokens.css").read_text()))
    classes = set(re.findall(r"\.([fs]-[\w-]+|pt-[\w-]+) \{", (css / "charts.css").read_text()))
    for chart in every_chart(made):
        assert set(re.findall(r'"(--c-[\w-]+)"', chart.json())) <= tokens
        for is_narrow in (False, True):
            used = {
                name
                for each in drawn(chart, is_narrow=is_narrow).iter()
                for name in each.get("class", "").split()
            }
            assert used - {"rest", "rest-wide", "rest-narrow"} <= classes


def test_flat_bars_at_rest_are_as_long_as_their_numbers(made):
    chart = chart_of(made, "completion")
    plot = Decimal(640 - 280 - 84)  # px for 125 per cent
    behind = [each for each in drawn(chart).iter("rect") if each.get("class") == "f-behind s-paper"]
    assert {each.get("width") for each in behind} == {"189.23", "134.69"}  # 85.7 and 61.0 of 125
    assert [round(value * plot / 125, 2) for value in (Decimal("85.7"), Decimal(61))] == [
        Decimal("189.23"),
        Decimal("134.69"),
    ]
    assert {each.get("x") for each in behind} == {"280"}


def test_columns_at_rest_stand_on_one_another(made):
    chart = chart_of(made, "months")
    unit = Decimal(296 - 12 - 26) / (7 * Decimal("1.04"))  # px a target
    columns: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for each in drawn(chart).iter("rect"):
        if not each.get("class").startswith("pt-"):
            box = (Decimal(each.get("y")), Decimal(each.get("height")))
            columns.setdefault(each.get("x"), []).append(box)
    assert len(columns) == 8
    for boxes in columns.values():
        assert sum(height for _, height in boxes) == pytest.approx(7 * unit, abs=Decimal("0.05"))
        for (upper, height), (above, _) in zip(boxes[1:], boxes, strict=False):
            assert upper + height == pytest.approx(above, abs=Decimal("0.05"))


@pytest.mark.parametrize("is_narrow", [False, True])
def test_the_grid_at_rest_has_the_shapes_of_the_markers(made, is_narrow):
    chart = chart_of(made, "grid")
    asked: Counter[str] = Counter()
    for each in chart.traces:
        asked[each["marker"]["symbol"]] += len(each["x"])
    paths = "".join(each.get("d") for each in drawn(chart, is_narrow=is_narrow).iter("path"))
    found = Counter(re.sub(r"[-0-9., ]", "", mark) for mark in paths.split("z") if mark)
    triangles = asked["triangle-up"] + asked["triangle-down"]
    assert found == {"Maa": asked["circle"], "Mhvh": asked["square"], "MLL": triangles}
    assert sum(asked.values()) == 56


def test_lines_at_rest_pass_through_the_figures():
    row = report(target("T01", "5 10 15 20 25 30 35 36")).targets[0]
    chart = year(row)
    low, high = (Decimal(end) for end in chart.layout["yaxis"]["range"])
    step, height = Decimal(860 - 48 - 96) / 12, 270 - 14 - 28
    points = [
        (48 + step * (month + Decimal("0.5")), 14 + height * (high - value) / (high - low))
        for month, value in enumerate(trace(chart, "实绩")["y"])
    ]
    path = " ".join(
        f"{x:.2f}".rstrip("0").rstrip(".") + "," + f"{y:.2f}".rstrip("0").rstrip(".")
        for x, y in points
    )
    lines = [each.get("points") for each in drawn(chart).iter("polyline")]
    assert path in lines


@pytest.mark.parametrize("name", NAMES)
def test_all_words_of_a_chart_stand_in_its_resting_drawing(made, name):
    chart = chart_of(made, name)
    said = words(drawn(chart))
    assert {each["text"] for each in chart.layout["annotations"]} <= set(said)
    if name != "trends":
        assert set(chart.layout["yaxis"].get("categoryarray", ())) <= set(said)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_at_rest_lies_outside_the_drawing(made, name):
    chart = chart_of(made, name)
    for is_narrow in (False, True):
        size = chart.narrow if is_narrow else chart.wide
        for each in drawn(chart, is_narrow=is_narrow).iter():
            for place in ("x", "cx", "x1", "x2"):
                if each.get(place):
                    assert 0 <= Decimal(each.get(place)) <= size.width, (each.tag, each.attrib)
            for place in ("y", "cy", "y1", "y2"):
                if each.get(place):
                    assert 0 <= Decimal(each.get(place)) <= size.height, (each.tag, each.attrib)


# Safe in the page


def test_names_can_break_out_of_neither_script_nor_drawing(made):
    evil = '</script><script>alert("x")</script>'
    renamed = replace(
        made, targets=tuple(replace(row, short_name=evil) for row in made.targets[:1])
    )
    query = QueryDict("")
    html = render_to_string(
        "dashboard/charts.html", {**charts_page.context(renamed, query), "report": renamed}
    )
    assert "alert" in html
    assert '<script>alert("x")' not in html
    scripts = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert len(scripts) == 6
    names = [
        json.loads(script)["layout"].get("yaxis", {}).get("categoryarray") for script in scripts
    ]
    assert [evil] in names


def test_figures_reach_the_page_as_decimals_not_as_floats():
    chart = Chart("x", "", [{"x": [Decimal("0.1"), None, 3]}], {}, Size(1, 1), Size(1, 1))
    assert json.loads(chart.json())["traces"] == [{"x": ["0.1", None, 3]}]


def test_two_targets_of_one_name_keep_a_row_each(made):
    twins = replace(
        made, targets=tuple(replace(row, short_name="引进人才") for row in made.targets[:2])
    )
    names = chart_of(twins, "completion").layout["yaxis"]["categoryarray"]
    assert sorted(names) == ["引进人才（T01）", "引进人才（T02）"]
    assert len(chart_of(twins, "grid").layout["yaxis"]["categoryarray"]) == 2


# The filter


@pytest.mark.parametrize(
    ("query", "codes", "tasks"),
    [
        ("", ["T01", "T04", "T05", "T06", "T07", "T02", "T03"], [1, 2]),
        ("scope=headline", ["T01", "T04", "T05", "T06", "T07", "T02"], [1, 2]),
        ("scope=task", ["T03"], [1, 2]),
        ("theme=1", ["T02"], [1, 2]),
        ("theme=0", ["T01", "T04", "T05", "T06", "T07"], [1, 2]),
        ("unit=zuzhi", ["T02", "T03"], [2]),
        ("unit=zuzhi&scope=task", ["T03"], [2]),
        (
            "scope=no&theme=no&unit=no&months=no",
            ["T01", "T04", "T05", "T06", "T07", "T02", "T03"],
            [1, 2],
        ),
    ],
)
def test_filter_leaves_only_what_it_should(made, query, codes, tasks):
    picked = charts_page.chosen(made, QueryDict(query))
    assert sorted(row.code for row in picked.targets) == sorted(codes)
    assert [each.number for each in picked.tasks] == tasks


@pytest.mark.parametrize(
    ("months", "shown"),
    [("", range(1, 9)), ("3", (6, 7, 8)), ("6", range(3, 9)), ("9", range(1, 9))],
)
def test_span_of_months_ends_with_the_reports_month(made, months, shown):
    picked = charts_page.chosen(made, QueryDict(f"months={months}"))
    assert picked.months == tuple(shown)
    chart = chart_of(made, "months", f"months={months}")
    assert trace(chart, "达序时")["x"] == [f"{month}月" for month in shown]
    grid = chart_of(made, "grid", f"months={months}")
    assert {x for each in grid.traces for x in each["x"]} == {f"{month}月" for month in shown}


def test_january_has_a_span_of_one_month():
    january = report(target("T01", "5", month=1), month=1)
    assert charts_page.chosen(january, QueryDict("months=6")).months == (1,)


def test_scopes_count_their_targets_and_keep_the_other_choices(made):
    scopes = charts_page.context(made, QueryDict("unit=zuzhi&months=3"))["scopes"]
    assert [(each["word"], each["url"], each["is_current"]) for each in scopes] == [
        ("全部 7", "?unit=zuzhi&months=3", True),
        ("主要目标 6", "?scope=headline&unit=zuzhi&months=3", False),
        ("任务内 1", "?scope=task&unit=zuzhi&months=3", False),
    ]


def test_a_choice_without_targets_says_so_and_draws_nothing(made):
    context = charts_page.context(made, QueryDict("theme=1&scope=task"))
    assert context["columns"] == ()
    html = render_to_string("dashboard/charts.html", {**context, "report": made})
    assert "没有符合筛选的指标" in html
    assert "data-chart-for" not in html


# The tables


def test_every_chart_has_its_table_with_the_same_names(made):
    for name, panel in panels(made).items():
        assert len(panel.table.rows) > 0, name
        assert {len(row) for row in panel.table.rows} == {len(panel.table.heads)}, name


def test_the_table_of_months_tells_the_numbers_of_the_columns(made):
    panel = panels(made)["months"]
    at = panel.table.heads.index("达序时")
    assert [int(row[at].text) for row in panel.table.rows] == [3, 4, 2, 2, 3, 3, 3, 1]
    assert [sum(int(cell.text) for cell in row[1:]) for row in panel.table.rows] == [7] * 8


@pytest.mark.parametrize("name", ["units", "headings"])
def test_the_tables_of_bars_tell_their_numbers_and_sum_them(made, name):
    panel = panels(made)[name]
    for row in panel.table.rows:
        *parts, total = (int(cell.text) for cell in row[1:])
        assert sum(parts) == total
    for place, head in enumerate(panel.table.heads[1:-1], start=1):
        told = [int(row[place].text) for row in panel.table.rows]
        bars = [each for each in panel.chart.traces if each["name"] == head]
        shown = [number or 0 for number in reversed(bars[0]["x"])] if bars else [0] * len(told)
        assert told == shown


def test_the_table_of_the_grid_has_the_lights_of_the_cells(made):
    panel = panels(made)["grid"]
    told = Counter(cell.light for row in panel.table.rows for cell in row[1:])
    drawn_lights = {Light[each.name].value: 0 for each in Light}
    for each in panel.chart.traces:
        light = next(light for light in Light if light.label == each["name"])
        drawn_lights[light.value] += len(each["x"])
    assert told == Counter({light: n for light, n in drawn_lights.items() if n})


def test_the_table_of_completion_says_what_the_rows_say(made):
    panel = panels(made)["completion"]
    assert [[cell.text or cell.light for cell in row] for row in panel.table.rows] == [
        ["软件增速", "behind", "85.7%", "100.0%"],
        ["落地企业", "behind", "61.0%", "66.7%"],
        ["引进人才", "on_pace", "67.8%", "66.7%"],
        ["成果发布", "achieved", "135.6%", "66.7%"],
        ["双强项目", "overdue", "逾期未报", "66.7%"],
        ["有效专利", "no_pace", "80.0%", "—"],
        ["公寓增幅", "not_due", "未到报送期", "—"],
    ]
