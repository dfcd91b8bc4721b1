"""What a person does to a plan being confirmed, act by act, on plain values."""

from __future__ import annotations

import pytest

from dashboard import plan_changes as changes
from dashboard.plan_content import Known, content_of
from dashboard.plan_typed import ChangeRefusedError, find
from plans.reader.reading import read

TEXT = """海州区2025年商贸工作计划
一、主要目标
——聚焦扩大消费，引进人才10名左右，社会消费品零售总额达到120亿元，力争130亿元。
二、重点任务
1.做强商圈。力争引进人才10人以上，办好一批活动。（责任单位：区商务局、区经济和信息化局）
2.搞活夜市。投诉量控制在50件以内，办好一批活动。（区文旅局）
"""
KNOWN = [
    Known("jx", "区经信局", "区经信局", ("区经济和信息化局",)),
    Known("sw", "区商务局", "区商务局"),
]


@pytest.fixture
def content():
    return content_of(read(TEXT), KNOWN)


def by_name(content, name):
    return next(each for each in content["targets"] if each["name"].startswith(name))


def test_what_was_read_is_open_and_says_how_it_was_taken(content):
    told = [
        (t["goal"], t["stretch"], t["measure"], t["comparator"], t["goal_text"], t["lead"])
        for t in content["targets"]
    ]
    assert told[1][:5] == ("120", "130", "亿元", "at_least", "120亿元")
    assert by_name(content, "投诉量")["comparator"] == "at_most"
    assert {t["state"] for t in content["targets"]} == {"open"}
    assert [(u["printed"], u["known"], u["state"]) for u in content["units"]] == [
        ("区商务局", "sw", "accepted"),
        ("区经济和信息化局", "jx", "accepted"),
        ("区文旅局", "", "accepted"),
    ]


def test_a_name_like_a_known_one_is_asked_about():
    known = [Known("jx", "区经信局", "区经信局")]
    units = content_of(read(TEXT), known)["units"]
    assert [(u["known"], u["state"], u["note"]) for u in units] == [
        ("", "accepted", ""),
        ("jx", "open", "可能就是区经信局"),
        ("", "accepted", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"goal": ""}, "goal", "请填目标值。"),
        ({"goal": "很多"}, "goal", ""),
        ({"goal": "1e99"}, "goal", ""),
        ({"measure": ""}, "measure", "请填计量单位。"),
        ({"measure": "很长的计量单位名称名称"}, "measure", "计量单位最多10个字。"),
        ({"name": "  "}, "name", "请填名称。"),
        ({"name": "长" * 101}, "name", "名称最多100个字。"),
        ({"stretch": "110"}, "stretch", "力争值须比目标值更进一步；没有力争值的留空。"),
        ({"comparator": "at_most"}, "stretch", "力争值须比目标值更进一步；没有力争值的留空。"),
        ({"comparator": "range"}, "comparator", "请在列出的几项里选。"),
        ({"kind": "drop table"}, "kind", "请在列出的几项里选。"),
        ({"lead": "不存在的局"}, "lead", "请在计划里的单位中选牵头单位。"),
    ],
)
def test_a_target_that_cannot_be_followed_is_refused(content, fields, field, sentence):
    item = by_name(content, "社会消费品")
    with pytest.raises(ChangeRefusedError) as refused:
        changes.accept(content, item["key"], fields)
    assert refused.value.field == field
    assert refused.value.message
    assert sentence in {"", refused.value.message}


def test_what_a_person_sets_is_no_longer_inferred(content):
    item = by_name(content, "社会消费品")
    changes.accept(
        content,
        item["key"],
        {"kind": "stock", "lead": "区商务局", "goal": "１２１．５", "stretch": ""},
    )
    assert (item["goal"], item["stretch"], item["goal_text"]) == ("121.5", "", "121.5亿元")
    assert (item["kind"], item["set"], item["lead"]) == ("stock", ["kind", "lead"], "区商务局")
    assert item["lead_basis"] == "新建计划时由人选定"
    assert (item["state"], item["rev"]) == ("accepted", 2)


def test_dropped_is_kept_and_taken_back(content):
    item = content["targets"][0]
    changes.drop(content, item["key"], {})
    assert (item["state"], len(content["targets"])) == ("dropped", 3)
    changes.take_back(content, item["key"], {})
    assert (item["state"], item["rev"]) == ("open", 3)


