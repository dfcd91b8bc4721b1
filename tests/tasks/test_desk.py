"""The office's desk: whom to ask, what is not released yet, what goes through in one press."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dashboard.readiness import readiness
from plans.models import Evidence
from tests import factories
from tests.factories import TargetFactory, figure, moment, note_of, period_of, task_of
from tests.figures import tells

pytestmark = pytest.mark.django_db
QUEUE = "/dinghai-2024/review/2024-09/"
ACT, REMIND = f"{QUEUE}act/", f"{QUEUE}remind/"
LOG = "/dinghai-2024/review/reminders/"


@pytest.fixture
def desk(client, office, september):
    """A browser of somebody of the office."""
    client.force_login(office)
    return client


@pytest.fixture
def signed_plan(plan):
    """The plan, with the unit's head releasing what the unit submits."""
    plan.countersign = True
    plan.save()
    return plan


def key(row):
    return f"{'f' if hasattr(row, 'value') else 'n'}:{row.pk}:{row.version}"


def shown(response):
    return [row for group in response.context["groups"] for row in group.rows]


def tabs(response):
    return {tab["label"]: tab["count"] for tab in response.context["tabs"]}


# Whom to ask


def test_missing_is_told_with_the_person_and_the_telephone(desk, plan, unit):
    unit.phone = "0580-2020000"
    unit.save()
    factories.member_of(unit, full_name="张三", phone="13800000001")
    TargetFactory.create(plan=plan, lead_unit=unit)
    response = desk.get(f"{QUEUE}?tab=missing")
    (group,) = response.context["groups"]
    assert [(person.name, person.phone) for person in group.people] == [("张三", "13800000001")]
    page = response.content.decode()
    assert '<a href="tel:13800000001">13800000001</a>' in page
    assert '<a href="tel:0580-2020000">0580-2020000</a>' in page


def test_person_named_for_the_target_is_the_one_to_ask(desk, plan, unit, reporter):
    named = factories.member_of(unit, full_name="李四")
    TargetFactory.create(plan=plan, lead_unit=unit, reporter=named)
    (group,) = desk.get(f"{QUEUE}?tab=missing").context["groups"]
    assert [person.name for person in group.people] == ["李四"]


