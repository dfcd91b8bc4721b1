"""`manage.py read_plan FILE [--json]`: what the reader finds in an official text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.base import BaseCommand

from plans.reader.document import MOST_BYTES, text_of
from plans.reader.docx import RefusedTextError
from plans.reader.reading import read
from plans.reader.telling import summary


class Command(BaseCommand):
    help = "读取一份工作计划、工作要点、实施方案或任务分解表（.docx、.txt），列出任务、责任单位和指标。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="文件路径：.docx，或UTF-8、GBK编码的.txt")
        parser.add_argument("--json", action="store_true", help="输出JSON，不输出摘要")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            draft = read(text_of(_bytes(Path(options["file"]))))
        except RefusedTextError as refused:
            raise CommandError(refused.message) from refused
        if options["json"]:
            said = json.dumps(draft.as_json(), ensure_ascii=False, indent=2)
        else:
            said = summary(draft)
        self.stdout.write(said)


def _bytes(path: Path) -> bytes:
    """The file's content, no more than the reader takes; raises CommandError where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        raise CommandError(f"打不开文件“{path}”。请检查路径是否正确、文件是否存在。") from fault
