"""Word files for the reader's tests, written from a plain notation.

`P` a paragraph, `N1` one that Word numbers itself, `T` a table until the next empty line or letter:
a row a line, cells apart by |, ^ continues the cell above, \\ begins a paragraph within a cell.
"""

from __future__ import annotations

import io
from itertools import groupby
from typing import Any


def docx_of(notation: str) -> bytes:
    """The bytes of a .docx that says what the notation says."""
    import docx

    document = docx.Document()
    lines = [line for line in notation.splitlines() if line and not line.startswith("#")]
    for is_row, group in groupby(lines, key=lambda line: "|" in line):
        if is_row:
            _table(document, [line.split("|") for line in group])
            continue
        for line in group:
            kind, _, said = line.partition(" ")
            if kind.startswith("N"):
                document.add_paragraph(said, style="List Number")
            elif kind == "P":
                document.add_paragraph(said)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, said in enumerate(row):
            cell = table.cell(i, j)
            if said == "^":
                table.cell(i - 1, j).merge(cell)
                continue
            first, *more = said.split("\\")
            cell.paragraphs[0].add_run(first)
            for each in more:
                cell.add_paragraph(each)
