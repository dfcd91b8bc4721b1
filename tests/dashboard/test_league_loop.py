"""The loop in the report and in the league: what of problems, orders and highlights counts, by table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard import report
from dashboard.league import Closed, Supported
from tasks.choices import HighlightState, LoopAct, OrderKind, OrderState, ProblemState
from tests import factories, looped

ON = date(2024, 4, 10)
NOBODY_DUE = None


@pytest.fixture
def target(plan, unit):
    """The one target of a plan that keeps the loop; its unit leads it, and March is on pace."""
    plan.keeps_loop = True
    plan.save(update_fields=["keeps_loop"])
    for month in range(1, 4):
        factories.period_of(plan, month)
    made = factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit, goal=Decimal(12))
    for month in range(1, 4):
        factories.figure(made, month, str(month))
    return made


@pytest.fixture
def problem(target, unit, reporter, office):
    """A problem of the unit; those struck off were so by the office on the day given."""

    def make(state=ProblemState.SOLVING, struck_off_on=None, **columns):
        if state == ProblemState.STRUCK_OFF:
            columns |= {"struck_off_by": office, "struck_off_on": struck_off_on or ON}
        if state == ProblemState.MERGED:
            columns |= {"merged_into": looped.problem_of(target, columns["unit"], reporter)}
        return looped.problem_of(
            target, columns.pop("unit", unit), reporter, state=state, **columns
        )

    return make


def score(plan, unit, month=3, on=ON):
    found = report.live(plan, month, on=on).league
    assert found is not None
    return found.score(unit.code)


@pytest.mark.parametrize(
    ("state", "due", "counted"),
    [
        ("solving", date(2024, 3, 31), Closed(1, 0)),
        ("solving", date(2024, 3, 1), Closed(1, 0)),
        ("claimed", date(2024, 3, 15), Closed(1, 0)),  # said to be solved is not struck off
        ("struck_off", date(2024, 3, 15), Closed(1, 1)),
        ("solving", date(2024, 2, 29), NOBODY_DUE),
        ("solving", date(2024, 4, 1), NOBODY_DUE),
        ("struck_off", date(2024, 4, 1), NOBODY_DUE),  # early, and due another month
        ("solving", date(2025, 3, 15), NOBODY_DUE),  # March of another year
        ("raised", date(2024, 3, 15), NOBODY_DUE),  # the office has not set its day yet
        ("declined", date(2024, 3, 15), NOBODY_DUE),
        ("withdrawn", date(2024, 3, 15), NOBODY_DUE),
    ],
)
def test_a_problem_counts_in_the_month_its_date_falls_in(plan, unit, problem, state, due, counted):
    problem(ProblemState(state), due_on=due)
    assert score(plan, unit).closed == counted


def test_a_merged_problem_counts_as_the_one_it_became(plan, unit, target, reporter):
    kept = looped.problem_of(target, unit, reporter, state=ProblemState.SOLVING)
    looped.problem_of(target, unit, reporter, state=ProblemState.MERGED, merged_into=kept)
    assert score(plan, unit).closed == Closed(1, 0)


def test_the_closing_part_is_the_share_struck_off(plan, unit, problem):
    for state in ("struck_off", "solving", "claimed"):
        problem(ProblemState(state))
    found = score(plan, unit).part("closing")
    assert (found.exact, found.points, found.why) == (Fraction(10, 3), Decimal("3.3"), "")


def test_without_a_problem_due_the_part_is_left_out(plan, unit, target):
    found = score(plan, unit).part("closing")
    assert (found.exact, found.why) == (None, "本月没有到期问题")


@pytest.mark.parametrize(
    ("due", "answered", "on", "missed"),
    [
        (date(2024, 3, 25), None, ON, 1),
        (date(2024, 3, 25), date(2024, 3, 26), ON, 1),  # answered, a day late
        (date(2024, 3, 25), date(2024, 3, 25), ON, 0),  # on its day
        (date(2024, 3, 25), None, date(2024, 3, 25), 0),  # the day is not over yet
        (date(2024, 3, 25), date(2024, 3, 26), date(2024, 3, 25), 0),  # as known on the day
        (date(2024, 3, 25), None, date(2024, 3, 26), 1),
        (date(2024, 2, 25), None, ON, 0),  # another month's
        (date(2024, 4, 1), None, ON, 0),
        (date(2025, 3, 25), None, ON, 0),
    ],
)
def test_an_order_counts_where_its_day_passed_without_an_answer(
    plan, unit, office, target, due, answered, on, missed
):
    state = OrderState.SIGNED if answered is None else OrderState.ANSWERED
    looped.order_of(plan, unit, office, due_on=due, first_answered_on=answered, state=state)
    assert score(plan, unit, on=on).supported == Supported(0, missed)


def test_neither_a_withdrawn_order_nor_a_request_for_help_counts(plan, unit, office, target):
    looped.order_of(plan, unit, office, state=OrderState.WITHDRAWN)
    looped.order_of(plan, unit, office, kind=OrderKind.HELP, asking_unit=unit)
    assert score(plan, unit).supported == Supported(0, 0)


@pytest.mark.parametrize(
    ("month", "state", "shown"),
    [(3, "adopted", 1), (2, "adopted", 0), (3, "submitted", 0), (3, "declined", 0)],
)
def test_a_highlight_counts_in_the_month_it_was_adopted_for(
    plan, unit, office, reporter, target, month, state, shown
):
    decided = {"decided_by": office, "decided_on": ON} if state in {"adopted", "declined"} else {}
    looped.highlight_of(plan, unit, reporter, month=month, state=HighlightState(state), **decided)
    found = report.live(plan, 3, on=ON)
    assert score(plan, unit).supported == Supported(shown, 0)
    assert len(found.highlights) == shown


@pytest.mark.parametrize(
    ("highlights", "orders", "points"),
    [(0, 0, 6), (1, 0, 8), (2, 0, 10), (3, 0, 10), (0, 1, 4), (1, 1, 6), (0, 3, 0), (0, 4, 0)],
)
def test_supervision_and_highlights_score_6_and_2_each_way(
    plan, unit, office, reporter, target, highlights, orders, points
):
    for _ in range(highlights):
        state = HighlightState.ADOPTED
        by = {"decided_by": office, "decided_on": ON}
        looped.highlight_of(plan, unit, reporter, month=3, state=state, **by)
    for _ in range(orders):
        looped.order_of(plan, unit, office)
    assert score(plan, unit).part("support").exact == points


def test_a_month_worked_by_hand(plan, unit, office, reporter, target, problem):
    """On pace 5/6 × 60, reported in time 20, one of two struck off 5, one highlight 8: of 100."""
    problem(ProblemState.STRUCK_OFF)
    problem(ProblemState.SOLVING)
    by = {"state": HighlightState.ADOPTED, "decided_by": office, "decided_on": ON}
    looped.highlight_of(plan, unit, reporter, month=3, **by)
    found = score(plan, unit)
    assert [part.exact for part in found.parts] == [50, 20, 5, 8]
    assert (found.exact, found.total) == (83, Decimal("83.0"))


def test_a_unit_that_only_joins_is_not_scored_on_the_loop(plan, unit, target, reporter, problem):
    other = factories.UnitFactory.create(district=plan.district)
    factories.task_of(plan, unit, other, targets=(target,))
    problem(unit=other)
    found = score(plan, other)
    assert [part.key for part in found.parts] == ["results", "discipline"]
    assert (found.closed, found.supported) == (None, None)


def test_a_plan_that_keeps_no_loop_reports_none(plan, unit, target, office, problem):
    problem()
    looped.order_of(plan, unit, office)
    plan.keeps_loop = False
    plan.save(update_fields=["keeps_loop"])
    found = report.live(plan, 3, on=ON)
    assert (found.keeps_loop, found.problems, found.orders, found.highlights) == (False, (), (), ())
    scored = score(plan, unit)
    assert [scored.part(key).why for key in ("closing", "support")] == ["未启用", "未启用"]
    assert (scored.closed, scored.supported) == (None, None)


# The rows


def test_a_problem_is_reported_with_its_days_over_and_newest_step(plan, unit, reporter, problem):
    row = problem(
        ProblemState.SOLVING, title="研发费用未清零", person="张某", due_on=date(2024, 3, 29)
    )
    at = factories.moment(2024, 4, 2)
    looped.step_of(problem=row, act=LoopAct.PROGRESS, state="solving", text="已清零\n46家", at=at)
    by_rule = {"act": LoopAct.ESCALATE, "state": "solving", "text": "时限超过1个工作日"}
    looped.step_of(problem=row, at=factories.moment(2024, 4, 3), **by_rule)
    [told] = report.live(plan, 3, on=ON).problems
    assert (told.label, told.unit.code, told.person) == ("2024-01", unit.code, "张某")
    assert (told.state, told.state_label, told.days_over) == ("solving", "解决中", 12)
    assert (told.latest, told.latest_on) == ("已清零 46家", date(2024, 4, 2))
    assert (told.target, told.task, told.struck_off_on) == ("T01", None, None)


def test_a_matter_is_told_as_it_stood_on_the_day(plan, unit, office, problem):
    row = problem(ProblemState.STRUCK_OFF, struck_off_on=date(2024, 4, 9))
    order = looped.order_of(
        plan,
        unit,
        office,
        state=OrderState.CLOSED,
        closed_by=office,
        closed_on=date(2024, 4, 8),
        first_answered_on=date(2024, 3, 28),
    )
    for day, act, state in ((1, "claim", "claimed"), (9, "confirm", "struck_off")):
        at = factories.moment(2024, 4, day)
        looped.step_of(problem=row, act=LoopAct(act), state=state, at=at)
    for month, day, act, state in ((3, 28, "answer", "answered"), (4, 8, "confirm", "closed")):
        at = factories.moment(2024, month, day)
        looped.step_of(order=order, act=LoopAct(act), state=state, at=at)
    then, now = report.live(plan, 3, on=date(2024, 4, 5)), report.live(plan, 3, on=ON)
    told = [(each.problems[0].state, each.problems[0].struck_off_on) for each in (then, now)]
    assert told == [("claimed", None), ("struck_off", date(2024, 4, 9))]
    told = [(each.orders[0].state, each.orders[0].closed_on) for each in (then, now)]
    assert told == [("answered", None), ("closed", date(2024, 4, 8))]
    assert now.problems[0].latest == "4月9日核验销号"
    assert report.live(plan, 2, on=date(2024, 2, 29)).problems == ()


def test_orders_come_before_requests_for_help(plan, unit, office, target):
    other = factories.UnitFactory.create(district=plan.district)
    plan.order_mark = "定创督"
    plan.save(update_fields=["order_mark"])
    looped.order_of(plan, unit, office, kind=OrderKind.HELP, asking_unit=other, number=1)
    looped.order_of(plan, unit, office, number=6, due_on=date(2024, 4, 1))
    told = report.live(plan, 3, on=ON).orders
    assert [(each.label, each.state_label, each.days_over) for each in told] == [
        ("定创督〔2024〕6号", "待签收", 9),
        ("协调〔2024〕1号", "待受理", 12),
    ]
    assert [each.asking_unit and each.asking_unit.code for each in told] == [None, other.code]


@pytest.mark.parametrize("number", [1, 30])
def test_the_loop_costs_one_query(plan, unit, office, reporter, target, number):
    for _ in range(number):
        row = looped.problem_of(target, unit, reporter)
        looped.step_of(problem=row)
        looped.order_of(plan, unit, office)
        looped.highlight_of(plan, unit, reporter)
    with CaptureQueriesContext(connection) as kept:
        report.live(plan, 3, on=ON)
    plan.keeps_loop = False
    with CaptureQueriesContext(connection) as bare:
        report.live(plan, 3, on=ON)
    assert len(kept) - len(bare) == 1
