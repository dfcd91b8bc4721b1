"""Write a published month to a file: the meeting's workbook, or the report as it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard import publication
from dashboard.models import Publication
from plans.models import Plan


class Command(BaseCommand):
    """`export_month dinghai-2024 2024-08 8月.xlsx`; the suffix says which form."""

    help = "导出一个已发布的月份：.xlsx是会议用表，.json是存档原文（可用sha256sum核对）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Plan, month and file."""
        parser.add_argument("plan", help="计划代码，如dinghai-2024")
        parser.add_argument("month", help="月份，如2024-08")
        parser.add_argument("file", type=Path, help="写到哪里：以.xlsx或.json结尾")

    def handle(self, *, plan: str, month: str, file: Path, **options: Any) -> None:
        """Find the month, then write it in the form that the suffix names."""
        write = {".json": _write_json, ".xlsx": _write_workbook}.get(file.suffix.lower())
        if write is None:
            raise CommandError(f"文件名须以.xlsx或.json结尾：{file.name}")
        found = _published(plan, month)
        try:
            write(found, file)
        except OSError as error:
            raise CommandError(f"写不进{file}：{error.strerror}") from error
        self.stdout.write(f"{month}第{found.edition}版已写入{file}")


def _published(slug: str, key: str) -> Publication:
    plan = Plan.objects.defer("text").filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"没有计划“{slug}”")
    months = {f"{plan.year}-{month:02d}": month for month in range(1, 13)}
    if key not in months:
        raise CommandError(f"月份须写作{plan.year}-01至{plan.year}-12：{key}")
    found = publication.newest(plan, months[key])
    if found is None:
        raise CommandError(f"{key}还没有发布")
    return found


def _write_json(found: Publication, file: Path) -> None:
    file.write_bytes(publication.body_of(found).encode())


def _write_workbook(found: Publication, file: Path) -> None:
    from dashboard.meeting import workbook  # noqa: PLC0415 -- openpyxl is slow to start

    workbook.write(publication.read(found), file)
