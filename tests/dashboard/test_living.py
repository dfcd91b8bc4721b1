"""原文对照: the official text unchanged, its phrases with their figures, its tasks with their state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import TestCase, override_settings
from django.urls import reverse

from accounts.models import User
from bench.document import paper
from dashboard import demo, living, publication
from dashboard.report import MonthlyReport, Note, Quote
from dashboard.typesetting import full_width
from plans.models import Plan
from targets.choices import Light
from tests.dashboard.markup import Element, read
from tests.dashboard.reports import JINGXIN, SCIENCE, ZUZHI, report, target, task
from tests.dashboard.test_phrases import steps_of

FIXTURE = Path("fixtures/dinghai_2024.txt")
ADDED = {"chip", "mns", "mn", "org"}  # what the page adds to the text
LINES = {"p", "h2", "h3", "h4"}

TEXT = """某某区2024年工作计划

一、主要目标

2024年,全区发展。研发费用达到17.5亿元,占比重达1.55%。

——聚焦人才,领军人才、青年人才各20名左右。

二、重点任务

1.提升质效。解决技术5项,形成成果2项。(区经信局、区委组织部〔区委人才办〕)

2.做好其他。普通的话<b>。(区经信局)

三、保障措施

(一)强化协调。加强领导。

某某办公室

2024年5月18日
"""


def official(text: str) -> list[str]:
    """The text's lines as the page must print them."""
    return [line.strip() for line in full_width(text).splitlines() if line.strip()]


def printed(page: Element) -> list[str]:
    """The page's lines of the sheet, without what the page adds."""
    return [
        "".join(_letters(line))
        for sheet in page.all(".pp")
        for line in _lines(sheet)
        if not line.classes & ADDED
    ]


