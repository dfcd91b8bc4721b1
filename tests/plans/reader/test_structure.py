"""Which parts of a text are the plan, and which only send it."""

from __future__ import annotations

import pytest

from plans.reader.reading import read

LETTER = "关于印发某县2024年任务分解方案的通知\n各乡镇:\n一、提高认识。请于1月15日前报送方案5份。\n二、加强督查。每月通报。\n某县政府办公室\n2024年1月4日\n"
PLAN = "某县2024年任务分解方案\n一、经济发展\n1.抓招商。新引进项目6个。（县商务局）\n"
SIGNED = "某县2024年工作计划\n一、主要任务\n1.抓招商。新引进项目6个。（县商务局）\n二、保障措施\n1.加强领导。\n某县政府办公室\n2024年1月4日\n"
ANNEX = "附件\n一、重点事项\n2.抓投资。完成投资5亿元。（县发改局）\n"
BARE = "某县2024年工作计划\n一、主要任务\n1.抓招商。新引进项目6个。\n某县政府办公室\n2024年1月4日\n"


@pytest.mark.parametrize(
    ("text", "tasks", "values"),
    [
        (LETTER + PLAN, ["抓招商"], ["6"]),
        (SIGNED, ["抓招商"], ["6"]),
        (SIGNED + ANNEX, ["抓招商", "抓投资"], ["6", "5"]),
        (BARE + ANNEX, ["抓招商", "抓投资"], ["6", "5"]),
        (SIGNED + PLAN, ["抓招商", "抓招商"], ["6", "6"]),
    ],
    ids=["letter", "signed", "annex", "units in the annex alone", "two plans in one file"],
)
def test_only_what_sends_a_plan_is_left_out(text, tasks, values):
    draft = read(text)
    assert [task.title for task in draft.tasks] == tasks
    assert [str(target.value) for target in draft.targets] == values


def test_articles_are_items():
    draft = read(
        "某县2024年实施细则\n第一章 任务\n第一条 抓招商。新引进项目6个。（县商务局）\n第二条 抓投资。（县发改局）\n"
    )
    assert [(task.number, task.title, task.lead) for task in draft.tasks] == [
        (1, "抓招商", "县商务局"),
        (2, "抓投资", "县发改局"),
    ]
