"""What 原文对照 costs beside the bare text: a plan of a hundred pages, on the server and in a browser.

Figures of every kind of light, so that chips, bars and margins are those of a real plan. The bare
text is the page itself with ?plain=1: the same sheet without chips, underlines, cards and margin.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import server
from bench.timing import Browser, Timing, paired

if TYPE_CHECKING:  # the models can be imported only once Django is set up
    from accounts.models import Unit, User
    from dashboard.report import MonthlyReport
    from plans.models import Plan
    from targets.models import Target

PLAN = "bench-document"
PAGES = 100
TASKS_A_PAGE = 1.5  # with two phrases each
LIMIT = 1.5  # times the bare text, from the click to the painted page
ROUNDS, OPENINGS = 40, 15
SLOWER = 4
UNITS = ("jingxin", "fagai", "jiaoyu")  # of the demonstration, named in each task
FILLER = "围绕海工装备、石化材料、现代渔业等领域，加快项目建设，完善工作机制，提升服务能力，"
SENTENCE = FILLER * 4 + "形成一批标志性成果。"


@dataclass(frozen=True)
class Paper:
    """A plan's text with the places of its phrases and tasks."""

    text: str
    phrases: tuple[tuple[int, int], ...]
    tasks: tuple[tuple[int, int], ...]


def paper(pages: int = PAGES) -> Paper:
    """A plan of so many pages of some thousand characters; three tasks to every two pages."""
    parts: list[str] = []
    phrases: list[tuple[int, int]] = []
    tasks: list[tuple[int, int]] = []
    place = 0

    def write(words: str) -> tuple[int, int]:
        nonlocal place
        parts.append(words)
        place += len(words)
        return place - len(words), place

    write("某某区2024年工作计划\n\n一、重点任务\n\n")
    for number in range(1, int(pages * TASKS_A_PAGE) + 1):
        begun = place
        write(f"{number}.推进第{number}项工作。{SENTENCE}")
        for phrase in range(2):
            phrases.append(write(f"第{number}项新培育企业达到{59 + phrase}家以上"))
            write(",")
        write(f"{SENTENCE}(区经信局、区发改局、区教育局)")
        tasks.append((begun, place))
        write("\n\n" + SENTENCE * 2 + "\n\n")
    return Paper("".join(parts), tuple(phrases), tuple(tasks))


def populate() -> None:
    """Put the plan into the demonstration's district, its January published."""
    from django.db import transaction

    from accounts.models import District, Unit, User
    from dashboard import publication
    from plans import periods
    from plans.models import Plan

    drawn = paper()
    with transaction.atomic():
        district = District.objects.get(code="dinghai")
        plan = Plan.objects.create(
            district=district,
            slug=PLAN,
            title="一百页的计划",
            short_title="百页",
            issuer="演练办公室",
            issue_date=date(2024, 1, 2),
            year=2024,
            text=drawn.text,
            text_sha256=sha256(drawn.text.encode()).hexdigest(),
            is_demo=True,
        )
        periods.ensure(plan)
        units = [Unit.objects.get(district=district, code=code) for code in UNITS]
        office = User.objects.get(username="demo-office")
        _promise(plan, drawn, units)
        _report(plan, office)
        publication.publish(plan, 1, by=office, on=date(2024, 2, 10))


def _promise(plan: Plan, drawn: Paper, units: list[Unit]) -> None:
    """A target for each phrase, a task for each paragraph that is one."""
    from plans.models import Theme
    from targets.models import Quotation, Target
    from tasks.models import Responsibility, Task

    targets = Target.objects.bulk_create(
        _target(plan, units[0], order) for order in range(len(drawn.phrases))
    )
    Quotation.objects.bulk_create(
        Quotation(target=target, text=drawn.text[start:end], start=start, end=end, where="headline")
        for target, (start, end) in zip(targets, drawn.phrases, strict=True)
    )
    theme = Theme.objects.create(
        plan=plan, kind="group", number=1, title="分组", short_title="分组"
    )
    tasks = Task.objects.bulk_create(
        Task(
            plan=plan,
            theme=theme,
            number=number,
            title=f"推进第{number}项工作",
            text=drawn.text[start:end],
            start=start,
            end=end,
        )
        for number, (start, end) in enumerate(drawn.tasks, start=1)
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            task=task,
            unit=unit,
            order=order,
            part="lead" if order == 1 else "join",
            printed=unit.name,
        )
        for task in tasks
        for order, unit in enumerate(units, start=1)
    )


