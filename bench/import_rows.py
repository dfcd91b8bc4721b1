"""A province's month by Excel: 10 000 rows uploaded by the office, looked at, and handed in.

`python -m bench.import_rows` makes a database of its own, fills in the downloaded workbook, takes
it through the pages as a browser would, and prints time and peak memory beside bare openpyxl
reading the same file. The figures are counted afterwards.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the product can be imported only once Django is set up
    from django.test import Client

UNITS, FIGURES = 250, 40
ROWS = UNITS * FIGURES


def main() -> int:
    """Print the table; the exit code says whether every figure arrived once."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        browser, base = _office()
        data = _filled(browser, base)
        bare, held = _seconds(lambda: _bare(data)), _peak(lambda: _bare(data))
        upload, url = _timed(lambda: _upload(browser, base, data))
        most = _peak(lambda: _upload(browser, base, data))
        url = _upload(browser, base, data)  # the latest is the one that waits
        look, _ = _timed(lambda: browser.get(url))
        slices = _taken(browser, url)
        whole = upload + look + sum(slices)
        print(f"导入{ROWS}行（{len(data) / 1e6:.2f} MB）")
        print(f"openpyxl只读遍历：{bare:.2f} s，峰值内存 {held:.1f} MB")
        print(
            f"上传并核对：{upload:.2f} s，峰值内存 {most:.1f} MB；"
            f"比值 {upload / bare:.1f}×，{most / held:.1f}×"
        )
        print(f"打开核对页：{look:.2f} s")
        print(
            f"写入：{sum(slices):.1f} s，{len(slices)}批，每批最长 {max(slices):.2f} s，"
            f"每行 {1000 * sum(slices) / ROWS:.1f} ms；全程比值 {whole / bare:.0f}×"
        )
        return _counted()


def _set_up(folder: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'import.sqlite3'}",
        "SECRET_KEY": "bench" * 12,
        "DEMO": "1",
        "DEBUG": "",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    call_command("migrate", verbosity=0)


def _office() -> tuple[Client, str]:
    """A browser of the office, and the address of its import."""
    from django.test import Client

    from accounts.models import Membership, User
    from bench.population import MONTH, PLAN, populate
    from plans.models import Plan

    populate(UNITS, FIGURES)
    plan = Plan.objects.get(slug=PLAN)
    user = User.objects.create(username="drill-office", full_name="专班")
    from accounts.models import Unit

    unit = Unit.objects.create(
        district=plan.district, code="office", name="办公室", short_name="专班", kind="office"
    )
    Membership.objects.create(user=user, district=plan.district, unit=unit, role="office")
    browser = Client()
    browser.force_login(user)
    return browser, f"/{PLAN}/review/{MONTH}/import/"


def _filled(browser: Client, base: str) -> bytes:
    """The downloaded workbook with a figure in every row, saved as a spreadsheet does."""
    from openpyxl import load_workbook

    from tasks.workbook.layout import FIGURES as SHEET
    from tasks.workbook.layout import HEAD_ROW

    response = browser.get(f"{base}template.xlsx")
    book = load_workbook(io.BytesIO(response.content))
    sheet = book[SHEET]
    column = next(cell.column for cell in sheet[HEAD_ROW] if cell.value == "本月数")
    for number in range(ROWS):
        sheet.cell(HEAD_ROW + 1 + number, column).value = 45 + number % 10
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _bare(data: bytes) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            del row
    book.close()


def _upload(browser: Client, base: str, data: bytes) -> str:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = browser.post(base, {"file": SimpleUploadedFile("all.xlsx", data)})
    if response.status_code != 302:
        raise SystemExit(f"bench: the workbook was refused ({response.status_code})")
    return str(response["Location"])


def _taken(browser: Client, url: str) -> list[float]:
    """How long each request took until all was handed in."""
    from tasks.models import Upload

    seconds = [_seconds(lambda: browser.post(url, {"action": "submit"}))]
    while Upload.objects.latest("pk").stage == "taking":
        done = Upload.objects.latest("pk").done
        seconds.append(
            _seconds(lambda done=done: browser.post(url, {"action": "continue", "done": done}))  # type: ignore[misc]  # bound now
        )
    return seconds


def _counted() -> int:
    from targets.models import Measurement, MeasurementVersion

    rows = Measurement.objects.filter(state="submitted", on_behalf=True).count()
    versions = MeasurementVersion.objects.filter(way="excel", act="submit").count()
    is_right = (rows, versions) == (ROWS, ROWS)
    print("逐条核对无误。" if is_right else f"核对不符：{rows}项，{versions}版，应各为{ROWS}。")
    return 0 if is_right else 1


def _timed(act: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, found


def _seconds(act: Callable[[], object]) -> float:
    gc.collect()
    return _timed(act)[0]


def _peak(act: Callable[[], object]) -> float:
    gc.collect()
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    sys.exit(main())
