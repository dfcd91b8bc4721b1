"""A number is read as the person saw it in Excel, digit by digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.workbook.cells import exact, letters, plain
from tasks.workbook.parts import DATE, PERCENT, kind_of_format
from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.asking import GOOD, taken, typed


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ({"raw": "17.5"}, "17.5"),
        ({"raw": "17.100000000000001"}, "17.1"),  # as Excel stores 17.1
        ({"raw": "0.30000000000000004"}, "0.3"),  # 0.1 + 0.2
        ({"raw": "1.5500000000000001E-2"}, "0.0155"),
        ({"raw": "175000"}, "175000"),
        ({"raw": "1.75E5"}, "175000"),
        ({"raw": "-0"}, "0"),
        ({"raw": "12345678901234.5"}, "12345678901234.5"),
        ({"raw": "1", "t": "n"}, "1"),
    ],
)
def test_a_number_is_read_as_it_was_typed(cell, text):
    assert typed(pack.number(GOOD, "F4", **cell)) == {"T01": text}


@pytest.mark.parametrize("text", ["１７．５", "1,750", "17.5亿元", "175000万元", "'17.5", "17。5"])
def test_a_number_as_text_is_given_on_exactly(text):
    assert typed(pack.words(GOOD, "F4", text)) == {"T01": text}


def test_a_percentage_is_what_excel_shows():
    data, style = pack.with_format(GOOD, "0.00%")
    assert typed(pack.number(data, "F6", "1.55E-2", s=style)) == {"T03": "1.55%"}


def test_a_format_with_a_measure_in_quotes_is_no_date():
    data, style = pack.with_format(GOOD, '#,##0.00"亿元/年"')
    assert typed(pack.number(data, "F4", "17.5", s=style)) == {"T01": "17.5"}


def test_a_formula_that_was_computed_counts_as_its_result():
    assert typed(pack.formula(GOOD, "F4", "SUM(D4:D5)/3", "<v>17.5</v>")) == {"T01": "17.5"}
    assert typed(pack.formula(GOOD, "F4", "[1]Sheet1!A1", "<v>17.5</v>")) == {"T01": "17.5"}


def test_a_reported_nought_is_a_figure_and_an_empty_cell_is_none():
    lines = {line.code: line for line in taken(pack.number(GOOD, "F4", "0")).rows}
    assert (lines["T01"].typed, lines["T01"].is_blank) == ("0", False)
    assert (lines["T02"].typed, lines["T02"].is_blank) == ("", True)


@given(st.decimals(-(10**11), 10**11, places=4))
def test_every_figure_of_fifteen_digits_survives_excel(value):
    """Excel writes the seventeen digits of the nearest binary fraction."""
    read_back = exact(f"{float(value):.17g}")
    assert read_back == value
    assert read_back is not None
    assert Decimal(plain(read_back)) == value


@pytest.mark.parametrize("raw", ["NaN", "INF", "-INF", "1e400", "0x11", "", "1" * 500, "1_0x"])
def test_what_is_no_number_is_none(raw):
    assert exact(raw) is None


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        (0, "General", ""),
        (14, "", DATE),
        (31, "", DATE),  # yyyy"年"m"月"d"日" of a Chinese Excel
        (57, "", DATE),
        (9, "", PERCENT),
        (164, 'yyyy"年"m"月"', DATE),
        (164, "[$-804]aaaa;@", ""),
        (164, "[h]:mm", DATE),
        (164, "0.00%", PERCENT),
        (164, '0.00"%"', ""),
        (164, "#,##0.0_ ;[Red]-#,##0.0 ", ""),
        (164, "[DBNum1]General", ""),
        (164, "G/通用格式", ""),
        (164, "[" * 100_000, ""),
    ],
)
def test_a_number_format_says_what_its_number_is(number, code, kind):
    assert kind_of_format(number, code) == kind


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_are_named_as_in_excel(column, name):
    assert letters(column) == name
