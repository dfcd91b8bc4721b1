"""The figure's whole life on its pages: behind, nothing new, returned, countersigned, filled in for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from targets import assigning, reporting
from targets.models import Measurement
from tasks import following, returns
from tasks.choices import Word
from tasks.duties import figures_due
from tasks.models import ProgressNote
from tests import factories
from tests.factories import TargetFactory, figure, head_of, note_of, office_of, task_of
from tests.figures import tells
from tests.tasks.test_entry import row

pytestmark = pytest.mark.django_db
MONTH = "/dinghai-2024/entry/2024-09/"
FIGURES, NOTES, SIGN = f"{MONTH}figures/", f"{MONTH}notes/", f"{MONTH}countersign/"
WORDS = {"problem": "项目集中在下半年", "step": "11月底前完成"}


@pytest.fixture
def clerk(client, reporter, september):
    """A browser of the unit's clerk."""
    client.force_login(reporter)
    return client


@pytest.fixture
def firms(plan, unit, september):
    """59家以上, 40 by August, which was behind."""
    target = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")
    figure(target, 8, "38", problem="8月的问题", next_step="8月的措施")
    return target


@pytest.fixture
def countersign(plan):
    plan.countersign = True
    plan.save()


@pytest.fixture
def head(unit):
    return head_of(unit)


def now(target):
    return Measurement.objects.get(target=target, period__month=9)


def told(response):
    return [str(message) for message in response.context["messages"]]


def text(response):
    return response.content.decode()


# A target behind


def test_a_figure_behind_is_held_back_until_it_says_why(clerk, firms):
    response = clerk.post(FIGURES, {**row("T04", "41"), "action": "submit"})
    assert response.status_code == 422
    assert response.context["errors"] == [
        {"url": "#b-T04", "text": "新培育企业：进度滞后，请写存在问题和下步措施"}
    ]
    assert now(firms).state == "draft"
    posted = {**row("T04", "41", seen=1, **WORDS), "action": "submit"}
    assert clerk.post(FIGURES, posted).status_code == 302
    assert (now(firms).state, now(firms).problem) == ("submitted", "项目集中在下半年")


def test_what_is_half_said_leads_to_the_other_field(clerk, firms):
    posted = {**row("T04", "41", problem="项目集中在下半年"), "action": "submit"}
    assert clerk.post(FIGURES, posted).context["errors"][0]["url"] == "#n-T04"


def test_last_months_words_are_taken_over_at_one_press(clerk, firms):
    assert "沿用8月" in text(clerk.post(FIGURES, {**row("T04", "41"), "action": "submit"}))
    pressed = clerk.post(FIGURES, {**row("T04", "41", seen=1), "reuse": "T04"})
    assert pressed.url == f"{FIGURES}#v-T04"
    assert (now(firms).problem, now(firms).next_step) == ("8月的问题", "8月的措施")


# Nothing new


def test_nothing_new_repeats_the_last_figure_and_says_so(clerk, firms):
    clerk.post(FIGURES, {**row("T04", ""), "nil": "T04"})
    kept = now(firms)
    assert (kept.value, kept.is_nil, kept.explanation) == (38, True, "零报告：本月无新增")
    posted = {**row("T04", "38", seen=1, why=kept.explanation, **WORDS), "nil-T04": "yes"}
    clerk.post(FIGURES, {**posted, "action": "submit"})
    assert (now(firms).state, now(firms).is_nil) == ("submitted", True)
    assert '<span class="tag">零报告</span>' in text(clerk.get(FIGURES))


def test_a_figure_that_moved_is_no_nil_report(clerk, firms):
    posted = {**row("T04", "45", why="零报告：本月无新增"), "nil-T04": "yes", "action": "save"}
    clerk.post(FIGURES, posted)
    assert (now(firms).is_nil, now(firms).explanation) == (False, "")


