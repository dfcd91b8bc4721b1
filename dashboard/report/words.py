"""The sentences a report speaks in: counts in a fixed order, never adjectives (design.md, 13). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dashboard.report.counted import WORST_FIRST, Change, Counts
from targets.choices import Light

Words = Callable[[Light], str]  # what a light is called: `usual`, or a plan's `PlanFacts.word`


def usual(light: Light) -> str:
    """What a light is called where the plan has no name of its own for it."""
    return str(light.label)


def called(names: Mapping[Light, str]) -> Words:
    """What a plan with these names of its own calls a light."""
    return lambda light: names.get(light) or usual(light)


def verdict(counts: Counts, subject: str = "") -> str:
    """What a leader reads first: 25项指标，15项在轨，7项滞后，1项未报.

    `subject` stands in place of "25项指标" (牵头10项). Parts that are nought are left out.
    """
    return _sentence(
        subject or f"{counts.total}项指标",
        counts,
        (("在轨", counts.on_course), ("滞后", counts.late), ("未报", counts.overdue)),
    )


def task_verdict(counts: Counts, words: Words = usual) -> str:
    """The same of tasks, where 严重滞后 is told apart: 17项任务，12项在轨，2项滞后，2项严重滞后."""
    parts = (
        ("在轨", counts.on_course),
        (words(Light.BEHIND), counts.of(Light.BEHIND)),
        (words(Light.FAR_BEHIND), counts.of(Light.FAR_BEHIND)),
        ("未报", counts.overdue),
    )
    return _sentence(f"{counts.total}项任务", counts, parts)


def counts_sentence(counts: Counts, words: Words = usual) -> str:
    """Who is judged and who is not: 25项指标中列入评判23项：在轨15、…；不评判2项（缺基期1、…）."""
    if not counts.total:
        return "没有指标"
    judged = _listed((("在轨", counts.on_course), ("滞后", counts.late), ("未报", counts.overdue)))
    idle = _listed((words(light), counts.of(light)) for light in (Light.NO_PACE, Light.NOT_DUE))
    if not counts.judged:
        return f"{counts.total}项指标均不评判（{idle}）"
    if not counts.not_judged:
        return f"{counts.total}项指标均列入评判：{judged}"
    return (
        f"{counts.total}项指标中列入评判{counts.judged}项：{judged}；"
        f"不评判{counts.not_judged}项（{idle}）"
    )


def compared(month: int, changes: Iterable[Change], not_judged: int) -> str:
    """Against the month before (`month`): 较7月：6项变好，3项变差；2项暂不评判."""
    listed = list(changes)
    turns = [change.is_better for change in listed]
    neither = [change for change in listed if change.is_better is None]
    counted = (
        ("变好", turns.count(True)),
        ("变差", turns.count(False)),
        ("新列入评判", sum(change.new in WORST_FIRST for change in neither)),
        ("转为不评判", sum(change.old in WORST_FIRST for change in neither)),
    )
    parts = [f"{number}项{word}" for word, number in counted if number]
    sentence = f"较{month}月：{'，'.join(parts) or '亮灯没有变化'}"
    return f"{sentence}；{not_judged}项暂不评判" if not_judged else sentence


def _sentence(subject: str, counts: Counts, parts: Iterable[tuple[str, int]]) -> str:
    if not counts.total:
        return subject.replace("0项", "没有") if subject.startswith("0项") else subject
    told = [f"{number}项{word}" for word, number in parts if number]
    return "，".join([subject, *(told or ["暂不评判"])])


def _listed(parts: Iterable[tuple[object, int]]) -> str:
    return "、".join(f"{word}{number}" for word, number in parts if number)
