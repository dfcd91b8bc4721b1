"""The formulas of the year's end: the extrapolation and its 80 % band."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from targets.arithmetic import Forecast
from targets.formulas.terms import Formula, Terms, bare, plain
from targets.numbers import fine_places, half_up, show

BAND = Decimal("1.28")
DEVIATION_PLACES = range(3, 20)


def year_end(terms: Terms, forecast: Forecast | None) -> Formula | None:
    """年终预测: what is booked and the mean increment over the months left."""
    if forecast is None:
        return None
    result = terms.figure(forecast.value)
    booked, count = plain(forecast.booked, terms.unit), len(forecast.increments)
    increments = " + ".join(plain(each, terms.unit) for each in forecast.increments)
    mean = f"({increments}) ÷ {count}"
    left = f"{bare(booked)} + {mean} × {_factor(forecast.weight_left)}"
    months = "剩余月数（按历年各月比重折算）" if forecast.is_seasonal else "剩余月数"
    words = f"年终预测 = 已完成 + 近{count}次月均增量 × {months}"
    note = "这是外推，不是承诺。"
    if not forecast.is_seasonal:
        note += "没有历年季节数据，未作季节调整。"
    if forecast.is_floored:
        numbers = f"{left} < {bare(booked)}，按{bare(booked)}计"
        return Formula("年终预测", words, numbers, result, f"累计量不低于已完成数。{note}")
    return Formula("年终预测", words, f"{left} = {result}", result, note)


def _factor(value: Fraction) -> str:
    text = plain(value)
    return f"({text})" if "÷" in text and not text.startswith("(") else text


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
        "累计量的下限不低于已完成数。" if forecast.low == forecast.booked else "",
    )


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
