"""Tables whose rows are written once and never changed: the database itself refuses, by trigger.

The same on PostgreSQL and SQLite, set by a migration with `AppendOnly(table)`. On SQLite a later
migration that alters such a table makes it anew and drops its triggers with the old one: it ends
with `AppendOnly(table)` again (tests/test_append_only.py fails where that was forgotten).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

SUFFIXES = ("kept_u", "kept_d", "kept_t")  # no update, no delete, no truncate
FUNCTION = "{table}_kept"
POSTGRES = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF {may_go} THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER {table}_kept_t BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
SQLITE = (
    "CREATE TRIGGER {table}_kept_u BEFORE UPDATE ON {table} BEGIN {refuse}; END",
    "CREATE TRIGGER {table}_kept_d BEFORE DELETE ON {table} WHEN NOT {may_go} BEGIN {refuse}; END",
)
REFUSE = "SELECT RAISE(ABORT, '{table} is append-only')"
NEVER = "(1 = 0)"
# A draft saved again by its person takes its draft's place, and only while it is the newest row.
# The condition names no other table: SQLite could not make that one anew while a trigger names it.
LATEST_DRAFT = (
    "(OLD.act = 'save' AND NOT EXISTS (SELECT 1 FROM {table} AS other"
    " WHERE other.{owner} = OLD.{owner} AND other.number > OLD.number))"
)


def guarding(vendor: str, table: str, owner: str = "") -> list[str]:
    """What makes a table's rows only to be added and read; with `owner`, a latest draft may go."""
    may_go = LATEST_DRAFT.format(table=table, owner=owner) if owner else NEVER
    names = {
        "table": table,
        "function": FUNCTION.format(table=table),
        "may_go": may_go,
        "refuse": REFUSE.format(table=table),
    }
    statements = (POSTGRES,) if vendor == "postgresql" else SQLITE
    return lifting(vendor, table) + [each.format(**names) for each in statements]


def lifting(vendor: str, table: str) -> list[str]:
    """What takes the refusal away: for a migration going back, or a test that empties its database."""
    names = [f"{table}_{suffix}" for suffix in SUFFIXES]
    if vendor != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names]
    drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in names]
    return [*drops, f"DROP FUNCTION IF EXISTS {FUNCTION.format(table=table)}()"]


class AppendOnly(Operation):
    """A migration's step: AppendOnly("targets_measurementversion", "measurement_id")."""

    reversible = True

    def __init__(self, table: str, owner: str = "") -> None:
        self.table = table
        self.owner = owner

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that models know of changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        for statement in guarding(schema_editor.connection.vendor, self.table, self.owner):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        for statement in lifting(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Make {self.table} append-only"
