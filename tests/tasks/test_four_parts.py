"""A note of a task behind says more: 存在问题, 应对措施, 后期打算; one on course says its text alone."""

from __future__ import annotations

from datetime import date

import pytest

from targets.rounds import RefusedError
from tasks import following
from tasks.choices import Word
from tasks.duties import notes_due
from tasks.models import ProgressNote, ProgressNoteVersion
from tasks.note_keeping import Parts
from tests.factories import note_of, office_of, task_of
from tests.looped import milestone_of

pytestmark = pytest.mark.django_db
NOTES = "/dinghai-2024/entry/2024-09/notes/"
DAY = date(2024, 10, 8)
ALL = Parts("海试延期", "协调泊位", "10月底前验收")


@pytest.fixture
def task(plan, unit, september):
    """A task that the unit leads."""
    return task_of(plan, unit, number=3, title="攻关")


def submit(task, september, unit, by, word, parts):
    return following.submit_note(
        *(task, september, unit),
        word=word,
        text="推进",
        parts=parts,
        seen_version=0,
        by=by,
        on=DAY,
    )


@pytest.mark.parametrize(
    ("word", "milestone", "parts", "refusal"),
    [
        ("on_course", None, Parts(), None),
        ("not_started", None, Parts(), None),
        ("done", None, Parts(), None),
        ("behind", None, ALL, None),
        ("behind", None, Parts(), "任务3滞后，请写存在问题。"),
        ("behind", None, ALL._replace(measures=" "), "任务3滞后，请写应对措施。"),
        ("far_behind", None, ALL._replace(next_step=""), "任务3滞后，请写后期打算。"),
        ("on_course", date(2024, 9, 30), Parts(), "任务3滞后，请写存在问题。"),
        ("on_course", date(2024, 9, 30), ALL, None),
        ("on_course", date(2024, 10, 1), Parts(), None),  # due after the month
        ("on_course", None, ALL._replace(problem="长" * 501), "存在问题最多500字，现有501字。"),
    ],
)
def test_a_task_behind_says_more(task, september, unit, reporter, word, milestone, parts, refusal):
    if milestone:
        milestone_of(task, unit, due_on=milestone)
    if refusal:
        with pytest.raises(RefusedError, match=refusal):
            submit(task, september, unit, reporter, word, parts)
        return
    note = submit(task, september, unit, reporter, word, parts)
    version = ProgressNoteVersion.objects.get(progress_note=note)
    for row in (ProgressNote.objects.get(), version):
        assert (row.problem, row.measures, row.next_step) == tuple(parts)
    assert submit(task, september, unit, reporter, word, parts).version == 1


def test_a_form_without_the_parts_leaves_them(task, september, unit, reporter):
    put = {"by": reporter, "on": DAY, "word": "behind", "text": "推进"}
    following.save_note(task, september, unit, parts=ALL, seen_version=0, **put)
    note = following.submit_note(task, september, unit, seen_version=1, **put)
    assert (note.problem, note.measures, note.next_step) == tuple(ALL)


@pytest.mark.parametrize(
    ("state", "done", "due", "total"),
    [("open", 0, 1, 2), ("done", 1, 1, 2), ("proposed", 0, 0, 1)],
)
def test_the_duty_knows_how_the_milestones_stand(
    plan, task, september, unit, reporter, django_assert_num_queries, state, done, due, total
):
    milestone_of(task, unit, due_on=date(2024, 12, 31))
    confirmed = {"done_on": date(2024, 9, 30), "confirmed_by": office_of(plan.district)}
    columns = {**confirmed, "confirmed_on": DAY} if state == "done" else {}
    milestone_of(task, unit, due_on=date(2024, 9, 30), state=state, **columns)
    with django_assert_num_queries(1):
        [duty] = notes_due(unit, september, on=DAY)
    assert duty.pace is not None
    assert (duty.pace.done, duty.pace.due, duty.pace.total) == (done, due, total)


def posted(**parts):
    given = {"problem": "", "measures": "", "next": ""} | parts
    row = {"word-3": "behind", "text-3": "推进", "seen-3": "0"}
    return {**row, **{f"{name}-3": text for name, text in given.items()}, "action": "submit"}


def test_the_page_asks_for_each_part_and_keeps_what_was_typed(client, reporter, task):
    client.force_login(reporter)
    response = client.post(NOTES, posted(problem="海试延期"))
    assert response.status_code == 422
    told = {"url": "#r-3", "text": "任务3：任务滞后，请写应对措施。"}
    assert response.context["errors"] == [told]
    assert ProgressNote.objects.get().problem == "海试延期"
    page = response.content.decode()
    assert '<details class="nt-more" open>' in page
    assert ">海试延期</textarea>" in page


def test_what_was_said_reaches_the_office_and_the_report(client, plan, reporter, task):
    client.force_login(reporter)
    parts = {"problem": "海试延期", "measures": "协调泊位", "next": "10月底前验收"}
    assert client.post(NOTES, posted(**parts)).status_code == 302
    client.force_login(office_of(plan.district))
    queue = client.get("/dinghai-2024/review/2024-09/").content.decode()
    assert all(text in queue for text in ALL)
    ProgressNote.objects.update(state="draft")
    queue = client.get("/dinghai-2024/review/2024-09/").content.decode()
    assert not any(text in queue for text in ALL)


def test_a_nil_report_says_again_what_was_said_of_being_behind(client, reporter, task):
    note_of(task, 8, Word.BEHIND, **ALL._asdict())
    client.force_login(reporter)
    form = {**posted(), "word-3": "", "text-3": "", "action": "save", "nil": "3"}
    client.post(NOTES, form)
    row = ProgressNote.objects.get(period__month=9)
    assert (row.word, row.is_nil, row.problem) == ("behind", True, "海试延期")
