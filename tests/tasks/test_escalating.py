"""What runs past its day goes up a step by rule: after which working days, once, and no further."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from tasks import escalating
from tasks.choices import Level, Urgency
from tasks.escalating import ORDER_STEPS, PROBLEM_STEPS, Told, step_of
from tests import factories
from tests.looped import order_of, problem_of

DUE = date(
    2024, 9, 27
)  # a Friday before the national holiday; 29 September is worked, 12 October too


@pytest.mark.parametrize(
    ("on", "level", "urgency"),
    [
        ("2024-09-27", None, None),
        ("2024-09-28", None, None),  # a Saturday
        ("2024-09-29", "office", "limit"),  # the Sunday worked
        ("2024-09-30", "office", "limit"),
        ("2024-10-07", "office", "limit"),  # the holiday's last day: 2 working days over
        ("2024-10-11", "office", "limit"),  # 6
        ("2024-10-12", "leader", "red"),  # 7, a Saturday worked
        ("2024-10-22", "leader", "red"),  # 14
        ("2024-10-23", "above", "red"),  # 15
    ],
)
def test_a_step_follows_so_many_working_days_after_the_day(on, level, urgency):
    day = date.fromisoformat(on)
    problem, order = step_of(PROBLEM_STEPS, DUE, day), step_of(ORDER_STEPS, DUE, day)
    assert (problem and problem[1], order and order[1]) == (level, urgency)


def test_the_plans_own_exceptions_count():
    moves = {date(2024, 9, 29): False}
    assert step_of(PROBLEM_STEPS, DUE, date(2024, 9, 29), moves) is None


@pytest.fixture
def late(plan, unit):
    """Problems and orders in every state that is past its day."""
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    by, office = factories.reporter_of(unit), factories.office_of(plan.district)
    problems = {
        state: problem_of(target, unit, by, state=state, due_on=DUE, claimed_by=by)
        for state in ("raised", "solving", "claimed", "declined")
    }
    orders = {
        state: order_of(plan, unit, office, state=state, due_on=DUE)
        for state in ("issued", "signed", "answered", "withdrawn")
    }
    helped = order_of(plan, unit, by, kind="help", asking_unit=unit, due_on=DUE)
    return problems, orders | {"help": helped}


@pytest.mark.django_db
def test_only_what_is_still_owed_is_raised_and_only_once(plan, late):
    problems, orders = late
    day = date(2024, 10, 12)
    assert escalating.planned(plan, on=day) == [
        "问题2024-02：区领导协调",
        *(f"{orders[name].label}：红色" for name in ("issued", "signed", "help")),
    ]
    assert escalating.run(plan, on=day) == Told(problems=1, orders=3)
    assert escalating.run(plan, on=day) == Told()
    for row in (*problems.values(), *orders.values()):
        row.refresh_from_db()
    assert {name: row.level for name, row in problems.items() if row.level != Level.UNIT} == {
        "solving": Level.LEADER
    }
    raised = {name for name, row in orders.items() if row.urgency == Urgency.RED}
    assert raised == {"issued", "signed", "help"}
    [step] = problems["solving"].steps.all()
    assert (step.by, step.act, step.text) == (
        None,
        "escalate",
        "区领导协调：超过时限7个工作日未报解决",
    )
    assert problems["solving"].history.first().history_user is None


@pytest.mark.django_db
def test_a_level_set_by_hand_is_never_lowered(plan, late):
    problems, _ = late
    problems["solving"].level = Level.ABOVE
    problems["solving"].save(update_fields=["level"])
    assert escalating.run(plan, on=date(2024, 9, 29)).problems == 0
    problems["solving"].refresh_from_db()
    assert problems["solving"].level == Level.ABOVE


@pytest.mark.django_db
def test_the_command_raises_by_the_timer_and_tells_before(plan, late, settings, capsys):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    call_command("escalate", "--dry-run")
    told = capsys.readouterr().out
    assert f"{plan.slug}：现在要升级4件" in told
    assert "问题2024-02：专班协调" in told
    call_command("escalate", "--plan", plan.slug)
    call_command("escalate")
    assert capsys.readouterr().out.splitlines() == [
        f"{plan.slug}：升级问题1件，督办单3件",
        f"{plan.slug}：升级问题0件，督办单0件",
    ]
    assert late[0]["solving"].steps.get().way == "timer"
