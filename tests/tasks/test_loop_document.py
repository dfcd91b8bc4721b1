"""docs/loop.md prints the state tables as the services ask them: neither can move alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tasks.transitions import MACHINES, NEW, PARTY_NAMES, Party

TEXT = Path(__file__).parents[2].joinpath("docs", "loop.md").read_text("utf-8")
NAMES = ("里程碑", "问题", "督办单", "协调事项", "议定事项", "亮点")


def rows_of(name: str) -> list[tuple[str, ...]]:
    """The lines of the table under this heading, head and rule left out."""
    section = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    [found] = [each for each in section if each.startswith(f"{name}\n")]
    lines = [line for line in found.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def test_the_document_has_a_table_for_every_machine():
    assert tuple(machine.name for machine in MACHINES) == NAMES
    assert all(rows_of(name) for name in NAMES)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_the_table_says_row_by_row_what_the_services_ask(machine):
    asked = [
        (
            machine.word(act),
            "、".join(PARTY_NAMES[party] for party in Party if party in rule.may),
            machine.states[state] if state != NEW else "（新）",
            machine.states[after],
        )
        for act, rule in machine.rules.items()
        for state, after in rule.leads.items()
    ]
    assert rows_of(machine.name) == asked


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_what_settles_a_matter_is_never_its_own_units(machine):
    settling = {"确认办结", "核验销号", "核验办结", "核实", "采用", "退回", "同意延期"}
    parties = {cells[1] for cells in rows_of(machine.name) if cells[0] in settling}
    assert parties in ({"专班另一人"}, {"提出单位"})
    assert (parties == {"提出单位"}) == (machine.name == "协调事项")
