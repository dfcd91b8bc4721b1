"""What was read from an official text, as the content of a plan being confirmed. Pure.

The keys are told in `dashboard.drafting`. What the text does not say is a proposal (推定): which
task bears a headline target, how many places and which months it is reported with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.reader.draft import Compared, Draft, Quote, TargetDraft, TaskDraft
from plans.reader.numerals import plain
from plans.reader.responsible import looks_like_unit

Content = dict[str, Any]
OPEN, ACCEPTED, DROPPED = "open", "accepted", "dropped"
SURE = "0.9"  # from so certain on, findings may be accepted together
MONEY = frozenset({"亿元", "万元", "元", "亿美元", "万美元"})
ALL_MONTHS = list(range(1, 13))
FROM_FEBRUARY = ALL_MONTHS[1:]  # statistics publish growth of January and February as one
LENGTHS = {"name": 100, "short_name": 40, "title": 100, "quote": 200, "printed": 60}
NO_TASK = "没有任务承担这项指标，牵头单位待专班确认"
_ALIKE = re.compile(r"可能是同一单位|不像单位名称")


@dataclass(frozen=True, slots=True)
class Known:
    """A unit the district has already."""

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """By which names it is known, brackets of one kind."""
        return frozenset(map(bare, (self.name, self.short_name, *self.aliases)))


def empty() -> Content:
    """A content in which nothing stands yet."""
    return {
        "head": {
            "title": "",
            "short_title": "",
            "doc_no": "",
            "issuer": "",
            "issue_date": "",
            "year": 0,
        },
        "previous": "",
        "themes": [],
        "targets": [],
        "tasks": [],
        "units": [],
        "milestones": [],
        "notices": [],
        "next": 1,
    }


def content_of(draft: Draft, known: Iterable[Known] = ()) -> Content:
    """Everything the reader found, open to be confirmed."""
    content = empty()
    meta = draft.meta
    content["head"] |= {
        "title": meta.title[:200],
        "short_title": short_title(meta.title),
        "doc_no": meta.doc_no[:60],
        "issuer": meta.issuer[:100],
        "issue_date": meta.issue_date,
        "year": meta.year,
    }
    content["themes"] = _themes(draft)
    numbers = _numbers(draft.tasks)
    group_of = {
        number: place for place, each in enumerate(draft.groups, start=1) for number in each.tasks
    }
    content["tasks"] = [
        _task(key(content, "k"), number, each, group_of.get(each.number, 0))
        for number, each in zip(numbers, draft.tasks, strict=True)
    ]
    content["units"] = units_of(content, draft.units, tuple(known))
    bearing = Bearing(content["tasks"])
    content["targets"] = [_target(key(content, "t"), each, bearing) for each in draft.targets]
    content["milestones"] = [
        {
            "key": key(content, "m"),
            "rev": 1,
            "state": ACCEPTED,
            "task": each.task,
            "title": each.sentence.strip("，,。；; ")[:100],
            "due": each.due,
            "start": each.offset,
            "end": each.offset + len(each.sentence),
        }
        for each in draft.milestones
    ]
    content["notices"] = [
        {
            "key": key(content, "n"),
            "rev": 1,
            "state": OPEN,
            "text": text,
            "about": _about(text, content["targets"]),
            "answer": "",
        }
        for text in draft.notices
        if not _ALIKE.search(text)  # the units ask for themselves
    ]
    return content


def key(content: Content, letter: str) -> str:
    """The next key of this content: t12."""
    content["next"] += 1
    return f"{letter}{content['next'] - 1}"


def short_title(title: str) -> str:
    """What a plan is called in short: 舟山市定海区创新深化2024年工作计划 → 舟山市定海区创新深化."""
    found = re.sub(r"[\d\u3007零一二三四五六七八九]{4}年度?.*$", "", title).strip("《》 ")
    found = found or re.sub(r"^\S{0,4}\d{4}年度?", "", title)
    return (found or title)[:40]


def bare(name: str) -> str:
    """A unit's name with brackets of one kind and no spaces."""
    return re.sub(r"\s", "", name).translate(str.maketrans("()[]［］〔〕", "（）（）（）（）"))


def short_name(name: str) -> str:
    """A unit's name without brackets at its end: 区府办〔区金融办〕 → 区府办; not of 各县（区）."""
    return re.sub(r"^([^各].*?)[〔(（\[][^〔(（\[]*[〕)）\]]$", r"\1", name)[:30]


def kind_of_unit(name: str) -> str:
    """Which sort of unit a name tells of; only a proposal."""
    if re.match("各|有关|相关", name) or name in {"产业平台", "镇街", "各镇", "全区各单位"}:
        return "group"
    if re.search("镇|街道|乡$", name):
        return "town"
    if re.search("法院|检察院", name):
        return "court"
    if re.search("管委会|开发区|园区|集团|公司$", name):
        return "platform"
    return "department"


