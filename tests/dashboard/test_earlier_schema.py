"""Whatever a month was published in, it is read, shown, exported and corrected for ever (ADR 12).

A sample of every schema that was ever stored stands beside this file and is never written anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, get_args, get_type_hints
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dashboard import publication
from dashboard.meeting import papers
from dashboard.models import Publication
from dashboard.report import MonthlyReport, from_json, frozen, to_json
from dashboard.report.rows import READABLE, SCHEMA
from targets import correcting
from targets.choices import Light
from tests import factories
from tests.addresses import addresses
from tests.test_every_role import FILES, MEETING, OF_TWO, READING

HERE = Path(__file__).parent
SHAPE = HERE / f"published_shape_{SCHEMA}.txt"
BODIES = {
    number: (HERE / f"published_schema_{number}.json").read_text().rstrip("\n")
    for number in range(1, SCHEMA + 1)
}
# The clerk's figure of T02 in each sample, what it is corrected to, and the light it then has.
FIGURES = {1: "10.78", 2: "10.78", 3: "11.07", 4: "10.78"}


@pytest.fixture(params=sorted(BODIES))
def schema(request):
    """The number of a schema."""
    return request.param


@pytest.fixture
def stored(plan, office, schema):
    """August as it was stored in this schema."""
    publication._body.cache_clear()
    at = factories.moment(2024, 9, 10)
    body = BODIES[schema]
    return Publication.objects.create(
        period=factories.period_of(plan, 8, published_at=at),
        schema=schema,
        body=body,
        sha256=publication.seal(body),
        published_at=at,
        published_by=office,
        publisher=str(office),
    )


def routes(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    """Every reading page and file of the month, with parts that this report holds."""
    for each in addresses():
        if each.name not in (READING | FILES | MEETING) - OF_TWO or "month" not in each.parts:
            continue
        route: dict[str, object] = {"plan": report.plan.slug, "month": report.key}
        if "code" in each.parts:
            is_unit = "units/" in each.path
            route["code"] = report.units[0].code if is_unit else report.targets[0].code
        if "number" in each.parts:
            route["number"] = report.tasks[0].number
        for key in papers.papers() if "key" in each.parts else (None,):
            whole = {**route, "key": key.key} if key else route
            yield each.name, reverse(each.name, kwargs=whole)


# Reading


def test_a_sample_of_every_readable_schema_is_kept():
    assert set(BODIES) == READABLE
    assert {number: frozen.schema_of(body) for number, body in BODIES.items()} == {
        number: number for number in BODIES
    }


def test_what_the_first_lacks_stands_at_its_default():
    report = from_json(BODIES[1])
    row = report.target("T02")
    assert row is not None
    assert (row.now.value, row.now.light) == (Decimal("10.78"), Light.BEHIND)
    assert (row.nature, row.expectation, row.is_nil, row.goal_steps) == ("", None, False, ())
    assert row.corrections == ()
    assert [each.mistakes for each in report.reporting] == [0, 0]


def test_what_the_second_lacks_stands_at_its_default():
    report = from_json(BODIES[2])
    assert len(report.targets) == 25
    assert (report.text, report.aliases, report.league, report.plan.doc_no) == ("", (), None, "")
    assert {each.returned for each in report.reporting} == {0}


def test_what_the_third_lacks_stands_at_its_default():
    report = from_json(BODIES[3])
    assert (report.keeps_loop, report.problems, report.orders, report.highlights) == (
        False,
        (),
        (),
        (),
    )
    assert {task.milestones for task in report.tasks} == {()}
    assert {note.measures for task in report.tasks for note in task.notes} == {""}


def test_the_fourth_holds_the_closed_loop():
    report = from_json(BODIES[4])
    assert [row.number for row in report.problems] == [3, 4, 6, 7, 8, 9, 10]
    assert [row.label for row in report.orders] == [
        "定创督〔2024〕1号",
        "定创督〔2024〕2号",
        "协调〔2024〕1号",
    ]
    assert [row.unit.code for row in report.highlights] == ["jingxin", "zuzhi"]
    task = report.task(3)
    assert task is not None
    assert task.note is not None
    assert [(row.state, row.done_on is None) for row in task.milestones] == [
        ("done", False),
        ("done", False),
        *[("open", True)] * 4,
    ]
    assert task.note.measures.startswith("渔业基地提供泊位1处")
    assert report.league is not None
    score = report.league.score("jingxin")
    assert score is not None
    told = {part.key: part.points for part in score.parts}
    assert (told["closing"], told["support"]) == (Decimal(0), Decimal(8))


def test_the_present_one_is_written_as_it_was_read():
    assert to_json(from_json(BODIES[SCHEMA])) == BODIES[SCHEMA]


def test_an_upgrade_turns_an_older_body_into_the_next_one(monkeypatch):
    expected = from_json(BODIES[1])
    older = json.loads(BODIES[1])
    older["number"] = older.pop("month")
    with pytest.raises(frozen.UnreadableReportError):
        from_json(json.dumps(older))
    monkeypatch.setitem(
        frozen.UPGRADES,
        1,
        lambda stored: {
            **{name: part for name, part in stored.items() if name != "number"},
            "month": stored["number"],
        },
    )
    assert from_json(json.dumps(older)) == expected


def _shape(cls: Any, seen: dict[str, Any]) -> None:
    """Every dataclass that a report is made of: its fields with their types and defaults."""
    if cls.__name__ in seen:
        return
    hints = get_type_hints(cls)
    seen[cls.__name__] = kept = []
    for each in fields(cls):
        if each.name in frozen.NOT_IN_THE_BODY:
            continue
        default = "" if each.default is MISSING else f" = {each.default!r}"
        kept.append(f"  {each.name}: {each.type}{default}")
        for part in _inside(hints[each.name]):
            if is_dataclass(part):
                _shape(part, seen)


def _inside(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        yield from _inside(part)


def test_the_stored_form_changes_only_with_a_new_schema_number():
    """Red: raise SCHEMA, keep the old samples, add a new sample and shape (ADR 12)."""
    seen: dict[str, list[str]] = {}
    _shape(MonthlyReport, seen)
    told = "\n".join(line for name in sorted(seen) for line in (name, *seen[name])) + "\n"
    assert told == SHAPE.read_text()


# Showing, exporting, correcting


@pytest.mark.django_db
def test_its_pages_files_and_papers_answer(client, leader, stored, schema):
    client.force_login(leader)
    told = {path: client.get(path).status_code for _, path in routes(from_json(BODIES[schema]))}
    assert len(told) >= 10
    assert {path: status for path, status in told.items() if status != 200} == {}


@pytest.mark.django_db
def test_its_exports_hold_the_same_figures(client, office, stored, schema):
    client.force_login(office)
    value = FIGURES[schema]
    text = client.get("/dinghai-2024/2024-08/targets.csv").content.decode()
    assert f",{value}," in text
    book = b"".join(client.get("/dinghai-2024/2024-08/export.xlsx").streaming_content)
    cells = [cell.value for row in load_workbook(BytesIO(book))["指标"].iter_rows() for cell in row]
    assert float(value) in cells
    assert ZipFile(BytesIO(book)).testzip() is None


@pytest.mark.django_db
def test_it_is_corrected_into_the_present_schema(plan, unit, office, stored, schema):
    target = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T02", decimals=2, measure="亿元", goal=Decimal("17.5")
    )
    factories.figure(target, 8, FIGURES[schema])
    by = factories.reporter_of(unit)
    row = correcting.propose(
        target, stored.period, by=by, typed="11.8", cause="unit_error", reason="漏计"
    )
    second = publication.correct(row, by=office, at=factories.moment(2024, 9, 22))
    assert (second.schema, second.edition, second.previous_sha256) == (SCHEMA, 2, stored.sha256)
    after = publication.read(second).target("T02")
    assert after is not None
    assert (after.now.light, after.corrections[-1].day) == (Light.ON_PACE, date(2024, 9, 22))
    stored.refresh_from_db()
    assert stored.body == BODIES[schema]
