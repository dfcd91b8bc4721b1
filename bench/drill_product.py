"""What the drills do inside the product: people the district, and count what became of it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import django


def main() -> None:
    """One act, its arguments as JSON on standard input, its answer as JSON on standard output."""
    django.setup()
    act, given = sys.argv[1], json.load(sys.stdin)
    print(json.dumps(ACTS[act](given), ensure_ascii=False))


def people(given: dict[str, int]) -> list[dict[str, Any]]:
    """Make the district; every clerk with the key of a session."""
    from bench import server
    from bench.population import populate

    clerks = populate(given["units"], given["figures"])
    return [{**asdict(each), "session": server.session_of(each.account)} for each in clerks]


def count(given: dict[str, Any]) -> list[dict[str, str]]:
    """What is wrong with these figures: lost, changed, doubled; by rows and by versions."""
    from django.db.models import Count

    from targets.models import Measurement, MeasurementVersion

    wanted = {code: Decimal(value) for code, value in given["figures"].items()}
    rows = Measurement.objects.filter(state="submitted")
    kept = dict(rows.values_list("target__code", "value"))
    told = [
        f"{code}提交了{value}，库里是{kept.get(code)}"
        for code, value in wanted.items()
        if kept.get(code) != value
    ]
    handed_in = MeasurementVersion.objects.filter(act="submit")
    doubled = handed_in.values("measurement").annotate(times=Count("pk")).filter(times__gt=1)
    if doubled:
        told.append(f"{len(doubled)}项有不止一次提交记录")
    if handed_in.count() != len(kept):
        told.append(f"提交记录{handed_in.count()}条，已提交{len(kept)}项")
    if given["is_all"] and len(kept) != len(wanted):
        told.append(f"应有{len(wanted)}项，实有{len(kept)}项")
    return [{"told": each} for each in told[:10]]


ACTS = {"populate": people, "count": count}

if __name__ == "__main__":
    main()
