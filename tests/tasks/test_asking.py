"""A joining unit is asked for its note: by whom, what it may then do, and what that counts for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import report
from targets.rounds import RefusedError
from tasks import asking, following
from tasks.duties import notes_due, todo, with_joint
from tasks.models import NoteRequest
from tasks.reviewing import waiting
from tests import factories
from tests.factories import note_of, period_of, task_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 10, 8)
WROTE: dict[str, Any] = {"word": "on_course", "text": "协调泊位1处", "seen_version": 0, "on": DAY}


@pytest.fixture(autouse=True)
def due_day(settings):
    settings.DEMO, settings.DEMO_DAY = True, DAY


@pytest.fixture
def joint(plan):
    return factories.UnitFactory.create(district=plan.district)


@pytest.fixture
def task(plan, unit, joint):
    return task_of(plan, unit, joint, number=3)


@pytest.fixture
def office(plan):
    return factories.office_of(plan.district)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("no role", False),
        ("leader", False),
        ("reporter", True),
        ("head", True),
        ("joint reporter", False),
        ("other reporter", False),
        ("office", True),
        ("office elsewhere", False),
        ("administrator", False),
    ],
)
@pytest.mark.parametrize("state", ["open", "asked", "published"])
def test_the_lead_and_the_office_ask(plan, task, september, unit, joint, office, role, may, state):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    people = {
        "no role": factories.UserFactory.create(),
        "leader": factories.leader_of(plan.district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "joint reporter": factories.reporter_of(joint),
        "other reporter": factories.reporter_of(factories.UnitFactory.create()),
        "office": factories.office_of(plan.district),
        "office elsewhere": factories.office_of(elsewhere),
        "administrator": factories.administrator_of(plan.district),
    }
    if state == "asked":
        asking.ask(task, september, joint, by=office)
    if state == "published":
        september.published_at = factories.moment(2024, 10, 9)
        september.save()
    refused = (PermissionDenied if not may else RefusedError) if state == "published" else None
    refused = refused or (None if may else PermissionDenied)
    if refused:
        with pytest.raises(refused):
            asking.ask(task, september, joint, by=people[role])
    else:
        asking.ask(task, september, joint, by=people[role])
    assert NoteRequest.objects.count() == (state == "asked" or (may and state == "open"))


def test_only_who_joins_in_is_asked(plan, task, september, unit, office):
    stranger = factories.UnitFactory.create(district=plan.district)
    for each in (unit, stranger, None):
        with pytest.raises(RefusedError, match="配合单位"):
            asking.ask(task, september, each, by=office)


def test_a_joining_unit_writes_only_what_it_was_asked_for(plan, task, september, joint, office):
    clerk = factories.reporter_of(joint)
    period_of(plan, 8)
    with pytest.raises(PermissionDenied):
        following.submit_note(task, september, joint, by=clerk, **WROTE)
    assert notes_due(joint, september, on=DAY) == []
    asking.ask(task, september, joint, by=office)
    [duty] = notes_due(joint, september, on=DAY)
    assert (duty.what, duty.is_joint, duty.asks_more("behind")) == (
        "任务3进展（配合）",
        True,
        False,
    )
    months = todo(joint, plan, on=DAY).months
    assert {month.period.month: len(month.notes) for month in months} == {9: 1, 8: 0}
    note = following.submit_note(task, september, joint, by=clerk, **WROTE)
    assert note.state == "submitted"
    with pytest.raises(PermissionDenied):
        following.submit_note(task, period_of(plan, 8), joint, by=clerk, **WROTE)


def test_the_lead_reads_what_was_handed_in_and_no_draft(task, september, unit, joint, office):
    asking.ask(task, september, joint, by=office)
    clerk = factories.reporter_of(joint)
    following.save_note(task, september, joint, by=clerk, **WROTE)
    [duty] = with_joint(notes_due(unit, september, on=DAY), september)
    assert duty.joint == ()
    following.submit_note(task, september, joint, by=clerk, **{**WROTE, "seen_version": 1})
    [duty] = with_joint(notes_due(unit, september, on=DAY), september)
    assert duty.joint == ((joint.short_name, "协调泊位1处"),)


def test_the_task_page_asks_and_the_lead_takes_the_text_over(
    client, plan, task, september, unit, joint, reporter
):
    client.force_login(reporter)
    page = "/dinghai-2024/entry/milestones/3/"
    wrong = client.post(page, {"act": "ask", "month": "9", "unit": "nobody"})
    assert (wrong.status_code, NoteRequest.objects.count()) == (422, 0)
    form = {"act": "ask", "month": "9", "unit": joint.code, "question": "泊位"}
    assert client.post(page, form).status_code == 302
    assert client.post(page, form).status_code == 302
    assert NoteRequest.objects.get().question == "泊位"
    clerk = factories.reporter_of(joint)
    following.submit_note(task, september, joint, by=clerk, **WROTE)
    notes = "/dinghai-2024/entry/2024-09/notes/"
    assert "协调泊位1处" in client.get(notes).content.decode()
    typed = {"word-3": "on_course", "text-3": "推进", "seen-3": "0", "action": "save", "take": "3"}
    assert client.post(notes, typed).status_code == 302
    note = task.notes.get(unit=unit)
    assert note.text == f"推进\n{joint.short_name}：协调泊位1处"
    client.force_login(clerk)
    assert "任务3" in client.get(notes).content.decode()


def test_the_office_reviews_it_and_it_counts_for_discipline(
    plan, task, september, unit, joint, office
):
    note_of(task, 9, unit=unit)
    counted = report.live(plan, 9, on=DAY).reporting
    assert [each.unit.code for each in counted] == [unit.code]
    asking.ask(task, september, joint, by=office)
    late = date(2024, 10, 9)
    [_, owes] = report.live(plan, 9, on=late).reporting
    assert (owes.unit.code, owes.due, owes.on_time) == (joint.code, 1, 0)
    assert owes.missing == ("任务3进展（配合）",)
    clerk = factories.reporter_of(joint)
    following.submit_note(task, september, joint, by=clerk, **WROTE)
    [rows] = waiting(september, on=DAY).waiting
    assert (rows.unit.code, [duty.text for duty in rows.notes]) == (joint.code, ["协调泊位1处"])
    [_, owes] = report.live(plan, 9, on=late).reporting
    assert (owes.due, owes.on_time) == (1, 1)
    [row] = report.live(plan, 9, on=late).tasks
    assert row.light == "on_pace"


def test_the_joining_unit_reads_what_it_was_asked_and_the_office_that_it_joins(
    client, task, september, joint, office
):
    asking.ask(task, september, joint, question="泊位协调到哪一步", by=office)
    clerk = factories.reporter_of(joint)
    client.force_login(clerk)
    page = client.get("/dinghai-2024/entry/2024-09/notes/").content.decode()
    assert "请本单位说明</b> 泊位协调到哪一步" in page
    following.submit_note(task, september, joint, by=clerk, **{**WROTE, "word": "far_behind"})
    client.force_login(office)
    [group] = client.get("/dinghai-2024/review/2024-09/").context["groups"]
    [row] = group.rows
    assert (row.tags, row.light) == (["配合"], "")  # its word decides no light


def test_another_question_is_not_dropped_in_silence(task, september, joint, office):
    first = asking.ask(task, september, joint, question="泊位", by=office)
    assert asking.ask(task, september, joint, question="泊位", by=office) == first
    with pytest.raises(RefusedError, match="原来的说明不能再改"):
        asking.ask(task, september, joint, question="资金", by=office)


def test_nobody_is_made_late_by_being_asked(plan, task, september, joint, office, settings):
    settings.DEMO_DAY = date(2024, 10, 9)
    with pytest.raises(RefusedError, match="已过截止日"):
        asking.ask(task, september, joint, by=office)
    back_filled = period_of(plan, 2, is_backfill=True)
    assert asking.ask(task, back_filled, joint, by=office).period == back_filled
