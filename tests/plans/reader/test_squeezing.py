"""Spaces set round figures change nothing that is read, and every offset holds in the text as it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.reader.reading import read
from plans.reader.squeezing import squeezed

PLAN = (
    "某县2025年工作要点\n一、主要目标\n——聚焦增长。投资增长6%以上。\n二、重点任务\n（一）抓项目\n"
    "1.抓招商。6月底前新引进项目8个，完成投资12.5亿元，力争15亿元，税收由2.1亿元提高到2.4亿元。（县商务局、县发改局）\n"
    "三、保障措施\n（一）加强领导。\n"
)
SPACED = (
    "某县 2025 年工作要点\n一、主要目标\n——聚焦增长。投资增长 6% 以上。\n二、重点任务\n（一）抓项目\n"
    "1.抓招商。6 月底前新引进项目 8 个，完成投资 12.5 亿元，力争\u00a015 亿元，税收由 2.1 亿元提高到\u200b2.4 亿元。（县商务局、县发改局）\n"
    "三、保障措施\n（一）加强领导。\n"
)


def said(draft):
    targets = [
        (each.name, each.value, each.stretch, each.unit, each.comparator) for each in draft.targets
    ]
    return targets, [(each.task, each.due) for each in draft.milestones], draft.meta.year


def test_spaces_round_figures_change_nothing_that_is_read():
    assert said(read(SPACED)) == said(read(PLAN))
    assert len(read(PLAN).targets) == 4


def test_every_offset_holds_in_the_text_with_its_spaces():
    draft = read(SPACED)
    quotes = [quote for target in draft.targets for quote in target.quotes]
    for offset, sentence in [
        *[(quote.offset, quote.sentence) for quote in quotes],
        *[(each.offset, each.sentence) for each in draft.milestones],
        *[(each.start, each.text) for each in draft.tasks],
    ]:
        assert SPACED[offset : offset + len(sentence)] == sentence
    assert [SPACED[one:two] for one, two in draft.tasks[0].lists] == ["（县商务局、县发改局）"]
    assert SPACED[draft.themes[0].start : draft.themes[0].end] == "——聚焦增长。投资增长 6% 以上。"
    assert SPACED[draft.groups[0].start : draft.groups[0].end] == "（一）抓项目"
    assert SPACED[draft.safeguards[0].start :].startswith("（一）加强领导")


@pytest.mark.parametrize("line", ["1 抓招商", "12 抓招商", "\n 3 抓招商", "2024 2025", "甲局 乙局"])
def test_spaces_that_part_words_stay(line):
    assert squeezed(line).text == line


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="1 9一亿元。\n\u00a0\u200b.%至", max_size=60))
def test_what_is_left_out_is_found_again(text):
    shorter = squeezed(text)
    assert "".join(text[shorter.back(place)] for place in range(len(shorter.text))) == shorter.text
    assert len(shorter.text) <= len(text)
