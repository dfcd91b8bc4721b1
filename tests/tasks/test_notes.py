"""The notes of a month: a word and a text for each task that the unit leads."""

from __future__ import annotations

import pytest

from tasks.choices import Word
from tasks.models import ProgressNote
from tests import factories
from tests.factories import note_of, task_of

pytestmark = pytest.mark.django_db
NOTES = "/dinghai-2024/entry/2024-09/notes/"


@pytest.fixture
def clerk(client, reporter, september):
    """A browser of the unit's clerk."""
    client.force_login(reporter)
    return client


@pytest.fixture
def task(plan, unit, september):
    """A task that the unit leads."""
    return task_of(plan, unit, number=3, title="攻关")


def row(number, word, text, *, seen=0):
    return {f"word-{number}": word, f"text-{number}": text, f"seen-{number}": str(seen)}


def now(task):
    """The September note of a task as the database has it."""
    return ProgressNote.objects.get(task=task, period__month=9)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_shows_every_task_the_unit_leads_in_nine_queries(
    clerk, plan, unit, rows, django_assert_num_queries
):
    for number in range(1, rows + 1):
        note_of(task_of(plan, unit, number=number), 8, text="8月的话")
    task_of(plan, factories.UnitFactory.create(district=plan.district), unit, number=17)
    clerk.get(NOTES)
    with django_assert_num_queries(9):
        response = clerk.get(NOTES)
    shown = [each.number for each in response.context["table"].rows]
    assert shown == [str(number) for number in range(1, rows + 1)]
    assert response.context["table"].rows[0].before == "8月：在轨。8月的话"


def test_note_is_kept_as_a_draft_and_then_handed_in(clerk, task, reporter):
    clerk.post(NOTES, {**row(3, "", "2项样机完成海试"), "action": "save"}, follow=True)
    assert (now(task).state, now(task).text, now(task).word) == ("draft", "2项样机完成海试", "")
    posted = {**row(3, "behind", "2项样机完成海试", seen=1), "action": "submit"}
    response = clerk.post(NOTES, posted, follow=True)
    assert (now(task).state, now(task).word) == ("submitted", "behind")
    told = [str(message) for message in response.context["messages"]]
    assert told == ["已提交审核，1条进展。审核结果在“我的填报”里提示。"]
    assert clerk.post(NOTES, posted).status_code == 302
    assert now(task).version == 2


@pytest.mark.parametrize(
    ("word", "text", "url", "sentence"),
    [
        ("", "2项样机完成海试", "#k-3", "任务3：请选择进展状态。"),
        ("behind", "", "#t-3", "任务3：请写进展，一两句话即可。"),
    ],
)
def test_note_that_lacks_something_is_kept_and_told(clerk, task, word, text, url, sentence):
    response = clerk.post(NOTES, {**row(3, word, text), "action": "submit"})
    assert response.status_code == 422
    assert response.context["errors"] == [{"url": url, "text": sentence}]
    assert (now(task).state, now(task).word, now(task).text) == ("draft", word, text)


@pytest.mark.parametrize(
    ("word", "text", "sentence"),
    [
        ("splendid", "好", "任务3：请从列出的进展状态中选择一项。"),
        ("behind", "好" * 1001, "任务3：进展最多1000字，现有1001字。"),
    ],
)
def test_note_that_cannot_be_kept_stays_on_the_page(clerk, task, word, text, sentence):
    response = clerk.post(NOTES, {**row(3, word, text), "action": "submit"})
    assert response.status_code == 422
    assert [error["text"] for error in response.context["errors"]] == [sentence]
    assert response.context["table"].rows[0].text == text
    assert not ProgressNote.objects.filter(task=task).exists()


def test_task_left_empty_is_simply_not_handed_in(clerk, plan, unit, task):
    other = task_of(plan, unit, number=4)
    posted = {**row(3, "done", "已验收"), **row(4, "", ""), "action": "submit"}
    response = clerk.post(NOTES, posted, follow=True)
    assert now(task).state == "submitted"
    assert not ProgressNote.objects.filter(task=other).exists()
    assert "还有1条没写。" in str(next(iter(response.context["messages"])))


