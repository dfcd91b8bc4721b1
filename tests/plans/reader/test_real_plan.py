"""The reader finds in the real plan what the fixture holds: everything, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from plans.reader.numerals import plain
from plans.reader.reading import read

TEXT = Path("fixtures/dinghai_2024.txt").read_bytes().decode()
ROWS = yaml.safe_load(Path("fixtures/dinghai_2024.yaml").read_text(encoding="utf-8"))


def rows(model):
    return [row["fields"] for row in ROWS if row["model"] == model]


@pytest.fixture(scope="module")
def draft():
    return read(TEXT)


def quoted(code):
    return tuple(
        (row["start"], row["text"], row["where"])
        for row in rows("targets.quotation")
        if row["target"][-1] == code
    )


def test_every_target_is_found_and_nothing_else(draft):
    expected = Counter(
        (row["goal"], row.get("stretch"), row["measure"], row["comparator"], quoted(row["code"]))
        for row in rows("targets.target")
    )
    found = Counter(
        (
            plain(each.value),
            None if each.stretch is None else plain(each.stretch),
            each.unit,
            each.comparator.value,
            tuple((quote.offset, quote.sentence, quote.where) for quote in each.quotes),
        )
        for each in draft.targets
    )
    assert found == expected
    assert found.total() == 25


def test_kinds_are_guessed_as_proposed(draft):
    expected = {
        (*quoted(row["code"])[0][:2], row["goal"]): row["kind"] for row in rows("targets.target")
    }
    found = {
        (each.quotes[0].offset, each.quotes[0].sentence, plain(each.value)): each.kind
        for each in draft.targets
    }
    assert found == expected


def test_names_hold_the_nouns_of_the_fixture(draft):
    by_quote = {
        (quoted(row["code"])[0][0], row["goal"]): row["name"] for row in rows("targets.target")
    }
    in_order = sorted(draft.targets, key=lambda each: each.quotes[0].offset)
    named = [(each.name, by_quote[each.quotes[0].offset, plain(each.value)]) for each in in_order]
    # the two halves of “各20名” stand at one place and are compared below
    differing = [
        (found, given)
        for found, given in named
        if given.translate({0xFF08: "(", 0xFF09: ")"}).removeprefix("新培育") not in found
        and not given.endswith("科技人才")
    ]
    assert differing == []
    assert [name for name, _ in named if name.endswith(("领军人才", "青年科技人才"))] == [
        "具有省内一流水平的科技领军人才",
        "青年科技人才",
    ]


def test_quotations_stand_at_their_offsets(draft):
    quotes = [quote for each in draft.targets for quote in each.quotes]
    assert len(quotes) == 28
    for quote in quotes:
        assert TEXT[quote.offset : quote.offset + len(quote.sentence)] == quote.sentence


def test_all_17_tasks_stand_with_their_text_units_and_lead(draft):
    printed: dict[int, list[str]] = {}
    for row in rows("tasks.responsibility"):
        printed.setdefault(row["task"][-1], []).append(row["printed"])
    expected = [
        (row["number"], row["title"], row["start"], row["end"], printed[row["number"]])
        for row in rows("tasks.task")
    ]
    found = [
        (task.number, task.title, task.start, task.end, list(task.units)) for task in draft.tasks
    ]
    assert found == expected
    assert [task.lead for task in draft.tasks] == [units[0] for *_, units in expected]
    assert all(TEXT[task.start : task.end] == task.text for task in draft.tasks)


def test_head_headings_and_safeguards(draft):
    meta = draft.meta
    assert (meta.title, meta.doc_no) == ("舟山市定海区创新深化2024年工作计划", "")
    assert (meta.issuer, meta.issue_date) == ("舟山市定海区科技领导小组办公室", "2024-05-18")
    assert meta.year == 2024
    themes = rows("plans.theme")
    assert [(each.number, each.title) for each in draft.themes] == [
        (row["number"], row["title"]) for row in themes if row["kind"] == "focus"
    ]
    assert [(each.number, each.title.replace(",", "，")) for each in draft.groups] == [
        (row["number"], row["title"]) for row in themes if row["kind"] == "group"
    ]
    assert [each.tasks for each in draft.groups] == [
        (1, 2, 3, 4, 5, 6, 7),
        (8, 9, 10),
        (11, 12, 13, 14, 15),
        (16, 17),
    ]
    assert [each.title for each in draft.safeguards] == [
        "强化组织协调",
        "完善推进机制",
        "强化督导考评",
    ]


def test_notices_name_the_oddities_of_the_text(draft):
    assert [notice.split("，", 1)[0] for notice in draft.notices] == [
        "任务10的责任单位缺左括号",
        "“集聚海洋科技领域高层次人才”两处表述不一致：“集聚海洋科技领域高层次人才10名左右”与“力争引进高层次人才10人以上”",
        "“市区财政局”与“区财政局”可能是同一单位",
        "“区经济和信息化局”与“区经信局”可能是同一单位",
        "“区府办〔金融办〕”与“区府办〔区金融办〕”可能是同一单位",
    ]
