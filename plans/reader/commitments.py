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

from plans.reader import measures
from plans.reader.draft import Compared
from plans.reader.kinds import kind_of
from plans.reader.naming import TRIM, clean, core_of, ends_doing, unchanged
from plans.reader.pieces import OBJECT, Piece, View, pieces
from plans.reader.quantities import Lead, Quantity, compared, lead_before, quantities

CERTAIN, LIKELY, FAIR, DOUBTFUL = Decimal("0.95"), Decimal("0.9"), Decimal("0.8"), Decimal("0.6")
LONGEST = 800  # characters looked at together: what makes reading linear, whatever the text
_SENTENCE = re.compile(f"[^。!！?？;\n\u3000\ue001]{{1,{LONGEST}}}")
_AND = re.compile("、|(?<![共温饱])和(?![谐平睦])|以及|(?<![普涉危])及(?![时格])|(?<![参])与")
_STRETCH = re.compile(
    "^[\\s,、(]*(?:并|且)?(?:力争|争取|冲刺|奋力|努力)(?:达到|突破|实现|完成|增长|下降|降低|超过|提高|提升|达|到|至|为|在){0,3}$"
)
_PLACED = re.compile(
    "(?:继续|力争|确保|稳步)?(?:跃居|位居|稳居|居|进入|位列|保持(?:在)?|排名|排位|列|达到|进|争|挺进|跨入)?(?:全国|全省|全市|全区|全县|全州|省|市|前列|同类|综合|的)*"
)
_OF_LAST = re.compile("占|高于|快于|高出|低于|[比较](?:上年|去年|上一年|\ue000)")
_CHANGES = frozenset({"增长", "下降", "提高", "降低", "提升", "减少", "压减"})
_FALLEN = re.compile("(?:压减|压缩|削减|降低|减少|精简)(?=[^,]{2})")
_JUST_YEAR = re.compile("(20\\d\\d)年的?$")
_PAST = re.compile(
    "^[\\s\ue000]{0,3}(?:去年|上年|上一年|前年|截至目前|截止目前|目前|近年来|过去|此前|截至(?!今年|本年)|五年来|一年来)"
)
_FUTURE = re.compile("今年|本年|力争|确保|计划|下一步|到.{0,4}年底|下半年")
_ASKED = re.compile(
    "请(?:各[^,;]{0,12})?(?:于|在)?[^,;]{0,20}(?:报送|上报|报至|反馈|提交)|电话|邮箱|传真"
)
_DONE = re.compile(
    "已(?:经|全部|全面|累计)?(?:有|建|完|达|实|培|成|投|开|引|新|超|突|提|增|下|落|于|$)|现有|现已|已有|原有|(?<![比较于])(?:上年|去年)同期"
)
_MONEY = re.compile(
    "资金|投资|产值|收入|税|总额|规模|营收|贷款|GDP|总量|增加值|销售|融资|交易|财政|预算|补助|消费|存款|成交"
)
_QUIET = ("争取", "组织实施")  # such words begin no quotation
_YEAR = re.compile("(?:19|20)\\d\\d")
_OFTEN = re.compile(
    "(?<![人户名生])每(?:月|季度?|周|半年|两月|双月|旬|日|天|次)(?!.{0,6}(?:人|户)口)"
)
_LONG_PAST = re.compile("“十[一二三]五”(?:期间|时期|以来)")
_HELD_TO = re.compile(
    "(?:用好|落实|兑现|执行|贯彻|抓好|围绕|聚焦|坚持|按照|根据|依托|对照|参照|发挥)$"
)
_WITH = re.compile(
    "(?:(?<![参])与|同|守住|权重(?:的|为|占|不低于)?|每(?:新)?(?:培育|引进|新增|建成|创建|认定|招引|获得|增加))$"
)
_STANDARD = re.compile(
    "(?:给予|奖励|补助|补贴|奖补|处以|罚款)(?:最高|不超过|一次性|每[^,]{0,6}){0,2}$|最高(?:给予|奖励|补助|可达|不超过)$"
)
_APPLIED = re.compile("(?:的?标准)?(?:执行|计发|计算|予以|给予|的?奖励|的?奖补|的?补助|的?补贴)")


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
    units: tuple[str, ...] = ()  # of the row it stands in, where that is no task
    lead: str = ""


