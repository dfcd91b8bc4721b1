"""The append-only tables as migrations guard them, and how a test gets past that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.append_only import AppendOnly, guarding, lifting


def guarded() -> dict[str, str]:
    """Every table a migration made append-only, with the column that names a version's owner."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values()
    steps = [step for each in migrations for step in each.operations]
    return {step.table: step.owner for step in steps if isinstance(step, AppendOnly)}


TABLES = guarded()


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """These tables (all) may be changed inside, as no page, command or service ever may."""
    chosen = {table: TABLES[table] for table in tables or TABLES}
    with connection.cursor() as cursor:
        for statement in (each for table in chosen for each in lifting(connection.vendor, table)):
            cursor.execute(statement)
        yield
        for table, owner in chosen.items():
            for statement in guarding(connection.vendor, table, owner):
                cursor.execute(statement)
