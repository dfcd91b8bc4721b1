"""Every case of the look side by side, for the gallery page: made-up promises, real drawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from dashboard.drawing import Bar, Spark, bar, spark
from targets.arithmetic import Calendar, Promise, judge
from targets.choices import BEST_FIRST, Comparator, Kind, Light

YEAR_END = date(2025, 2, 1)
NEVER = Calendar(date(2024, 9, 1), {})
LATE = Calendar(YEAR_END, {month: date(2024, 12, 31) for month in range(1, 13)})
SEEING = (
    ("正常", ""),
    ("绿色弱", "f-d"),
    ("红色弱", "f-p"),
    ("蓝色弱", "f-t"),
    ("黑白打印", "f-g"),
)
SWATCHES = (
    ("墨 16.5", "c-ink"),
    ("墨2 9.5", "c-ink-2"),
    ("墨3 6.2", "c-ink-3"),
    ("靛青 8.7", "c-act"),
    ("红头线 7.3", "c-rule"),
    ("绿 5.3", "c-good"),
    ("黄 4.0", "c-behind"),
    ("红 6.5", "c-far"),
    ("黑 15.1", "c-overdue"),
    ("灰 4.6", "c-idle"),
    ("条 6.1", "c-bar"),
    ("槽", "c-track"),
    ("边框 3.6", "c-line-3"),
    ("页底", "c-bg"),
)


def examples() -> dict[str, Any]:
    """What the gallery page shows: lights, bars, sparklines, a formula and a month switcher."""
    return {
        "lights": BEST_FIRST,
        "seeing": SEEING,
        "bars": bars(),
        "sparks": sparks(),
        "swatches": SWATCHES,
        "months": _months(),
        "errors": [
            {"url": "#b", "text": "基期值要小于目标值552件"},
            {"url": "", "text": "修改理由没有填写"},
        ],
        "formula": {
            "title": "年终预测怎么算",
            "words": "已完成 + 近6个月月均增量 × 剩余月数",
            "numbers": "10.78 + 1.40 × 4 = 16.38亿元",
            "note": "这是外推，不是承诺；没有历年季节数据，未作季节调整。",
        },
    }


def bars() -> list[tuple[str, Bar, str]]:
    """The cases of design.md's table: name, bar, what to look at."""
    flow, ceiling = _flow("100"), _flow("100", Comparator.AT_MOST)
    growth = Promise(Kind.GROWTH, Comparator.AT_LEAST, Decimal(8))
    share = _ratio("2.3", stretch="2.5", quarterly=True)
    based = Promise(Kind.STOCK, Comparator.AT_LEAST, Decimal(600), baseline=Decimal(500))
    bare = Promise(Kind.STOCK, Comparator.AT_LEAST, Decimal(552))
    far = _ratio("2.3", stretch="3.0")
    return [
        ("累计量，在轨", _bar(flow, "76"), "实绩达到序时，靛灰"),
        ("累计量，滞后", _bar(_flow("17.5"), "10.78"), "琥珀"),
        ("累计量，严重滞后", _bar(flow, "45"), "红"),
        ("超过目标", _bar(flow, "107"), "越过目标线"),
        ("超过125%", _bar(flow, "150"), "截在槽尾，画断口"),
        ("有力争值", _bar(_ratio("2.3", stretch="2.5"), "2.24"), "力争为虚线"),
        ("力争出槽", _bar(far, "2.35"), "贴在槽尾"),
        ("增速、无基期比重", _bar(growth, "9.1"), "序时尖与目标线重合"),
        ("增速为负", _bar(growth, "-1.2"), "不画实绩条，数字写−1.2%"),
        ("存量、比重，有基期", _bar(based, "572"), "从基期起算增量"),
        ("缺基期", _bar(bare, "531"), "斜纹，不画序时尖"),
        ("沿用上季", _bar(share, "2.24", reported=6), "原色加浅斜纹"),
        ("不超过（控制在以内）", _bar(ceiling, "60"), "目标线右侧为禁区斜纹"),
        ("不超过，已超", _bar(ceiling, "108"), "红条进入禁区"),
        ("逾期未报", bar(judge(flow, {}, 8, LATE), flow), "粗虚框"),
        ("未到报送期", bar(judge(flow, {}, 8, NEVER), flow), "细虚框，无标记"),
    ]


def sparks() -> list[tuple[Spark, str]]:
    """One sparkline of each kind, and what to look at."""
    steps = ["0", "0", "0", "0", "0", ".5", ".5", ".5", ".5", ".5", ".5", "1"]
    stepped = Promise(
        Kind.FLOW,
        Comparator.AT_LEAST,
        Decimal(2),
        schedule=tuple(Decimal(share) for share in steps),
    )
    growth = Promise(Kind.GROWTH, Comparator.AT_LEAST, Decimal(8))
    flow = "1.21 2.38 3.74 5.06 6.41 7.95 9.32 10.78"
    return [
        (_spark(_flow("17.5"), flow, Light.BEHIND), "累计量：虚线为序时，右端即目标"),
        (_spark(stepped, "0 0 0 0 0 1 1 1", Light.ON_PACE), "分月计划：阶梯序时"),
        (_spark(growth, "6.6 7.4 8.4 8.7 8.3 8.9 9.2 9.0", Light.ON_PACE), "增速：虚线为目标"),
        (
            _spark(_ratio("65", baseline="60"), "60.2 61 62 63.1", Light.AHEAD),
            "有基期：虚线从基期起",
        ),
        (_spark(_flow("1"), "", Light.NOT_DUE), "没有数据"),
    ]


def _flow(goal: str, comparator: Comparator = Comparator.AT_LEAST) -> Promise:
    return Promise(Kind.FLOW, comparator, Decimal(goal))


def _ratio(
    goal: str, *, stretch: str | None = None, baseline: str | None = None, quarterly: bool = False
) -> Promise:
    return Promise(
        Kind.RATIO,
        Comparator.AT_LEAST,
        Decimal(goal),
        stretch=None if stretch is None else Decimal(stretch),
        baseline=None if baseline is None else Decimal(baseline),
        reporting_months=frozenset({3, 6, 9, 12} if quarterly else range(1, 13)),
    )


def _bar(promise: Promise, value: str, reported: int = 8) -> Bar:
    return bar(judge(promise, {reported: Decimal(value)}, 8, LATE), promise)


def _spark(promise: Promise, values: str, light: Light) -> Spark:
    points = [(month, Decimal(value)) for month, value in enumerate(values.split(), start=1)]
    return spark(points, promise, light)


def _months() -> list[Mapping[str, str]]:
    states = ["published"] * 7 + ["current", "filing"] + ["future"] * 3
    return [
        {
            "label": f"{number}月",
            "url": "" if state == "future" else f"#{number}",
            "state": state,
            "title": "填报中，未发布" if state == "filing" else "",
        }
        for number, state in enumerate(states, start=1)
    ]
