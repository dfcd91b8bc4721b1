"""The quantitative commitments of a stretch of text: each quantity with its name, quotation and kind. Pure.

A sentence is cut at commas, brackets with numbers in them, and at 、 between two quantities. In each
piece the words before a number name it (新认定高新技术企业20家), or those behind (做好1个“双强”项目建设),
or the piece before (达到75%, 占营业收入比重达1.55%).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from plans.reader import measures
from plans.reader.draft import Compared
from plans.reader.kinds import kind_of
from plans.reader.naming import TRIM, clean, core_of
from plans.reader.quantities import Lead, Quantity, compared, lead_before, quantities

CERTAIN, LIKELY, FAIR, DOUBTFUL = Decimal("0.95"), Decimal("0.9"), Decimal("0.8"), Decimal("0.6")
LONGEST = 800  # characters looked at together: what makes reading linear, whatever the text
_SENTENCE = re.compile(f"[^。!！?？;\n\u3000\ue001]{{1,{LONGEST}}}")
_CUT = re.compile(",(?!\\d{3}(?!\\d))|(?<!\\d),|[()\\t]")
_LISTED = re.compile("、|和|及|与|以及|或")
_AND = re.compile("、|(?<![共温饱])和(?![谐平睦])|以及|(?<![普涉危])及(?![时格])|(?<![参])与")
_JOINT = re.compile("^\\s*(?:、|和|及|与|以及|,)?\\s*$")
_STRETCH = re.compile(
    "^[\\s,、(]*(?:并|且)?(?:力争|争取|冲刺|奋力|努力)(?:达到|突破|实现|完成|增长|下降|降低|超过|提高|提升|达|到|至|为|在){0,3}$"
)
_ITEMS = re.compile(
    "(?:.{0,8}?)(?:项目|企业|工程|单体|园区|载体|产业集群|市场主体|普惠|单位|金融机构)"
)
_OF_ITEM = re.compile(
    "[\u4e00-\u9fff“”]{1,20}(?:项目|工程|基地|生产线|水厂|电站|电厂|码头|机组|园区)"
)  # 150万吨乙烯项目
_MENDED = re.compile("进行.{0,10}(?:改造|提升|整治|建设|修缮|更新|治理|改建)")
_SCOPE = re.compile("^(?:在|对|针对|面向|组织|涉及)?(?:全(?:市|县|区|镇|乡|州|省)|辖区)?$")
_PAST = re.compile(
    "^[\\s\ue000]{0,3}(?:去年|上年|上一年|前年|截至目前|截止目前|目前|近年来|过去|此前|截至(?!今年|本年)|五年来|一年来)"
)
_FUTURE = re.compile("今年|本年|力争|确保|计划|下一步|到.{0,4}年底|下半年")
_DONE = re.compile(
    "已(?:经|全部|全面|累计)?(?:有|建|完|达|实|培|成|投|开|引|新|超|突|提|增|下|落|于|$)|现有|现已|已有|原有"
)
_TO_COMPARE = re.compile("(?:比|较|相比|同|于|与|超)$")
_QUIET = ("争取", "组织实施")  # such words begin no quotation
_YEAR = re.compile("(?:19|20)\\d\\d")
_OFTEN = re.compile("每(?:月|季度?|周|半年|两月|双月|旬|日|天|次)(?!.{0,6}(?:人|户)口)")


@dataclass(frozen=True, slots=True)
class Found:
    """One commitment as it stands in one place: text[start:end] is its quotation."""

    name: str
    core: str  # the name without the words of doing before it, for finding it again elsewhere
    value: Decimal
    stretch: Decimal | None
    unit: str
    comparator: Compared
    kind: str
    start: int
    end: int
    rule: str
    reason: str
    confidence: Decimal


@dataclass(slots=True)
class View:
    """The text in the ways it is looked at; all are equally long."""

    text: str
    narrowed: str
    masked: str
    year: int


def commitments(view: View, start: int, end: int) -> Iterator[Found]:
    """The commitments of text[start:end], in order."""
    last: Found | None = None
    for match in _SENTENCE.finditer(view.masked, start, end):
        if _is_past(view, match.start(), match.end()):
            continue
        last = None if "\n" in view.text[(last.end if last else start) : match.start()] else last
        for found in _in_sentence(view, match.start(), match.end(), last):
            yield found
            last = found


def _is_past(view: View, start: int, end: int) -> bool:
    """Whether a sentence tells what was: 去年…, 2023年… in a plan of 2024."""
    head = view.narrowed[start : min(start + 12, end)].lstrip()
    year = _YEAR.match(head)
    is_past = bool(_PAST.match(head)) or bool(
        year and view.year and int(year[0]) < view.year and not re.match(".{4}年?[-~至]", head)
    )
    return is_past and not _FUTURE.search(view.narrowed[start:end])


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch between cuts with the quantities in it; those of one group share their name words."""

    start: int
    end: int
    group: tuple[Quantity, ...]
    head: int  # where its name words begin
    is_first: bool  # of its piece


