"""Problems, orders and highlights on pages, slides and papers: the report's words, and nowhere else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from openpyxl import load_workbook

from dashboard import differences, league_gains, overview, task_detail, unit_detail
from dashboard.cockpit import deck
from dashboard.league import Closed, Entrant, Item, Reported, Rules, Supported, credit, league
from dashboard.league_sums import account
from dashboard.meeting import bulletin, workbook
from dashboard.opened import open_
from targets.choices import Light
from tests.dashboard import kept
from tests.dashboard.reports import JINGXIN, ZUZHI, report, target, task

ROWS = (target("T01", "1 2 3 4 5 6 7 8", goal="12"), target("T02", "1", month=8, lead=ZUZHI))
TASKS = (task(1, targets=("T01",), joint=(ZUZHI,)), task(2, lead=ZUZHI))


@pytest.fixture
def made():
    """August with a loop, and a unit that solves and one that has solved."""
    return kept.with_loop(report(*ROWS, tasks=TASKS))


@pytest.fixture
def bare():
    """The same month of a plan that keeps none."""
    return report(*ROWS, tasks=TASKS)


def page(made, context, template):
    return render_to_string(f"dashboard/{template}.html", {"report": made, **context})


# Pages


@pytest.mark.parametrize(
    ("unit", "problems", "orders"),
    [
        ("jingxin", ("1", "超期1项"), ("1", "超期1件")),
        ("zuzhi", ("0", "本年1项都已销号"), ("0", "本年0件")),
    ],
)
def test_a_unit_s_facts_count_what_is_open_and_say_until_when(made, unit, problems, orders):
    facts = unit_detail.context(made, QueryDict(), unit)["facts"]
    told = {fact.label: (fact.number, fact.note) for fact in facts}
    assert (told["未销号问题"], told["待回复督办单"]) == (problems, orders)


def test_an_open_problem_in_time_says_its_day(made):
    early = replace(kept.OPEN, due_on=date(2024, 9, 20), days_over=0)
    later = replace(early, number=5, due_on=date(2024, 9, 15))
    facts = unit_detail.context(replace(made, problems=(early, later)), QueryDict(), "jingxin")
    assert (facts["facts"][2].number, facts["facts"][2].note) == ("2", "时限9月15日")


def test_a_unit_s_panels_list_its_problems_and_orders_also_the_help_it_asked_for(made):
    problems, orders = unit_detail.context(made, QueryDict(), "jingxin")["matters"]
    assert (problems.title, problems.aside) == ("问题", "1项未销号")
    assert [(line.name, line.told, line.over) for line in problems.lines] == [
        (
            "21家企业研发费用未清零",
            "区经信局 · 时限8月31日 · 解决中 · 已清零46家，余21家",
            "超期10天",
        ),
    ]
    assert (orders.title, orders.aside) == ("督办单和协调事项", "督办单1件、协调事项1件")
    assert {(each.more, each.as_of) for each in (problems, orders)} == {
        ("问题销号清单", "9月10日"),
        ("督办单", "9月10日"),
    }
    assert [(line.name, line.told, line.over) for line in orders.lines] == [
        (
            "定创督〔2024〕6号 2项技术验收逾期",
            "区经信局 · 9月1日签发 · 9月8日前回复 · 待回复",
            "超期2天",
        ),
        (
            "协调〔2024〕1号 海试泊位",
            "区经信局提出 · 区委组织部办理 · 8月15日前答复 · 已办结",
            "",
        ),
    ]


def test_a_task_s_panels_list_what_is_about_it_or_about_its_targets(made):
    problems, orders = task_detail.context(made, QueryDict(), 1)["matters"]
    assert [line.name for line in problems.lines] == ["21家企业研发费用未清零", "工作站人员未到位"]
    assert problems.lines[1].told == "区委组织部 · 8月26日销号"
    assert [line.name for line in orders.lines] == [
        "定创督〔2024〕6号 2项技术验收逾期",
        "协调〔2024〕1号 海试泊位",
    ]
    asked = task_detail.context(replace(made, orders=(kept.HELP,)), QueryDict(), 1)["matters"][1]
    assert (asked.title, asked.aside) == ("协调事项", "1件")
    others = task_detail.context(made, QueryDict(), 2)["matters"]
    assert [panel.lines for panel in others] == [(), ()]
    assert [panel.aside for panel in others] == ["0项", "0件"]


def test_the_overview_shows_the_month_s_highlights(made, bare):
    html = page(made, overview.context(made, QueryDict()), "overview")
    assert "本月亮点" in html
    assert "提前4个月完成" in html
    assert "技术交易总额8月末达到12.86亿元。" in html
    assert "本月亮点" not in page(bare, overview.context(bare, QueryDict()), "overview")


def test_without_a_loop_there_are_no_panels(bare):
    assert unit_detail.context(bare, QueryDict(), "jingxin")["matters"] == []
    assert task_detail.context(bare, QueryDict(), 1)["matters"] == []


def test_the_public_reads_none_of_it(made):
    opened = open_(made)
    assert (opened.keeps_loop, opened.problems, opened.orders, opened.highlights) == (
        False,
        (),
        (),
        (),
    )


# Papers


def book_of(made):
    file = BytesIO()
    workbook.write(made, file)
    return load_workbook(file)


def test_the_workbook_lists_problems_and_orders(made):
    book = book_of(made)
    rows = [[cell.value for cell in row] for row in book["问题销号清单"]["A4:G5"]]
    assert rows == [
        [
            *("2024-04", "21家企业研发费用未清零", "区经信局", "2024-05-30", "2024-08-31"),
            *("已清零46家，余21家", "超期10天"),
        ],
        [
            *("2024-06", "工作站人员未到位", "区委组织部", "2024-06-20", "2024-08-31"),
            *("8月26日核验销号", "8月26日销号"),
        ],
    ]
    assert book["问题销号清单"]["A7"].value == (
        "累计提出2项：解决中1项，已销号1项；超期未销号1项。"
    )
    rows = [[cell.value for cell in row] for row in book["督办单"]["A4:J5"]]
    assert rows == [
        [
            *("定创督〔2024〕6号", "2项技术验收逾期", "督办单", "区经信局", "—"),
            *("2024-09-01", "2024-09-08", "提醒", "待回复，超期2天", "—"),
        ],
        [
            *("协调〔2024〕1号", "海试泊位", "协调事项", "区委组织部", "区经信局"),
            *("2024-07-15", "2024-08-15", "提醒", "已办结", "2024-08-02"),
        ],
    ]


def test_a_month_without_problems_says_that_none_was_raised(made):
    book = book_of(replace(made, problems=(), orders=()))
    assert book["问题销号清单"]["A5"].value == "截至本期，累计提出0项。"
    assert book["督办单"]["A5"].value == "截至本期，累计0件。"


def test_without_a_loop_the_workbook_is_as_it_was(bare):
    book = book_of(bare)
    assert "督办单" not in book.sheetnames
    assert book["问题销号清单"]["A5"].value.startswith("未启用：")


def opened_notice(made):
    from docx import Document

    file = BytesIO()
    bulletin.write(made, file)
    return Document(file)


def test_the_notice_has_both_lists_among_its_appendices(made):
    assert bulletin.attachments(made) == [
        "全部指标进展表（2项）",
        "重点任务进展表（2项）",
        "问题销号清单（2项）",
        "督办事项办理情况（督办单1件、协调事项1件）",
        "牵头单位和配合单位晾晒榜",
    ]
    notice = opened_notice(made)
    tables = [[[cell.text for cell in row.cells] for row in each.rows] for each in notice.tables]
    [problems] = [rows for rows in tables if rows[0][0] == "编号"]
    assert problems[1] == [
        *("2024-04", "21家企业研发费用未清零", "区经信局", "5月30日", "8月31日"),
        *("已清零46家，余21家", "超期10天"),
    ]
    [orders] = [rows for rows in tables if rows[0][0] == "文号"]
    assert orders[1:] == [
        ["定创督〔2024〕6号", "2项技术验收逾期", "区经信局", "9月1日", "9月8日", "超期2天"],
        ["协调〔2024〕1号", "海试泊位", "区委组织部", "7月15日", "8月15日", "已办结"],
    ]
    texts = [each.text for each in notice.paragraphs]
    assert "累计提出2项：解决中1项，已销号1项；超期未销号1项。" in texts
    assert not any("未启用" in text for text in texts)


def test_the_meeting_shows_what_is_open_after_the_tasks(made, bare):
    slides = [slide for slide in deck(made) if slide.section in {"问题销号清单", "督办单"}]
    assert [(slide.section, slide.title) for slide in slides] == [
        ("问题销号清单", "累计提出2项：解决中1项，已销号1项；超期未销号1项"),
        ("督办单", "累计1件：待回复1件；超期未回复1件。协调事项1件：已办结1件"),
    ]
    words = [(each.head, each.text) for each in slides[0].content["words"]]
    assert words == [
        (
            "21家企业研发费用未清零",
            "超期10天 · 区经信局 · 时限8月31日 · 解决中 · 已清零46家，余21家",
        )
    ]
    remarks = {slide.content["remark"] for slide in deck(made) if slide.kind == "tasks"}
    assert remarks == {""}
    remarks = {slide.content["remark"] for slide in deck(bare) if slide.kind == "tasks"}
    assert remarks == {"问题销号清单未启用，本次略过。"}


def test_what_was_changed_afterwards_differs(made):
    moved = replace(kept.OPEN, due_on=date(2024, 9, 30), days_over=0)
    after = replace(made, problems=(moved, kept.STRUCK_OFF), orders=(kept.ORDER,))
    found = differences.compare(made, after)
    assert [
        (line.label, [(item.label, item.old, item.new) for item in line.items])
        for line in found.matters
    ] == [
        ("2024-04", [("时限", "2024-08-31", "2024-09-30")]),
        (
            "协调〔2024〕1号",
            [
                ("办理情况", "已办结", "没有这项"),
                ("办理单位", "区委组织部", "没有这项"),
                ("回复时限", "2024-08-15", "没有这项"),
                ("督办层级", "提醒", "没有这项"),
            ],
        ),
    ]
    assert not found.is_same
    assert differences.compare(made, made).matters == ()


# Sums and gains


def scored(highlights=0, unanswered=0, *, closed=None, weight="10", made=None):
    """区经信局 alone on its board, scored on the loop; the report with that league."""
    rules = Rules(support=Decimal(weight), closing=Decimal(20) - Decimal(weight))
    base = kept.with_loop(report(*ROWS, tasks=TASKS)) if made is None else made
    assert base.league is not None
    items = base.league.leading[0].items
    entrant = Entrant("jingxin", items, Reported(4, 4), closed, Supported(highlights, unanswered))
    found = league(rules, [entrant], keeps_problems=True, keeps_orders=True)
    return replace(base, league=found)


def parts_of(made):
    """The parts of the one score, with their sums."""
    return account(made, made.league.rules, made.league.leading[0]).parts


@pytest.mark.parametrize(
    ("highlights", "unanswered", "weight", "told"),
    [
        (1, 0, "10", "6 + 2 × 1 − 2 × 0 = 8.0"),
        (0, 2, "10", "6 + 2 × 0 − 2 × 2 = 2.0"),
        (2, 0, "10", "6 + 2 × 2 − 2 × 0 = 10.0"),
        (3, 0, "10", "6 + 2 × 3 − 2 × 0 = 12，超过10按10计"),
        (0, 4, "10", "6 + 2 × 0 − 2 × 4 = −2，不足0按0计"),
        (1, 0, "15", "(6 + 2 × 1 − 2 × 0) ÷ 10 × 15 = 12.0"),
        (3, 0, "15", "6 + 2 × 3 − 2 × 0 = 12，超过10按10计；10 ÷ 10 × 15 = 15.0"),
    ],
)
def test_the_sum_of_supervision_and_highlights_comes_to_its_points(
    highlights, unanswered, weight, told
):
    made = scored(highlights, unanswered, weight=weight)
    [part] = [each for each in parts_of(made) if each.key == "support"]
    assert part.sum == told


def test_the_sum_of_the_closing_part(made):
    made = scored(closed=Closed(3, 1))
    [part] = [each for each in parts_of(made) if each.key == "closing"]
    assert (part.told, part.sum) == ("本月到期问题3项，销号1项", "10 × 1 ÷ 3 = 3.3")


def test_what_would_raise_the_score():
    made = scored(0, 2, closed=Closed(2, 0))
    found = {gain.step.what: gain.exact for gain in league_gains.gains(made, "jingxin")}
    told = {name: found[name] for name in ("再销号1项问题", "按时回复督办单", "再采用1件亮点")}
    assert told == {
        "再销号1项问题": Fraction(5),
        "按时回复督办单": Fraction(4),
        "再采用1件亮点": Fraction(2),
    }


@pytest.mark.parametrize(
    ("light", "index", "how", "wanted"),
    [
        (Light.FAR_BEHIND, "1/3", "补上逾期的1个里程碑", (Light.FAR_BEHIND, Fraction(2, 3))),
        (Light.OVERDUE, None, "补报进展", (Light.FAR_BEHIND, Fraction(1, 3))),
    ],
)
def test_a_task_with_milestones_is_raised_by_one_of_them(light, index, how, wanted):
    """One of three due by August is reached; the fourth is due later."""
    made = report(*ROWS, tasks=TASKS)
    days = ((3, 28), (6, None), (8, None), (12, None))
    marks = tuple(
        replace(
            kept.MILESTONE,
            number=number,
            due_on=date(2024, month, 28),
            done_on=date(2024, 3, done) if done else None,
        )
        for number, (month, done) in enumerate(days, 1)
    )
    made = replace(made, tasks=(replace(made.tasks[0], milestones=marks), *made.tasks[1:]))
    exact = None if index is None else Fraction(index)
    own = Item("1", True, "任务标题1", True, light, exact, credit(light, exact))
    found = league(Rules(), [Entrant("jingxin", (own,), Reported(1, 1))])
    [step] = [
        each.step
        for each in league_gains.gains(replace(made, league=found), "jingxin")
        if each.step.old == own
    ]
    assert step.new is not None
    assert (step.how, (step.new.light, step.new.index)) == (how, wanted)


def test_nothing_is_gained_from_orders_that_were_answered():
    made = scored(2, 0, closed=Closed(1, 1))
    found = {gain.step.what for gain in league_gains.gains(made, "jingxin")}
    assert not found & {"再销号1项问题", "按时回复督办单", "再采用1件亮点"}


def test_lead_of_the_hand_made_report_is_the_unit_of_its_matters(made):
    assert (made.unit(JINGXIN.code), made.unit(ZUZHI.code)) == (kept.JINGXIN, kept.ZUZHI)
