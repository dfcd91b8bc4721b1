"""怎么算: every computed figure opens to its formula with its own numbers put in.

Pure. `numbers` is arithmetic that a reader, and a test, can recompute: inputs stand in it exactly
(8 ÷ 12, never 0.667), so what it comes to rounds half-up to precisely the result shown.
It reads “left = result”, a lone left side that is the result, or “left < bound，按bound计”.
Operators + − × ÷ √ ( ) have their usual order, % divides by 100. Source: domain.md, "What is computed".
"""

from targets.arithmetic import Forecast, Promise, Scale, Standing
from targets.formulas import figures, outlook
from targets.formulas.terms import Formula, Terms

__all__ = ["Formula", "formulas"]

DEFAULT_SCALE = Scale()


def formulas(
    promise: Promise,
    standing: Standing,
    *,
    measure: str,
    decimals: int,
    forecast: Forecast | None = None,
    scale: Scale = DEFAULT_SCALE,
) -> dict[str, Formula]:
    """The formulas of a standing's figures, only of those that exist, in the order of a page.

    Keys: completion, increment, expected, index, gap, needed, forecast, band.
    """
    terms = Terms(promise, standing, measure, decimals, scale)
    found = {
        "completion": figures.completion(terms),
        "increment": figures.increment(terms),
        "expected": figures.expected(terms),
        "index": figures.index(terms),
        "gap": figures.gap(terms),
        "needed": figures.needed(terms),
        "forecast": outlook.year_end(terms, forecast),
        "band": outlook.band(terms, forecast),
    }
    return {key: formula for key, formula in found.items() if formula is not None}
