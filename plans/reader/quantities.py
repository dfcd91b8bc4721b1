"""Quantities of one sentence: each number with its unit, and the words round it that compare. Pure.

The sentence comes narrowed and masked (`marking`), so a number met here is neither a date nor part
of a name. Every pattern is bounded and starts at a number, so reading is linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plans.reader import measures
from plans.reader.draft import Compared
from plans.reader.numerals import ARABIC, CHINESE, is_chinese, value_of

_TAIL = r"(?:\(含\))?(?:及?以上|及?以下|以内|之内|左右|上下|内(?=[,;。)的完]|$))"
_TOKEN = re.compile(
    rf"(?P<per>百分之|千分之)?(?P<one>{ARABIC}|{CHINESE})(?P<more1>余|多|来)?"
    rf"(?:(?P<u1>{measures.UNIT})?(?:[-~至到]{{1,2}})(?P<two>{ARABIC}|{CHINESE}))?(?P<more2>余|多)?"
    rf"(?P<unit>{measures.UNIT}|成(?![立为功果员本长效品都熟])|(?<=[一二三四五六七八九十百千两]){measures.UNIT})?(?P<tail>{_TAIL})?"
)
_RANK = re.compile(
    r"(?P<how>前|第)(?P<one>\d{1,4}|[一二三四五六七八九十百]{1,4})(?P<unit>%|位|名|列|强|行列)?"
)
_RANKED = re.compile(
    r"(?:全国|全省|全市|全区|全州|全县|省|市|同类|综合|排名|排位|位次|进入|位居|位列|保持|稳居|跻身|居|列|进|争)[^,;]{0,12}$"
)
_NO_RANK = re.compile(
    r"季度|个月|年|期|述|天|周|个|三板|方阵|梯队|产业|书记|责任|课堂|时间|线|家|所|批|轮|次"
)
_COVER = re.compile(r"全覆盖(?=[,;。、)]|$)")
_DOUBLE = re.compile("翻(?P<times>一|两|三|)番")
_DEAD = frozenset("第每+#№*")
_NO_COUNT = re.compile(
    "(?:[\u4e00-\u9fff]{0,4}?)(?:机制|责任|制度|清单|行动|体系|措施|举措|任务|要求|原则|方面|维度|层面|环节|关键|重点(?!项目|工程)"
    "|确保|全面|坚持|结合|突破|规定|产业协|问题|关系|意识|自信|维护|必须|统筹|到位|精神|思想|理念|会议|规划|覆盖|文明|优势|战略|方针)"
)
_EACH = re.compile(
    r"每\d[\d~-]{0,8}[\u4e00-\u9fff]{1,3}(?:配备|设置|不少于|至少|配)?$"
)  # 每300户1名
_INDEX = re.compile(
    "(?:系数|指数|率|比|比例|强度|密度|浓度|值|等级分)(?:[(][^()]{1,10}[)])?[^,;、。]{0,6}?"
    "(?:达到?|不低于|不高于|不超过|不少于|低于|高于|超过|突破|控制在|保持在|稳定在|缩小[到至]|提[高升][到至]|[下]?降低?[到至])$"
)
_ENDS = re.compile("[,;。)、]|$")
_SPOKEN = frozenset("期分类批本道面样层级组节")  # 四类, 两期: seldom counted
_VERB_BEFORE_ONE = re.compile("(?:建成|新建|培育|创建|引进|争创|打造|新增|举办|创成|认定|招引)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with what belongs to it: text[start:end]; `at` is where its number begins."""

    start: int
    end: int
    value: Decimal
    stretch: Decimal | None
    unit: str
    tail: str
    rule: str  # number, range, chinese, rank, cover, double
    is_more: bool = False  # 10余家: at least


def quantities(sentence: str) -> Iterator[Quantity]:
    """The quantities of a masked sentence, in order; numbers without a unit are no quantities."""
    named = sorted([*_ranks(sentence), *_wholes(sentence)], key=lambda each: each.start)
    place = 0
    for match in _TOKEN.finditer(sentence):
        while named and named[0].start <= match.start():
            yield named[0]
            place = named.pop(0).end
        if match.start() < place or not _is_quantity(sentence, match):
            continue
        found = _quantity(match)
        if found is not None:
            place = found.end
            yield found
    yield from named


