"""Writing the entry workbook."""

from __future__ import annotations

from tasks.workbook.layout import EntryBook

__all__ = ["entry_workbook"]


def entry_workbook(book: EntryBook, *, key: bytes) -> bytes:
    """The workbook to fill in; `key` signs which plan, month, unit and versions it is of."""
    raise NotImplementedError
