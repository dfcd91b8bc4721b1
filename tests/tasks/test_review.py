"""The office's queue: approved or returned, one or several at once, all of them or none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from tests.factories import TargetFactory, figure, note_of, period_of, task_of
from tests.figures import tells

pytestmark = pytest.mark.django_db
QUEUE = "/dinghai-2024/review/2024-09/"
ACT = f"{QUEUE}act/"


@pytest.fixture
def desk(client, office, september):
    """A browser of somebody of the office."""
    client.force_login(office)
    return client


@pytest.fixture
def handed_in(plan, unit, reporter, september):
    """handed_in("45"): one more figure of the unit that waits, 40 by August."""

    def hand_in(value="45", **values):
        target = TargetFactory.create(plan=plan, lead_unit=unit, **values)
        figure(target, 8, "40")
        return figure(target, 9, value, state="submitted", entered_by=reporter)

    return hand_in


def key(row):
    kind = "f" if hasattr(row, "value") else "n"
    return f"{kind}:{row.pk}:{row.version}"


def shown(response):
    return [row for group in response.context["groups"] for row in group.rows]


def errors_of(response):
    return [error["text"] for error in response.context["errors"]]


# What the page shows


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_shows_what_waits_in_twelve_queries(
    desk, plan, unit, handed_in, reporter, rows, django_assert_num_queries
):
    for _ in range(rows):
        handed_in()
        note_of(task_of(plan, unit), 9, state="submitted", entered_by=reporter)
    desk.get(QUEUE)
    with django_assert_num_queries(12):
        response = desk.get(QUEUE)
    assert [row.kind for row in shown(response)] == ["f"] * rows + ["n"] * rows


def test_drafts_and_their_figures_are_not_shown_to_the_office(desk, plan, unit, reporter):
    target = TargetFactory.create(plan=plan, lead_unit=unit, short_name="新培育企业")
    figure(target, 9, "97531", state="draft", entered_by=reporter)
    for tab in ("waiting", "approved", "returned", "missing"):
        assert not tells(desk.get(f"{QUEUE}?tab={tab}").content.decode(), "97531")
    gone = desk.get(f"{QUEUE}?tab=missing").context["groups"][0].rows
    assert [(row.name, row.says, row.due) for row in gone] == [
        ("新培育企业", "单位已存草稿，未提交", "10月8日")
    ]


def test_row_stands_beside_last_month_last_year_light_and_checks(desk, handed_in):
    row = handed_in("39", short_name="新培育企业", goal=Decimal(59))
    row.explanation = "剔除1家注销企业"
    row.save()
    factories.PastFigureFactory.create(target=row.target, month=9, value=Decimal(42))
    (line,) = shown(desk.get(QUEUE))
    assert (line.value, line.last, line.change, line.past, line.light) == (
        "39",
        "40",
        "−1",
        "42",
        "behind",
    )
    assert [doubt.short for doubt in line.doubts] == ["累计量减少"]
    assert line.more == [("单位说明", "剔除1家注销企业")]


def test_rows_are_grouped_by_unit_with_who_handed_in(desk, plan, handed_in, reporter):
    at = factories.moment(2024, 10, 8, 9, 12)
    row = handed_in()
    row.submitted_at = at
    row.save()
    (group,) = desk.get(QUEUE).context["groups"]
    assert (group.unit, group.told) == (
        row.target.lead_unit.short_name,
        f"10月8日 09:12 {reporter}提交",
    )


def test_tabs_count_each_state(desk, plan, unit, handed_in):
    handed_in()
    for state in ("approved", "returned", "draft"):
        figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "5", state=state)
    tabs = desk.get(QUEUE).context["tabs"]
    assert [(tab["label"], tab["count"]) for tab in tabs] == [
        ("待审", 1),
        ("有预警", 0),
        ("已通过", 1),
        ("已退回", 1),
        ("未报", 1),
    ]


def test_side_tells_how_far_each_unit_is(desk, plan, unit, handed_in):
    handed_in(reporting_months=[9])
    TargetFactory.create(plan=plan, lead_unit=unit, reporting_months=[9])
    (progress,) = desk.get(QUEUE).context["progress"]
    assert (progress.due, progress.handed_in, progress.says) == (2, 1, "已交1/2")


def checks_of(response):
    return [(check.css, check.text) for check in response.context["checks"]]


def test_side_tells_what_stands_before_the_publication(desk, plan, unit, handed_in):
    handed_in()
    TargetFactory.create(plan=plan, lead_unit=unit)
    response = desk.get(QUEUE)
    assert checks_of(response) == [
        ("no", "8月还没有发布，按月依次发布"),
        ("no", "1项未报，发布后记“逾期未报”"),
        ("no", "1条待审"),
    ]
    assert response.context["blocking"] == "3项未过"


def test_what_is_missing_after_its_day_no_longer_blocks(desk, plan, unit, settings):
    figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "45", state="returned")
    TargetFactory.create(plan=plan, lead_unit=unit)
    settings.DEMO_DAY = date(2024, 10, 9)
    assert checks_of(desk.get(QUEUE)) == [
        ("wn", "2项未报（其中1项退回待改），发布后记“逾期未报”"),
        ("ok", "没有待审的数据和进展"),
    ]


def test_backfilled_month_is_never_called_overdue(desk, plan, unit, september):
    september.is_backfill = True
    september.save()
    TargetFactory.create(plan=plan, lead_unit=unit)
    response = desk.get(QUEUE)
    assert checks_of(response)[0] == ("wn", "1项待补录，发布后记“待补录”")
    assert response.context["due"] == "补录，10月8日前填完"


# Between the months


def test_switcher_leads_to_the_queue_of_every_month_that_has_opened(desk, plan, september):
    period_of(plan, 8, published_at=factories.moment(2024, 9, 10))
    period_of(plan, 10)
    found = [
        (month["label"], month["state"], month["url"])
        for month in desk.get(QUEUE).context["switcher"]
    ]
    assert found == [
        ("8月", "published", "/dinghai-2024/review/2024-08/"),
        ("9月", "current", QUEUE),
        ("10月", "future", ""),
    ]


def test_what_waits_in_another_month_is_told_and_led_to(desk, plan, unit, reporter, september):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    note = task_of(plan, unit)
    figure(target, 8, "40", state="submitted", entered_by=reporter)
    note_of(note, 8, state="submitted", entered_by=reporter)
    response = desk.get(QUEUE)
    assert response.context["elsewhere"] == [("8月2条待审", "/dinghai-2024/review/2024-08/")]
    assert '<a href="/dinghai-2024/review/2024-08/">8月2条待审</a>' in response.content.decode()


def test_month_not_opened_says_when_it_opens(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    period_of(plan, 10)
    response = desk.get(QUEUE.replace("09", "10"))
    assert checks_of(response) == [("no", "11月1日才开放填报")]
    assert response.context["empty"].title == "10月还没有开放填报"
    assert response.context["publish_url"] == ""


def test_before_the_first_month_opens_the_office_finds_its_queue(client, plan, office):
    period_of(plan, 11, opens_on=date(2024, 12, 1), due_on=date(2024, 12, 5))
    client.force_login(office)
    response = client.get("/dinghai-2024/review/", follow=True)
    assert response.redirect_chain == [("/dinghai-2024/review/2024-11/", 302)]
    assert response.status_code == 200


def test_address_without_a_month_leads_to_the_month_being_filed(desk):
    response = desk.get("/dinghai-2024/review/")
    assert (response.status_code, response.url) == (302, QUEUE)


def test_address_without_a_month_leads_to_the_last_one_when_none_is_open(desk, september):
    september.published_at = factories.moment(2024, 10, 8)
    september.save()
    assert desk.get("/dinghai-2024/review/").url == QUEUE


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_queue_is_the_offices_alone(client, plan, handed_in, role):
    row = handed_in()
    client.force_login(getattr(factories, f"{role}_of")(plan.district))
    assert client.get(QUEUE).status_code == 404
    assert client.post(ACT, {"approve": key(row)}).status_code == 404


def test_clerk_cannot_approve_even_their_own(client, reporter, handed_in):
    row = handed_in()
    client.force_login(reporter)
    assert client.post(ACT, {"approve": key(row)}).status_code == 404
    row.refresh_from_db()
    assert row.state == "submitted"


def test_another_districts_office_finds_nothing(client, handed_in):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    client.force_login(factories.office_of(elsewhere))
    row = handed_in()
    assert client.post(ACT, {"approve": key(row)}).status_code == 404


# Approving


def test_one_is_approved(desk, office, handed_in):
    row = handed_in(short_name="新培育企业")
    response = desk.post(ACT, {"approve": key(row)}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.reviewed_by) == ("approved", office)
    assert [str(message) for message in response.context["messages"]] == ["已通过新培育企业。"]


def test_after_one_the_page_goes_on_at_the_row_that_follows(desk, handed_in):
    first, second, third = handed_in(), handed_in(), handed_in()
    places = [
        desk.post(ACT, {"approve": key(row)}).url.partition("#")[2]
        for row in (second, third, first)
    ]
    assert places == [f"r-f-{third.pk}", f"r-f-{first.pk}", ""]


def test_act_asked_for_by_its_address_shows_the_queue(desk, handed_in):
    handed_in()
    response = desk.get(ACT)
    assert (response.status_code, response.url) == (302, QUEUE)


def test_several_are_approved_at_once_figures_and_notes(desk, plan, unit, reporter, handed_in):
    note = note_of(task_of(plan, unit), 9, state="submitted", entered_by=reporter)
    rows = [handed_in(), handed_in(), note]
    response = desk.post(
        ACT, {"approve": "picked", "pick": [key(row) for row in rows]}, follow=True
    )
    assert [str(message) for message in response.context["messages"]] == ["已通过3条。"]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["approved"] * 3


def test_second_press_is_the_same_approval(desk, handed_in):
    row = handed_in()
    posted = {"approve": "picked", "pick": [key(row)]}
    assert [desk.post(ACT, posted).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert (row.state, row.version) == ("approved", 2)


def test_doubtful_ones_are_not_approved_in_bulk_but_singly(desk, handed_in):
    sure, odd = handed_in(), handed_in("39", short_name="新培育企业")
    response = desk.post(ACT, {"approve": "picked", "pick": [key(sure), key(odd)]})
    assert response.status_code == 422
    assert response.context["errors"] == [
        {"url": f"#r-f-{odd.pk}", "text": "有预警的须逐条通过，请去掉勾选：新培育企业。"}
    ]
    assert response.context["picked"] == [key(sure), key(odd)]
    sure.refresh_from_db()
    assert sure.state == "submitted"
    assert desk.post(ACT, {"approve": key(odd)}).status_code == 302
    odd.refresh_from_db()
    assert odd.state == "approved"


def test_nothing_picked_is_said(desk, handed_in):
    handed_in()
    response = desk.post(ACT, {"approve": "picked"})
    assert response.status_code == 422
    assert errors_of(response) == ["还没有勾选：在左侧勾选要处理的各条。"]


def test_figure_changed_meanwhile_stops_all_and_is_told(desk, handed_in):
    same, changed = handed_in(), handed_in(short_name="新培育企业")
    seen = [key(same), key(changed)]
    changed.version, changed.value = 3, Decimal(46)
    changed.save()
    response = desk.post(ACT, {"approve": "picked", "pick": seen})
    assert response.status_code == 409
    assert errors_of(response) == [
        "新培育企业9月刚有变动，这次什么都没有改。请看现在的情况再决定。"
    ]
    same.refresh_from_db()
    assert same.state == "submitted"


def test_figure_withdrawn_meanwhile_is_told(desk, handed_in):
    row = handed_in(short_name="新培育企业")
    seen = key(row)
    row.state, row.version, row.submitted_by, row.submitted_at = "draft", 2, None, None
    row.save()
    response = desk.post(ACT, {"approve": seen})
    assert response.status_code == 422
    assert errors_of(response) == ["新培育企业9月已由单位撤回，等重新提交后再审核。"]


@pytest.mark.parametrize("value", ["f:0:1", "f:x:1", "g:1:1", "f:1", "", "f:99999999999999:1"])
def test_made_up_rows_are_refused(desk, handed_in, value):
    handed_in()
    assert desk.post(ACT, {"approve": value}).status_code in {404, 422}


def test_row_of_another_month_is_not_found(desk, handed_in, plan):
    row = handed_in()
    period_of(plan, 8)
    response = desk.post(ACT.replace("09", "08"), {"approve": key(row)})
    assert response.status_code == 404
    row.refresh_from_db()
    assert row.state == "submitted"


# Returning


def test_one_is_returned_with_its_reason(desk, handed_in):
    row = handed_in(short_name="新培育企业")
    response = desk.post(ACT, {"return": key(row), f"reason-{key(row)}": "请附名单"}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("returned", "请附名单")
    assert [str(message) for message in response.context["messages"]] == [
        "已退回新培育企业，单位在“我的填报”里看得到理由。"
    ]


def test_several_are_returned_with_one_reason(desk, plan, unit, reporter, handed_in):
    note = note_of(task_of(plan, unit), 9, state="submitted", entered_by=reporter)
    rows = [handed_in("39"), handed_in(), note]
    picks = [key(row) for row in rows]
    desk.post(ACT, {"return": "picked", "pick": picks, "reason-picked": "请核对计量单位。"})
    for row in rows:
        row.refresh_from_db()
    assert [(row.state, row.reason) for row in rows] == [("returned", "请核对计量单位。")] * 3


def test_a_return_counts_as_the_units_mistake_unless_the_office_says_it_is_none(desk, handed_in):
    wrong, changed = handed_in(short_name="甲"), handed_in(short_name="乙")
    desk.post(ACT, {"return": key(wrong), f"reason-{key(wrong)}": "数值有误"})
    posted = {"return": key(changed), f"reason-{key(changed)}": "口径调整"}
    response = desk.post(ACT, {**posted, f"excused-{key(changed)}": "on"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "已退回甲，单位在“我的填报”里看得到理由。",
        "已退回乙，不作为差错扣分，单位在“我的填报”里看得到理由。",
    ]
    for row in (wrong, changed):
        row.refresh_from_db()
    assert (wrong.faults, changed.faults) == (1, 0)


def test_several_are_excused_together_notes_too(desk, plan, unit, reporter, handed_in):
    note = note_of(task_of(plan, unit), 9, state="submitted", entered_by=reporter)
    rows = [handed_in(), note]
    posted = {"return": "picked", "pick": [key(row) for row in rows], "reason-picked": "口径调整"}
    desk.post(ACT, {**posted, "excused-picked": "on"})
    for row in rows:
        row.refresh_from_db()
    assert [(row.state, row.faults) for row in rows] == [("returned", 0)] * 2


def test_the_tick_stays_where_a_return_was_refused(desk, handed_in):
    row, other = handed_in(), handed_in()
    posted = {"return": key(row), f"reason-{key(row)}": "", f"excused-{key(row)}": "on"}
    page = desk.post(ACT, posted).content.decode()
    assert f'name="excused-{key(row)}" checked' in page
    assert f'name="excused-{key(other)}" checked' not in page


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "请写明退回理由，单位据此修改。"),
        ("  ", "请写明退回理由，单位据此修改。"),
        ("长" * 301, "退回理由最多300字，现有301字。"),
    ],
)
def test_return_needs_a_reason_of_some_length(desk, handed_in, reason, sentence):
    row = handed_in()
    response = desk.post(ACT, {"return": key(row), f"reason-{key(row)}": reason})
    assert response.status_code == 422
    assert response.context["errors"] == [{"url": f"#why-{key(row)}", "text": sentence}]
    page = response.content.decode()
    assert f'<details class="retmore" id="t-f-{row.pk}" open>' in page
    assert f'id="wrong-{key(row)}"' in page
    assert response.context["picked"] == []
    assert shown(response)[0].typed_reason == reason.strip()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_approved_figure_can_still_be_returned(desk, plan, unit):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    row = figure(target, 9, "45")
    assert shown(desk.get(f"{QUEUE}?tab=approved"))[0].may_return
    posted = {"return": key(row), f"reason-{key(row)}": "口径有误", "tab": "approved"}
    assert desk.post(ACT, posted).url == f"{QUEUE}?tab=approved"
    row.refresh_from_db()
    assert row.state == "returned"


def test_published_month_is_read_only(desk, plan, unit, september):
    row = figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "45")
    september.published_at = factories.moment(2024, 10, 8)
    september.save()
    page = desk.get(f"{QUEUE}?tab=approved")
    assert not shown(page)[0].may_return
    assert (page.context["due"], checks_of(page)) == ("9月已发布", [("ok", "9月已发布")])
    assert desk.get(QUEUE).context["empty"].url == "/dinghai-2024/2024-09/"
    response = desk.post(ACT, {"return": key(row), f"reason-{key(row)}": "口径有误"})
    assert response.status_code == 422
    assert errors_of(response) == ["9月已发布，更改须走更正。"]


def test_returned_row_shows_the_reason_given(desk, plan, unit):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    figure(target, 9, "45", state="returned", reason="请附名单")
    assert shown(desk.get(f"{QUEUE}?tab=returned"))[0].more == [("退回理由", "请附名单")]


@pytest.mark.parametrize(
    ("tab", "title"),
    [
        ("waiting", "没有待审的"),
        ("approved", "还没有通过的"),
        ("returned", "没有退回待改的"),
        ("missing", "应报的都已交"),
    ],
)
def test_empty_tab_says_so(desk, tab, title):
    response = desk.get(f"{QUEUE}?tab={tab}")
    assert response.context["empty"].title == title
    assert f"<h2>{title}</h2>" in response.content.decode()


def test_nothing_waiting_leads_to_what_is_missing(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    empty = desk.get(QUEUE).context["empty"]
    assert (empty.text, empty.url) == (
        "还有1项未报，单位提交后列在这里。",
        f"{QUEUE}?tab=missing",
    )


def test_all_approved_leads_to_the_publication(desk, plan, unit):
    figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "45")
    empty = desk.get(QUEUE).context["empty"]
    assert (empty.title, empty.url) == ("9月都审完了", f"{QUEUE}publish/")


def test_tab_that_does_not_exist_is_not_found(desk):
    assert desk.get(f"{QUEUE}?tab=secret").status_code == 404


def test_overdue_is_said_after_the_day(desk, plan, unit, settings):
    TargetFactory.create(plan=plan, lead_unit=unit)
    settings.DEMO_DAY = date(2024, 10, 9)
    gone = desk.get(f"{QUEUE}?tab=missing").context["groups"][0].rows
    assert [row.says for row in gone] == ["逾期未报，还没有填"]