def units_of(content: Content, printed: Sequence[str], known: Sequence[Known]) -> list[Content]:
    """Every printed name with the unit it is taken for; what could be another is left open."""
    by_name = {name: each for each in known for name in each.names}
    first: dict[str, str] = {}
    found = []
    for name in printed:
        there = by_name.get(bare(name))
        twin = first.setdefault(_likeness(name), name)
        is_doubtful = there is None and (twin != name or not looks_like_unit(name))
        there = there or (_near(name, known) if is_doubtful or known else None)
        is_sure = there is not None and bare(name) in there.names
        note = ""
        if there is not None and not is_sure:
            note = f"可能就是{there.short_name}"
        elif is_doubtful:
            note = f"可能就是“{twin}”" if twin != name else "不像单位名称"
        found.append(
            {
                "key": key(content, "u"),
                "rev": 1,
                "state": OPEN if note else ACCEPTED,
                "printed": name[: LENGTHS["printed"]],
                "known": there.code if there else "",
                "name": name[:100],
                "short_name": short_name(name),
                "kind": kind_of_unit(name),
                "note": note,
            }
        )
    return found


def _near(name: str, known: Iterable[Known]) -> Known | None:
    likeness = _likeness(name)
    return next((each for each in known if likeness in map(_likeness, each.names)), None)


def _likeness(name: str) -> str:
    """What two names of one unit have in common."""
    found = bare(name).partition("（")[0]
    for long, short in (
        ("经济和信息化局", "经信局"),
        ("发展和改革", "发改"),
        ("发展改革", "发改"),
        ("人力资源和社会保障", "人社"),
        ("住房和城乡建设", "住建"),
        ("文化和广电旅游体育", "文广旅体"),
        ("市区", "区"),
    ):
        found = found.replace(long, short)
    return found


class Bearing:
    """Which task bears a target that stands in no task: told by the words they share."""

    def __init__(self, tasks: Sequence[Mapping[str, Any]]) -> None:
        self.tasks = {each["number"]: each for each in tasks}
        self._holding: dict[str, set[int]] = {}
        for number, each in self.tasks.items():
            for words in _fours(each["text"]):
                self._holding.setdefault(words, set()).add(number)

    def lead_of(self, numbers: Sequence[int]) -> str:
        """The printed name of the unit that leads the first of these tasks."""
        return next((self.tasks[n]["lead"] for n in numbers if self.tasks[n]["lead"]), "")

    def guess(self, name: str) -> int:
        """The one task that shares most stretches of four characters with the name; 0 for none."""
        shared: dict[int, int] = {}
        for words in _fours(name):
            for number in self._holding.get(words, ()):
                shared[number] = shared.get(number, 0) + 1
        most = max(shared.values(), default=0)
        if most < 3:
            return 0  # a few characters alone stand in many places
        best = [number for number, count in shared.items() if count == most]
        return best[0] if len(best) == 1 else 0


def _fours(text: str) -> set[str]:
    words = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return {words[place : place + 4] for place in range(len(words) - 3)}


def _themes(draft: Draft) -> list[Content]:
    focus = [("focus", each.number, each.title) for each in draft.themes]
    groups = [("group", place, each.title) for place, each in enumerate(draft.groups, start=1)]
    found: dict[tuple[str, int], Content] = {}
    for kind, number, title in focus + groups:
        found.setdefault(
            (kind, number),
            {
                "kind": kind,
                "number": number,
                "title": title[:200],
                "short_title": (title.removeprefix("聚焦") or title)[:30],
            },
        )
    return list(found.values())


def _numbers(tasks: Sequence[TaskDraft]) -> list[int]:
    """Their numbers, those that stand twice moved behind the last."""
    seen: set[int] = set()
    free = max((each.number for each in tasks), default=0)
    found = []
    for each in tasks:
        number = each.number
        if number in seen or number < 1:
            free += 1
            number = free
        seen.add(number)
        found.append(number)
    return found


def _task(its_key: str, number: int, task: TaskDraft, group: int) -> Content:
    units = [name[: LENGTHS["printed"]] for name in task.units]
    is_sure = bool(units) and bool(task.lead) and bool(task.title)
    return {
        "key": its_key,
        "rev": 1,
        "state": ACCEPTED if is_sure else OPEN,
        "number": number,
        "title": (task.title or task.text)[: LENGTHS["title"]],
        "text": task.text,
        "start": task.start,
        "end": task.end,
        "group": group,
        "units": units,
        "lead": task.lead[: LENGTHS["printed"]],
        "note": "",
    }


