"""The rows of a filled-in template become a plan's content, or sentences about its cells. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dashboard.composed import OTHERS
from dashboard.plan_content import ACCEPTED, Content, Known, bare, beyond, empty, key, short_name
from dashboard.plan_sheets.layout import (
    COMPARATORS,
    KINDS,
    MONTHS,
    UNIT_KINDS,
    YEAR_ROUND,
    Column,
)
from dashboard.plan_sheets.lines import Errors, Line
from plans.reader.numerals import plain
from targets.choices import Comparator
from targets.numbers import NotAFigure, parse, show_exactly

LISTED = re.compile("[、，,;；/]")
SET = ["kind", "months", "decimals", "lead"]  # a person typed them: nothing of it is 推定
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_NUMBER = 999
TEMPLATE = "模板所填"


def content_of(rows: Mapping[str, Sequence[Line]], known: Iterable[Known] = ()) -> Content:
    """Everything settled, as the template says it, without a text yet.

    Raises WrongCellsError with every cell that is wrong.
    """
    errors, content = Errors(), empty()
    for lines in rows.values():
        for line in lines:
            _bounds(line, errors)
    _head(content, rows["head"], errors)
    units = _Units(content, known)
    units.take(rows["units"], errors)
    _tasks(content, rows["tasks"], units, errors)
    _targets(content, rows["targets"], units, errors)
    _milestones(content, rows["milestones"], errors)
    for name, found in (("指标", content["targets"]), ("重点任务", content["tasks"])):
        if not found:
            errors.add(f"“{name}”表", f"没有填任何{name}，请至少填一行。")
    errors.stop()
    units.settle()
    return content


def _bounds(line: Line, errors: Errors) -> None:
    """What must be filled in is, and nothing is too long or outside its list."""
    for column in line.sheet.columns:
        text = line[column.field]
        if column.is_needed and not text:
            errors.add(line.place(column.field), f"{column.head}没有填，请补上。")
        elif column.most and len(text) > column.most:
            told = f"{column.head}有{len(text)}字，最多{column.most}字，请写短些。"
            errors.add(line.place(column.field), told)
        elif text and _is_closed(column) and text not in column.offers:
            told = f"“{text[:20]}”不是可选的{column.head}，请从{'、'.join(column.offers)}里选。"
            errors.add(line.place(column.field), told)


def _is_closed(column: Column) -> bool:
    return bool(column.offers) and column.field != "months"


def _head(content: Content, lines: Sequence[Line], errors: Errors) -> None:
    if len(lines) != 1:
        told = "没有填，请在示例下面填一行。" if not lines else "填了不止一行，请只留一行。"
        errors.add("“计划”表", told)
        return
    [line] = lines
    year = _whole(line, "year", FIRST_YEAR, LAST_YEAR, errors)
    day = _date(line, "issue_date", errors)
    content["head"] = {
        "title": line["title"],
        "short_title": line["short_title"] or line["title"][:40],
        "doc_no": line["doc_no"],
        "issuer": line["issuer"],
        "issue_date": day.isoformat() if day else "",
        "year": year or 0,
    }
    if day and year and abs(day.year - year) > 1:
        errors.add(
            line.place("issue_date"), f"成文日期在{day.year}年，与年度{year}年相差太远，请核对。"
        )


class _Units:
    """Units by every name they are called; what the tables use must be among them."""

    def __init__(self, content: Content, known: Iterable[Known]) -> None:
        self.content = content
        self._there = {name: each for each in known for name in each.names}
        self._typed: dict[str, Content] = {}  # every name of the sheet to its row
        self._used: dict[str, Content | None] = {}  # printed name to its row; None: known already

    def take(self, lines: Sequence[Line], errors: Errors) -> None:
        """The sheet 单位; a name that two rows claim is an error of the second."""
        for line in lines:
            if not line["name"]:
                continue
            unit = {
                "name": line["name"],
                "short_name": line["short_name"] or short_name(line["name"]),
                "kind": UNIT_KINDS.get(line["kind"], "department"),
            }
            named = ("name", [unit["name"]]), ("short_name", [unit["short_name"]])
            for field, names in (*named, ("aliases", _listed(line["aliases"]))):
                for name in names:
                    other = self._typed.setdefault(bare(name), unit)
                    if other is not unit:
                        told = f"“{name}”在“单位”表里已经指{other['name']}，请改用别的叫法。"
                        errors.add(line.place(field), told)
            self._used[unit["name"]] = unit

    def require(self, name: str, place: str, errors: Errors) -> str:
        """The printed name, where it is a unit; an error elsewhere."""
        called = bare(name)
        if called in self._typed:
            self._used[name] = self._typed[called]
        elif called in self._there:
            self._used[name] = None
        else:
            told = f"单位“{name[:30]}”不在“单位”表里，请先在“单位”表列出，或改成一致的写法。"
            errors.add(place, told)
        return name

    def _known(self, typed: Content | None) -> Known | None:
        """The district's unit that goes by any name of this row."""
        names = (name for name, unit in self._typed.items() if unit is typed)
        return next((self._there[name] for name in names if name in self._there), None)

    def settle(self) -> None:
        """Every name that is used, with the unit it stands for."""
        for printed, typed in self._used.items():
            there = self._there.get(bare(printed)) or self._known(typed)
            if there is not None:
                unit = {"name": there.name, "short_name": there.short_name, "kind": "department"}
            else:
                unit = typed or {}
            self.content["units"].append(
                {
                    "key": key(self.content, "u"),
                    "rev": 1,
                    "state": ACCEPTED,
                    "printed": printed,
                    "known": there.code if there else "",
                    **unit,
                    "note": "",
                }
            )