def test_all_that_is_empty_is_nothing_new_at_one_press(clerk, plan, unit, firms):
    growth = TargetFactory.create(plan=plan, lead_unit=unit, code="T05", kind="growth")
    figure(growth, 8, "7.1")
    posted = {**row("T04", ""), **row("T05", ""), "action": "nil_all"}
    response = clerk.post(FIGURES, posted, follow=True)
    assert told(response) == ["已保存草稿。其中1项零报告，核对后请提交。"]
    assert now(firms).is_nil
    assert not Measurement.objects.filter(target=growth, period__month=9).exists()


def test_a_note_says_nothing_new_with_the_word_it_had(clerk, plan, unit, september):
    task = task_of(plan, unit, number=3)
    note_of(task, 8, Word.BEHIND)
    clerk.post(NOTES, {"word-3": "", "text-3": "", "seen-3": "0", "nil": "3"})
    note = ProgressNote.objects.get(period__month=9)
    assert (note.word, note.text, note.is_nil) == ("behind", "本月无新进展。", True)


# What a figure says of itself


def test_nature_expectation_and_source_come_back_as_they_were_put(clerk, firms):
    said = {"nature-T04": "preliminary", "expect-T04": "60", "source-T04": "统计局"}
    clerk.post(FIGURES, {**row("T04", "45"), **said, "action": "submit"})
    kept = now(firms)
    assert (kept.value, kept.nature, kept.expectation, kept.source) == (
        45,
        "preliminary",
        Decimal(60),
        "统计局",
    )
    page = text(clerk.get(FIGURES))
    assert '<span class="tag">快报</span>' in page
    assert "预计60" in page


def test_an_expectation_that_is_none_keeps_everything_typed(clerk, firms):
    posted = {**row("T04", "45"), "expect-T04": "约60", "action": "submit"}
    response = clerk.post(FIGURES, posted)
    assert response.status_code == 422
    shown = response.context["table"].rows[0]
    assert (shown.typed, shown.said.expectation) == ("45", "约60")
    assert response.context["errors"][0]["url"] == "#y-T04"
    assert not Measurement.objects.filter(period__month=9).exists()


# Returned


def test_every_earlier_reason_is_told(clerk, firms, september, reporter, office):
    said = {"by": reporter, "on": september.due_on}
    sent = reporting.submit(firms, september, typed="45", seen_version=0, **said)
    reporting.return_(sent, reason="请附名单", seen_version=1, by=office)
    again = reporting.submit(firms, september, typed="46", seen_version=2, **said)
    reporting.return_(again, reason="名单不全", seen_version=3, by=office)
    shown = clerk.get(FIGURES).context["table"].rows[0]
    assert (shown.typed, shown.reason, shown.returned_by) == ("46", "名单不全", f"专班 {office}")
    assert [each.reason for each in shown.earlier_returns] == ["请附名单"]


def test_the_next_unit_is_not_told_why_the_former_ones_figure_came_back(
    plan, unit, september, today, reporter, office
):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    told = {"by": reporter, "on": today}
    row = reporting.submit(target, september, seen_version=0, typed="59", **told)
    reporting.return_(row, reason="请核对59家", seen_version=1, by=office)
    next_unit = factories.UnitFactory.create(district=plan.district)
    wanted = replace(assigning.assignment_of(target), unit_id=next_unit.pk)
    seen = assigning.seen_of(target)
    assert returns.of_figures(figures_due(unit, september, on=today))
    assigning.assign(target, wanted, seen=seen, reason="机构改革", by=office)
    assert returns.of_figures(figures_due(next_unit, september, on=today)) == {}


# The head


def submitted(firms, september, by):
    return reporting.submit(
        firms, september, typed="45", seen_version=0, by=by, on=september.due_on
    )


def test_the_head_sees_what_waits_and_releases_it(
    client, countersign, firms, september, reporter, head
):
    sent = submitted(firms, september, reporter)
    client.force_login(reporter)
    assert "待单位审核" in text(client.get(FIGURES))
    client.force_login(head)
    page = client.get(SIGN)
    assert [(each.name, each.value, each.last) for each in page.context["waiting"]] == [
        ("新培育企业", "45", "38")
    ]
    response = client.post(SIGN, {"sign": f"f:{sent.pk}:1"}, follow=True)
    assert told(response) == ["已通过1项，待专班审核。"]
    assert now(firms).state == "countersigned"
    client.force_login(reporter)
    assert "单位已审，待专班" in text(client.get(FIGURES))