def _target(plan: Plan, unit: Unit, order: int) -> Target:
    from targets.models import Target

    return Target(
        plan=plan,
        lead_unit=unit,
        code=f"D{order:03d}",
        order=order,
        name=f"新培育企业{order}",
        short_name=f"新培育企业{order}",
        kind="flow",
        comparator="at_least",
        measure="家",
        goal=Decimal(59),
        goal_text="59家以上",
    )


def _report(plan: Plan, office: User) -> None:
    """Figures of January from far behind to done; every tenth is missing."""
    from targets.models import Measurement

    period = plan.periods.get(month=1)
    at = datetime(2024, 2, 4, 2, tzinfo=UTC)
    Measurement.objects.bulk_create(
        Measurement(
            target=target,
            period=period,
            value=Decimal(order % 10),
            state="approved",
            entered_by=office,
            first_submitted_on=at.date(),
            submitted_by=office,
            submitted_at=at,
            reviewed_by=office,
            reviewed_at=at,
        )
        for order, target in enumerate(plan.targets.all())
        if order % 10
    )


def measure(address: str, session: str) -> list[str]:
    """The lines of the bench: rendered anew, answered from what is kept, and opened in Chromium.

    `populate` must have run in the server's database; `session` is one of its district's leader.
    """
    from dashboard import publication
    from plans.models import Plan

    report = publication.read_month(Plan.objects.get(slug=PLAN), 1)
    full, bare = _rendered(report)
    path = f"/{PLAN}/2024-01/text/"
    kept = _kept(address, session, path)
    whole, text = _opened(address, session, path)
    size = f"{len(report.text) // 1000}千字、{len(report.targets)}项指标、{len(report.tasks)}项任务"
    return [
        f"原文对照（{size}）首次生成 {full:.0f} ms，只看原文 {bare:.0f} ms（每版只一次，以后取存好的）",
        (
            f"原文对照 再次打开，服务器 {median(kept.times) * 1000:.1f} ms，"
            f"是只看原文的{kept.ratio:.2f}×，{kept.size / 1024:.0f} KB"
        ),
        (
            f"原文对照 浏览器（慢{SLOWER}倍的电脑）从点击到显示 {whole:.0f} ms，"
            f"只看原文 {text:.0f} ms；比值 {whole / text:.2f}×（不超过{LIMIT}×）"
        ),
    ]


def _rendered(report: MonthlyReport) -> tuple[float, float]:
    """Milliseconds to lay the text out and write its page, whole and bare, in turn."""
    from django.http import QueryDict
    from django.template.loader import render_to_string

    from dashboard import living

    def made(query: str) -> float:
        begun = time.perf_counter()
        context = living.context(report, QueryDict(query))
        render_to_string("dashboard/plan_text.html", {**context, "report": report})
        return (time.perf_counter() - begun) * 1000

    made("")  # templates are read once
    pairs = [(made(""), made("plain=1")) for _ in range(OPENINGS)]
    whole, bare = zip(*pairs, strict=True)
    return median(whole), median(bare)


def _kept(address: str, session: str, path: str) -> Timing:
    """The page as it is answered again and again, beside the bare text."""
    reader = Browser(address, session)

    def ask(query: str) -> int:
        status, content, _ = reader.ask(path + query)
        if status != 200:
            raise SystemExit(f"{path}{query} answered {status}, expected 200")
        return len(content)

    return paired("原文对照", lambda: ask(""), lambda: ask("?plain=1"), ROUNDS)


def _opened(address: str, session: str, path: str) -> tuple[float, float]:
    """Milliseconds from the click until the page is loaded and painted, whole and bare, in turn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        chromium = tool.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )

        def opened(query: str) -> float:
            context = chromium.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies(
                [{"name": "sessionid", "value": session, "url": f"http://{address}"}]
            )
            page = context.new_page()
            wire = context.new_cdp_session(page)
            wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(f"http://{address}{path}{query}", wait_until="load")
            took: float = page.evaluate(
                "() => new Promise((done) => requestAnimationFrame("
                "() => setTimeout(() => done(performance.now()))))"
            )
            context.close()
            return took

        pairs = [(opened(""), opened("?plain=1")) for _ in range(OPENINGS)]
        chromium.close()
    whole, bare = zip(*pairs, strict=True)
    return median(whole), median(bare)


def main() -> int:
    """The bench of this page alone: `python -m bench.document`."""
    with tempfile.TemporaryDirectory() as folder:
        server.prepare(Path(folder))
        import django

        django.setup()
        populate()
        with server.running() as address:
            print("\n".join(measure(address, server.session_of("demo-leader"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
