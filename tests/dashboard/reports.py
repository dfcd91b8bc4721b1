"""Monthly reports made by hand, without a database: a few lines say what a page is to show.

report(target("T02", goal="17.5", measure="亿元", decimals=2, values="1.21 2.38 - 5.06"))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import District
from dashboard.report import Edition, MonthlyReport
from dashboard.report.build import assemble
from plans.models import Plan
from targets.arithmetic import Calendar, Promise, Scale, judge
from targets.choices import Comparator, Kind, Place, State
from targets.facts import Heading, Lead, Quoted, TargetFacts
from targets.standing import Filing, TargetStanding
from tasks.choices import Part
from tasks.progress import Member, TaskProgress, task_light

SEPTEMBER_10 = date(2024, 9, 10)
TEXT = "一、主要目标\n规上工业研发费用达到17.5亿元,占营业收入比重达1.55%。另一句。"
OFFICE_DAY = datetime(2024, 9, 10, 8, 20, tzinfo=UTC)  # 16:20 in Shanghai
JINGXIN = Lead(1, "jingxin", "区经信局", "区经信局")
ZUZHI = Lead(2, "zuzhi", "区委组织部〔区委人才办〕", "区委组织部")
SCIENCE = Heading(1, "聚焦增强科技创新能力", "科技创新能力")


def plan() -> Plan:
    """The plan of a report, never saved."""
    return Plan(
        slug="dinghai-2024",
        district=District(code="dinghai", name="定海区"),
        title="舟山市定海区创新深化2024年工作计划",
        short_title="定海区创新深化",
        issuer="领导小组办公室",
        issue_date=date(2024, 5, 18),
        year=2024,
        text=TEXT,
    )


def target(
    code: str = "T01",
    values: str = "",
    *,
    goal: str = "59",
    measure: str = "家",
    name: str = "",
    month: int = 8,
    heading: Heading | None = None,
    place: str = Place.HEADLINE,
    lead: Lead | None = JINGXIN,
    kind: Kind = Kind.FLOW,
    comparator: Comparator = Comparator.AT_LEAST,
    baseline: str | None = None,
    stretch: str | None = None,
    decimals: int = 0,
    months: Iterable[int] = range(1, 13),
    past: str = "",
    backfilled: Iterable[int] = (),
    words: tuple[str, str, str] = ("", "", ""),
    inferred: tuple[str, ...] = (),
    quotes: tuple[Quoted, ...] = (),
    note: str = "",
    goal_text: str = "",
    on: date = SEPTEMBER_10,
) -> TargetStanding:
    """One target; `values` are its figures from January on, "-" where one is missing."""
    promise = Promise(
        kind=kind,
        comparator=comparator,
        goal=Decimal(goal),
        stretch=None if stretch is None else Decimal(stretch),
        baseline=None if baseline is None else Decimal(baseline),
        reporting_months=frozenset(months),
    )
    due = {each: date(2024 + each // 12, each % 12 + 1, 5) for each in range(1, 13)}
    calendar = Calendar(on=on, due=due, backfilled=frozenset(backfilled))
    figures = _figures(values)
    number = int(code.removeprefix("T"))
    return TargetStanding(
        facts=TargetFacts(
            pk=number,
            code=code,
            order=number,
            name=name or f"指标{number}全称",
            short_name=name or f"指标{number}",
            place=place,
            heading=heading,
            measure=measure,
            decimals=decimals,
            goal_text=goal_text or f"{goal}{measure}",
            lead=lead,
            lead_basis="依据任务6牵头单位，待专班确认",
            inferred=inferred,
            definition="",
            note=note,
            quotes=quotes,
        ),
        promise=promise,
        scale=Scale(),
        calendar=calendar,
        figures=figures,
        standings=tuple(judge(promise, figures, each, calendar) for each in range(1, month + 1)),
        past=_figures(past),
        filings={each: _filing(value, words) for each, value in figures.items()},
        due_on=due[month],
    )


def task(
    number: int = 1,
    word: str = "on_course",
    *,
    lead: Lead = JINGXIN,
    joint: tuple[Lead, ...] = (),
    targets: tuple[str, ...] = (),
    month: int = 8,
    on: date = SEPTEMBER_10,
) -> TaskProgress:
    """One task whose lead said the same word every month; "" for never."""
    due_on = date(2024, month + 1, 5)
    parts = [(lead, Part.LEAD), *((unit, Part.JOIN) for unit in joint)]
    return TaskProgress(
        pk=number,
        number=number,
        title=f"任务标题{number}",
        text=f"任务{number}全文。",
        start=0,
        end=5,
        note="",
        heading=Heading(1, "以科技创新体系为主抓手", "科创体系"),
        members=tuple(
            Member(unit.order, unit.order, unit.code, unit.name, unit.short_name, part, "")
            for unit, part in parts
        ),
        targets=targets,
        lights=tuple(task_light(word, each, due_on=due_on, on=on) for each in range(1, month + 1)),
        notes=(),
        filings=(),
        due_on=due_on,
        is_backfill=False,
    )


def report(
    *targets: TargetStanding,
    tasks: tuple[TaskProgress, ...] = (),
    month: int = 8,
    on: date = SEPTEMBER_10,
    is_published: bool = True,
) -> MonthlyReport:
    """The month's report of these targets and tasks, published on the 10th unless told otherwise."""
    made = assemble(plan(), month, targets, tasks, on=on)
    if not is_published:
        return made
    return replace(made, edition=Edition(1, OFFICE_DAY, "李某", "f" * 64, ""))


def _figures(values: str) -> dict[int, Decimal]:
    listed = enumerate(values.split(), start=1)
    return {month: Decimal(value) for month, value in listed if value != "-"}


def _filing(value: Decimal, words: tuple[str, str, str]) -> Filing:
    return Filing(
        value=value,
        state=State.APPROVED,
        first_submitted_on=date(2024, 9, 3),
        explanation=words[0],
        problem=words[1],
        next_step=words[2],
        submitter="张某",
        submitter_account="demo-jingxin",
        reviewer="李某",
        reviewer_account="demo-office",
        pk=1,
        version=1,
        typed=str(value),
        reason="",
        submitted_at=None,
    )
