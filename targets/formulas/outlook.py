"""The formulas of the year's end: the extrapolation and its 80 % band."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from targets.arithmetic import Forecast, Increment
from targets.choices import Kind
from targets.formulas.terms import Formula, Terms, bare, plain
from targets.numbers import fine_places, half_up, show

BAND = Decimal("1.28")
DEVIATION_PLACES = range(3, 20)


def year_end(terms: Terms, forecast: Forecast | None) -> Formula | None:
    """What is booked and the mean increment over the months left, as last year's months went."""
    if forecast is None:
        return None
    result = terms.figure(forecast.value)
    booked, count = bare(plain(forecast.booked, terms.unit)), len(forecast.parts)
    if forecast.left_before is None:
        words = f"近{count}次月均增量 × 剩余月数"
        left, note = str(forecast.months_left), "没有可用的去年各月数，未作季节调整。"
    else:
        words = f"近{count}次（增量 ÷ 去年同期增量）的平均 × 去年剩余月份增量"
        left, note = plain(forecast.left_before, terms.unit), ""
    start = "期末数" if terms.promise.kind == Kind.STOCK else "已完成"
    words = f"年终预测 = {start} + {words}"
    added = " + ".join(_added(part, terms.unit) for part in forecast.parts)
    numbers = f"{booked} + ({added}) ÷ {count} × {left}"
    note = f"这是外推，不是承诺。{note}"
    if forecast.is_floored:
        numbers = f"{numbers} < {booked}，按{booked}计"
        return Formula("年终预测", words, numbers, result, f"累计量不低于已完成数。{note}")
    return Formula("年终预测", words, f"{numbers} = {result}", result, note)


def _added(part: Increment, unit: str) -> str:
    """One increment as it stands in the mean: 1.36, 15 ÷ 3 for a quarter, 1.36 ÷ 1.28 last year."""
    added = plain(part.added, unit)
    if part.before is not None:
        return f"{added} ÷ {plain(part.before, unit)}"
    return added if part.months == 1 else f"{added} ÷ {part.months}"


def band(terms: Terms, forecast: Forecast | None) -> Formula | None:
    """The half width of the 80 % band, where at least two increments vary."""
    if forecast is None or forecast.high is None or forecast.variance is None:
        return None
    places = fine_places(terms.decimals)
    width = forecast.high - half_up(forecast.value, 20)
    result = show(width, places) + terms.measure
    deviation = plain(_deviation(forecast, show(width, places), places), terms.unit)
    return Formula(
        "80%区间",
        "80%区间 = 年终预测 ± 1.28 × 月增量标准差 × √剩余月数",
        f"{BAND} × {deviation} × √{forecast.months_left} = {result}",
        result,
        _on_the_band(forecast),
    )


def _on_the_band(forecast: Forecast) -> str:
    season = "月增量已按去年各月折算。" if forecast.is_seasonal else ""
    floor = "累计量的下限不低于已完成数。" if forecast.low == forecast.booked else ""
    return season + floor


def _deviation(forecast: Forecast, shown: str, places: int) -> Decimal:
    """The standard deviation with as few digits as bring out the width shown."""
    variance = forecast.variance or Fraction(0)
    exact = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    root = Decimal(forecast.months_left).sqrt()
    for digits in DEVIATION_PLACES:
        rounded = half_up(exact, digits)
        if show(BAND * rounded * root, places) == shown:
            return rounded
    return exact
