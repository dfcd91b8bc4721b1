"""The slides of a meeting: which ones there are, in what order, and that nothing is lost between them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import Http404, QueryDict
from django.template.loader import render_to_string

from dashboard import cockpit, screen
from dashboard.cockpit import closing, opening, paging
from dashboard.cockpit.paging import Passage, Room
from dashboard.cockpit.slide import chunks
from dashboard.league import Entrant, Item, Rules, Score, league
from dashboard.report import UnitRef
from targets.choices import Kind, Light, Place
from targets.facts import Lead
from tests.dashboard.reports import JINGXIN, SCIENCE, ZUZHI, report, target, task

ON_PACE, BEHIND, FAR = "5 10 15 20 25 30 35 40", "5 10 15 20 25 30 33 35", "0 0 0 0 0 0 0 1"
MISSING = "5 10 15 20 25 30 35 -"
LONG = "".join(f"第{number}条原因是要素保障不足。" for number in range(1, 121))


def deck(*targets, **more):
    return cockpit.deck(report(*targets, **more))


def kinds(slides):
    return [(slide.kind, slide.title) for slide in slides]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 10, 0),
        ("一二三四五六七八九十", 10, 1),
        ("一二三四五六七八九十一", 10, 2),
        ("1234567890123456", 10, 1),  # sixteen narrow ones take 9.6
        ("12345678901234567", 10, 2),
        ("一\n二", 10, 2),
        ("一二三\n\n四", 3, 3),
    ],
)
def test_a_text_takes_so_many_lines(text, width, expected):
    assert paging.lines(text, width) == expected


@pytest.mark.parametrize(
    ("text", "width", "height", "fitting", "rest"),
    [
        ("一二三四", 4, 1, "一二三四", ""),
        ("一二三四五六", 4, 1, "一二三四", "五六"),
        ("一二。四五六", 4, 1, "一二。", "四五六"),
        ("一二三，五六", 4, 1, "一二三，", "五六"),
        ("一。三四五六", 4, 1, "一。三四", "五六"),  # too early to be cut there
        ("一二\n三四\n五六", 4, 2, "一二\n三四", "五六"),
    ],
)
def test_a_text_is_cut_after_a_sentence_where_it_can_be(text, width, height, fitting, rest):
    assert paging.cut(text, width, height) == (fitting, rest)


@pytest.mark.parametrize("first", [Room(10, 0), Room(10, 3), Room(22, 9), Room(54, 16)])
@pytest.mark.parametrize("further", [Room(10, 4), Room(54, 16)])
def test_texts_flow_over_slides_without_losing_a_character(first, further):
    parts = [("存在问题", LONG), ("下步措施", "九月底前办结。"), ("配合单位", "")]
    pages = paging.flow(parts, first, further)
    told = {head: "" for head, _ in parts}
    for passage in (passage for page in pages for passage in page):
        told[passage.head.removesuffix("（续）")] += passage.text
    assert told == dict(parts)
    for page, room in zip(pages, [first, *[further] * len(pages)], strict=False):
        taken = sum(paging.HEAD + 2 * paging.lines(each.text, room.width) for each in page)
        assert taken <= 2 * room.height


def test_a_short_text_stays_on_its_slide():
    pages = paging.flow([("存在问题", "缺资金"), ("下步措施", "已申请")], Room(22, 9), Room(54, 16))
    assert pages == [[Passage("存在问题", "缺资金"), Passage("下步措施", "已申请")]]


@pytest.mark.parametrize(
    ("rows", "most", "sizes"),
    [(0, 8, []), (8, 8, [8]), (9, 8, [4, 5]), (17, 8, [5, 6, 6]), (100, 18, [16] * 2 + [17] * 4)],
)
def test_pages_are_as_even_as_can_be(rows, most, sizes):
    pages = chunks(list(range(rows)), most)
    assert sorted(map(len, pages)) == sizes
    assert [row for page in pages for row in page] == list(range(rows))


def test_slides_lead_from_the_overview_over_what_is_late_to_the_league():
    slides = deck(
        target("T01", ON_PACE, heading=SCIENCE),
        target("T02", BEHIND, heading=SCIENCE, lead=ZUZHI, words=("", "缺资金", "已申请")),
        target("T03", MISSING, place=Place.TASK),
        tasks=(task(1), task(2, "far_behind")),
    )
    assert kinds(slides) == [
        ("overview", "总体情况"),
        ("theme", "聚焦增强科技创新能力"),
        ("theme", "只在重点任务中写明的量化要求"),
        ("target", "指标3"),
        ("target", "指标2"),
        ("tasks", "2项任务，1项在轨，1项严重滞后"),
        ("words", "2. 任务标题2"),
        ("board", "牵头单位（2家）"),
    ]
    assert [slide.number for slide in slides] == list(range(1, 9))
    assert [slide.section for slide in slides[3:5]] == ["滞后与未报 1/2", "滞后与未报 2/2"]


def test_names_in_lists_lead_to_the_slide_of_their_target():
    slides = deck(
        target("T01", ON_PACE, heading=SCIENCE),
        target("T02", BEHIND, heading=SCIENCE, lead=ZUZHI, words=("", LONG, "")),
        target("T03", FAR, heading=SCIENCE),
        target("T04", BEHIND, heading=SCIENCE),
    )
    own = {slide.key: slide.number for slide in slides if slide.key}
    addresses = {
        f"指标{code[-1]}": f"/dinghai-2024/2024-08/meeting/{number}/"
        for code, number in own.items()
    }
    listed = [
        each
        for column in slides[0].content["columns"]
        for block in column
        for each in block.targets
    ]
    assert {each.name: each.url for each in listed} == addresses
    assert {line.name: line.url for line in slides[1].content["lines"]} == {
        "指标1": "",
        **addresses,
    }
    assert own == {"T03": 3, "T04": 4, "T02": 5}  # most first, of each unit the worst first
    assert slides[5].title == "指标2（续）"


def test_a_late_target_shows_figure_goal_cause_and_what_is_needed():
    words = ("统计口径有变", "两家企业改在四季度结算", "九月逐户走访")
    row = target("T02", "1 2 3 4 5 6 7 8", goal="59", words=words)
    slide = next(slide for slide in deck(row) if slide.kind == "target")
    content = slide.content
    assert [(fact.label, fact.number, fact.unit) for fact in content.stats] == [
        ("8月末累计", "8", "家"),
        ("目标值", "59", "家"),
        ("完成率", "13.6", "%"),
        ("与序时相差", "−53.1", "个百分点"),
    ]
    assert content.hints[0] == "后续月均需完成：12.8家（近期月均1.0家）"
    assert content.hints[1].startswith("年终预测（外推）：12.0家（80%区间12")
    assert [(each.head, each.text) for each in content.words] == [
        ("单位说明", words[0]),
        ("存在问题", words[1]),
        ("下步措施", words[2]),
    ]
    assert [(mark.x, mark.text) for mark in content.marks] == [
        ("53.33", "序时 39.3"),
        ("80", "目标 59"),
    ]
    assert slide.aside == "区经信局牵头"
    assert slide.light == Light.FAR_BEHIND


def test_what_a_rate_cannot_say_of_the_months_to_come_is_left_out():
    row = target("T02", "8 8 8 7 7 7 7 6", goal="7", kind=Kind.GROWTH, measure="%")
    slide = next(slide for slide in deck(row) if slide.kind == "target")
    assert slide.content.hints == ()
    context = {"content": slide.content, "light_words": {}}
    assert "数据提示" not in render_to_string("dashboard/meeting/target.html", context)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (BEHIND, [("单位说明", "单位没有填写存在问题和下步措施。")]),
        (MISSING, [("报送", "未报，9月5日截止。")]),
    ],
)
def test_a_unit_that_says_nothing_is_told_so(values, words):
    slide = next(slide for slide in deck(target("T01", values)) if slide.kind == "target")
    assert [(each.head, each.text) for each in slide.content.words] == words


def test_a_target_that_never_reported_has_a_slide_without_a_chart():
    slide = next(slide for slide in deck(target("T01", "-")) if slide.kind == "target")
    assert (slide.content.chart, slide.content.stats[0].number) == ("", "未报")


def test_late_targets_beyond_the_first_slide_go_on():
    made = report(*(target(f"T{each:02d}", BEHIND) for each in range(1, 61)))
    pages = opening.late_pages(made, lambda _: "")
    names = [
        each.name for page in pages for column in page for block in column for each in block.targets
    ]
    assert names == [f"指标{each}" for each in range(1, 61)]
    assert [len(page) for page in pages] == [2, 3]
    sizes = [sum(1 + len(block.targets) for block in column) for page in pages for column in page]
    assert max(sizes[:2]) <= 11
    assert max(sizes[2:]) <= 15
    titles = [slide.title for slide in cockpit.deck(made)[:3]]
    assert titles[:2] == ["总体情况", "滞后与未报，按牵头单位（2/2）"]


def test_what_is_late_and_fits_stands_in_even_columns():
    rows = [
        target(f"T{each:02d}", BEHIND, lead=JINGXIN if each < 5 else ZUZHI) for each in range(1, 8)
    ]
    ((first, second),) = opening.late_pages(report(*rows), lambda _: "")
    assert [(block.unit, len(block.targets)) for block in (*first, *second)] == [
        ("区经信局", 4),
        ("区委组织部", 3),
    ]


def test_a_hundred_tasks_are_listed_page_by_page_and_as_no_tiles():
    made = report(target("T01", ON_PACE), tasks=tuple(task(each) for each in range(1, 101)))
    slides = [slide for slide in cockpit.deck(made) if slide.kind == "tasks"]
    listed = [
        line.number for slide in slides for column in slide.content["columns"] for line in column
    ]
    assert listed == list(range(1, 101))
    assert max(len(column) for slide in slides for column in slide.content["columns"]) <= 9
    assert opening.glance(made)["task_groups"] == []


def test_problems_are_passed_over_in_one_line_until_they_are_kept():
    slides = deck(target("T01", ON_PACE), tasks=tuple(task(each) for each in range(1, 41)))
    remarks = [slide.content["remark"] for slide in slides if slide.kind == "tasks"]
    assert remarks == ["", "", "问题销号清单未启用，本次略过。"]


def test_a_late_task_says_what_its_lead_says_and_which_targets_are_behind():
    made = report(
        target("T01", BEHIND), tasks=(task(1, "behind", targets=("T01",), joint=(ZUZHI,)),)
    )
    slide = next(slide for slide in cockpit.deck(made) if slide.kind == "words")
    assert (slide.title, slide.aside) == ("1. 任务标题1", "区经信局牵头，区委组织部配合")
    assert slide.content["is_brief"] is True
    assert [(each.head, each.text) for each in slide.content["words"]][-1] == (
        "所含指标：指标1",
        "滞后：35 / 59家",
    )


def test_few_words_of_a_task_stand_larger_and_many_do_not():
    brief = [Passage("本月进展（滞后）", "博士后工作站2家在建。")]
    assert paging.holds(closing.LARGE, brief)
    assert not paging.holds(closing.LARGE, [*brief, Passage("配合单位", LONG[:350])])


def test_many_who_join_are_counted_beside_the_title_and_named_below():
    many = tuple(
        Lead(each, f"u{each}", f"第{each}个配合单位全称", f"第{each}个配合单位")
        for each in range(2, 12)
    )
    made = report(target("T01", ON_PACE), tasks=(task(1, "behind", joint=many),))
    slide = next(slide for slide in cockpit.deck(made) if slide.kind == "words")
    assert slide.aside == "区经信局牵头，10家配合"
    assert slide.content["words"][-1] == Passage(
        "配合单位", "、".join(f"第{each}个配合单位" for each in range(2, 12))
    )


def board(show):
    """Two units that lead, one that only joins, as a plan shows them."""

    def item(leads, credit):
        return Item("T01", False, "指标1", leads, Light.ON_PACE, Fraction(1), Fraction(credit))

    entrants = [
        Entrant("jingxin", (item(True, "1/2"),)),
        Entrant("zuzhi", (item(True, "9/10"),)),
        Entrant("caizheng", (item(False, "3/4"),)),
    ]
    return league(Rules(show=show), entrants)


def boards(show):
    made = report(target("T01", ON_PACE))
    units = (
        UnitRef("jingxin", "区经信局", "区经信局"),
        UnitRef("zuzhi", "区委组织部", "区委组织部"),
        UnitRef("caizheng", "区财政局", "区财政局"),
    )
    made = replace(made, units=units, league=board(show) if show else None)
    return [slide for slide in cockpit.deck(made) if slide.section == "晾晒榜"]


def test_a_plan_that_ranks_shows_both_boards_best_first():
    leading, joining = boards("ranks")
    assert [
        (line.place, line.unit, line.total, line.parts, line.moved)
        for line in leading.content["lines"]
    ] == [
        ("1", "区委组织部", "90.0", ("54.0", "不评"), "—"),
        ("2", "区经信局", "50.0", ("30.0", "不评"), "—"),
    ]
    assert leading.content["heads"] == [("成效", "60"), ("报送", "20")]
    assert leading.content["remark"] == "销号、督办与亮点未启用，不计分，其余各项按100分折算。"
    assert (joining.title, joining.content["remark"]) == ("配合单位（1家）", "")


def test_a_plan_that_shows_bands_shows_no_score_and_no_rank():
    leading, joining = boards("bands")
    assert leading.content == {"words": [Passage("A档", "区委组织部"), Passage("C档", "区经信局")]}
    assert joining.content == {"words": [Passage("B档", "区财政局")]}


@pytest.mark.parametrize("show", ["none", None])
def test_a_plan_that_ranks_nobody_or_a_month_without_league_shows_no_board(show):
    assert boards(show) == []


@pytest.mark.parametrize(
    ("rank", "before", "words"),
    [(2, 4, "升2"), (4, 2, "降2"), (3, 3, "持平"), (3, None, "—"), (None, 3, "—")],
)
def test_a_move_on_the_board_is_said(rank, before, words):
    made = report(target("T01", ON_PACE))
    score = Score("jingxin", (), (), total=Decimal("80.0"), rank=rank, before=before)
    made = replace(made, league=replace(board("ranks"), leading=(score,), joining=()))
    slide = cockpit.deck(made)[-1]
    assert [line.moved for line in slide.content["lines"]] == [words]


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", 0),
        ("play=20", 20),
        ("play=1", 5),
        ("play=999", 600),
        ("play=1000000", 0),
        ("play=-3", 0),
        ("play=２０", 0),
        ("play=1e3", 0),
        ("play=%00", 0),
    ],
)
def test_slides_turn_by_themselves_at_a_pace_that_can_be_read(query, seconds):
    assert cockpit.context(report(target("T01", ON_PACE)), QueryDict(query))["play"] == seconds


def test_the_deck_opens_at_any_of_its_slides_and_at_no_other():
    made = report(target("T01", BEHIND))
    last = len(cockpit.deck(made))
    page = "/dinghai-2024/2024-08/meeting/{}/".format
    first, end = (cockpit.context(made, QueryDict(), number) for number in (1, last))
    assert (first["before"], first["after"]) == ("", page(2))
    assert (end["before"], end["after"]) == (page(last - 1), "")
    for number in (0, last + 1):
        with pytest.raises(Http404):
            cockpit.context(made, QueryDict(), number)


def test_links_stay_in_an_edition_that_was_asked_for():
    made = report(target("T01", BEHIND))
    told = cockpit.context(made, QueryDict("edition=1"))
    assert told["after"] == "/dinghai-2024/2024-08/meeting/2/?edition=1"
    assert told["leave"] == "/dinghai-2024/2024-08/?edition=1"


def test_the_wall_shows_verdict_who_is_late_and_what_changed():
    rows = [target(f"T{each:02d}", BEHIND) for each in range(1, 41)]
    told = screen.context(report(*rows), QueryDict())
    shown = sum(len(block.targets) for column in told["columns"] for block in column)
    assert "".join(told["glance"]["verdict"]) == "40项指标40项滞后"
    assert (shown, told["unlisted"]) == (20, 20)
    assert told["as_of"] == "数据截至2024年8月31日 · 第8期，9月10日发布"


def test_the_wall_lists_as_many_changes_as_there_is_room_for():
    rows = [target(f"T{each:02d}", "5 10 15 20 25 30 40 35") for each in range(1, 21)]
    tasks = tuple(task(each) for each in range(1, 29))  # four rows of tiles
    told = screen.context(report(*rows, tasks=tasks), QueryDict())
    assert (len(told["changes"]), told["more_changes"]) == (4, 16)
