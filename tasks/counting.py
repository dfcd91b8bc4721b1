"""How many rows there are, as a part of another query: one question for all that waits."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """The number of these rows, 0 for none; they may name the outer row by `OuterRef`."""
    alone = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(alone.annotate(number=Count("pk")).values("number")), 0)