def unread(sentence: str) -> list[tuple[int, int]]:
    """Where numbers stand behind a comparing word that have no unit this reader knows."""
    return [
        match.span()
        for match in _TOKEN.finditer(sentence)
        if not match["unit"]
        and match["one"].isascii()
        and match.start() > 1
        and not _is_quantity(sentence, match)
        and re.search("[到于过破少长]|(?:制|持|定)在", sentence[match.start() - 2 : match.start()])
        and not re.match("岁|周岁|年|期|号|版|级|[A-Za-z]", sentence[match.end() : match.end() + 2])
    ]


def _quantity(match: re.Match[str]) -> Quantity | None:
    one, two = match["one"], match["two"]
    value, stretch = value_of(one), value_of(two) if two else None
    if value is None or (two and stretch is None):
        return None
    unit = match["unit"] or ""
    if match["per"]:
        unit = unit or ("%" if match["per"] == "百分之" else "‰")
    if unit == "成":
        value, unit = value * 10, "%"
    if stretch is not None and stretch <= value:
        return None
    rule = "range" if two else "chinese" if is_chinese(one) else "number" if unit else "unitless"
    more = bool(match["more1"] or match["more2"])
    return Quantity(
        match.start(), match.end(), value, stretch, unit, match["tail"] or "", rule, more
    )


def _is_quantity(sentence: str, match: re.Match[str]) -> bool:
    """A number with a unit, that is no part of a word or of another number."""
    before = sentence[max(match.start() - 12, 0) : match.start()]
    after = sentence[match.end() : match.end() + 12]
    last = before[-1:]
    if after.startswith(("级", "工程", "强")) or _EACH.search(before):
        return False
    if last in _DEAD or (last.isascii() and (last.isalnum() or last in ".-")):
        return False
    if last == "/" and before[-2:-1].isascii() and not before[-2:-1].isalpha():
        return False
    if before.endswith(("每千", "每万", "每百", "每十万")):
        return False
    if not (match["unit"] or match["per"]):
        return _is_unitless(sentence, match)
    if is_chinese(match["one"]) and not match["per"]:
        return _is_counted_in_chinese(match, before, after)
    return True


def _is_unitless(sentence: str, match: re.Match[str]) -> bool:
    """系数达到0.56, 死亡率控制在0.012以内: an index or a coefficient has no unit of measure."""
    if not match["one"].isascii() or not _ENDS.match(sentence, match.end()):
        return False
    return bool(_INDEX.search(sentence[max(match.start() - 24, 0) : match.start()]))


def _is_counted_in_chinese(match: re.Match[str], before: str, after: str) -> bool:
    """三家 is a quantity; 三项机制, 一条, 一批, 四大 are ways of speaking."""
    unit, is_marked = match["unit"] or "", bool(match["tail"] or match["more1"] or match["more2"])
    if unit == "成":
        if before.endswith(("提高", "增长", "下降", "增加", "提升", "降低")):
            return is_marked or not after or after[0] in ",;。、)"
        return before.endswith(("过", "到", "于", "达", "破", "在", "超", "近", "约"))
    if is_marked:
        return True
    if match["one"] == "一":
        return bool(_VERB_BEFORE_ONE.search(before)) and unit in {"家", "所", "座"}
    if not match["one"].strip("百千") or unit in _SPOKEN:
        return False
    return not _NO_COUNT.match(after)


def _ranks(sentence: str) -> Iterator[Quantity]:
    for match in _RANK.finditer(sentence):
        before = sentence[max(match.start() - 24, 0) : match.start()]
        after = sentence[match.end() : match.end() + 3]
        if not _RANKED.search(before) or (not match["unit"] and _NO_RANK.match(after)):
            continue
        if match["how"] == "第" and match["unit"] not in {"位", "名"}:
            continue
        value = value_of(match["one"])
        if value:
            unit = match["unit"] if match["unit"] in {"%", "名"} else "位"
            yield Quantity(match.start(), match.end(), value, None, unit, "", "rank")


def _wholes(sentence: str) -> Iterator[Quantity]:
    """全覆盖 is 100 %, 翻番 a growth of 100 %, 翻两番 one of 300 %."""
    for match in _COVER.finditer(sentence):
        yield Quantity(match.start(), match.end(), Decimal(100), None, "%", "", "cover")
    for match in _DOUBLE.finditer(sentence):
        grown = {"两": 300, "三": 700}.get(match["times"], 100)
        yield Quantity(match.start(), match.end(), Decimal(grown), None, "%", "", "double")


