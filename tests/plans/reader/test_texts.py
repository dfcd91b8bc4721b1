"""Whole texts of many kinds, each with what a person found in it before the rules were written.

`HELD` were never looked at while the rules were made; what the reader found in them at first
sight is in docs/reader.md. The bounds are those the product promises.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from plans.reader.document import text_of
from plans.reader.reading import read
from tests.plans.reader.written import docx_of

FOLDER = Path("tests/plans/texts")
KNOWN = [
    "industry",
    "education",
    "town",
    "environment",
    "health",
    "tourism",
    "breakdown",
    "indicators",
    "commerce",
    "digitalgov",
    "elderly",
    "energy",
    "forest",
    "housing",
    "report",
    "rural",
    "safety",
    "smart",
    "street",
    "talent",
    "water",
    "works",
]
HELD = [
    "held_agriculture",
    "held_livelihood",
    "held_investment",
    "held_digital",
    "held_county",
    "held_culture",
    "held_market",
    "held_transport",
]


def bytes_of(name):
    plain = FOLDER / f"{name}.txt"
    return (
        plain.read_bytes()
        if plain.exists()
        else docx_of((FOLDER / f"{name}.table").read_text("utf-8"))
    )


def expected_of(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def drafts():
    texts = {name: text_of(bytes_of(name)) for name in [*KNOWN, *HELD]}
    return {name: (text, read(text)) for name, text in texts.items()}


def targets_of(draft):
    return [
        [
            each["quotes"][0]["where"],
            each["value"],
            each["stretch"],
            each["unit"],
            each["comparator"],
            each["kind"],
        ]
        for each in draft.as_json()["targets"]
    ]


@pytest.mark.parametrize("name", KNOWN)
def test_every_target_of_a_known_text_is_found_and_nothing_else(drafts, name):
    found = Counter(map(tuple, targets_of(drafts[name][1])))
    assert found == Counter(map(tuple, expected_of(name)["targets"]))


def test_targets_of_texts_held_back_are_found():
    wanted: Counter[Any] = Counter()
    found: Counter[Any] = Counter()
    both: Counter[Any] = Counter()
    for name in HELD:
        one = Counter((name, *each[:5]) for each in expected_of(name)["targets"])
        two = Counter((name, *each[:5]) for each in targets_of(read(text_of(bytes_of(name)))))
        wanted, found, both = wanted + one, found + two, both + (one & two)
    assert both.total() / wanted.total() >= 0.95
    assert both.total() / found.total() >= 0.9


@pytest.mark.parametrize("name", [*KNOWN, *HELD])
def test_tasks_have_their_units_in_order_and_their_lead(drafts, name):
    tasks = drafts[name][1].as_json()["tasks"]
    assert [
        [task["no"], task["title"], task["units"], task["lead"]] for task in tasks
    ] == expected_of(name)["tasks"]


@pytest.mark.parametrize("name", [*KNOWN, *HELD])
def test_head_of_a_text(drafts, name):
    assert drafts[name][1].as_json()["meta"] == expected_of(name)["meta"]


@pytest.mark.parametrize("name", [*KNOWN, *HELD])
def test_deadlines_of_a_text(drafts, name):
    found = [[f"task:{each.task}", each.due] for each in drafts[name][1].milestones]
    assert found == expected_of(name)["milestones"]


@pytest.mark.parametrize("name", [*KNOWN, *HELD])
def test_every_quotation_stands_where_it_says(drafts, name):
    text, draft = drafts[name]
    spans = {f"task:{task.number}": (task.start, task.end) for task in draft.tasks}
    for target in draft.targets:
        for quote in target.quotes:
            end = quote.offset + len(quote.sentence)
            assert text[quote.offset : end] == quote.sentence
            if quote.where in spans:
                assert spans[quote.where][0] <= quote.offset < end <= spans[quote.where][1]
    for milestone in draft.milestones:
        end = milestone.offset + len(milestone.sentence)
        assert text[milestone.offset : end] == milestone.sentence


def test_every_result_says_its_rule_and_how_sure_it_is(drafts):
    for _, draft in drafts.values():
        for each in [*draft.targets, *draft.milestones, *draft.tasks]:
            assert each.rule
            assert 0 < each.confidence <= 1