def test_two_wordings_of_one_target_are_split_and_merged_again(content):
    item = by_name(content, "引进人才")
    assert [q["where"] for q in item["quotes"]] == ["theme:1", "task:1"]
    changes.split(content, item["key"], {})
    first, second = content["targets"][:2]
    assert [(t["goal"], t["comparator"]) for t in (first, second)] == [
        ("10", "about"),
        ("10", "at_least"),
    ]
    assert (first["tasks"], second["tasks"], second["lead"]) == ([], [1], "区商务局")
    assert len(content["targets"]) == 4
    changes.merge(content, second["key"], {"other": first["key"]})
    assert len(content["targets"]) == 3
    assert [q["where"] for q in first["quotes"]] == ["theme:1", "task:1"]
    with pytest.raises(ChangeRefusedError, match="请选另一项"):
        changes.merge(content, first["key"], {"other": first["key"]})


def test_a_phrase_is_found_where_no_target_stands_yet(content):
    places = []
    for _ in range(2):
        start, end = changes.phrase_at(content, TEXT, " 办好一批活动")
        assert TEXT[start:end] == "办好一批活动"
        key = changes.add_target(content, TEXT, start, end)
        places.append(find(content, key)["quotes"][0]["where"])
    assert places == ["task:1", "task:2"]
    with pytest.raises(ChangeRefusedError, match="原文里没有这句话"):
        changes.phrase_at(content, TEXT, "没有的话")


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (0, 10_000), (9, 4), (0, 201)])
def test_a_place_outside_the_text_is_refused(content, start, end):
    with pytest.raises(ChangeRefusedError):
        changes.add_target(content, "短" * 250, start, end)


def test_a_milestone_belongs_to_a_task(content):
    start = TEXT.index("搞活夜市")
    key = changes.add_milestone(content, TEXT, start, start + 4)
    stone = find(content, key)
    assert (stone["task"], stone["due"], stone["state"]) == (2, "2025-12-31", "open")
    changes.accept(content, key, {"due": "2025年6月30日"})
    assert (stone["due"], stone["state"]) == ("2025-06-30", "accepted")
    with pytest.raises(ChangeRefusedError, match="里程碑要属于一项重点任务"):
        changes.add_milestone(content, TEXT, 0, 4)


def test_a_tasks_units_are_typed_anew_and_the_first_leads(content):
    task = content["tasks"][1]
    changes.accept(content, task["key"], {"units": "区住建局、 区文旅局，区住建局"})
    assert (task["units"], task["lead"]) == (["区住建局", "区文旅局"], "区文旅局")
    changes.change(content, task["key"], {"units": "区住建局"})
    assert task["lead"] == "区住建局"
    assert [u["printed"] for u in content["units"]][-1] == "区住建局"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"year": "25"}, "year"), ({"year": "１9年"}, "year"), ({"issue_date": "明天"}, "issue_date")],
)
def test_a_letter_head_that_is_no_date_is_refused(content, fields, field):
    with pytest.raises(ChangeRefusedError) as refused:
        changes.set_head(content, fields)
    assert refused.value.field == field


def test_a_letter_head_is_read_as_people_write_it(content):
    changes.set_head(
        content, {"year": "2025年", "issue_date": "2025年3月8日", "issuer": " 商务局 "}
    )
    head = content["head"]
    assert (head["year"], head["issue_date"], head["issuer"]) == (2025, "2025-03-08", "商务局")


@pytest.mark.parametrize("key", ["t999", "x1", "", "t1'--", "head"])
def test_what_is_not_there_is_refused(content, key):
    with pytest.raises(ChangeRefusedError, match="已经不在草稿里"):
        changes.accept(content, key, {})


def test_a_selected_phrase_is_read_once_more(content):
    item = by_name(content, "社会消费品")
    quote = item["quotes"][0]
    content["targets"].remove(item)
    key = changes.add_target(content, TEXT, quote["start"], quote["end"])
    made = find(content, key)
    assert (made["name"], made["goal"], made["stretch"], made["measure"]) == (
        "社会消费品零售总额",
        "120",
        "130",
        "亿元",
    )
    assert made["quotes"] == [quote]


def test_a_notices_choice_holds_for_its_target_and_is_told_in_words(content):
    talent = by_name(content, "引进人才")
    [notice] = [each for each in content["notices"] if each["about"] == talent["key"]]
    fields = {"answer": "按“不低于”评判", "comparator": "at_least"}
    assert talent["comparator"] == "about"
    changes.accept(content, notice["key"], fields)
    assert (talent["comparator"], notice["answer"], notice["state"]) == (
        "at_least",
        "按“不低于”评判",
        "accepted",
    )
