"""The 通报 is edited and issued once; its figures stay the edition's, whoever edits what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import history, issuing, publication
from dashboard.issuing import LinesRefusedError
from dashboard.meeting import sentences
from dashboard.meeting.redrafting import carried
from dashboard.meeting.sentences import Line
from dashboard.models import Bulletin
from targets import correcting
from targets.rounds import EditConflictError, RefusedError
from tests import factories
from tests.factories import moment

AT = moment(2024, 2, 12)
OWN = Line("own", "请各单位抓紧。")


@pytest.fixture
def office(plan):
    return factories.office_of(plan.district)


@pytest.fixture
def another(plan):
    return factories.office_of(plan.district)


@pytest.fixture
def january(plan, unit, office):
    """January is published: 3 of 59 firms, behind."""
    factories.period_of(plan, 1)
    target = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T01", short_name="新培育企业", goal="59", measure="家"
    )
    factories.figure(target, 1, "3", problem="项目集中在下半年", next_step="11月底前完成")
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10), at=moment(2024, 2, 10))
    return plan


def report_of(plan):
    return publication.read_month(plan, 1)


def save(plan, by, *lines, seen=0, edition=1):
    kept = lines or (OWN,)
    return issuing.save(plan, 1, edition=edition, lines=kept, seen_version=seen, by=by, at=AT)


def issue(plan, by, seen=0, edition=1):
    return issuing.issue(plan, 1, edition=edition, seen_version=seen, by=by, at=AT)


def correct(plan, value, by, approver):
    """January's figure is corrected: the month's second edition."""
    target, period = plan.targets.get(), plan.periods.get(month=1)
    told: dict[str, Any] = {"typed": value, "reason": "漏计", "cause": "unit_error"}
    publication.correct(correcting.propose(target, period, by=by, **told), by=approver)


# Saving


def test_what_is_kept_are_the_sentences_with_the_names_of_figures(january, office):
    line = Line("counts", "［指标总数］项指标中滞后［严重滞后数］项。")
    row = save(january, office, line)
    assert row.lines == [{"key": "counts", "text": line.text}]
    assert (row.version, row.edition, row.saved_by, row.saved_at) == (1, 1, office, AT)
    found = issuing.text_of(january, report_of(january), office)
    assert found.lines == (line,)
    assert sentences.render(found.lines[0], report_of(january)) == "1项指标中滞后1项。"


def test_paragraphs_are_tidied_and_empty_ones_left_out(january, office):
    row = save(january, office, Line("own", " 一段\r\n两行 "), Line("own", " \n "))
    assert row.lines == [{"key": "own", "text": "一段两行"}]


def test_a_form_sent_twice_is_saved_once(january, office):
    assert save(january, office).pk == save(january, office).pk
    row = Bulletin.objects.get()
    assert (row.version, row.history.count()) == (1, 1)


def test_the_second_editor_meets_the_first(january, office, another):
    save(january, office)
    with pytest.raises(EditConflictError) as conflict:
        save(january, another, Line("own", "另一种说法。"))
    assert conflict.value.current.lines == [{"key": "own", "text": "请各单位抓紧。"}]
    assert Bulletin.objects.get().version == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([Line("own", "完成24项。")], "第1段“24”是手写的数，请改用方括号里的数据。"),
        ([OWN, Line("own", "完成［没有这个］。")], "第2段“［没有这个］”不在数据清单里，请从清单中选取，或改成不带方括号的文字。"),
        ([Line("own", "完成［指标总数项。")], "第1段方括号没有成对，请补全“［”和“］”，或删去。"),
        ([Line("own", "甲" * 1001)], "第1段最多1000字，现有1001字，请删减或分成两段。"),
        ([Line("own", f"第{n}段。") for n in range(61)], "通报最多60段，现有61段，请合并或删去几段。"),
        ([Line("own", " ")], "通报至少要有一段正文，请写一段或恢复原句。"),
        ([Line("own", "\u202e\0")], "通报至少要有一段正文，请写一段或恢复原句。"),
    ],
)  # fmt: skip
def test_what_is_not_bound_or_too_much_is_refused_in_a_sentence(january, office, lines, told):
    with pytest.raises(LinesRefusedError) as refused:
        save(january, office, *lines)
    assert refused.value.message == told
    assert not Bulletin.objects.exists()


def test_generated_sentences_are_never_refused(january, office):
    lines = sentences.lines(report_of(january))
    assert issuing.faults_of(lines, report_of(january)) == []
    assert save(january, office, *lines).version == 1


# Issuing


def test_issued_it_says_who_and_when_and_never_changes(january, office, another):
    save(january, office)
    row = issue(january, office, seen=1)
    assert (row.issued_by, row.issued_at, row.version) == (office, AT, 2)
    with pytest.raises(RefusedError, match="印发，不能再改"):
        save(january, another, seen=2)
    with pytest.raises(RefusedError, match="印发，不能再改"):
        issue(january, another, seen=2)
    assert Bulletin.objects.get().lines == [{"key": "own", "text": "请各单位抓紧。"}]


def test_issued_twice_by_the_same_person_it_is_issued_once(january, office):
    save(january, office)
    assert issue(january, office, seen=1).version == issue(january, office, seen=1).version == 2
    assert Bulletin.objects.get().history.count() == 2


def test_nobody_has_edited_it_and_the_generated_sentences_are_issued(january, office):
    row = issue(january, office)
    assert [each["text"] for each in row.lines] == [
        line.text for line in sentences.lines(report_of(january))
    ]


def test_only_what_was_seen_is_issued(january, office, another):
    save(january, office)
    save(january, another, Line("own", "改过。"), seen=1)
    with pytest.raises(EditConflictError):
        issue(january, office, seen=1)
    assert Bulletin.objects.get().issued_at is None


def test_a_month_not_published_has_no_bulletin(january, office):
    with pytest.raises(RefusedError, match="2月还没有发布"):
        issuing.issue(january, 2, edition=1, seen_version=0, by=office)


def test_the_trail_says_who_did_what(january, office, another):
    save(january, office)
    issue(january, another, seen=1)
    history = Bulletin.objects.get().history.order_by("history_id")
    assert [(each.history_user, each.history_change_reason) for each in history] == [
        (office, "编辑第1期通报"),
        (another, "印发第1期通报"),
    ]


# Who sees what


@pytest.mark.parametrize("make", [factories.leader_of, factories.administrator_of])
def test_a_draft_is_seen_by_the_office_alone_until_it_is_issued(january, office, make):
    reader, report = make(january.district), report_of(january)
    save(january, office)
    assert issuing.lines_of(january, report, office) == (OWN,)
    assert issuing.lines_of(january, report, reader) is None
    issue(january, office, seen=1)
    assert issuing.lines_of(january, report, reader) == (OWN,)


def test_nobody_but_the_office_saves_or_issues(january, unit):
    for person in (factories.leader_of(january.district), factories.reporter_of(unit)):
        with pytest.raises(PermissionDenied):
            save(january, person)
        with pytest.raises(PermissionDenied):
            issue(january, person)


# Corrected editions


def test_a_corrected_edition_begins_with_the_edited_sentences_and_its_own_figures(
    january, office, another
):
    before = report_of(january)
    kept = [line for line in sentences.lines(before) if line.key != "reporting"]
    edited = Line("counts", "本期［指标总数］项，完成［新培育企业·实绩］。")
    save(january, office, edited, *(line for line in kept if line.key != "counts"))
    issue(january, office, seen=1)
    correct(january, "5", office, another)
    report = report_of(january)
    found = issuing.text_of(january, report, office)
    assert found.earlier is not None
    assert (found.version, found.is_issued, found.earlier.edition) == (0, False, 1)
    assert found.lines[0] == edited
    assert "reporting" not in {line.key for line in found.lines}
    assert "corrections" in {line.key for line in found.lines}
    assert sentences.render(edited, report) == "本期1项，完成累计5家。"
    reader = factories.leader_of(january.district)
    first = issuing.lines_of(january, before, reader)
    assert first is not None
    assert first[0] == edited  # the first edition's stands
    assert issuing.lines_of(january, report, reader) is None
    assert issue(january, office, edition=2).edition == 2


def test_an_edition_that_was_corrected_meanwhile_is_not_issued(january, office, another):
    save(january, office)
    correct(january, "5", office, another)
    for act in (save, issue):
        with pytest.raises(RefusedError, match="1月已有第2版（更正后），请在第2版上编辑"):
            act(january, office, seen=1)


A, B, C, D = (Line(key, f"{key}旧") for key in "abcd")
A2, B2, C2, D2 = (Line(key, f"{key}新") for key in "abcd")
MINE = Line("b", "改过")


@pytest.mark.parametrize(
    ("edited", "before", "after", "result"),
    [
        ([A, B], [A, B], [A2, B2], [A2, B2]),  # untouched: made anew
        ([A, MINE], [A, B], [A2, B2], [A2, MINE]),  # edited: stays
        ([A], [A, B], [A2, B2], [A2]),  # left out: stays out
        ([A, C], [A, C], [A2, B2, C2], [A2, B2, C2]),  # new: comes in at its place
        ([C, A], [A, C], [A2, B2, C2], [C2, A2, B2]),  # moved: the new one follows its own
        ([A, B], [A, B], [A2], [A2]),  # no longer made by the rules: goes
        ([A, MINE], [A, B], [A2], [A2, MINE]),  # unless it was edited
        ([], [A], [A2, D2], [D2]),
    ],
)
def test_sentences_go_on_into_the_next_edition(edited, before, after, result):
    assert carried(edited, before, after) == tuple(result)


def test_the_audit_tells_which_paragraphs_changed_and_that_it_was_issued(january, office):
    save(january, office)
    save(january, office, Line("own", "改过。"), seen=1)
    issue(january, office, seen=2)
    lines = history.page(january, history.Wanted(act="bulletin"), 1)
    assert [(line.what, line.changed, line.why) for line in lines] == [
        ("1月 通报", "未印发 → 已印发", "印发第1期通报"),
        ("1月 通报", "新段：改过。；原段：请各单位抓紧。 → 删去", "编辑第1期通报"),
        ("1月 通报", "保存编辑稿", "编辑第1期通报"),
    ]
