"""One row of the audit in words: what it is about, from what to what, why, by which way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from dashboard.history.kept_words import Change, Row, Teller, tell_kept
from dashboard.history.sources import ACTS, WAYS
from dashboard.history.values import loaded, number, shown
from plans.models import Plan
from targets.choices import Act, Nature, State
from tasks.choices import Channel, Delivery, Word

SYSTEM = "系统"
OF_A_FIGURE = frozenset({"figure", "correction", "objection_raised", "objection_answered"})


@dataclass(frozen=True)
class Line:
    """One line of the audit, ready to be written."""

    source: str  # which table it comes from
    at: datetime
    who: str
    what: str  # what it is about
    url: str
    act: str  # Act value or group
    act_label: str
    changes: tuple[Change, ...]
    why: str
    way: str
    value: str | None = None  # a figure's value after the step, as the database holds it
    before: str | None = None  # and before it

    @property
    def changed(self) -> str:
        """All changes as one text, for a file."""
        return "；".join(map(str, self.changes))


def line_of(plan: Plan, source: str, at: datetime, row: Row, names: Mapping[int, str]) -> Line:
    """The line of one row, as `searching` read it."""
    data, before = loaded(row["data_"]), loaded(row["before_"])
    tell = TELLERS.get(source, tell_kept(source))
    what, changes = tell(data, before)
    return Line(
        source=source,
        at=at,
        who=names.get(row["by_"], SYSTEM),
        what=what,
        url=_url(plan, data) if source in OF_A_FIGURE else "",
        act=row["act_"],
        act_label=ACTS[row["act_"]],
        changes=changes or (Change("无改动"),),
        why=_why(source, row["why_"], data),
        way=WAYS[row["way_"]],
        value=data.get("value") if source == "figure" else None,
        before=before.get("value") if source == "figure" and before else None,
    )


def _why(source: str, said: str, data: Row) -> str:
    """The reason that was given; what was asked for and decided holds it in its own columns."""
    if source in {"correction", "proposal"}:
        return str(data.get("answer") or data["reason"])
    return said or (str(data.get("reason", "")) if source == "goalchange" else "")


def _url(plan: Plan, data: Row) -> str:
    number = data["period"] if "period" in data else data["month"]
    month = f"{plan.year}-{int(number):02d}"
    route = {"plan": plan.slug, "month": month, "code": data["code"]}
    return reverse("target_history", kwargs=route)


# Figures and notes


def _tell_figure(data: Row, before: Row | None) -> tuple[str, tuple[Change, ...]]:
    what = f"{data['month']}月 {data['target']}"
    return what, (_state(data, before, _figure), *_texts(data, before, FIGURE_TEXTS))


def _tell_note(data: Row, before: Row | None) -> tuple[str, tuple[Change, ...]]:
    what = f"{data['month']}月 任务{data['task']}进展（{data['unit']}）"
    return what, (_state(data, before, _word), *_texts(data, before, NOTE_TEXTS))


def _state(data: Row, before: Row | None, value: Callable[[Row], str]) -> Change:
    """草稿 6人次 → 待审 6人次; the figure once where an act only moves the row on."""
    new, label = value(data), State(data["state"]).label
    if before is None:
        return Change(f"{label} {new}".strip())
    old, old_label = value(before), State(before["state"]).label
    if old == new and label != old_label and data["act"] not in {Act.SAVE, Act.SUBMIT}:
        return Change(label, old_label)
    if label == old_label:
        return Change(new or "—", old or "—")
    return Change(f"{label} {new}".strip(), f"{old_label} {old}".strip())


def _figure(row: Row) -> str:
    value = "" if row["value"] is None else f"{number(row['value'])}{row['measure']}"
    return f"{value}（零报告）" if row["is_nil"] else value


def _word(row: Row) -> str:
    word = Word(row["word"]).label if row["word"] else ""
    return f"{word}（零报告）" if row["is_nil"] else word


def _plain(value: Any) -> str:
    return str(value or "")


def _nature(value: Any) -> str:
    return Nature(value).label if value else ""


def _files(value: Any) -> str:
    return "、".join(str(each["name"]) for each in loaded(value) or [])


def _expected(value: Any) -> str:
    return "" if value is None else number(value)


def _behalf(value: Any) -> str:
    return "专班" if value else ""


Texts = tuple[tuple[str, str, Callable[[Any], str]], ...]
BOTH: Texts = (("on_behalf", "代填", _behalf), ("evidence", "依据", _files))
FIGURE_TEXTS: Texts = (
    ("explanation", "说明", _plain),
    ("problem", "存在问题", _plain),
    ("next_step", "下步措施", _plain),
    ("nature", "数据性质", _nature),
    ("expectation", "预计", _expected),
    ("source", "来源", _plain),
    *BOTH,
)
NOTE_TEXTS: Texts = (
    ("text", "进展", _plain),
    ("problem", "存在问题", _plain),
    ("measures", "应对措施", _plain),
    ("next_step", "后期打算", _plain),
    *BOTH,
)


def _texts(data: Row, before: Row | None, columns: Texts) -> tuple[Change, ...]:
    """What else was filled in, where it is not what stood there."""
    found = []
    for name, label, tell in columns:
        new, old = tell(data[name]), tell(before[name]) if before else ""
        if new != old:
            found.append(Change(new or "—", old, label))
    return tuple(found)


# What dates its own acts


def _tell_publication(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    edition, what = int(data["edition"]), f"{data['month']}月 第{data['month']}期"
    new = "已发布" if edition == 1 else f"第{edition}版"
    old = "未发布" if edition == 1 else f"第{edition - 1}版"
    return what, (Change(new, old), Change(data["sha256"][:16], label="SHA-256"))


def _tell_objection(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    what = f"{data['month']}月 {data['target']}异议"
    return what, (Change(f"{data['unit']}：{data['text']}", label="提出"),)


def _tell_answer(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    what = f"{data['month']}月 {data['target']}异议"
    return what, (Change(data["answer"], data["text"], "答复"),)


def _tell_added(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    told = Change(f"上传 {data['name']}"), Change(data["sha256"][:16], label="SHA-256")
    return f"{data['unit']}的依据", told


def _tell_removed(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    return f"{data['unit']}的依据", (Change("已撤下", data["name"]),)


def _tell_reminder(data: Row, _: Row | None) -> tuple[str, tuple[Change, ...]]:
    stage = Delivery(data["stage"]).label
    told = f"{Channel(data['way']).label}：{stage}"
    return f"{data['month']}月 催报{data['unit']}", (Change(told),)


def _tell_bulletin(data: Row, before: Row | None) -> tuple[str, tuple[Change, ...]]:
    """Which paragraphs are not what they were; where nothing else is, that it was issued."""
    again = f"（第{data['edition']}版）" if int(data["edition"]) > 1 else ""
    what = f"{data['period']}月 通报{again}"
    if data["issued_at"] and not (before and before["issued_at"]):
        return what, (Change("已印发", "未印发"),)
    new, old = _paragraphs(data), _paragraphs(before)
    told = [Change(shown(None, text), label="新段") for text in new if text not in old]
    told += [Change("删去", shown(None, text), "原段") for text in old if text not in new]
    return what, tuple(told) if before else (Change("保存编辑稿"),)


def _paragraphs(row: Row | None) -> list[str]:
    return [str(each["text"]) for each in loaded(row["lines"]) or []] if row else []


TELLERS: dict[str, Teller] = {
    "bulletin": _tell_bulletin,
    "figure": _tell_figure,
    "note": _tell_note,
    "publication": _tell_publication,
    "objection_raised": _tell_objection,
    "objection_answered": _tell_answer,
    "evidence_added": _tell_added,
    "evidence_removed": _tell_removed,
    "reminder": _tell_reminder,
}
