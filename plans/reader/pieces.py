"""How a sentence is cut into pieces, each with the quantities that share its words. Pure.

A sentence is cut at commas, at brackets with numbers in them, and at 、 between two quantities; a
quantity that only describes what another counts (10亿元以上项目8个) gives its words to that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from plans.reader import measures
from plans.reader.naming import core_of, ends_doing
from plans.reader.quantities import Quantity, lead_before

_CUT = re.compile(",(?!\\d{3}(?!\\d))|(?<!\\d),|[()\\t]")
LISTED = re.compile("、|和|及|与|以及|或")
_JOINT = re.compile("^\\s*(?:、|和|及|与|以及|,|/)?\\s*$")
_ITEMS = re.compile(
    "(?:.{0,8}?)(?:项目|企业|工程|单体|园区|载体|产业集群|市场主体|普惠|单位|金融机构)"
)
_ITEM_AT_ONCE = re.compile(
    "[^,、;()]{0,6}?(?:企业|项目|产业集群|集群|园区|村|镇|市场主体|商户|大户|平台)(?:[^,、;()]{0,4})$"
)
_OF_ITEM = re.compile(
    "[\u4e00-\u9fff“”]{1,20}(?:项目|工程|基地|生产线|水厂|电站|电厂|码头|机组|园区)"
)  # 150万吨乙烯项目
_BARE_VERB = re.compile("(?:[^,]{0,8}前)?(?:全部|基本)?(?:实现|推进|确保|完成)?$")
_FROM = re.compile("(?:从|由)(?:上年(?:的)?|\ue000+的?)?(?:的)?$")
_FROM_AFAR = re.compile("(?:从|由)[^从由]{0,16}$")
_ARRIVES = re.compile(
    "[^,;]{0,4}?(?:提高|提升|增加|增长|上升|扩大|下降|降低?|缩短|压缩|减少|增|升)[到至]"
)
_SIZED = re.compile("(?:总投资|占地(?:面积)?|日处理(?:能力)?|(?:设计)?年产|日产|装机(?:容量)?)$")
OBJECT = re.compile("[\u4e00-\u9fff“\ue000]")
_SETTLED = re.compile("(?:的)?(?:自然村|行政村|村|屯|居民点|居住区|企业|单位|场所|小区|教学点)")
_MADE = re.compile(
    "(?:建成|新建|打造|创建|培育|引进|实施|完成|建设|设立|新增|布局|推广|创成|落地)$"
)
_MENDED = re.compile("进行.{0,10}(?:改造|提升|整治|建设|修缮|更新|治理|改建)")
_SCOPE = re.compile("^(?:在|对|针对|面向|组织|涉及)?(?:全(?:市|县|区|镇|乡|州|省)|辖区)?$")


@dataclass(slots=True)
class View:
    """The text in the ways it is looked at; all are equally long."""

    text: str
    narrowed: str
    masked: str
    year: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between cuts with the quantities in it; those of one group share their name words."""

    start: int
    end: int
    group: tuple[Quantity, ...]
    head: int  # where its name words begin
    is_first: bool  # of its piece


def pieces(view: View, start: int, end: int, found: list[Quantity]) -> Iterator[Piece]:
    """Cut the sentence, and give every cut the quantities in it, those of a list together."""
    cuts = _cuts(view, start, end, found)
    place = 0
    for begin, stop in zip(cuts, [each - 1 for each in cuts[1:]] + [end], strict=True):
        own: list[Quantity] = []
        while place < len(found) and found[place].start < stop:
            own.append(found[place])
            place += 1
        yield from _groups(view, begin, stop, own)


def _cuts(view: View, start: int, end: int, found: list[Quantity]) -> list[int]:
    """Where pieces begin: behind commas, at brackets with a number, at 、 between two quantities."""
    masked = view.masked
    cuts = [start]
    for match in _CUT.finditer(masked, start, end):
        if any(each.start < match.start() < each.end for each in found):
            continue
        if match[0] in "()" and not _is_cutting_bracket(masked, match.start(), start, end, found):
            continue
        cuts.append(match.end())
    for one, two in pairwise(found):
        between = masked[one.end : two.start]
        if "、" in between and "," not in between and not _JOINT.match(between):
            cuts.append(
                one.end + between.rindex("、") + 1
                if _is_listed(between)
                else one.end + between.index("、") + 1
            )
    return sorted(set(cuts))


def _is_listed(between: str) -> bool:
    """Whether more than one name stands between two quantities: then the list belongs to the later."""
    return (
        "各" not in between
        and "分别" not in between
        and "均" not in between
        and between.count("、") == 1
    )


