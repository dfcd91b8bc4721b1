"""What the entry workbook holds and where: its values, its sheets, its columns. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from targets.numbers import NotAFigure

FIGURES, NOTES, HINTS = "指标", "任务进展", "填写说明"
STAMP = "_版本"  # very hidden
HEAD_ROW = 3  # title, one line of hints, the head
MEGABYTE = 2**20


@dataclass(frozen=True)
class Column:
    """One column: the field it holds, its heading, its width, whether it is filled in."""

    field: str
    head: str
    width: int
    is_input: bool = False


FIGURE_COLUMNS = (
    Column("code", "编码", 7),
    Column("name", "指标", 24),
    Column("goal", "年度目标", 11),
    Column("last", "上期数", 10),
    Column("measure", "计量单位", 7),
    Column("typed", "本月数", 12, is_input=True),
    Column("asked", "填报口径", 11),
    Column("last_month", "上期月份", 8),
    Column("last_year", "去年同期", 10),
    Column("nature", "数据性质", 7, is_input=True),
    Column("expectation", "预计数", 10, is_input=True),
    Column("explanation", "情况说明", 22, is_input=True),
    Column("problem", "存在问题", 22, is_input=True),
    Column("next_step", "下步措施", 22, is_input=True),
    Column("source", "数据来源", 12, is_input=True),
    Column("state", "状态", 9),
)
NOTE_COLUMNS = (
    Column("number", "序号", 7),
    Column("title", "重点任务", 34),
    Column("word", "自评", 11, is_input=True),
    Column("text", "本月进展", 76, is_input=True),
    Column("state", "状态", 9),
)
UNIT_COLUMN = Column("unit", "责任单位", 16)  # second in the office's workbook
ERROR_COLUMN = Column("error", "错误", 40)  # last in a marked workbook


@dataclass(frozen=True)
class Bounds:
    """How much of an uploaded workbook is read; beyond it is refused, not cut off."""

    data: int  # bytes of the file
    unpacked: int  # bytes of all its parts
    elements: int  # XML elements of all parts together
    rows: int  # rows of one sheet, empty ones too


UNIT_BOUNDS = Bounds(5 * MEGABYTE, 40 * MEGABYTE, 400_000, 20_000)
OFFICE_BOUNDS = Bounds(20 * MEGABYTE, 120 * MEGABYTE, 900_000, 50_000)


class RefusedWorkbook(ValueError):  # noqa: N818 -- a sentence for the person who uploaded, not a fault
    """The file as a whole is not taken; the message says why and what to do."""


# What is written


@dataclass(frozen=True)
class EntryRow:
    """One figure of the workbook, with what it is held against."""

    code: str
    unit_code: str
    unit_name: str
    name: str
    asked: str  # 1–9月累计
    measure: str
    decimals: int
    goal_text: str
    last_year: Decimal | None = None
    last: Decimal | None = None
    last_month: int | None = None  # which month `last` is of
    value: Decimal | str | None = None  # a text where what was typed is no figure
    nature: str = ""  # Nature's stored value
    expectation: Decimal | str | None = None
    explanation: str = ""
    problem: str = ""
    next_step: str = ""
    source: str = ""
    state_label: str = ""
    version: int = 0
    is_editable: bool = True
    kind: str = ""  # Kind's stored value


@dataclass(frozen=True)
class EntryNote:
    """One task's note of the workbook."""

    number: int
    unit_code: str
    unit_name: str
    title: str
    word: str = ""  # Word's stored value
    text: str = ""
    state_label: str = ""
    version: int = 0
    is_editable: bool = True


@dataclass(frozen=True)
class EntryBook:
    """What one workbook is made of: a unit's figures and notes, or the whole plan's (no unit)."""

    plan_slug: str
    plan_title: str
    year: int
    month: int
    unit_code: str | None
    unit_name: str
    made_at: datetime
    rows: tuple[EntryRow, ...]
    notes: tuple[EntryNote, ...] = ()

    @property
    def is_office(self) -> bool:
        """All units at once: each row then names its unit."""
        return self.unit_code is None

    @property
    def title(self) -> str:
        """创新深化2024年9月填报表（经信局）."""
        return f"{self.plan_title}{self.year}年{self.month}月填报表（{self._whose}）"

    @property
    def file_name(self) -> str:
        """What it is called when it is downloaded."""
        return f"{self._whose}{self.year}年{self.month}月填报表.xlsx"

    @property
    def _whose(self) -> str:
        return "全部单位" if self.is_office else self.unit_name

    def columns(self, of: tuple[Column, ...]) -> tuple[Column, ...]:
        """The columns of a sheet, with the unit's where rows of several units stand together."""
        return (of[0], UNIT_COLUMN, *of[1:]) if self.is_office else of


# What is read