def _lines(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.classes & ADDED:
            continue
        if child.tag in LINES:
            yield child
        else:
            yield from _lines(child)


def _letters(element: Element) -> Iterator[str]:
    for each in element.inside:
        if isinstance(each, str):
            yield each
        elif not each.classes & ADDED:
            yield from _letters(each)


def quoted(text: str, phrase: str) -> Quote:
    start = text.index(phrase)
    return Quote(phrase, start, start + len(phrase), "headline", phrase, 0)


def in_text(made, text, start_with):
    """The task of a report put where its text stands."""
    start = text.index(start_with)
    end = text.index("\n", start)
    return replace(made, text=text[start:end], start=start, end=end)


@pytest.fixture
def made() -> MonthlyReport:
    months = "1 2 3 4 5 6 7"
    bare = report(
        target(
            "T02",
            f"{months} 10.78",
            goal="17.5",
            measure="亿元",
            decimals=2,
            name="研发费用",
            words=("", "企业投入放缓。", "9月加计扣除辅导。"),
        ),
        target("T03", f"{months} 8", goal="9", measure="名", name="领军人才", heading=SCIENCE),
        target("T04", f"{months} 20", goal="20", measure="名", name="青年人才", heading=SCIENCE),
        target("T05", months, goal="5", measure="项", name="解决技术", place="task"),
        target("T06", "1 1 1 1 1 1 1 -", goal="2", measure="项", name="形成成果", place="task"),
        tasks=(
            task(1, "on_course", joint=(ZUZHI,), targets=("T05", "T06")),
            task(2, "far_behind", lead=JINGXIN),
        ),
    )
    one, two, three, four, five = bare.targets
    first, second = bare.tasks
    pair = quoted(TEXT, "领军人才、青年人才各20名左右")
    return replace(
        bare,
        text=TEXT,
        aliases=(("区委人才办", "zuzhi"),),
        targets=(
            replace(one, quotes=(quoted(TEXT, "研发费用达到17.5亿元"),)),
            replace(two, quotes=(pair,)),
            replace(three, quotes=(pair,)),
            replace(four, quotes=(quoted(TEXT, "解决技术5项"),)),
            replace(five, quotes=(quoted(TEXT, "形成成果2项"),)),
        ),
        tasks=(in_text(first, TEXT, "1.提升"), in_text(second, TEXT, "2.做好")),
    )


def page_of(report_: MonthlyReport, query: str = "") -> Element:
    context = {**living.context(report_, QueryDict(query)), "report": report_, "light_words": {}}
    return read(render_to_string("dashboard/plan_text.html", context))


def row_with(page: Element, words: str) -> Element:
    return next(row for row in page.all(".drow") if words in row.text)


# By hand


@pytest.mark.parametrize("query", ["", "plain=1", "only=late", "only=bad&plain=2", "edition=1"])
def test_text_between_the_marks_is_the_official_text(made, query):
    assert printed(page_of(made, query)) == official(TEXT)


def test_a_chip_stands_behind_each_phrase_with_value_light_and_full_words(made):
    row = row_with(page_of(made), "研发费用达到")
    (chip,) = row.all("a.chip")
    assert chip.text == "10.78亿元（研发费用：滞后，目标17.5亿元）"
    assert chip.classes == {"chip", "chip-behind"}
    assert chip.attributes["href"] == "/dinghai-2024/2024-08/targets/T02/"
    assert chip.attributes["data-card"] == "T02"
    assert [each.text for each in row.all(".q")] == ["研发费用达到17.5亿元"]
    assert row.one(".q").classes == {"q", "q-behind"}
    assert row.one(".at").attributes["id"] == "phrase-T02"


def test_one_phrase_of_two_targets_bears_two_named_chips_and_the_worse_tone(made):
    row = row_with(page_of(made), "——聚焦人才")
    assert [chip.text for chip in row.all("a.chip")] == [
        "领军人才 8名（领军人才：超序时，目标9名）",
        "青年人才 20名（青年人才：已完成，目标20名）",
    ]
    assert [each.text for each in row.all(".q")] == ["领军人才、青年人才各20名左右"]


def test_a_target_without_a_figure_says_so_in_its_chip(made):
    chips = row_with(page_of(made), "1.提升质效").all("a.chip")
    assert [chip.text for chip in chips] == [
        "逾期未报（解决技术：逾期未报，目标5项）",
        "逾期未报（形成成果：逾期未报，目标2项）",
    ]


def test_nested_and_overlapping_phrases_each_keep_their_chip_and_every_letter(made):
    outer = quoted(TEXT, "解决技术5项,形成成果2项")
    across = quoted(TEXT, "5项,形成")
    targets = list(made.targets)
    targets[0] = replace(targets[0], quotes=(outer,))
    targets[1] = replace(targets[1], quotes=(across,))
    page = page_of(replace(made, targets=tuple(targets)))
    assert printed(page) == official(TEXT)
    chips = row_with(page, "1.提升质效").all("a.chip")
    assert [chip.attributes["data-card"] for chip in chips] == ["T05", "T03", "T02", "T06"]


def test_a_task_bears_light_lead_note_and_link_in_the_margin(made):
    first, second = page_of(made).all("aside.mn")[-2:]
    assert first.attributes["aria-label"] == "任务1"
    assert "达序时" in first.text
    assert "牵头 区经信局" in first.text
    assert [a.attributes["href"] for a in first.all("a")] == [
        "/dinghai-2024/2024-08/units/jingxin/",
        "/dinghai-2024/2024-08/tasks/1/",
    ]
    assert second.classes == {"mn", "mn-far"}


def test_a_paragraph_of_targets_lists_them_in_the_margin(made):
    aside = row_with(page_of(made), "——聚焦人才").one("aside.mn")
    assert aside.one("p.t").text == "科技创新能力2项指标"
    assert [li.text for li in aside.all("li")] == [
        "领军人才8 / 9名",
        "青年人才20 / 20名",
    ]


def test_responsible_units_lead_to_their_pages(made):
    links = row_with(page_of(made), "1.提升质效").all("a.un")
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("区经信局", "/dinghai-2024/2024-08/units/jingxin/"),
        ("区委组织部〔区委人才办〕", "/dinghai-2024/2024-08/units/zuzhi/"),
    ]


def cards_of(page: Element) -> dict[str, Element]:
    """The cards that the page carries as text, read as a browser reads them."""
    return {code: read(html) for code, html in json.loads(page.one("#cards").text).items()}


