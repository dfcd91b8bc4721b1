"""The worked examples of docs/domain.md are computed again, so that the document stays true."""

from pathlib import Path

import pytest

from targets.arithmetic import Scale
from targets.choices import Light
from targets.numbers import index_text, percent_text, points_text, show, show_signed
from tests.targets.test_arithmetic import promise, stand

DOCUMENT = Path(__file__).parents[2] / "docs" / "domain.md"


def examples():
    """The rows of the section's table, head and rule left out."""
    section = DOCUMENT.read_text(encoding="utf-8").split("## Worked examples")[1]
    lines = section.split("\n## ")[0].splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")]
    return [tuple(cell.strip() for cell in row) for row in rows[2:]]


def test_the_document_has_examples_of_all_kinds():
    rows = examples()
    assert len(rows) == 16
    assert {row[1] for row in rows} == {"flow", "stock", "ratio", "growth"}
    assert {row[2] for row in rows} == {"at_least", "about", "at_most"}


@pytest.mark.parametrize("row", examples(), ids=lambda row: f"{row[0]}, {row[5]}月")
def test_an_example_of_the_document_holds(row):
    _, kind, comparator, goal, baseline, month, value, *printed = row
    rest = {"baseline": baseline} if baseline else {}
    result = stand(promise(kind, goal, comparator, **rest), int(month), value)
    gap = show_signed(result.gap, 1) if result.gap_is_level else points_text(result.gap)
    assert printed == [
        show(result.expected, 2),
        percent_text(result.completion),
        index_text(result.index, Scale()),
        gap,
        show(result.needed, 2),
        Light(result.light).label,
    ]
