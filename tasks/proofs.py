"""The files (依据) that stand with a month's figures and notes, as the office's queue lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from plans.models import Evidence, ReportingPeriod


@dataclass(frozen=True)
class Proof:
    """A file, and where it is read."""

    name: str
    url: str


Proofs = Mapping[tuple[str, int], Sequence[Proof]]  # by the kind (f, n) and key of the row


def proofs_of(period: ReportingPeriod) -> Proofs:
    """Every file of the month that was not taken down; one query.

    It asks no rule: whoever shows a row may show its files.
    """
    with_figures, with_notes = "measurements__period", "notes__period"
    rows = Evidence.objects.filter(plan=period.plan_id, removed_at=None)
    rows = rows.filter(Q(**{with_figures: period}) | Q(**{with_notes: period}))
    found: dict[tuple[str, int], list[Proof]] = defaultdict(list)
    for pk, name, figure, note in rows.order_by("uploaded_at", "pk").values_list(
        "pk", "name", "measurements__pk", "notes__pk"
    ):
        url = reverse("evidence", kwargs={"plan": period.plan.slug, "pk": pk})
        key = ("f", figure) if figure else ("n", note)
        found[key].append(Proof(name, url))
    return found
