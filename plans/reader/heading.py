"""A document's head: title, number, issuer, day and year, from its first and last lines. Pure."""

from __future__ import annotations

import datetime as dt
import re

from plans.reader.draft import Meta
from plans.reader.marking import narrow
from plans.reader.numerals import value_of
from plans.reader.outline import Block, Kind

_ENDS = re.compile(
    "(?:要点|计划|方案|意见|通知|清单|分解表|任务表|措施|行动|规划|安排|指标|办法|细则|分工|表|目标|报告|决定|部署|责任书)(?:[(（].{1,24}[)）])?$"
)
_ISSUING = re.compile(
    "印发《?(?P<title>[^《》]{4,80}(?:《[^《》]{1,40}》[^《》]{0,40})?)》?的通知$"
)
_HEADED = re.compile(
    "文件$|^[(（].{0,12}(?:公开|发布|印发|登报)[^()（）]{0,8}[)）]$|^(?:中共|附件|附表)?.{0,3}附(?:件|表)\\s*\\d*[:：]?$"
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[年\-./]\s?(?P<m>\d{1,2})\s?[月\-./]\s?(?P<d>\d{1,2})(?!\d)"
)
_CHINESE = "\u3007○零一二三四五六七八九"
_CHINESE_DATE = re.compile(
    rf"(?P<y>[{_CHINESE}]{{4}})年(?P<m>[一二三四五六七八九十]{{1,2}})月(?P<d>[一二三四五六七八九十]{{1,3}})日"
)
_NUMBER = re.compile(r"\S{1,20}[〔\[（(]\d{4}[〕\]）)]\s*第?\d{1,5}号")
_FIELD = r"\s*[:：]\s*(?P<value>[^\s:：]{1,40})"
_YEAR = re.compile(r"20\d\d")
_SEAL = re.compile("^[(（].*[)）]$|代章")
FIRST = 12  # lines of a website's head
_LABELLED_NUMBER = re.compile(
    r"文\s{0,8}号[\s|:：]{1,4}(?P<number>\S{1,20}[〔\[（(]\d{4}[〕\]）)]\s*第?\d{1,5}号)"
)
_LABELLED_DAY = re.compile(r"(?:成文|发文|印发)日期[\s|:：]{1,4}20\d\d[-年./]\d{1,2}[-月./]\d{1,2}")


def meta_of(text: str, blocks: tuple[Block, ...]) -> Meta:
    """What the head and the sign-off say; what they do not say stays empty."""
    title, heads = _title(text, blocks)
    lines = [text[block.start : block.end] for block in blocks]
    signed = [text[block.start : block.end] for block in blocks if block.kind is Kind.SIGNATURE]
    meta_lines = [
        line for line, block in zip(lines, blocks, strict=True) if block.kind is Kind.META
    ]
    day = next((_iso(line) for line in signed if _iso(line)), "") or _field_day(
        meta_lines, lines[:FIRST]
    )
    return Meta(
        title,
        _doc_no(text, blocks, meta_lines),
        _issuer(signed, heads, meta_lines),
        day,
        _year(title, day, text),
    )


def _title(text: str, blocks: tuple[Block, ...]) -> tuple[str, list[str]]:
    """The document's own title, and all that stand above its text, the letter's among them."""
    titles: list[str] = []
    is_open = False  # a title runs on into the next line
    for block in blocks:
        if block.kind is not Kind.TITLE or "\t" in text[block.start : block.end]:
            is_open = False
            continue
        said = " ".join(text[block.start : block.end].split())
        if _HEADED.search(said):
            is_open = False
            continue
        if is_open and len(titles[-1]) + len(said) < 120:
            titles[-1] += said
        else:
            titles.append(said)
        is_open = not _ENDS.search(titles[-1])
    own = [each for each in titles if not each.endswith("通知")]
    named = [match["title"] for each in titles if (match := _ISSUING.search(each))]
    best = next((each for each in own if _ENDS.search(each)), "")
    if named and named[0] not in own and not best:
        best = named[0]
    if not best:
        best = (own or titles or [_first(text, blocks)])[0]
    return best, titles


def _first(text: str, blocks: tuple[Block, ...]) -> str:
    """The first short line, where nothing is a title."""
    for block in blocks[:3]:
        said = text[block.start : block.end]
        if len(said) <= 60 and not block.number and _ENDS.search(said):
            return said
    return ""


def _doc_no(text: str, blocks: tuple[Block, ...], meta_lines: list[str]) -> str:
    for block in blocks:
        if block.kind is Kind.DOC_NO:
            return text[block.start : block.end]
    for line in meta_lines:
        found = re.search(r"文\s*号\s*[:：]\s*(\S{1,30}号)", line) or _NUMBER.search(line)
        if found:
            return (found[1] if found.groups() else found[0]).strip()
    for block in blocks[
        :FIRST
    ]:  # 文 号 | 蔡政办〔2026〕1号: a website's head pasted without its colons
        line = text[block.start : block.end]
        found = _LABELLED_NUMBER.search(line)
        if found:
            return found["number"]
    return ""


def _issuer(signed: list[str], heads: list[str], meta_lines: list[str]) -> str:
    """Who signed; else who stands before 关于印发; else what the website's head says."""
    for line in signed:
        if not _iso(line) and not _SEAL.search(line) and not line.startswith(("附件", "附表")):
            return "".join(line.split()) if len(line) < 30 else line
    for title in heads:
        before, found, _ = title.partition("关于")
        if found and len(before.strip()) >= 4:
            return before.strip()
    for label in ("发文机关", "发布机构"):
        for line in meta_lines:
            match = re.search(label + _FIELD, line)
            if match and match["value"] != "-":
                return match["value"]
    return ""


def _field_day(meta_lines: list[str], first: list[str]) -> str:
    for label in ("成文日期", "发文日期", "发布日期"):
        for line in meta_lines:
            place = line.replace(" ", "").find(label)
            if place >= 0:
                found = (
                    _iso(line[line.find(label[0]) :])
                    if label not in line
                    else _iso(line[line.find(label) :])
                )
                if found:
                    return found
    return next((_iso(match[0]) for each in first if (match := _LABELLED_DAY.search(each))), "")


def _iso(line: str) -> str:
    """The day a line names, ISO; "" for none or for a day that does not exist."""
    match = _DATE.search(narrow(line))
    if match:
        numbers = [int(match[key]) for key in ("y", "m", "d")]
    else:
        match = _CHINESE_DATE.search(line)
        if match is None:
            return ""
        numbers = [int(value_of(match[key]) or 0) for key in ("y", "m", "d")]
    try:
        return dt.date(*numbers).isoformat()
    except ValueError:
        return ""


def _year(title: str, day: str, text: str) -> int:
    """The year a plan is for: its title's, else its day's, else the first its text names; 0 for none."""
    for where in (title, day, text[:2000]):
        match = _YEAR.search(narrow(where))
        if match:
            return int(match[0])
    return 0