@dataclass(frozen=True)
class Stamp:
    """Which workbook it is, as it was signed when it was made."""

    plan_slug: str
    plan_title: str
    year: int
    month: int
    unit_code: str | None
    unit_name: str
    made_at: str  # 2024-10-08T09:30+08:00
    digest: str  # SHA-256 of the versions and names
    versions: Mapping[str, int]  # by code
    note_versions: Mapping[int, int]  # by task number
    names: Mapping[str, str]  # by code
    titles: Mapping[int, str]  # by task number

    def moved(self, now: Mapping[str, int]) -> tuple[str, ...]:
        """Codes of the figures that changed since it was made."""
        return tuple(code for code, was in self.versions.items() if now.get(code, was) != was)

    def moved_notes(self, now: Mapping[int, int]) -> tuple[int, ...]:
        """Numbers of the tasks whose note changed since it was made."""
        return tuple(
            number for number, was in self.note_versions.items() if now.get(number, was) != was
        )

    def require(
        self, *, plan_slug: str, year: int, month: int, unit_code: str | None, unit_name: str
    ) -> None:
        """Refuse another plan's, month's or unit's workbook, each with its sentence."""
        if (self.plan_slug, self.year) != (plan_slug, year):
            raise RefusedWorkbook(
                f"这是“{self.plan_title}”的填报表，不是当前计划的。请在本页下载填报表，填好后再上传。"
            )
        if self.month != month:
            raise RefusedWorkbook(
                f"这是{self.month}月的填报表，当前填报{month}月。请下载{month}月的填报表，填好后再上传。"
            )
        if self.unit_code != unit_code:
            whose = self.unit_name if self.unit_code else "全部单位"
            raise RefusedWorkbook(
                f"这是{whose}的填报表，这里填报的是{unit_name}。请下载{unit_name}的填报表，填好后再上传。"
            )


@dataclass(frozen=True)
class CellError:
    """What is wrong in one cell, told with its place: 指标!F7：“17.5.2”不是数字。…"""

    sheet: str
    cell: str
    field: str
    text: str

    @property
    def line(self) -> int:
        """The row of the sheet it stands in."""
        return int("".join(letter for letter in self.cell if letter.isdigit()) or 0)


class Addresses(Mapping[str, str]):
    """Field to cell in one line, F7; spelt out when asked for, since most never are."""

    __slots__ = ("_columns", "_line")

    def __init__(self, columns: Mapping[str, str], line: int) -> None:
        """`columns` by field, as letters; all lines of a sheet share them."""
        self._columns, self._line = columns, line

    def __getitem__(self, field: str) -> str:
        return f"{self._columns[field]}{self._line}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of a sheet: where it stands and which cell holds which field."""

    sheet: str
    line: int
    cells: Mapping[str, str]  # field to address
    unit_code: str
    errors: tuple[CellError, ...]

    def wrong(self, field: str, text: str) -> CellError:
        """An error of this line's field, its place told before the sentence."""
        cell = self.cells.get(field) or f"A{self.line}"
        return CellError(self.sheet, cell, field, f"{self.sheet}!{cell}：{text}")


@dataclass(frozen=True, slots=True)
class ReadRow(ReadLine):
    """A figure as it was filled in; texts are as typed, `nature` is stored value."""

    code: str
    name: str
    typed: str = ""
    nature: str = ""
    expectation: str = ""
    explanation: str = ""
    problem: str = ""
    next_step: str = ""
    source: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in."""
        words = (self.explanation, self.problem, self.next_step, self.source)
        return not any((self.typed, self.nature, self.expectation, *words))

    def not_a_figure(self, field: str, error: NotAFigure) -> CellError:
        """The sentence of a text that is no figure, with the column that says its measure."""
        text = str(error)
        before, asks, _ = text.partition("请填阿拉伯数字")
        column = "".join(letter for letter in self.cells.get("measure", "") if letter.isalpha())
        if asks and column:
            text = f"{before}{asks}，单位在{column}列"
        return self.wrong(field, text)


@dataclass(frozen=True, slots=True)
class ReadNote(ReadLine):
    """A note as it was filled in; `word` is stored value."""

    number: int
    title: str
    word: str = ""
    text: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was filled in."""
        return not (self.word or self.text)


@dataclass(frozen=True)
class Reading:
    """What a workbook says: whose it is, its lines, and what was passed over in reading."""

    stamp: Stamp
    rows: tuple[ReadRow, ...]
    notes: tuple[ReadNote, ...]
    remarks: tuple[str, ...]

    @property
    def errors(self) -> tuple[CellError, ...]:
        """All that is wrong in its cells, line by line."""
        lines: tuple[ReadLine, ...] = (*self.rows, *self.notes)
        return tuple(error for line in lines for error in line.errors)
