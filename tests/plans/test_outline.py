"""The outline of an official text: each form told for what it is, and no character lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.reader import Block, Kind, number_of, outline

PLAN = Path("fixtures/dinghai_2024.txt")


def kinds(text):
    return [(block.kind.value, block.level, block.number) for block in outline(text)]


@pytest.fixture(scope="module")
def plan_text():
    return PLAN.read_text(encoding="utf-8")


def test_real_plan_is_told_line_by_line(plan_text):
    expected = [
        *[("meta", 0, 0)] * 4,
        ("title", 0, 0),
        ("address", 0, 0),
        ("paragraph", 0, 0),
        *[("signature", 0, 0)] * 3,
        ("title", 0, 0),
        ("paragraph", 0, 0),
        ("heading", 1, 1),
        ("paragraph", 0, 0),
        *[("dash", 0, 0)] * 5,
        ("heading", 1, 2),
        ("heading", 2, 1),
        *[("item", 3, number) for number in range(1, 8)],
        ("heading", 2, 2),
        *[("item", 3, number) for number in range(8, 11)],
        ("heading", 2, 3),
        *[("item", 3, number) for number in range(11, 16)],
        ("heading", 2, 4),
        *[("item", 3, number) for number in range(16, 18)],
        ("heading", 1, 3),
        *[("heading", 2, number) for number in range(1, 4)],
        ("residue", 0, 0),
    ]
    assert kinds(plan_text) == expected


def test_titles_of_the_real_plans_tasks_end_at_their_full_stop(plan_text):
    titles = [
        plan_text[block.start : block.title_end]
        for block in outline(plan_text)
        if block.kind is Kind.ITEM
    ]
    assert titles[0] == "1.提升高能级科创平台质效。"
    assert titles[-1] == "17.建立支持全面创新的基础制度。"
    assert len(titles) == 17


@pytest.mark.parametrize(
    ("line", "kind", "level", "number"),
    [
        ("一、主要目标", "heading", 1, 1),
        ("十二、保障措施", "heading", 1, 12),
        ("第三章 附则", "heading", 1, 3),
        ("（一）强化组织协调。加强领导。", "heading", 2, 1),
        ("(十)强化督导", "heading", 2, 10),
        ("1.提升质效。以科学城为核心。", "item", 3, 1),
        ("17、建立制度。", "item", 3, 17),
        ("（3）开展评估。", "heading", 4, 3),
        ("——聚焦产业创新，稳步提升。", "dash", 0, 0),
        ("2.5%以上的增速。", "paragraph", 0, 0),
        ("3.0版和品牌。", "paragraph", 0, 0),
        ("2024年，全区发展。", "paragraph", 0, 0),
        ("附件1", "title", 0, 0),
        ("普通的一段话。", "paragraph", 0, 0),
    ],
)
def test_a_line_is_told_by_its_form(line, kind, level, number):
    text = f"工作计划\n前面的一段。\n{line}\n"
    assert kinds(text)[-1] == (kind, level, number)


def test_a_title_may_run_over_two_lines_and_bear_a_number():
    text = "某某区人民政府\n关于印发工作计划的通知\n某政发〔2024〕12号\n各部门：\n现印发给你们。"
    told = [kind for kind, _, _ in kinds(text)]
    assert told == ["title", "title", "doc_no", "address", "paragraph"]


def test_only_short_lines_above_a_date_sign_it():
    text = "计划\n请贯彻落实。\n某某办公室\n（代章）\n二○二四年五月十八日"
    told = [kind for kind, _, _ in kinds(text)]
    assert told == ["title", "paragraph", "signature", "signature", "signature"]
    plain = "计划\n到年底前完成的事项包括\n2024年5月底前验收。"
    assert [kind for kind, _, _ in kinds(plain)] == ["title", "title", "paragraph"]


@pytest.mark.parametrize("text", ["", "\n \u3000\n", "\u00a0"])
def test_a_text_of_nothing_has_no_blocks(text):
    assert outline(text) == ()


def test_indents_and_trailing_space_stand_outside_a_block():
    text = "\u3000\u3000一、目标\u00a0\u00a0\r\n\u3000\u3000全年完成5项。\n"
    assert outline(text) == (
        Block(Kind.HEADING, 2, 6, 1, 1, 6),
        Block(Kind.PARAGRAPH, 12, 19, 0, 0, 12),
    )


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("一", 1), ("十", 10), ("十七", 17), ("二十", 20), ("一百零三", 103), ("12", 12), ("零", 0)],
)
def test_numerals_are_read(numeral, number):
    assert number_of(numeral) == number


@given(st.text(alphabet="一二十、（）(1).．。，:：—附件号年月日\n\r \u3000计划第章", max_size=200))
def test_no_character_is_lost_whatever_the_text(text):
    blocks = outline(text)
    place = 0
    for block in blocks:
        assert text[place : block.start].strip() == ""
        assert block.start <= block.title_end <= block.end
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
        place = block.end
    assert text[place:].strip() == ""
