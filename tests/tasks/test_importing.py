"""An uploaded workbook is kept for its person and taken through the services, whoever presses when."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from targets import reporting
from targets.choices import Act
from targets.models import Measurement
from tasks import importing, staging
from tasks.imported.book import book_of, key, owing
from tasks.imported.preview import afresh, has_moved, overtaken, staged
from tasks.imported.rows import Staged, as_json, counts, from_json
from tasks.models import ProgressNote, Upload
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests import factories
from tests.factories import TargetFactory, figure, task_of
from tests.tasks.typing_in import typed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(plan, unit, september):
    """10家以上, 7 by August."""
    target = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", goal=Decimal(10))
    figure(target, 8, "7")
    return target


def made(period, unit):
    """The workbook as it is downloaded now; unit None is the office's."""
    return entry_workbook(book_of(owing(period, unit, on=period.due_on)), key=key())


def judged(data, period, unit, by):
    reading = read(data, name="a.xlsx", key=key())
    return staged(reading, owing(period, unit, on=period.due_on), by)


def kept(period, unit, by, cells):
    """An upload of these cells that waits."""
    rows = judged(typed_in(made(period, unit), cells), period, unit, by)
    return staging.stage(period, unit, rows, name="a.xlsx", data=b"x", by=by)


def take(upload, act, by):
    """Taken at once, as the unit's page does it."""
    period, rows = upload.period, staging.kept_in(upload).rows
    found = owing(period, upload.unit, on=period.due_on)
    return importing.take(upload, rows, found, act, by=by, on=period.due_on)


def go_on(upload, by):
    """Every slice that is left."""
    while upload.stage == "taking":
        upload = importing.go_on(upload, seen_done=upload.done, by=by, on=upload.period.due_on)
    return upload


def begun(upload, act, by):
    return importing.begin(upload, staging.kept_in(upload).rows, act, by=by)


# Who


