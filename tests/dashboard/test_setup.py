"""计划设置: what the office and a unit see and propose, what is refused, and what another approves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from targets.choices import Kind, Stage, State
from targets.models import GoalChange, PastFigure, Proposal, Schedule
from tests import factories
from tests.factories import figure, period_of

pytestmark = pytest.mark.django_db
PAGES = ("setup_baselines", "setup_schedules", "setup_past", "setup_goals", "setup_proposals")
EMPTY = "|" * 11


@pytest.fixture(autouse=True)
def day(settings):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


@pytest.fixture
def flow(plan, unit):
    for month in range(1, 13):
        published = factories.moment(2024, 9, 10) if month < 9 else None
        period_of(plan, month, published_at=published)
    made = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T06", name="新培育高企")
    figure(made, 8, "36")
    return made


@pytest.fixture
def stock(plan, unit):
    return factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        name="发明专利",
        kind=Kind.STOCK,
        measure="件",
        goal=Decimal(552),
        goal_text="552件",
    )


@pytest.fixture
def desk(office):
    made = Client()
    made.force_login(office)
    return made


@pytest.fixture
def clerk(reporter):
    made = Client()
    made.force_login(reporter)
    return made


@pytest.fixture
def colleague(plan):
    made = Client()
    made.force_login(factories.office_of(plan.district))
    return made


def at(page):
    return reverse(page, kwargs={"plan": "dinghai-2024"})


def months(code, *texts, was=EMPTY):
    return {f"m-{code}-{month}": text for month, text in enumerate(texts, 1)} | {f"was-{code}": was}


QUARTERS = ("0", "0", "25") * 4


def text_of(response):
    return response.content.decode()


# What is seen


@pytest.mark.parametrize("page", PAGES)
def test_the_office_sees_every_tab_with_the_current_one_marked(desk, flow, stock, page):
    response = desk.get(at(page))
    assert response.status_code == 200
    html = text_of(response)
    assert html.count("<h1") == 1
    assert f'<a href="{at(page)}" aria-current="page">' in html
    for tab in PAGES:
        assert f'href="{at(tab)}"' in html


def test_a_unit_sees_its_own_targets_and_no_other_tab(plan, clerk, flow, stock):
    factories.TargetFactory.create(plan=plan, code="T99", name="别人的指标")
    for page, name in (("setup_schedules", "新培育高企"), ("setup_baselines", "发明专利")):
        html = text_of(clerk.get(at(page)))
        assert name in html
        assert "别人的指标" not in html
        assert at("setup_goals") not in html
    for page in ("setup_past", "setup_goals", "setup_proposals"):
        assert clerk.get(at(page)).status_code == 404
    assert clerk.get(at("setup")).headers["Location"] == at("setup_schedules")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_same_questions_of_one_row_and_of_many(
    desk, plan, unit, flow, stock, page, django_assert_max_num_queries
):
    for number in range(20):
        kind = Kind.FLOW if number % 2 else Kind.STOCK
        target = factories.TargetFactory.create(plan=plan, lead_unit=unit, kind=kind)
        factories.PastFigureFactory.create(target=target)
        factories.GoalChangeFactory.create(target=target)
        if kind == Kind.FLOW:
            factories.ScheduleFactory.create(target=target)
            factories.ProposalFactory.create(target=target)
    desk.get(at(page))
    with django_assert_max_num_queries(12):
        assert desk.get(at(page)).status_code == 200


# Proposed by a unit, approved by the office


def test_a_units_schedule_waits_and_is_approved(clerk, desk, flow):
    form = months("T06", *QUARTERS) | {"as": "monthly", "reason": "季末集中认定"}
    response = clerk.post(at("setup_schedules"), form, follow=True)
    assert "已提交1项分月计划，待专班批准后起用。" in text_of(response)
    assert "待批准" in text_of(response)
    assert 'name="m-T06-1"' not in text_of(response)
    listed = text_of(desk.get(at("setup_proposals")))
    assert "按8月数据试算" in listed
    assert "均分 → <b>3、6、9、12月累计25%、50%、75%、100%</b>" in listed
    row = Proposal.objects.get()
    response = desk.post(at("setup_proposals"), {"approve": row.pk}, follow=True)
    assert "已批准" in text_of(response)
    assert Schedule.objects.get().shares[2] == "0.25"


def test_the_effect_is_told_light_by_light(clerk, desk, flow):
    clerk.post(
        at("setup_schedules"),
        months("T06", *["0"] * 7, "80", "0", "0", "0", "20") | {"reason": "集中"},
    )
    html = text_of(desk.get(at("setup_proposals")))
    assert "序时比0.92 → 0.76<" in html
    assert html.index("滞后") < html.index("严重滞后")


def test_a_refusal_leads_back_to_the_row_with_its_reason(clerk, desk, stock, flow):
    clerk.post(at("setup_baselines"), {"value-T02": "480", "source-T02": "2023年年报"})
    row = Proposal.objects.get()
    refused = desk.post(at("setup_proposals"), {"refuse": row.pk, f"answer-{row.pk}": ""})
    assert refused.status_code == 422
    assert "请写明不批准的理由" in text_of(refused)
    desk.post(at("setup_proposals"), {"refuse": row.pk, f"answer-{row.pk}": "年报未公布"})
    html = text_of(clerk.get(at("setup_baselines")))
    assert "年报未公布" in html
    assert 'name="value-T02"' in html


def test_who_proposed_may_withdraw_and_nobody_else(clerk, desk, stock):
    clerk.post(at("setup_baselines"), {"value-T02": "480", "source-T02": "年报"})
    row = Proposal.objects.get()
    assert desk.post(at("setup_baselines"), {"withdraw": row.pk}).status_code == 403
    clerk.post(at("setup_baselines"), {"withdraw": row.pk})
    row.refresh_from_db()
    assert row.stage == Stage.WITHDRAWN


def test_the_office_needs_a_colleague_for_its_own(desk, colleague, flow):
    form = {
        "target": "T06",
        "value": "65",
        "text": "65家以上",
        "from_month": "9",
        "reason": "上级加码",
        "document": "区委办9号",
    }
    assert desk.post(at("setup_goals"), form).status_code == 302
    row = Proposal.objects.get()
    assert "由你提出，须由专班另一人批准" in text_of(desk.get(at("setup_proposals")))
    assert desk.post(at("setup_proposals"), {"approve": row.pk}).status_code == 422
    assert not GoalChange.objects.exists()
    colleague.post(at("setup_proposals"), {"approve": row.pk})
    assert GoalChange.objects.get().goal == 65
    assert "59家以上 → <b>65家以上</b>" in text_of(desk.get(at("setup_goals")))


# Wrong input keeps what was typed


def test_a_wrong_schedule_keeps_everything_typed_and_stores_nothing(clerk, plan, unit, flow):
    factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T07", name="研发机构")
    form = months("T06", *QUARTERS) | months("T07", *["5"] * 11, "六") | {"reason": "季末"}
    response = clerk.post(at("setup_schedules"), form)
    assert response.status_code == 422
    html = text_of(response)
    assert "研发机构：12月“六”不是数字" in html
    assert 'href="#m-T07-12"' in html
    assert 'name="m-T06-3" inputmode="decimal" maxlength="60" value="25"' in html
    assert 'value="六"' in html
    assert "<b data-total>—</b>" in html
    assert 'value="季末"' in html
    assert not Proposal.objects.exists()


def test_a_row_that_falls_short_shows_what_it_comes_to(clerk, flow):
    form = months("T06", *QUARTERS[:11], "15") | {"reason": "季末"}
    html = text_of(clerk.post(at("setup_schedules"), form))
    assert '<b data-total class="down">90%</b>' in html
    assert "合计90%，还差10%" in html


def test_nothing_changed_is_said(clerk, flow):
    response = clerk.post(at("setup_schedules"), months("T06", *[""] * 12))
    assert response.status_code == 422
    assert "没有改动" in text_of(response)


def test_a_wrong_baseline_is_said_at_its_field(clerk, stock):
    response = clerk.post(at("setup_baselines"), {"value-T02": "四百八", "source-T02": "年报"})
    html = text_of(response)
    assert response.status_code == 422
    assert "发明专利基期值：“四百八”不是数字" in html
    assert 'value="四百八"' in html
    assert 'href="#value-T02"' in html


def test_a_wrong_goal_keeps_the_form(desk, flow):
    form = {"target": "T06", "value": "65", "text": "65家", "from_month": "8", "reason": "加码"}
    response = desk.post(at("setup_goals"), form)
    html = text_of(response)
    assert response.status_code == 422
    assert "8月已发布，保留原目标" in html
    assert 'value="65家"' in html
    assert ">加码</textarea>" in html


def test_a_schedule_that_moved_meanwhile_is_not_overwritten(clerk, flow):
    factories.ScheduleFactory.create(target=flow)
    response = clerk.post(at("setup_schedules"), months("T06", *QUARTERS) | {"reason": "季末"})
    assert response.status_code == 422
    assert "刚由别人改过" in text_of(response)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("setup_schedules", months("T99", *QUARTERS) | {"reason": "季末"}),
        ("setup_baselines", {"value-T99": "3", "source-T99": "年报"}),
    ],
)
def test_another_units_row_is_not_there_to_be_changed(clerk, plan, flow, page, form):
    factories.TargetFactory.create(plan=plan, code="T99")
    assert clerk.post(at(page), form).status_code == 404
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("setup_proposals", {"approve": "9" * 5000}),
        ("setup_schedules", {"withdraw": "9" * 5000}),
        ("setup_periods", {"move": "9" * 5000}),
    ],
)
def test_a_number_of_five_thousand_digits_is_no_row(desk, flow, page, form):
    assert desk.post(at(page), form).status_code == 404


# Filling rows


def test_buttons_fill_the_picked_rows_and_keep_nothing(clerk, flow):
    form = months("T06", *[""] * 12) | {"pick": "T06", "fill": "quarter", "as": "cumulative"}
    html = text_of(clerk.post(at("setup_schedules"), form))
    assert 'name="m-T06-6" inputmode="decimal" maxlength="60" value="50"' in html
    assert "还没有提交" in html
    assert not Proposal.objects.exists()


def test_last_year_fills_a_row_where_it_is_whole(clerk, flow):
    form = months("T06", *[""] * 12) | {"pick": "T06", "fill": "past"}
    refused = clerk.post(at("setup_schedules"), form)
    assert refused.status_code == 422
    assert "去年12个月没有录全" in text_of(refused)
    for month in range(1, 13):
        factories.PastFigureFactory.create(target=flow, month=month, value=Decimal(5 * month))
    html = text_of(clerk.post(at("setup_schedules"), form))
    assert 'name="m-T06-1" inputmode="decimal" maxlength="60" value="8.33"' in html


def test_values_due_count_from_the_goal_as_it_was_adjusted(clerk, desk, flow):
    factories.GoalChangeFactory.create(target=flow, from_month=9, goal=Decimal(65))
    due = ("0", "0", "13", "13", "13", "26", "26", "26", "39", "39", "39", "65")
    clerk.post(at("setup_schedules"), months("T06", *due) | {"as": "due", "reason": "排定"})
    assert Proposal.objects.get().content["shares"][2] == "0.2"


# Last year


def test_last_year_is_kept_and_shown_again(desk, flow):
    texts = ("1", "3", "", "9", *[""] * 8)
    form = months("T06", *texts) | {"source": "2023年报"}
    assert "1项指标的去年同期已保存" in text_of(desk.post(at("setup_past"), form, follow=True))
    assert [(each.month, int(each.value)) for each in PastFigure.objects.all()] == [
        (1, 1),
        (2, 3),
        (4, 9),
    ]
    html = text_of(desk.get(at("setup_past")))
    assert 'value="1|3||9||||||||"' in html
    assert "2023年报" in html


def test_last_year_of_a_month_changed_meanwhile_is_refused_with_all_that_was_typed(desk, flow):
    factories.PastFigureFactory.create(target=flow, month=1, value=Decimal(4))
    response = desk.post(at("setup_past"), months("T06", "5", "7", *[""] * 10))
    assert response.status_code == 422
    assert "去年1月刚由别人改为4" in text_of(response)
    assert 'name="m-T06-2" inputmode="decimal" maxlength="60" value="7"' in text_of(response)
    assert PastFigure.objects.count() == 1


def test_an_earlier_plan_is_offered_and_copied(desk, plan, flow):
    assert "由2023年计划带入" not in text_of(desk.get(at("setup_past")))
    earlier = factories.PlanFactory.create(district=plan.district, year=2023)
    figure(factories.TargetFactory.create(plan=earlier, code="T06"), 3, "9", state=State.APPROVED)
    assert "由2023年计划带入" in text_of(desk.get(at("setup_past")))
    response = desk.post(at("setup_past"), {"copy": "1"}, follow=True)
    assert "由上年计划带入1个月的数。" in text_of(response)


def test_what_lacks_before_publishing_leads_to_its_page(desk, plan, flow, stock):
    figure(stock, 9, "500")
    html = text_of(desk.get(reverse("publish", kwargs={"plan": plan.slug, "month": "2024-09"})))
    assert f'href="{at("setup_baselines")}"' in html
