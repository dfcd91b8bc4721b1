"""All that a request or a call could have changed, read from every table of the product."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

ROOMS = ("accounts", "plans", "targets", "tasks", "dashboard")


@cache
def tables() -> tuple[tuple[str, str], ...]:
    """Each table of the five rooms with its key: rows, their histories, and what joins them."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            columns = [field.column for field in model._meta.local_concrete_fields]
            found[model._meta.db_table] = ", ".join(f'"{column}"' for column in columns)
    return tuple(sorted(found.items()))


def everything() -> dict[str, Any]:
    """The rows of every table, to be compared with what they were before."""
    with connection.cursor() as cursor:
        rows = {}
        for table, columns in tables():
            cursor.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608 - our own names
            rows[table] = sorted(cursor.fetchall(), key=repr)
    return rows
