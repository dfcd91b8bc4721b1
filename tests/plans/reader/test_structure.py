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


HEAD = "某县2025年工作要点\n"
ONE, TWO = "（责任单位：县发改局、县商务局）\n", "（责任单位：县工信局、县科技局）\n"
FORMS = [
    (
        "steps",
        f"一、重点任务\n（一）抓项目\n1.招引项目8个。\n2.开工项目5个。\n{ONE}（二）抓企业\n1.新增企业3家。\n2.培育企业4家。\n{TWO}",
    ),
    (
        "steps under sections",
        f"一、抓项目\n（一）招引项目8个。\n（二）开工项目5个。\n{ONE}二、抓企业\n（一）新增企业3家。\n（二）培育企业4家。\n{TWO}",
    ),
    (
        "half brackets",
        f"一、重点任务\n1）抓项目。招引项目8个，开工项目5个。{ONE}2）抓企业。新增企业3家，培育企业4家。{TWO}",
    ),
    (
        "circles",
        f"一、重点任务\n①抓项目。招引项目8个，开工项目5个。{ONE}②抓企业。新增企业3家，培育企业4家。{TWO}",
    ),
    (
        "articles",
        f"第一章 重点任务\n第一条 抓项目。招引项目8个，开工项目5个。{ONE}第二条 抓企业。新增企业3家，培育企业4家。{TWO}",
    ),
    (
        "sections alone",
        f"一、抓项目。招引项目8个，开工项目5个。{ONE}二、抓企业。新增企业3家，培育企业4家。{TWO}",
    ),
    (
        "units in the heading",
        "一、重点任务\n（一）抓项目（责任单位：县发改局、县商务局）\n招引项目8个，开工项目5个。\n（二）抓企业（责任单位：县工信局、县科技局）\n新增企业3家，培育企业4家。\n",
    ),
    (
        "no sections, blank lines",
        f"重点任务：\n\n1. 抓项目：招引项目8个，开工项目5个。\n\n{ONE}\n2. 抓企业：新增企业3家，培育企业4家。\n\n{TWO}",
    ),
]


@pytest.mark.parametrize("body", [body for _, body in FORMS], ids=[name for name, _ in FORMS])
def test_two_tasks_are_told_in_whatever_form_they_stand(body):
    draft = read(HEAD + body)
    assert [(each.number, each.title, each.units, each.lead) for each in draft.tasks] == [
        (1, "抓项目", ("县发改局", "县商务局"), "县发改局"),
        (2, "抓企业", ("县工信局", "县科技局"), "县工信局"),
    ]
    assert [(each.quotes[0].where, str(each.value), each.unit) for each in draft.targets] == [
        ("task:1", "8", "个"),
        ("task:1", "5", "个"),
        ("task:2", "3", "家"),
        ("task:2", "4", "家"),
    ]


def test_steps_of_time_are_no_tasks():
    draft = read(
        HEAD
        + f"一、重点任务\n（一）抓项目。招引项目8个。{ONE}二、实施步骤\n（一）动员部署。3月底前完成。\n"
    )
    assert [task.title for task in draft.tasks] == ["抓项目"]
    assert draft.milestones == ()


def test_a_letter_that_asks_for_papers_promises_nothing():
    draft = read(
        "某县政府办公室关于印发某县2025年任务分解方案的通知\n各乡镇:\n请于3月5日前报送细化方案1份。\n"
        f"某县政府办公室\n2025年2月8日\n某县2025年任务分解方案\n1.抓项目。招引项目8个。{ONE}"
    )
    assert [str(target.value) for target in draft.targets] == ["8"]
