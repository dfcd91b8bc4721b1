"""计划设置 of lights, days and rules: what the office sees, what it may type, what is kept."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from dashboard import publication
from plans import configuring
from targets import assigning
from tests import factories
from tests.factories import figure, period_of

pytestmark = pytest.mark.django_db
LIGHTS = {"ahead": "1.10", "on_pace": "1.00", "behind": "0.95", "scale": "index"}


@pytest.fixture(autouse=True)
def on_the_due_day(settings):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


@pytest.fixture
def office(client, plan):
    person = factories.office_of(plan.district)
    client.force_login(person)
    return person


def page(plan, name):
    return reverse(name, kwargs={"plan": plan.slug})


def post(client, plan, name, **given):
    given.setdefault("seen", configuring.seen_of(plan))
    given.setdefault("reason", "会议定")
    return client.post(page(plan, name), given)


def test_other_cut_points_are_tried_out_and_not_kept(client, plan, office):
    target = factories.TargetFactory.create(plan=plan, short_name="新培育企业", goal=Decimal(59))
    figure(target, 9, "40")  # of 44.25 expected: an index of 0.904
    response = post(client, plan, "setup_lights", **LIGHTS, action="try")
    text = response.content.decode()
    assert response.status_code == 200
    assert "按9月数据试算，1项变档：新培育企业由滞后变为严重滞后（0.904）。" in text
    plan.refresh_from_db()
    assert plan.lights["behind"] == "0.80"


def test_cut_points_are_saved_with_their_reason(client, plan, office):
    response = post(client, plan, "setup_lights", **LIGHTS, action="save")
    assert response.status_code == 302
    plan.refresh_from_db()
    assert plan.lights["behind"] == "0.95"
    assert plan.history.latest().history_change_reason == "会议定"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ahead": "1..1"}, "“1..1”不是数字，请填阿拉伯数字，如1.10。"),
        ({"ahead": "NaN"}, "“NaN”不是数字，请填阿拉伯数字，如1.10。"),
        ({"ahead": "1e400"}, "分档界限须在−5至5之间，请检查。"),
        ({"on_pace": "0.5"}, "三个界限须由高到低：超序时最高，达序时居中，滞后最低。"),
        ({"reason": ""}, "请写明改动的理由，留作审计记录。"),
    ],
)
def test_wrong_cut_points_stay_as_typed_with_one_sentence(client, plan, office, given, told):
    response = post(client, plan, "setup_lights", **{**LIGHTS, **given}, action="save")
    text = response.content.decode()
    assert response.status_code == 422
    assert told in text
    assert 'value="0.95"' in text


def test_second_editor_is_shown_what_the_first_set(client, plan, office):
    seen = configuring.seen_of(plan)
    post(client, plan, "setup_lights", **LIGHTS, action="save")
    response = post(client, plan, "setup_lights", **{**LIGHTS, "behind": "0.7"}, seen=seen)
    assert response.status_code == 409
    assert "刚有人改过这一页的设置" in response.content.decode()
    assert 'value="0.95"' in response.content.decode()


def test_due_day_and_days_off_are_set_together(client, plan, office):
    period = period_of(plan, 10, due_on=date(2024, 11, 5))
    days = {"due_day": "１０", "day": ["2024-11-11", ""], "works": ["0", "0"]}
    assert post(client, plan, "setup_periods", **days).status_code == 302
    period.refresh_from_db()
    assert period.due_on == date(2024, 11, 12)  # the 10th is a Sunday, the 11th a day off


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"due_day": "三"}, "“三”不是整数，请填阿拉伯数字，如5。"),
        ({"due_day": "32"}, "报送日须在1至31日之间，例如5。"),
        ({"day": ["2024-02-30"], "works": ["0"]}, "“2024-02-30”不是日期"),
    ],
)
def test_wrong_days_are_refused_with_one_sentence(client, plan, office, given, told):
    response = post(client, plan, "setup_periods", **{"due_day": "5", **given})
    assert response.status_code == 422
    assert told in response.content.decode()


def test_month_is_opened_early(client, plan, office):
    period = period_of(plan, 10)
    given = {
        "move": "10",
        "opens-10": "2024-10-25",
        "due-10": period.due_on.isoformat(),
        "seen-10": configuring.seen_of(period),
    }
    assert post(client, plan, "setup_periods", **given).status_code == 302
    period.refresh_from_db()
    assert period.opens_on == date(2024, 10, 25)


def test_a_year_without_a_calendar_says_so(client, plan, office):
    plan.year = 2031
    plan.save()
    told = "还没有国务院办公厅对应年份的节假日安排"
    assert told in client.get(page(plan, "setup_periods")).content.decode()


def test_rules_are_saved(client, plan, office):
    given = {
        "countersign": "on",
        "before": "5、2",
        "overdue": "",
        "hour": "8",
        "gap_hours": "24",
        "ways": ["notice", "robot"],
    }
    assert post(client, plan, "setup_rules", **given).status_code == 302
    plan.refresh_from_db()
    assert plan.countersign is True
    assert plan.reminders == {
        "before": [5, 2],
        "on_day": False,
        "overdue": [],
        "hour": 8,
        "gap_hours": 24,
        "ways": ["notice", "robot"],
    }


def test_wrong_rule_is_refused_with_one_sentence(client, plan, office):
    given = {"before": "三天", "overdue": "", "hour": "8", "gap_hours": "24"}
    response = post(client, plan, "setup_rules", **given)
    assert response.status_code == 422
    assert "“三天”不是整数，请填阿拉伯数字，如5。" in response.content.decode()


def test_office_gives_a_target_to_another_unit(client, plan, office):
    target = factories.TargetFactory.create(plan=plan, code="T04", short_name="新培育企业")
    new = factories.UnitFactory.create(district=plan.district, short_name="区科技局")
    address = reverse("setup_target", kwargs={"plan": plan.slug, "code": "T04"})
    given = {
        "unit": str(new.pk),
        "decimals": "0",
        "definition": "只算新认定的",
        "reason": "机构改革",
    }
    response = client.post(address, {**given, "seen": assigning.seen_of(target)}, follow=True)
    assert "新培育企业已保存，从还没有发布的月份起用。" in response.content.decode()
    target.refresh_from_db()
    assert (target.lead_unit, target.definition) == (new, "只算新认定的")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reason": ""}, "请写明改动的理由，留作审计记录。"),
        ({"unit": "x"}, "请选择牵头单位。"),
        ({"decimals": "-1"}, "小数位须在0至4之间。"),
    ],
)
def test_wrong_assignment_stays_as_typed_with_one_sentence(client, plan, office, given, told):
    target = factories.TargetFactory.create(plan=plan, code="T04")
    address = reverse("setup_target", kwargs={"plan": plan.slug, "code": "T04"})
    typed = {
        "unit": str(target.lead_unit_id),
        "decimals": "0",
        "definition": "只算新认定的",
        "reason": "机构改革",
        "seen": assigning.seen_of(target),
    }
    response = client.post(address, {**typed, **given})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert "只算新认定的" in response.content.decode()


def test_inferred_content_is_ticked_and_confirmed(client, plan, office):
    for code in ("T01", "T02"):
        factories.TargetFactory.create(plan=plan, code=code, inferred=["lead_unit", "kind"])
    response = post(client, plan, "setup_units", pick=["T01"])
    assert response.status_code == 302
    assert [row.inferred for row in plan.targets.order_by("code")] == [[], ["lead_unit", "kind"]]
    response = post(client, plan, "setup_units", pick=["\0"])  # PostgreSQL takes none
    assert response.status_code == 422
    response = post(client, plan, "setup_units", pick=[])
    assert response.status_code == 422
    assert "还没有勾选：请勾选要确认的指标。" in response.content.decode()


# 评分规则

SCORES = {
    "results": "30",
    "discipline": "50",
    "closing": "10",
    "support": "10",
    "joined": "0.3",
    "show": "ranks",
    "band_a": "85",
    "band_b": "70",
}


@pytest.fixture
def scored(plan, office):
    """January published: one unit ahead of its figure and late, another slow and in time."""
    names = ("甲局", "乙局")
    units = [
        factories.UnitFactory.create(district=plan.district, name=name, short_name=name)
        for name in names
    ]
    period = period_of(plan, 1, due_on=date(2024, 2, 5), is_backfill=False)
    for unit, value, day in zip(units, ("10", "6"), (7, 3), strict=True):
        target = factories.TargetFactory.create(plan=plan, lead_unit=unit, goal=Decimal(96))
        figure(target, 1, value, first_submitted_on=date(2024, 2, day))
    period.refresh_from_db()
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    return plan


def rows_of(html):
    cells = re.findall(r'<tr><th scope="row">(.局)</th>(.*?)</tr>', html)
    return [(name, *re.findall(r">([^<]+)</td>", rest)) for name, rest in cells]


def test_other_weights_are_tried_out_on_the_last_month_and_not_kept(client, scored, office):
    html = post(client, scored, "setup_league", **SCORES, action="try").content.decode()
    assert "按1月数据试算的结果。还没有保存；已发布的月份不变。" in html
    # 8 expected: 60 × 1 + 0, and 60 × 6 ÷ 8 ÷ 1.2 + 20, of 80; then 30 × 1 + 0, 30 × 0.625 + 50
    assert rows_of(html) == [
        ("乙局", "71.9", "2", "85.9", "1"),
        ("甲局", "75.0", "1", "37.5", "2"),
    ]
    scored.refresh_from_db()
    assert scored.league["results"] == "60"


def test_bands_are_tried_out_too(client, scored, office):
    given = {**SCORES, "show": "bands", "band_a": "80"}
    html = post(client, scored, "setup_league", **given, action="try").content.decode()
    assert [(row[0], row[4]) for row in rows_of(html)] == [("乙局", "A"), ("甲局", "C")]


def test_scores_are_saved_for_the_months_to_come_alone(client, scored, office):
    before = publication.read_month(scored, 1).league
    assert post(client, scored, "setup_league", **SCORES, action="save").status_code == 302
    scored.refresh_from_db()
    assert (scored.league["results"], scored.league["discipline"]) == ("30", "50")
    assert publication.read_month(scored, 1).league == before
    html = client.get(page(scored, "setup_league")).content.decode()
    assert 'name="results" value="30"' in html


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"results": "31"}, "四部分的权重合计须为100，现为101，请改其中一项。"),
        ({"results": "三十"}, "“三十”不是数字，请填阿拉伯数字，如60。"),
        ({"joined": "1e9"}, "配合权重须在0至1之间，请检查。"),
        ({"show": "<b>"}, "请选择名次怎么公布：排名次、只分档或不排名。"),
        ({"reason": ""}, "请写明改动的理由，留作审计记录。"),
    ],
)
def test_wrong_scores_stay_as_typed_with_one_sentence(client, plan, office, given, told):
    response = post(client, plan, "setup_league", **{**SCORES, "band_b": "12", **given})
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert 'name="band_b" value="12"' in html


def test_wrong_scores_are_not_tried_out_either(client, plan, office):
    response = post(client, plan, "setup_league", **{**SCORES, "results": "31"}, action="try")
    assert response.status_code == 422


def test_second_editor_of_the_scores_is_shown_what_the_first_set(client, plan, office):
    seen = configuring.seen_of(plan)
    post(client, plan, "setup_league", **SCORES)
    response = post(client, plan, "setup_league", **{**SCORES, "joined": "0.7"}, seen=seen)
    assert response.status_code == 409
    assert 'name="joined" value="0.3"' in response.content.decode()


def test_the_audit_tells_scores_in_words(client, scored, office):
    post(client, scored, "setup_league", **{**SCORES, "show": "bands"}, action="save")
    html = client.get(reverse("history", kwargs={"plan": scored.slug})).content.decode()
    told = re.sub(r"<[^>]+>", "", html)
    assert "成效 30，报送 50，名次 只分档" in told