@pytest.mark.parametrize("who", ["other unit", "leader", "administrator", "office", "elsewhere"])
def test_nobody_keeps_or_takes_another_units_workbook(plan, unit, reporter, september, firms, who):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    person = {
        "other unit": lambda: factories.reporter_of(
            factories.UnitFactory.create(district=plan.district)
        ),
        "leader": lambda: factories.leader_of(plan.district),
        "administrator": lambda: factories.administrator_of(plan.district),
        "office": lambda: factories.office_of(plan.district),
        "elsewhere": lambda: factories.office_of(elsewhere),
    }[who]()
    upload = kept(september, unit, reporter, {"T04": {"value": 9}})
    with pytest.raises(PermissionDenied):
        staging.stage(september, unit, [], name="a", data=b"", by=person)
    for act in (
        lambda: take(upload, Act.SUBMIT, person),
        lambda: begun(upload, Act.SUBMIT, person),
        lambda: importing.go_on(upload, seen_done=0, by=person, on=september.due_on),
        lambda: staging.drop(upload, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
    upload.refresh_from_db()
    assert (upload.stage, Measurement.objects.filter(period=september).count()) == ("ready", 0)


@pytest.mark.parametrize("who", ["reporter", "elsewhere", "leader"])
def test_only_the_districts_office_brings_all_units(plan, unit, september, who):
    person = {
        "reporter": lambda: factories.reporter_of(unit),
        "elsewhere": lambda: factories.office_of(
            factories.DistrictFactory.create(code="putuo", name="普陀区")
        ),
        "leader": lambda: factories.leader_of(plan.district),
    }[who]()
    with pytest.raises(PermissionDenied):
        staging.stage(september, None, [], name="a", data=b"", by=person)


def test_who_lost_the_unit_takes_nothing_any_more(unit, reporter, september, firms):
    upload = kept(september, unit, reporter, {"T04": {"value": 9}})
    reporter.memberships.all().delete()
    reporter.refresh_from_db()
    with pytest.raises(PermissionDenied):
        take(upload, Act.SUBMIT, type(reporter).objects.get(pk=reporter.pk))
    assert not Measurement.objects.filter(period=september).exists()


# Taken


def test_a_unit_takes_all_or_nothing(plan, unit, reporter, september, firms):
    TargetFactory.create(plan=plan, lead_unit=unit, code="T05", goal=Decimal(10))
    upload = kept(september, unit, reporter, {"T04": {"value": 9}, "T05": {"value": 9}})
    reporting.submit(firms, september, typed="8", seen_version=0, by=reporter, on=september.due_on)
    [refused] = take(upload, Act.SUBMIT, reporter)
    assert (refused.key, refused.verdict) == ("T04", "stale")
    assert Measurement.objects.filter(period=september).count() == 1
    upload.refresh_from_db()
    assert upload.stage == "ready"


def test_what_only_lacks_its_evidence_is_kept_as_a_draft(plan, unit, reporter, september, firms):
    TargetFactory.create(
        plan=plan, lead_unit=unit, code="T05", goal=Decimal(10), needs_evidence=True
    )
    upload = kept(september, unit, reporter, {"T04": {"value": 9}, "T05": {"value": 9}})
    assert take(upload, Act.SUBMIT, reporter) == []
    upload.refresh_from_db()
    assert upload.told == "已提交1行，1行存为草稿。"
    states = Measurement.objects.filter(period=september).values_list("target__code", "state")
    assert dict(states) == {"T04": "submitted", "T05": "draft"}


def test_a_draft_that_says_the_same_is_handed_in_by_submitting(unit, reporter, september, firms):
    figure(firms, 9, "9", state="draft", entered_by=reporter)
    upload = kept(september, unit, reporter, {})
    assert counts(staging.kept_in(upload).rows).drafts == 0
    take(upload, Act.SUBMIT, reporter)
    row = Measurement.objects.get(period=september)
    assert (row.state, row.value) == ("submitted", Decimal(9))


def test_an_unchanged_nil_report_stays_one(unit, reporter, september, firms):
    reporting.save(
        firms,
        september,
        typed="7",
        is_nil=True,
        explanation="零报告：本月无新增",
        problem="企业推迟",
        next_step="10月补上",
        seen_version=0,
        by=reporter,
        on=september.due_on,
    )
    take(kept(september, unit, reporter, {}), Act.SUBMIT, reporter)
    row = Measurement.objects.get(period=september)
    assert (row.state, row.is_nil) == ("submitted", True)


def test_slices_take_figures_and_notes(plan, unit, september, firms, monkeypatch):
    monkeypatch.setattr(importing, "SLICE", 1)
    by = factories.office_of(plan.district)
    task_of(plan, unit, number=3)
    cells = {"T04": {"value": 9}, "3": {"word": "在轨", "text": "完成立项"}}
    upload = go_on(begun(kept(september, None, by, cells), Act.SUBMIT, by), by)
    assert (upload.stage, upload.done, upload.told) == ("taken", 2, "已提交2行。")
    note = ProgressNote.objects.get()
    assert (note.state, note.on_behalf, note.versions.get().way) == ("submitted", True, "excel")


def test_a_slice_leaves_what_is_no_longer_the_plans(plan, unit, september, firms):
    by = factories.office_of(plan.district)
    upload = begun(kept(september, None, by, {"T04": {"value": 9}}), Act.SUBMIT, by)
    type(firms).objects.filter(pk=firms.pk).update(code="T40")
    upload = go_on(upload, by)
    assert upload.told.startswith("没有写入任何数据；还有1行没有提交")
    [left] = staging.kept_in(upload).rows
    assert left.said[-1].text.startswith("这一项已不归这里填报")


# Held against the system


def test_the_office_learns_nothing_of_a_draft_by_trying(plan, unit, september, firms):
    figure(firms, 9, "9", state="draft")
    by = factories.office_of(plan.district)
    tried = {}
    for value in (9, 8):
        [row] = judged(
            typed_in(made(september, None), {"T04": {"value": value}}), september, None, by
        )
        tried[value] = (row.before, row.verdict, row.notes)
    assert tried[9] == tried[8]
    assert tried[9][0] == "空白"


def test_a_draft_saved_over_by_its_own_person_is_stale_too(unit, reporter, september, firms):
    data = typed_in(made(september, unit), {"T04": {"value": 9}})
    reporting.save(firms, september, typed="8", seen_version=0, by=reporter, on=september.due_on)
    [row] = overtaken(judged(data, september, unit, reporter))
    assert row.said[-1].text.startswith("T04已由你在另一处改为8（")


def test_moved_rows_are_found_without_reading_everything(unit, reporter, september, firms):
    upload = kept(september, unit, reporter, {"T04": {"value": 9}})
    rows = staging.kept_in(upload).rows
    assert not has_moved(rows, september)
    reporting.save(firms, september, typed="8", seen_version=0, by=reporter, on=september.due_on)
    assert has_moved(rows, september)
    found = owing(september, unit, on=september.due_on)
    assert [row.verdict for row in afresh(rows, found, reporter)] == ["stale"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"value": 9, "why": "长" * 301}, "情况说明最多300字，现有301字。"),
        ({"value": 9, "expectation": "很多"}, "“很多”不是数字。"),
    ],
)
def test_what_its_field_cannot_hold_is_an_error_of_its_cell(
    unit, reporter, september, firms, cells, told
):
    [row] = judged(typed_in(made(september, unit), {"T04": cells}), september, unit, reporter)
    assert [each.text for each in row.said if each.is_error] == [told]


def test_a_row_survives_being_kept():
    row = Staged("figure", "T04", "u", "局", "企业", "指标", 4, {"typed": "F4"}, {"typed": "x"}, 3)
    refused = row.refused("不能写入。")
    assert from_json(as_json(refused)) == refused


def test_only_one_upload_waits_for_a_person_and_month(unit, reporter, september, firms):
    for value in (8, 9):
        kept(september, unit, reporter, {"T04": {"value": value}})
    assert list(Upload.objects.order_by("pk").values_list("stage", flat=True)) == [
        "dropped",
        "ready",
    ]
