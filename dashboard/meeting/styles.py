"""How the meeting's workbook looks: named cell styles, one for each kind of cell."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from targets.choices import Light

SANS = "微软雅黑"
INK, QUIET, RED = "16202B", "56636F", "A8201A"
BAR, TRACK = "4B6480", "C9D0D7"
LINE = Side(style="thin", color=TRACK)
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)

_GOOD, _BEHIND, _FAR = ("075E48", "E4F2ED"), ("7A4A00", "FDF1DA"), ("8F1D17", "FBE7E4")
_OVERDUE, _IDLE = ("1D2733", "E9ECEF"), ("4F5B67", "F1F3F5")
LIGHT_COLOURS = {
    Light.ACHIEVED_STRETCH: _GOOD,
    Light.ACHIEVED: _GOOD,
    Light.AHEAD: _GOOD,
    Light.ON_PACE: _GOOD,
    Light.BEHIND: _BEHIND,
    Light.FAR_BEHIND: _FAR,
    Light.OVERDUE: _OVERDUE,
    Light.NO_PACE: _IDLE,
    Light.NOT_DUE: _IDLE,
}
HEAVY = {Light.FAR_BEHIND, Light.OVERDUE}  # bold on the page, bold here


def number_format(places: int) -> str:
    """Thousands commas and this many decimals."""
    return f"#,##0.{'0' * places}" if places else "#,##0"


def signed_format(places: int) -> str:
    """A difference: plus or a real minus, 0 without a sign."""
    digits = f"0.{'0' * places}" if places else "0"
    return f"+{digits};[Red]−{digits};{digits}"


def _style(name: str, **parts: object) -> NamedStyle:
    style = NamedStyle(name=name)
    style.font = Font(name=SANS, size=10, color=INK)
    style.alignment = Alignment(vertical="center", wrap_text=True)
    for part, value in parts.items():
        setattr(style, part, value)
    return style


def register(workbook: Workbook) -> None:
    """Give the workbook its styles; cells then name them (`cell.style = "计数"`)."""
    right = Alignment(horizontal="right", vertical="center", indent=1)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    flat = Alignment(vertical="center", wrap_text=False)
    grey = PatternFill("solid", fgColor="EEF1F3")
    workbook.add_named_style(
        _style(
            "标题",
            font=Font(name="方正小标宋简体", size=18, color=RED),
            alignment=Alignment(horizontal="centerContinuous", vertical="center"),
        )
    )
    workbook.add_named_style(
        _style("说明", font=Font(name=SANS, size=9, color=QUIET), alignment=flat)
    )
    workbook.add_named_style(
        _style("要句", font=Font(name=SANS, size=12, bold=True, color=INK), alignment=flat)
    )
    workbook.add_named_style(
        _style(
            "表头",
            font=Font(name=SANS, size=10, bold=True, color="3A4754"),
            fill=grey,
            border=BOX,
            alignment=middle,
        )
    )
    workbook.add_named_style(_style("文字", border=BOX))
    workbook.add_named_style(
        _style("重点", border=BOX, font=Font(name=SANS, size=10, bold=True, color=INK))
    )
    workbook.add_named_style(_style("居中", border=BOX, alignment=middle))
    workbook.add_named_style(_style("百分比", border=BOX, alignment=right, number_format="0.0%"))
    workbook.add_named_style(_style("序时比", border=BOX, alignment=right, number_format="0.00##"))
    for places in range(5):
        workbook.add_named_style(
            _style(f"数{places}", border=BOX, alignment=right, number_format=number_format(places))
        )
        workbook.add_named_style(
            _style(f"差{places}", border=BOX, alignment=right, number_format=signed_format(places))
        )
    carried = Font(name=SANS, size=10, italic=True, color=QUIET)
    for name, form in [
        ("沿百分比", "0.0%"),
        *((f"沿{each}", number_format(each)) for each in range(5)),
    ]:
        workbook.add_named_style(
            _style(name, border=BOX, alignment=right, number_format=form, font=carried)
        )
    for light, (colour, tint) in LIGHT_COLOURS.items():
        workbook.add_named_style(
            _style(
                light.label,
                font=Font(name=SANS, size=10, bold=light in HEAVY, color=colour),
                fill=PatternFill("solid", fgColor=tint),
                border=BOX,
                alignment=middle,
            )
        )
