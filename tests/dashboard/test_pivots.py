"""The pivots behind charts and exports: counted right, in order, and nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard import pivots
from dashboard.report import NOBODY
from targets.choices import BEST_FIRST, Kind, Light, Place
from tests.dashboard.reports import SCIENCE, ZUZHI, report, target, task

BEHIND = "5 10 15 20 25 30 35 36"
ON_PACE = "5 10 15 20 25 30 35 40"


@pytest.fixture
def made():
    return report(
        target("T01", BEHIND),
        target("T02", ON_PACE, heading=SCIENCE, lead=ZUZHI),
        target("T03", ON_PACE, place=Place.TASK, lead=ZUZHI),
        target("T04", "", heading=SCIENCE, kind=Kind.RATIO, months=[12], lead=None),
        tasks=(task(1, "behind", lead=ZUZHI), task(2, ""), task(3, "done", lead=ZUZHI)),
    )


def counted(pivot):
    """Light and number for each key, nothing where nothing stands."""
    return {
        key: {light.value: pivot.of(key, [light]) for light in Light if pivot.of(key, [light])}
        for key in pivot.keys
    }


def test_lights_by_month_are_those_of_each_month(made):
    pivot = pivots.lights_by_month(made.targets, (6, 7, 8))
    assert pivot.keys == (6, 7, 8)
    assert counted(pivot) == {
        6: {"on_pace": 3, "not_due": 1},
        7: {"on_pace": 3, "not_due": 1},
        8: {"behind": 1, "on_pace": 2, "not_due": 1},
    }


def test_every_month_counts_every_target_once(made):
    pivot = pivots.lights_by_month(made.targets, range(1, 9))
    assert [pivot.of(month) for month in pivot.keys] == [4] * 8


def test_lights_by_heading_keep_the_plans_order_and_put_targets_of_tasks_last(made):
    pivot = pivots.lights_by_heading(made.targets, made.themes)
    assert counted(pivot) == {
        0: {"behind": 1},
        1: {"on_pace": 1, "not_due": 1},
        pivots.WITHIN: {"on_pace": 1},
    }
    assert pivot.keys == (0, 1, -1)


def test_a_plan_without_targets_of_tasks_has_no_heading_for_them(made):
    pivot = pivots.lights_by_heading(made.targets[:2], made.themes)
    assert pivot.keys == (0, 1)


def test_lights_by_unit_join_targets_and_tasks_most_first(made):
    pivot = pivots.lights_by_unit(made.targets, made.tasks)
    assert list(counted(pivot).items()) == [
        ("zuzhi", {"on_pace": 2, "behind": 1, "achieved": 1}),
        ("jingxin", {"behind": 1, "overdue": 1}),
        (NOBODY.code, {"not_due": 1}),
    ]


def test_units_with_as_many_keep_the_order_they_come_in(made):
    pivot = pivots.lights_by_unit(made.targets[:2], ())
    assert pivot.keys == ("jingxin", "zuzhi")


def test_nothing_to_count_is_nought_everywhere():
    assert pivots.lights_by_month((), (1, 2)).of(2) == 0
    assert pivots.lights_by_unit((), ()).keys == ()


def test_counts_are_plain_whole_numbers_for_pages_and_workbooks(made):
    pivot = pivots.lights_by_month(made.targets, (8,))
    assert {type(number) for counts in pivot.counts.values() for number in counts} == {int}


def test_every_light_has_its_place_in_the_order():
    assert sorted(BEST_FIRST) == sorted(Light)


def test_lights_are_those_of_the_report_whatever_the_figures_say(made):
    frozen = replace(made.targets[0].figures[-1], light=Light.ACHIEVED)
    row = replace(made.targets[0], figures=(*made.targets[0].figures[:-1], frozen))
    assert counted(pivots.lights_by_month([row], (8,))) == {8: {"achieved": 1}}
