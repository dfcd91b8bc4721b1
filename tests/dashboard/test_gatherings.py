"""Highlights and meetings on their pages: who sees which, what is proposed, what a press comes to."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dashboard import publication
from dashboard.loop import agenda_items
from tasks.meetings import Item
from tasks.models import Highlight, Meeting, Resolution
from tests import factories
from tests.looped import (
    highlight_of,
    meeting_of,
    order_of,
    problem_of,
    resolution_of,
    step_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 18)


@pytest.fixture(autouse=True)
def day(settings, tmp_path):
    """The eighteenth of March."""
    settings.DEMO, settings.DEMO_DAY = True, DAY
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def lagging(plan, unit, reporter, office):
    """One of each that an agenda is drawn from, and one of each that it is not."""
    late, fine = (
        factories.TargetFactory.create(plan=plan, lead_unit=unit, code=code, short_name=code)
        for code in ("T01", "T02")
    )
    factories.figure(late, 1, "1")
    factories.figure(fine, 1, "30")
    factories.period_of(plan, 2)
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    past, future = date(2024, 3, 15), date(2024, 3, 29)
    held = meeting_of(plan, office, state="held", title="2月例会", held_on=date(2024, 3, 1))
    resolution_of(held, unit, text="没办的", due_on=past)
    resolution_of(held, unit, text="报了的", due_on=future, state="claimed", claimed_by=reporter)
    another = {"confirmed_by": office, "confirmed_on": past}
    resolution_of(held, unit, text="办了的", state="done", claimed_by=reporter, **another)
    for due_on, title in ((past, "超期"), (future, "没到期")):
        order_of(plan, unit, office, title=f"{title}督办", due_on=due_on)
        problem_of(late, unit, reporter, title=f"{title}问题", due_on=due_on, state="solving")
    return plan


def test_an_agenda_begins_with_what_earlier_meetings_left_open_then_what_lags(lagging):
    found = [(item.kind, item.title, item.note) for item in agenda_items.proposed(lagging, on=DAY)]
    assert found == [
        ("resolution", "没办的", "2月例会议定，时限3月15日，办理中，超期3天"),
        ("resolution", "报了的", "2月例会议定，时限3月29日，已报完成"),
        ("order", "超期督办", "督〔2024〕1号，时限3月15日，没有回复，超期3天"),
        ("problem", "超期问题", "2024-01，时限3月15日，没有解决，超期3天"),
        ("target", "T01", "1月严重滞后，偏差−6.6个百分点"),
    ]


def test_a_meeting_is_called_with_what_is_ticked_and_what_is_added(client, lagging, office):
    client.force_login(office)
    form = {"title": "3月例会", "held_on": "2024-03-20", "begins_at": "9：30", "own": "其他\n\n"}
    sent = client.post(
        reverse("gathering_new", args=[lagging.slug]),
        {**form, "act": "call", "pick": ["target-T01", "resolution-1-1", "target-T02", "x"]},
    )
    made = Meeting.objects.get(number=2)
    assert sent["Location"] == reverse("gathering_detail", args=[lagging.slug, 2])
    assert [item["title"] for item in made.agenda] == ["没办的", "T01", "其他"]
    assert f"{made.begins_at:%H:%M}" == "09:30"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"held_on": "明天"}, "“明天”不是日期"),
        ({"held_on": "2024-03-01"}, "日期3月1日已经过去"),
        ({"begins_at": "25:99"}, "“25:99”不是时间"),
        ({"title": ""}, "请写明会议名称"),
    ],
)
def test_wrong_input_is_said_and_what_was_typed_is_kept(client, lagging, office, typed, told):
    client.force_login(office)
    form = {"act": "call", "title": "例会", "held_on": "2024-03-20", "own": "留下我"} | typed
    page = client.post(reverse("gathering_new", args=[lagging.slug]), form)
    text = page.content.decode()
    assert (page.status_code, told in text, "留下我" in text) == (422, True, True)
    assert Meeting.objects.count() == 1


def test_from_the_meeting_to_its_end_a_resolution_is_followed(client, lagging, unit, office):
    row = meeting_of(lagging, office, held_on=DAY)
    place = reverse("gathering_detail", args=[lagging.slug, row.number])
    client.force_login(office)
    client.post(place, {"act": "hold", "seen": "1", "minutes": "到会10人。"})
    words = {"text": "月底前清零", "unit": unit.code, "due_on": "2024-03-29"}
    client.post(place, {"act": "resolve", "seen": "2", **words})
    made = Resolution.objects.get(meeting=row)
    item = reverse("resolution_detail", args=[lagging.slug, row.number, made.number])
    client.force_login(factories.reporter_of(unit))
    assert client.post(item, {"act": "claim", "seen": "1", "text": "已清零"}).status_code == 302
    client.force_login(office)
    assert client.post(item, {"act": "confirm", "seen": "2"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.text, made.confirmed_by) == ("done", "月底前清零", office)
    page = client.get(item).content.decode()
    assert "已清零" in page
    assert "到会10人。" in client.get(place).content.decode()


def test_a_press_on_what_moved_on_is_a_conflict_and_keeps_the_words(client, lagging, unit):
    row = Resolution.objects.get(text="没办的")
    item = reverse("resolution_detail", args=[lagging.slug, 1, row.number])
    client.force_login(factories.reporter_of(unit))
    client.post(item, {"act": "claim", "seen": "1", "text": "已清零"})
    late = client.post(item, {"act": "progress", "seen": "1", "text": "留下我"})
    assert (late.status_code, "留下我" in late.content.decode()) == (409, True)


def test_a_unit_finds_its_own_resolutions_alone(client, lagging, office):
    other = factories.UnitFactory.create(district=lagging.district)
    resolution_of(Meeting.objects.get(), other, text="别家的")
    client.force_login(factories.reporter_of(other))
    page = client.get(reverse("gathering_list", args=[lagging.slug])).content.decode()
    assert ("别家的" in page, "没办的" in page) == (True, False)
    for name, args in (("gathering_detail", [1]), ("resolution_detail", [1, 1])):
        assert client.get(reverse(name, args=[lagging.slug, *args])).status_code == 404


def test_everybody_sees_what_is_adopted_for_a_published_month_and_no_other(
    client, lagging, unit, reporter, leader, office
):
    decided = {"decided_by": office, "decided_on": DAY, "state": "adopted"}
    for title, more in (
        ("一月采用的", {"month": 1, **decided}),
        ("二月采用的", {"month": 2, **decided}),
        ("等着的", {}),
    ):
        step_of(highlight=highlight_of(lagging, unit, reporter, title=title, **more))
    place = reverse("highlight_list", args=[lagging.slug])
    seen = {}
    other = factories.UnitFactory.create(district=lagging.district)
    for who in (leader, reporter, office, factories.reporter_of(other)):
        client.force_login(who)
        page = client.get(place).content.decode()
        seen[who] = [row.title for row in Highlight.objects.order_by("pk") if row.title in page]
    everything = ["一月采用的", "二月采用的", "等着的"]
    assert list(seen.values()) == [everything[:1], everything, everything, everything[:1]]
    hidden = Highlight.objects.get(title="等着的")
    client.force_login(leader)
    path = reverse("highlight_detail", args=[lagging.slug, hidden.pk])
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["gathering_detail", "resolution_detail", "highlight_detail"])
def test_hostile_addresses_and_acts_are_refused(client, lagging, office, name):
    client.force_login(office)
    number = 10**30
    args = [number, number] if name == "resolution_detail" else [number]
    assert client.get(reverse(name, args=[lagging.slug, *args])).status_code == 404
    known = reverse("gathering_detail", args=[lagging.slug, 1])
    for act in ("", "call", "publish", "claim", "x" * 5000):
        assert client.post(known, {"act": act, "seen": "1"}).status_code == 404
    for seen in ("", "-1", "9" * 40, "１", "x"):
        sent = client.post(known, {"act": "minute", "seen": seen, "minutes": "留下我"})
        assert sent.status_code == 409


@pytest.mark.parametrize(
    ("kind", "key", "page"),
    [
        ("target", "T17", "/targets/T17/"),
        ("task", "3", "/tasks/3/"),
        ("problem", "4", "/problems/4/"),
        ("order", "order-3", "/orders/3/"),
        ("order", "help-1", "/help/1/"),
        ("resolution", "1-3", "/gatherings/1/3/"),
        ("resolution", "1", ""),
        ("problem", "nonsense", ""),
        ("other", "", ""),
    ],
)
def test_an_item_of_the_agenda_leads_to_what_it_is_about(plan, kind, key, page):
    found = agenda_items.page_of(plan, Item("议题", "u1", kind, key))
    assert found == (f"/{plan.slug}{page}" if page else "")
