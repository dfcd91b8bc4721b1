"""Publishing a month while its last figure is still on the way: one of the two waits, none is lost."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connections

from dashboard import publication
from targets import reporting
from targets.models import Measurement
from tests.factories import TargetFactory, period_of

AFTER = date(2024, 2, 6)  # January fell due on the 5th


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_nothing_slips_into_a_month_that_is_being_published(plan, unit, reporter, office, attempt):
    target, january = TargetFactory.create(plan=plan, lead_unit=unit), period_of(plan, 1)
    barrier, answers = Barrier(2), []

    def run(act):
        barrier.wait()
        try:
            act()
        except (reporting.RefusedError, publication.PublicationRefusedError) as refused:
            answers.append(str(refused))
        finally:
            connections.close_all()

    acts = [
        lambda: reporting.submit(target, january, typed="5", seen_version=0, by=reporter, on=AFTER),
        lambda: publication.publish(plan, 1, by=office, on=AFTER),
    ]
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    january.refresh_from_db()
    if january.published_at is None:
        assert answers == ["1条待审"]
        assert Measurement.objects.get().state == "submitted"
    else:
        assert answers == ["1月已发布，更改须走更正。"]
        assert Measurement.objects.count() == 0
