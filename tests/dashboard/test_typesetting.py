"""The plan's words as pages print them."""

import pytest

from dashboard.typesetting import full_width, sentence_of

TEXT = "第一句。达到2.3%,力争2.5%(左右);共1,000家!\n  下一段:到24:00止"


@pytest.mark.parametrize(
    ("stored", "printed"),
    [
        ("达到2.3%,力争达到2.5%", "达到2.3%，力争达到2.5%"),
        ("海纳计划人才(团队)5个以上", "海纳计划人才（团队）5个以上"),
        ("共1,000家,24:00截止", "共1,000家，24:00截止"),
        ("产业园区;高新:2,", "产业园区；高新：2，"),
        ("“从0到1”?!", "“从0到1”？！"),
    ],
)
def test_punctuation_is_printed_full_width_and_the_length_stays(stored, printed):
    assert full_width(stored) == printed
    assert len(full_width(stored)) == len(stored)


@pytest.mark.parametrize(
    ("phrase", "sentence", "offset"),
    [
        ("力争2.5%", "达到2.3%,力争2.5%(左右);共1,000家!", 7),
        ("第一句", "第一句。", 0),
        ("到24:00止", "下一段:到24:00止", 4),
    ],
)
def test_sentence_is_found_round_its_phrase(phrase, sentence, offset):
    start = TEXT.index(phrase)
    assert sentence_of(TEXT, start, start + len(phrase)) == (sentence, offset)


def test_phrase_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="phrase must stand within 0 to 3, not 2 to 9"):
        sentence_of("三个字", 2, 9)