def test_a_card_says_value_goal_pace_whose_and_the_units_words(made):
    card = cards_of(page_of(made))["T02"]
    assert card.one("h3").text == "研发费用"
    assert card.one(".lt").text == "滞后"
    assert card.one("p.fig").text == "10.78亿元 / 17.5亿元"
    told = [(dt.text, dd.text) for dt, dd in zip(card.all("dt"), card.all("dd"), strict=True)]
    assert told == [
        ("序时", "8月应完成11.67亿元"),
        ("完成率", "61.6%"),
        ("与序时相差", "−5.1个百分点，序时比0.92"),
        ("后续月均需完成", "1.68亿元"),
        ("牵头单位", "区经信局"),
    ]
    assert [p.text for p in card.all("p.say")] == [
        "问题：企业投入放缓。",
        "下步：9月加计扣除辅导。",
    ]
    assert len(card.all("svg.bul")) == 1
    assert card.all("a")[-1].attributes["href"] == "/dinghai-2024/2024-08/targets/T02/"


def test_a_card_without_a_figure_says_why_and_one_without_a_lead_whose(made):
    first, *rest = made.targets
    page = page_of(replace(made, targets=(replace(first, lead=None), *rest)))
    assert cards_of(page)["T02"].all("dd")[-1].text == "待确认"
    missing = cards_of(page)["T06"]
    assert missing.one("p.fig").text == "未报 / 2项"
    assert missing.one(".lt").text == "逾期未报"


def test_a_figure_carried_on_says_from_when_in_chip_and_card(made):
    first, *rest = made.targets
    figures = (*first.figures[:-1], replace(first.now, figure_month=6))
    page = page_of(replace(made, targets=(replace(first, figures=figures), *rest)))
    assert page.one("a.chip").text.startswith("沿用6月 10.78亿元（")
    assert cards_of(page)["T02"].one("p.fig").text == "沿用6月 10.78亿元 / 17.5亿元"


def test_what_people_wrote_is_escaped_in_cards_and_margins(made):
    first, *rest = made.targets
    hostile = '<img src=x onerror="x">'
    row = replace(first, short_name=hostile, problem=hostile)
    note = Note(8, made.tasks[0].lead, "on_course", "在轨", hostile, None, "")
    task_ = replace(made.tasks[0], notes=(note,), title=hostile)
    page = page_of(replace(made, targets=(row, *rest), tasks=(task_, made.tasks[1])))
    card = cards_of(page)["T02"]
    assert page.all("img") == card.all("img") == []
    assert card.one("h3").text == hostile
    assert card.one("p.say").text == f"问题：{hostile}"
    assert hostile in row_with(page, "1.提升质效").one("aside.mn").text


def test_contents_count_what_each_section_holds(made):
    entries = page_of(made).one("nav.toc").all("li")
    assert [entry.text for entry in entries] == [
        "一、主要目标3项指标，1项滞后",
        "总体目标1项指标，1项滞后",
        "科技创新能力2项指标",
        "二、重点任务2项任务，1项滞后",
        "1. 任务标题1",
        "2. 任务标题2",
        "三、保障措施",
    ]
    rows = {row.attributes.get("id") for row in page_of(made).all(".drow")}
    assert {entry.one("a").attributes["href"][1:] for entry in entries} <= rows


def test_only_late_folds_the_rest_to_a_line_each_and_loses_nothing(made):
    page = page_of(made, "only=late")
    assert [each.one("summary").text for each in page.all("details.fold")] == [
        "——聚焦人才，领军人才、青年人才各20名左右。",
        "（一）强化协调",
    ]
    assert len(page.all("a.chip")) == 5
    assert page.all(".seg")[0].all("a")[1].attributes["aria-current"] == "true"


def test_a_long_paragraph_is_folded_to_its_first_words(made):
    text = TEXT.replace("加强领导。", "加强领导。\n\n" + "很长的一段" * 20 + "。")
    page = page_of(replace(made, text=text), "only=late")
    assert page.all("details.fold")[-1].one("summary").text == ("很长的一段" * 20)[:42] + "…"


