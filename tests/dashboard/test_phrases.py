"""A text cut where marks begin and end: overlapping, nested, touching, and none of it lost."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.phrases import Mark, Names, Piece, Sort, cut, responsible
from dashboard.typesetting import full_width


def mark(start, end, code="T01"):
    return Mark(start, end, Sort.TARGET, code)


def told(pieces):
    return [
        (piece.start, piece.end, [m.code for m in piece.under], [m.code for m in piece.closing])
        for piece in pieces
    ]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [(0, 10, [], [])]),
        ([mark(2, 5, "A")], [(0, 2, [], []), (2, 5, ["A"], ["A"]), (5, 10, [], [])]),
        (
            [mark(2, 5, "A"), mark(2, 5, "B")],
            [(0, 2, [], []), (2, 5, ["A", "B"], ["A", "B"]), (5, 10, [], [])],
        ),
        (
            [mark(4, 6, "B"), mark(0, 8, "A")],
            [
                (0, 4, ["A"], []),
                (4, 6, ["A", "B"], ["B"]),
                (6, 8, ["A"], ["A"]),
                (8, 10, [], []),
            ],
        ),
        (
            [mark(0, 6, "A"), mark(4, 10, "B")],
            [(0, 4, ["A"], []), (4, 6, ["A", "B"], ["A"]), (6, 10, ["B"], ["B"])],
        ),
        ([mark(0, 5, "A"), mark(5, 10, "B")], [(0, 5, ["A"], ["A"]), (5, 10, ["B"], ["B"])]),
        ([mark(3, 3, "A")], [(0, 10, [], [])]),
    ],
    ids=["none", "one", "on one another", "nested", "overlapping", "touching", "of no length"],
)
def test_one_span_is_cut_where_marks_turn(marks, expected):
    (pieces,) = cut([(0, 10)], marks)
    assert told(pieces) == expected


def test_a_mark_over_two_spans_covers_both_and_closes_in_the_last():
    first, second = cut([(0, 4), (5, 9)], [mark(2, 7, "A")])
    assert told(first) == [(0, 2, [], []), (2, 4, ["A"], [])]
    assert told(second) == [(5, 7, ["A"], ["A"]), (7, 9, [], [])]


places = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)


@given(st.lists(places, max_size=12), st.lists(st.integers(1, 20), max_size=5))
def test_every_character_is_in_one_piece_and_under_its_marks(ranges, widths):
    marks = [mark(start, end, f"T{place}") for place, (start, end) in enumerate(ranges)]
    spans, place = [], 0
    for width in widths:
        spans.append((place, place + width))
        place += width + 1
    for (start, end), pieces in zip(spans, cut(spans, marks), strict=True):
        seen = []
        for piece in pieces:
            assert piece.start < piece.end
            for at in range(piece.start, piece.end):
                seen.append(at)
                assert set(piece.under) == {each for each in marks if each.start <= at < each.end}
            assert set(piece.closing) == {each for each in piece.under if each.end == piece.end}
        assert seen == list(range(start, end))


def test_a_piece_without_marks_is_the_whole_span():
    assert list(cut([(3, 9)], [])) == [[Piece(3, 9)]]


OURS = ("/dashboard/", "/plans/")


def steps_of(act):
    """How many lines of ours run while `act` runs: the same on every machine."""
    counted = 0

    def trace(frame, event, _):
        nonlocal counted
        counted += event == "line"
        return trace if any(room in frame.f_code.co_filename for room in OURS) else None

    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(None)
    return counted


def test_twice_the_text_is_about_twice_the_work():
    def work(blocks):
        spans = [(at * 100, at * 100 + 99) for at in range(blocks)]
        marks = [mark(at * 100 + 10, at * 100 + 30, f"T{at}") for at in range(blocks)]
        return steps_of(lambda: list(cut(spans, marks)))

    assert work(400) <= 2.2 * work(200)


NAMES = Names(
    [
        ("区经信局", "jingxin"),
        ("区经济和信息化局", "jingxin"),
        ("区农业农村局〔区海洋经济发展局〕", "nongye"),
        ("区农业农村局", "nongye"),
        ("区海洋经济发展局", "nongye"),
        ("各有关镇（街）", "zhenjie"),
        ("产业平台", "pingtai"),
        ("分局", "one"),
        ("分局", "other"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("（区经信局、区农业农村局〔区海洋经济发展局〕）", ["区经信局", "区农业农村局〔区海洋经济发展局〕"]),
        ("（责任单位：区经信局，各有关镇（街）、产业平台。列第一位的为牵头单位）",
         ["区经信局", "各有关镇（街）", "产业平台"]),
        ("（区农业农村局〔某某局〕）", ["区农业农村局"]),
        ("（新区经信局、区经信局科技科）", []),
        ("（分局）", []),
        ("区经济和信息化局、区经信局", ["区经济和信息化局", "区经信局"]),
    ],
    ids=["longest", "introduced", "short", "part of a name", "shared", "bare"],
)  # fmt: skip
def test_units_are_found_only_as_whole_names(text, found):
    assert [text[m.start : m.end] for m in NAMES.found(text, 0, len(text))] == found


def test_no_names_find_nothing():
    assert list(Names([("  ", "x")]).found("（区经信局）", 0, 6)) == []


@pytest.mark.parametrize(
    ("text", "bracket"),
    [
        ("1.提升。加快建设。(区经信局、区发改局)", "（区经信局、区发改局）"),
        ("1.提升。加快建设。(区经信局)。", "（区经信局）"),
        ("1.提升。(责任单位:区经信局,各有关镇(街)、平台。下同)", "（责任单位：区经信局，各有关镇（街）、平台。下同）"),
        ("10.激发。新增30%以上。区委组织部、区住建局)", "区委组织部、区住建局）"),
        ("6.提升。加快建设。", None),
        (")", None),
        ("没有句号)", None),
    ],
    ids=["plain", "with a stop", "nested", "opening forgotten", "none", "one bracket", "no stop"],
)  # fmt: skip
def test_bracket_of_responsible_units(text, bracket):
    shown = full_width(text)
    place = responsible(shown, 0, len(shown))
    assert (None if place is None else shown[slice(*place)]) == bracket
