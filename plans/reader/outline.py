"""The outline of an official text: titles, headings, numbered tasks, dashes, paragraphs, sign-off.

Pure. A text is a line a block; a block knows what it is and where it stands, so that whoever
prints or reads it further needs nothing but offsets. Nothing is guessed beyond the forms that
official documents keep to (一、 （一） 1. （1） —— 附件 落款); any other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a line of an official text is."""

    META = "meta"  # 索引号、公开方式 …: what a website puts above a document
    TITLE = "title"
    DOC_NO = "doc_no"  # the number a letter is filed under, with its year in brackets
    ADDRESS = "address"  # 主送机关
    HEADING = "heading"  # 一、 at level 1, （一） at level 2, （1） 1） ① at level 4
    ITEM = "item"  # 1. at level 3: a numbered task
    DASH = "dash"  # ——聚焦 …
    PARAGRAPH = "paragraph"
    SIGNATURE = "signature"  # 落款: issuer, seal, date
    RESIDUE = "residue"  # 打印本页 关闭窗口: what a website leaves below a document


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the text, text[start:end], without the white space round it.

    `number` is that of a heading or an item, 0 elsewhere; `level` 1-4 of a heading or an item, 0
    elsewhere. `title_end` is where its title ends: a heading may run on into its text (1.标题。正文),
    else its end; the start where a block has no title.
    """

    kind: Kind
    start: int
    end: int
    number: int = 0
    level: int = 0
    title_end: int = 0


NUMERALS = "一二三四五六七八九"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = f"[{NUMERALS}十百零\u3007]"
_FORMS = (
    (Kind.HEADING, 1, re.compile(rf"(?:第({_CHINESE}{{1,5}})[章节部]|({_CHINESE}{{1,5}})、)")),
    (Kind.HEADING, 2, re.compile(rf"[(（]({_CHINESE}{{1,5}})[)）]")),
    (Kind.ITEM, 3, re.compile(r"(\d{1,3})(?:[.\uff0e](?!\d)|、)")),
    (Kind.ITEM, 3, re.compile(rf"第({_CHINESE}{{1,5}})条(?=\s)")),
    (Kind.HEADING, 4, re.compile(r"[(（](\d{1,3})[)）]|(\d{1,2})[)）](?=[^\s,，。])")),
    (Kind.HEADING, 4, re.compile(f"([{CIRCLED}])")),
)
_DASH = re.compile(r"—{1,2}|--|──")
_LABELS = (
    "索引号",
    "文号",
    "主题分类",
    "公开方式",
    "公开时限",
    "体裁分类",
    "信息分类",
    "发布机构",
    "发文机关",
    "成文日期",
    "发文日期",
    "发布日期",
    "有效性",
    "统一编号",
    "信息来源",
)
_SPACED = "|".join(r"\s*".join(label) for label in _LABELS)  # 索 引 号
_META = re.compile(rf"(?:{_SPACED})\s*[:：]")
_DOC_NO = re.compile(r"\S{1,20}[\u3014\[（(]\d{4}[\u3015\]）)]\s*第?\d{1,5}号$")
_DATE = re.compile(r"(?:\d{4}|[\u3007○零一二三四五六七八九]{4})年\S{1,3}月\S{1,3}日$")
_RESIDUE = re.compile(r"(?:打印本页|关闭窗口|扫一扫|分享到|【打印|【关闭|责任编辑|浏览次数)")
_APPENDIX = re.compile(r"附件\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]?\s*$")
_STOPS = "。！？；!?;"
_OPEN_ENDS = "，、,：:"
LONGEST_TITLE = 80  # characters; a longer line without a full stop is a paragraph nevertheless
LONGEST_SIGNATURE = 40
SIGNERS = 4  # so many lines may stand above the date of a sign-off


def outline(text: str) -> tuple[Block, ...]:
    """The blocks of the text in order; what stands between two of them is white space.

    Errors: none raised; a text of no form at all is paragraphs. Linear in the text's length.
    """
    blocks: list[Block] = []
    is_opening = True  # a title may still come: nothing but meta lines and titles stood so far
    for start, end in _lines(text):
        block = _block(text, start, end, blocks, is_opening=is_opening)
        if block.kind is Kind.SIGNATURE:
            _sign(text, blocks)
        blocks.append(block)
        is_opening = block.kind in {Kind.META, Kind.TITLE, Kind.DOC_NO, Kind.SIGNATURE}
    return tuple(blocks)


def number_of(numeral: str) -> int:
    """The number that a heading writes: 十七 → 17, 二十 → 20, 12 → 12; 0 for none."""
    if numeral.isdecimal():
        return int(numeral)
    if numeral and numeral in CIRCLED:
        return CIRCLED.index(numeral) + 1
    total, digit = 0, 0
    for each in numeral:
        if each in NUMERALS:
            digit = NUMERALS.index(each) + 1
        elif each in "十百":
            total += (digit or 1) * (10 if each == "十" else 100)
            digit = 0
    return total + digit


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that says anything begins and ends, white space left out."""
    place = 0
    for line in text.splitlines(keepends=True):
        said = line.strip()
        if said:
            start = place + len(line) - len(line.lstrip())
            yield start, start + len(said)
        place += len(line)


def _block(text: str, start: int, end: int, before: list[Block], *, is_opening: bool) -> Block:
    said = text[start:end]
    numbered = _numbered(said, start, end)
    if numbered is not None:
        return numbered
    if _DASH.match(said):
        return Block(Kind.DASH, start, end, title_end=start)
    whole = Block(_plain(said, before, is_opening=is_opening), start, end, title_end=start)
    return replace(whole, title_end=end) if whole.kind is Kind.TITLE else whole


def _numbered(said: str, start: int, end: int) -> Block | None:
    """A heading or a numbered task, with what of it is the title."""
    for kind, level, form in _FORMS:
        found = form.match(said)
        if found:
            number = number_of(next(group for group in found.groups() if group))
            return Block(kind, start, end, number, level, start + _title_length(said))
    return None


def _title_length(said: str) -> int:
    """How much of a numbered line is its title: up to the first full stop, or all of it."""
    stop = said.find("。")
    return len(said) if stop < 0 else stop + 1


def _plain(said: str, before: list[Block], *, is_opening: bool) -> Kind:
    """What a line without a number is."""
    last = before[-1].kind if before else None
    if _RESIDUE.match(said):
        return Kind.RESIDUE
    if last in {None, Kind.META} and _META.match(said):
        return Kind.META
    if is_opening and _DOC_NO.match(said):
        return Kind.DOC_NO
    if _DATE.match(said) and last not in {None, Kind.TITLE, Kind.META}:
        return Kind.SIGNATURE
    if last in {Kind.TITLE, Kind.DOC_NO} and said[-1] in "：:":
        return Kind.ADDRESS
    is_short = len(said) <= LONGEST_TITLE and said[-1] not in _STOPS + _OPEN_ENDS
    if (is_opening and is_short) or (len(said) <= LONGEST_TITLE and _APPENDIX.match(said)):
        return Kind.TITLE
    return Kind.PARAGRAPH


def _sign(text: str, blocks: list[Block]) -> None:
    """The short lines above a date sign it with: issuer, and on whose seal."""
    for place in range(len(blocks) - 1, max(len(blocks) - 1 - SIGNERS, 0), -1):
        block = blocks[place]
        said = text[block.start : block.end]
        is_name = block.kind is Kind.PARAGRAPH and len(said) <= LONGEST_SIGNATURE
        if not is_name or said[-1] in _STOPS + _OPEN_ENDS:
            return
        blocks[place] = replace(block, kind=Kind.SIGNATURE)
