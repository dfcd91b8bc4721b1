"""Who is responsible: the units a line lists, in brackets of every kind, behind a label, in a cell. Pure.

Names are given as printed, in their order; the lead is the one named so, else the first of those
that are not only joining (列第一位的为牵头单位). Linear in the line's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENING, CLOSING = "(（〔[【［", ")）〕]】］"
_WHO = "(?:责任|单位|部门|科室|处室|股室|领导|人|机构|组织|主体)"
_ROLE = "牵头|责任|主办|承办|主管|负责|实施|落实|配合|协办|协同|协助|参与|参加|分管|包抓|主责"
LABEL = re.compile(
    rf"(?P<open>[(（〔\[【［])?(?P<role>{_ROLE})(?:省|市|县|区|州|镇)?"
    rf"(?:(?P<who>{_WHO}{{1,2}})|(?<=牵头|主办|承办|协办|配合|主责))(?(open)[)）〕\]】］]\s?[:：]?|\s?[:：])"
)
_JOINING = frozenset({"配合", "协办", "协同", "协助", "参与", "参加"})
_PEOPLE = re.compile("(?:领导|人)$")
_NOTE = re.compile(
    "(?:列|排|排在|排名)?(?:在)?(?:第一位|首位|第一)(?:的)?(?:单位)?(?:为|是)牵头(?:单位|部门)?(?:[,，]?下同)?|[,，]?下同"
    "|(?:按|根据|依|依据)(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:分别)?(?:负责|落实|抓好落实|配合)?|以下均需各镇街落实"
)
_MARK = re.compile(
    "(?P<name>.{1,40}?)(?:等(?:单位|部门|有关单位)?)?(?P<mark>牵头负责|牵头|配合|参与|协助|共同负责|分别负责|具体负责|负责|落实)$"
)
_OTHER_LABEL = re.compile("^[\u4e00-\u9fff]{2,8}[:：]")  # 完成时限：…
_SPOKEN_END = re.compile("(?:牵头|负责|配合|参与|落实)$")
_REST = re.compile("(?:等(?:单位|部门|相关部门|有关单位|相关单位|有关部门)?|分别|共同)$")
_UNIT_END = re.compile(
    "(?:局|委|办|部|院|中心|公司|集团|政府|镇|街道|乡|厅|会|站|所|科|处|室|队|社|校|学|银行|支行|分行|平台|园区|管委会|单位|部门|联|协"
    "|区|县|市|州|村|社区|企业|馆|台|学校|医院|组|专班|联盟|高校|院所|商会|港|公路段|事业部|街|指挥部|场|总队|支队|大队|服务区|园|旗|股|海关|窗口"
    r"|镇[(（]街(?:道)?[)）]|[)）〕\]】])$"
)
_WHOLE = re.compile("^(?:各|市|县|区|州|省|旗|团|中共|国家|人民银行|人行)")
_NO_UNIT = re.compile(
    r"[。;；!?！？“”\d%]|[的了和与及]{2}|(?:提升|推进|完善|加强|开展|创建|打造|以上|左右|达到|包括|其中|例如|如)"
)
_HALF = re.compile("^各(?:有关)?[乡镇县市区]$")
_OTHER_HALF = re.compile("^(?:乡|镇|街道|县|区|市)(?:人民政府|政府|办事处|街道办事处)?$")
LONGEST_UNIT = 30
LONGEST_SPOKEN = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """What one bracket, cell or line lists: the units in order, the lead, where, and what is odd."""

    units: tuple[str, ...]
    lead: str
    start: int
    end: int
    rule: str
    fault: str = ""  # a sentence for a person to look at


def listed_in(text: str, start: int, end: int) -> Iterator[Listed]:
    """The lists of units in one line, text[start:end]."""
    line = text[start:end]
    spans, stray = _brackets(line)
    last = len(line.rstrip("。；; \u00a0\t"))
    labelled = _labelled(line, spans)
    if labelled >= 0:
        yield from _behind_label(line, labelled, start)
        spans = [each for each in spans if each[1] < labelled]
        stray, last = (-1, -1), labelled
    for opened, closed in spans:
        inside = line[opened + 1 : closed]
        stands_apart = not line[:opened].strip() or line[:opened].rstrip()[-1] in '。；;.！!”"'
        found = _of(inside, is_last=closed + 1 >= last, stands_apart=stands_apart)
        if found:
            yield Listed(*found, start + opened, start + closed + 1, "brackets")
    if labelled < 0 and (not spans or spans[-1][1] + 1 < last):
        yield from _unbracketed(line, start, stray)


def names_in(content: str) -> tuple[tuple[str, ...], str]:
    """The units a cell or a bracket's content lists, in order, and the lead: ("", ) where none."""
    found: list[tuple[str, bool]] = []
    for role, part in _chunks(_without_notes(content)):
        found += _of_chunk(part, is_joining=role in _JOINING)
    found = _rejoined(found)
    units = tuple(dict.fromkeys(name for name, _ in found))
    leads = [name for name, is_joining in found if not is_joining]
    return units, (leads or [*units, ""])[0]


