"""The pages of a new plan without JavaScript: what they keep, refuse, and say."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dashboard import drafting
from dashboard.models import PlanDraft
from plans.models import Plan
from tests import factories
from tests.dashboard.test_newplan import SHORT, confirmed

NEW = "/plans/new/"


@pytest.fixture
def office(db):
    return factories.office_of(factories.DistrictFactory.create(code="haizhou"))


@pytest.fixture
def draft(office):
    return drafting.start(SHORT, district=office.member.district, by=office)


@pytest.fixture
def at_work(client, office):
    client.force_login(office)
    return client


def docx(text):
    from docx import Document

    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    "data", [SHORT.encode(), SHORT.encode("gb18030"), docx(SHORT)], ids=["utf-8", "gbk", "docx"]
)
def test_a_file_is_read_whatever_it_is_called(at_work, data):
    answer = at_work.post(NEW, {"file": SimpleUploadedFile("计划.bin", data)})
    made = PlanDraft.objects.get()
    assert answer["Location"] == f"{NEW}{made.pk}/"
    assert [each["goal"] for each in made.content["targets"]] == ["120", "12", "8", "20"]
    assert made.name == "计划.bin"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "请选择计划文件，或把全文粘贴在下面。"),
        (b"%PDF-1.7", "PDF里的文字读不准"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版Word"),
        (b"PK\x03\x04 broken", ""),
        (b"a\0b", "文件不是文字"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(at_work, data, told):
    form = {"file": SimpleUploadedFile("x.docx", data)} if data else {"text": " \n"}
    answer = at_work.post(NEW, form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert PlanDraft.objects.count() == 0


def test_a_unit_printed_twice_is_offered_once_by_the_name_the_target_has(at_work, office):
    given = {"name": "海州区商务局", "short_name": "区商务局", "aliases": ["商务局"]}
    factories.UnitFactory.create(district=office.member.district, **given)
    text = SHORT.replace("区文旅局", "商务局")
    row = drafting.start(text, district=office.member.district, by=office)
    led = {each["lead"]: each["key"] for each in row.content["targets"] if each["lead"]}
    assert set(led) == {"区商务局", "商务局"}
    for lead, key in led.items():
        leads = at_work.get(f"{NEW}{row.pk}/?open={key}").context["leads"]
        assert leads == [(lead, "区商务局"), ("区住建局", "区住建局")]


def test_a_wrong_figure_keeps_what_was_typed_in_the_open_card(at_work, draft):
    item = draft.content["targets"][0]
    form = {
        "do": f"accept:{item['key']}:1",
        "card": item["key"],
        "goal": "十二亿",
        "name": "零售额",
    }
    answer = at_work.post(f"{NEW}{draft.pk}/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="十二亿" aria-invalid="true"' in page
    assert 'value="零售额"' in page
    assert PlanDraft.objects.get().content["targets"][0]["state"] == "open"


def test_a_second_editor_sees_the_first_ones_change_and_loses_nothing(at_work, draft, office):
    item = draft.content["targets"][0]
    other = factories.office_of(office.member.district)
    drafting.settle(draft, "change", item["key"], {"goal": "130"}, seen=1, by=other)
    form = {"do": f"accept:{item['key']}:1", "card": item["key"], "goal": "140"}
    answer = at_work.post(f"{NEW}{draft.pk}/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "刚有人改过这一项" in page
    assert "现在是130亿元" in page
    assert 'name="goal" inputmode="decimal" maxlength="60" value="140"' in page
    assert f"accept:{item['key']}:2" in page
    assert PlanDraft.objects.get().content["targets"][0]["goal"] == "130"


def test_pressed_too_early_it_opens_what_is_not_settled(at_work, draft):
    answer = at_work.post(f"{NEW}{draft.pk}/", {"do": "create"})
    page = answer.content.decode()
    key = draft.content["targets"][0]["key"]
    assert answer.status_code == 422
    assert f'href="#{key}">指标“社会消费品零售总额”还没有确认。（另有3处）' in page
    assert f'<tr class="cur" id="{key}">' in page


def test_all_is_confirmed_and_built_by_plain_forms(at_work, draft, office):
    confirmed(draft, office)
    answer = at_work.post(f"{NEW}{draft.pk}/", {"do": "create"}, follow=True)
    assert answer.redirect_chain == [(f"{NEW}{draft.pk}/done/", 302)]
    page = answer.content.decode()
    assert "2家单位" not in page
    assert "3家单位" in page  # 商务, 住建, 文旅: none has an account
    assert at_work.get(f"{NEW}{draft.pk}/").status_code == 302
    assert at_work.post(f"{NEW}{draft.pk}/", {"do": "create"}).status_code == 302
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    "do",
    [
        "",
        "x",
        "accept",
        "accept:t1",
        "accept:t1:²",
        "split:zz:1",
        "accept::",
        "merge:t6:1",
        "a:b:c:d",
    ],
)
def test_a_press_that_is_none_is_refused_and_changes_nothing(at_work, draft, do):
    answer = at_work.post(f"{NEW}{draft.pk}/", {"do": do, "start": "²", "other": "t999"})
    assert answer.status_code in {409, 422}
    assert PlanDraft.objects.get().content == draft.content


def test_a_phrase_is_pasted_where_no_script_runs(at_work, draft):
    answer = at_work.post(f"{NEW}{draft.pk}/", {"do": "target", "phrase": "做强商圈"})
    made = PlanDraft.objects.get().content["targets"]
    added = next(each for each in made if each["name"] == "做强商圈")
    assert answer["Location"].endswith(f"?open={added['key']}#{added['key']}")
    wrong = at_work.post(f"{NEW}{draft.pk}/", {"do": "target", "phrase": "<b>没有</b>"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;没有" in wrong.content.decode()


def test_a_dropped_draft_is_gone(at_work, draft):
    assert at_work.post(f"{NEW}{draft.pk}/", {"do": "discard"})["Location"] == NEW
    assert at_work.get(f"{NEW}{draft.pk}/").status_code == 404
    assert "没建完的草稿" not in at_work.get(NEW).content.decode()


def test_a_text_of_a_hundred_pages_stays_usable(at_work, office):
    lines = "".join(
        f"{each}.任务{each}。{'推动工作落实见效。' * 30}新建设施{each + 1}个以上。（责任单位：区商务局）\n"
        for each in range(1, 200)
    )
    text = f"海州区2025年工作计划\n一、重点任务\n{lines}2025年3月18日\n"
    big = drafting.start(text, district=office.member.district, by=office)
    drafting.accept_sure(big, by=office)
    page = at_work.get(f"{NEW}{big.pk}/")
    assert page.status_code == 200
    assert len(page.content) < 1_500_000
    assert page.content.decode().count('<details class="gap">') <= 3