def _tasks(content: Content, lines: Sequence[Line], units: _Units, errors: Errors) -> None:
    groups = _Headings(content, "group")
    has_groups = any(line["group"] for line in lines)
    seen: dict[int, int] = {}
    for line in lines:
        number = _whole(line, "number", 1, MOST_NUMBER, errors)
        if number and seen.setdefault(number, line.row) != line.row:
            errors.add(line.place("number"), f"序号{number}与第{seen[number]}行重复，请改正。")
        lead, joint = line["lead"], _listed(line["joint"])
        named = [units.require(lead, line.place("lead"), errors)] if lead else []
        for name in joint:
            if name in named:
                errors.add(line.place("joint"), f"“{name[:30]}”写了两次，请删去一个。")
            else:
                named.append(units.require(name, line.place("joint"), errors))
        group = line["group"] or (OTHERS if has_groups else "重点任务")
        content["tasks"].append(
            {
                "key": key(content, "k"),
                "rev": 1,
                "state": ACCEPTED,
                "number": number or 0,
                "title": line["title"],
                "text": line["text"],
                "start": 0,
                "end": 0,
                "group": groups.number(group),
                "units": named,
                "lead": lead,
                "note": "",
            }
        )


def _targets(content: Content, lines: Sequence[Line], units: _Units, errors: Errors) -> None:
    focus = _Headings(content, "focus")
    numbers = {task["number"] for task in content["tasks"]}
    seen: dict[str, int] = {}
    for line in lines:
        name = line["name"]
        if name and seen.setdefault(name, line.row) != line.row:
            errors.add(
                line.place("name"), f"“{name[:20]}”与第{seen[name]}行同名，请改成不同的名称。"
            )
        content["targets"].append(
            {
                "key": key(content, "t"),
                "rev": 1,
                "state": ACCEPTED,
                "name": name,
                "short_name": line["short_name"] or name[:40],
                **_amounts(line, errors),
                "months": _months(line, errors),
                "theme": focus.number(line["theme"]) if line["theme"] else 0,
                "tasks": _borne(line, numbers, errors),
                "lead": units.require(line["lead"], line.place("lead"), errors)
                if line["lead"]
                else "",
                "lead_basis": TEMPLATE if line["lead"] else "",
                "definition": line["definition"],
                "note": line["note"],
                "quotes": [],
                "set": list(SET),
                "why": TEMPLATE,
                "sure": "1",
            }
        )


def _amounts(line: Line, errors: Errors) -> Content:
    """Goal, stretch and baseline in the target's measure, and how the goal is worded."""
    measure = line["measure"].replace("\N{FULLWIDTH PERCENT SIGN}", "%")
    places = _whole(line, "decimals", 0, 4, errors) or 0
    figures = {}
    for field in ("goal", "stretch", "baseline"):
        figures[field] = _figure(line, field, measure, places, errors)
    comparator = COMPARATORS.get(line["comparator"], Comparator.AT_LEAST.value)
    goal, stretch = figures["goal"], figures["stretch"]
    if goal is not None and stretch is not None and not beyond(goal, stretch, comparator):
        way = "小于" if comparator == Comparator.AT_MOST else "大于"
        errors.add(line.place("stretch"), f"力争值须{way}目标值{show_exactly(goal)}，请核对。")
    if figures["baseline"] is not None and not line["baseline_source"]:
        errors.add(line.place("baseline_source"), "填了基期值，请写明基期依据。")
    return {
        **{field: "" if value is None else plain(value) for field, value in figures.items()},
        "measure": measure,
        "decimals": places,
        "comparator": comparator,
        "kind": KINDS.get(line["kind"], "flow"),
        "goal_text": worded(goal, measure, comparator)[:40] if goal is not None else "",
        "baseline_source": line["baseline_source"],
    }


