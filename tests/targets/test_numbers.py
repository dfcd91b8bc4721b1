"""How figures are rounded, shown and read."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from targets.arithmetic import Scale
from targets.numbers import (
    NotAFigure,
    Parsed,
    beside,
    half_up,
    index_text,
    parse,
    percent,
    percent_text,
    points,
    points_text,
    show,
    show_exactly,
    show_signed,
)

D = Decimal


# Rounding


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (D("0.25"), 1, "0.3"),
        (D("-0.25"), 1, "-0.3"),
        (D("2.675"), 2, "2.68"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(-1, 300), 1, "0.0"),
        (D("1E+3"), 0, "1000"),
        (7, 2, "7.00"),
    ],
)
def test_rounding_is_half_up_and_away_from_0(value, places, rounded):
    assert str(half_up(value, places)) == rounded


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (D("0.475"), "47.5"),
        (Fraction(28, 59), "47.5"),
        (Fraction(1), "100.0"),
        (Fraction(9996, 10000), "99.96"),
        (Fraction(3, 2), "150.0"),
        (Fraction(0), "0.0"),
    ],
)
def test_a_share_becomes_a_percentage_that_never_rounds_up_to_done(share, shown):
    assert str(percent(share)) == shown


def test_a_gap_never_rounds_to_on_pace():
    assert str(points(Fraction(-1, 40))) == "-2.5"
    assert str(points(Fraction(-2, 10000))) == "-0.02"
    assert str(points(Fraction(2, 10000))) == "0.0"


@given(st.fractions(), st.integers(0, 4))
@settings(max_examples=60)
def test_rounding_stays_within_half_a_unit_of_the_last_place(value, places):
    rounded = half_up(value, places)
    assert rounded.as_tuple().exponent == -places
    assert abs(Fraction(rounded) - value) * 10**places <= Fraction(1, 2)
    assert half_up(-value, places) == rounded.copy_negate()


@given(st.fractions(-2, 2), st.sampled_from([D("0.80"), D("1.00"), D("1.10")]))
@settings(max_examples=60)
def test_more_digits_show_the_side_of_a_cut_wherever_four_can(value, cut):
    rounded = beside(value, 2, (cut,))
    if abs(value - Fraction(cut)) > Fraction(1, 10000):
        assert (value >= cut) == (rounded >= cut)


@given(st.fractions(0, 2))
@settings(max_examples=60)
def test_the_percentage_shown_is_the_one_exported(share):
    text = percent_text(share)
    if text != "略低于100%":
        assert text == f"{percent(share)}%"


# Showing


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (D("532600"), 0, "532,600"),
        (D("999.5"), 1, "999.5"),
        (D("1000"), 2, "1,000.00"),
        (D("-0.06"), 2, "−0.06"),
        (D("-0.001"), 2, "0.00"),
        (None, 2, "—"),
    ],
)
def test_figures_have_commas_and_a_real_minus(value, places, shown):
    assert show(value, places) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("1.46", "+1.46"), ("-0.06", "−0.06"), ("0", "0"), ("0.001", "0")]
)
def test_differences_have_a_plus_and_0_has_no_sign(value, shown):
    assert show_signed(D(value), 2) == shown


def test_missing_figures_are_a_dash():
    assert [show_signed(None, 1), show_exactly(None), percent_text(None)] == ["—", "—", "—"]
    assert [points_text(None), index_text(None, Scale())] == ["—", "—"]


@pytest.mark.parametrize(
    ("value", "shown"), [("17.5000", "17.5"), ("12000", "12,000"), ("0.0000", "0"), ("-3", "−3")]
)
def test_a_figure_is_shown_with_the_digits_it_has(value, shown):
    assert show_exactly(D(value)) == shown


@pytest.mark.parametrize(
    ("index", "shown"),
    [
        ("0.949", "0.95"),
        ("1", "1.00"),
        ("0.996", "0.996"),
        ("0.9996", "0.9996"),
        ("0.99999", "略低于1.00"),
        ("1.0999", "1.0999"),
        ("1.004", "1.00"),
        ("-0.5", "−0.50"),
    ],
)
def test_an_index_shows_on_which_side_of_a_cut_it_lies(index, shown):
    assert index_text(D(index), Scale()) == shown


def test_cut_points_in_points_do_not_touch_the_index():
    scale = Scale(ahead=D(5), on_pace=D(0), behind=D(-10), in_points=True)
    assert index_text(D("0.996"), scale) == "1.00"


def test_a_cut_finer_than_four_places_is_told_by_word():
    scale = Scale(ahead=D("1.2"), on_pace=D("1.00004"), behind=D("0.8"))
    assert index_text(D("1.00004"), scale) == "略高于1.00"


@pytest.mark.parametrize(
    ("gap", "shown"),
    [
        (Fraction(-149, 6000), "−2.5"),
        (Fraction(1, 60), "+1.7"),
        (Fraction(0), "0"),
        (Fraction(-1, 10**5), "−0.001"),
        (Fraction(-1, 10**8), "略低于0"),
    ],
)
def test_a_gap_in_points_is_signed(gap, shown):
    assert points_text(gap) == shown


# Reading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17.5", "17.5"),
        ("１７．５", "17.5"),
        (" 17.5 ", "17.5"),
        ("1,000", "1000"),
        ("1，000", "1000"),
        ("1 000.25", "1000.25"),
        ("12,345,678.9", "12345678.9"),
        ("+3", "3"),
        ("−0.06", "-0.06"),
        ("－0.06", "-0.06"),
        (".5", "0.5"),
        ("17.", "17"),
        ("007", "7"),
        ("-0", "0"),
        ("1.50000", "1.5000"),
        ("17.5亿元", "17.5"),
        ("17.5 亿元", "17.5"),
        ("17。5", "17.5"),
        ("\u200b17.5\ufeff", "17.5"),
        ("17.5亿", "17.5"),
        ("99999999999999.9999", "99999999999999.9999"),
    ],
)
def test_figures_are_read_as_people_type_them(text, value):
    parsed = parse(text, "亿元", 2)
    assert (parsed.value, parsed.note) == (D(value), "")
    assert "E" not in str(parsed.value)


@pytest.mark.parametrize(
    ("text", "measure", "value", "note"),
    [
        ("175000万元", "亿元", "17.5", "175,000万元 = 17.5亿元"),
        ("１７５，０００万", "亿元", "17.5", "175,000万 = 17.5亿元"),
        ("1750000000元", "亿元", "17.5", "1,750,000,000元 = 17.5亿元"),
        ("17.5亿元", "万元", "175000", "17.5亿元 = 175,000万元"),
        ("3万", "元", "30000", "3万 = 30,000元"),
    ],
)
def test_money_is_converted_to_the_fields_unit_and_said(text, measure, value, note):
    parsed = parse(text, measure, 2)
    assert parsed == Parsed(D(value), note)
    assert "E" not in str(parsed.value)


@pytest.mark.parametrize(
    ("text", "measure", "decimals", "value"),
    [
        ("61.6%", "%", 1, "61.6"),
        ("61.6％", "%", 1, "61.6"),
        ("-3", "%", 0, "-3"),
        ("6家", "家", 0, "6"),
        ("6.0", "家", 0, "6"),
        ("6人次", "人次", 0, "6"),
        ("-1.5", "亿元", 2, "-1.5"),
    ],
)
def test_the_fields_own_unit_may_be_typed(text, measure, decimals, value):
    assert parse(text, measure, decimals) == Parsed(D(value))


@pytest.mark.parametrize(
    ("text", "measure", "decimals", "message"),
    [
        ("6..1", "%", 1, "“6..1”不是数字。请填阿拉伯数字，如6.1"),
        ("6..1", "家", 0, "“6..1”不是数字。请填阿拉伯数字，如6"),
        ("十二", "亿元", 2, "“十二”不是数字。请填阿拉伯数字，如6.1"),
        ("12亿8", "亿元", 2, "“12亿8”不是数字。请填阿拉伯数字，如6.1"),
        ("NaN", "亿元", 2, "“NaN”不是数字。请填阿拉伯数字，如6.1"),
        ("Infinity", "亿元", 2, "“Infinity”不是数字。请填阿拉伯数字，如6.1"),
        ("1-2", "亿元", 2, "“1-2”不是数字。请填阿拉伯数字，如6.1"),
        ("无", "家", 0, "“无”不是数字。没有新进展的照填上月数，一个也没有的填0。"),
        ("／", "亿元", 2, "“／”不是数字。没有新进展的照填上月数，一个也没有的填0。"),
        ("", "亿元", 2, "没有填数字。"),
        ("　", "亿元", 2, "没有填数字。"),
        ("1e999", "亿元", 2, "“1e999”是科学计数法，超出可填的写法。请写出全部数字，如1,000。"),
        ("1,00", "亿元", 2, "“1,00”的逗号位置不对。逗号只作千位分隔，如1,000；小数点用“.”。"),
        ("2.5", "件", 0, "件数须为整数，不能有小数：2.5"),
        ("-3", "家", 0, "家数不能小于0：-3"),
        ("99%", "家", 0, "“99%”是百分数，这里的单位是家，请只填数字。"),
        ("12亿元", "家", 0, "“12亿元”的单位不对，这里的单位是家，请只填数字。"),
        ("12家", "亿元", 2, "“12家”的单位不对，这里的单位是亿元，请只填数字。"),
        ("1.23456", "亿元", 2, "“1.23456”按亿元计小数超过4位，请四舍五入后填写。"),
        ("17元", "亿元", 2, "“17元”按亿元计小数超过4位，请四舍五入后填写。"),
        (
            "123456789012345",
            "元",
            2,
            "“123456789012345”超出可填范围，整数部分最多14位。",
        ),
        ("9" * 61, "亿元", 2, "“99999999999999999999…”太长，不是一个数字。"),
        ("6\x00", "家", 0, "“6?”不是数字。请填阿拉伯数字，如6"),
        ("6件", "", 0, "“6件”不是数字。请填阿拉伯数字，如6"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text, measure, decimals, message):
    with pytest.raises(NotAFigure) as refusal:
        parse(text, measure, decimals)
    assert str(refusal.value) == message


def test_a_refusal_is_a_value_error():
    assert issubclass(NotAFigure, ValueError)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text() | st.text("0123456789.,， +-−%亿万元家eE０１．", max_size=12),
    measure=st.sampled_from(["亿元", "万元", "元", "%", "家", "人次", ""]),
    decimals=st.integers(0, 4),
)
@example("٣", "家", 0)
@example("½", "家", 0)
@example("\ud800", "家", 0)
@example("9" * 5000, "家", 0)
@example("1e" + "9" * 50, "亿元", 2)
@example("0." + "0" * 50 + "1亿", "元", 2)
def test_any_text_is_read_or_refused(text, measure, decimals):
    try:
        value, message = parse(text, measure, decimals).value, "read"
    except NotAFigure as refusal:
        value, message = D(0), str(refusal)
    assert message.encode()
    assert abs(value) < 10**14
    assert value == half_up(value, 4)


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**14) + 1, max_value=10**14 - 1, places=4))
def test_what_is_shown_can_be_typed_back(value):
    assert parse(show_exactly(value), "亿元", 2).value == value
