"""Filling in a downloaded entry workbook as a person does in Excel: by heading and row."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tasks.workbook.layout import FIGURES, HEAD_ROW, NOTES

HEADS = {
    "value": "本月数",
    "why": "情况说明",
    "problem": "存在问题",
    "step": "下步措施",
    "nature": "数据性质",
    "expectation": "预计数",
    "source": "数据来源",
    "word": "自评",
    "text": "本月进展",
}


def typed_in(data: bytes, rows: dict[str, dict[str, Any]]) -> bytes:
    """The workbook with these cells: {"T04": {"value": 52}, "3": {"word": "在轨", "text": "…"}}."""
    book = load_workbook(io.BytesIO(data))
    for name in (FIGURES, NOTES):
        if name not in book.sheetnames:
            continue
        sheet = book[name]
        columns = {str(cell.value): at for at, cell in enumerate(sheet[HEAD_ROW], 1)}
        for line in range(HEAD_ROW + 1, sheet.max_row + 1):
            for field, value in rows.get(str(sheet.cell(line, 1).value), {}).items():
                sheet.cell(line, columns[HEADS[field]]).value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def cells_of(data: bytes, sheet: str = FIGURES) -> dict[str, dict[str, Any]]:
    """What a workbook says, by code and heading."""
    book = load_workbook(io.BytesIO(data))
    rows = list(book[sheet].iter_rows(min_row=HEAD_ROW, values_only=True))
    heads = [str(head) for head in rows[0]]
    return {str(row[0]): dict(zip(heads, row, strict=True)) for row in rows[1:]}


def as_file(data: bytes, name: str = "填报表.xlsx") -> SimpleUploadedFile:
    """The workbook as a browser posts it."""
    return SimpleUploadedFile(name, data)
