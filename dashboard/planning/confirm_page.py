"""逐项确认: a draft as its page shows it, text on one side and findings on the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.choices import UnitKind
from dashboard import newplan
from dashboard.models import PlanDraft
from dashboard.plan_content import ACCEPTED, DROPPED, OPEN, SURE, Content, Known
from dashboard.typesetting import full_width
from plans.reader import Kind as Line
from plans.reader import outline
from targets.choices import Comparator, Kind

COMPARED = {"at_least": "不低于", "about": "左右", "at_most": "不超过"}
CHOICES = (
    (Comparator.AT_LEAST, "不低于（达到、以上、突破）"),
    (Comparator.ABOUT, "左右（达到90%算完成）"),
    (Comparator.AT_MOST, "不超过（以内、前几位）"),
)
HEADINGS = {1: "h3", 2: "h4"}
FAIR = "0.75"


@dataclass(frozen=True)
class Chip:
    """A stretch of the text: plain, or a phrase with its number that leads to its finding."""

    text: str
    key: str = ""
    number: str = ""
    tone: str = ""  # done, open, cur, off


@dataclass(frozen=True)
class Paragraph:
    """One line of the text; `tag` h3, h4 or p."""

    start: int
    tag: str
    chips: tuple[Chip, ...]
    is_open: bool


@dataclass
class Stretch:
    """Paragraphs shown, or folded to one line where nothing in them waits."""

    is_folded: bool
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A finding in its table: its item, its number and words, whether it is the open card."""

    item: Content
    number: int
    words: Mapping[str, Any]
    is_current: bool = False

    @property
    def tone(self) -> str:
        """How the row is painted."""
        if self.is_current:
            return "cur"
        return {OPEN: "open", ACCEPTED: "done", DROPPED: "off"}[str(self.item["state"])]


