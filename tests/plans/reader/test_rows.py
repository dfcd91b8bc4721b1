"""Tables as counties set them: merged cells, heads of two lines, rows that only head others, 同上."""

from __future__ import annotations

import pytest

from plans.reader.document import text_of
from plans.reader.reading import read
from tests.plans.reader.written import docx_of

HEAD = "序号|重点任务|年度目标|牵头单位|配合单位|完成时限"


def tasks_of(text):
    return [(each.number, each.title, each.units, each.lead) for each in read(text).tasks]


def values_of(text):
    return [
        (each.quotes[0].where, str(each.value), each.unit, each.comparator.value)
        for each in read(text).targets
    ]


def table_of(*rows):
    return "某县2025年任务分解表\n" + "\n".join(row.replace("|", "\t") for row in rows)


def test_cells_merged_in_word_say_what_the_cell_above_says():
    text = text_of(
        docx_of(
            f"P 某县2025年任务分解表\n{HEAD}\n1|抓招商|引进项目8个|县商务局|县发改局|6月底前\n"
            "2|抓投资|完成投资12亿元|^|^|9月底前\n3|抓外贸|出口3亿元|^|各镇|^\n"
        )
    )
    draft = read(text)
    assert [(each.title, each.units, each.lead) for each in draft.tasks] == [
        ("抓招商", ("县商务局", "县发改局"), "县商务局"),
        ("抓投资", ("县商务局", "县发改局"), "县商务局"),
        ("抓外贸", ("县商务局", "各镇"), "县商务局"),
    ]
    assert [(each.task, each.due) for each in draft.milestones] == [
        (1, "2025-06-30"),
        (2, "2025-09-30"),
        (3, "2025-09-30"),
    ]


def test_a_task_over_several_rows_is_one_task_with_all_their_goals():
    text = text_of(
        docx_of(
            f"P 某县2025年任务分解表\n{HEAD}\n1|抓招商|引进项目8个|县商务局|县发改局|6月底前\n"
            "^|^|到位资金12亿元|^|各镇|9月底前\n2|抓外贸|出口3亿元|县商务局|各镇|12月底前\n"
        )
    )
    assert tasks_of(text) == [
        (1, "抓招商", ("县商务局", "县发改局", "各镇"), "县商务局"),
        (2, "抓外贸", ("县商务局", "各镇"), "县商务局"),
    ]
    assert values_of(text) == [
        ("task:1", "8", "个", "at_least"),
        ("task:1", "12", "亿元", "at_least"),
        ("task:2", "3", "亿元", "at_least"),
    ]
    assert [each.due for each in read(text).milestones] == [
        "2025-06-30",
        "2025-09-30",
        "2025-12-31",
    ]


@pytest.mark.parametrize("ditto", ["同上", "〃"])
def test_ditto_in_a_cell_of_units_is_the_cell_above(ditto):
    text = table_of(
        HEAD,
        "1|抓招商|引进项目8个|县商务局|县发改局|6月底前",
        f"2|抓投资|完成投资12亿元|{ditto}|{ditto}|{ditto}",
    )
    assert tasks_of(text)[1] == (2, "抓投资", ("县商务局", "县发改局"), "县商务局")


def test_an_empty_cell_of_units_is_empty():
    text = table_of(
        HEAD, "1|抓招商|引进项目8个|县商务局|县发改局|", "2|抓投资|完成投资12亿元|县发改局||"
    )
    assert tasks_of(text)[1] == (2, "抓投资", ("县发改局",), "县发改局")


def test_a_head_of_two_lines_is_one_head():
    text = table_of(
        "序号|重点任务|年度目标|责任单位||完成时限",
        "|||牵头单位|配合单位|",
        "1|抓招商|引进项目8个|县商务局|县发改局|6月底前",
    )
    assert tasks_of(text) == [(1, "抓招商", ("县商务局", "县发改局"), "县商务局")]
    assert values_of(text) == [("task:1", "8", "个", "at_least")]


@pytest.mark.parametrize("section", ["一|产业发展||||", "一、产业发展|||||", "|一、产业发展||||"])
def test_a_row_that_only_heads_others_is_a_group(section):
    text = table_of(HEAD, section, "1|抓招商|引进项目8个|县商务局|县发改局|6月底前")
    draft = read(text)
    assert [(each.title, each.tasks) for each in draft.groups] == [("产业发展", (1,))]
    assert tasks_of(text) == [(1, "抓招商", ("县商务局", "县发改局"), "县商务局")]


def test_a_row_of_indicators_names_its_own_units():
    text = table_of(
        "序号|指标名称|单位|2025年目标|牵头单位|责任单位",
        "1|地区生产总值增速|%|6.5左右|县发改局|县统计局",
        "2|新增规上企业|家|20|县工信局|各镇",
    )
    draft = read(text)
    assert [(str(each.value), each.unit, each.units, each.lead) for each in draft.targets] == [
        ("6.5", "%", ("县发改局", "县统计局"), "县发改局"),
        ("20", "家", ("县工信局", "各镇"), "县工信局"),
    ]
    assert draft.units == ("县发改局", "县统计局", "县工信局", "各镇")
