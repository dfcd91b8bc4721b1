"""Two acts at the same moment meet where both hold the same row, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from targets import assigning, recalling, reporting
from targets.models import PastFigure
from targets.recalling import Typed
from targets.rounds import RefusedError
from tests import factories

OCTOBER_2 = date(2024, 10, 2)  # September is being filed


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment; what each answered, sorted."""
    barrier, answers = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
            answers.append("done")
        except (PermissionDenied, RefusedError) as error:
            answers.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_past_month_the_second_is_told(plan, unit, office):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    people = {"5": office, "6": factories.office_of(plan.district)}
    answers = at_once(
        *(
            lambda by=by, text=text: recalling.record(
                target, typed={1: Typed(text)}, source="年报", by=by
            )
            for text, by in people.items()
        )
    )
    assert answers == ["RefusedError", "done"]
    assert PastFigure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_next_unit_never_finds_what_the_former_saves_meanwhile(plan, unit, reporter, office):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    september = factories.period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    next_unit = factories.UnitFactory.create(district=plan.district)
    wanted = replace(assigning.assignment_of(target), unit_id=next_unit.pk)
    seen = assigning.seen_of(target)
    assert reporter.member is not None
    answers = at_once(
        lambda: reporting.save(
            target, september, typed="5", seen_version=0, by=reporter, on=OCTOBER_2
        ),
        lambda: assigning.assign(target, wanted, seen=seen, reason="机构改革", by=office),
    )
    assert answers in (["done", "done"], ["PermissionDenied", "done"])
    assert not target.measurements.exclude(value=None).exists()