def test_plain_shows_the_text_alone(made):
    page = page_of(made, "plain=1")
    for wanted in ("a.chip", ".q", "aside", "#cards", "a.un", ".fold"):
        assert page.all(wanted) == []
    assert page.one("nav.toc").one("li").text == "一、主要目标"


def test_switches_keep_the_edition_that_is_read(made):
    links = page_of(made, "edition=1&only=late&x=%22").all(".seg")[0].all("a")
    address = "/dinghai-2024/2024-08/text/?edition=1"
    assert [link.attributes["href"] for link in links] == [
        address,
        f"{address}&only=late",
        f"{address}&plain=1",
    ]


def test_a_report_without_the_text_says_so_in_one_sentence(made):
    published = page_of(replace(made, text=""))
    assert published.one("p").text == "这个月发布时没有随数据存下计划全文，本页不拿现在的文本代替。"
    live = page_of(replace(made, text=" \n", edition=None))
    assert live.one("p").text == "这个计划还没有录入全文，录入后这里逐字显示。"


def test_what_the_text_does_not_show_at_its_place_is_named_not_guessed(made):
    first, *rest = made.targets
    wrong = replace(first, quotes=(Quote("研发费用达到17.5亿元", 3, 15, "headline", "", 0),))
    tasks = (made.tasks[0], replace(made.tasks[1], start=0, end=5))
    page = page_of(replace(made, targets=(wrong, *rest), tasks=tasks))
    assert printed(page) == official(TEXT)
    assert [a.text for a in page.one(".note").all("a")] == ["研发费用", "任务2"]
    assert len(page.all("aside.mn")) == 3  # the document's own, the pair's, task 1


def test_text_of_a_plan_is_escaped(made):
    html = render_to_string(
        "dashboard/plan_text.html",
        {**living.context(made, QueryDict("only=late")), "report": made, "light_words": {}},
    )
    assert "普通的话&lt;b&gt;。" in html
    assert "<b>。" not in html


def test_a_task_of_several_paragraphs_is_marked_at_its_first(made):
    text = TEXT.replace("2.做好其他。普通的话<b>。", "2.做好其他。\n\n普通的话。")
    start = text.index("2.做好")
    end = text.index("\n\n三、")
    second = replace(made.tasks[1], text=text[start:end], start=start, end=end)
    page = page_of(replace(made, text=text, tasks=(made.tasks[0], second)), "only=late")
    assert len(row_with(page, "2.做好其他").all("aside.mn")) == 1
    last = row_with(page, "普通的话")
    assert last.all("aside.mn") == []
    assert last.all("details.fold") == []  # it belongs to a late task
    assert [link.text for link in last.all("a.un")] == ["区经信局"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("没有格式的一行", ["没有格式的一行"]),
        ("索引号:1\n某计划\n一、目标\n好。", ["索引号：1", "某计划", "一、目标", "好。"]),
    ],
)
def test_any_text_at_all_can_be_shown(text, lines):
    page = page_of(replace(report(target()), text=text))
    assert printed(page) == lines


def test_twice_the_plan_is_about_twice_the_work():
    def work(pages):
        made_ = long_report(pages)
        return steps_of(lambda: living.context(made_, QueryDict("")))

    assert 1000 < work(20) <= 2.2 * work(10)


def long_report(pages: int) -> MonthlyReport:
    """A plan of so many pages, three targets and one and a half tasks a page."""
    drawn = paper(pages)
    bare = report(
        *(target(f"T{at}", "1 2 3 4 5 6 7 8") for at in range(1, len(drawn.phrases) + 1)),
        tasks=tuple(task(at) for at in range(1, len(drawn.tasks) + 1)),
    )
    return replace(
        bare,
        text=drawn.text,
        targets=tuple(
            replace(row, quotes=(Quote(drawn.text[start:end], start, end, "headline", "", 0),))
            for row, (start, end) in zip(bare.targets, drawn.phrases, strict=True)
        ),
        tasks=tuple(
            replace(each, text=drawn.text[start:end], start=start, end=end)
            for each, (start, end) in zip(bare.tasks, drawn.tasks, strict=True)
        ),
    )


