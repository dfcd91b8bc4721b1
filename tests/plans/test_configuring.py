"""The plan's settings: who may change them, what is refused, and that each change is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from plans import configuring
from plans.configuring import SettingConflictError, SettingRefusedError
from plans.models import Plan
from tests import factories
from tests.factories import period_of

pytestmark = pytest.mark.django_db
RULE = {
    "before": [3, 1],
    "on_day": True,
    "overdue": [1],
    "hour": 9,
    "gap_hours": 20,
    "ways": ["notice"],
}


@pytest.fixture
def office(plan):
    return factories.office_of(plan.district)


def lights(plan, by, **given):
    values = {
        "ahead": Decimal("1.2"),
        "on_pace": Decimal(1),
        "behind": Decimal("0.9"),
        "in_points": False,
        "names": {},
        "seen": configuring.seen_of(plan),
        "reason": "领导小组会议定",
    }
    return configuring.set_lights(plan, by=by, **{**values, **given})


def rules(plan, by, **given):
    values = {"countersign": True, "reminders": RULE, "seen": configuring.seen_of(plan)}
    return configuring.set_rules(plan, by=by, **{**values, "reason": "试行", **given})


def test_cut_points_are_kept_as_exact_text_with_who_and_why(plan, office):
    changed = lights(plan, office, names={"behind": " 慢序时 ", "ahead": ""})
    assert changed.lights == {
        "ahead": "1.2",
        "on_pace": "1",
        "behind": "0.9",
        "in_points": False,
        "names": {"behind": "慢序时"},
    }
    last = changed.history.latest()
    assert (last.history_user, last.history_change_reason) == (office, "领导小组会议定")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ahead": Decimal("0.5")}, "on_pace"),
        ({"behind": Decimal(1)}, "on_pace"),
        ({"ahead": Decimal(6)}, "ahead"),
        ({"ahead": Decimal("NaN")}, "ahead"),
        ({"in_points": True, "behind": Decimal(-101)}, "behind"),
        ({"names": {"behind": "比序时进度慢得多"}}, "name-behind"),
        ({"names": {"behind": "慢", "far_behind": "慢"}}, "names"),
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 301}, "reason"),
    ],
)
def test_wrong_cut_points_are_refused_beside_their_field(plan, office, given, field):
    with pytest.raises(SettingRefusedError) as refused:
        lights(plan, office, **given)
    assert refused.value.field == field
    plan.refresh_from_db()
    assert plan.lights["ahead"] == "1.10"


def test_second_editor_meets_what_the_first_set(plan, office):
    seen = configuring.seen_of(plan)
    lights(plan, office)
    with pytest.raises(SettingConflictError) as conflict:
        lights(plan, office, ahead=Decimal("1.3"), seen=seen)
    assert Plan.objects.get(pk=conflict.value.current.pk).lights["ahead"] == "1.2"


def test_the_same_setting_sent_twice_is_one_change(plan, office):
    seen = configuring.seen_of(plan)
    lights(plan, office, seen=seen)
    lights(plan, office, seen=seen)
    assert plan.history.filter(history_type="~").count() == 1


@pytest.mark.parametrize("role", ["leader", "reporter", "administrator", "elsewhere"])
def test_only_the_districts_office_changes_settings(plan, unit, role):
    by = {
        "leader": lambda: factories.leader_of(plan.district),
        "reporter": lambda: factories.reporter_of(unit),
        "administrator": lambda: factories.administrator_of(plan.district),
        "elsewhere": lambda: factories.office_of(factories.DistrictFactory.create(code="putuo")),
    }[role]()
    period = period_of(plan, 9)
    mark = configuring.seen_of(period)
    acts = [
        lambda: lights(plan, by),
        lambda: rules(plan, by),
        lambda: configuring.set_calendar(
            plan, due_day=6, exceptions={}, seen=configuring.seen_of(plan), reason="x", by=by
        ),
        lambda: configuring.move_period(
            period, opens_on=period.opens_on, due_on=date(2024, 10, 9), seen=mark, reason="x", by=by
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_new_due_day_moves_the_periods_that_follow_the_rule(plan, office):
    ruled = period_of(plan, 10, due_on=date(2024, 11, 5))
    by_hand = period_of(plan, 11, due_on=date(2024, 12, 20))
    published = period_of(
        plan, 8, due_on=date(2024, 9, 5), published_at=factories.moment(2024, 9, 6)
    )
    configuring.set_calendar(
        plan,
        due_day=10,
        exceptions={date(2024, 11, 11): False},
        seen=configuring.seen_of(plan),
        reason="改为10日",
        by=office,
    )
    for period in (ruled, by_hand, published):
        period.refresh_from_db()
    # 10 November is a Sunday, and the plan says that the 11th is a day off.
    assert (ruled.due_on, by_hand.due_on, published.due_on) == (
        date(2024, 11, 12),
        date(2024, 12, 20),
        date(2024, 9, 5),
    )
    assert ruled.history.latest().history_change_reason == "改为10日"


def test_period_may_open_early_but_not_fall_due_before(plan, office):
    period = period_of(plan, 9)

    def move(opens_on, due_on):
        seen = configuring.seen_of(period)
        return configuring.move_period(
            period, opens_on=opens_on, due_on=due_on, seen=seen, reason="提前开放", by=office
        )

    assert move(date(2024, 9, 28), period.due_on).opens_on == date(2024, 9, 28)
    period.refresh_from_db()
    with pytest.raises(SettingRefusedError, match="9月的截止日早于开放日"):
        move(date(2024, 9, 28), date(2024, 9, 27))


def test_published_period_keeps_its_days(plan, office):
    period = period_of(plan, 8, published_at=factories.moment(2024, 9, 6))
    with pytest.raises(SettingRefusedError, match="8月已发布"):
        configuring.move_period(
            period,
            opens_on=period.opens_on,
            due_on=date(2024, 9, 20),
            seen=configuring.seen_of(period),
            reason="迟",
            by=office,
        )


def test_rules_are_kept_in_the_order_they_fall(plan, office):
    changed = rules(plan, office, reminders={**RULE, "before": [1, 5, 1], "ways": ["robot", "fax"]})
    assert changed.countersign is True
    assert changed.reminders["before"] == [5, 1]
    assert changed.reminders["ways"] == ["robot"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hour": 24}, "hour"),
        ({"gap_hours": 0}, "gap_hours"),
        ({"before": [11]}, "before"),
        ({"overdue": [0]}, "overdue"),
    ],
)
def test_wrong_reminder_rules_are_refused_beside_their_field(plan, office, wrong, field):
    with pytest.raises(SettingRefusedError) as refused:
        rules(plan, office, reminders={**RULE, **wrong})
    assert refused.value.field == field


# How units are scored


def league(plan, by, **given):
    parts = {"results": "60", "discipline": "20", "closing": "10", "support": "10"}
    weights = {name: Decimal(text) for name, text in {**parts, **given.pop("weights", {})}.items()}
    values = {
        "weights": weights,
        "joined": Decimal("0.3"),
        "show": "ranks",
        "band_a": Decimal(85),
        "band_b": Decimal(70),
        "seen": configuring.seen_of(plan),
        "reason": "领导小组会议定",
    }
    return configuring.set_league(plan, by=by, **{**values, **given})


def test_scores_are_kept_as_exact_text_with_who_and_why(plan, office):
    weights = {"results": "72.50", "discipline": "7.5"}
    changed = league(plan, office, weights=weights, joined=Decimal("0.50"), show="bands")
    assert changed.league == {
        "results": "72.5",
        "discipline": "7.5",
        "closing": "10",
        "support": "10",
        "joined": "0.5",
        "show": "bands",
        "band_a": "85",
        "band_b": "70",
    }
    last = changed.history.latest()
    assert (last.history_user, last.history_change_reason) == (office, "领导小组会议定")


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        (
            {"weights": {"results": "61"}},
            "results",
            "四部分的权重合计须为100，现为101，请改其中一项。",
        ),
        ({"weights": {"results": "0", "closing": "70"}}, "results", "成效的权重须大于0，请检查。"),
        ({"weights": {"closing": "-1"}}, "closing", "销号的权重须在0至100之间，请检查。"),
        ({"weights": {"support": "NaN"}}, "support", "督办与亮点的权重须在0至100之间，请检查。"),
        ({"weights": {"results": "60.001"}}, "results", "成效的权重最多两位小数，请检查。"),
        ({"joined": Decimal("1.1")}, "joined", "配合权重须在0至1之间，请检查。"),
        ({"joined": Decimal("-0.1")}, "joined", "配合权重须在0至1之间，请检查。"),
        ({"band_a": Decimal(101)}, "band_a", "分档界限须在0至100之间，请检查。"),
        ({"band_a": Decimal(70)}, "band_a", "A档的界限须高于B档，请改其中一个。"),
        ({"show": "stars"}, "show", "请选择名次怎么公布：排名次、只分档或不排名。"),
        ({"reason": ""}, "reason", "请写明改动的理由，留作审计记录。"),
    ],
)
def test_wrong_scores_are_refused_beside_their_field(plan, office, given, field, told):
    given.setdefault("show", "bands")
    with pytest.raises(SettingRefusedError) as refused:
        league(plan, office, **given)
    assert (refused.value.field, refused.value.message) == (field, told)
    plan.refresh_from_db()
    assert plan.league["show"] == "ranks"


@pytest.mark.parametrize("joined", ["0", "1"])
def test_joining_may_count_nothing_or_as_much_as_leading(plan, office, joined):
    assert league(plan, office, joined=Decimal(joined)).league["joined"] == joined


def test_a_second_editor_of_the_scores_is_told(plan, office):
    seen = configuring.seen_of(plan)
    league(plan, office, show="none")
    with pytest.raises(SettingConflictError):
        league(plan, office, show="bands", seen=seen)


def test_nobody_but_the_office_sets_the_scores(plan, unit):
    for person in (factories.head_of(unit), factories.leader_of(plan.district)):
        with pytest.raises(PermissionDenied):
            league(plan, person, show="none")
