"""No text and no file upsets the reader, and it reads in time that grows with the length alone."""

from __future__ import annotations

import io
import json
import re
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.reader.commitments import LONGEST
from plans.reader.document import MOST_BYTES, text_of
from plans.reader.docx import RefusedTextError
from plans.reader.reading import read
from tests.plans.reader.written import docx_of

WORDS = re.split(
    " ",
    "一、 （一） 1. （1） —— 第一章 第三条 附件 2024年 6月底前 达到 不低于 控制在 以内 以上 左右 力争 分别 各 增长 下降 翻一番 全覆盖 前三位 第一名 "
    "17.5 亿元 1,000 百分之十五 三百二十 两 十余 家 个 名 % 个百分点 、 ， 。 ； ： （ ） 〔 〕 [ ] 【 】 “ ” 《 》 - — ～ 责任单位： 牵头单位： 配合单位："
    " 区经信局 各镇（街道） 等 按职责分工负责 高新技术企业 占 比重 率 从 提高到 其中 序号 任务 目标 单位 〃 同上 每人每月 给予 权重 与 μg/m³ MW / 系数 居全市 高于 牵头， 由 \t \n | \u3000 \u00a0 \ue000 \ue001 十 百 千 万 〇 点 成 每 第 号",
)
TEXTS = st.lists(st.sampled_from([*WORDS, "\n", "\t", " "]), max_size=120).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_any_arrangement_of_official_words_is_read(text):
    draft = read(text)
    for target in draft.targets:
        for quote in target.quotes:
            assert text[quote.offset : quote.offset + len(quote.sentence)] == quote.sentence
    assert json.loads(json.dumps(draft.as_json())) == draft.as_json()


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_any_characters_are_read(text):
    assert read(text).as_json()["notices"] != []


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused_in_a_sentence(data):
    try:
        said = text_of(data)
    except RefusedTextError as refused:
        said = refused.message
    assert said.strip()


PIECES = [
    "1",
    "一",
    "1,",
    "１",
    "、",
    "，",
    "(",
    ")",
    "（（",
    "“",
    "《",
    "百分之",
    "力争",
    "达到不低于",
    "亿",
    "1家",
    "1家、",
    "各1家",
    "1-",
    "前1",
    "年",
    "一、\n",
    "1.\n",
    "——\n",
    "（一）。（甲局）\n",
    "责任单位：",
    "甲局、",
    "（甲局",
    "甲局）",
    "\t",
    "|",
    "\n",
    "1\t",
    "序号\n",
    "序号\t任务\t目标\n",
    "2024年",
    "6月底前",
    "6月底前，",
    "从1%",
    "增长1%，力争2%，",
    "[[",
    "第一",
    "每",
    "十百千",
    "全覆盖",
    "翻番",
    "家\u3000",
    " 1",
    "1 ",
    "每月",
    "由1家",
    "甲局牵头，",
    "【牵头单位】",
    "系数达到0.5，",
    "居全市前3位，",
    "高于1个百分点，",
    "序号\t任务\t目标\n〃\t〃\t1家\n",
    "推进项目建设，全年完成投资十二亿元以上，新增\n",
]


# within what is looked at together these take more; beyond it they must not
BOUNDED = {"百分之", "各1家", "从1%", "由1家"}


def lines_run(text):
    """How many lines of the reader run while a text is read: the same on every machine."""
    counted = 0

    def trace(frame, event, _):
        nonlocal counted
        counted += event == "line"
        return trace if "/plans/reader/" in frame.f_code.co_filename else None

    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(None)
    return counted


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_at_most_about_twice_the_work(piece):
    length = 2 * LONGEST if piece in BOUNDED else LONGEST // 2
    times = max(40, length // len(piece))
    assert lines_run(piece * 2 * times) <= 2.5 * lines_run(piece * times) + 200  # squared: 4


@pytest.mark.parametrize("piece", PIECES)
def test_no_pattern_backtracks_without_end(piece):
    # linear takes a tenth of a second; squared, it was eight, and more than that is minutes
    assert _seconds(piece * 1500) < 3


def _seconds(text):
    begun = time.perf_counter()
    read(text)
    return time.perf_counter() - begun


def test_a_hundred_pages_are_read_within_seconds():
    plan = Path("fixtures/dinghai_2024.txt").read_text("utf-8")
    text = plan[plan.index("一、主要目标") :] * 20
    assert len(text) > 100_000
    assert len(read(text).tasks) == 20 * 17  # nothing is skipped
    assert _seconds(text) < 3


# Files


def packed(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", data)
    return file.getvalue()


DTD = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc">]><a>&b;</a>'
WIDE = '<tc><gridSpan val="60"/></tc>'
REFUSED = [
    (b"", "文件是空的"),
    (b"   \n", "文件是空的"),
    (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版Word"),
    (b"%PDF-1.7 ...", "PDF"),
    (b"PK\x03\x04 broken", "已经损坏"),
    (packed(xl__workbook="<a/>"), "这不是Word文档"),
    (packed(word__document="<a><b></a>"), "已经损坏"),
    (packed(word__document=DTD), "不安全"),
    (packed(word__document="<a>" + " " * 30_000_000 + "</a>"), "解压后过大"),
    (packed(word__document="<a>" * 100_000), "解压后过大"),
    (packed(word__document="<tr>" + WIDE * 4000 + "</tr>"), "解压后过大"),
    (packed(word__document='<w:document xmlns:w="w"><w:p/></w:document>'), "没有文字"),
    (bytes(range(128, 256)) * 5, "编码"),
    (b"abc\0def", "不是文字"),
    (("字" * 300_001).encode(), "30万字"),
    (b"x" * (MOST_BYTES + 1), "超过20MB"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_is_no_plan_is_refused_in_one_sentence(data, said):
    with pytest.raises(RefusedTextError) as refused:
        text_of(data)
    assert said in refused.value.message
    assert refused.value.message.count("。") <= 2


def test_encodings_and_line_ends_read_alike():
    said = "一、主要目标\n新增企业５家以上。\n"
    for data in (
        said.encode(),
        said.encode("utf-8-sig"),
        said.encode("utf-16"),
        said.encode("gb18030"),
        said.replace("\n", "\r\n").encode(),
    ):
        assert text_of(data) == said


def test_word_file_reads_in_document_order_with_its_own_numbers():
    text = text_of(
        docx_of(
            "P 某县2024年工作计划\nN1 抓项目。（县发改局）\nT\n序号|任务\\内容|责任单位\n1|修路|县交通局\nN1 抓投资。（县财政局）"
        )
    )
    assert text.split("\n") == [
        "某县2024年工作计划",
        "1.抓项目。（县发改局）",
        "序号\t任务\u3000内容\t责任单位",
        "1\t修路\t县交通局",
        "2.抓投资。（县财政局）",
    ]


BODY = '<w:document xmlns:w="w" xmlns:mc="m"><w:body>{}</w:body></w:document>'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            "<w:p><w:del><w:r><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新增5家</w:t></w:r></w:ins></w:p>",
            "新增5家",
        ),
        (
            "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>一</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>一</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>",
            "一",
        ),
        (
            "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
            "甲 乙\n丙",
        ),
        (
            "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            "甲\t\t乙",
        ),
        (
            "<w:tbl><w:tr><w:tc><w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>内</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
            "内",
        ),
    ],
)
def test_what_word_shows_is_what_is_read(inside, said):
    assert text_of(packed(word__document=BODY.format(inside))) == said