def _in_sentence(view: View, start: int, end: int, before: Found | None) -> Iterator[Found]:
    sentence = view.masked[start:end]
    found = [
        replace(each, start=each.start + start, end=each.end + start)
        for each in quantities(sentence)
    ]
    if not found:
        return
    last = before
    for piece in _pieces(view, start, end, found):
        for each in _of_piece(view, piece, last):
            yield each
            last = each


def _pieces(view: View, start: int, end: int, found: list[Quantity]) -> Iterator[_Piece]:
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


def _groups(view: View, begin: int, stop: int, own: list[Quantity]) -> Iterator[_Piece]:
    """The quantities of a piece as they share their names: 分别增长12%和15% is one group."""
    head, place = begin, 0
    while place < len(own):
        many = [own[place]]
        while place + len(many) < len(own) and _JOINT.match(
            view.masked[many[-1].end : own[place + len(many)].start]
        ):
            many.append(own[place + len(many)])
        following = own[place + len(many)] if place + len(many) < len(own) else None
        place += len(many)
        if following and _is_attribute(view, many[-1], head, following):
            continue  # its words stay with the next quantity: 10亿元以上项目8个
        if not following and _is_lone_attribute(view, many[-1], head, stop):
            continue
        cut, next_head = _divide(view, many, head, following, stop)
        yield _Piece(head, cut, tuple(many), head, head == begin)
        head = next_head


def _is_attribute(view: View, one: Quantity, head: int, two: Quantity) -> bool:
    """Whether a quantity only describes what the next one counts, or where it started from."""
    before, between = view.masked[head : one.start], view.masked[one.end : two.start]
    if re.search("(?:从|由)(?:上年(?:的)?|\ue000+的?)?(?:的)?$", before) and re.search(
        "[至到增升降]", between
    ):
        return True
    if one.rule in {"rank", "cover", "double"} or not between.strip():
        return False
    if re.match("[\\s、]*(?:和|及|与|以及|并|或)|,|、|\\)|\\(", between):
        return False
    if one.tail.endswith(("以上", "以下", "以内")) or between.startswith(("的", "及以")):
        return True
    lead = lead_before(view.masked, head, one.start)
    bare = view.masked[head : lead.start].strip()
    if measures.is_measured(one.unit) and bare.endswith(
        ("总投资", "总规模", "投资", "年产", "面积")
    ):
        return True
    return not lead.words and bool(_SCOPE.match(bare))


def _is_lone_attribute(view: View, one: Quantity, head: int, stop: int) -> bool:
    """引进10亿元以上项目 counts nothing; 对全市120所幼儿园开展年检 promises nothing."""
    before, behind = view.masked[head : one.start], view.masked[one.end : stop]
    if (
        measures.is_measured(one.unit)
        and one.tail.endswith(("以上", "以下"))
        and _ITEMS.match(behind)
    ):
        return True
    if re.search("(?:消除|取消|杜绝|禁止|清退)$", before) and one.tail and behind.strip():
        return True
    if _named(view, head, one) and measures.is_measured(one.unit) and _OF_ITEM.match(behind):
        return True
    scope = re.match("^(?:对|针对|面向|在)(?!.{0,20}(?:达到|不低于))", before)
    return bool(scope) and bool(behind.strip()) and not _MENDED.search(behind)


def _divide(
    view: View, many: list[Quantity], head: int, following: Quantity | None, stop: int
) -> tuple[int, int]:
    """Where the quotation of a group ends and where the name words of the next begin."""
    last = many[-1].end
    if following is None:
        has_name = bool(_named(view, head, many[0]))
        behind = view.masked[last:stop]
        takes_rest = behind.strip() and not has_name
        return (stop if takes_rest else last), stop
    between = view.masked[last : following.start]
    joints = [match.end() for match in _LISTED.finditer(between)]
    if _named(view, head, many[0]) or not joints:
        return last, last
    return last + joints[0] - 1, last + joints[0]


def _named(view: View, head: int, one: Quantity) -> str:
    """The noun before a quantity, without words of doing and comparing; "" where there is none."""
    lead = lead_before(view.masked, head, one.start)
    return core_of(view.text[head : lead.start])


