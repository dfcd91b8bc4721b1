"""Which kind a commitment is (累计量, 存量, 比重, 增速), guessed from its words, with the reason. Pure.

A guess for a person to confirm; the words are domain.md's ("Kinds of target").
"""

from __future__ import annotations

import re

from plans.reader import measures
from plans.reader.draft import Compared
from plans.reader.quantities import Lead

FLOW, STOCK, RATIO, GROWTH = "flow", "stock", "ratio", "growth"
_GROWN = re.compile("(?:增速|(?<!自然)增长率|增幅|涨幅|增长速度)$")
_NEW = re.compile("^(?:新增|新建|净增)")
_HELD = re.compile(
    "拥有量|保有量|存量|在库|余额|总人口|常住人口|每千|每万|每百|床位数|密度|浓度|蓄积|库存|人均.{0,6}(?:面积|床位|寿命)"
    "|(?:耕地|种植|播种|绿地|种植业?)面积"
)
_SUMMED = re.compile("(?:总?产量?|产值|收入|销售额|投资|增加值|交易额|零售额|发电量)$")
_RATES = re.compile("标准(?:.{0,8}每.{0,4})?$")  # 低保标准每人每月
_STANDING = re.compile("存栏|里程|藏量|连接数|算力|(?:处理|生产|冷藏|储存|承载|接待)能力|在册|在库")
_AFRESH = re.compile(
    "新增|新建|完成|发放|新培育|引进|新开工|增加|改造|新引进|补充|开展|建成|新认定|压减|淘汰|投入"
)
_NAMED = {"double": (GROWTH, "翻番是增长"), "cover": (RATIO, "全覆盖是比重100%")}
_LEVELS = frozenset({"稳定在", "保持在", "维持在", "稳定", "保持", "维持", "扩大到", "增加到"})


def kind_of(name: str, unit: str, comparator: Compared, lead: Lead, rule: str) -> tuple[str, str]:
    """The kind and why, in a few Chinese words."""
    if comparator is Compared.RANK:
        return STOCK, "名次，按时点水平"
    if rule in _NAMED:
        return _NAMED[rule]
    return _of_change(name, unit, lead) or _of_amount(name, unit, lead)


def _of_change(name: str, unit: str, lead: Lead) -> tuple[str, str] | None:
    """Growth or a share, where the unit is one of those."""
    moves = lead.has("up") or lead.has("down")
    arrives = "至" in lead.words or "到" in lead.words
    if _GROWN.search(name) and measures.is_change(unit):
        return GROWTH, "名称是增速"
    if moves and not arrives and measures.is_change(unit):
        return GROWTH, "“增长”“下降”后是百分数"
    if unit == "%" and _NEW.match(name):
        return GROWTH, "“新增”以百分数计"
    if unit.endswith("点"):
        return GROWTH, "以百分点计的变化"
    if measures.is_share(unit):
        return RATIO, "以百分数计的水平"
    return None


def _of_amount(name: str, unit: str, lead: Lead) -> tuple[str, str]:
    """A level or what adds up over the year, where the unit is of amounts."""
    if "/" in unit or unit in {"分", "分贝"} or measures.is_timed(unit):
        return _level(name, unit, lead)
    if not unit:
        is_rate = name.endswith(("率", "比", "比例"))
        return (RATIO, "没有计量单位的比率") if is_rate else (STOCK, "没有计量单位的指数或系数")
    if _SUMMED.search(name):
        return FLOW, "全年累计数"
    if _HELD.search(name) or (_STANDING.search(name) and not _AFRESH.search(name)):
        return STOCK, "名称是时点上的拥有量"
    if any(word in _LEVELS for word in lead.words) and not _AFRESH.search(name):
        return STOCK, "“保持”“稳定”的是时点水平"
    arrives = "到" in lead.words or "至" in lead.words
    if (
        "扩大" in lead.words
        or (arrives and "提高" in lead.words)
        or ("元" in unit and _RATES.search(name))
    ):
        return STOCK, "“扩大到”“提高到”的是时点水平"
    return FLOW, "全年累计数"


def _level(name: str, unit: str, lead: Lead) -> tuple[str, str]:
    """A rate per something or a time limit is a level, days counted over the year are not."""
    is_counted = "累计" in lead.words or re.search(
        "天数|全年|不超过|日数", name + "".join(lead.words)
    )
    if (
        unit == "天"
        and is_counted
        and not re.search("时限|时间|压缩|缩短", name + "".join(lead.words))
    ):
        return FLOW, "全年累计天数"
    return STOCK, "以单位水平或时限计"
