"""A text copied from a PDF, its lines broken at the paper's edge, reads as the text it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from plans.reader.reading import read
from plans.reader.wrapping import wraps

FOLDER = Path("tests/plans/texts")
NAMES = ["commerce", "energy", "forest", "report", "safety", "talent", "water"]
NEVER_FIRST = "，。；、：）)"  # what no line begins with


def broken(text, width):
    """The text as a page of so many characters prints it, with a page number now and then."""
    printed = []
    for number, line in enumerate(each.strip() for each in text.split("\n")):
        current, wide = "", 0.0
        for each in line:
            one = 0.5 if each.isascii() else 1.0
            if wide + one > width and each not in NEVER_FIRST:
                printed.append(current)
                current, wide = "", 0.0
            current, wide = current + each, wide + one
        printed.append(current)
        printed += ["- 3 -"] if number % 9 == 8 else []
    return "\n".join(printed)


def found_in(draft):
    targets = Counter(
        (each.value, each.stretch, each.unit, each.comparator) for each in draft.targets
    )
    return targets, [(each.number, each.title, each.units, each.lead) for each in draft.tasks]


@pytest.mark.parametrize("width", [28, 36])
@pytest.mark.parametrize("name", NAMES)
def test_lines_broken_at_the_edge_change_nothing_that_is_read(name, width):
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    printed = broken(text, width)
    assert wraps(printed) != []
    assert found_in(read(printed)) == found_in(read(text))
    for target in read(printed).targets:
        for quote in target.quotes:
            assert printed[quote.offset : quote.offset + len(quote.sentence)] == quote.sentence


@pytest.mark.parametrize("name", NAMES)
def test_a_text_with_a_line_a_paragraph_is_left_as_it_is(name):
    assert wraps((FOLDER / f"{name}.txt").read_text("utf-8")) == []


def test_lines_of_one_width_that_end_sentences_are_left_as_they_are():
    assert wraps("推进重点项目建设，全年完成投资十二亿元。\n" * 30) == []