def context(
    draft: PlanDraft,
    known: Sequence[Known],
    *,
    asked: str = "",
    show_all: bool = False,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything the page shows; `asked` names the item that is open as a card, `typed` what it keeps."""
    content: Content = draft.content
    left = newplan.left(content)
    current = asked or next((each.key for each in left if each.key[:1] == "t"), "")
    targets = [
        Row(_kept(each, typed or {}), number, _said(each), each["key"] == current)
        for number, each in enumerate(content["targets"], start=1)
    ]
    names = _names(content, known)
    return {
        "draft": draft,
        "content": content,
        "head": content["head"],
        "head_open": any(each.key == "head" for each in left) or asked == "head",
        "stretches": list(_stretches(draft, targets, current, show_all=show_all)),
        "show_all": show_all,
        "targets": targets,
        "tasks": [
            Row(
                _kept(each, typed or {}),
                each["number"],
                {"units": _unit_words(each, content), "list": "、".join(each["units"])},
                each["key"] == current,
            )
            for each in content["tasks"]
        ],
        "milestones": [
            Row(
                _kept(each, typed or {}), number, {"due": _day(each["due"])}, each["key"] == current
            )
            for number, each in enumerate(content["milestones"], start=1)
        ],
        "notices": [_notice(each, content) for each in content["notices"]],
        "units": [_unit(each, content, known) for each in content["units"] if _asks(each)],
        "leads": _leads(content, names, current),
        "comparators": CHOICES,
        "kinds": Kind.choices,
        "current": current,
        "left": left,
        "next": _after(left, current),
        **_counts(content, left),
    }


def now_of(content: Content, key: str) -> str:
    """What another made of a target meanwhile: 现在是130亿元（已确认）。"""
    found = next((each for each in content["targets"] if each["key"] == key), None)
    if found is None:
        return ""
    state = {OPEN: "待确认", ACCEPTED: "已确认", DROPPED: "不作指标"}[found["state"]]
    return f"“{found['short_name']}”现在是{found['goal']}{found['measure']}（{state}）。"


def _kept(item: Content, typed: Mapping[str, str]) -> Content:
    """The item with what was typed into its card and not saved."""
    if typed.get("card") != item["key"]:
        return item
    return item | {name: text for name, text in typed.items() if isinstance(item.get(name), str)}


def _counts(content: Content, left: Sequence[newplan.Left]) -> dict[str, Any]:
    targets = [each for each in content["targets"] if each["state"] != DROPPED]
    tasks = [each for each in content["tasks"] if each["state"] != DROPPED]
    sure = [each for each in targets if each["state"] == OPEN and each["sure"] >= SURE]
    return {
        "total": len(targets),
        "confirmed": sum(each["state"] == ACCEPTED for each in targets),
        "total_tasks": len(tasks),
        "confirmed_tasks": sum(each["state"] == ACCEPTED for each in tasks),
        "asked_notices": sum(each.key[:1] in {"n", "u"} and each.key != "" for each in left),
        "waiting": sum(each["state"] == OPEN for each in targets),
        "sure": len(sure),
    }


def _after(left: Sequence[newplan.Left], current: str) -> str:
    """The next open item behind the current one, round again from the first."""
    keys = [each.key for each in left if each.key]
    if current in keys:
        place = keys.index(current) + 1
        keys = keys[place:] + keys[:place]
    return keys[0] if keys else ""


def _said(item: Content) -> dict[str, Any]:
    """A target in words: what is asked, of which kind, why, and where it stands."""
    stretch = f"，力争{item['stretch']}" if item["stretch"] else ""
    return {
        "compared": COMPARED[item["comparator"]] + stretch,
        "kind": Kind(item["kind"]).label,
        "where": "、".join(dict.fromkeys(_where(each["where"]) for each in item["quotes"])),
        "sure": "较有把握"
        if item["sure"] >= SURE
        else "大致可信"
        if item["sure"] >= FAIR
        else "请细看",
        "lead": item["lead"] or "未定",
    }


def _where(where: str) -> str:
    sort, _, number = where.partition(":")
    return {"theme": f"主要目标第{number}条", "task": f"任务{number}"}.get(sort, "主要目标")


def _day(iso: str) -> str:
    if not iso:
        return "未定"
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _names(content: Content, known: Iterable[Known]) -> dict[str, str]:
    by_code = {each.code: each.short_name for each in known}
    return {
        each["printed"]: by_code.get(each["known"], each["short_name"]) for each in content["units"]
    }


def _leads(content: Content, names: Mapping[str, str], current: str) -> list[tuple[str, str]]:
    """Each unit once, however often it is printed, by the name the open target has it."""
    own = next((each["lead"] for each in content["targets"] if each["key"] == current), "")
    found: dict[str, str] = {}
    for each in content["units"]:
        unit = each["known"] or each["printed"]
        if unit not in found or each["printed"] == own:
            found[unit] = each["printed"]
    return [(printed, names[printed]) for printed in found.values()]


def _unit_words(task: Content, content: Content) -> list[tuple[str, bool, bool]]:
    """Each unit as printed: whether it leads, and whether it is still open which it is."""
    waiting = {each["printed"] for each in content["units"] if each["state"] == OPEN}
    return [(name, name == task["lead"], name in waiting) for name in task["units"]]


def _notice(item: Content, content: Content) -> dict[str, Any]:
    """A notice with the choices its target's wordings offer."""
    target = next((t for t in content["targets"] if t["key"] == item["about"]), None)
    choices = []
    if target is not None and len(target["quotes"]) > 1:
        said = {"about" if "左右" in q["text"] else "at_least" for q in target["quotes"]}
        if len(said) > 1:
            choices = [("about", "按“左右”"), ("at_least", "按“以上”")]
    return {
        "item": item,
        "target": target,
        "choices": choices,
        "may_split": bool(choices),
        "text": full_width(item["text"]),
    }


def _asks(unit: Content) -> bool:
    return bool(unit["note"])


def _unit(item: Content, content: Content, known: Sequence[Known]) -> dict[str, Any]:
    """A printed name that may be another unit: which it may be, first the likeliest."""
    by_code = {each.code: each for each in known}
    likely = []
    if item["known"] in by_code:
        likely.append((f"known:{item['known']}", by_code[item["known"]].short_name))
    twin = item["note"].partition("“")[2].partition("”")[0]
    likely += [
        (f"same:{each['key']}", each["short_name"])
        for each in content["units"]
        if each["printed"] == twin and each is not item
    ]
    others = [(f"known:{each.code}", each.short_name) for each in known]
    others += [
        (f"same:{each['key']}", each["short_name"])
        for each in content["units"]
        if not each["known"] and each is not item and each["printed"] == each["name"]
    ]
    tasks = "、".join(
        str(each["number"]) for each in content["tasks"] if item["printed"] in each["units"]
    )
    now = by_code[item["known"]].short_name if item["known"] in by_code else item["short_name"]
    is_own = not item["known"] and item["name"] == item["printed"]
    return {
        "item": item,
        "likely": likely,
        "others": others,
        "tasks": tasks,
        "answer": "另立单位" if is_own else f"即{now}",
        "is_group": item["kind"] == UnitKind.GROUP,
    }


# The text


def _stretches(
    draft: PlanDraft, targets: Sequence[Row], current: str, *, show_all: bool
) -> Iterator[Stretch]:
    """The text in order, paragraphs in which nothing waits folded together."""
    stretch: Stretch | None = None
    for each in _paragraphs(draft.text, targets, current):
        folds = not show_all and not each.is_open and each.tag == "p"
        if stretch is None or stretch.is_folded != folds:
            if stretch is not None:
                yield stretch
            stretch = Stretch(folds)
        stretch.paragraphs.append(each)
    if stretch is not None:
        yield stretch


def _paragraphs(text: str, targets: Sequence[Row], current: str) -> Iterator[Paragraph]:
    spans = _spans(targets, current)
    place = 0
    shown = full_width(text)
    for block in outline(text):
        chips: list[Chip] = []
        at = block.start
        is_open = False
        while place < len(spans) and spans[place][0] < block.start:
            place += 1
        while place < len(spans) and spans[place][0] < block.end:
            start, end, chip = spans[place]
            if start >= at:
                end = min(end, block.end)
                chips += [Chip(shown[at:start])] if start > at else []
                chips.append(Chip(shown[start:end], chip.key, chip.number, chip.tone))
                is_open = is_open or chip.tone in {"open", "cur"}
                at = end
            place += 1
        if at < block.end:
            chips.append(Chip(shown[at : block.end]))
        tag = "h3" if block.kind is Line.TITLE else "p"
        if block.kind is Line.HEADING:
            tag = HEADINGS.get(block.level, "p")
        yield Paragraph(block.start, tag, tuple(chips), is_open)


def _spans(targets: Sequence[Row], current: str) -> list[tuple[int, int, Chip]]:
    """Where phrases lie, those of several targets one chip with several numbers."""
    found: dict[tuple[int, int], list[Row]] = {}
    for row in targets:
        if row.item["state"] != DROPPED:
            for quote in row.item["quotes"]:
                found.setdefault((quote["start"], quote["end"]), []).append(row)
    spans = []
    for (start, end), rows in sorted(found.items()):
        keys = [row.item["key"] for row in rows]
        waiting = [row for row in rows if row.item["state"] == OPEN]
        tone = "cur" if current in keys else "open" if waiting else "done"
        key = current if current in keys else (waiting or rows)[0].item["key"]
        number = "、".join(str(row.number) for row in rows)
        spans.append((start, end, Chip("", key, number, tone)))
    return spans