def test_the_head_gives_back_several_with_one_reason(
    client, plan, unit, countersign, firms, september, reporter, head
):
    task = task_of(plan, unit, number=3)
    sent = submitted(firms, september, reporter)
    note = following.submit_note(
        task,
        september,
        unit,
        word="behind",
        text="滞后",
        seen_version=0,
        by=reporter,
        on=september.due_on,
    )
    client.force_login(head)
    picks = [f"f:{sent.pk}:1", f"n:{note.pk}:1"]
    refused = client.post(SIGN, {"action": "return", "pick": picks})
    assert refused.status_code == 422
    assert "请写明退回理由" in text(refused)
    assert now(firms).state == "submitted"
    client.post(SIGN, {"action": "return", "pick": picks, "reason": "请核对"})
    note.refresh_from_db()
    assert (now(firms).state, note.state) == ("returned", "returned")
    client.force_login(reporter)
    shown = client.get(FIGURES).context["table"].rows[0]
    assert shown.returned_by == f"单位审核人 {head}"


def test_the_heads_own_work_is_listed_apart_and_not_released(
    client, countersign, firms, september, head
):
    sent = submitted(firms, september, head)
    client.force_login(head)
    page = client.get(SIGN)
    assert (page.context["waiting"], len(page.context["own"])) == ([], 1)
    refused = client.post(SIGN, {"sign": f"f:{sent.pk}:1"})
    assert (refused.status_code, now(firms).state) == (422, "submitted")


def test_a_release_is_taken_back(client, countersign, firms, september, reporter, head):
    sent = submitted(firms, september, reporter)
    reporting.countersign(sent, seen_version=1, by=head)
    client.force_login(head)
    response = client.post(SIGN, {"unsign": f"f:{sent.pk}:2"}, follow=True)
    assert told(response) == ["已撤回1项的审核。"]
    assert now(firms).state == "submitted"


def test_what_moved_on_meanwhile_is_told_not_released(
    client, countersign, firms, september, reporter, head
):
    sent = submitted(firms, september, reporter)
    reporting.withdraw(sent, seen_version=1, by=reporter)
    client.force_login(head)
    assert client.post(SIGN, {"sign": f"f:{sent.pk}:1"}).status_code == 422
    assert now(firms).state == "draft"


def test_another_units_figure_by_a_crafted_post_is_forbidden(
    client, plan, countersign, firms, september, head
):
    theirs = figure(TargetFactory.create(plan=plan), 9, "45", state="submitted")
    client.force_login(head)
    assert client.post(SIGN, {"sign": f"f:{theirs.pk}:1"}).status_code == 403
    theirs.refresh_from_db()
    assert theirs.state == "submitted"


def test_the_page_is_the_heads_alone_and_only_where_the_plan_demands_it(
    client, plan, countersign, september, reporter, head, office
):
    for who, status in ((reporter, 404), (office, 404), (head, 200)):
        client.force_login(who)
        assert client.get(SIGN).status_code == status
    plan.countersign = False
    plan.save()
    assert client.get(SIGN).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_the_heads_page_costs_the_same_queries_however_much_waits(
    client, plan, unit, countersign, september, reporter, head, rows, django_assert_num_queries
):
    for _ in range(rows):
        target = TargetFactory.create(plan=plan, lead_unit=unit)
        figure(target, 9, "45", state="submitted", entered_by=reporter)
    client.force_login(head)
    client.get(SIGN)
    with django_assert_num_queries(9):
        client.get(SIGN)


# The office fills in for a unit


@pytest.fixture
def fill(unit):
    return f"/dinghai-2024/review/2024-09/fill/{unit.code}/"


