"""The demonstration as `make run` loads it, made once a worker and laid down again for each test."""

from __future__ import annotations

import sqlite3

from django.core.management import call_command
from django.db import connection

from dashboard import demo
from plans import periods
from plans.models import Plan

kept: list[sqlite3.Connection] = []


def lay_down() -> Plan:
    """Put the demonstration into the test's database; loading it takes seconds, copying it none."""
    if not kept:
        call_command("loaddata", "dinghai_2024", verbosity=0)
        plan = Plan.objects.get(slug="dinghai-2024")
        periods.ensure(plan)
        demo.load(plan)
        copy = sqlite3.connect(":memory:")
        connection.connection.backup(copy)
        kept.append(copy)
    else:
        connection.ensure_connection()
        kept[0].backup(connection.connection)
    return Plan.objects.get(slug="dinghai-2024")