def _rejoined(found: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """各乡、镇人民政府 is one name."""
    kept: list[tuple[str, bool]] = []
    for name, is_joining in found:
        if kept and _HALF.match(kept[-1][0]) and _OTHER_HALF.match(name):
            kept[-1] = (f"{kept[-1][0]}、{name}", is_joining)
        else:
            kept.append((name, is_joining))
    return kept


def looks_like_unit(name: str) -> bool:
    """Whether a name has the form of a unit's: …局, …办, 各镇（街道）."""
    if not 1 < len(name) <= LONGEST_UNIT or _NO_UNIT.search(name):
        return False
    bare = _bare(name)
    return bool(_UNIT_END.search(bare or name)) or (len(name) <= 8 and bool(_WHOLE.match(name)))


def _of(
    inside: str, *, is_last: bool, stands_apart: bool = True
) -> tuple[tuple[str, ...], str] | None:
    """What a bracket's content lists, where it says so or where all of it are units at a line's end."""
    if len(inside) > 600 or len(inside) < 2:
        return None
    label = LABEL.match(inside.lstrip())
    units, lead = names_in(inside)
    if not units:
        return None
    if label is not None:
        return units, lead
    like = sum(looks_like_unit(each) for each in units)
    if len(units) == 1 and not stands_apart:
        return None
    if is_last and like == len(units):
        return units, lead
    return (units, lead) if is_last and like >= 3 and like >= 0.7 * len(units) else None


def _unbracketed(line: str, start: int, stray: tuple[int, int]) -> Iterator[Listed]:
    """A list of whose brackets one is missing."""
    opened, closed = stray
    if opened < 0 and closed < 0:
        yield from _spoken(line, start)
        return
    if closed >= 0 and closed >= len(line.rstrip("。；; \u00a0")) - 1:
        begin = max(line.rfind(stop, 0, closed) for stop in "。；;!！") + 1
        found = _of(line[begin:closed], is_last=True)
        if found and looks_like_unit(found[0][0]):
            yield Listed(*found, start + begin, start + closed + 1, "no-left", "缺左括号")
        return
    if opened >= 0:
        found = _of(line[opened + 1 :], is_last=True)
        if found:
            yield Listed(*found, start + opened, start + len(line), "no-right", "缺右括号")
        return


def _spoken(line: str, start: int) -> Iterator[Listed]:
    """A last sentence that says it in words: 由县发改局牵头，县财政局配合。"""
    last = len(line.rstrip("。；; \u00a0"))
    begin = max(line.rfind(stop, 0, last) for stop in "。；;!！") + 1
    said = line[begin:last].strip().removeprefix("由")
    if len(said) > LONGEST_SPOKEN or not _SPOKEN_END.search(said):
        return
    units, lead = names_in(said)
    if units and all(looks_like_unit(each) for each in units):
        yield Listed(units, lead, start + begin, start + len(line), "sentence")


def _labelled(line: str, spans: list[tuple[int, int]]) -> int:
    """Where a label begins that is not in brackets: 牵头单位：…; -1 where there is none."""
    for each in LABEL.finditer(line):
        place = each.start()
        is_outside = not any(opened < place < closed for opened, closed in spans)
        if is_outside and _begins(line, place):
            return place
    return -1


def _behind_label(line: str, place: int, start: int) -> Iterator[Listed]:
    units, lead = names_in(line[place:])
    if units and sum(looks_like_unit(each) for each in units) * 2 >= len(units):
        yield Listed(units, lead, start + place, start + len(line), "label")


def _begins(line: str, place: int) -> bool:
    before = line[:place].strip(" \u00a0\u3000—-─")
    return not before or before[-1] in "。；;,，"


def _brackets(line: str) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """The outermost brackets of a line, and where one stands without its other half (-1: none).

    Brackets of different kinds may close each other, as careless texts have it.
    """
    pairs: list[tuple[int, int]] = []
    open_at: list[int] = []
    stray_closed = -1
    for place, each in enumerate(line):
        if each in OPENING:
            open_at.append(place)
        elif each in CLOSING:
            if open_at:
                pairs.append((open_at.pop(), place))
            else:
                stray_closed = place
    spans: list[tuple[int, int]] = []
    for opened, closed in sorted(pairs):
        if not spans or opened > spans[-1][1]:
            spans.append((opened, closed))
    return spans, (open_at[-1] if open_at else -1, stray_closed)


def _chunks(content: str) -> list[tuple[str, str]]:
    """The content cut at its labels, each part with the role it is labelled with; people left out."""
    labels = list(LABEL.finditer(content))
    if not labels:
        return [("", content)]
    ends = [*(each.start() for each in labels[1:]), len(content)]
    parts = [("", content[: labels[0].start()])] if labels[0].start() else []
    return parts + [
        (each["role"], content[each.end() : end])
        for each, end in zip(labels, ends, strict=True)
        if not _PEOPLE.search(each["who"] or "") or (each["who"] or "").startswith(("单位", "部门"))
    ]


def _of_chunk(content: str, *, is_joining: bool) -> list[tuple[str, bool]]:
    """(unit, whether it only joins) of a part; 甲局牵头，乙局、丙局配合 marks those before it."""
    found: list[tuple[str, bool]] = []
    unmarked = 0
    for piece, is_end in _pieces(content):
        marked = _MARK.match(piece)
        name = marked["name"] if marked else piece
        name = _REST.sub("", name).strip(" :：。.、，,;；\u00a0\u3000") or ""
        if _OTHER_LABEL.search(name):
            continue
        if name and name != "等" and not name.startswith("等") and len(name) > 1:
            found.append((name, is_joining))
        if marked and (name or found):
            joins = is_joining or marked["mark"] in {"配合", "参与", "协助"}
            found[unmarked:] = [(each, joins) for each, _ in found[unmarked:]]
            unmarked = len(found)
        if is_end:
            unmarked = len(found)
    return found


def _pieces(content: str) -> Iterator[tuple[str, bool]]:
    """The content cut at 、 ， ； / and spaces outside brackets, each with whether a ； ends it."""
    depth, begun = 0, 0
    for place, each in enumerate(content):
        if each in OPENING:
            depth += 1
        elif each in CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and each in "、,，;；/\uff0f。 \u00a0\u3000\t\n|":
            yield content[begun:place].strip(), each in ";；。"
            begun = place + 1
    yield content[begun:].strip(), True


def _without_notes(content: str) -> str:
    """The content without rules of reading (列第一位的为牵头单位，下同) and empty brackets they leave."""
    left = _NOTE.sub("", content)
    return re.sub("[（(〔\\[【][\\s,，。]{0,3}[)）〕\\]】]", "", left)


def _bare(name: str) -> str:
    """A name without what stands in brackets behind it."""
    for place, each in enumerate(name):
        if each in OPENING:
            return name[:place]
    return name
