"""How one target's figure is told in a sentence: 累计10.78亿元; 慢于序时进度5.1个百分点. Pure.

Figures are the report's shown strings (`report/shown.py`); the words follow from light and basis.
Source: practice.md, "Arithmetic"; domain.md, "gap to pace": minus is always worse.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.meeting import wording
from dashboard.report import Figure, TargetRow, shown
from dashboard.report.rows import Corrected
from dashboard.report.words import Words
from targets.arithmetic import Basis
from targets.choices import LATE, NOT_JUDGED, Comparator, Kind, Light
from targets.numbers import MINUS, NOTHING, show, show_exactly

UNSAID = "未填写"
END_MARKS = "。；;，, \n"
ON_THE_WAY = frozenset({Basis.SHARE, Basis.INCREMENT})


def parts(row: TargetRow, words: Words) -> Iterator[tuple[str, str]]:
    """Every part of a target that a sentence can name, with what is shown in its place."""
    now = row.now
    yield "实绩", actual(row)
    yield "进度", progress(row, words)
    yield "门槛", threshold(row)
    yield "目标", shown.goal(row)
    yield "完成", measured(row, now)
    yield "完成率", completion(now)
    yield "与序时", against_pace(row) or NOTHING
    yield "亮灯", words(now.light)
    yield "后续月均", needed(row)
    yield "牵头单位", wording.lead(row)
    yield "原因", said(row.problem)
    yield "下步措施", said(row.next_step)
    if now.light in NOT_JUDGED:
        yield "不评判原因", idle(row, words)
    if row.corrections:
        yield "更正", correction(row, words)


def measured(row: TargetRow, figure: Figure) -> str:
    """The figure with its unit: 10.78亿元, 2.24%; else the word in its place (未报)."""
    text = shown.value(figure)
    return text if figure.value is None else f"{text}{row.measure}"


def actual(row: TargetRow) -> str:
    """累计10.78亿元, 2.24%（6月数据）, 未报."""
    now = row.now
    if now.value is None:
        return measured(row, now)
    before = "累计" if row.promise.kind == Kind.FLOW else "为"
    month = f"（{now.figure_month}月数据）" if now.is_carried else ""
    return f"{before}{measured(row, now)}{month}"


def progress(row: TargetRow, words: Words) -> str:
    """How far it has come, as a clause: 完成年度目标的61.6%，慢于序时进度5.1个百分点."""
    now = row.now
    if now.light == Light.NO_PACE:
        return f"{words(now.light)}，暂不评判"
    if now.value is None:
        return now.remark or words(now.light)
    if now.light == Light.ACHIEVED_STRETCH:
        return f"已达力争目标{_share(now)}"
    if now.light == Light.ACHIEVED:
        return f"已完成年度目标{_within(row) or _share(now)}"
    clauses = [_done(row), against_pace(row)]
    return "，".join(filter(None, clauses)) or words(now.light)


def completion(now: Figure) -> str:
    """61.6%; 达标, 低于基期 where there is no percentage."""
    return (
        now.completion_note or NOTHING if now.completion is None else shown.percent(now.completion)
    )


def threshold(row: TargetRow) -> str:
    """What it is held against: 序时进度66.7%, 年度目标15%以上."""
    if row.promise.basis in ON_THE_WAY and row.now.share is not None:
        return f"序时进度{show(row.now.share, 1)}%"
    goal = shown.goal(row)
    if row.promise.stretch is not None:  # no brackets within brackets
        goal = goal.replace("（力争", "，力争").removesuffix("）")
    return f"年度目标{goal}"


def against_pace(row: TargetRow) -> str:
    """慢于序时进度5.1个百分点, 与序时进度持平, 高于年度目标1.1个百分点; empty without a gap."""
    now, basis = row.now, row.promise.basis
    if now.gap is None:
        return ""
    better, worse, level = _comparison(row)
    if not now.gap:
        slightly = basis in ON_THE_WAY and now.light in LATE
        return "略慢于序时进度" if slightly else level
    unit = shown.gap_unit(row, now)
    amount = shown.number(abs(now.gap)).removeprefix(MINUS)
    return f"{better if now.gap > 0 else worse}{amount}{_unit_word(unit)}"


def needed(row: TargetRow) -> str:
    """What each remaining month needs: 1.68亿元, 已完成, 年末未完成，差2."""
    now = row.now
    if now.needed is None:
        return now.needed_note or NOTHING
    return f"{shown.number(now.needed)}{row.measure}"


def said(text: str) -> str:
    """What the unit wrote, without the mark at its end; 未填写 where it wrote nothing."""
    return " ".join(text.split()).rstrip(END_MARKS) or UNSAID


def correction(row: TargetRow, words: Words) -> str:
    """由46家更正为48家（单位差错），亮灯由滞后改为达序时; 补报48家 where nothing stood before."""
    return "；".join(_corrected(row, each, words) for each in row.corrections)


def idle(row: TargetRow, words: Words) -> str:
    """Why it is not judged: 缺基期; 未到报送期，12月报送; 未报，10月8日截止."""
    now = row.now
    why = now.remark if now.light == Light.NOT_DUE and now.remark else words(now.light)
    months = shown.months_reported(row.promise)
    if now.light == Light.NOT_DUE and now.remark in {"", Light.NOT_DUE.label} and months != "每月":
        return f"{words(now.light)}，{months}报送"
    return why


def _corrected(row: TargetRow, each: Corrected, words: Words) -> str:
    new = f"{shown.number(each.new)}{row.measure}"
    if each.old is None:
        told = f"补报{new}"
    else:
        told = f"由{shown.number(each.old)}{row.measure}更正为{new}（{each.cause_label}）"
    if each.old_light == each.new_light:
        return told
    return f"{told}，亮灯由{words(each.old_light)}改为{words(each.new_light)}"


def _share(now: Figure) -> str:
    return "" if now.completion is None else f"（完成率{shown.percent(now.completion)}）"


def _within(row: TargetRow) -> str:
    """Why 18 of 20名左右 is met: the goal as promised, and what is short of it but allowed."""
    now, goal = row.now, row.promise.goal
    if row.promise.comparator != Comparator.ABOUT or now.value is None or now.value >= goal:
        return ""
    share = "" if now.completion is None else f"，完成率{shown.percent(now.completion)}"
    short = f"{show_exactly(goal - now.value)}{row.measure}"
    return f"（{shown.goal(row)}{share}，差{short}在允许幅度内）"


def _done(row: TargetRow) -> str:
    """完成年度目标的61.6%, 完成增量的40.0%; nothing for what is held against the goal itself."""
    now, basis = row.now, row.promise.basis
    if now.completion_note:
        return now.completion_note
    if basis is Basis.INCREMENT and now.increment is not None:
        return f"完成增量的{shown.percent(now.increment)}"
    if basis is Basis.SHARE and now.completion is not None:
        return f"完成年度目标的{shown.percent(now.completion)}"
    if basis is Basis.ALLOWANCE and now.needed_note:
        return now.needed_note + row.measure
    return ""


def _comparison(row: TargetRow) -> tuple[str, str, str]:
    """The words for better, worse and even: against pace, the goal, or a limit."""
    if row.promise.basis in ON_THE_WAY:
        return "快于序时进度", "慢于序时进度", "与序时进度持平"
    if row.promise.basis is Basis.ALLOWANCE:
        return "少于序时额度", "超出序时额度", "与序时额度持平"
    if row.promise.is_ceiling:
        return "低于控制目标", "高于控制目标", "与控制目标持平"
    if row.promise.comparator == Comparator.ABOUT:
        return "高于达标线", "低于达标线", "与达标线持平"
    return "高于年度目标", "低于年度目标", "与年度目标持平"


def _unit_word(unit: str) -> str:
    return f"个{unit}" if unit == shown.POINTS else unit
