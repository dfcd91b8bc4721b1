"""The clerk's pages: what is typed is kept, what is wrong is said, nobody else's is touched."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from targets.models import Measurement, MeasurementVersion
from tests import factories
from tests.factories import TargetFactory, figure
from tests.figures import tells

pytestmark = pytest.mark.django_db
FIGURES = "/dinghai-2024/entry/2024-09/figures/"


@pytest.fixture
def clerk(client, reporter, september):
    """A browser of the unit's clerk."""
    client.force_login(reporter)
    return client


@pytest.fixture
def firms(plan, unit, september):
    """59家以上, 40 by August."""
    target = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")
    figure(target, 8, "40")
    return target


@pytest.fixture
def costs(plan, unit, september):
    """17.5亿元, 10.78 by August."""
    target = TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        decimals=2,
        goal=Decimal("17.5"),
        goal_text="17.5亿元",
    )
    figure(target, 8, "10.78")
    return target


def row(code, value, *, seen=0, why="", problem="", step=""):
    return {
        f"value-{code}": value,
        f"seen-{code}": str(seen),
        f"why-{code}": why,
        f"problem-{code}": problem,
        f"next-{code}": step,
    }


def now(target):
    """The September row of a target as the database has it."""
    return Measurement.objects.get(target=target, period__month=9)


def errors_of(response):
    return [error["text"] for error in response.context["errors"]]


# What the page shows


@pytest.mark.parametrize("rows", [1, 3])
def test_table_shows_every_figure_in_eight_queries(
    clerk, plan, unit, rows, django_assert_num_queries
):
    codes = []
    for _ in range(rows):
        target = TargetFactory.create(plan=plan, lead_unit=unit)
        factories.PastFigureFactory.create(target=target, month=9)
        figure(target, 8, "40")
        codes.append(target.code)
    clerk.get(FIGURES)  # the session's own write comes at most once a minute
    with django_assert_num_queries(8):
        response = clerk.get(FIGURES)
    assert [each.code for each in response.context["table"].rows] == codes


def test_other_units_figures_and_drafts_are_not_shown(clerk, plan, firms):
    theirs = TargetFactory.create(plan=plan, code="T99", short_name="别人的指标")
    figure(theirs, 9, "97531", state="draft")
    page = clerk.get(FIGURES).content.decode()
    assert "新培育企业" in page
    assert "别人的指标" not in page
    assert not tells(page, "97531")


def test_month_before_last_year_goal_and_pace_stand_beside(clerk, firms):
    factories.PastFigureFactory.create(target=firms, month=9, value=Decimal(42))
    shown = clerk.get(FIGURES).context["table"].rows[0]
    assert (shown.past, shown.last, shown.about, shown.measure) == (
        "42",
        "40",
        "目标59家以上 · 9月序时44.3",
        "家",
    )


def test_figure_of_an_earlier_quarter_names_its_month(clerk, plan, unit):
    target = TargetFactory.create(plan=plan, lead_unit=unit, reporting_months=[3, 6, 9, 12])
    figure(target, 6, "31")
    shown = clerk.get(FIGURES).context["table"].rows[0]
    assert (shown.last_note, shown.last) == ("6月", "31")


def test_figure_not_asked_for_says_why(clerk, plan, unit, firms):
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="公寓", reporting_months=[12])
    page = clerk.get(FIGURES)
    assert [each.code for each in page.context["table"].rows] == ["T04"]
    assert "公寓（年报，12月报一次）" in page.content.decode()


def test_page_says_by_when_and_why_the_day_moved(clerk, firms):
    head = clerk.get(FIGURES).context["head"]
    assert (head.due, head.due_note) == ("今天24:00截止", "10月8日，因国庆节由10月5日顺延")


@pytest.mark.parametrize("role", ["leader", "office", "administrator"])
def test_page_is_nobody_elses(client, plan, firms, role):
    person = getattr(factories, f"{role}_of")(plan.district)
    client.force_login(person)
    assert client.get(FIGURES).status_code == 404
    assert client.post(FIGURES, row("T04", "45")).status_code == 404


def test_another_districts_clerk_does_not_find_the_plan(client, firms):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    client.force_login(factories.reporter_of(factories.UnitFactory.create(district=elsewhere)))
    assert client.get(FIGURES).status_code == 404