def _of_piece(view: View, piece: _Piece, last: Found | None) -> Iterator[Found]:
    one = piece.group[0]
    lead = lead_before(view.masked, piece.head, one.start)
    before = view.masked[piece.head : one.start]
    if _DONE.search(before) or _OFTEN.search(before) or _is_out_of_time(one, lead, view):
        return
    if (
        last
        and _STRETCH.match(before)
        and last.stretch is not None
        and abs(last.stretch) == one.value
    ):
        return
    names, how = _names(view, piece, lead, last)
    if not names:
        return
    if len(names) == len(piece.group):
        pairs = list(zip(names, piece.group, strict=True))
    elif len(piece.group) == 1:
        pairs = [(name, one) for name in names]
    else:
        pairs = [("、".join(names), each) for each in piece.group]
    for name, quantity in pairs:
        yield _found(view, piece, quantity, lead, name, how)


def _is_out_of_time(one: Quantity, lead: Lead, view: View) -> bool:
    """A time is promised only behind a comparing word: 压缩至3个工作日, not 7天 of a holiday."""
    is_bound = lead.words or one.tail
    return measures.is_timed(one.unit) and not is_bound


def _names(view: View, piece: _Piece, lead: Lead, last: Found | None) -> tuple[list[str], str]:
    """What the quantities of a piece are of: before them, behind them, or in the piece before."""
    one = piece.group[0]
    said = re.sub("(?:从|由)[^从由]{0,20}$", "", view.text[piece.head : lead.start]) or ""
    core = core_of(said)
    shares = any(word in {"各", "均", "都", "分别", "全部"} for word in lead.words)
    if one.rule == "cover":
        said = view.text[piece.head : one.start]
        return [clean(said) + "全覆盖" if not said.endswith("全覆盖") else said], "cover"
    if core.startswith("占") and last:
        return [last.name + core], "carried"
    if core:
        if shares or len(piece.group) > 1:
            many = [each.strip(TRIM) for each in _AND.split(said)]
            many = [each for each in many if each]
            is_each = "全部" not in lead.words
            if len(many) > 1 and is_each and (len(piece.group) in {1, len(many)}):
                return [clean(each) for each in many], "each"
        return [clean(said)], "before"
    behind = view.text[piece.group[-1].end : piece.end].strip(TRIM)
    if behind and not re.match("以上|左右|以内", behind):
        return [clean(said) + behind], "behind"
    if last:
        return [f"{last.name}{clean(said)}"], "carried"
    return ([clean(said)] if said.strip(TRIM) else []), "bare"


def _found(view: View, piece: _Piece, one: Quantity, lead: Lead, name: str, how: str) -> Found:
    comparator, value, stretch = compared(one, lead)
    start, end = _quotation(view, piece)
    if stretch is None:
        stretch, end = _striven(view, one, end)
        if stretch is not None and value < 0:
            stretch = -abs(stretch)
    changes = [
        word
        for word in lead.words
        if word in {"增长", "下降", "提高", "降低", "提升", "减少", "压减"}
    ]
    arrives = "至" in lead.words or "到" in lead.words
    if changes and not arrives and not name.endswith(tuple(changes)) and how != "behind":
        name += ("年均" if "年均" in lead.words else "") + changes[-1]
    name = name or view.text[start:end]
    kind, reason = kind_of(name, one.unit, comparator, lead, one.rule)
    rule = f"{one.rule}-{how}"
    unit = one.unit.replace("(", "（").replace(")", "）")
    return Found(
        name,
        core_of(name),
        value,
        stretch,
        unit,
        comparator,
        kind,
        start,
        end,
        rule,
        reason,
        _confidence(one, lead, how),
    )


def _confidence(one: Quantity, lead: Lead, how: str) -> Decimal:
    """How sure a finding is: most with a comparing word and a name, least with a name carried on."""
    if how == "bare":
        return DOUBTFUL
    if one.rule == "chinese" or how == "carried":
        return FAIR
    is_marked = bool(lead.words or one.tail) and how == "before"
    return CERTAIN if is_marked else LIKELY


def _striven(view: View, one: Quantity, end: int) -> tuple[Decimal | None, int]:
    """A stretch behind a goal: 达到2.3%,力争达到2.5%; 100家(力争120家)."""
    ahead = view.masked[one.end : one.end + 40]
    for quantity in quantities(ahead):
        if _STRETCH.match(ahead[: quantity.start]) and quantity.unit == one.unit:
            if abs(quantity.value) == abs(one.value) or quantity.rule == "rank":
                return None, end
            stop = one.end + quantity.end
            return quantity.value, stop + (view.masked[stop : stop + 1] == ")")
        break
    return None, end


def _quotation(view: View, piece: _Piece) -> tuple[int, int]:
    """The words a finding is quoted with, without the separators round them and quiet verbs."""
    start, end = piece.start, piece.end
    while start < end and view.text[start] in TRIM + "\ue000和及与":
        start += 1
    while end > start and view.text[end - 1] in " \t,，、:：;；.\u00a0\u3000":
        end -= 1
    for word in _QUIET:
        if view.text.startswith(word, start):
            start += len(word)
    return start, end
