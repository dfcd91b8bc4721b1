"""One person's calendar: what is due in it, read back from the file, and how its address is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from targets.models import Target
from tasks import calendars
from tasks.models import CalendarKey, Task
from tests import factories
from tests.factories import figure, period_of, task_of
from tests.looped import (
    highlight_of,
    meeting_of,
    milestone_of,
    order_of,
    problem_of,
    resolution_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)


@pytest.fixture(autouse=True)
def day(settings):
    """The fourth of March, when February is being filed."""
    settings.DEMO, settings.DEMO_DAY = True, DAY
    caches["visitors"].clear()


@pytest.fixture
def matters(plan, unit, reporter, office):
    """One thing of each kind due from the unit, the same from another, and a meeting."""
    other = factories.UnitFactory.create(district=plan.district)
    period_of(plan, 1, published_at=factories.moment(2024, 2, 10))
    period_of(plan, 2)
    for number, (whose, person) in enumerate(
        ((unit, reporter), (other, factories.reporter_of(other))), 1
    ):
        target = factories.TargetFactory.create(plan=plan, lead_unit=whose, name="泄密指标")
        task = task_of(plan, whose, number=number)
        milestone_of(task, whose, title=f"榜单{number}")
        problem_of(target, whose, person, title=f"问题{number}", state="solving")
        order_of(plan, whose, office, title=f"督办{number}")
        resolution_of(
            meeting_of(plan, office, state="held", held_on=date(2024, 3, 1), title="2月例会"),
            whose,
            text=f"议定{number}",
        )
    agenda = [{"title": "滞后", "unit": unit.code, "kind": "other", "key": "", "note": ""}]
    meeting_of(plan, office, agenda=agenda, place="301室")
    return plan


def read(client, secret):
    """The feed as a calendar program reads it."""
    from icalendar import Calendar

    response = client.get(reverse("calendar_feed", args=[secret]))
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def titles(client, user):
    return [str(each["summary"]) for each in read(client, calendars.make(user, by=user))]


def test_a_clerk_finds_what_the_unit_owes_and_nothing_of_another_unit(client, matters, reporter):
    assert titles(client, reporter) == [
        "2月数据报送截止：还有指标1项、进展1项没报",
        "3月例会（301室）",
        "里程碑到期：榜单1（任务1）",
        "督办单回复到期：督办1（督〔2024〕1号）",
        "问题到期：问题1（2024-01）",
        "议定事项到期：议定1",
    ]


def test_what_was_handed_in_or_settled_leaves_the_calendar(client, matters, unit, reporter):
    target = Target.objects.get(lead_unit=unit)
    figure(target, 2, "5", state="submitted")
    factories.note_of(Task.objects.get(number=1), 2, state="submitted")
    unit.problems.update(state="claimed")
    unit.orders.update(state="answered")
    unit.milestones.update(state="claimed")
    unit.resolutions.update(state="claimed")
    assert titles(client, reporter) == ["3月例会（301室）"]


def test_the_office_finds_due_days_publication_and_what_waits(client, matters, office, unit):
    highlight_of(matters, unit, factories.reporter_of(unit))
    unit.resolutions.update(state="claimed")
    assert titles(client, office) == [
        "待办：待核实的议定事项1项、待选用的亮点1项",
        "2月各单位数据报送截止",
        "2月数据审核、发布",
        "3月例会（301室）",
    ]


def test_a_leader_finds_the_meetings_alone_and_an_administrator_nothing(client, matters, leader):
    assert titles(client, leader) == ["3月例会（301室）"]
    assert titles(client, factories.administrator_of(matters.district)) == []


def test_an_event_is_all_day_with_a_stable_name_and_a_reminder_a_day_before(
    client, matters, reporter
):
    secret = calendars.make(reporter, by=reporter)
    first, again = read(client, secret), read(client, secret)
    assert [str(each["uid"]) for each in first] == [str(each["uid"]) for each in again]
    assert len({str(each["uid"]) for each in first}) == 6
    event = next(each for each in first if "问题" in str(each["summary"]))
    assert str(event["uid"]) == "problem-1-dinghai-2024@xushi"
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2024, 3, 29), date(2024, 3, 30))
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-1)


def test_a_made_up_plan_says_so_in_every_title(client, matters, reporter):
    type(matters).objects.update(is_demo=True)
    assert all(each.startswith("演示数据，不作依据：") for each in titles(client, reporter))


def test_the_feed_asks_no_more_than_twelve_questions_however_much_there_is(
    client, matters, unit, reporter
):
    secret = calendars.make(reporter, by=reporter)
    for number in range(20):
        target = factories.TargetFactory.create(plan=matters, lead_unit=unit)
        problem_of(target, unit, reporter, number=10 + number, state="solving")
        another = factories.PlanFactory.create(district=matters.district)
        period_of(another, 2)
        factories.TargetFactory.create(plan=another, lead_unit=unit)
    with CaptureQueriesContext(connection) as queries:
        events = read(client, secret)
    assert len(events) == 6 + 20 + 20
    assert len(queries) <= 12


# The address


def test_only_the_digest_is_kept_and_a_new_address_ends_the_old(client, reporter):
    old = calendars.make(reporter, by=reporter)
    assert len(old) == 43
    assert old not in str(CalendarKey.objects.values().get())
    new = calendars.make(reporter, by=reporter)
    assert new != old
    assert client.get(reverse("calendar_feed", args=[old])).status_code == 404
    assert client.get(reverse("calendar_feed", args=[new])).status_code == 200
    calendars.drop(reporter, by=reporter)
    assert client.get(reverse("calendar_feed", args=[new])).status_code == 404


@pytest.mark.parametrize("role", ["office", "administrator", "leader", "head"])
def test_nobody_makes_or_drops_anothers(plan, unit, reporter, role):
    by = {
        "office": lambda: factories.office_of(plan.district),
        "administrator": lambda: factories.administrator_of(plan.district),
        "leader": lambda: factories.leader_of(plan.district),
        "head": lambda: factories.head_of(unit),
    }[role]()
    for act in (calendars.make, calendars.drop):
        with pytest.raises(PermissionDenied):
            act(reporter, by=by)
    assert not CalendarKey.objects.exists()


def test_a_lost_role_or_a_locked_account_empties_the_calendar(client, matters, reporter):
    secret = calendars.make(reporter, by=reporter)
    assert len(read(client, secret)) == 6
    reporter.is_active = False
    reporter.save()
    assert read(client, secret) == []
    reporter.is_active = True
    reporter.save()
    Membership.objects.filter(user=reporter).delete()
    assert read(client, secret) == []


@pytest.mark.parametrize("secret", ["x", "0" * 64, "é中文", "a" * 5000, "..%2f..", "%00"])
def test_any_other_address_is_not_found(client, reporter, secret):
    calendars.make(reporter, by=reporter)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
    assert client.get(f"/calendar/{CalendarKey.objects.get().digest}.ics").status_code == 404


def test_who_guesses_addresses_is_stopped(client):
    answers = {client.get("/calendar/x.ics").status_code for _ in range(240)}
    assert answers == {404}
    assert client.get("/calendar/x.ics").status_code == 429


def test_the_feed_sets_no_cookie_and_no_browser_keeps_it(client, matters, reporter):
    secret = calendars.make(reporter, by=reporter)
    response = client.get(reverse("calendar_feed", args=[secret]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "泄密指标" not in response.content.decode()


def test_the_page_shows_the_address_once(client, matters, reporter):
    client.force_login(reporter)
    url = reverse("calendar_key")
    assert "未启用" in client.get(url).content.decode()
    made = client.post(url, {"act": "make"})
    [address] = [made.context["address"]]
    assert address.startswith("http://testserver/calendar/")
    assert address in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert len(read(client, address.rpartition("/")[2].removesuffix(".ics"))) == 6
    again = client.get(url).content.decode()
    assert "已启用" in again
    assert "/calendar/" not in again.replace("/accounts/calendar/", "")
    client.post(url, {"act": "drop"})
    assert not CalendarKey.objects.exists()


def test_sign_in_is_asked_for_on_the_page(client):
    assert client.get(reverse("calendar_key"))["Location"].startswith("/accounts/login/")