def test_signing_in_comes_first(client, firms):
    response = client.post(FIGURES, row("T04", "45"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


# Saving and submitting


def test_draft_is_kept_as_typed(clerk, firms, costs):
    response = clerk.post(FIGURES, {**row("T04", "45"), **row("T02", ""), "action": "save"})
    assert (response.status_code, response.url) == (302, FIGURES)
    assert (now(firms).value, now(firms).state) == (Decimal(45), "draft")
    assert not Measurement.objects.filter(target=costs, period__month=9).exists()


def test_filled_rows_are_submitted_and_empty_ones_named(clerk, firms, costs, reporter):
    response = clerk.post(
        FIGURES, {**row("T04", "45"), **row("T02", ""), "action": "submit"}, follow=True
    )
    assert now(firms).state == "submitted"
    assert now(firms).submitted_by == reporter
    told = [str(message) for message in response.context["messages"]]
    assert told == ["已提交审核，1项。审核结果在“我的填报”里提示。还有1项没填。"]


def test_pressing_submit_on_an_empty_table_says_that_nothing_was_submitted(clerk, firms):
    response = clerk.post(FIGURES, {**row("T04", ""), "action": "submit"}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == ["没有提交：表里还没有填数字。"]


def test_words_of_a_late_figure_are_kept_with_it(clerk, costs):
    clerk.post(FIGURES, {**row("T02", "12.31", problem="立项晚", step="督办"), "action": "submit"})
    kept = now(costs)
    assert (kept.state, kept.problem, kept.next_step) == ("submitted", "立项晚", "督办")


def test_cleared_draft_is_kept_empty_when_others_are_submitted(clerk, firms, costs, reporter):
    figure(costs, 9, "12.31", state="draft", entered_by=reporter)
    posted = {**row("T04", "45"), **row("T02", "", seen=1), "action": "submit"}
    clerk.post(FIGURES, posted)
    assert (now(firms).state, now(costs).state, now(costs).value) == ("submitted", "draft", None)


def test_second_press_is_the_same_submission(clerk, firms):
    posted = {**row("T04", "45"), "action": "submit"}
    assert [clerk.post(FIGURES, posted).status_code for _ in range(2)] == [302, 302]
    assert (now(firms).value, now(firms).version, now(firms).state) == (Decimal(45), 1, "submitted")
    assert MeasurementVersion.objects.filter(measurement__target=firms, act="submit").count() == 1


@pytest.mark.parametrize(
    ("typed", "value"),
    [("４５", "45"), (" 45 ", "45"), ("45家", "45"), ("1,045", "1045")],
)
def test_figures_are_read_as_people_type_them(clerk, firms, typed, value):
    clerk.post(FIGURES, {**row("T04", typed, why="已核对"), "action": "submit"})
    assert (now(firms).value, now(firms).state) == (Decimal(value), "submitted")


def test_smaller_unit_of_money_is_converted_and_said(clerk, costs):
    response = clerk.post(FIGURES, {**row("T02", "123100万元"), "action": "preview", "row": "T02"})
    assert response.status_code == 302  # nothing but a draft
    assert now(costs).value == Decimal("12.31")
    shown = clerk.post(FIGURES + "preview/", {**row("T02", "123100万元"), "row": "T02"})
    assert "123,100万元 = 12.31亿元" in shown.content.decode()


# Wrong input


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("四十五", "“四十五”不是数字。请填阿拉伯数字，如6"),
        ("6..1", "“6..1”不是数字。请填阿拉伯数字，如6"),
        ("4,5", "“4,5”的逗号位置不对。逗号只作千位分隔，如1,000；小数点用“.”。"),
        ("-3", "家数不能小于0：-3"),
        ("3.5", "家数须为整数，不能有小数：3.5"),
        ("1e999", "“1e999”是科学计数法，超出可填的写法。请写出全部数字，如1,000。"),
        ("99%", "“99%”是百分数，这里的单位是家，请只填数字。"),
        ("1" * 15, "“111111111111111”超出可填范围，整数部分最多14位。"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_not_lost(clerk, firms, typed, sentence):
    response = clerk.post(FIGURES, {**row("T04", typed), "action": "submit"})
    shown = response.context["table"].rows[0]
    assert (response.status_code, shown.error, shown.typed) == (422, sentence, typed)
    assert response.context["errors"] == [{"url": "#v-T04", "text": f"新培育企业：{sentence}"}]
    assert (now(firms).state, now(firms).value, now(firms).typed) == ("draft", None, typed)


def test_nothing_is_submitted_while_one_row_is_wrong_and_all_are_kept(clerk, firms, costs):
    posted = {**row("T04", "45"), **row("T02", "12..3"), "action": "submit"}
    response = clerk.post(FIGURES, posted)
    assert response.status_code == 422
    assert "还没有提交" in response.context["notice"]
    assert (now(firms).state, now(firms).value) == ("draft", Decimal(45))
    assert (now(costs).state, now(costs).typed) == ("draft", "12..3")
    again = {**row("T04", "45", seen=1), **row("T02", "13.3", seen=1), "action": "submit"}
    assert clerk.post(FIGURES, again).status_code == 302
    assert {now(firms).state, now(costs).state} == {"submitted"}


def test_page_after_a_refusal_carries_the_versions_of_what_was_kept(clerk, firms):
    response = clerk.post(FIGURES, {**row("T04", "x"), "action": "submit"})
    assert response.context["table"].rows[0].seen_version == 1


def test_figure_too_long_is_refused_with_everything_kept_on_the_page(clerk, firms, costs):
    posted = {**row("T04", "4" * 61), **row("T02", "12.31"), "action": "save"}
    response = clerk.post(FIGURES, posted)
    assert response.status_code == 422
    assert {each.code: each.typed for each in response.context["table"].rows} == {
        "T04": "4" * 61,
        "T02": "12.31",
    }
    assert not Measurement.objects.filter(period__month=9).exists()


def test_scale_slip_offers_the_corrected_figure(clerk, costs):
    response = clerk.post(FIGURES, {**row("T02", "123100"), "action": "submit"})
    assert response.status_code == 422
    assert now(costs).state == "draft"
    assert '<button class="btn btn-sm btn-line" type="submit" name="fix" value="T02:12.31"' in (
        response.content.decode()
    )
    pressed = clerk.post(FIGURES, {**row("T02", "123100", seen=1), "fix": "T02:12.31"})
    assert pressed.url == f"{FIGURES}#v-T02"
    assert now(costs).value == Decimal("12.31")


def test_doubtful_figure_needs_a_line_of_explanation(clerk, firms):
    refused = clerk.post(FIGURES, {**row("T04", "39"), "action": "submit"})
    assert refused.status_code == 422
    assert refused.context["errors"][0] == {
        "url": "#w-T04",
        "text": "新培育企业：比8月减少1家，请写说明",
    }
    words = {"why": "剔除1家注销企业", "problem": "企业注销", "step": "补培育2家"}
    explained = row("T04", "39", seen=1, **words)
    assert clerk.post(FIGURES, {**explained, "action": "submit"}).status_code == 302
    assert (now(firms).state, now(firms).explanation) == ("submitted", "剔除1家注销企业")


# Not mine, not now


def test_another_units_figure_by_a_crafted_post_is_forbidden(clerk, plan, firms):
    theirs = TargetFactory.create(plan=plan, code="T99")
    posted = {**row("T04", "45"), **row("T99", "1"), "action": "submit"}
    assert clerk.post(FIGURES, posted).status_code == 403
    assert not Measurement.objects.filter(target__in=[theirs, firms], period__month=9).exists()


def test_another_units_figure_by_autosave_is_forbidden(clerk, plan):
    TargetFactory.create(plan=plan, code="T99")
    posted = {**row("T99", "1"), "action": "autosave", "row": "T99"}
    assert clerk.post(FIGURES, posted).status_code == 403
    assert not Measurement.objects.exists()


def test_month_not_open_yet_takes_nothing(clerk, plan, firms):
    factories.period_of(plan, 10)
    url = FIGURES.replace("09", "10")
    response = clerk.post(url, {**row("T04", "45"), "action": "submit"})
    assert response.status_code == 409
    assert response.context["notice"] == "2024年10月尚未开放填报，11月1日起可填。"
    assert errors_of(response) == ["新培育企业：你填的45没有保存"]
    assert not Measurement.objects.filter(period__month=10).exists()
    page = clerk.get(url).content.decode()
    assert "<input id=" not in page
    assert "10月还没有开放填报，11月1日起可填。" in page


def test_published_month_takes_nothing(clerk, firms, september):
    september.published_at = factories.moment(2024, 10, 8)
    september.save()
    response = clerk.post(FIGURES, {**row("T04", "45"), "action": "save"})
    assert response.status_code == 409
    assert response.context["notice"] == "9月已发布，更改须走更正。"
    page = clerk.get(FIGURES).content.decode()
    assert "9月已发布，只能查看。更改须走更正，请联系专班。" in page


def test_unit_that_leads_no_target_is_told_so(clerk):
    page = clerk.get(FIGURES).content.decode()
    assert "本单位没有牵头的指标，只报任务进展。" in page
    assert 'href="/dinghai-2024/entry/2024-09/notes/"' in page


@pytest.mark.parametrize("month", ["2023-09", "2024-12"])
def test_month_the_plan_does_not_have_is_not_found(clerk, firms, month):
    assert clerk.get(f"/dinghai-2024/entry/{month}/figures/").status_code == 404


# Two people at one figure


@pytest.fixture
def colleagues_draft(firms, unit):
    """Somebody else of the unit put in 47 after the page was opened."""
    colleague = factories.member_of(unit, full_name="李四")
    kept = figure(firms, 9, "47", state="draft", entered_by=colleague)
    factories.MeasurementVersionFactory.create(measurement=kept, by=colleague)
    return kept


@pytest.mark.parametrize("action", ["save", "submit"])
def test_stale_form_overwrites_nothing_and_shows_both(clerk, colleagues_draft, costs, action):
    posted = {**row("T04", "45"), **row("T02", "12.31"), "action": action}
    response = clerk.post(FIGURES, posted)
    assert response.status_code == 409
    clash = response.context["table"].rows[0].clash
    assert re.sub(r"^.*?，", "", clash.told) == "李四改为47家（草稿）。你填的是45。"
    page = response.content.decode()
    assert 'value="theirs:1"> 用已存的47家' in page
    assert 'value="mine:1"> 用我填的45' in page
    colleagues_draft.refresh_from_db()
    assert (colleagues_draft.value, colleagues_draft.version) == (Decimal(47), 1)
    assert not Measurement.objects.filter(target=costs, period__month=9).exists()
    assert {each.code: each.typed for each in response.context["table"].rows} == {
        "T04": "45",
        "T02": "12.31",
    }


def test_own_figure_is_chosen_over_the_others(clerk, colleagues_draft):
    clerk.post(FIGURES, {**row("T04", "45"), "choice-T04": "mine:1", "action": "save"})
    colleagues_draft.refresh_from_db()
    assert (colleagues_draft.value, colleagues_draft.version) == (Decimal(45), 2)


def test_the_others_figure_is_chosen(clerk, colleagues_draft):
    response = clerk.post(FIGURES, {**row("T04", "45"), "choice-T04": "theirs:1", "action": "save"})
    assert response.status_code == 302
    colleagues_draft.refresh_from_db()
    assert (colleagues_draft.value, colleagues_draft.version) == (Decimal(47), 1)


def test_choice_made_on_a_stale_page_meets_the_next_change(clerk, colleagues_draft):
    Measurement.objects.filter(pk=colleagues_draft.pk).update(version=2, value=48)
    posted = {**row("T04", "45"), "choice-T04": "mine:1", "action": "save"}
    assert clerk.post(FIGURES, posted).status_code == 409
    colleagues_draft.refresh_from_db()
    assert colleagues_draft.value == Decimal(48)


def test_handing_in_the_same_figure_a_colleague_drafted_is_no_clash(clerk, colleagues_draft):
    assert clerk.post(FIGURES, {**row("T04", "47"), "action": "submit"}).status_code == 302
    colleagues_draft.refresh_from_db()
    assert colleagues_draft.state == "submitted"


def test_figure_a_colleague_submitted_meanwhile_is_told_and_left(clerk, firms, unit):
    colleague = factories.member_of(unit, full_name="李四")
    kept = figure(firms, 9, "47", state="submitted", entered_by=colleague, version=2)
    factories.MeasurementVersionFactory.create(
        measurement=kept, number=2, act="submit", by=colleague
    )
    response = clerk.post(FIGURES, {**row("T04", "45", seen=1), "action": "save"})
    assert response.status_code == 409
    assert errors_of(response)[0].endswith("李四提交了47家。你填的是45。")
    told = "还没有保存：下面的数据刚在别处提交了，要改的请先撤回，其余的再点一次即可。"
    assert response.context["notice"] == told
    kept.refresh_from_db()
    assert (kept.value, kept.state) == (Decimal(47), "submitted")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_made_up_version_is_a_clash_not_an_error(clerk, colleagues_draft, seen):
    response = clerk.post(FIGURES, {**row("T04", "45"), "seen-T04": seen, "action": "save"})
    assert response.status_code == 409


# One row at a time


def test_autosave_keeps_the_row_and_answers_with_its_new_version(clerk, firms):
    posted = {**row("T04", "45"), "action": "autosave", "row": "T04"}
    first = clerk.post(FIGURES, posted)
    assert first.status_code == 200
    assert 'name="seen-T04" value="1" hx-swap-oob="true"' in first.content.decode()
    assert "已自动保存" in first.content.decode()
    second = clerk.post(FIGURES, {**posted, "value-T04": "46", "seen-T04": "1"})
    assert 'name="seen-T04" value="2" hx-swap-oob="true"' in second.content.decode()
    assert (now(firms).value, now(firms).state) == (Decimal(46), "draft")


def test_autosave_keeps_only_its_own_row(clerk, firms, costs):
    posted = {**row("T04", "45"), **row("T02", "12.31"), "action": "autosave", "row": "T04"}
    clerk.post(FIGURES, posted)
    assert now(firms).value == Decimal(45)
    assert not Measurement.objects.filter(target=costs, period__month=9).exists()


def test_autosave_keeps_what_is_no_number_yet_and_says_so(clerk, firms):
    response = clerk.post(FIGURES, {**row("T04", "4x"), "action": "autosave", "row": "T04"})
    assert response.status_code == 200
    assert "“4x”的单位不对，这里的单位是家，请只填数字。" in response.content.decode()
    assert (now(firms).typed, now(firms).value) == ("4x", None)


def test_autosave_of_a_stale_row_answers_with_the_clash(clerk, colleagues_draft):
    response = clerk.post(FIGURES, {**row("T04", "45"), "action": "autosave", "row": "T04"})
    assert response.status_code == 409
    assert "李四改为47家（草稿）" in response.content.decode()


def test_choosing_the_others_row_by_autosave_reloads_the_page(clerk, colleagues_draft):
    posted = {**row("T04", "45"), "choice-T04": "theirs:1", "action": "autosave", "row": "T04"}
    assert clerk.post(FIGURES, posted).headers["HX-Refresh"] == "true"


def test_preview_tells_change_completion_and_light_and_writes_nothing(clerk, firms):
    response = clerk.post(FIGURES + "preview/", {**row("T04", "52"), "row": "T04"})
    page = response.content.decode()
    assert 'hx-swap-oob="true" class="">+12</span>' in page
    assert ">88.1%</span>" in page
    assert 'href="#lt-ahead"' in page
    assert not Measurement.objects.filter(period__month=9).exists()


def test_preview_of_another_units_figure_tells_nothing(clerk, plan):
    theirs = TargetFactory.create(plan=plan, code="T99")
    figure(theirs, 8, "40")
    response = clerk.post(FIGURES + "preview/", {**row("T99", "52"), "row": "T99"})
    assert (response.status_code, response.content) == (204, b"")


def test_withdrawing_makes_the_figure_a_draft_and_keeps_what_was_typed_beside(
    clerk, firms, costs, reporter
):
    figure(firms, 9, "45", state="submitted", entered_by=reporter)
    response = clerk.post(FIGURES, {**row("T02", "12.31"), "withdraw": "T04:1"})
    assert response.url == f"{FIGURES}#v-T04"
    assert (now(firms).state, now(costs).value) == ("draft", Decimal("12.31"))


def test_withdrawing_what_the_office_approved_is_refused(clerk, firms, reporter):
    figure(firms, 9, "45", entered_by=reporter)
    response = clerk.post(FIGURES, {"withdraw": "T04:1"}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == ["新培育企业9月已审核通过，不能撤回。确需更改的，请联系专班退回。"]
    assert now(firms).state == "approved"


def test_returned_figure_shows_the_offices_reason_at_its_field(clerk, firms, reporter):
    figure(firms, 9, "45", state="returned", reason="请附名单", entered_by=reporter)
    page = clerk.get(FIGURES).content.decode()
    assert "请附名单" in page
    assert clerk.post(FIGURES, {**row("T04", "46", seen=1), "action": "submit"}).status_code == 302
    assert now(firms).state == "submitted"


# The bound on a post


def filled(plan, unit, number):
    posted: dict[str, str] = {}
    for _ in range(number):
        target = TargetFactory.create(plan=plan, lead_unit=unit)
        figure(target, 8, "40")
        posted |= row(target.code, "45")
    return {**posted, "action": "submit"}


@pytest.mark.parametrize(("figures", "queries"), [(1, 20), (3, 40)])
def test_post_costs_ten_queries_a_figure(
    clerk, plan, unit, figures, queries, django_assert_num_queries
):
    clerk.get(FIGURES)
    posted = filled(plan, unit, figures)
    with django_assert_num_queries(queries):
        assert clerk.post(FIGURES, posted).status_code == 302
