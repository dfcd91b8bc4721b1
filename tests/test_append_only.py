"""What was written to the trail stays as it was, in the database itself: SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from simple_history.models import HistoricalChanges

from accounts.tracing import trace
from dashboard import publication
from dashboard.models import Bulletin, Publication
from plans.models import Evidence
from plans.today import now
from targets.choices import Act
from targets.models import Correction, GoalChange, MeasurementVersion, Proposal
from tasks.models import ProgressNoteVersion, Step
from tests import factories, guards, looped

VERSIONS = (MeasurementVersion, ProgressNoteVersion)
TRAIL: list[type[Model]] = [
    *VERSIONS,
    Publication,
    Step,
    Step.evidence.through,
    *(each for each in apps.get_models() if issubclass(each, HistoricalChanges)),
]


def table_of(model: type[Model]) -> str:
    return model._meta.db_table


@pytest.fixture
def trail(plan, unit, office):
    """A row in every table of the trail."""
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    task = factories.task_of(plan, unit, targets=(target,))
    factories.ScheduleFactory.create(target=target)
    factories.PastFigureFactory.create(target=target, month=1)
    figure, note = factories.figure(target, 1, "4"), factories.note_of(task, 1)
    factories.MeasurementVersionFactory.create(measurement=figure, act=Act.SUBMIT)
    factories.ProgressNoteVersionFactory.create(progress_note=note, act=Act.SUBMIT)
    said = {"target": target, "reason": "统计口径调整"}
    GoalChange.objects.create(
        **said, from_month=9, goal=60, goal_text="60家", document="1号", approved_by=office
    )
    Proposal.objects.create(**said, subject="goal", content={"goal": "60"}, proposed_by=office)
    Correction.objects.create(
        **said, period=figure.period, cause="unit_error", new_value=5, proposed_by=office
    )
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    Bulletin.objects.create(period=figure.period, edition=1, saved_by=office)
    milestone = looped.milestone_of(task, unit)
    file = {"plan": plan, "unit": unit, "name": "榜单.pdf", "size": 8, "sha256": "0" * 64}
    proof = Evidence.objects.create(
        **file, content_type="application/pdf", uploaded_by=office, uploaded_at=now()
    )
    looped.step_of(milestone=milestone, by=office).evidence.add(proof)
    looped.problem_of(target, unit, office)
    looped.order_of(plan, unit, office)
    looped.instruction_of(target, office)
    looped.highlight_of(plan, unit, office)
    looped.resolution_of(looped.meeting_of(plan, office), unit)


def test_every_history_and_version_table_is_made_append_only_by_a_migration():
    assert {table_of(model) for model in TRAIL} == set(guards.TABLES)


@pytest.mark.parametrize("statement", ["UPDATE {table} SET {pk} = {pk}", "DELETE FROM {table}"])
@pytest.mark.django_db
def test_no_row_of_the_trail_is_changed_or_taken_away(trail, statement):
    for model in TRAIL:
        assert model._default_manager.exists(), model
        sql = statement.format(table=table_of(model), pk=model._meta.pk.column)
        with (
            pytest.raises(IntegrityError, match=f"{table_of(model)} is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_no_table_of_the_trail_is_emptied_at_once(trail):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in guards.TABLES:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
@pytest.mark.parametrize("model", VERSIONS)
@pytest.mark.parametrize(
    ("acts", "gone", "may_go"),
    [
        (("save",), 1, True),
        (("submit", "save"), 2, True),
        (("save", "save"), 1, False),  # no longer the newest
        (("save", "submit"), 2, False),  # no draft
        (("withdraw",), 1, False),
    ],
)
def test_only_a_latest_draft_gives_way_to_the_next(plan, unit, model, acts, gone, may_go):
    row: Any
    factory: Any
    if model is MeasurementVersion:
        factory, name = factories.MeasurementVersionFactory, "measurement"
        row = factories.figure(factories.TargetFactory.create(plan=plan, lead_unit=unit), 1, "4")
    else:
        factory, name = factories.ProgressNoteVersionFactory, "progress_note"
        row = factories.note_of(factories.task_of(plan, unit), 1)
    for number, act in enumerate(acts, start=1):
        factory.create(**{name: row}, number=number, act=act)
    chosen = row.versions.filter(number=gone)
    if may_go:
        chosen.delete()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            chosen.delete()
    assert chosen.exists() is not may_go


@pytest.mark.django_db
def test_a_test_lifts_the_guard_and_it_stands_again_behind_it(trail):
    with guards.unguarded("dashboard_publication"):
        Publication.objects.update(publisher="别人")
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(publisher="又一人")
    assert Publication.objects.get().publisher == "别人"


@pytest.mark.django_db(transaction=True)
def test_a_test_with_transactions_of_its_own_leaves_an_empty_database_behind(plan, office):
    trace(plan, by=office).save()
    assert plan.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_after_it_the_guard_stands():
    plan = factories.PlanFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.history.update(title="改")


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth_over_the_guard():
    steps = [("dashboard", "0002"), ("tasks", "0004"), ("targets", "0004"), ("plans", "0003")]
    try:
        for app, name in steps:
            call_command("migrate", app, name, verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    plan = factories.PlanFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.history.all().delete()
