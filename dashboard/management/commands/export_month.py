"""Write a published month to a file: one of its papers, or all of them, as the suffix says."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard import issuing, publication
from dashboard.meeting import papers
from dashboard.models import Publication
from plans.models import Plan

BY_SUFFIX = {".xlsx": "excel", ".docx": "bulletin", ".json": "json", ".zip": papers.ALL}
SUFFIXES = "、".join(BY_SUFFIX)


class Command(BaseCommand):
    """`export_month dinghai-2024 2024-08 8月.xlsx`; the suffix says which paper."""

    help = (
        "导出一个已发布的月份：.xlsx是会议用表，.docx是通报，.zip是全部材料，"
        ".json是存档原文（可用sha256sum核对）。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Plan, month and file; which edition and which paper where not the usual ones."""
        keys = "、".join(f"{each.key}（{each.label}）" for each in papers.papers())
        parser.add_argument("plan", help="计划代码，如dinghai-2024")
        parser.add_argument("month", help="月份，如2024-08")
        parser.add_argument("file", type=Path, help=f"写到哪里：以{SUFFIXES}结尾")
        parser.add_argument("--edition", type=int, help="第几版；不写就是最新一版")
        parser.add_argument("--paper", help=f"哪一件，不写就由后缀决定：{keys}")

    def handle(self, *, plan: str, month: str, file: Path, **options: Any) -> None:
        """Find the month, then write the paper that the suffix or the option names."""
        paper = _paper(file, options["paper"])
        found = _published(plan, month, options["edition"])
        report = publication.read(found)
        lines = issuing.issued_lines(found.period.plan, report)
        kept = papers.Kept(publication.body_of(found), lines)
        with SpooledTemporaryFile(papers.LARGEST_IN_MEMORY) as made:
            paper.write(report, made, kept)
            made.seek(0)
            _copy(made, file)
        self.stdout.write(f"{month}第{found.edition}版已写入{file}")


def _copy(made: IO[bytes], file: Path) -> None:
    """The finished paper to its place: what fails half-way leaves no broken file."""
    try:
        with file.open("wb") as out:
            copyfileobj(made, out)
    except OSError as error:
        raise CommandError(f"写不进{file}：{error.strerror}") from error


def _paper(file: Path, key: str | None) -> papers.Paper:
    suffix = file.suffix.lower()
    if key is None and suffix not in BY_SUFFIX:
        raise CommandError(f"文件名须以{SUFFIXES}结尾：{file.name}")
    found = papers.paper(key or BY_SUFFIX[suffix])
    if found is None:
        keys = "、".join(each.key for each in papers.papers())
        raise CommandError(f"没有“{key or suffix}”这种材料，可选：{keys}")
    if found.suffix != suffix:
        raise CommandError(f"{found.label}的文件名须以{found.suffix}结尾：{file.name}")
    return found


def _published(slug: str, key: str, edition: int | None) -> Publication:
    plan = Plan.objects.defer("text").filter(slug=slug).first()
    if plan is None:
        raise CommandError(f"没有计划“{slug}”")
    months = {f"{plan.year}-{month:02d}": month for month in range(1, 13)}
    if key not in months:
        raise CommandError(f"月份须写作{plan.year}-01至{plan.year}-12：{key}")
    newest = publication.newest(plan, months[key])
    if newest is None:
        raise CommandError(f"{key}还没有发布")
    if edition is None:
        return newest
    found = publication.edition_of(plan, months[key], edition)
    if found is None:
        raise CommandError(f"{key}没有第{edition}版，最新的是第{newest.edition}版")
    return found