def test_every_phrase_and_task_of_a_hundred_pages_is_marked():
    made_ = long_report(100)
    assert len(made_.text) >= 100_000
    page = page_of(made_)
    assert printed(page) == official(made_.text)
    assert len(page.all("a.chip")) == len(made_.targets) == 300
    tasks = [
        aside for aside in page.all("aside.mn") if aside.attributes["aria-label"][:2] == "任务"
    ]
    assert len(tasks) == len(made_.tasks) == 150
    assert "is-long" in page.one(".docgrid").classes


# The real plan


@override_settings(DEMO=True, DEMO_DAY=date(2024, 10, 8))
class TestRealPlan(TestCase):
    """Loaded once for the class: a whole year's worth of acts takes seconds."""

    plan: Plan
    text: str
    august: MonthlyReport

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("loaddata", "dinghai_2024", verbosity=0)
        cls.plan = Plan.objects.get(slug="dinghai-2024")
        demo.load(cls.plan)
        cls.text = FIXTURE.read_text(encoding="utf-8")
        cls.august = publication.read_month(cls.plan, 8)

    def page(self, query: str = "") -> Element:
        self.client.force_login(User.objects.get(username="demo-leader"))
        url = reverse("plan_text", args=["dinghai-2024", "2024-08"])
        return read(self.client.get(f"{url}{query}").content.decode())

    def test_page_prints_the_official_text_character_for_character(self):
        for query in ("", "?only=late", "?plain=1"):
            assert printed(self.page(query)) == official(self.text), query

    def test_a_chip_stands_on_every_one_of_the_27_phrases_for_all_25_targets(self):
        page = self.page()
        chips = [
            chip.attributes["data-card"] for row in page.all(".pp") for chip in row.all("a.chip")
        ]
        phrases = {(q.start, q.end) for row in self.august.targets for q in row.quotes}
        assert len(phrases) == 27
        assert len(chips) == 28  # one phrase states two targets
        assert set(chips) == {f"T{number:02d}" for number in range(1, 26)}
        assert set(cards_of(page)) == set(chips)
        assert "原文27处量化表述，对应25项指标" in page.text

    def test_all_17_tasks_are_marked_with_their_light(self):
        asides = [each for each in self.page().all("aside.mn") if each.all(".lt")]
        assert [each.attributes["aria-label"] for each in asides] == [
            f"任务{number}" for number in range(1, 18)
        ]
        for aside, task_ in zip(asides, self.august.tasks, strict=True):
            assert aside.one(".lt").text.startswith(self.august.plan.word(task_.light))

    def test_every_responsible_unit_of_every_task_is_linked_in_its_bracket(self):
        marked = [row for row in self.page().all(".drow") if row.all("a.un")]
        rows = {int(row.one("aside.mn").attributes["aria-label"][2:]): row for row in marked}
        for each in self.august.tasks:
            linked = {
                link.attributes["href"].split("/")[-2] for link in rows[each.number].all("a.un")
            }
            assert linked == {each.lead.code, *(unit.code for unit in each.joint)}, each.number

    def test_contents_count_17_targets_and_17_tasks(self):
        heads = [entry.text for entry in self.page().all("a.h")]
        late = [row.now.light for row in self.august.targets if row.place != "task"]
        behind = sum(light in {Light.BEHIND, Light.FAR_BEHIND} for light in late)
        assert heads[0] == f"一、主要目标17项指标，{behind}项滞后"
        assert heads[1].startswith("二、重点任务17项任务，")
        assert heads[2] == "三、保障措施"

    def test_only_late_keeps_each_late_phrase_open(self):
        page = self.page("?only=late")
        folded = {
            c.attributes["data-card"] for fold in page.all(".fold") for c in fold.all("a.chip")
        }
        late = {row.code for row in self.august.late_targets()}
        assert late & folded == set()
        assert len(page.all(".fold")) >= 10

    def test_month_switcher_keeps_the_chosen_reading(self):
        months = self.page("?plain=1").one("nav.months")
        july = next(a for a in months.all("a") if a.text.startswith("7月"))
        assert july.attributes["href"] == "/dinghai-2024/2024-07/text/?plain=1"
