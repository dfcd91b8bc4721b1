"""How the entry workbook looks: its cell styles, one for each kind of cell, locked but for inputs."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook import Workbook

SANS = "微软雅黑"
INK, QUIET, RED = "16202B", "56636F", "A8201A"
LINE = Side(style="thin", color="C9D0D7")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
OPEN = PatternFill("solid", fgColor="FFFBE6")  # what is to be filled in
SHUT = PatternFill("solid", fgColor="F4F6F8")  # an input that is not open now
WRONG = PatternFill("solid", fgColor="FBE7E4")
HEAD = PatternFill("solid", fgColor="EEF1F3")
TITLE, LEAD, NAMES, ASKS = "标题", "提要", "表头", "表头填"
TEXT, STRONG, MIDDLE, QUIET_TEXT, HINT = "文字", "重点", "居中", "次要", "说明"
ERROR = "错误"


def number_format(places: int, *, is_percent: bool, is_input: bool) -> str:
    """How a figure is shown: with every digit it has, never rounded away.

    An input of percentages keeps Excel's own format: there 1.55% stays 1.55%; under a format with
    decimals the same typing would be kept as 0.0155 and shown as 0.02.
    """
    if is_percent and is_input:
        return "General"
    return f"#,##0.{'0' * places}{'#' * (4 - places)}" if places else "#,##0"


def number_style(places: int, *, is_percent: bool) -> str:
    """The name of the style of a figure that is only shown."""
    return f"数{places}{'%' if is_percent else ''}"


def input_style(kind: str, *, is_open: bool, is_wrong: bool = False) -> str:
    """The name of the style of an input: a figure's (数2), 文字 or 居中."""
    return f"{'错' if is_wrong else '填' if is_open else '锁'}{kind}"


def register(workbook: Workbook) -> None:
    """Give the workbook its styles; cells then name them."""
    title = Font(name="方正小标宋简体", size=18, color=RED)
    quiet = Font(name=SANS, size=9, color=QUIET)
    bold = Font(name=SANS, size=10, bold=True, color="3A4754")
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    flat = Alignment(vertical="center")
    own: dict[str, dict[str, object]] = {
        TITLE: {"font": title, "alignment": flat},
        LEAD: {"font": quiet, "alignment": flat},
        NAMES: {"font": bold, "fill": HEAD, "border": BOX, "alignment": middle},
        ASKS: {
            "font": Font(name=SANS, size=10, bold=True, color="7A4A00"),
            "fill": PatternFill("solid", fgColor="FDF1DA"),
            "border": BOX,
            "alignment": middle,
        },
        TEXT: {"border": BOX},
        STRONG: {"border": BOX, "font": Font(name=SANS, size=10, bold=True, color=INK)},
        MIDDLE: {"border": BOX, "alignment": middle},
        QUIET_TEXT: {"border": BOX, "font": quiet, "alignment": middle},
        HINT: {},
        ERROR: {"border": BOX, "fill": WRONG, "font": Font(name=SANS, size=10, color=RED)},
    }
    for name, parts in own.items():
        workbook.add_named_style(_style(name, **parts))
    for kind, alignment in (("文字", None), ("居中", middle)):
        _register_inputs(workbook, kind, "General", alignment)
    right = Alignment(horizontal="right", vertical="center", indent=1)
    for places in range(5):
        for is_percent in (False, True):
            name = number_style(places, is_percent=is_percent)
            shown = number_format(places, is_percent=is_percent, is_input=False)
            typed = number_format(places, is_percent=is_percent, is_input=True)
            workbook.add_named_style(_style(name, border=BOX, alignment=right, number_format=shown))
            _register_inputs(workbook, name, typed, right)


def _register_inputs(
    workbook: Workbook, kind: str, shown: str, alignment: Alignment | None
) -> None:
    fills = {"填": OPEN, "锁": SHUT, "错": WRONG}
    for state, fill in fills.items():
        parts: dict[str, object] = {
            "border": BOX,
            "fill": fill,
            "number_format": shown,
            "protection": Protection(locked=state == "锁"),
        }
        if alignment is not None:
            parts["alignment"] = alignment
        workbook.add_named_style(_style(state + kind, **parts))


def _style(name: str, **parts: object) -> NamedStyle:
    style = NamedStyle(name=name)
    style.font = Font(name=SANS, size=10, color=INK)
    style.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    for part, value in parts.items():
        setattr(style, part, value)
    return style
