"""Two people at the office approve at once: each correction counts once, each edition follows the last."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from dashboard import publication
from dashboard.models import Publication
from targets import correcting
from targets.models import MeasurementVersion
from targets.rounds import RefusedError
from tests import factories
from tests.factories import TargetFactory, figure, period_of

AFTER = date(2024, 2, 6)  # January fell due on the 5th


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [1, 2], ids=["the same correction", "two of one month"])
def test_two_approvals_at_once_make_one_edition_each(plan, unit, reporter, office, number):
    targets = [TargetFactory.create(plan=plan, lead_unit=unit, name=f"指标{n}") for n in (1, 2)]
    for target in targets:
        figure(target, 1, "4")
    first = publication.publish(plan, 1, by=office, on=AFTER)
    told = {"typed": "5", "cause": "unit_error", "reason": "漏计", "by": reporter}
    january = period_of(plan, 1)
    rows = [correcting.propose(target, january, **told) for target in targets[:number]]
    people = [office, factories.office_of(plan.district)]
    barrier, answers = Barrier(2), []

    def run(row, by):
        barrier.wait()
        try:
            publication.correct(row, by=by)
        except RefusedError as refused:
            answers.append(refused.message)
        finally:
            connections.close_all()

    pairs = zip([rows[0], rows[-1]], people, strict=True)
    threads = [Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    editions = list(Publication.objects.order_by("edition"))
    assert [each.edition for each in editions] == list(range(1, number + 2))
    sealed = [first.sha256, *(each.sha256 for each in editions[1:])]
    assert [each.previous_sha256 for each in editions[1:]] == sealed[:-1]
    assert MeasurementVersion.objects.filter(act="correct").count() == number
    assert ["不能再办" in answer for answer in answers] == [True] * (2 - number)
    corrected = publication.read(editions[-1]).targets
    assert sum(len(row.corrections) for row in corrected) == number
