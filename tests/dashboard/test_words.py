"""The sentences of a report, for none, one and many."""

from __future__ import annotations

import pytest

from dashboard.report import Change, Counts
from dashboard.report.words import compared, counts_sentence, task_verdict, verdict
from targets.choices import Light

AUGUST = {
    Light.ACHIEVED: 5,
    Light.AHEAD: 3,
    Light.ON_PACE: 7,
    Light.BEHIND: 4,
    Light.FAR_BEHIND: 3,
    Light.OVERDUE: 1,
    Light.NO_PACE: 1,
    Light.NOT_DUE: 1,
}


def counts(by_light):
    return Counts(tuple((light, by_light.get(light, 0)) for light in Light))


@pytest.mark.parametrize(
    ("by_light", "sentence"),
    [
        (AUGUST, "25项指标，15项在轨，7项滞后，1项未报"),
        ({Light.ON_PACE: 3}, "3项指标，3项在轨"),
        ({Light.FAR_BEHIND: 1}, "1项指标，1项滞后"),
        ({Light.ACHIEVED_STRETCH: 1, Light.OVERDUE: 2}, "3项指标，1项在轨，2项未报"),
        ({Light.NOT_DUE: 24, Light.NO_PACE: 1}, "25项指标，暂不评判"),
        ({}, "没有指标"),
    ],
)
def test_verdict(by_light, sentence):
    assert verdict(counts(by_light)) == sentence


def test_verdict_of_a_unit_names_what_it_leads():
    assert verdict(counts({Light.ON_PACE: 6, Light.BEHIND: 3}), "牵头10项") == (
        "牵头10项，6项在轨，3项滞后"
    )
    assert verdict(counts({}), "牵头0项") == "牵头0项"


@pytest.mark.parametrize(
    ("by_light", "sentence"),
    [
        (
            {Light.ON_PACE: 12, Light.BEHIND: 2, Light.FAR_BEHIND: 2, Light.OVERDUE: 1},
            "17项任务，12项在轨，2项滞后，2项严重滞后，1项未报",
        ),
        ({Light.ACHIEVED: 1}, "1项任务，1项在轨"),
        ({Light.NOT_DUE: 17}, "17项任务，暂不评判"),
        ({}, "没有任务"),
    ],
)
def test_task_verdict_tells_far_behind_apart(by_light, sentence):
    assert task_verdict(counts(by_light)) == sentence


@pytest.mark.parametrize(
    ("by_light", "sentence"),
    [
        (
            AUGUST,
            "25项指标中列入评判23项：在轨15、滞后7、未报1；不评判2项（缺基期1、未到报送期1）",
        ),
        ({Light.ON_PACE: 1}, "1项指标均列入评判：在轨1"),
        (
            {Light.ON_PACE: 2, Light.NO_PACE: 1},
            "3项指标中列入评判2项：在轨2；不评判1项（缺基期1）",
        ),
        ({Light.NOT_DUE: 25}, "25项指标均不评判（未到报送期25）"),
        ({}, "没有指标"),
    ],
)
def test_counts_sentence_names_who_is_not_judged(by_light, sentence):
    assert counts_sentence(counts(by_light)) == sentence


BETTER = Change("T01", "甲", Light.BEHIND, Light.ON_PACE)
WORSE = Change("T02", "乙", Light.FAR_BEHIND, Light.OVERDUE)
FIRST = Change("T03", "丙", Light.NOT_DUE, Light.ON_PACE)
LEFT = Change("T04", "丁", Light.ON_PACE, Light.NOT_DUE)
WANTED = Change("T05", "戊", Light.NOT_DUE, Light.NO_PACE)


@pytest.mark.parametrize(
    ("changes", "not_judged", "sentence"),
    [
        ([BETTER] * 6 + [WORSE] * 3, 2, "较7月：6项变好，3项变差；2项暂不评判"),
        ([BETTER], 0, "较7月：1项变好"),
        ([WORSE], 1, "较7月：1项变差；1项暂不评判"),
        ([FIRST], 0, "较7月：1项新列入评判"),
        ([BETTER, FIRST, LEFT], 1, "较7月：1项变好，1项新列入评判，1项转为不评判；1项暂不评判"),
        ([WANTED], 1, "较7月：亮灯没有变化；1项暂不评判"),
        ([], 0, "较7月：亮灯没有变化"),
    ],
)
def test_compared_counts_better_and_worse(changes, not_judged, sentence):
    assert compared(7, changes, not_judged) == sentence


@pytest.mark.parametrize(
    ("old", "new", "is_better"),
    [
        (Light.OVERDUE, Light.FAR_BEHIND, True),
        (Light.ACHIEVED, Light.ACHIEVED_STRETCH, True),
        (Light.AHEAD, Light.ON_PACE, False),
        (Light.ON_PACE, Light.NOT_DUE, None),
        (Light.NO_PACE, Light.BEHIND, None),
    ],
)
def test_a_change_is_better_worse_or_neither(old, new, is_better):
    assert Change("T01", "甲", old, new).is_better is is_better