def _target(its_key: str, target: TargetDraft, bearing: Bearing) -> Content:
    comparator, goal, stretch = compared(target), target.value, target.stretch
    if stretch is not None and not beyond(goal, stretch, comparator):
        goal, stretch = (stretch, goal) if beyond(stretch, goal, comparator) else (goal, None)
    wheres = [each.where for each in target.quotes]
    numbers = [n for n in tasks_of(wheres) if n in bearing.tasks]
    return {
        "key": its_key,
        "rev": 1,
        "state": OPEN,
        "name": target.name[: LENGTHS["name"]],
        "short_name": target.name[: LENGTHS["short_name"]],
        "goal": plain(goal),
        "stretch": "" if stretch is None else plain(stretch),
        "measure": target.unit[:10],
        "comparator": comparator,
        "kind": target.kind,
        "decimals": places(target),
        "goal_text": goal_text(target),
        "months": FROM_FEBRUARY if target.kind == "growth" else ALL_MONTHS,
        "theme": theme_of(wheres),
        **borne(target.name, numbers, bearing),
        **({"lead": target.lead, "lead_basis": "指标分解表写明"} if target.lead else {}),
        "baseline": "",
        "baseline_source": "",
        "definition": "",
        "note": "",
        "quotes": [_quote(each) for each in target.quotes],
        "set": [],
        "why": target.rule.partition("；")[2] or target.rule,
        "sure": plain(target.confidence),
    }


def borne(name: str, numbers: Sequence[int], bearing: Bearing) -> Content:
    """The tasks that bear a target, its lead and why; one that stands in no task is guessed."""
    if numbers:
        basis = f"任务{numbers[0]}写有这项指标，按任务{numbers[0]}牵头单位"
        return {"tasks": list(numbers), "lead": bearing.lead_of(numbers), "lead_basis": basis}
    guess = bearing.guess(name)
    if not guess or not bearing.lead_of([guess]):
        return {"tasks": [], "lead": "", "lead_basis": NO_TASK}
    basis = f"依据任务{guess}牵头单位，待专班确认"
    return {"tasks": [guess], "lead": bearing.lead_of([guess]), "lead_basis": basis}


def tasks_of(wheres: Iterable[str]) -> list[int]:
    """The numbers of the tasks among these places, each once."""
    numbers = (int(each.removeprefix("task:")) for each in wheres if each.startswith("task:"))
    return list(dict.fromkeys(numbers))


def theme_of(wheres: Iterable[str]) -> int:
    """The focus among these places, else 0."""
    found = (int(each.removeprefix("theme:")) for each in wheres if each.startswith("theme:"))
    return next(found, 0)


def compared(target: TargetDraft) -> str:
    """The comparator of a plan: a rank is at most, a range strives the way it is written."""
    if target.comparator is Compared.RANK:
        return "at_most"
    if target.comparator is Compared.RANGE:
        falls = target.stretch is not None and target.stretch < target.value
        return "at_most" if falls else "at_least"
    return target.comparator.value


def beyond(goal: Decimal, stretch: Decimal, comparator: str) -> bool:
    """A stretch lies beyond the goal in the comparator's direction."""
    return stretch < goal if comparator == "at_most" else stretch > goal


def places(target: TargetDraft) -> int:
    """With how many decimals a figure is proposed to be reported."""
    written = max(
        -int(value.as_tuple().exponent)
        for value in (target.value.normalize(), target.stretch or Decimal(0))
    )
    usual = {"ratio": 2, "growth": 1}.get(target.kind, 0) if target.unit == "%" else 0
    usual = 2 if target.unit in MONEY else usual
    return min(max(usual, written, 0), 4)


def goal_text(target: TargetDraft) -> str:
    """How the text words the goal: 59家以上; else value and measure."""
    value = plain(abs(target.value))
    tail = rf"{re.escape(target.unit)}(?:左右|以上|以内|以下|之内)?"
    words = re.search(rf"(?<![\d.]){re.escape(value)}\s*{tail}", target.quotes[0].sentence)
    return (words[0] if words else f"{plain(target.value)}{target.unit}")[:40]


def _quote(quote: Quote) -> Content:
    text = quote.sentence[: LENGTHS["quote"]]
    return {
        "text": text,
        "start": quote.offset,
        "end": quote.offset + len(text),
        "where": quote.where[:20],
    }


def _about(text: str, targets: Iterable[Mapping[str, Any]]) -> str:
    """The target a notice quotes, by its key."""
    for each in targets:
        if f"“{each['name']}”" in text or any(
            f"“{quote['text']}”" in text for quote in each["quotes"]
        ):
            return str(each["key"])
    return ""