def commitments(view: View, start: int, end: int) -> Iterator[Found]:
    """The commitments of text[start:end], in order."""
    last: Found | None = None
    for match in _SENTENCE.finditer(view.masked, start, end):
        if _is_past(view, match.start(), match.end()) or _ASKED.search(view.masked, *match.span()):
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
    if _LONG_PAST.search(view.text, start, min(start + 12, end)):
        return True
    return is_past and not _FUTURE.search(view.narrowed[start:end])


def _in_sentence(view: View, start: int, end: int, before: Found | None) -> Iterator[Found]:
    sentence = view.masked[start:end]
    found = [
        replace(each, start=each.start + start, end=each.end + start)
        for each in quantities(sentence)
    ]
    if not found:
        return
    last = before
    for piece in pieces(view, start, end, found):
        for each in _of_piece(view, piece, last):
            yield each
            last = each


def _of_piece(view: View, piece: Piece, last: Found | None) -> Iterator[Found]:
    one = piece.group[0]
    lead = lead_before(view.masked, piece.head, one.start)
    before = view.masked[piece.head : one.start]
    if (
        _of_other_year(view, piece.head, one.start)
        or _DONE.search(before)
        or _is_often(before, one)
        or _is_standard(view, piece, one)
        or _is_out_of_time(one, lead, view)
    ):
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


def _of_other_year(view: View, head: int, stop: int) -> bool:
    """谋划2024年20项民生工程 is nothing of the plan of 2023."""
    year = _JUST_YEAR.search(view.narrowed[max(head, stop - 6) : stop])
    return bool(year and view.year and int(year[1]) > view.year)


def _is_often(before: str, one: Quantity) -> bool:
    """每月召开1次 is routine; 标准提高到每月2200元 is a level."""
    found = _OFTEN.search(before)
    if found is None:
        return False
    return not (measures.is_measured(one.unit) and found.end() == len(before))


def _is_standard(view: View, piece: Piece, one: Quantity) -> bool:
    """给予50万元奖励, 按1.5倍执行, 扣减5分, 落实20条政策 say what is paid or held to, not what will be reached."""
    before = view.masked[piece.head : one.start]
    pays = re.search("(?:按|给予|每(?!千|万|百|亩|户均)).{0,16}$", before)
    if _WITH.search(before) or (one.unit in {"条", "项", "个", "类"} and _HELD_TO.search(before)):
        return True
    if one.unit == "分" and before.endswith(("扣", "加", "减", "扣减", "扣除")):
        return True
    if not (measures.is_measured(one.unit) or one.unit in {"倍", "%"}):
        return False
    return bool(_STANDARD.search(before)) or bool(pays and _APPLIED.match(view.masked, one.end))


def _is_out_of_time(one: Quantity, lead: Lead, view: View) -> bool:
    """A time is promised only behind a comparing word: 压缩至3个工作日, not 7天 of a holiday."""
    is_bound = lead.words or one.tail
    return measures.is_timed(one.unit) and not is_bound


