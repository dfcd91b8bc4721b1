"""The month's papers in one file, and its tables in one: archives that are the same bytes each time.

Every entry bears the moment of publication, never the moment of writing, and is named in UTF-8.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from dashboard.heading import DEMO, as_of
from dashboard.list_files import BYTE_ORDER_MARK, as_text
from dashboard.meeting import dated, papers, wording
from dashboard.meeting.tables import TABLES
from dashboard.meeting.tabular import Table, text_of
from dashboard.report import MonthlyReport, to_json

FOLDER = "数据表"
NOTE = "说明.txt"
CHUNK = 1 << 16


def write(report: MonthlyReport, file: IO[bytes], kept: papers.Kept = papers.NOTHING_KEPT) -> None:
    """Every paper of the month, and the tables in a folder of their own."""
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for paper in papers.papers():
            if paper.key not in {papers.ALL, papers.CSV}:
                _paper(package, report, paper, kept)
        _tables(package, report, f"{FOLDER}/")


def write_tables(report: MonthlyReport, file: IO[bytes]) -> None:
    """Every table of the report as CSV, with a note on what they are."""
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        _tables(package, report, "")


def write_json(report: MonthlyReport, file: IO[bytes], body: str) -> None:
    """The stored text byte for byte; of a month not yet published, the report as it stands."""
    file.write((body or to_json(report)).encode())


def _paper(package: ZipFile, report: MonthlyReport, paper: papers.Paper, kept: papers.Kept) -> None:
    with (
        SpooledTemporaryFile(papers.LARGEST_IN_MEMORY) as made,
        package.open(dated.entry(paper.name(report), dated.moment_of(report)), "w") as entry,
    ):
        paper.write(report, made, kept)
        made.seek(0)
        while chunk := made.read(CHUNK):
            entry.write(chunk)


def _tables(package: ZipFile, report: MonthlyReport, folder: str) -> None:
    counted = []
    for table in TABLES:
        with package.open(
            dated.entry(f"{folder}{table.name}.csv", dated.moment_of(report)), "w"
        ) as entry:
            counted.append((table, _csv(report, table, entry)))
    with package.open(dated.entry(f"{folder}{NOTE}", dated.moment_of(report)), "w") as entry:
        entry.write(_note(report, counted).encode())


def _csv(report: MonthlyReport, table: Table, entry: IO[bytes]) -> int:
    """One table; text that would run as a formula is made plain text. Returns its lines."""
    out = TextIOWrapper(entry, encoding="utf-8", newline="")
    out.write(BYTE_ORDER_MARK)
    lines, number = csv.writer(out), 0
    lines.writerow(table.heads)
    for row in table.rows(report):
        lines.writerow([as_text(each) if isinstance(each, str) else text_of(each) for each in row])
        number += 1
    out.flush()
    out.detach()
    return number


def _note(report: MonthlyReport, counted: list[tuple[Table, int]]) -> str:
    """说明.txt: what this is, as of when, what each file and column holds; line ends of Windows."""
    return BYTE_ORDER_MARK + "\r\n".join(_note_lines(report, counted)) + "\r\n"


def _note_lines(report: MonthlyReport, counted: list[tuple[Table, int]]) -> Iterator[str]:
    yield wording.title(report)
    yield as_of(report)
    if report.plan.is_demo:
        yield DEMO
    if report.edition:
        yield f"版次：第{report.edition.number}版"
        yield f"校验值（存档原文的SHA-256）：{report.edition.sha256}"
    else:
        yield "尚未发布：数据随审核变化，没有校验值。"
    if report.league is None:
        yield "本月发布时还没有晾晒榜，两个晾晒榜文件只有表头。"
    yield ""
    yield "编码UTF-8，逗号分隔，第一行是表头。空格子是没有数据，0是报来的零。"
    yield "完成率、序时进度和增量完成率以百分数计（47.5即47.5%）；数值以本行的计量单位计。"
    yield "以撇号开头的文字，是为了不让表格软件当成公式，撇号不属于原文。"
    for table, number in counted:
        yield ""
        yield f"{table.name}.csv（{number}行）：{table.about}"
        yield f"    列：{'、'.join(table.heads)}"
