"""What was read, told in Chinese for a person at a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plans.reader.draft import Compared, Draft, TargetDraft
from plans.reader.numerals import plain

KINDS = {"flow": "累计量", "stock": "存量", "ratio": "比重", "growth": "增速"}
HIGH, FAIR = Decimal("0.9"), Decimal("0.75")


def summary(draft: Draft) -> str:
    """The draft as lines: head, tasks, targets, deadlines, and what to look at."""
    return "\n".join([*_head(draft), *_tasks(draft), *_targets(draft), *_rest(draft)])


def worded(target: TargetDraft) -> str:
    """A commitment's value in words: 不低于59家, 2.3%～2.5%, 前3位."""
    value, unit = plain(target.value), target.unit
    stretch = "" if target.stretch is None else plain(target.stretch)
    if target.kind == "growth" and target.value < 0:
        return _fall(target)
    if target.comparator is Compared.RANGE:
        return f"{value}～{stretch}{unit}"
    if target.comparator is Compared.RANK:
        return f"前{value}{unit}"
    said = {
        Compared.AT_LEAST: f"不低于{value}{unit}",
        Compared.ABOUT: f"{value}{unit}左右",
        Compared.AT_MOST: f"不超过{value}{unit}",
    }[target.comparator]
    return f"{said}，力争{stretch}{unit}" if stretch else said


def _fall(target: TargetDraft) -> str:
    """A negative growth as the fall it is: 下降不少于5%."""
    value, unit = plain(-target.value), target.unit
    stretch = "" if target.stretch is None else plain(-target.stretch)
    if target.comparator is Compared.RANGE:
        return f"下降{value}～{stretch}{unit}"
    said = {
        Compared.AT_MOST: f"下降不少于{value}{unit}",
        Compared.ABOUT: f"下降{value}{unit}左右",
    }.get(target.comparator, f"下降不超过{value}{unit}")
    return f"{said}，力争{stretch}{unit}" if stretch else said


def sureness(confidence: Decimal) -> str:
    """How sure a finding is, in one word."""
    return "较有把握" if confidence >= HIGH else "大致可信" if confidence >= FAIR else "请细看"


def _head(draft: Draft) -> Iterator[str]:
    meta = draft.meta
    yield f"标题：{meta.title or '没有认出'}"
    said = [
        f"{label}{value}"
        for label, value in (
            ("文号：", meta.doc_no),
            ("印发：", meta.issuer),
            ("日期：", meta.issue_date),
            ("年份：", str(meta.year or "")),
        )
        if value
    ]
    if said:
        yield "；".join(said)
    yield (
        f"共{len(draft.tasks)}项任务、{len(draft.targets)}项指标、{len(draft.units)}个责任单位（按原文名称）、"
        f"{len(draft.milestones)}个时限、{len(draft.notices)}处请核对。"
    )


def _tasks(draft: Draft) -> Iterator[str]:
    if draft.tasks:
        yield "\n任务"
    for task in draft.tasks:
        others = [name for name in task.units if name != task.lead]
        who = f"牵头：{task.lead}" if task.lead else "没有写责任单位"
        yield f"  {task.number}. {task.title}（{who}{'；' + '、'.join(others) if others else ''}）"


def _targets(draft: Draft) -> Iterator[str]:
    if draft.targets:
        yield "\n指标"
    for place, target in enumerate(draft.targets, start=1):
        quote = target.quotes[0]
        yield (
            f"  {place}. {target.name}：{worded(target)}（{KINDS[target.kind]}，{_where(quote.where)}，"
            f"{sureness(target.confidence)}）"
        )
        yield f"     原文：{'；'.join(each.sentence for each in target.quotes)}"


def _where(where: str) -> str:
    kind, _, number = where.partition(":")
    return {"headline": "总体目标", "theme": f"目标第{number}条", "task": f"任务{number}"}[kind]


def _rest(draft: Draft) -> Iterator[str]:
    if draft.milestones:
        yield "\n时限"
    for each in draft.milestones:
        yield f"  {each.due} 任务{each.task}：{each.sentence}"
    if draft.notices:
        yield "\n请核对"
    for notice in draft.notices:
        yield f"  · {notice}"