# The words before a number

_WORDS = {
    "least": "不得低于 不得少于 不低于 不少于 不小于 不下于 达到 超过 突破 高于 大于 多于 超出 至少 最少 达 超 ≥ >",
    "most": "不得高于 不得超过 不得多于 不超过 不高于 不大于 不多于 不突破 不超 控制在 控制到 控制 低于 少于 小于 至多 最多 ≤ <",
    "about": "大约 接近 约 近",
    "up": "增长 增加 提高 提升 上升 上涨 递增",
    "down": "下降 降低 减少 压减 缩减 压降 削减 缩短 缩小 收窄 压缩 精简 递减 降",
    "to": "至 到 扩大 增 由 从",
    "strive": "力争 争取 力求 奋力 冲刺 努力 确保 保证",
    "filler": "同比 年均 均 都 全部 分别 各 了 幅度 平均 累计 合计 共计 总计 共 稳定在 保持在 维持在 稳定 保持 维持 实现 完成 再 为 在"
    " 比例 : 一律 逐步 的 要",
}
_SORTS = {word: sort for sort, words in _WORDS.items() for word in words.split()} | {" ": "filler"}
_AT_END = re.compile("(?:" + "|".join(sorted(_SORTS, key=len, reverse=True)) + ")$")
MOST_WORDS = 7
_PER_HEAD = "村人户亩地单"  # 村均, 亩均: part of the name
_NEWLY = ("新", "净")  # 新增 is part of the name
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """The comparing words before a number: text[start:] up to it, and what sorts they are."""

    start: int
    words: tuple[str, ...]

    def has(self, sort: str) -> bool:
        """Whether one of the words is of a sort."""
        return any(_SORTS[word] == sort for word in self.words)

    @property
    def nearest(self) -> str:
        """The sort of the word that decides: the one nearest the number that decides anything."""
        deciding = {"least", "most", "about"}
        return next((_SORTS[word] for word in self.words if _SORTS[word] in deciding), "")


def lead_before(sentence: str, start: int, stop: int) -> Lead:
    """The comparing words that end at `stop`, nearest first; looks back no further than `start`."""
    words: list[str] = []
    while len(words) < MOST_WORDS:
        piece = sentence[max(stop - _LONGEST, start) : stop]
        match = _AT_END.search(piece)
        if match is None:
            break
        if match[0] == "增" and sentence[stop - 2 : stop - 1] in _NEWLY:
            break
        if match[0] == "均" and stop - start > 1 and sentence[stop - 2] in _PER_HEAD:
            break
        words.append(match[0])
        stop -= len(match[0])
    return Lead(stop, tuple(words))


def compared(quantity: Quantity, lead: Lead) -> tuple[Compared, Decimal, Decimal | None]:
    """How the commitment compares, with its value and stretch, a fall as a negative growth.

    下降5% is growth of at most -5 %; 降至 5% is at most 5; 压减产能10万吨 is an amount of at least 10.
    """
    value, stretch = quantity.value, quantity.stretch
    if quantity.rule == "rank":
        return Compared.RANK, value, None
    is_fall = lead.has("down") and "至" not in lead.words and "到" not in lead.words
    kept = _kept(quantity, lead)
    if is_fall and measures.is_change(quantity.unit):
        if stretch is not None:
            return Compared.RANGE, -value, -stretch
        turned = {Compared.AT_LEAST: Compared.AT_MOST, Compared.AT_MOST: Compared.AT_LEAST}
        return turned.get(kept, kept), -value, None
    if lead.has("down") and not is_fall and kept is Compared.AT_LEAST:
        kept = Compared.AT_MOST
    return kept, value, stretch


def _kept(quantity: Quantity, lead: Lead) -> Compared:
    if quantity.stretch is not None:
        return Compared.RANGE
    tail, nearest = quantity.tail, lead.nearest
    if tail.endswith(("左右", "上下")):
        return Compared.ABOUT
    if nearest == "about" and not tail:
        return Compared.ABOUT
    if tail.endswith("以上") or quantity.is_more:
        return Compared.AT_LEAST
    if tail.endswith(("以内", "之内", "以下", "内")) or nearest == "most":
        return Compared.AT_MOST
    if quantity.value == 0 and nearest != "least":
        return Compared.AT_MOST
    return Compared.AT_LEAST
