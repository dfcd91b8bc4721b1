"""A unit's workbook and the office's, as plain values."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tasks.workbook.layout import EntryBook, EntryNote, EntryRow

KEY = b"a key of these tests"
MADE_AT = datetime(2024, 10, 8, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
MEASURES = {"T01": ("亿元", 1), "T02": ("家", 0), "T03": ("%", 2), "T04": ("件", 0)}
NAMES = {
    "T01": "技术交易额",
    "T02": "新增国家高新技术企业",
    "T03": "研发费用占营业收入比重",
    "T04": "有效发明专利拥有量",
}


def row(code: str, /, **more: object) -> EntryRow:
    """One of the unit's four figures."""
    measure, decimals = MEASURES[code]
    given: dict[str, object] = {
        "code": code,
        "unit_code": "jingxin",
        "unit_name": "经信局",
        "name": NAMES[code],
        "asked": "1–9月累计" if code in {"T01", "T02"} else "9月末数",
        "measure": measure,
        "decimals": decimals,
        "goal_text": {"T01": "17.5亿元", "T02": "59家", "T03": "1.55%", "T04": "552件"}[code],
        "last": {"T01": Decimal("13.2"), "T02": Decimal(38), "T03": Decimal("1.5")}.get(code),
        "last_month": None if code == "T04" else 8,
        "last_year": Decimal("11.85") if code == "T01" else None,
        "state_label": "未填",
        "version": {"T01": 0, "T02": 3, "T03": 1, "T04": 0}[code],
    }
    return EntryRow(**(given | more))  # type: ignore[arg-type]  # literals of the right kinds


def unit_book(**more: object) -> EntryBook:
    """经信局's September: four figures, two notes."""
    given: dict[str, object] = {
        "plan_slug": "dinghai-2024",
        "plan_title": "定海区创新深化",
        "year": 2024,
        "month": 9,
        "unit_code": "jingxin",
        "unit_name": "经信局",
        "made_at": MADE_AT,
        "rows": tuple(row(code) for code in MEASURES),
        "notes": (
            EntryNote(3, "jingxin", "经信局", "培育壮大创新型企业", version=2),
            EntryNote(7, "jingxin", "经信局", "实施技术攻关项目"),
        ),
    }
    return EntryBook(**(given | more))  # type: ignore[arg-type]  # literals of the right kinds


def office_book(units: int, figures: int) -> EntryBook:
    """All units at once."""
    rows = tuple(
        row(
            "T01",
            code=f"U{unit:03}-{number:02}",
            unit_code=f"unit-{unit}",
            unit_name=f"第{unit}单位",
            name=f"第{unit}单位第{number}项指标",
            value=Decimal(unit * 100 + number) / 10,
            explanation="按新口径统计" if number % 3 == 0 else "",
        )
        for unit in range(1, units + 1)
        for number in range(1, figures + 1)
    )
    return unit_book(unit_code=None, unit_name="专班", rows=rows, notes=())
