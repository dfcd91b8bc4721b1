"""The 通报's page: everybody reads it, the office edits it and issues it, nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from dashboard import bulletin_page, publication
from dashboard.bulletin_page import arranged, editable, posted, printed
from dashboard.meeting import sentences
from dashboard.meeting.sentences import Line
from dashboard.models import Bulletin
from targets import correcting
from tests import factories
from tests.dashboard.reports import report, target
from tests.factories import moment

PAGE = "/dinghai-2024/issues/1/bulletin/"
BEHIND = "5 10 15 20 25 30 35 36"  # of 59: on pace until July, 36 of 39.3 due in August
A, B, C = (Line(key, f"{key}段") for key in "abc")


def words(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


# Pure


@pytest.mark.parametrize(
    ("press", "result"),
    [
        ("up-1", [B, A, C]),
        ("up-0", [A, B, C]),
        ("down-1", [A, C, B]),
        ("down-2", [A, B, C]),
        ("drop-0", [B, C]),
        ("add-0", [A, Line("own", ""), B, C]),
        ("reset-1", [A, B, C]),  # no rule makes it
        ("up-9", [A, B, C]),
        ("drop-", [A, B, C]),
        ("drop--1", [A, B, C]),
        ("up-٣", [A, B, C]),
        ("up-99999999999999999999", [A, B, C]),
        ("save", None),
        ("", None),
        ("__class__-0", None),
    ],
)
def test_buttons_arrange_the_paragraphs(press, result):
    made = report(target("T01", BEHIND))
    assert arranged([A, B, C], press, made) == result


def test_a_paragraph_is_added_where_there_is_none():
    assert arranged([], "add-0", report(target("T01", BEHIND))) == [Line("own", "")]


def test_the_original_sentence_comes_back_alone_or_all_together():
    made = report(target("T01", BEHIND))
    original = sentences.lines(made)
    mine = [Line("counts", "改过。"), A]
    assert arranged(mine, "reset-0", made) == [original[0], A]
    assert arranged(mine, "reset", made) == list(original)


def test_a_form_is_read_in_its_order_up_to_a_bound():
    data = {"text-0": "甲", "key-0": "counts", "text-1": "乙", "text-3": "断开之后"}
    assert posted(data) == [Line("counts", "甲"), Line("own", "乙")]
    assert len(posted({f"text-{n}": "x" for n in range(600)})) == bulletin_page.MOST_READ


def test_each_figure_stands_beside_its_paragraph_with_its_present_value():
    made = report(target("T01", BEHIND))
    [each] = editable([Line("own", "［指标总数］项，［指标总数］，［指标1·实绩］，［没有］")], made)
    assert each.figures == (("［指标总数］", "1"), ("［指标1·实绩］", "累计36家"))
    assert (each.printed.text, each.is_edited, each.original) == (
        "1项，1，累计36家，［没有］",
        True,
        "",
    )


@pytest.mark.parametrize(
    ("text", "heading", "rest", "level"),
    [
        ("一、主要指标。进展如下。", "一、主要指标。", "进展如下。", 1),
        ("（二）产业创新。增速", "（二）产业创新。", "增速", 2),
        ("1.研发费用", "", "1.研发费用", 0),
        ("第一、二批，共", "", "第一、二批，共", 0),
    ],
)
def test_headings_run_on_into_their_paragraph(text, heading, rest, level):
    [each] = printed([Line("own", text)], report(target("T01", BEHIND)))
    assert (each.heading, each.text, each.level) == (heading, rest, level)


def test_the_table_stands_under_the_sentence_that_tells_of_it():
    made = report(target("T01", BEHIND))
    paper = bulletin_page.paper(made, [A, Line("late", "见下表。"), B], is_issued=False)
    assert [each.key for each in paper.before] == ["a", "late"]
    assert [each.key for each in paper.after] == ["b"]
    assert paper.late == (
        ("1", "指标1", "59家", "36家", "61.0%", "−5.6", "滞后", "区经信局"),
    )  # fmt: skip
    assert bulletin_page.paper(made, [A, B], is_issued=False).late == ()


# Pages


@pytest.fixture
def office(plan):
    return factories.office_of(plan.district)


@pytest.fixture
def january(plan, unit, office):
    """January is published: 3 of 59 firms, far behind."""
    factories.period_of(plan, 1)
    behind = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T01", short_name="新培育企业", goal="59", measure="家"
    )
    factories.figure(behind, 1, "3", problem="项目集中在下半年", next_step="11月底前完成")
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10), at=moment(2024, 2, 10))
    return plan


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def form(*texts, action="save", seen="0", edition="1", **more):
    fields = {"action": action, "seen": seen, "edition": edition, **more}
    for place, text in enumerate(texts):
        fields |= {f"text-{place}": text, f"key-{place}": "own"}
    return fields


def read(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("make", [factories.leader_of, factories.administrator_of])
def test_everybody_reads_it_as_generated_until_it_is_issued(january, office, make):
    client = browser(make(january.district))
    browser(office).post(PAGE, form("改过的［指标总数］项。"))
    html = read(client)
    assert "改过的" not in html
    assert "<textarea" not in html
    assert "通报还没有印发，下面是按发布的数据自动生成的" in html
    browser(office).post(PAGE, form("改过的［指标总数］项。", action="issue", seen="1", sure="1"))
    html = read(client)
    assert "改过的1项。" in html
    assert "印发，不再修改。" in html


def test_the_office_saves_what_it_typed_and_sees_it_bound(january, office):
    client = browser(office)
    response = client.post(PAGE, form("完成［新培育企业·实绩］。"))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    html = read(client)
    assert "完成累计3家。" in html
    assert "完成［新培育企业·实绩］。</textarea>" in html


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("完成24项。", "第1段“24”是手写的数，请改用方括号里的数据。"),
        ("［没有］</textarea><script>", "第1段“［没有］”不在数据清单里"),
        ("长" * 1001, "第1段最多1000字，现有1001字"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_everything_typed_is_kept(january, office, typed, told):
    response = browser(office).post(PAGE, form(typed, "第二段不变。"))
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert typed.replace("<", "&lt;").replace(">", "&gt;") + "</textarea>" in html
    assert "第二段不变。</textarea>" in html
    assert "<script>" not in html.replace("<script src", "")
    assert not Bulletin.objects.exists()


def test_the_second_editor_sees_the_firsts_text_and_keeps_their_own(january, office):
    another = factories.office_of(january.district)
    browser(office).post(PAGE, form("先来的。"))
    response = browser(another).post(PAGE, form("后到的。"))
    html = response.content.decode()
    assert response.status_code == 409
    assert f"{office}" in html
    assert "先来的。" in html
    assert "后到的。</textarea>" in html
    [seen] = re.findall(r'name="seen" value="(\d+)"', html)
    browser(another).post(PAGE, form("后到的。", seen=seen))
    assert Bulletin.objects.get().lines == [{"key": "own", "text": "后到的。"}]


def test_a_preview_saves_nothing_and_keeps_what_was_typed(january, office):
    for action in ("reset", "preview", "down-0", "add-1", "drop-2"):
        response = browser(office).post(PAGE, form("甲段。", "乙段。", action=action))
        assert response.status_code == 200
    assert "下面是改动后的样子，还没有保存。" in response.content.decode()
    assert not Bulletin.objects.exists()


def test_it_is_issued_only_where_that_was_confirmed(january, office):
    client = browser(office)
    response = client.post(PAGE, form("甲段。", action="issue"))
    assert response.status_code == 422
    assert "请先勾选“已核对，确认印发”" in response.content.decode()
    assert "甲段。</textarea>" in response.content.decode()
    assert client.post(PAGE, form("甲段。", action="issue", sure="1")).status_code == 302
    row = Bulletin.objects.get()
    assert (row.issued_by, row.lines) == (office, [{"key": "own", "text": "甲段。"}])
    response = client.post(PAGE, form("又改。", seen="2"))
    assert response.status_code == 409
    assert "印发，不能再改" in response.content.decode()


@pytest.mark.parametrize("action", ["save", "preview", "issue"])
def test_what_comes_too_late_is_shown_apart_from_what_was_issued(january, office, action):
    browser(office).post(PAGE, form("印发的一段。", action="issue", sure="1"))
    another = factories.office_of(january.district)
    response = browser(another).post(PAGE, form("迟到的一段。", action=action, sure="1"))
    notes, paper = response.content.decode().split('<article class="doc', 1)
    assert "印发的一段。" in paper
    assert "迟到的一段。" not in paper
    assert "你写的没有保存，共1段" in notes
    assert "迟到的一段。" in notes


@pytest.mark.parametrize(
    "fields",
    [
        {"seen": "x"},
        {"seen": "-1"},
        {"seen": "9" * 40},
        {"edition": ""},
        {"edition": "٣"},
        {"edition": "7"},
        {"action": "up-1e9"},
        {"action": "\0"},
        {"key-0": "k" * 5000},
        {"key-0": "\0"},
    ],
)
def test_hostile_fields_are_never_an_error_of_ours(january, office, fields):
    response = browser(office).post(PAGE, {**form("甲段。"), **fields})
    assert response.status_code in {200, 302, 409, 422}


def test_corrected_it_begins_anew_and_the_first_edition_stays(january, office):
    another = factories.office_of(january.district)
    browser(office).post(PAGE, form("完成［新培育企业·实绩］。", action="issue", sure="1"))
    row, period = january.targets.get(), january.periods.get(month=1)
    told: dict[str, Any] = {"typed": "5", "reason": "漏计", "cause": "unit_error"}
    publication.correct(correcting.propose(row, period, by=office, **told), by=another)
    html = read(browser(another))
    assert "从第1版的编辑稿带入" in html
    assert "完成累计5家。" in html
    earlier = read(browser(another), f"{PAGE}?edition=1")
    assert "完成累计3家。" in earlier
    assert "这里是第1版的通报" in words(earlier)
    assert "<textarea" not in earlier
    response = browser(office).post(PAGE, form("旧版上改的。", seen="2", edition="1"))
    assert response.status_code == 409
    assert "1月已有第2版（更正后）" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/dinghai-2024/issues/2/bulletin/",
        "/dinghai-2024/issues/0/bulletin/",
        "/dinghai-2024/issues/13/bulletin/",
        "/dinghai-2024/issues/99999999999999999999/bulletin/",
        f"{PAGE}?edition=2",
        f"{PAGE}?edition=x",
        f"{PAGE}?edition=%00",
        "/nowhere/issues/1/bulletin/",
    ],
)
def test_what_there_is_not_is_not_found(january, office, path):
    assert browser(office).get(path).status_code == 404


def test_what_was_typed_survives_an_expired_sign_in(january, office):
    client = browser(office)
    fields = form("没有保存的一段。")
    fields["whose"] = re.findall(r'name="whose" value="([^"]+)"', read(client))[0]
    client.logout()
    assert client.post(PAGE, fields).status_code == 302
    client.force_login(office)
    assert "没有保存的一段。</textarea>" in read(client)


def test_the_word_file_is_written_with_the_issued_sentences(january, office):
    from io import BytesIO

    from docx import Document  # slow to start

    browser(office).post(PAGE, form("完成［新培育企业·实绩］。", action="issue", sure="1"))
    client = browser(factories.leader_of(january.district))
    response = client.get("/dinghai-2024/2024-01/papers/bulletin")
    document = Document(BytesIO(b"".join(response.streaming_content)))
    texts = [each.text for each in document.paragraphs]
    assert "完成累计3家。" in texts
