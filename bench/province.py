"""`python -m bench.province`: 20 counties × 5 yearly plans × 100 targets × 12 months in one installation.

Prints what reading pages cost there beside an empty page, what the first reader after a publication
pays, and what the whole set of papers costs for one county and for all of them in turn.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import province_rows, server
from bench.timing import Browser, Timing, paired

if TYPE_CHECKING:  # the models can be imported only once Django is set up
    from dashboard.report import MonthlyReport

DAY = "2025-01-20"
ROUNDS, COLD = 150, 5
PAGES = (  # name, path under the month, and how many empty pages it may cost
    ("总览（已发布）", "", 1.5),
    ("原文对照（已发布）", "text/", 1.5),
    ("晾晒榜（已发布）", "league/", 1.5),
    ("指标（已发布）", "targets/", 1.5),
)
CONDITIONAL = 1.5


def main() -> int:
    """Print the table; the exit code says whether every budget holds."""
    with tempfile.TemporaryDirectory() as folder:
        server.settle(Path(folder), f"sqlite:///{Path(folder) / 'province.sqlite3'}")
        os.environ["DEMO_DAY"] = DAY
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            server.manage(*command)
        import django

        django.setup()
        begun = time.perf_counter()
        slugs = province_rows.populate()
        print(_size(Path(folder), time.perf_counter() - begun))
        with server.running() as address:
            held = _pages(address, slugs[len(slugs) // 2])
        for line in (*_cold(slugs[0]), *_papers(slugs)):
            print(line)
    over = [name for name, ratio, most in held if ratio > most]
    if over:
        print(f"超出预算：{'、'.join(over)}")
    return 1 if over else 0


def _size(folder: Path, seconds: float) -> str:
    from dashboard.models import Publication
    from targets.models import Measurement, Target

    held = sum(file.stat().st_size for file in folder.glob("province.sqlite3*"))
    return (
        f"全省：指标{Target.objects.count()}项，月度数据{Measurement.objects.count()}条，"
        f"发布{Publication.objects.count()}期；数据库{held / 1e6:.0f} MB，建库{seconds:.0f} s"
    )


def _pages(address: str, slug: str) -> list[tuple[str, float, float]]:
    """Each page kept and conditional, beside the empty page of the same person."""
    leader = Browser(address, server.session_of(f"{slug.partition('-')[0]}-leader"))
    floor = _asker(leader, f"/{slug}/bench-empty/")
    print(f"{'页面':<26}{'请求':>9}{'p50 ms':>11}{'p99 ms':>9}{'大小':>9}{'比空页':>8}")
    held = []
    for name, path, most in PAGES:
        url = f"/{slug}/2024-12/{path}"
        _, _, headers = leader.ask(url)
        again = f"{name.partition('（')[0]}（304）"
        for told, ask, limit in (
            (name, _asker(leader, url), most),
            (again, _asker(leader, url, headers["ETag"]), CONDITIONAL),
        ):
            timing: Timing = paired(told, ask, floor, ROUNDS)
            print(f"{timing.line}（不超过{limit}×）")
            held.append((told, timing.ratio, limit))
    return held


def _asker(browser: Browser, path: str, etag: str = "") -> Callable[[], int]:
    def ask() -> int:
        status, content, _ = browser.ask(path, etag=etag)
        if status != (304 if etag else 200):
            raise SystemExit(f"{path} answered {status}")
        return len(content)

    return ask


def _cold(slug: str) -> list[str]:
    """What the first reader of an edition waits for: the page made from the stored report."""
    from django.core.cache import caches
    from django.test import Client

    from accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=f"{slug.partition('-')[0]}-leader"))
    lines = []
    for name, path, _ in PAGES:
        times = []
        for _ in range(COLD):
            caches["pages"].clear()
            begun = time.perf_counter()
            client.get(f"/{slug}/2024-12/{path}")
            times.append(time.perf_counter() - begun)
        lines.append(f"{name.partition('（')[0]}（首次生成）{median(times) * 1000:.0f} ms")
    return ["；".join(lines)]


def _papers(slugs: list[str]) -> list[str]:
    """The month's whole set of papers: one county's, then every county's in turn."""
    from dashboard import publication
    from plans.models import Plan

    reports = [publication.read_month(Plan.objects.get(slug=slug), 12) for slug in slugs]
    begun = time.perf_counter()
    size = _pack(reports[0])
    one = time.perf_counter() - begun
    tracemalloc.start()
    _pack(reports[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    begun = time.perf_counter()
    for each in reports:
        _pack(each)
    every = time.perf_counter() - begun
    return [
        f"会议材料全套，一县（100项指标）：{one:.1f} s，峰值内存 {peak / 1e6:.0f} MB，{size / 1e6:.2f} MB",
        f"{len(slugs)}县依次：{every:.0f} s，每县 {every / len(slugs):.1f} s",
    ]


def _pack(report: MonthlyReport) -> int:
    from dashboard.meeting import papers

    kept, every = io.BytesIO(), papers.paper(papers.ALL)
    if every is None:
        raise SystemExit("no archive of papers")
    every.write(report, kept, papers.NOTHING_KEPT)
    return kept.tell()


if __name__ == "__main__":
    sys.exit(main())
