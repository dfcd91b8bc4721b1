"""A progress note's round: who may do what to it, in which state, twice, and at the same time."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from tasks import following
from tasks.choices import Word
from tasks.models import ProgressNote, ProgressNoteVersion
from tests.factories import (
    PlanFactory,
    ProgressNoteFactory,
    UnitFactory,
    head_of,
    moment,
    office_of,
    period_of,
    reporter_of,
    task_of,
)

DAY = date(2024, 10, 8)
LATER = date(2024, 10, 9)
TEXT = "2项样机完成海试。"


@pytest.fixture
def task(plan, unit):
    return task_of(plan, unit, UnitFactory.create(district=plan.district), number=3)


@pytest.fixture
def september(plan):
    return period_of(plan, 9)


@pytest.fixture
def submitted(task, september, unit, reporter):
    """A note of September that waits for the office, at version 1."""
    return following.submit_note(
        task, september, unit, word="behind", text=TEXT, seen_version=0, by=reporter, on=DAY
    )


def stored(note):
    """State, word, text and version as the database has them."""
    fresh = ProgressNote.objects.get(pk=note.pk)
    return fresh.state, fresh.word, fresh.text, fresh.version


def trail(note):
    """Every act on a note: number, act, state, word."""
    return list(note.versions.values_list("number", "act", "state", "word"))


# Saving and submitting


def test_a_note_is_kept_half_written(task, september, unit, reporter):
    note = following.save_note(
        task,
        september,
        unit,
        text=f" {TEXT}\r\n",
        seen_version=0,
        by=reporter,
        on=DAY,
        at=moment(2024, 10, 8, 10, 50),
    )
    assert stored(note) == ("draft", "", TEXT, 1)
    version = note.versions.get()
    assert (version.act, version.way, version.text, version.by) == ("save", "form", TEXT, reporter)
    assert version.at == moment(2024, 10, 8, 10, 50)


def test_nothing_written_makes_no_note(task, september, unit, reporter):
    note = following.save_note(task, september, unit, seen_version=0, by=reporter, on=DAY)
    assert (note._state.adding, note.version) == (True, 0)
    assert ProgressNote.objects.count() == 0


def test_a_person_s_next_draft_takes_the_place_of_their_last(task, september, unit, reporter):
    args = (task, september, unit)
    following.save_note(*args, word="behind", seen_version=0, by=reporter, on=DAY)
    note = following.save_note(*args, word="on_course", seen_version=1, by=reporter, on=DAY)
    assert trail(note) == [(2, "save", "draft", "on_course")]
    note = following.save_note(*args, word="done", seen_version=2, by=head_of(unit), on=DAY)
    assert trail(note) == [(2, "save", "draft", "on_course"), (3, "save", "draft", "done")]


def test_saving_the_same_again_changes_nothing(task, september, unit, reporter):
    args = (task, september, unit)
    following.save_note(*args, word="behind", text=TEXT, seen_version=0, by=reporter, on=DAY)
    note = following.save_note(*args, word="behind", text=TEXT, seen_version=0, by=reporter, on=DAY)
    assert stored(note) == ("draft", "behind", TEXT, 1)
    assert len(trail(note)) == 1


@pytest.mark.parametrize("word", Word.values)
def test_a_note_is_submitted_with_each_word(task, september, unit, reporter, word):
    note = following.submit_note(
        task,
        september,
        unit,
        word=word,
        text=TEXT,
        seen_version=0,
        by=reporter,
        on=DAY,
        at=moment(2024, 10, 8, 11),
    )
    fresh = ProgressNote.objects.get()
    assert fresh == note
    assert (fresh.state, fresh.word, fresh.text, fresh.version) == ("submitted", word, TEXT, 1)
    assert (fresh.entered_by, fresh.submitted_by) == (reporter, reporter)
    assert (fresh.submitted_at, fresh.first_submitted_on) == (moment(2024, 10, 8, 11), DAY)
    assert trail(fresh) == [(1, "submit", "submitted", word)]


@pytest.mark.parametrize(
    ("word", "text", "field", "told"),
    [
        ("", TEXT, "word", "任务3：请选择进展状态。"),
        ("behind", "", "text", "任务3：请写进展，一两句话即可。"),
        ("behind", " \n", "text", "任务3：请写进展，一两句话即可。"),
        ("splendid", TEXT, "word", "请从列出的进展状态中选择一项。"),
        ("behind", "长" * 1001, "text", "进展最多1000字，现有1001字。"),
    ],
)
def test_a_note_is_not_submitted_without_word_and_text(
    task, september, unit, reporter, word, text, field, told
):
    with pytest.raises(following.RefusedError) as refused:
        following.submit_note(
            task, september, unit, word=word, text=text, seen_version=0, by=reporter, on=DAY
        )
    assert (refused.value.message, refused.value.field) == (told, field)
    assert ProgressNote.objects.count() == 0


def test_a_form_sent_twice_is_one_submission(task, september, unit, reporter, submitted):
    again = following.submit_note(
        task, september, unit, word="behind", text=TEXT, seen_version=0, by=reporter, on=DAY
    )
    assert stored(again) == ("submitted", "behind", TEXT, 1)
    assert len(trail(again)) == 1


def test_only_the_lead_unit_writes(task, september, unit):
    joining = task.responsibilities.get(order=2).unit
    for own, by in [(joining, reporter_of(joining)), (unit, reporter_of(joining))]:
        with pytest.raises(PermissionDenied):
            following.save_note(task, september, own, text=TEXT, seen_version=0, by=by, on=DAY)
        with pytest.raises(PermissionDenied):
            following.submit_note(
                task, september, own, word="done", text=TEXT, seen_version=0, by=by, on=DAY
            )
    assert ProgressNote.objects.count() == 0


# When


def test_a_month_not_begun_takes_nothing(task, plan, unit, reporter):
    october = period_of(plan, 10)
    with pytest.raises(following.RefusedError, match="2024年10月尚未开放填报，11月1日起可填。"):
        following.save_note(task, october, unit, text=TEXT, seen_version=0, by=reporter, on=DAY)


def test_a_published_month_takes_nothing_and_gives_nothing_back(
    task, september, unit, reporter, office, submitted
):
    september.published_at = moment(2024, 10, 9)
    september.save()
    told = "^9月已发布，更改须走更正。$"
    with pytest.raises(following.RefusedError, match=told):
        following.save_note(task, september, unit, text="另", seen_version=1, by=reporter, on=DAY)
    with pytest.raises(following.RefusedError, match=told):
        following.submit_note(
            task, september, unit, word="done", text="另", seen_version=1, by=reporter, on=DAY
        )
    with pytest.raises(following.RefusedError, match=told):
        following.withdraw_note(submitted, seen_version=1, by=reporter)
    with pytest.raises(following.RefusedError, match=told):
        following.return_note(submitted, reason="请写具体", seen_version=1, by=office)
    with pytest.raises(following.RefusedError, match=told):
        following.approve_note(submitted, seen_version=1, by=office)
    assert stored(submitted) == ("submitted", "behind", TEXT, 1)


def test_a_period_of_another_plan_is_a_mistake_of_the_caller(task, plan, unit, reporter):
    other = period_of(PlanFactory.create(district=plan.district), 9)
    with pytest.raises(ValueError, match="belong to different plans"):
        following.save_note(task, other, unit, text=TEXT, seen_version=0, by=reporter, on=DAY)


# Withdrawing and reviewing


def test_a_note_is_withdrawn_once_however_often_it_is_asked(submitted, reporter):
    following.withdraw_note(submitted, seen_version=1, by=reporter)
    again = following.withdraw_note(submitted, seen_version=1, by=reporter)
    assert stored(again) == ("draft", "behind", TEXT, 2)
    assert (again.submitted_at, again.submitted_by) == (None, None)
    assert trail(again) == [
        (1, "submit", "submitted", "behind"),
        (2, "withdraw", "draft", "behind"),
    ]


def test_a_note_is_returned_mended_and_approved(task, september, unit, reporter, office, submitted):
    note = following.return_note(
        submitted,
        reason="请写明海试进展",
        seen_version=1,
        by=office,
        at=moment(2024, 10, 8, 14),
    )
    assert (note.state, note.reason, note.reviewed_by) == ("returned", "请写明海试进展", office)
    assert note.versions.get(number=2).reason == "请写明海试进展"
    assert note.versions.get(number=2).at == moment(2024, 10, 8, 14)
    note = following.save_note(
        task, september, unit, word="behind", text="海", seen_version=2, by=reporter, on=LATER
    )
    assert stored(note) == ("returned", "behind", "海", 3)
    note = following.submit_note(
        task, september, unit, word="on_course", text=TEXT, seen_version=3, by=reporter, on=LATER
    )
    assert note.first_submitted_on == DAY
    note = following.approve_note(note, seen_version=4, by=office, at=moment(2024, 10, 9, 15))
    fresh = ProgressNote.objects.get()
    assert (fresh.state, fresh.word, fresh.reason) == ("approved", "on_course", "")
    assert (fresh.reviewed_by, fresh.reviewed_at) == (office, moment(2024, 10, 9, 15))
    assert [act for _, act, _, _ in trail(fresh)] == [
        "submit",
        "return",
        "save",
        "submit",
        "approve",
    ]


def test_returning_needs_a_reason(submitted, office):
    with pytest.raises(following.RefusedError, match="请写明退回理由，单位据此修改。"):
        following.return_note(submitted, reason=" ", seen_version=1, by=office)
    assert stored(submitted) == ("submitted", "behind", TEXT, 1)


def test_reviewing_twice_is_reviewing_once(submitted, office):
    following.return_note(submitted, reason="请写具体", seen_version=1, by=office)
    again = following.return_note(submitted, reason="请写具体", seen_version=1, by=office)
    assert stored(again) == ("returned", "behind", TEXT, 2)
    assert len(trail(again)) == 2


def test_approving_what_is_approved_is_done_already(submitted, office):
    following.approve_note(submitted, seen_version=1, by=office)
    again = following.approve_note(submitted, seen_version=1, by=office_of(submitted.unit.district))
    assert stored(again) == ("approved", "behind", TEXT, 2)
    assert (again.reviewed_by, len(trail(again))) == (office, 2)


def test_an_approved_note_can_be_returned_before_publication(submitted, office):
    following.approve_note(submitted, seen_version=1, by=office)
    note = following.return_note(submitted, reason="与会议不符", seen_version=2, by=office)
    assert stored(note) == ("returned", "behind", TEXT, 3)


def test_nobody_approves_what_they_wrote_themselves(submitted, office):
    ProgressNote.objects.update(submitted_by=office)
    with pytest.raises(following.RefusedError) as refused:
        following.approve_note(submitted, seen_version=1, by=office)
    assert refused.value.message == "任务3的9月进展由本人填报，须由专班另一人审核。"


@pytest.mark.parametrize(
    ("state", "act", "told"),
    [
        ("submitted", "save", "已提交待审，要修改请先撤回。"),
        ("submitted", "submit", "已提交待审，要修改请先撤回。"),
        ("approved", "save", "已审核通过，不能再改。确需更改的，请联系专班退回。"),
        ("approved", "submit", "已审核通过，不能再改。确需更改的，请联系专班退回。"),
        ("returned", "withdraw", "已被退回，直接修改后重新提交即可。"),
        ("approved", "withdraw", "已审核通过，不能撤回。确需更改的，请联系专班退回。"),
        ("draft", "return", "已由单位撤回，等重新提交后再审核。"),
        ("draft", "approve", "已由单位撤回，等重新提交后再审核。"),
        ("returned", "return", "已经退回，等单位重新提交后再审核。"),
        ("returned", "approve", "已经退回，等单位重新提交后再审核。"),
    ],
)
def test_an_act_out_of_turn_is_refused(task, september, unit, reporter, office, state, act, told):
    note = ProgressNoteFactory.create(
        task=task, period=september, unit=unit, state=state, text=TEXT, entered_by=reporter
    )
    with pytest.raises(following.RefusedError) as refused:
        ACTS[act](note, reporter, office)
    assert refused.value.message.endswith(told)
    assert stored(note) == (state, "on_course", TEXT, 1)
    assert trail(note) == []


ACTS = {
    "save": lambda note, reporter, office: following.save_note(
        note.task, note.period, note.unit, text="另", seen_version=1, by=reporter, on=DAY
    ),
    "submit": lambda note, reporter, office: following.submit_note(
        note.task,
        note.period,
        note.unit,
        word="done",
        text="另",
        seen_version=1,
        by=reporter,
        on=DAY,
    ),
    "withdraw": lambda note, reporter, office: following.withdraw_note(
        note, seen_version=1, by=reporter
    ),
    "return": lambda note, reporter, office: following.return_note(
        note, reason="另一理由", seen_version=1, by=office
    ),
    "approve": lambda note, reporter, office: following.approve_note(
        note, seen_version=1, by=office
    ),
}


# Somebody was quicker, or the trace cannot be kept


def test_the_second_writer_meets_the_first_ones_text(task, september, unit, reporter):
    args = (task, september, unit)
    following.save_note(*args, text=TEXT, seen_version=0, by=reporter, on=DAY)
    with pytest.raises(following.EditConflictError) as conflict:
        following.save_note(*args, text="另", seen_version=0, by=head_of(unit), on=DAY)
    current = conflict.value.current
    assert (current.text, current.entered_by) == (TEXT, reporter)


def test_a_note_that_was_rewritten_is_not_approved_unseen(
    task, september, unit, reporter, office, submitted
):
    following.withdraw_note(submitted, seen_version=1, by=reporter)
    following.submit_note(
        task, september, unit, word="done", text="另", seen_version=2, by=reporter, on=DAY
    )
    with pytest.raises(following.EditConflictError):
        following.approve_note(submitted, seen_version=1, by=office)
    assert stored(submitted) == ("submitted", "done", "另", 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["save", "submit", "withdraw", "return", "approve"])
def test_no_note_moves_without_its_trace(task, september, unit, reporter, office, monkeypatch, act):
    def refuse(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(ProgressNoteVersion, "save", refuse)
    state = "draft" if act in {"save", "submit"} else "submitted"
    note = ProgressNoteFactory.create(
        task=task, period=september, unit=unit, state=state, text=TEXT, entered_by=reporter
    )
    with pytest.raises(OSError, match="disk full"):
        ACTS[act](note, reporter, office)
    assert stored(note) == (state, "on_course", TEXT, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_one_wins_and_the_other_is_told(task, september, unit, reporter):
    barrier, answers = Barrier(2), []

    def write(by, text):
        barrier.wait()
        try:
            note = following.submit_note(
                task, september, unit, word="done", text=text, seen_version=0, by=by, on=DAY
            )
            answers.append(f"version {note.version}")
        except following.EditConflictError:
            answers.append("conflict")
        finally:
            connections.close_all()

    people = [(reporter, "一"), (head_of(unit), "二")]
    threads = [Thread(target=write, args=pair) for pair in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["conflict", "version 1"]
    assert ProgressNoteVersion.objects.count() == 1
