"""No page of the URLconf asks the database more than twelve questions, at one row and at forty."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard import drafting, publication
from plans.converters import Month
from targets.choices import State
from tests import addresses, factories
from tests.looped import highlight_of, meeting_of, problem_of, resolution_of, step_of

MOST = 12
ROLES = {
    "leader": lambda plan, unit: factories.leader_of(plan.district),
    "reporter": lambda plan, unit: factories.reporter_of(unit),
    "office": lambda plan, unit: factories.office_of(plan.district),
    "administrator": lambda plan, unit: factories.administrator_of(plan.district),
}


def fill(plan, unit, rows):
    """January published, February handed in, so many targets and tasks of one unit; some of it returned."""
    by = factories.reporter_of(unit)
    plan.keeps_loop = True
    plan.save(update_fields=["keeps_loop"])
    for number in range(rows):
        target = factories.TargetFactory.create(
            plan=plan, code=f"T{number}", order=number, lead_unit=unit
        )
        factories.QuotationFactory.create(target=target, start=number, end=number + 3)
        factories.PastFigureFactory.create(target=target, month=2)
        factories.figure(target, 1, "4")
        factories.figure(target, 2, "9", state=State.SUBMITTED)
        back = factories.TargetFactory.create(
            plan=plan, code=f"B{number}", order=rows + number, lead_unit=unit
        )
        factories.figure(back, 1, "4")
        factories.figure(back, 2, "9", state=State.RETURNED)
        task = factories.task_of(plan, unit, targets=(target,), number=number + 1)
        factories.note_of(task, 1)
        factories.note_of(task, 2, state=State.SUBMITTED if number % 2 else State.RETURNED)
        problem = problem_of(target, unit, by, number=number + 1, task=task)
        step_of(problem=problem, by=by, unit=unit)
        highlight_of(plan, unit, by)
    gather(plan, unit, rows)
    publication.publish(plan, 1, by=factories.office_of(plan.district), on=date(2024, 2, 10))


def gather(plan, unit, rows):
    """So many meetings, and as many resolutions of the first, which the unit has to do."""
    office = factories.office_of(plan.district)
    agenda = [{"title": "滞后", "unit": unit.code, "kind": "other", "key": "", "note": ""}] * rows
    first = meeting_of(plan, office, state="held", agenda=agenda)
    for _ in range(rows):
        meeting_of(plan, office)
        step_of(resolution=resolution_of(first, unit), by=office)


def drafted(plan, rows):
    """A plan's text with so many tasks and targets, being confirmed."""
    tasks = "".join(
        f"{each}.做强商圈{each}。新引进首店{each + 1}家以上，{each + 3}月底前建成街区。（责任单位：区商务局{each}）\n"
        for each in range(1, rows + 1)
    )
    text = f"2025年商贸工作计划\n二、重点任务\n{tasks}"
    return drafting.start(text, district=plan.district, by=factories.office_of(plan.district))


def paths(unit, account):
    """Every address, about January and about February, the parts naming rows that exist."""
    for month in (1, 2):
        parts = {"month": Month(2024, month), "code": "T0", "number": 1, "pk": account.pk}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in parts.items():
                patch.setitem(addresses.PARTS, name, value)
            found = [each.path for each in addresses.addresses()]
        for path in found:
            own = path.replace("/units/T0/", f"/units/{unit.code}/")
            yield own.replace("/fill/T0/", f"/fill/{unit.code}/")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 40])  # a question for each of forty is far above MOST
@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_more_than_twelve_questions(plan, unit, settings, monkeypatch, role, rows):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 3, 5)
    fill(plan, unit, rows)
    account = factories.reporter_of(unit)
    monkeypatch.setitem(addresses.PARTS, "draft", drafted(plan, rows).pk)
    client = Client()
    client.force_login(ROLES[role](plan, unit))
    asked = {}
    for path in dict.fromkeys(paths(unit, account)):
        if client.get(path).status_code != 200:  # moves the session on, and keeps what is kept
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked[path] = len(queries)
    assert len(asked) >= 3
    assert {path: number for path, number in asked.items() if number > MOST} == {}
