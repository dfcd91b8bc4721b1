"""The month's papers, each alone and all together: what there is, what it is called, who writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import IO, Any

from accounts.texts import clean
from dashboard.meeting import wording
from dashboard.report import MonthlyReport

ALL, CSV = "all", "csv"
LARGEST_IN_MEMORY = 4_000_000  # bytes of a paper; a larger one is made on the disk
JSON_TYPE, ZIP_TYPE = "application/json", "application/zip"
OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"
XLSX_TYPE = f"{OFFICE_TYPE}.spreadsheetml.sheet"
DOCX_TYPE = f"{OFFICE_TYPE}.wordprocessingml.document"


@dataclass(frozen=True)
class Kept:
    """What is kept of the month beside the report: its stored text, and the bulletin as edited.

    `body` is the JSON as it was published (empty for a month not yet published), `lines` the
    bulletin's lines (None: as they are generated).
    """

    body: str = ""
    lines: Sequence[Any] | None = None


NOTHING_KEPT = Kept()
Write = Callable[[MonthlyReport, IO[bytes], Kept], None]


@dataclass(frozen=True)
class Paper:
    """One paper: its key in addresses, what the page calls it and says of it, and who writes it."""

    key: str
    label: str
    suffix: str
    about: str
    content_type: str
    write: Write

    def name(self, report: MonthlyReport) -> str:
        """The file's name: 定海区创新深化2024年8月通报.docx, 定海区创新深化2024年8月.xlsx."""
        plan = report.plan
        word = "" if self.key == "excel" else self.label
        edition = report.edition
        again = f"（第{edition.number}版）" if edition and edition.number > 1 else ""
        state = "" if edition else "（未发布）"
        text = f"{wording.brand(plan)}{plan.year}年{report.month}月{word}{again}{state}"
        return safe_name(text) + self.suffix


UNSAFE = frozenset('\\/:*?"<>|')  # no file on Windows may be called so


def safe_name(text: str) -> str:
    """A text as a file may be called, whatever people called the plan."""
    return "".join("_" if letter in UNSAFE or letter < " " else letter for letter in clean(text))


def _module(name: str) -> Any:
    """A writer, found when it is wanted: openpyxl and resvg are slow to start."""
    return import_module(f"dashboard.meeting.{name}")


def _simple(module: str) -> Write:
    """A paper that needs the report alone."""
    return lambda report, file, _: _module(module).write(report, file)


def _bulletin(report: MonthlyReport, file: IO[bytes], kept: Kept) -> None:
    _module("bulletin").write(report, file, lines=kept.lines)


def _csv(report: MonthlyReport, file: IO[bytes], _: Kept) -> None:
    _module("archive").write_tables(report, file)


def _json(report: MonthlyReport, file: IO[bytes], kept: Kept) -> None:
    _module("archive").write_json(report, file, kept.body)


def _all(report: MonthlyReport, file: IO[bytes], kept: Kept) -> None:
    _module("archive").write(report, file, kept)


PAPERS = (
    Paper(
        "bulletin",
        "通报",
        ".docx",
        "Word公文：标题、期号、正文、图表和附件，可再编辑",
        DOCX_TYPE,
        _bulletin,
    ),
    Paper(
        "excel",
        "会议用表",
        ".xlsx",
        "Excel汇总：三张清单、晾晒榜、走势和图，可筛选、可打印",
        XLSX_TYPE,
        _simple("workbook"),
    ),
    Paper(
        "breakdown",
        "任务分解表",
        ".docx",
        "Word横排表：每项重点任务的内容、单位、指标和进展",
        DOCX_TYPE,
        _simple("breakdown"),
    ),
    Paper(
        "onepage",
        "一页纸",
        ".docx",
        "Word一页A4：全部指标、任务和责任单位",
        DOCX_TYPE,
        _simple("sheet"),
    ),
    Paper(
        CSV,
        "数据表",
        ".zip",
        "CSV压缩包：每类数据一个文件，附说明，供其他系统读取",
        ZIP_TYPE,
        _csv,
    ),
    Paper(
        "json",
        "存档原文",
        ".json",
        "JSON：发布时封存的原文，可核对校验值",
        JSON_TYPE,
        _json,
    ),
    Paper(
        ALL,
        "全部材料",
        ".zip",
        "以上各件合成一个压缩包",
        ZIP_TYPE,
        _all,
    ),
)


def papers() -> tuple[Paper, ...]:
    """Every paper in the order of the page; the archive comes last."""
    return PAPERS


def paper(key: str) -> Paper | None:
    """The paper with this key; None where there is none."""
    return next((each for each in papers() if each.key == key), None)


def ready(made: IO[bytes]) -> IO[bytes]:
    """The finished file from its beginning: a small one from memory, a large one from the disk."""
    is_large = made.tell() > LARGEST_IN_MEMORY
    made.seek(0)
    if is_large:
        return made
    with made:
        return BytesIO(made.read())
