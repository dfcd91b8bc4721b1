"""Archives whose bytes depend on what is in them alone: every entry bears the edition's moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from dashboard.meeting import wording
from dashboard.meeting.docx_parts import Described
from dashboard.report import MonthlyReport

CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=</dcterms:modified>)")
REGULAR_FILE, UNIX = 0o100644 << 16, 3


def moment_of(report: MonthlyReport) -> datetime:
    """When the report was published, on Shanghai's clock; the day it was judged on before that."""
    if report.edition:
        return timezone.localtime(report.edition.published_at)
    return timezone.make_aware(datetime.combine(report.on, time()))


def described(report: MonthlyReport, title: str) -> Described:
    """What a Word paper of this report says of itself."""
    edition, plan = report.edition, report.plan
    return Described(
        title=title,
        moment=moment_of(report),
        subject=wording.as_of(report),
        author=plan.issuer,
        keywords=f"{plan.slug} {report.key}",
        description=f"SHA-256 {edition.sha256}" if edition else "尚未发布",
    )


def entry(name: str, moment: datetime) -> ZipInfo:
    """A file of an archive, named in UTF-8, dated by this moment."""
    info = ZipInfo(name, moment.timetuple()[:6])
    info.compress_type, info.create_system = ZIP_DEFLATED, UNIX
    info.external_attr = REGULAR_FILE
    return info


class Package(ZipFile):
    """An Office package being written: its parts, and what it says of itself, bear one moment."""

    def __init__(self, file: IO[bytes], moment: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self.moment = moment

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """A part from memory; the properties' moment of writing becomes this one."""
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        content = data.encode() if isinstance(data, str) else data
        if name == CORE:
            said = f"{self.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
            content = MODIFIED.sub(rb"\g<1>" + said, content)
        super().writestr(entry(name, self.moment), content)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """A part that was written to the disk first."""
        with open(filename, "rb") as part, self.open(entry(arcname, self.moment), "w") as out:  # noqa: PTH123 - openpyxl hands over a name
            out.writelines(iter(lambda: part.read(1 << 16), b""))