def test_unit_without_anybody_says_so(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    assert "还没有填报员" in desk.get(f"{QUEUE}?tab=missing").content.decode()


# What the unit's head has not released


def test_submitted_is_neither_shown_nor_approved_before_the_head_releases_it(
    desk, signed_plan, unit, reporter
):
    target = TargetFactory.create(plan=signed_plan, lead_unit=unit, short_name="新培育企业")
    row = figure(target, 9, "97531", state="submitted", entered_by=reporter, explanation="内情")
    note = note_of(task_of(signed_plan, unit), 9, state="submitted", text="还没放行的进展")
    pages = [desk.get(f"{QUEUE}?tab={tab}") for tab in ("waiting", "unsigned", "approved")]
    for page in pages:
        assert not tells(page.content.decode(), "97531")
        assert "内情" not in page.content.decode()
        assert "还没放行的进展" not in page.content.decode()
    assert tabs(pages[1]) == {
        "待审": 0,
        "有预警": 0,
        "待单位审核": 2,
        "已通过": 0,
        "已退回": 0,
        "未报": 0,
    }
    assert shown(pages[1])[0].name == "新培育企业"
    for each in (row, note):
        assert desk.post(ACT, {"approve": key(each)}).status_code == 422
        each.refresh_from_db()
        assert each.state == "submitted"


def test_earlier_month_not_released_is_not_shown_beside_the_figure(
    desk, signed_plan, unit, reporter, office
):
    target = TargetFactory.create(plan=signed_plan, lead_unit=unit)
    figure(target, 8, "97531", state="submitted", entered_by=reporter)
    signed = {"countersigned_by": factories.head_of(unit), "countersigned_at": moment(2024, 10, 8)}
    figure(target, 9, "45", state="countersigned", entered_by=reporter, **signed)
    response = desk.get(QUEUE)
    (row,) = shown(response)
    assert (row.value, row.last) == ("45", "—")
    assert not tells(response.content.decode(), "97531")
    assert row.more[-1][0] == "单位审核"


def test_what_the_head_gave_back_is_a_draft_to_the_office(desk, signed_plan, unit, reporter):
    target = TargetFactory.create(plan=signed_plan, lead_unit=unit)
    figure(target, 9, "97531", state="returned", reason="先核数", entered_by=reporter)
    for tab in ("returned", "missing"):
        page = desk.get(f"{QUEUE}?tab={tab}").content.decode()
        assert not tells(page, "97531")
        assert "先核数" not in page
    assert tabs(desk.get(QUEUE))["已退回"] == 0
    assert tabs(desk.get(QUEUE))["未报"] == 1


def test_month_is_not_ready_while_a_unit_has_to_release(desk, signed_plan, unit, reporter):
    target = TargetFactory.create(plan=signed_plan, lead_unit=unit)
    figure(target, 9, "45", state="submitted", entered_by=reporter)
    checks = [(check.css, check.text) for check in desk.get(QUEUE).context["checks"]]
    assert ("no", "1条待单位审核") in checks
    told = [(check.level, check.text) for check in readiness(signed_plan, 9, date(2024, 10, 9))]
    assert ("block", "1条待单位审核") in told
    assert ("ok", "没有待审的数据和进展") not in told


# What a row says


def test_row_shows_nature_expectation_source_and_on_whose_behalf(desk, plan, unit, reporter):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    figure(
        target,
        9,
        "45",
        state="submitted",
        entered_by=reporter,
        nature="preliminary",
        expectation="50",
        source="统计局",
        is_nil=True,
        on_behalf=True,
    )
    (row,) = shown(desk.get(QUEUE))
    assert list(row.tags) == ["快报", "零报告", "代填"]
    assert list(row.more) == [("来源", "统计局"), ("预计", "50家")]


# In one press


@pytest.fixture
def three(plan, unit, reporter):
    """Two figures without a doubt and one with."""
    rows = []
    for value in ("45", "39", "46"):
        target = TargetFactory.create(plan=plan, lead_unit=unit)
        figure(target, 8, "40")
        rows.append(figure(target, 9, value, state="submitted", entered_by=reporter))
    return rows


def test_all_without_a_doubt_are_approved_in_one_press(desk, three):
    page = desk.get(QUEUE)
    assert page.context["sure"] == [key(three[0]), key(three[2])]
    assert "全部无异常通过（2条）" in page.content.decode()
    response = desk.post(ACT, {"approve": "sure", "sure": " ".join(page.context["sure"])})
    assert response.status_code == 302
    for row in three:
        row.refresh_from_db()
    assert [row.state for row in three] == ["approved", "submitted", "approved"]


def test_doubtful_one_slipped_among_them_stops_all(desk, three):
    response = desk.post(ACT, {"approve": "sure", "sure": " ".join(key(row) for row in three)})
    assert response.status_code == 422
    three[0].refresh_from_db()
    assert three[0].state == "submitted"


def test_figure_changed_meanwhile_stops_the_press_for_all(desk, three):
    seen = " ".join(desk.get(QUEUE).context["sure"])
    three[2].version = 2
    three[2].save()
    assert desk.post(ACT, {"approve": "sure", "sure": seen}).status_code == 409
    three[0].refresh_from_db()
    assert three[0].state == "submitted"


def test_own_work_is_left_out_of_the_press(desk, plan, unit, office):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    figure(target, 9, "45", state="submitted", entered_by=office, on_behalf=True)
    assert desk.get(QUEUE).context["sure"] == []


def test_flagged_ones_have_a_tab_of_their_own(desk, three):
    response = desk.get(f"{QUEUE}?tab=flagged")
    assert [row.pk for row in shown(response)] == [three[1].pk]
    assert tabs(response)["有预警"] == 1


# Chasing by hand


def test_desk_says_how_many_units_a_press_would_chase_and_has_the_text(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="新培育企业")
    chase = desk.get(QUEUE).context["chase"]
    assert (chase.units, chase.ways, chase.last) == (1, "站内提醒", "")
    assert chase.text.splitlines() == [
        f"【催报】{unit}还有1项未报",
        "9月1项未报，今天24:00截止：新培育企业。",
        "请尽快登录填报：http://testserver/dinghai-2024/entry/",
        f"{plan.short_title}专班",
    ]


def test_press_chases_and_says_so_and_the_second_is_refused(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    response = desk.post(REMIND, {"unit": "all"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["已催报1家。"]
    assert response.context["chase"].last != ""
    again = desk.post(REMIND, {"unit": str(unit.pk)})
    assert again.status_code == 422
    assert again.context["errors"][0]["text"].startswith(f"{unit}刚催过，20小时内不再催。")


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 40, "１"])
def test_made_up_unit_is_not_found(desk, plan, unit, typed):
    assert desk.post(REMIND, {"unit": typed}).status_code in {404, 422}


def test_unit_of_another_district_is_not_chased(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    district = factories.DistrictFactory.create(code="putuo", name="普陀区")
    other = factories.UnitFactory.create(district=district)
    assert desk.post(REMIND, {"unit": str(other.pk)}).status_code == 422
    assert desk.get(LOG).context["lines"] == []


def test_press_asked_for_by_its_address_shows_the_queue(desk):
    response = desk.get(REMIND)
    assert (response.status_code, response.url) == (302, f"{QUEUE}?tab=missing")


def test_published_month_offers_no_chasing(desk, plan, unit, september):
    TargetFactory.create(plan=plan, lead_unit=unit)
    september.published_at = moment(2024, 10, 8)
    september.save()
    assert desk.get(QUEUE).context["chase"] is None
    assert desk.post(REMIND, {"unit": "all"}).status_code == 422


# The log


def test_log_tells_what_was_sent_to_whom_and_what_failed(desk, plan, unit, settings, office):
    settings.MAIL_FROM = "office@xushi.example"
    TargetFactory.create(plan=plan, lead_unit=unit)
    factories.member_of(unit, full_name="张三")
    told = desk.post(REMIND, {"unit": "all"}, follow=True).context["messages"]
    assert [str(message) for message in told] == ["已催报1家。1条没有发出去，见催报记录。"]
    page = desk.get(LOG)
    lines = [(line.way, line.to, line.stage, line.by) for line in page.context["lines"]]
    assert lines == [
        ("邮件", "—", "发送失败", str(office)),
        ("站内提醒", "张三", "已发送", str(office)),
    ]
    assert "单位没有人登记邮箱，请由管理员补上后重发" in page.content.decode()
    assert desk.get(QUEUE).context["chase"].undelivered == 1


def test_failed_one_is_sent_again_from_the_log(desk, plan, unit, settings, mailoutbox):
    settings.MAIL_FROM = "office@xushi.example"
    TargetFactory.create(plan=plan, lead_unit=unit)
    person = factories.member_of(unit, full_name="张三")
    desk.post(REMIND, {"unit": "all"})
    failed = desk.get(LOG).context["lines"][0]
    assert desk.post(f"{LOG}{failed.pk}/").status_code == 422  # still nobody to write to
    person.email = "z@xushi.example"
    person.save()
    assert desk.post(f"{LOG}{failed.pk}/").status_code == 302
    assert [sent.to for sent in mailoutbox] == [["z@xushi.example"]]
    assert desk.post(f"{LOG}{failed.pk}/").status_code == 422


def test_another_plans_log_is_its_own(client, desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    desk.post(REMIND, {"unit": "all"})
    district = factories.DistrictFactory.create(code="putuo", name="普陀区")
    other = factories.PlanFactory.create(slug="putuo-2024", district=district)
    period_of(other, 9)
    line = desk.get(LOG).context["lines"][0]
    client.force_login(factories.office_of(district))
    assert client.get("/putuo-2024/review/reminders/").context["lines"] == []
    assert client.post(f"/putuo-2024/review/reminders/{line.pk}/").status_code == 404
    assert client.get(LOG).status_code == 404


@pytest.mark.parametrize("rows", [1, 60])
def test_log_takes_few_queries(desk, plan, rows, django_assert_max_num_queries):
    for _ in range(rows):
        TargetFactory.create(
            plan=plan, lead_unit=factories.UnitFactory.create(district=plan.district)
        )
    desk.post(REMIND, {"unit": "all"})
    with django_assert_max_num_queries(8):
        assert len(desk.get(LOG).context["lines"]) == rows


# What the unit sees


def test_unit_sees_that_it_was_chased_until_all_is_in(client, desk, plan, unit, reporter):
    target = TargetFactory.create(plan=plan, lead_unit=unit, short_name="新培育企业")
    other = factories.reporter_of(factories.UnitFactory.create(district=plan.district))
    desk.post(REMIND, {"unit": "all"})
    client.force_login(reporter)
    page = client.get("/dinghai-2024/entry/").content.decode()
    assert "专班催报" in page
    assert "9月1项未报，今天24:00截止：新培育企业。" in page
    figure(target, 9, "45", state="submitted", entered_by=reporter)
    assert "专班催报" not in client.get("/dinghai-2024/entry/").content.decode()
    client.force_login(other)
    assert "专班催报" not in client.get("/dinghai-2024/entry/").content.decode()


def test_missing_tells_when_the_unit_was_last_chased(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    desk.post(REMIND, {"unit": "all"})
    (group,) = desk.get(f"{QUEUE}?tab=missing").context["groups"]
    assert group.chased.startswith("10月8日 ")


# Files


@pytest.mark.parametrize("files", [1, 3])
def test_row_lists_its_files_and_none_that_was_taken_down(
    desk, plan, unit, reporter, office, files, django_assert_num_queries
):
    row = figure(
        TargetFactory.create(plan=plan, lead_unit=unit),
        9,
        "45",
        state="submitted",
        entered_by=reporter,
    )
    note = note_of(task_of(plan, unit), 9, state="submitted", entered_by=reporter)
    kept = {"plan": plan, "unit": unit, "uploaded_by": reporter, "size": 1, "sha256": "0" * 64}
    for number in range(files):
        row.evidence.add(Evidence.objects.create(name=f"名单{number}.pdf", **kept))
    gone = {"removed_by": reporter, "removed_at": moment(2024, 10, 8)}
    row.evidence.add(Evidence.objects.create(name="旧.pdf", **kept, **gone))
    note.evidence.add(Evidence.objects.create(name="照片.jpg", **kept))
    desk.get(QUEUE)
    with django_assert_num_queries(12):
        response = desk.get(QUEUE)
    found = [[proof.name for proof in line.proofs] for line in shown(response)]
    assert found == [[f"名单{number}.pdf" for number in range(files)], ["照片.jpg"]]
    assert f'<a href="{shown(response)[1].proofs[0].url}">照片.jpg</a>' in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_returned_are_shown_as_they_were_in_twelve_queries(
    desk, plan, unit, office, reporter, rows, django_assert_num_queries
):
    for _ in range(rows):
        row = figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "1.25", state="submitted")
        note = note_of(task_of(plan, unit), 9, state="submitted", text="原来的进展")
        for each in (row, note):
            desk.post(ACT, {"return": key(each), f"reason-{key(each)}": "请核对"})
            each.refresh_from_db()
        row.value, note.text = Decimal(97531), "改了一半"
        row.save()
        note.save()
    desk.get(f"{QUEUE}?tab=returned")
    with django_assert_num_queries(12):
        response = desk.get(f"{QUEUE}?tab=returned")
    assert [row.value or row.text for row in shown(response)] == ["1.25"] * rows + [
        "原来的进展"
    ] * rows
    assert not tells(response.content.decode(), "97531")
