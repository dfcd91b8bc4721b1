"""`python -m bench.plans`: ten plans a year for three years, each of 60 units, in one installation.

The same pages are measured with one plan alone and with all thirty: what they cost beside an empty
page of the same installation, how many questions they ask, and how the thirty compare with the one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import province_rows, server
from bench.province_rows import Size
from bench.timing import Browser, paired

DAY = "2025-01-08"  # December is being filed
ROUNDS = 120
MOST_QUESTIONS = 12
MOST_SLOWER = 1.5  # than with one plan, each beside its empty page
OF_ALL = {"全部计划（专班）", "全部计划（填报员）", "各县汇总"}  # of as many plans as there are
SIZES = {
    "one": Size(counties=1, years=(2024,), targets=60, units=60, published=11),
    "thirty": Size(counties=10, years=(2022, 2023, 2024), targets=60, units=60, published=11),
}
PAGES = (  # name, who, path; the most empty pages it may cost where a budget is set
    ("总览（已发布）", "leader", "{plan}/2024-11/", 1.5),
    ("总览（304）", "leader", "{plan}/2024-11/", 1.35),
    ("指标（已发布）", "leader", "{plan}/2024-11/targets/", 0),
    ("晾晒榜（已发布）", "leader", "{plan}/2024-11/league/", 0),
    ("原文对照（已发布）", "leader", "{plan}/2024-11/text/", 0),
    ("总览（未发布月，专班）", "office", "{plan}/2024-12/", 0),
    ("审核页", "office", "{plan}/review/2024-12/", 0),
    ("填报页", "clerk", "{plan}/entry/2024-12/figures/", 0),
    ("全部计划（专班）", "office", "plans/", 0),
    ("全部计划（填报员）", "clerk", "plans/", 0),
    ("各县汇总", "city", "counties/", 0),
)


def main() -> int:
    """Measure both installations and print them; the exit code says whether every budget holds."""
    if len(sys.argv) > 1:
        print(json.dumps(_measured(SIZES[sys.argv[1]])))
        return 0
    one, thirty = (_apart(name) for name in SIZES)
    print(f"{'页面':<24}{'查询':>6}{'p50 ms':>9}{'一个比空页':>10}{'三十个比空页':>10}{'之比':>7}")
    over = []
    for name, _, _, most in PAGES:
        (_, _, before), (asked, took, after) = one[name], thirty[name]
        told = f"（不超过{most}×）" if most else ""
        times = f"{took:>9.2f}{before:>10.2f}×{after:>10.2f}×{after / before:>9.2f}{told}"
        print(f"{name:<24}{asked:>6.0f}{times}")
        is_slow = after / before > MOST_SLOWER and name not in OF_ALL
        if asked > MOST_QUESTIONS or is_slow or (most and after > most):
            over.append(name)
    if over:
        print(f"超出预算：{'、'.join(over)}")
    return 1 if over else 0


def _apart(name: str) -> dict[str, tuple[float, float, float]]:
    """One installation, measured in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.plans", name], cwd=server.ROOT, check=True, stdout=-1
    )
    found: dict[str, tuple[float, float, float]] = json.loads(told.stdout.splitlines()[-1])
    return found


def _measured(size: Size) -> dict[str, tuple[float, float, float]]:
    """By page: questions, milliseconds (p50), and the ratio to the empty page."""
    with tempfile.TemporaryDirectory() as folder:
        server.settle(Path(folder), f"sqlite:///{Path(folder) / 'plans.sqlite3'}")
        os.environ["DEMO_DAY"] = DAY
        for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            server.manage(*command)
        import django

        django.setup()
        slugs = province_rows.populate(size)
        _put_a_city_above()
        slug = slugs[len(slugs) // 2]
        asked = {name: _questions(slug, who, path) for name, who, path, _ in PAGES}
        with server.running() as address:
            return {
                name: (asked[name], *_timed(address, name, slug, who, path))
                for name, who, path, _ in PAGES
            }


def _put_a_city_above() -> None:
    from accounts.models import District, Membership, User

    city = District.objects.create(code="city", name="某市")
    for county in District.objects.exclude(pk=city.pk):
        county.parent = city
        county.save()
    leader = User.objects.create(username="city-leader", full_name="市领导")
    Membership.objects.create(user=leader, district=city, role="leader")


def _account(slug: str, who: str) -> str:
    return "city-leader" if who == "city" else f"{slug.partition('-')[0]}-{who}"


def _questions(slug: str, who: str, path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=_account(slug, who)))
    url = "/" + path.format(plan=slug)
    if client.get(url).status_code != 200:
        raise SystemExit(f"{url} is not answered")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def _timed(address: str, name: str, slug: str, who: str, path: str) -> tuple[float, float]:
    browser = Browser(address, server.session_of(_account(slug, who)))
    leader = Browser(address, server.session_of(_account(slug, "leader")))
    url = "/" + path.format(plan=slug)
    etag = browser.ask(url)[2]["ETag"] if "304" in name else ""
    floor = _asker(leader, f"/{slug}/bench-empty/")
    timing = paired(name, _asker(browser, url, etag), floor, ROUNDS)
    return median(timing.times) * 1000, timing.ratio


def _asker(browser: Browser, path: str, etag: str = "") -> Callable[[], int]:
    def ask() -> int:
        status, content, _ = browser.ask(path, etag=etag)
        if status != (304 if etag else 200):
            raise SystemExit(f"{path} answered {status}")
        return len(content)

    return ask


if __name__ == "__main__":
    sys.exit(main())
