"""The formulas of a standing: completion, increment, expected, index, gap and still needed."""

from __future__ import annotations

from fractions import Fraction

from targets.arithmetic import MONTHS, Basis
from targets.choices import Kind
from targets.formulas.terms import Formula, Terms, bare, plain, with_unit
from targets.numbers import (
    PERCENT,
    fine_places,
    index_text,
    percent_text,
    points_text,
    show_signed,
)

POINTS_WORD = "个百分点"
RAISED = "已完成的，序时比至少按1计"


def completion(terms: Terms) -> Formula | None:
    """完成率, against the year's goal; below 0 it counts as 0, and says so."""
    share = terms.standing.completion
    if share is None:
        return None
    if terms.promise.is_ceiling:
        left = f"({terms.baseline} − {terms.value}) ÷ ({terms.baseline} − {terms.goal})"
        words = "完成率 = (基期值 − 实绩) ÷ (基期值 − 目标值)"
    else:
        left = f"{bare(terms.value)} ÷ {terms.goal}"
        words = f"完成率 = {terms.value_word} ÷ 全年目标"
    return _share_formula("完成率", words, left, share, is_negative=_is_negative(terms))


def _is_negative(terms: Terms) -> bool:
    progress, value = terms.standing.increment, terms.standing.value
    if terms.promise.is_ceiling:
        return progress is not None and progress < 0
    return value is not None and value < 0


def increment(terms: Terms) -> Formula | None:
    """增量完成率, from the baseline on."""
    share = terms.standing.shown_increment
    if share is None:
        return None
    left = f"({terms.value} − {terms.baseline}) ÷ ({terms.goal} − {terms.baseline})"
    words = "增量完成率 = (实绩 − 基期值) ÷ (目标值 − 基期值)"
    is_negative = terms.standing.increment is not None and terms.standing.increment < 0
    return _share_formula("增量完成率", words, left, share, is_negative=is_negative)


def _share_formula(
    title: str, words: str, left: str, share: Fraction, *, is_negative: bool
) -> Formula:
    result = percent_text(share)
    if is_negative:
        return Formula(title, words, f"{left} < 0，按0计", result)
    return Formula(title, words, f"{left} = {result}", result)


def expected(terms: Terms) -> Formula | None:
    """序时应完成 of a flow, 序时应达到 of a level."""
    if terms.standing.expected is None:
        return None
    result, unit = terms.figure(terms.standing.expected), terms.unit
    goal, baseline = with_unit(unit, terms.goal), with_unit(unit, terms.baseline)
    if terms.promise.kind == Kind.FLOW:
        words = "序时应完成 = 全年目标 × 序时进度"
        left = f"{bare(goal)} × {terms.share}"
    elif terms.promise.basis is Basis.INCREMENT:
        words = "序时应达到 = 基期值 + (目标值 − 基期值) × 序时进度"
        left = f"{bare(baseline)} + ({goal} − {baseline}) × {terms.share}"
    elif terms.is_about:
        words = f"序时应达到 = 达标线 = 目标值 − {terms.tolerance} × 目标值，各月相同"
        left = terms.threshold(unit)
    else:
        return Formula("序时应达到", "序时应达到 = 目标值，各月相同", bare(goal), result)
    return Formula(words[:5], words, f"{left} = {result}", result)


def index(terms: Terms) -> Formula | None:
    """序时比; an achieved target's is raised to 1, and says so."""
    value = terms.standing.index
    if value is None:
        return None
    result = index_text(value, terms.scale)
    computed = _index_on_the_way(terms) or _index_against_the_goal(terms)
    if computed is None:
        is_zero = terms.promise.basis is Basis.ZERO
        return Formula("序时比", "目标为0，达到的序时比按1计" if is_zero else RAISED, "1", result)
    words, left = computed
    note = terms.mark_note if terms.promise.basis in {Basis.LEVEL, Basis.POINTS} else ""
    if value == 1 and terms.standing.gap is not None and terms.standing.gap < 0:
        note = "，".join(filter(None, (note, RAISED)))
        return Formula("序时比", words, f"{left} < 1，按1计", result, note)
    return Formula("序时比", words, f"{left} = {result}", result, note)


