"""What a table of the audit is: which rows, and where each answer stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DecimalField, F, Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from plans.models import Plan


@dataclass(frozen=True)
class Source:
    """One table of the audit; each answer is the path of a column, or an expression."""

    name: str
    model: type[Model]
    of: Callable[[Plan], Q]
    columns: Mapping[str, Any]
    act: str  # a column where it begins with @, else a group
    at: str = "history_date"
    by: str = "history_user"
    why: str = "history_change_reason"
    way: Any = "way"
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    before: Subquery | None = None
    target: str = ""
    month: str = ""
    drafts: Callable[[Plan], Q] | None = None  # which rows the office may see
    own: Q | None = None  # which rows the unit itself may see

    def rows(self, plan: Plan) -> QuerySet[Any]:
        """The rows of one plan."""
        return self.model._default_manager.filter(self.of(plan))

    @property
    def act_column(self) -> str:
        """The column that names the act; empty where all rows are one group's."""
        return self.act[1:] if self.act.startswith("@") else ""


def text_of(column: Any, path: str) -> Combinable:
    """A column as JSON keeps it: decimals as text, never as a float."""
    return Cast(F(path), TextField()) if isinstance(column, DecimalField) else F(path)


def columns_of(model: type[Model], names: tuple[str, ...], **further: str) -> dict[str, Combinable]:
    """These columns as JSON keeps them, and further ones by their paths."""
    own = {name: text_of(model._meta.get_field(name), name) for name in names}
    return own | {name: F(path) for name, path in further.items()}


def earlier(model: type[Model], same: str, number: str, columns: Mapping[str, Any]) -> Subquery:
    """The row of the same thing just before this one, as JSON."""
    rows = model._default_manager.filter(
        **{same: OuterRef(same), f"{number}__lt": OuterRef(number)}
    )
    return Subquery(rows.order_by(f"-{number}").values(json=JSONObject(**columns))[:1])


def name_paths(path: str) -> tuple[str, str]:
    """Where a person's name stands, to be searched."""
    return f"{path}__full_name", f"{path}__username"
