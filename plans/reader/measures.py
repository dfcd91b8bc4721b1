"""Which words are units of measure, and how one is told in running text. Pure.

A scale stays with its unit (17.5 万亩, 亿元), so that a value is the one printed.
"""

from __future__ import annotations

import re

_SCALE = "(?:万亿|千亿|百亿|千万|百万|十万|亿|万)?"
LATIN = "(?:[μµu]g|[mk]g|[kKMG]Wh?|km²?|m[²³]|[GTPE]B|dB|[MG]bps|[PE]FLOPS|TEU|P)(?![A-Za-z])"
_MONEY = "元人民币|人民币|美元|欧元|元(?![素旦月宵宇老])"
# What is measured rather than counted: money, areas, lengths, weights, energy.
_MEASURED = (
    f"{_MONEY}|平方公里|平方千米|平方米|平方|立方米|立方|公里|千米|海里|公顷|公斤|千克|斤|吨标准煤|吨标煤|吨公里|蒸吨|吨"
    "|千瓦时|兆瓦时|千瓦|兆瓦|千伏安|伏安|度电|亩次|亩(?!均)|微克|毫克|毫米|厘米|米(?![粮])|分贝|标箱|标准箱|㎡|㎥"
    f"|方(?![面式案法位向便针略])|{LATIN}"
)
_COUNTED = (
    "人次|人·次|人年|人·年|人天|剂次|户·次|场次|批次|架次|车次|台次|家次|场(?![所景地馆])|户次|件次|项次|班次|台套|学时|课时|人(?![才口均大社力工民员文为们事居])"
    "|家(?![庭园长校政电族具畜禽乡底禽属居])|个(?![人性体税案别位月小工百])|名(?![优校企牌录城师医录])|项(?!目)|件(?!事)"
    "|条(?![例件])|次(?![序日])|台(?![湾账阶风])|套(?!餐)|座(?!谈)|户(?![籍外均])|辆|所(?![有以属])|处(?![理置于罚级室])"
    "|门(?![类诊店户])|位(?![于居列次置])|起(?![来步草点到])|例|宗|篇|部(?![门分队署位])|株|头|羽|只|艘|架|剂|票(?!据)|眼(?![科镜界前光球])|杆|片(?!区)|间(?![接隔])"
    "|栋|幢|单(?![位元])|笔|款(?!项)|种(?![植子业质粮苗])|类|批|轮|期(?![间限末货盼])|班|队(?!伍)|支(?![持撑部付出柱行])"
    "|组(?![织建团])|对(?![接标外口内于])|盏|穴|张|份(?!额)|册|根|棵|尾|箱|桶|床|股|枚|道|本(?![地级市区县土])|样|卡|村(?![民级庄集])"
    "|镇(?![区政])|届(?!满)|幅|级(?=台阶)|首|块|枚|席|孔|口(?=井)|层|节|站|列|趟|讲|堂|课|封|面(?=锦旗)"
)
_TIMED = "个工作日|工作日|周?岁(?![以的])|个月|小时|分钟|天(?![然气])|周(?=以内|内)|日(?=以内|内)"
_RATED = "个百分点|百分点|个点|%|‰|倍|/10万|/万|:1(?![\\d.])"
_SCORED = "分(?![制钟之公局类别工为院期管级队布析解])"
_BARE = "[万亿](?=(?:以上|以下|左右|以内|大关|台阶|级)?(?:[,;。)、]|$))"  # 3000万: of what, its name says
_ONE = f"(?:{_RATED}|{_TIMED}|{_SCALE}(?:{_MEASURED}|{_COUNTED})|{_SCORED}|{_BARE})"
_PER = (
    r"(?:/(?:百|千|万|十万|亿)?(?:立方米|平方米|平方公里|平方千米|公里|亩|人|年|月|天|日|小时|吨|户|元|次|公顷"
    r"|千瓦时|标准立方米|升|L|件|头|m[²³])(?:·(?:平方公里|平方米|人|年))?)?"
)
# `(间)` of 套(间), `(件)` of 项(件): an alternative written into the unit itself
UNIT = rf"{_ONE}{_PER}(?:\((?:间|件|套|处|人|次|个|家|项|场)\))?"

_IS_MEASURED = re.compile(rf"{_SCALE}(?:{_MEASURED})")
_IS_TIMED = re.compile(_TIMED)


def is_measured(unit: str) -> bool:
    """Whether a unit measures (亿元, 公里) rather than counts (家, 个)."""
    return bool(_IS_MEASURED.match(unit))


def is_timed(unit: str) -> bool:
    """Whether a unit is one of time: 天, 个工作日."""
    return bool(_IS_TIMED.match(unit + "内"))


def is_share(unit: str) -> bool:
    """Whether a unit is a share of something rather than an amount."""
    return unit in {"%", "‰", "/10万", "/万", ":1"}


def is_change(unit: str) -> bool:
    """Whether a unit can tell a change by itself: 增长 8%, 提高 2 个百分点, 增长 1 倍."""
    return unit in {"%", "‰", "倍"} or unit.endswith("点")