def test_the_office_fills_in_for_a_unit_and_another_approves(
    client, plan, firms, september, office, fill, reporter
):
    client.force_login(office)
    assert "9月代填" in text(client.get(fill))
    response = client.post(fill, {**row("T04", "45"), "action": "submit"})
    assert response.url == fill
    assert (now(firms).state, now(firms).on_behalf) == ("submitted", True)
    with pytest.raises(reporting.RefusedError):
        reporting.approve(now(firms), seen_version=1, by=office)
    reporting.approve(now(firms), seen_version=1, by=office_of(plan.district))
    client.force_login(reporter)
    assert '<span class="tag">代填</span>' in text(client.get(FIGURES))


def test_the_office_sees_nothing_of_the_units_own_draft(
    client, firms, september, office, fill, reporter
):
    said = {"explanation": "草稿里的话", "by": reporter, "on": september.due_on}
    reporting.save(firms, september, typed="97531", seen_version=0, **said)
    client.force_login(office)
    page = text(client.get(fill))
    assert not tells(page, "97531")
    assert "草稿里的话" not in page
    client.post(fill, {**row("T04", "", seen=1), "action": "submit"})
    assert (now(firms).state, now(firms).value) == ("draft", 97531)
    clash = client.post(fill, {**row("T04", "45"), "action": "save"})
    assert clash.status_code == 409
    assert not tells(text(clash), "97531")


def test_the_office_writes_a_note_for_a_unit(client, plan, unit, september, office, fill):
    task_of(plan, unit, number=3)
    client.force_login(office)
    posted = {"word-3": "on_course", "text-3": "按计划推进", "seen-3": "0", "action": "submit"}
    client.post(f"{fill}notes/", posted)
    note = ProgressNote.objects.get()
    assert (note.state, note.on_behalf) == ("submitted", True)


def test_nobody_else_fills_in_for_a_unit(client, plan, firms, fill, reporter, leader, head):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    for who in (reporter, leader, head, office_of(elsewhere)):
        client.force_login(who)
        assert client.post(fill, {**row("T04", "45"), "action": "submit"}).status_code == 404
    assert not Measurement.objects.filter(period__month=9).exists()


# The sign-in expired; without JavaScript too


@pytest.fixture
def expired(clerk, firms):
    """The clerk's page, filled in and sent after the sign-in expired."""
    whose = clerk.get(FIGURES).context["whose"]
    clerk.logout()
    return {**row("T04", "45", why="一行说明"), "whose": whose, "action": "submit"}


def test_what_was_typed_comes_back_after_signing_in_again(client, expired, reporter):
    sent = client.post(FIGURES, expired)
    assert sent.url == f"/accounts/login/?next={FIGURES}"
    assert "重新登录后会填回原来的页面" in text(client.get(sent.url))
    client.force_login(reporter)
    page = client.get(FIGURES)
    assert page.context["table"].rows[0].typed == "45"
    assert page.context["table"].rows[0].explanation == "一行说明"
    assert "已填回登录过期前填的内容" in page.context["notice"]
    assert not Measurement.objects.filter(period__month=9).exists()  # until it is sent again
    assert client.get(FIGURES).context["table"].rows[0].typed == ""


def test_notes_come_back_too(client, clerk, plan, unit, september, reporter):
    task_of(plan, unit, number=3)
    whose = clerk.get(NOTES).context["whose"]
    clerk.logout()
    client.post(NOTES, {"word-3": "behind", "text-3": "写到一半", "seen-3": "0", "whose": whose})
    client.force_login(reporter)
    shown = client.get(NOTES).context["table"].rows[0]
    assert (shown.word, shown.text) == ("behind", "写到一半")


def test_nobody_else_is_given_what_was_typed(client, expired, unit, reporter):
    client.post(FIGURES, expired)
    client.force_login(factories.reporter_of(unit))
    assert client.get(FIGURES).context["table"].rows[0].typed == ""
    client.force_login(reporter)
    assert client.get(FIGURES).context["table"].rows[0].typed == ""


@pytest.mark.parametrize(
    "spoilt",
    [{"whose": "1"}, {"whose": ""}, {"value-T04": "4" * 300_000}],
    ids=["forged", "none", "too long"],
)
def test_what_no_form_of_ours_sent_is_not_kept(client, expired, spoilt):
    client.post(FIGURES, {**expired, **spoilt})
    assert "typed" not in client.session
