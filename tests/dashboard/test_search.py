"""Search finds targets, tasks, units and sentences of the plan, by every word, whatever is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import search_page
from targets.facts import Quoted
from tests.dashboard.reports import JINGXIN, TEXT, ZUZHI, report, target, task

PHRASE = "规上工业研发费用达到17.5亿元"
START = TEXT.index(PHRASE)


@pytest.fixture
def made():
    quote = Quoted(PHRASE, START, START + len(PHRASE), "headline")
    found = report(
        target("T01", "5 10", name="规上工业研发费用", lead=JINGXIN, quotes=(quote,)),
        target("T02", "5 10", name="科技人才", lead=ZUZHI),
        tasks=(task(1, joint=(ZUZHI,)), task(2, lead=ZUZHI)),
    )
    first, second = found.tasks
    tasks = (
        replace(first, title="培育人才", text="加快引进,培育R&D人才。"),
        replace(second, title="研发平台", text="建设研发平台。"),
    )
    return replace(found, tasks=tasks, aliases=(("区委人才办", "zuzhi"),))


def asked(words):
    query = QueryDict(mutable=True)
    query["q"] = words
    return query


def found(made, words):
    context = search_page.context(made, asked(words))
    return {each.title: [str(hit.name) for hit in each.hits] for each in context["found"]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", {}),
        ("   ", {}),
        ("没有的词", {}),
        (
            "研发",
            {
                "指标": ["规上工业<mark>研发</mark>费用"],
                "重点任务": ["2. <mark>研发</mark>平台"],
                "计划原文": ["规上工业<mark>研发</mark>费用达到17.5亿元，占营业收入比重达1.55%。"],
            },
        ),
        ("ｒ＆ｄ", {"重点任务": ["1. 培育人才"]}),  # full-width and small letters are the same
        ("培育 人才", {"重点任务": ["1. <mark>培育</mark><mark>人才</mark>"]}),  # every word
        (
            "区委人才办",  # and what the unit leads or joins
            {
                "指标": ["科技人才"],
                "重点任务": ["1. 培育人才", "2. 研发平台"],
                "单位": ["区委组织部〔<mark>区委人才办</mark>〕"],
            },
        ),
    ],
)
def test_what_is_found_holds_every_word_and_marks_it(made, words, expected):
    assert found(made, words) == expected


def test_a_name_comes_before_what_else_is_said(made):
    assert found(made, "人才")["重点任务"] == ["1. 培育<mark>人才</mark>", "2. 研发平台"]


def test_a_hit_leads_where_it_stands_and_shows_the_words_it_was_found_in(made):
    context = search_page.context(made, QueryDict("q=17.5"))
    (targets, text) = context["found"]
    assert targets.hits[0].url == "/dinghai-2024/2024-08/targets/T01/"
    assert "<mark>17.5</mark>亿元" in targets.hits[0].said
    assert text.title == "计划原文"
    assert context["count"] == 2


def test_many_hits_are_cut_and_counted():
    many = report(*(target(f"T{number:02d}", "5", name="人才") for number in range(1, 31)))
    context = search_page.context(many, QueryDict("q=人才"))
    assert [(len(each.hits), each.more) for each in context["found"]] == [(20, 10)]
    assert "还有10处没有列出" in render_to_string("dashboard/search.html", context)


@pytest.mark.parametrize("words", ["<script>", '"><b>', "&amp;", "%", "．*", "\x00"])
def test_what_is_typed_stays_text(made, words):
    context = search_page.context(made, asked(words))
    html = render_to_string("dashboard/search.html", context)
    assert "<script>" not in html
    assert '"><b>' not in html


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_words_are_answered(words):
    small = report(target("T01", "5 10", name="ⅠİßΣ１㎡研发"), tasks=(task(1),))
    context = search_page.context(small, asked(words))
    assert context["count"] == sum(len(each.hits) + each.more for each in context["found"])


def test_places_in_folded_text_are_places_in_the_text():
    assert search_page._same_length("ⅠİßΣ１㎡研发R") == "iİßσ1㎡研发r"
