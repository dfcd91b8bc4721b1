"""The preview as its page shows it: what is wrong first, then the workbook's rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.models import ReportingPeriod
from tasks.imported.rows import CHANGE, EMPTY, FIGURE, Counts, Said, Staged, counts
from tasks.models import Upload

MOST_SHOWN = 200  # rows of one page; the marked workbook has them all
MOST_TOLD = 5


@dataclass(frozen=True)
class Wrong:
    """One line of the summary: where, what stands there, what is wrong, what to do."""

    place: str  # 指标!F7
    anchor: str
    name: str
    unit_name: str
    typed: str
    said: Said


@dataclass(frozen=True)
class Line:
    """One row of the sheet."""

    row: Staged
    is_figure: bool

    @property
    def anchor(self) -> str:
        """The id of its cell."""
        return anchor(self.row)

    @property
    def state(self) -> str:
        """err, warn, or nothing."""
        if not self.row.is_bad:
            return ""
        return "err" if any(said.is_error for said in self.row.said) else "warn"

    @property
    def needs(self) -> bool:
        """Its explanation, or another of its texts, is still to be written."""
        return any(said.needs for said in self.row.said)

    @property
    def becomes(self) -> str:
        """变更, 新填, 不变, 未写入."""
        if self.row.is_wrong:
            return "不写入"
        if not self.row.is_change:
            return "不变"
        return "新填" if self.row.before == "空白" else "变更"

    @property
    def words(self) -> list[str]:
        """What was written beside the figure."""
        names = ("explanation", "problem", "next_step")
        return [str(self.row.typed[name]) for name in names if self.row.typed.get(name)]


@dataclass(frozen=True)
class Sheet:
    """The whole preview."""

    counts: Counts
    wrong: Sequence[Wrong]
    figures: Sequence[Line]
    notes: Sequence[Line]
    hidden: int  # rows that are not listed
    more_wrong: int
    seen: Sequence[str]  # keys of rows that moved on, as they were shown
    month: int
    last_label: str
    handed_in: int  # rows that a submission hands in

    @property
    def title(self) -> str:
        """文件里有2处错误、2处待说明，还没有写入任何数据."""
        count = self.counts
        parts = [f"{count.errors}行错误"] if count.errors else []
        parts += [f"{count.asks}行待补充"] if count.asks else []
        return f"文件里有{'、'.join(parts)}，还没有写入任何数据"

    @property
    def title_left(self) -> str:
        """What is left of an upload that was taken."""
        return f"还有{self.counts.bad}行要改"


def sheet_of(rows: Iterable[Staged], period: ReportingPeriod, *, is_taken: bool) -> Sheet:
    """The preview of these rows; of a taken upload, those that were not."""
    rows = [row for row in rows if row.verdict != EMPTY]
    bad = [row for row in rows if row.is_bad]
    wrong = [
        Wrong(_place(row, said), anchor(row), row.name, row.unit_name, _typed(row, said), said)
        for row in bad
        for said in row.said
    ]
    first = sorted(rows, key=_weight) if len(rows) > MOST_SHOWN else rows
    shown = {id(row) for row in first[:MOST_SHOWN]}
    listed = [Line(row, row.kind == FIGURE) for row in rows if id(row) in shown]
    count = counts(rows)
    return Sheet(
        counts=count,
        wrong=wrong[:MOST_SHOWN],
        figures=[line for line in listed if line.is_figure],
        notes=[line for line in listed if not line.is_figure],
        hidden=len(rows) - len(listed),
        more_wrong=max(len(wrong) - MOST_SHOWN, 0),
        seen=[row.key for row in rows if row.verdict == "stale"],
        month=period.month,
        last_label=f"{period.month - 1}月" if period.month > 1 else "上月",
        handed_in=0 if is_taken else count.fit,
    )


def _weight(row: Staged) -> int:
    """What is wrong first, then what changes."""
    return 0 if row.is_bad else 1 if row.verdict == CHANGE else 2


def anchor(row: Staged) -> str:
    """The id of a row's cell in the page."""
    return f"{'c' if row.kind == FIGURE else 'n'}-{row.line}"


def _place(row: Staged, said: Said) -> str:
    return f"{row.sheet}!{said.cell}" if said.cell else f"{row.sheet}!A{row.line}"


def _typed(row: Staged, said: Said) -> str:
    return str(row.typed.get(said.field, ""))[:40]


def told_overtaken(rows: Sequence[Staged]) -> list[str]:
    """The sentences of a stale workbook: what changed since, and what to do."""
    told = [row.said[-1].text.partition("，文件")[0] for row in rows[:MOST_TOLD]]
    more = f"等{len(rows)}项" if len(rows) > MOST_TOLD else ""
    since = f"这份填报表下载之后，{'；'.join(told)}{more}。"
    return [f"{since}为免覆盖，没有读取。请重新下载填报表，把要改的数填进去再上传。"]


@dataclass(frozen=True)
class Progress:
    """How far a long import is."""

    done: int
    total: int
    refused: int

    @property
    def percent(self) -> int:
        """In whole percent."""
        return 100 * self.done // self.total if self.total else 100


def progress(upload: Upload) -> Progress:
    """How far it is, and how many rows stayed behind so far."""
    held = upload.rows["rows"][: upload.done] if upload.rows else []
    refused = sum(each["verdict"] in {"error", "stale"} for each in held)
    return Progress(upload.done, upload.total, refused)
