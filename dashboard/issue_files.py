"""历期发布 as files: the whole year as it is stored, and a comparison for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from dashboard.differences import Comparison, Turn
from dashboard.heading import DEMO
from dashboard.list_files import BYTE_ORDER_MARK, Writable, as_text
from dashboard.models import Publication
from plans.models import Plan
from plans.today import today

HEADS = ("代码", "名称", "项目", "发布时", "今天", "发布时亮灯", "今天亮灯", "为什么", "情形", "谁")
ABOUT = """{title}{year}年历期发布

每个.json是一期一版封存的原文，一字未改；文件名里的v2、v3是更正后的版次。
SHA256SUMS是发布时登记的指纹，在本目录下运行 sha256sum -c SHA256SUMS 逐件核对。
{demo}导出于{day}。
"""


def write_year(plan: Plan, rows: Iterable[Publication], file: IO[bytes]) -> None:
    """Every edition (with its body) as it is stored, and the list that `sha256sum -c` reads."""
    sums = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for row in rows:
            name = file_name(plan, row)
            _put(archive, name, row.body)
            sums.append(f"{row.sha256}  {name}\n")
        _put(archive, "SHA256SUMS", "".join(sums))
        demo = f"{DEMO}。\n" if plan.is_demo else ""
        about = ABOUT.format(title=plan.title, year=plan.year, demo=demo, day=today())
        _put(archive, "说明.txt", about)


def file_name(plan: Plan, row: Publication) -> str:
    """dinghai-2024-08.json, a later edition dinghai-2024-08-v2.json."""
    again = f"-v{row.edition}" if row.edition > 1 else ""
    return f"{plan.slug}-{row.period.month:02d}{again}.json"


def _put(archive: ZipFile, name: str, text: str) -> None:
    """A file of the archive; dated by the archive's format and no clock, so that it stays the same."""
    part = ZipInfo(name)
    part.compress_type, part.external_attr = ZIP_DEFLATED, 0o644 << 16
    archive.writestr(part, text.encode())


def write_differences(compared: Comparison, file: Writable) -> None:
    """A line for each thing that differs."""
    file.write(BYTE_ORDER_MARK)
    lines = csv.writer(file)
    lines.writerow(HEADS)
    for cells in _differing(compared):
        lines.writerow([as_text(cell) for cell in cells])


def _differing(compared: Comparison) -> Iterator[tuple[str, ...]]:
    for line in compared.different:
        why = tuple(
            "；".join(parts)
            for parts in (
                [each.why for each in line.reasons],
                [each.kind for each in line.reasons],
                ["，".join(each.who) for each in line.reasons],
            )
        )
        for item in [each for each in line.items if each.differs] or line.items[:1]:
            yield line.code, line.name, item.label, item.old, item.new, *_words(line.turn), *why
    for task in compared.tasks:
        name = f"任务{task.number} {task.title}"
        if not task.items:
            yield (
                "",
                name,
                "状态",
                task.turn.old_word,
                task.turn.new_word,
                *_words(task.turn),
                "",
                "",
                "",
            )
        for item in task.items:
            yield "", name, item.label, item.old, item.new, *_words(task.turn), "", "", ""
    for matter in compared.matters:
        for item in matter.items:
            name = f"{matter.label} {matter.title}"
            yield "", name, item.label, item.old, item.new, "", "", "", "", ""
    for item in compared.rules:
        yield "", "亮灯分档", item.label, item.old, item.new, "", "", "", "", ""


def _words(turn: Turn) -> tuple[str, str]:
    return turn.old_word, turn.new_word
