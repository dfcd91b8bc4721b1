"""The monthly report: what it joins, what it counts, and that its stored form is exact."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import report
from dashboard.report import (
    NOBODY,
    Change,
    Counts,
    Figure,
    Group,
    MonthlyReport,
    PlanFacts,
    Reporting,
    TargetRow,
    UnitRef,
)
from dashboard.report.frozen import UnreadableReportError
from targets.arithmetic import Promise
from targets.choices import Comparator, Kind, Light, Place, State
from tasks.choices import Word
from tests import factories

SEPTEMBER_10 = date(2024, 9, 10)


def ref(unit):
    return UnitRef(unit.code, unit.name, unit.short_name)


def live(plan, month=8, on=SEPTEMBER_10):
    return report.live(plan, month, on=on)


# Joining


@pytest.mark.parametrize("rows", [1, 3])
def test_is_computed_in_six_queries(plan, rows, django_assert_num_queries):
    for _ in range(rows):
        lead, joint = (factories.UnitFactory.create(district=plan.district) for _ in range(2))
        target = factories.TargetFactory.create(plan=plan, lead_unit=lead)
        factories.QuotationFactory.create(target=target)
        factories.PastFigureFactory.create(target=target)
        factories.figure(target, 8, "40")
        task = factories.task_of(plan, lead, joint, targets=(target,))
        factories.note_of(task, 8)
    with django_assert_num_queries(6):
        found = live(plan)
    assert (len(found.targets), len(found.tasks), len(found.units)) == (rows, rows, 2 * rows)


def test_tells_the_plan_and_the_month_as_they_are(plan):
    factories.period_of(plan, 8)
    factories.TargetFactory.create(plan=plan)
    found = live(plan)
    assert found.plan == PlanFacts(
        slug="dinghai-2024",
        title="定海区2024年工作计划",
        short_title="2024年工作计划",
        district="定海区",
        issuer="领导小组办公室",
        issue_date=date(2024, 1, 2),
        year=2024,
        is_demo=False,
        ahead=Decimal("1.10"),
        on_pace=Decimal("1.00"),
        behind=Decimal("0.80"),
        in_points=False,
    )
    assert (found.key, found.on, found.due_on) == ("2024-08", SEPTEMBER_10, date(2024, 9, 5))
    assert (found.share, found.edition, found.has_figures) == (Decimal("66.7"), None, False)


def test_joins_a_target_with_the_tasks_that_bear_it(plan):
    lead, second, third = (
        factories.UnitFactory.create(district=plan.district, order=n) for n in (5, 9, 1)
    )
    target = factories.TargetFactory.create(plan=plan, code="T17", lead_unit=lead)
    factories.task_of(plan, lead, second, number=3, targets=(target,))
    factories.task_of(plan, second, third, lead, number=7, targets=(target,))
    found = live(plan)
    [row] = found.targets
    assert row.tasks == (3, 7)
    assert row.joint == (ref(second), ref(third))
    assert [task.targets for task in found.tasks] == [("T17",), ("T17",)]
    assert found.units == (ref(third), ref(lead), ref(second))
    assert found.task(7) == found.tasks[1]
    assert found.target("T17") == row
    assert found.target("T99") is None


def test_orders_headings_and_puts_the_plan_as_a_whole_first(plan):
    second = factories.ThemeFactory.create(plan=plan, number=2, title="二", short_title="二")
    first = factories.ThemeFactory.create(plan=plan, number=1, title="一", short_title="一")
    factories.TargetFactory.create(plan=plan, theme=second)
    factories.TargetFactory.create(plan=plan, theme=first)
    factories.TargetFactory.create(plan=plan, place=Place.TASK)
    factories.task_of(plan)
    found = live(plan)
    assert found.themes == (Group(1, "一", "一"), Group(2, "二", "二"))
    assert found.groups == (Group(1, "第1个标题", "标题1"),)
    factories.TargetFactory.create(plan=plan)
    assert live(plan).themes[0] == Group(0, "总体目标", "总体目标")


def test_a_task_nobody_leads_yet_is_led_by_nobody(plan):
    factories.TaskFactory.create(plan=plan)
    [task] = live(plan).tasks
    assert (task.lead, task.note) == (NOBODY, None)


def test_a_tasks_note_is_its_leads_of_this_month(plan):
    lead, joint = (factories.UnitFactory.create(district=plan.district) for _ in range(2))
    task = factories.task_of(plan, lead, joint)
    factories.note_of(task, 8, unit=joint, text="配合单位的")
    factories.note_of(task, 7, Word.BEHIND, unit=lead, text="上月的")
    [row] = live(plan).tasks
    assert (row.note, [note.text for note in row.notes]) == (None, ["配合单位的", "上月的"])
    assert (row.light, row.before) == (Light.OVERDUE, Light.BEHIND)
    factories.note_of(task, 8, Word.DONE, unit=lead, text="本月的")
    [row] = live(plan).tasks
    assert row.note is not None
    assert (row.note.text, row.note.word_label, row.light) == ("本月的", "已完成", Light.ACHIEVED)


# Figures as shown


def test_a_flow_of_the_worked_cases(plan):
    target = factories.TargetFactory.create(plan=plan)
    factories.figure(target, 5, "21")
    factories.figure(target, 6, "28")
    factories.PastFigureFactory.create(target=target, month=6, value=Decimal(25))
    [row] = live(plan, 6, date(2024, 7, 10)).targets
    assert row.now == Figure(
        month=6,
        light=Light.BEHIND,
        value=Decimal(28),
        figure_month=6,
        expected=Decimal("29.5"),
        share=Decimal("50.00"),
        completion=Decimal("47.5"),
        index=Decimal("0.95"),
        index_text="0.95",
        gap=Decimal("-2.5"),
        needed=Decimal("5.2"),
        monthly=Decimal(7),
        past=Decimal(25),
        year_on_year=Decimal("12.0"),
    )
    assert str(row.now.value) == "28"
    assert [each.title for each in row.formulas] == [
        "完成率",
        "序时应完成",
        "序时比",
        "与序时相差",
        "后续月均需完成",
    ]


def test_more_digits_where_rounding_would_hide_the_side_of_a_cut_point(plan):
    target = factories.TargetFactory.create(
        plan=plan, measure="亿元", decimals=2, goal=Decimal("17.5")
    )
    factories.figure(target, 6, "8.74")
    [row] = live(plan, 6, date(2024, 7, 10)).targets
    assert (row.now.light, row.now.index, row.now.index_text) == (
        Light.BEHIND,
        Decimal("0.999"),
        "0.999",
    )
    assert (row.now.gap, str(row.now.value)) == (Decimal("-0.1"), "8.74")


def test_a_ratio_keeps_its_places_and_counts_its_gap_in_points(plan):
    target = factories.TargetFactory.create(
        plan=plan,
        kind=Kind.RATIO,
        measure="%",
        decimals=2,
        goal=Decimal("2.3"),
        reporting_months=[3, 6, 9, 12],
    )
    factories.figure(target, 6, "2.24")
    factories.PastFigureFactory.create(target=target, month=6, value=Decimal("2.1"))
    [row] = live(plan).targets
    now = row.now
    assert (now.value, now.gap, now.gap_is_level) == (Decimal("2.24"), Decimal("-0.06"), True)
    assert (now.is_carried, now.remark, now.year_on_year) == (True, "沿用6月", Decimal("0.14"))
    assert (now.monthly, now.needed) == (None, None)


def test_below_the_baseline_shows_nought_and_says_so(plan):
    target = factories.TargetFactory.create(
        plan=plan, kind=Kind.STOCK, goal=Decimal(100), baseline=Decimal(20)
    )
    factories.figure(target, 8, "0")
    [row] = live(plan).targets
    assert (row.now.increment, row.now.completion_note) == (Decimal("0.0"), "低于基期")


def test_a_reported_nought_is_a_figure_and_a_missing_one_is_none(plan):
    target = factories.TargetFactory.create(plan=plan, goal=Decimal(5))
    factories.figure(target, 7, "0")
    [row] = live(plan).targets
    assert row.before is not None
    assert (row.before.value, row.before.completion) == (Decimal(0), Decimal("0.0"))
    assert (row.now.value, row.now.completion, row.now.index_text) == (None, None, "—")


def test_no_month_is_told_alone_where_the_first_report_spans_two(plan):
    target = factories.TargetFactory.create(plan=plan, reporting_months=list(range(2, 13)))
    factories.figure(target, 2, "8")
    factories.figure(target, 3, "12")
    [row] = live(plan, 3, date(2024, 4, 10)).targets
    assert [each.monthly for each in row.figures] == [None, None, Decimal(4)]


@pytest.mark.parametrize("past", ["0", "-3"])
def test_a_base_of_nought_or_less_gives_no_year_on_year(plan, past):
    target = factories.TargetFactory.create(plan=plan)
    factories.figure(target, 8, "40")
    factories.PastFigureFactory.create(target=target, value=Decimal(past))
    [row] = live(plan).targets
    assert (row.now.past, row.now.year_on_year) == (Decimal(past), None)


def test_the_forecast_of_the_picture(plan):
    target = factories.TargetFactory.create(
        plan=plan, measure="亿元", decimals=2, goal=Decimal("17.5")
    )
    figures = ["1.21", "2.38", "3.74", "5.06", "6.41", "7.95", "9.32", "10.78"]
    for month, value in enumerate(figures, start=1):
        factories.figure(target, month, value)
    [row] = live(plan).targets
    assert (row.forecast, row.forecast_monthly) == (Decimal("16.38"), Decimal("1.40"))
    assert (row.forecast_low, row.forecast_high) == (Decimal("16.17"), Decimal("16.59"))
    assert row.formula("年终预测") is not None


@pytest.mark.parametrize(
    ("first", "forecast", "monthly"),
    [("1", "36.0", "1.0"), ("0", "12.0", "1.0")],  # last year's January brought something, nothing
)
def test_a_season_is_told_by_last_year_alone_where_each_report_brought_something(
    plan, first, forecast, monthly
):
    target = factories.TargetFactory.create(plan=plan)
    for month in range(1, 9):
        factories.figure(target, month, str(month))
    past = [first, "2", "3", "4", "5", "6", "7", "8", "15", "22", "29", "36"]
    for month, value in enumerate(past, start=1):
        factories.PastFigureFactory.create(target=target, month=month, value=Decimal(value))
    [row] = live(plan).targets
    assert (row.forecast, row.forecast_monthly) == (Decimal(forecast), Decimal(monthly))


# Counting


def test_counts_and_changes_against_the_month_before(plan):
    for code, july, august in (
        ("T01", "35", "39"),  # on pace (34.4), behind (39.3)
        ("T02", "30", "40"),  # behind, on pace
        ("T03", "35", "40"),  # on pace twice
        ("T04", None, "40"),  # overdue, on pace
    ):
        target = factories.TargetFactory.create(plan=plan, code=code, name=code)
        factories.figure(target, 7, july, state=State.APPROVED if july else State.DRAFT)
        factories.figure(target, 8, august)
    found = live(plan)
    assert (found.counts.on_course, found.counts.late, found.counts.overdue) == (3, 1, 0)
    assert found.before is not None
    assert (found.before.on_course, found.before.late, found.before.overdue) == (2, 1, 1)
    assert found.changes == (
        Change("T01", "T01", Light.ON_PACE, Light.BEHIND),
        Change("T02", "T02", Light.BEHIND, Light.ON_PACE),
        Change("T04", "T04", Light.OVERDUE, Light.ON_PACE),
    )
    assert [row.code for row in found.late_targets()] == ["T01"]


def test_january_has_no_month_before(plan):
    factories.figure(factories.TargetFactory.create(plan=plan), 1, "5")
    found = live(plan, 1, date(2024, 2, 10))
    assert (found.before, found.changes, found.targets[0].before) == (None, (), None)


# Discipline and signers


def test_discipline_counts_the_day_of_the_first_submission(plan, unit):
    due = date(2024, 9, 5)
    filings: dict[str, dict[str, Any]] = {
        "当天": {"first_submitted_on": due},
        "次日": {"first_submitted_on": date(2024, 9, 6)},
        "待审": {"first_submitted_on": due, "state": State.SUBMITTED},
        "退回": {"first_submitted_on": due, "state": State.RETURNED},
        "草稿": {"state": State.DRAFT},
    }
    for name, values in filings.items():
        target = factories.TargetFactory.create(plan=plan, lead_unit=unit, name=name)
        factories.figure(target, 8, "40", **values)
    factories.TargetFactory.create(plan=plan, lead_unit=unit, name="没填")
    factories.task_of(plan, unit, number=7)
    assert live(plan).reporting == (
        Reporting(ref(unit), 7, 2, 1, ("退回", "草稿", "没填", "任务7进展")),
    )


def test_discipline_leaves_out_who_owes_nothing(plan, unit):
    quarterly = [3, 6, 9, 12]
    factories.TargetFactory.create(plan=plan, lead_unit=unit, reporting_months=quarterly)
    factories.TargetFactory.create(plan=plan, lead_unit=unit, release_days={"8": "2024-10-20"})
    factories.TargetFactory.create(plan=plan, lead_unit=None)
    factories.TaskFactory.create(plan=plan)
    assert live(plan).reporting == ()


def test_back_filled_months_are_outside_discipline(plan, unit):
    factories.period_of(plan, 1, is_backfill=True)
    factories.TargetFactory.create(plan=plan, lead_unit=unit)
    factories.task_of(plan, unit)
    found = live(plan, 1)
    assert (found.reporting, found.targets[0].now.is_backfill) == ((), True)
    assert found.task_counts.of(Light.NOT_DUE) == 1


def test_what_is_not_yet_overdue_is_due_but_not_missing(plan, unit):
    factories.period_of(plan, 8)
    factories.TargetFactory.create(plan=plan, lead_unit=unit)
    assert live(plan, on=date(2024, 9, 5)).reporting == (Reporting(ref(unit), 1, 0, 0, ()),)


def test_signers_are_those_of_the_month_each_once(plan, unit):
    filler, reviewer = (factories.UserFactory.create(full_name=name) for name in ("王某", "李某"))
    earlier = factories.UserFactory.create(full_name="赵某")
    signed: dict[str, Any] = {"entered_by": filler, "reviewed_by": reviewer}
    for _ in range(2):
        target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
        factories.figure(target, 7, "35", entered_by=earlier, reviewed_by=earlier)
        factories.figure(target, 8, "40", **signed)
    factories.note_of(factories.task_of(plan, unit), 8, **signed)
    found = live(plan)
    assert (found.reported_by, found.reviewed_by) == (("王某",), ("李某",))
    assert (found.targets[0].reported_by, found.targets[0].reviewed_by) == ("王某", "李某")


# The stored form

SMALL = MonthlyReport(
    plan=PlanFacts(
        slug="p",
        title="计划",
        short_title="计划",
        district="定海区",
        issuer="办公室",
        issue_date=date(2024, 5, 18),
        year=2024,
        is_demo=False,
        ahead=Decimal("1.10"),
        on_pace=Decimal("1.00"),
        behind=Decimal("0.80"),
        in_points=False,
    ),
    month=8,
    on=SEPTEMBER_10,
    due_on=None,
    share=Decimal("66.7"),
    themes=(),
    groups=(),
    units=(),
    targets=(),
    tasks=(),
    counts=Counts(((Light.OVERDUE, 1),)),
    before=None,
    task_counts=Counts(()),
    changes=(Change("T01", "研发", Light.ON_PACE, Light.OVERDUE),),
    reporting=(),
    reported_by=("王某",),
)
SMALL_JSON = (
    '{"before":null,"changes":[{"code":"T01","new":"overdue","old":"on_pace","short_name":"研发"}],'
    '"counts":{"by_light":[["overdue",1]]},"due_on":null,"groups":[],"month":8,"on":"2024-09-10",'
    '"plan":{"ahead":"1.10","behind":"0.80","district":"定海区","in_points":false,"is_demo":false,'
    '"issue_date":"2024-05-18","issuer":"办公室","on_pace":"1.00","short_title":"计划","slug":"p",'
    '"title":"计划","year":2024},"reported_by":["王某"],"reporting":[],"schema":4,"share":"66.7",'
    '"targets":[],"task_counts":{"by_light":[]},"tasks":[],"themes":[],"units":[]}'
)


def test_the_stored_form_is_this_text_and_no_other():
    assert report.to_json(SMALL) == SMALL_JSON
    assert report.from_json(SMALL_JSON) == SMALL


def test_a_full_report_comes_back_equal_and_as_the_same_text(plan, unit):
    theme = factories.ThemeFactory.create(plan=plan)
    for kind in Kind:
        target = factories.TargetFactory.create(
            plan=plan, kind=kind, theme=theme, stretch=Decimal(70), baseline=Decimal(10)
        )
        factories.QuotationFactory.create(target=target)
        factories.ScheduleFactory.create(target=target)
        for month in range(1, 9):
            factories.figure(target, month, str(month * 5), problem="问题“一”\n换行")
            factories.PastFigureFactory.create(target=target, month=month)
        factories.note_of(factories.task_of(plan, unit, targets=(target,)), 8)
    found = live(plan)
    text = report.to_json(found)
    assert report.from_json(text) == found
    assert report.to_json(report.from_json(text)) == text


figures = st.builds(
    Figure,
    month=st.integers(1, 12),
    light=st.sampled_from(Light),
    value=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    figure_month=st.none() | st.integers(1, 12),
    index=st.none() | st.decimals(-10, 10, places=3),
    remark=st.text(max_size=20),
    met=st.booleans(),
)
promises = st.builds(
    Promise,
    kind=st.sampled_from(Kind),
    comparator=st.sampled_from(Comparator),
    goal=st.decimals(-1000, 1000, places=4),
    stretch=st.none() | st.decimals(0, 1000, places=4),
    schedule=st.none() | st.tuples(*[st.decimals(0, 1, places=2)] * 12),
    reporting_months=st.frozensets(st.integers(1, 12), min_size=1),
)


@given(promise=promises, drawn=st.lists(figures, min_size=1, max_size=3), name=st.text(max_size=10))
def test_any_row_comes_back_equal_and_as_the_same_text(promise, drawn, name):
    row = TargetRow(
        code="T01",
        order=1,
        name=name,
        short_name=name,
        place="headline",
        group=0,
        tasks=(1, 2),
        promise=promise,
        measure="家",
        decimals=0,
        goal_text="",
        lead=None,
        lead_basis="",
        inferred=("kind",),
        joint=(NOBODY,),
        definition="",
        note="",
        quotes=(),
        figures=tuple(drawn),
        past=((1, Decimal("1.5")),),
        formulas=(),
    )
    whole = replace(SMALL, targets=(row,))
    text = report.to_json(whole)
    assert report.from_json(text) == whole
    assert report.to_json(report.from_json(text)) == text


def _changed(**values):
    stored = json.loads(SMALL_JSON)
    for name, value in values.items():
        if value is ...:
            del stored[name]
        else:
            stored[name] = value
    return json.dumps(stored)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a report of schema 1 or 2 or 3 or 4"),
        (_changed(schema=5), "not a report of schema 1 or 2 or 3 or 4"),
        (_changed(month=...), "MonthlyReport: missing month"),
        (_changed(mood="good"), "MonthlyReport: unknown mood"),
        (_changed(month="8"), "no int: '8'"),
        (_changed(month=True), "no int: True"),
        (_changed(share=66.7), "no Decimal: 66.7"),
        (_changed(share="viel"), "no Decimal: 'viel'"),
        (_changed(on="gestern"), "no date: 'gestern'"),
        (_changed(targets={}), "dict instead of a list"),
        (_changed(counts=[]), "Counts: list instead of fields"),
        (_changed(counts={"by_light": [["overdue"]]}), "a list of 2 is missing"),
        (_changed(counts={"by_light": [["dark", 1]]}), "no Light: 'dark'"),
    ],
)
def test_anything_else_is_refused(text, message):
    with pytest.raises(UnreadableReportError, match=message):
        report.from_json(text)


@pytest.mark.django_db
def test_a_row_tells_what_the_figure_says_of_itself(plan):
    target = factories.TargetFactory.create(plan=plan, decimals=1)
    said = {"nature": "preliminary", "source": "区统计局", "expectation": Decimal(48)}
    factories.figure(target, 8, "46", **said, is_nil=True, on_behalf=True)
    [row] = live(plan).targets
    assert (row.nature, row.nature_label, row.source) == ("preliminary", "快报", "区统计局")
    assert (str(row.expectation), row.is_nil, row.on_behalf) == ("48.0", True, True)
    assert row.now.value == Decimal(46)
    assert report.from_json(report.to_json(live(plan))) == live(plan)