def worded(goal: Decimal, measure: str, comparator: str) -> str:
    """How a goal is told: 60家以上, 20名左右, 不超过5起."""
    amount = f"{show_exactly(goal).replace(',', '')}{measure}"
    if comparator == Comparator.AT_MOST:
        return f"不超过{amount}"
    return f"{amount}{'左右' if comparator == Comparator.ABOUT else '以上'}"


def _figure(line: Line, field: str, measure: str, places: int, errors: Errors) -> Decimal | None:
    text = line[field]
    if not text:
        return None
    try:
        return parse(text, measure, places).value
    except NotAFigure as wrong:
        errors.add(line.place(field), str(wrong))
        return None


def _months(line: Line, errors: Errors) -> list[int]:
    text = line["months"] or YEAR_ROUND
    offered = re.sub("[-–\uff0d~～至到]+", "—", text)  # 2-12月, as people type it
    if offered in MONTHS:
        return list(MONTHS[offered])
    found = [each.removesuffix("月").strip() for each in _listed(text)]
    if found and all(each.isascii() and each.isdecimal() and len(each) < 3 for each in found):
        numbers = sorted({int(each) for each in found})
        if numbers[0] >= 1 and numbers[-1] <= 12:
            return numbers
    told = f"“{text[:20]}”不是月份，请选{'、'.join(MONTHS)}，或写成3、6、9。"
    errors.add(line.place("months"), told)
    return []


def _borne(line: Line, numbers: set[int], errors: Errors) -> list[int]:
    """The tasks that bear a target, by their numbers."""
    found = []
    for each in _listed(line["tasks"]):
        number = int(each) if each.isascii() and each.isdecimal() and len(each) < 5 else 0
        if number not in numbers:
            told = f"“重点任务”表里没有序号“{each[:10]}”的任务，请核对。"
            errors.add(line.place("tasks"), told)
        elif number not in found:
            found.append(number)
    return found


def _milestones(content: Content, lines: Sequence[Line], errors: Errors) -> None:
    numbers = {task["number"] for task in content["tasks"]}
    year = content["head"]["year"]
    for line in lines:
        number = _whole(line, "task", 1, MOST_NUMBER, errors)
        if number and number not in numbers:
            errors.add(line.place("task"), f"“重点任务”表里没有序号“{number}”的任务，请核对。")
        due = _date(line, "due", errors)
        if due and year and due.year != year:
            errors.add(line.place("due"), f"完成日期不在{year}年内，请核对。")
        content["milestones"].append(
            {
                "key": key(content, "m"),
                "rev": 1,
                "state": ACCEPTED,
                "task": number or 0,
                "title": line["title"],
                "due": due.isoformat() if due else "",
                "start": 0,
                "end": 0,
            }
        )


class _Headings:
    """Headings in the order they first stand."""

    def __init__(self, content: Content, kind: str) -> None:
        self._themes, self._kind = content["themes"], kind
        self._numbers: dict[str, int] = {}

    def number(self, title: str) -> int:
        """The heading's number, made where it is new."""
        if title not in self._numbers:
            self._numbers[title] = len(self._numbers) + 1
            short = (title.removeprefix("聚焦") or title)[:30]
            number = self._numbers[title]
            theme = {"kind": self._kind, "number": number, "title": title, "short_title": short}
            self._themes.append(theme)
        return self._numbers[title]


def _listed(text: str) -> list[str]:
    return [each.strip() for each in LISTED.split(text) if each.strip()]


def _whole(line: Line, field: str, least: int, most: int, errors: Errors) -> int | None:
    text = line[field].removesuffix("年")
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most:
        return int(text)
    errors.add(line.place(field), f"“{text[:20]}”不对，请填{least}至{most}的整数。")
    return None


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def _date(line: Line, field: str, errors: Errors) -> date | None:
    text = line[field]
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass  # 2月30日: told below like anything else that is no day
    errors.add(line.place(field), f"“{text[:20]}”不是日期，请写成2025-01-10。")
    return None
