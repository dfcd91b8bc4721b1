"""What a person typed of a finding: its fields taken over, or one sentence on what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard.plan_content import ACCEPTED, LENGTHS, Content, beyond, key, short_name
from targets import numbers

LISTS = {"t": "targets", "k": "tasks", "u": "units", "m": "milestones", "n": "notices"}
KINDS = ("flow", "stock", "ratio", "growth")
COMPARATORS = ("at_least", "about", "at_most")
YEARS = range(2000, 2100)
Fields = Mapping[str, str]


class ChangeRefusedError(Exception):
    """The change may not be made; `field` names the input it stands beside."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def find(content: Content, its_key: str) -> Content:
    """The item of that key. Raises ChangeRefusedError where there is none."""
    rows = content.get(LISTS.get(its_key[:1], ""), [])
    for each in rows:
        if each["key"] == its_key:
            found: Content = each
            return found
    raise ChangeRefusedError("这一项已经不在草稿里。请刷新页面，从现在的内容继续。")


def take(content: Content, item: Content, fields: Fields) -> None:
    """The fields of an item as typed; those that did not come stay."""
    takers: dict[str, Callable[[Content, Content, Fields], None]] = {
        "t": _take_target,
        "k": _take_task,
        "u": _take_unit,
        "m": _take_milestone,
    }
    taker = takers.get(item["key"][:1])
    if taker is not None:
        taker(content, item, fields)


def _take_target(content: Content, item: Content, fields: Fields) -> None:
    _take_words(item, fields)
    for name, choices in (("comparator", COMPARATORS), ("kind", KINDS)):
        if name in fields:
            if fields[name] not in choices:
                raise ChangeRefusedError("请在列出的几项里选。", name)
            if fields[name] != item[name] or name not in item["set"]:
                if fields[name] != item[name]:
                    _set(item, name)
                item[name] = fields[name]
    for name in ("goal", "stretch"):
        if name in fields:
            item[name] = _number(fields[name], item, name)
    if "lead" in fields and fields["lead"] != item["lead"]:
        printed = {each["printed"] for each in content["units"]}
        if fields["lead"] and fields["lead"] not in printed:
            raise ChangeRefusedError("请在计划里的单位中选牵头单位。", "lead")
        item["lead"], item["lead_basis"] = fields["lead"], "新建计划时由人选定"
        _set(item, "lead")


def _take_words(item: Content, fields: Fields) -> None:
    if "measure" in fields:
        if len(fields["measure"].strip()) > 10:
            raise ChangeRefusedError("计量单位最多10个字。", "measure")
        item["measure"] = fields["measure"].strip()
    if "name" in fields and fields["name"].strip() != item["name"]:
        name = fields["name"].strip()
        if len(name) > LENGTHS["name"]:
            raise ChangeRefusedError("名称最多100个字。", "name")
        item["name"], item["short_name"] = name, name[: LENGTHS["short_name"]]


def _set(item: Content, name: str) -> None:
    if name not in item["set"]:
        item["set"].append(name)


def _number(typed: str, item: Content, name: str) -> str:
    """A figure as it is kept; an empty one stays empty."""
    if not typed.strip() or typed.strip() == "无":
        return ""
    try:
        value = numbers.parse(typed, item["measure"], 4).value
    except numbers.NotAFigure as fault:
        raise ChangeRefusedError(str(fault), name) from fault
    item["decimals"] = max(item["decimals"], -min(0, int(value.normalize().as_tuple().exponent)))
    told = format(value.normalize(), "f")
    if name == "goal" and told != item["goal"]:
        item["goal_text"] = f"{told}{item['measure']}"[:40]
    return told


