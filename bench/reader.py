"""The reader of official texts: what it finds in texts of known content, and how long a long one takes.

`python -m bench.reader` prints precision and recall of targets and of units for each text of
tests/plans/texts, then the time for 100 pages; the exit code says whether the bounds are kept.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plans.reader.document import text_of
from plans.reader.draft import Draft
from plans.reader.reading import read
from tests.plans.reader.written import docx_of

FOLDER = Path(__file__).parent.parent / "tests" / "plans" / "texts"
PLAN = Path(__file__).parent.parent / "fixtures" / "dinghai_2024.txt"
LEAST_RECALL, LEAST_PRECISION, LEAST_UNITS = 0.95, 0.9, 0.98
PAGES, MOST_SECONDS = 100_000, 3.0  # characters of a hundred pages


def main() -> int:
    """Measure and print."""
    totals: Counter[str] = Counter()
    for name, draft, expected in _drafts():
        one = _counts(draft, expected)
        totals += one
        print(f"{name:20} {_line(one)}")
    print(f"{'all':20} {_line(totals)}")
    plan = PLAN.read_text("utf-8")
    text = plan[
        plan.index("一、主要目标") :
    ]  # without its letter, so that every copy is read in full
    text *= PAGES // len(text) + 1
    begun = time.perf_counter()
    read(text)
    seconds = time.perf_counter() - begun
    print(f"{len(text)} characters: {seconds:.2f} s")
    is_kept = (
        totals["found and wanted"] >= LEAST_RECALL * totals["wanted"]
        and totals["found and wanted"] >= LEAST_PRECISION * totals["found"]
        and totals["units right"] >= LEAST_UNITS * totals["units"]
        and seconds <= MOST_SECONDS
    )
    return 0 if is_kept else 1


def _drafts() -> Iterator[tuple[str, Draft, dict[str, Any]]]:
    for file in sorted(FOLDER.glob("*.json")):
        plain = file.with_suffix(".txt")
        data = (
            plain.read_bytes()
            if plain.exists()
            else docx_of(file.with_suffix(".table").read_text("utf-8"))
        )
        yield file.stem, read(text_of(data)), json.loads(file.read_text("utf-8"))


def _counts(draft: Draft, expected: dict[str, Any]) -> Counter[str]:
    """How many targets (place, value, stretch, unit, comparator) and tasks' units are right."""
    wanted = Counter(tuple(each[:5]) for each in expected["targets"])
    found = Counter(
        (
            each["quotes"][0]["where"],
            *(each[key] for key in ("value", "stretch", "unit", "comparator")),
        )
        for each in draft.as_json()["targets"]
    )
    units = {(number, *names, lead) for number, _, names, lead in expected["tasks"]}
    read_units = {(task.number, *task.units, task.lead) for task in draft.tasks}
    return Counter(
        {
            "wanted": wanted.total(),
            "found": found.total(),
            "found and wanted": (wanted & found).total(),
            "units": len(units),
            "units right": len(units & read_units),
        }
    )


def _line(counts: Counter[str]) -> str:
    both = counts["found and wanted"]
    return (
        f"recall {both}/{counts['wanted']}  precision {both}/{counts['found']}  "
        f"tasks with all units right {counts['units right']}/{counts['units']}"
    )


if __name__ == "__main__":
    sys.exit(main())