def test_pressing_submit_without_any_note_says_that_nothing_was_submitted(clerk, task):
    response = clerk.post(NOTES, {**row(3, "", ""), "action": "submit"}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == ["没有提交：还没有写进展。"]


def test_note_a_colleague_handed_in_meanwhile_is_left_and_told(clerk, task, unit):
    colleague = factories.member_of(unit, full_name="李四")
    kept = note_of(task, 9, Word.BEHIND, text="她写的", state="submitted", entered_by=colleague)
    factories.ProgressNoteVersionFactory.create(progress_note=kept, by=colleague, act="submit")
    response = clerk.post(NOTES, {**row(3, "done", "我写的"), "action": "submit"})
    assert response.status_code == 409
    told = "还没有保存：下面的进展刚在别处提交了，要改的请先撤回，其余的再点一次即可。"
    assert response.context["notice"] == told
    [line] = response.context["errors"]
    assert line["text"].endswith("李四提交了“滞后：她写的”。你写的是“我写的”。")
    assert now(task).text == "她写的"


def test_note_on_another_units_task_is_forbidden(clerk, plan, unit, task):
    theirs = task_of(plan, factories.UnitFactory.create(district=plan.district), unit, number=9)
    posted = {**row(9, "done", "好"), **row(3, "done", "好"), "action": "submit"}
    assert clerk.post(NOTES, posted).status_code == 403
    assert not ProgressNote.objects.filter(task__in=[theirs, task]).exists()


def test_stale_note_overwrites_nothing_and_shows_both(clerk, task, unit):
    colleague = factories.member_of(unit, full_name="李四")
    kept = note_of(task, 9, Word.BEHIND, text="她写的", state="draft", entered_by=colleague)
    factories.ProgressNoteVersionFactory.create(progress_note=kept, by=colleague)
    response = clerk.post(NOTES, {**row(3, "done", "我写的"), "action": "save"})
    assert response.status_code == 409
    shown = response.context["table"].rows[0]
    assert shown.clash.told.endswith("李四改为“滞后：她写的”（草稿）。")
    assert (shown.word, shown.text, now(task).text) == ("done", "我写的", "她写的")
    chosen = {**row(3, "done", "我写的"), "choice-3": "mine:1", "action": "save"}
    assert clerk.post(NOTES, chosen).status_code == 302
    assert now(task).text == "我写的"


def test_autosave_keeps_the_note_and_answers_with_its_new_version(clerk, plan, unit, task):
    other = task_of(plan, unit, number=4)
    posted = {**row(3, "", "2项样机"), **row(4, "done", "已验收"), "action": "autosave", "row": "3"}
    first = clerk.post(NOTES, posted)
    assert first.status_code == 200
    answer = first.content.decode()
    assert 'name="seen-3" value="1" hx-swap-oob="true"' in answer
    assert "已自动保存" in answer
    assert '<b id="filled" hx-swap-oob="true">1/2</b>' in answer
    clerk.post(NOTES, {**posted, **row(3, "behind", "2项样机完成海试", seen=1)})
    kept = now(task)
    assert (kept.word, kept.text, kept.state, kept.version) == (
        "behind",
        "2项样机完成海试",
        "draft",
        2,
    )
    assert [each.number for each in kept.versions.all()] == [2]
    assert not ProgressNote.objects.filter(task=other).exists()


def test_autosave_of_a_stale_note_answers_with_the_clash(clerk, task, unit):
    colleague = factories.member_of(unit, full_name="李四")
    kept = note_of(task, 9, Word.BEHIND, text="她写的", state="draft", entered_by=colleague)
    factories.ProgressNoteVersionFactory.create(progress_note=kept, by=colleague)
    posted = {**row(3, "done", "我写的"), "action": "autosave", "row": "3"}
    response = clerk.post(NOTES, posted)
    assert response.status_code == 409
    assert "李四改为“滞后：她写的”（草稿）。" in response.content.decode()
    assert now(task).text == "她写的"
    assert clerk.post(NOTES, {**posted, "choice-3": "theirs:1"}).headers["HX-Refresh"] == "true"


def test_autosave_of_a_note_that_cannot_be_kept_says_why(clerk, task):
    posted = {**row(3, "behind", "好" * 1001), "action": "autosave", "row": "3"}
    response = clerk.post(NOTES, posted)
    assert response.status_code == 422
    assert "进展最多1000字，现有1001字。" in response.content.decode()


def test_autosave_of_a_task_that_is_not_there_does_nothing(clerk, task):
    assert clerk.post(NOTES, {"action": "autosave", "row": "3"}).status_code == 204


def test_unit_that_leads_no_task_is_told_so(clerk):
    page = clerk.get(NOTES).content.decode()
    assert "本单位没有牵头的任务，只报指标数据。" in page


def test_note_is_withdrawn_until_it_is_reviewed(clerk, task, reporter):
    note_of(task, 9, state="submitted", entered_by=reporter)
    response = clerk.post(NOTES, {"withdraw": "3:1"})
    assert response.url == f"{NOTES}#task-3"
    assert now(task).state == "draft"
    told = [str(message) for message in clerk.get(NOTES).context["messages"]]
    assert told == ["已撤回任务3的9月进展，可以修改后再提交。"]


def test_returned_note_shows_the_offices_reason(clerk, task, reporter):
    note_of(task, 9, state="returned", reason="请写清节点", entered_by=reporter)
    response = clerk.get(NOTES)
    assert response.context["table"].rows[0].reason == "请写清节点"
    assert "请写清节点" in response.content.decode()


def test_closed_month_takes_no_note(clerk, task, september):
    september.published_at = factories.moment(2024, 10, 8)
    september.save()
    response = clerk.post(NOTES, {**row(3, "done", "好"), "action": "submit"})
    assert response.status_code == 409
    assert response.context["notice"] == "9月已发布，更改须走更正。"


def test_notes_are_nobody_elses(client, leader, task):
    client.force_login(leader)
    assert client.get(NOTES).status_code == 404