def require_whole(item: Content) -> None:
    """A target that can be followed: named, with a goal, a measure, and a stretch beyond it.

    A task that somebody leads; anything else is whole as it is.
    """
    if item["key"].startswith("k") and not item["lead"]:
        raise ChangeRefusedError("这项任务没有牵头单位，请先选牵头单位。", "lead")
    if not item["key"].startswith("t"):
        return
    for name, what in (("name", "名称"), ("goal", "目标值"), ("measure", "计量单位")):
        if not item[name]:
            raise ChangeRefusedError(f"请填{what}。", name)
    if not item["stretch"]:
        return
    goal, stretch = (numbers.parse(item[n], item["measure"], 4).value for n in ("goal", "stretch"))
    if not beyond(goal, stretch, item["comparator"]):
        raise ChangeRefusedError("力争值须比目标值更进一步；没有力争值的留空。", "stretch")


def _take_task(content: Content, item: Content, fields: Fields) -> None:
    if "title" in fields:
        title = fields["title"].strip()
        if not title or len(title) > LENGTHS["title"]:
            raise ChangeRefusedError("请填任务标题，最多100个字。", "title")
        item["title"] = title
    if "units" in fields:
        _take_units(content, item, fields["units"])
    if "lead" in fields:
        if fields["lead"] and fields["lead"] not in item["units"]:
            raise ChangeRefusedError("牵头单位须是这项任务的责任单位之一。", "lead")
        item["lead"] = fields["lead"]
    elif item["units"] and item["lead"] not in item["units"]:
        item["lead"] = item["units"][0]


def _take_units(content: Content, item: Content, typed: str) -> None:
    """The responsible units as printed, between 、; a name not met before becomes a unit."""
    names = [each.strip() for each in typed.replace("，", "、").split("、") if each.strip()]
    if any(len(each) > LENGTHS["printed"] for each in names):
        raise ChangeRefusedError("单位名称最多60个字，单位之间用顿号隔开。", "units")
    item["units"] = list(dict.fromkeys(names))
    printed = {each["printed"] for each in content["units"]}
    for name in item["units"]:
        if name not in printed:
            content["units"].append(_new_unit(key(content, "u"), name))


def _new_unit(its_key: str, name: str) -> Content:
    return {
        "key": its_key,
        "rev": 1,
        "state": ACCEPTED,
        "printed": name,
        "known": "",
        "name": name,
        "short_name": short_name(name),
        "kind": "department",
        "note": "",
    }


def _take_unit(content: Content, item: Content, fields: Fields) -> None:
    """Which unit a printed name is: one the district has, another of this plan, or its own."""
    if "unit" not in fields:
        return
    sort, _, value = fields["unit"].partition(":")
    if sort == "known":
        item["known"] = value
    elif sort == "same":
        other = find(content, value)
        if other not in content["units"]:
            raise ChangeRefusedError("没有这个单位，请在列出的单位里选。", "unit")
        item |= {name: other[name] for name in ("known", "name", "short_name", "kind")}
    else:
        item |= {"known": "", "name": item["printed"], "short_name": short_name(item["printed"])}


def _take_milestone(content: Content, item: Content, fields: Fields) -> None:
    del content
    if "title" in fields:
        item["title"] = fields["title"].strip()[:100] or item["title"]
    if "due" in fields:
        item["due"] = day_of(fields["due"], "due")


def year_of(typed: str) -> int:
    """The year as typed, with 年 or without. Raises ChangeRefusedError."""
    told = typed.strip().removesuffix("年")
    if not told.isdecimal() or len(told) != 4 or int(told) not in YEARS:
        raise ChangeRefusedError("请填四位数的年度，如2025。", "year")
    return int(told)


def day_of(typed: str, field: str) -> str:
    """A day as typed, 2025年3月8日 or 2025-03-08, in ISO. Raises ChangeRefusedError."""
    told = typed.strip()
    for mark in "年月./":
        told = told.replace(mark, "-")
    parts = told.replace("日", "").split("-")
    try:
        return date(*(int(each) for each in parts)).isoformat()
    except (TypeError, ValueError, OverflowError) as fault:
        raise ChangeRefusedError("请写成2025-03-18这样的日期。", field) from fault