def _is_cutting_bracket(
    masked: str, place: int, start: int, end: int, found: list[Quantity]
) -> bool:
    """Brackets round a number cut; 人才(团队) and 镇(街) do not."""
    opened = place if masked[place] == "(" else masked.rfind("(", max(start, place - 60), place)
    closed = place if masked[place] == ")" else masked.find(")", place, min(end, place + 60))
    if opened < 0 or closed < 0:
        return True
    return any(opened < each.start < closed for each in found)


def _groups(view: View, begin: int, stop: int, own: list[Quantity]) -> Iterator[Piece]:
    """The quantities of a piece as they share their names: 分别增长12%和15% is one group."""
    head, place = begin, 0
    while place < len(own):
        many = [own[place]]
        while place + len(many) < len(own) and _shares(view, many, own[place + len(many)], stop):
            many.append(own[place + len(many)])
        following = own[place + len(many)] if place + len(many) < len(own) else None
        place += len(many)
        if following and _is_attribute(view, many[-1], head, following):
            continue  # its words stay with the next quantity: 10亿元以上项目8个
        if not following and _is_lone_attribute(view, many[-1], head, stop):
            continue
        cut, next_head = _divide(view, many, head, following, stop)
        yield Piece(head, cut, tuple(many), head, head == begin)
        head = next_head


def _shares(view: View, many: list[Quantity], one: Quantity, stop: int) -> bool:
    """Whether a quantity right behind others shares their name; 6个、50亿元以上项目 does not."""
    return bool(_JOINT.match(view.masked[many[-1].end : one.start])) and not _is_lone_attribute(
        view, one, one.start, stop
    )


def _is_attribute(view: View, one: Quantity, head: int, two: Quantity) -> bool:
    """Whether a quantity only describes what the next one counts, or where it started from."""
    before, between = view.masked[head : one.start], view.masked[one.end : two.start]
    at_once = _FROM.search(before) and re.search("[至到增升降]", between)
    if at_once or (_FROM_AFAR.search(before) and _ARRIVES.match(between)):
        return True
    if one.rule in {"rank", "cover", "double"} or not between.strip():
        return False
    if re.match("[\\s、]*(?:和|及|与|以及|并|或)|,|、|\\)|\\(", between):
        return False
    if one.tail.endswith(("以上", "以下", "以内")) or between.startswith(("的", "及以")):
        return True
    if measures.is_measured(one.unit) and _ITEM_AT_ONCE.match(between):
        return True
    lead = lead_before(view.masked, head, one.start)
    bare = view.masked[head : lead.start].strip()
    if measures.is_measured(one.unit) and bare.endswith(
        ("总投资", "总规模", "投资", "年产", "面积")
    ):
        return True
    is_listed = not bare and LISTED.search(between)
    return not lead.words and not is_listed and bool(_SCOPE.match(bare))


def _is_lone_attribute(view: View, one: Quantity, head: int, stop: int) -> bool:
    """引进10亿元以上项目 counts nothing; 对全市120所幼儿园开展年检 promises nothing."""
    before, behind = view.masked[head : one.start], view.masked[one.end : stop]
    if (
        measures.is_measured(one.unit)
        and one.tail.endswith(("以上", "以下"))
        and _ITEMS.match(behind)
    ):
        return True
    if (
        one.unit in {"户", "人"}
        and one.tail
        and _BARE_VERB.match(before)
        and _SETTLED.match(behind)
    ):
        return True
    if re.search("(?:消除|取消|杜绝|禁止|清退)$", before) and one.tail and behind.strip():
        return True
    if named(view, head, one) and measures.is_measured(one.unit) and _OF_ITEM.match(behind):
        return True
    if measures.is_measured(one.unit) and _SIZED.search(before) and behind.strip():
        return True
    scope = re.match("^(?:对|针对|面向|在)(?!.{0,20}(?:达到|不低于))", before)
    is_scope = bool(scope) and not _MADE.search(before)
    return is_scope and bool(behind.strip()) and not _MENDED.search(behind)


def _divide(
    view: View, many: list[Quantity], head: int, following: Quantity | None, stop: int
) -> tuple[int, int]:
    """Where the quotation of a group ends and where the name words of the next begin."""
    last = many[-1].end
    if following is None:
        has_name = bool(named(view, head, many[0]))
        behind = view.masked[last:stop]
        takes_rest = behind.strip() and not has_name
        return (stop if takes_rest else last), stop
    between = view.masked[last : following.start]
    joints = [match.end() for match in LISTED.finditer(between)]
    if named(view, head, many[0]) or not joints:
        return last, last
    return last + joints[0] - 1, last + joints[0]


def named(view: View, head: int, one: Quantity) -> str:
    """The noun before a quantity, without words of doing and comparing; "" where there is none."""
    lead = lead_before(view.masked, head, one.start)
    core = core_of(view.text[head : lead.start])
    return "" if ends_doing(core) and OBJECT.match(view.masked, one.end) else core