def _names(view: View, piece: Piece, lead: Lead, last: Found | None) -> tuple[list[str], str]:
    """What the quantities of a piece are of: before them, behind them, or in the piece before."""
    one = piece.group[0]
    said = re.sub("(?:从|由)[^从由]{0,20}$", "", view.text[piece.head : lead.start]) or ""
    core = core_of(clean(said))
    shares = any(word in {"各", "均", "都", "分别", "全部"} for word in lead.words)
    if one.rule == "cover":
        said = view.text[piece.head : one.start]
        return [clean(said) + "全覆盖" if not said.endswith("全覆盖") else said], "cover"
    if last and _OF_LAST.match(core):
        return [unchanged(last.name) + core], "carried"
    if one.rule == "rank" and _PLACED.fullmatch(core):
        return [f"{_before(view, piece, last)}{core}"], "carried"
    behind = view.text[piece.group[-1].end : piece.end].strip(TRIM).removeprefix("的")
    if core and behind and ends_doing(core) and OBJECT.match(view.masked, piece.group[-1].end):
        return [clean(said) + behind], "behind"
    if core:
        if shares or len(piece.group) > 1:
            many = [each.strip(TRIM) for each in _AND.split(said)]
            many = [each for each in many if each]
            is_each = "全部" not in lead.words
            if len(many) > 1 and is_each and (len(piece.group) in {1, len(many)}):
                return [clean(each) for each in many], "each"
        return [clean(said)], "before"
    if behind and not re.match("以上|左右|以内", behind):
        return [clean(said) + behind], "behind"
    if last:
        return [f"{unchanged(last.name)}{clean(said)}"], "carried"
    return ([clean(said)] if said.strip(TRIM) else []), "bare"


def _before(view: View, piece: Piece, last: Found | None) -> str:
    """What a rank is of, told before its comma: 满意度达到98%,居全市前2位; 营商环境评价进位,跃居全省前40位."""
    stop = max(piece.head - 1, 0)
    begun = max(view.masked.rfind(each, max(stop - LONGEST, 0), stop) for each in ",。;\n") + 1
    if last and last.start >= begun - 1:
        return last.name
    return clean(view.text[begun:stop])


def _found(view: View, piece: Piece, one: Quantity, lead: Lead, name: str, how: str) -> Found:
    moving = _with_verb(view, piece, one, lead)
    comparator, value, stretch = compared(one, moving)
    start, end = _quotation(view, piece)
    if stretch is None:
        stretch, end = _striven(view, one, end)
        if stretch is not None and value < 0:
            stretch = -abs(stretch)
    name = _moved(name, lead, how)
    name = name or view.text[start:end]
    kind, reason = kind_of(name, one.unit, comparator, moving, one.rule)
    rule = f"{one.rule}-{how}"
    unit = _full(one.unit, name).replace("(", "（").replace(")", "）")
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


def _moved(name: str, lead: Lead, how: str) -> str:
    """A name with the change that is promised of it: 财政收入 → 财政收入增长."""
    changes = [word for word in lead.words if word in _CHANGES]
    arrives = "至" in lead.words or "到" in lead.words
    if changes and not arrives and not name.endswith(tuple(changes)) and how != "behind":
        return name + ("年均" if "年均" in lead.words else "") + changes[-1]
    return name


def _with_verb(view: View, piece: Piece, one: Quantity, lead: Lead) -> Lead:
    """The comparing words, with the verb before a name where none stands before the number: 压减支出10%."""
    moves = lead.has("up") or lead.has("down")
    fallen = _FALLEN.match(clean(view.masked[piece.head : lead.start]))
    if fallen and not moves and measures.is_change(one.unit):
        return Lead(lead.start, (*lead.words, fallen[0]))
    return lead


def _full(unit: str, name: str) -> str:
    """到位资金3000万 is 万元; what else is counted in 万 or 亿 alone keeps that."""
    return f"{unit}元" if unit in {"万", "亿"} and _MONEY.search(name) else unit


def _confidence(one: Quantity, lead: Lead, how: str) -> Decimal:
    """How sure a finding is: most with a comparing word and a name, least with a name carried on."""
    if how == "bare":
        return DOUBTFUL
    if one.rule in {"chinese", "unitless"} or how == "carried":
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


def _quotation(view: View, piece: Piece) -> tuple[int, int]:
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
