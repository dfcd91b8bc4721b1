"""Evidence of the loop's steps: who reads the file of which matter, and who is told there is none."""

from __future__ import annotations

import pytest
from django.urls import reverse

from plans.models import Evidence
from tasks import loop_proofs
from tests import factories
from tests.factories import moment
from tests.looped import (
    highlight_of,
    meeting_of,
    milestone_of,
    order_of,
    problem_of,
    resolution_of,
    step_of,
)

pytestmark = pytest.mark.django_db
READS = {"reporter", "head", "leader", "office"}  # of the unit that answers for it
ASKED = {"problem", "help"}  # where another unit raised it or asked for help, it reads too


@pytest.fixture
def people(plan, unit):
    asking, other = (factories.UnitFactory.create(district=plan.district) for _ in range(2))
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    return {
        "no role": factories.UserFactory.create(),
        "leader": factories.leader_of(plan.district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "asking": factories.reporter_of(asking),
        "other reporter": factories.reporter_of(other),
        "office": factories.office_of(plan.district),
        "office elsewhere": factories.office_of(elsewhere),
        "administrator": factories.administrator_of(plan.district),
    }


@pytest.fixture
def files(plan, unit, people):
    """One file at a step of each kind of matter."""
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    by, office, asking = people["reporter"], people["office"], people["asking"].member.unit
    helped = order_of(plan, unit, by, kind="help", asking_unit=asking)
    matters = {
        "milestone": milestone_of(factories.task_of(plan, unit), unit),
        "problem": problem_of(target, unit, by, raised_unit=asking),
        "order": order_of(plan, unit, office),
        "help": helped,
        "resolution": resolution_of(meeting_of(plan, office), unit),
        "highlight": highlight_of(plan, unit, by),
    }
    return {kind: _file(plan, unit, by, kind, row) for kind, row in matters.items()}


def _file(plan, owner, by, kind, row, **of_step):
    step = step_of(**{"order" if kind == "help" else kind: row}, **of_step)
    file = Evidence.objects.create(
        plan=plan,
        unit=owner,
        name="凭证.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        uploaded_by=by,
        uploaded_at=moment(2024, 3, 1),
    )
    step.evidence.add(file)
    return file


def test_each_file_is_read_by_whom_its_matter_concerns_and_nobody_else(plan, people, files):
    read = {
        kind: {name for name, who in people.items() if loop_proofs.readable(plan, file.pk, by=who)}
        for kind, file in files.items()
    }
    assert read == {kind: READS | ({"asking"} if kind in ASKED else set()) for kind in files}


def test_a_file_of_another_plan_or_taken_down_is_not_there(plan, people, files):
    other = factories.PlanFactory.create()
    assert loop_proofs.readable(other, files["problem"].pk, by=people["office"]) is None
    files["problem"].removed_at, files["problem"].removed_by = moment(2024, 3, 2), people["office"]
    files["problem"].save()
    assert loop_proofs.readable(plan, files["problem"].pk, by=people["office"]) is None


def test_the_address_of_a_file_asks_the_same(client, plan, people, files, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    url = reverse("evidence", args=[plan.slug, files["order"].pk])
    told = {}
    for name in ("reporter", "other reporter", "administrator"):
        client.force_login(people[name])
        told[name] = client.get(url).status_code
    assert told == {
        "reporter": 409,
        "other reporter": 404,
        "administrator": 404,
    }  # 409: no such bytes


def test_who_may_read_the_steps_files_of_a_matter_needs_no_query(
    plan, people, files, django_assert_num_queries
):
    rows = files["problem"].steps.select_related("problem__unit", "problem__raised_unit", "unit")
    step = rows.get()
    person = people["asking"]
    assert person.member is not None
    with django_assert_num_queries(0):
        assert loop_proofs.may_read(step.problem, plan, by=person, step=step)


def test_the_unit_that_sent_a_file_reads_it_where_another_answers_for_the_matter(
    plan, unit, people
):
    lead = people["asking"].member.unit
    milestone = milestone_of(factories.task_of(plan, lead, unit), unit)
    file = _file(plan, lead, people["asking"], "milestone", milestone, unit=lead)
    assert loop_proofs.readable(plan, file.pk, by=people["asking"])
    assert loop_proofs.readable(plan, file.pk, by=people["other reporter"]) is None
