"""`manage.py read_plan`: a summary, the JSON, and one sentence for what cannot be read."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.reader.draft import Draft, Meta
from plans.reader.reading import read
from plans.reader.telling import summary
from tests.plans.reader.written import docx_of

PLAN = "fixtures/dinghai_2024.txt"


def said(*arguments):
    out = StringIO()
    call_command("read_plan", *arguments, stdout=out)
    return out.getvalue()


def test_summary_tells_head_tasks_targets_and_what_to_look_at():
    lines = said(PLAN).split("\n")
    assert lines[0] == "标题：舟山市定海区创新深化2024年工作计划"
    assert lines[1] == "印发：舟山市定海区科技领导小组办公室；日期：2024-05-18；年份：2024"
    assert lines[2] == "共17项任务、25项指标、27个责任单位（按原文名称）、0个时限、5处请核对。"
    assert (
        "  1. 全社会研究与试验发展经费支出占地区生产总值比重：不低于2.3%，力争2.5%（比重，总体目标，较有把握）"
        in lines
    )
    assert "  8. 集聚海洋科技领域高层次人才：10名左右（累计量，目标第3条，较有把握）" in lines
    assert any(line.startswith("  · 任务10的责任单位缺左括号") for line in lines)


def test_json_has_the_shape_that_is_promised():
    draft = json.loads(said(PLAN, "--json"))
    assert list(draft) == [
        "meta",
        "themes",
        "groups",
        "tasks",
        "targets",
        "milestones",
        "units",
        "safeguards",
        "notices",
        "places",
    ]
    assert list(draft["meta"]) == ["title", "doc_no", "issuer", "issue_date", "year"]
    text = Path(PLAN).read_bytes().decode()
    assert draft["themes"][0] == {
        "index": 1,
        "title": "聚焦增强科技创新能力",
        "offset": text.index("——聚焦增强科技创新能力"),
    }
    assert list(draft["groups"][0]) == ["no", "title", "tasks", "offset"]
    assert list(draft["tasks"][0]) == [
        "no",
        "title",
        "text",
        "units",
        "lead",
        "offset",
        "lists",
        "rule",
        "confidence",
    ]
    assert draft["targets"][0] == {
        "name": "全社会研究与试验发展经费支出占地区生产总值比重",
        "value": "2.3",
        "stretch": "2.5",
        "unit": "%",
        "comparator": "at_least",
        "kind": "ratio",
        "quotes": [
            {
                "sentence": "全社会研究与试验发展经费支出占地区生产总值比重达到2.3%,力争达到2.5%",
                "where": "headline",
                "offset": 622,
            }
        ],
        "rule": "number-before；以百分数计的水平",
        "confidence": "0.95",
        "units": [],
        "lead": "",
    }
    assert draft["safeguards"][0] == {
        "no": 1,
        "title": "强化组织协调",
        "offset": text.index("(一)强化组织协调"),
    }


def test_a_word_file_is_read(tmp_path):
    file = tmp_path / "计划.docx"
    file.write_bytes(
        docx_of("P 某县2024年工作计划\nP 一、重点任务\nP 1.抓招商。新引进项目6个。（县商务局）")
    )
    assert "新引进项目：不低于6个（累计量，任务1，较有把握）" in said(str(file)).replace(
        "  1. ", ""
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "打不开文件“{path}”。请检查路径是否正确、文件是否存在。"),
        (b"", "文件是空的。请确认文件能打开、里面有文字，再重新选择。"),
        (b"%PDF-1.4", "PDF里的文字读不准。请提供原稿的.docx，或把正文复制到.txt后再读取。"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, content, sentence):
    file = tmp_path / "x"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        said(str(file))
    assert str(refused.value) == sentence.format(path=file)


def test_summary_of_falls_ranks_and_ranges():
    text = summary(
        read(
            "某县2024年工作要点\n一、重点\n1.抓好落实。能耗下降3%，综合排名进入全省前三位，投资增长5%-6%，"
            "6月底前完成改造。（县发改局）"
        )
    )
    assert "能耗下降：下降不少于3%（增速，任务1，较有把握）" in text
    assert "：前3位（存量，任务1" in text
    assert "：5～6%（增速，任务1" in text
    assert "  2024-06-30 任务1：6月底前完成改造" in text


def test_summary_of_nothing_says_what_is_missing():
    draft = Draft(Meta(), (), (), (), (), (), (), (), ("没有认出标题，请补填计划名称。",))
    assert summary(draft).split("\n") == [
        "标题：没有认出",
        "共0项任务、0项指标、0个责任单位（按原文名称）、0个时限、1处请核对。",
        "",
        "请核对",
        "  · 没有认出标题，请补填计划名称。",
    ]
