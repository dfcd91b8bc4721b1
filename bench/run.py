"""`make bench`: a fresh demonstration, one server, and its figures beside an empty page's."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import server
from bench.timing import Browser, Fields, Timing, paired

PLAN = "dinghai-2024"
ROUNDS = 300
LIMITS = {"总览（已发布）": 1.5, "总览（304）": 1.35, "总览（未发布月，专班）": 12.0}


def main() -> int:
    """Measure all and print; the exit code says whether the budgets hold."""
    with tempfile.TemporaryDirectory() as folder:
        server.prepare(Path(folder))
        import django

        django.setup()
        with server.running() as address:
            timings = _pages(address)
            _print_pages(timings)
            lines = _queries() + _exports() + _browser(address)
    print("\n".join(lines))
    over = [each.name for each in timings if each.ratio > LIMITS.get(each.name, float("inf"))]
    if over:
        print(f"超出预算：{'、'.join(over)}")
    return 1 if over else 0


def _pages(address: str) -> list[Timing]:
    leader = Browser(address, server.session_of("demo-leader"))
    office = Browser(address, server.session_of("demo-office"))
    reporter = Browser(address, server.session_of("demo-jingxin"))
    floor = f"/{PLAN}/bench-empty/"
    published = f"/{PLAN}/2024-08/"
    _, _, headers = leader.ask(published)
    etag = headers["ETag"]
    entry = f"/{PLAN}/entry/2024-09/figures/"
    form = _entry_form(reporter, entry)
    return [
        paired("空页（登录后）", _get(leader, floor), _get(leader, floor), ROUNDS),
        paired("总览（已发布）", _get(leader, published), _get(leader, floor), ROUNDS),
        paired("总览（304）", _get(leader, published, etag, 304), _get(leader, floor), ROUNDS),
        paired(
            "指标详情（已发布）",
            _get(leader, f"{published}targets/T02/"),
            _get(leader, floor),
            ROUNDS,
        ),
        paired("图表（已发布）", _get(leader, f"{published}charts/"), _get(leader, floor), ROUNDS),
        paired(
            "总览（未发布月，专班）", _get(office, f"/{PLAN}/2024-09/"), _get(office, floor), 60
        ),
        paired("填报页", _get(reporter, entry), _get(reporter, floor), 60),
        paired("填报保存（整表POST）", _post(reporter, entry, form), _get(reporter, floor), 60),
        paired("审核页", _get(office, f"/{PLAN}/review/2024-09/"), _get(office, floor), 60),
    ]


def _get(browser: Browser, path: str, etag: str = "", expected: int = 200) -> Callable[[], int]:
    def ask() -> int:
        status, content, _ = browser.ask(path, etag=etag)
        if status != expected:
            raise SystemExit(f"{path} answered {status}, expected {expected}")
        return len(content)

    return ask


def _entry_form(browser: Browser, path: str) -> dict[str, str]:
    """The entry table as the page offers it, to be saved again and again."""
    import gzip

    _, content, headers = browser.ask(path)
    html = gzip.decompress(content) if headers["Content-Encoding"] == "gzip" else content
    return {**Fields(html.decode()).values, "action": "save"}


def _post(browser: Browser, path: str, form: dict[str, str]) -> Callable[[], int]:
    """Save what the page now offers: versions move on with each save."""

    def ask() -> int:
        status, content, _ = browser.ask(path, form=form)
        if status not in (200, 302, 409, 422):
            raise SystemExit(f"{path} answered {status}")
        return len(content)

    return ask


def _print_pages(timings: list[Timing]) -> None:
    print(f"{'页面':<26}{'请求':>9}{'p50 ms':>11}{'p99 ms':>9}{'大小':>9}{'比空页':>8}")
    for each in timings:
        limit = LIMITS.get(each.name)
        print(each.line + (f"（不超过{limit}×）" if limit else ""))


def _queries() -> list[str]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    asked = [
        ("demo-leader", "2024-08/", "总览"),
        ("demo-leader", "2024-08/targets/T02/", "指标详情"),
        ("demo-office", "2024-09/", "总览（未发布月）"),
        ("demo-jingxin", "entry/2024-09/figures/", "填报页"),
        ("demo-office", "review/2024-09/", "审核页"),
    ]
    counted = []
    for username, path, name in asked:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(User.objects.get(username=username))
        client.get(f"/{PLAN}/{path}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{PLAN}/{path}")
        counted.append(f"{name} {len(queries)}")
    return [f"查询次数：{'，'.join(counted)}（不超过12）"]


def _exports() -> list[str]:
    from bench import export, pack
    from dashboard import publication
    from plans.models import Plan

    august = publication.read_month(Plan.objects.get(slug=PLAN), 8)
    lines, _ = pack.measure(august)
    return [*export.measure(august), *lines]


def _browser(address: str) -> list[str]:
    from bench.browser import measure

    session = server.session_of("demo-leader")
    published = f"/{PLAN}/2024-08/"
    bare = f"/{PLAN}/bench-charts/2024-08/"
    return measure(address, session, published, f"{published}charts/", bare)


if __name__ == "__main__":
    sys.exit(main())