def _index_on_the_way(terms: Terms) -> tuple[str, str] | None:
    """Words and numbers of v / e and (v - b) / (e - b), where something is expected."""
    if not terms.standing.share:
        return None
    if terms.promise.basis is Basis.SHARE:
        left = f"{bare(terms.value)} ÷ ({terms.goal} × {terms.share})"
        return "序时比 = 累计完成 ÷ (全年目标 × 序时进度)", left
    if terms.promise.basis is Basis.INCREMENT:
        span = f"({terms.goal} − {terms.baseline})"
        left = f"({terms.value} − {terms.baseline}) ÷ ({span} × {terms.share})"
        return "序时比 = (实绩 − 基期值) ÷ ((目标值 − 基期值) × 序时进度)", left
    return None


def _index_against_the_goal(terms: Terms) -> tuple[str, str] | None:
    """Words and numbers of the index of allowances, growth and levels."""
    basis = terms.promise.basis
    better, words = _better(terms)
    if basis is Basis.POINTS:
        return f"序时比 = 1 + 0.2 × ({words})", f"1 + 0.2 × ({better})"
    if basis is Basis.ALLOWANCE:
        left = f"1 + ({better}) ÷ {terms.goal_size}"
        return f"序时比 = 1 + ({words}) ÷ 全年限额", left
    if basis is Basis.LEVEL:
        left = f"1 + 4 × ({better}) ÷ {_size_of_mark(terms)}"
        return f"序时比 = 1 + 4 × ({words}) ÷ {terms.mark_word}", left
    return None


def _better(terms: Terms, unit: str = "") -> tuple[str, str]:
    """The difference to the mark, minus is worse: numbers and words."""
    value, word = with_unit(unit, terms.value), terms.value_word
    if terms.promise.basis is Basis.ALLOWANCE:
        mark, mark_word = f"{terms.goal} × {terms.share}", "全年限额 × 序时进度"
    elif terms.is_about:
        mark, mark_word = f"({terms.threshold(unit)})", "达标线"
    else:
        mark, mark_word = with_unit(unit, terms.goal), "目标值"
    if terms.promise.is_ceiling:
        return f"{bare(mark)} − {value}", f"{mark_word} − {word}"
    return f"{bare(value)} − {mark}", f"{word} − {mark_word}"


def _size_of_mark(terms: Terms) -> str:
    return plain(abs(terms.promise.threshold)) if terms.promise.threshold < 0 else terms.mark


def gap(terms: Terms) -> Formula | None:
    """偏差, minus is worse: of shares, or of the figures themselves for growth and ratios."""
    value = terms.standing.gap
    if value is None:
        return None
    if terms.standing.gap_is_level:
        left, words = _better(terms, terms.unit)
        result = _level_gap(terms, value)
    else:
        words, left = _gap_of_shares(terms)
        result = points_text(value) + POINTS_WORD
    note = terms.mark_note if "达标线" in words else ""
    return Formula("与序时相差", f"与序时相差 = {words}", f"{left} = {result}", result, note)


def _gap_of_shares(terms: Terms) -> tuple[str, str]:
    basis = terms.promise.basis
    if basis is Basis.SHARE:
        return "完成率 − 序时进度", f"{bare(terms.value)} ÷ {terms.goal} − {terms.share}"
    if basis is Basis.INCREMENT:
        progress = f"({terms.value} − {terms.baseline}) ÷ ({terms.goal} − {terms.baseline})"
        return "增量完成率 − 序时进度", f"{progress} − {terms.share}"
    better, words = _better(terms)
    if basis is Basis.ALLOWANCE:
        return f"({words}) ÷ 全年限额", f"({better}) ÷ {terms.goal_size}"
    return f"({words}) ÷ {terms.mark_word}", f"({better}) ÷ {_size_of_mark(terms)}"


def _level_gap(terms: Terms, gap: Fraction) -> str:
    if terms.measure == PERCENT:
        return points_text(gap / 100, fine_places(terms.decimals)) + POINTS_WORD
    return show_signed(gap, terms.decimals) + terms.measure


def needed(terms: Terms) -> Formula | None:
    """后续月均需完成 over the months that the figure leaves."""
    value, month = terms.standing.needed, terms.standing.figure_month
    if value is None or month is None:
        return None
    result = terms.figure(value)
    words = f"后续月均需完成 = (全年目标 − {terms.value_word}) ÷ 剩余月数"
    goal, reached = with_unit(terms.unit, terms.goal), with_unit(terms.unit, terms.value)
    left = f"({goal} − {reached}) ÷ ({MONTHS} − {month})"
    return Formula("后续月均需完成", words, f"{left} = {result}", result)
