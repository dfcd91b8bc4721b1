"""Excel导入: what a person sees from the template to the confirmation, and what nobody else sees."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from targets import reporting
from targets.models import Measurement, MeasurementVersion
from tasks.imported.book import book_of, key, owing
from tasks.models import ProgressNote, Upload
from tasks.workbook.layout import NOTES
from tests import factories
from tests.factories import TargetFactory, figure, task_of
from tests.tasks.typing_in import as_file, cells_of, typed_in
from tests.tasks.workbook import corpus

pytestmark = pytest.mark.django_db
IMPORT = "/dinghai-2024/entry/2024-09/import/"
REVIEW_IMPORT = "/dinghai-2024/review/2024-09/import/"
WHY = {"problem": "一家企业推迟", "step": "10月补上"}


@pytest.fixture
def clerk(client, reporter, september):
    """A browser of the unit's clerk."""
    client.force_login(reporter)
    return client


@pytest.fixture
def desk(september, office):
    """A browser of the office."""
    browser = Client()
    browser.force_login(office)
    return browser


@pytest.fixture
def firms(plan, unit, september):
    """59家以上, 40 by August."""
    target = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")
    figure(target, 8, "40")
    return target


@pytest.fixture
def costs(plan, unit, september):
    """17.5亿元, 10.78 by August."""
    target = TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        decimals=2,
        goal=Decimal("17.5"),
        goal_text="17.5亿元",
    )
    figure(target, 8, "10.78")
    return target


def template(browser, base=IMPORT):
    response = browser.get(f"{base}template.xlsx")
    assert response.status_code == 200
    return response.content


def upload(browser, rows, base=IMPORT):
    """The template with these cells, uploaded."""
    return browser.post(base, {"file": as_file(typed_in(template(browser, base), rows))})


def preview_of(browser, rows, base=IMPORT):
    """The address of the preview, and its page."""
    response = upload(browser, rows, base)
    assert response.status_code == 302, response.context["errors"]
    return response["Location"], browser.get(response["Location"])


def said(response):
    return [
        (each.place, each.said.text + each.said.wish) for each in response.context["sheet"].wrong
    ]


def results(response):
    lines = (*response.context["sheet"].figures, *response.context["sheet"].notes)
    return {line.row.key: (line.row.before, line.row.after, line.becomes) for line in lines}


def september_of(target):
    return Measurement.objects.filter(target=target, period__month=9).first()


def nothing_is_stored():
    return not Measurement.objects.filter(period__month=9).exists()


# From the template to the confirmation


def test_the_template_holds_the_units_own_figures_with_what_is_kept(clerk, firms, costs, plan):
    TargetFactory.create(plan=plan, code="T99", short_name="别家的")
    figure(firms, 9, "45", state="draft")
    cells = cells_of(template(clerk))
    assert {code: row["本月数"] for code, row in cells.items()} == {"T04": 45, "T02": None}


def test_the_preview_says_from_what_to_what_and_stores_nothing(clerk, firms, costs):
    figure(firms, 9, "45", state="draft")
    _, page = preview_of(clerk, {"T04": {"value": 52}, "T02": {"value": 13.2}})
    assert results(page) == {
        "T04": ("45", "52", "变更"),
        "T02": ("空白", "13.20", "新填"),
    }
    assert said(page) == []
    assert (september_of(firms).value, september_of(costs)) == (45, None)


def test_a_doubt_that_older_words_explain_is_told_before_it_is_taken(clerk, costs):
    figure(costs, 9, "10.50", state="draft", explanation="剔除1笔重复登记")
    _, page = preview_of(clerk, {"T02": {"value": 124100}})
    [line] = page.context["sheet"].figures
    assert (line.becomes, said(page)) == ("变更", [])
    assert any("可能按万元填写，已有说明，请核对。" in note for note in line.row.notes)
    assert "可能按万元填写，已有说明，请核对。" in page.content.decode()


def test_a_word_of_no_list_is_shown_and_given_back_as_it_was_typed(clerk, firms, plan, unit):
    task_of(plan, unit, number=3, title="攻关")
    url, page = preview_of(
        clerk, {"T04": {"value": 52, "nature": "大概"}, "3": {"word": "还行", "text": "推进中"}}
    )
    assert [each.typed for each in page.context["sheet"].wrong] == ["大概", "还行"]
    marked = clerk.get(f"{url}marked.xlsx").content
    assert cells_of(marked)["T04"]["数据性质"] == "大概"
    assert cells_of(marked, NOTES)["3"]["自评"] == "还行"
    assert nothing_is_stored()


def test_what_went_to_another_unit_meanwhile_is_told_and_the_rest_is_taken(
    clerk, plan, firms, costs
):
    url, _ = preview_of(clerk, {"T04": {"value": 52}, "T02": {"value": 13.2}})
    firms.lead_unit = factories.UnitFactory.create(district=plan.district)
    firms.save()
    page = clerk.post(url, {"action": "save"}, follow=True)
    assert page.status_code == 200
    assert "这一项已不归这里填报" in page.content.decode()
    assert (september_of(firms), september_of(costs).value) == (None, Decimal("13.2"))


def test_a_confirmed_workbook_is_submitted_by_way_of_excel(clerk, reporter, firms, costs):
    url, _ = preview_of(
        clerk, {"T04": {"value": "５２", "nature": "快报"}, "T02": {"value": "132000万元"}}
    )
    page = clerk.post(url, {"action": "submit"}, follow=True)
    assert "已提交2行。" in page.content.decode()
    rows = [september_of(each) for each in (firms, costs)]
    assert [(row.value, row.state, row.submitted_by) for row in rows] == [
        (Decimal(52), "submitted", reporter),
        (Decimal("13.2"), "submitted", reporter),
    ]
    assert rows[0].nature == "preliminary"
    ways = MeasurementVersion.objects.filter(measurement__in=rows).values_list("way", flat=True)
    assert set(ways) == {"excel"}


def test_a_second_press_takes_nothing_twice(clerk, firms):
    url, _ = preview_of(clerk, {"T04": {"value": 52}})
    for _ in range(2):
        clerk.post(url, {"action": "save"})
    assert MeasurementVersion.objects.filter(measurement=september_of(firms)).count() == 1


def test_errors_are_told_by_sheet_cell_and_reason_and_the_rest_is_taken(
    clerk, plan, unit, firms, costs
):
    clerks = TargetFactory.create(plan=plan, lead_unit=unit, code="T05", goal=Decimal(40))
    figure(clerks, 8, "30")
    url, page = preview_of(
        clerk,
        {"T04": {"value": "17.5.2"}, "T02": {"value": 13.2}, "T05": {"value": 33.5}},
    )
    places = {row["编码"]: line for line, row in enumerate(cells_of(template(clerk)).values(), 4)}
    told = dict(said(page))
    assert told[f"指标!F{places['T04']}"] == "“17.5.2”不是数字。请填阿拉伯数字，单位在E列"
    assert "整数" in told[f"指标!F{places['T05']}"]
    assert len(told) == 2
    page = clerk.post(url, {"action": "submit"}, follow=True)
    assert "已提交1行；还有2行没有提交" in page.content.decode()
    assert [bool(september_of(each)) for each in (firms, costs, clerks)] == [False, True, False]


def test_the_rest_comes_back_marked_and_can_be_uploaded_again(clerk, firms, costs):
    url, _ = preview_of(clerk, {"T04": {"value": "五十二"}, "T02": {"value": 13.2}})
    clerk.post(url, {"action": "save"})
    marked = clerk.get(f"{url}marked.xlsx").content
    cells = cells_of(marked)
    assert list(cells) == ["T04"]
    assert cells["T04"]["本月数"] == "五十二"
    assert "不是数字" in cells["T04"]["错误"]
    mended = typed_in(marked, {"T04": {"value": 52}})
    response = clerk.post(IMPORT, {"file": as_file(mended)})
    clerk.post(response["Location"], {"action": "submit"})
    assert (september_of(firms).value, september_of(firms).state) == (52, "submitted")
    assert september_of(costs).state == "draft"


def test_a_slip_asks_for_an_explanation_and_is_only_kept_as_a_draft(clerk, costs):
    url, page = preview_of(clerk, {"T02": {"value": 132000}})
    [(place, told)] = said(page)
    assert place == "指标!F4"
    assert "13.2" in told
    assert "在L4写一行说明" in told
    assert clerk.post(url, {"action": "submit"}).status_code == 422
    assert nothing_is_stored()
    clerk.post(url, {"action": "save"})
    assert (september_of(costs).value, september_of(costs).state) == (132000, "draft")


@pytest.mark.parametrize("base", [IMPORT, REVIEW_IMPORT])
def test_a_draft_that_was_saved_is_given_back_at_its_new_version(clerk, desk, costs, base):
    browser = clerk if base == IMPORT else desk
    url, _ = preview_of(browser, {"T02": {"value": 132000}}, base)
    page = browser.post(url, {"action": "save"}, follow=True)
    assert "已存为草稿1行；其中1行补充后才能提交" in page.content.decode()
    assert "改过" not in page.content.decode()
    marked = typed_in(browser.get(f"{url}marked.xlsx").content, {"T02": {"value": 13.2}})
    response = browser.post(base, {"file": as_file(marked)})
    browser.post(response["Location"], {"action": "submit"})
    assert (september_of(costs).value, september_of(costs).state) == (Decimal("13.2"), "submitted")


def test_a_figure_behind_asks_for_problem_and_next_step(clerk, firms):
    _, page = preview_of(clerk, {"T04": {"value": 41}})
    assert said(page) == [("指标!F4", "进度滞后。在M4、N4写明存在问题和下步措施。")]
    url, page = preview_of(clerk, {"T04": {"value": 41, **WHY}})
    clerk.post(url, {"action": "submit"})
    assert (september_of(firms).problem, september_of(firms).state) == ("一家企业推迟", "submitted")


def test_notes_pass_too(clerk, plan, unit, september):
    task_of(plan, unit, number=3)
    task_of(plan, unit, number=4)
    url, page = preview_of(
        clerk, {"3": {"word": "在轨", "text": "完成立项"}, "4": {"text": "没写状态"}}
    )
    assert said(page) == [("任务进展!C5", "请选择进展状态。")]
    clerk.post(url, {"action": "submit"})
    notes = ProgressNote.objects.values_list("task__number", "word", "text", "state")
    assert list(notes) == [(3, "on_course", "完成立项", "submitted")]


def test_what_is_handed_in_cannot_be_changed_and_says_so(clerk, firms, costs):
    figure(firms, 9, "45", state="submitted")
    _, page = preview_of(clerk, {"T04": {"value": 52}, "T02": {"value": 13.2}})
    assert said(page) == [
        ("指标!F4" if results(page)["T04"] else "", "已提交待审，要修改请先撤回。")
    ]


def test_a_cleared_cell_clears_the_draft(clerk, firms):
    figure(firms, 9, "45", state="draft")
    url, page = preview_of(clerk, {"T04": {"value": None}})
    assert results(page)["T04"] == ("45", "空白", "变更")
    clerk.post(url, {"action": "save"})
    assert september_of(firms).value is None


def test_an_empty_template_is_refused_with_a_sentence(clerk, firms):
    response = upload(clerk, {})
    assert response.status_code == 422
    assert "没有读到要填的内容" in response.content.decode()


# Two people, and time passing


def change(target, value, by, september):
    row = september_of(target)
    reporting.save(
        target,
        september,
        typed=value,
        seen_version=row.version if row else 0,
        by=by,
        on=september.due_on,
    )


def test_a_stale_workbook_is_refused_and_says_who_changed_what(
    clerk, unit, firms, costs, september
):
    colleague = factories.reporter_of(unit)
    colleague.full_name = "李四"
    colleague.save()
    data = typed_in(template(clerk), {"T04": {"value": 52}, "T02": {"value": 13.2}})
    change(firms, "46", colleague, september)
    response = clerk.post(IMPORT, {"file": as_file(data)})
    assert response.status_code == 409
    [error] = response.context["errors"]
    assert error["text"].startswith("这份填报表下载之后，T04已由李四改为46（")
    assert not Upload.objects.exists()
    assert september_of(costs) is None


def test_a_row_that_the_file_leaves_alone_makes_nothing_stale(clerk, unit, firms, costs, september):
    data = typed_in(template(clerk), {"T02": {"value": 13.2}})
    change(firms, "46", factories.reporter_of(unit), september)
    response = clerk.post(IMPORT, {"file": as_file(data)})
    page = clerk.get(response["Location"])
    assert results(page) == {"T02": ("空白", "13.20", "新填")}
    clerk.post(response["Location"], {"action": "submit"})
    assert (september_of(firms).value, september_of(costs).value) == (46, Decimal("13.2"))


def test_a_change_between_preview_and_confirmation_stops_everything_once(
    clerk, unit, firms, costs, september
):
    url, _ = preview_of(clerk, {"T04": {"value": 52}, "T02": {"value": 13.2}})
    change(firms, "46", factories.reporter_of(unit), september)
    page = clerk.post(url, {"action": "submit"})
    assert page.status_code == 409
    assert "改为46（" in page.content.decode()
    assert (september_of(firms).value, september_of(costs)) == (46, None)
    page = clerk.post(url, {"action": "submit", "seen": page.context["sheet"].seen}, follow=True)
    assert "已提交1行；还有1行没有提交" in page.content.decode()
    assert (september_of(firms).value, september_of(costs).state) == (46, "submitted")


def test_the_same_file_again_changes_nothing(clerk, firms):
    data = typed_in(template(clerk), {"T04": {"value": 52}})
    for _ in range(2):
        response = clerk.post(IMPORT, {"file": as_file(data)})
        clerk.post(response["Location"], {"action": "save"})
    assert september_of(firms).version == 1


def test_one_waits_for_each_person_and_it_goes_after_a_day(clerk, firms):
    first, _ = preview_of(clerk, {"T04": {"value": 52}})
    second, _ = preview_of(clerk, {"T04": {"value": 53}})
    assert [clerk.get(url).status_code for url in (first, second)] == [404, 200]
    Upload.objects.update(at=timezone.now() - timedelta(hours=25))
    assert clerk.get(second).status_code == 404
    preview_of(clerk, {"T04": {"value": 54}})
    assert list(Upload.objects.filter(stage="dropped").values_list("rows", flat=True)) == [[], []]


def test_a_dropped_file_is_gone(clerk, firms):
    url, _ = preview_of(clerk, {"T04": {"value": 52}})
    page = clerk.post(url, {"action": "drop"}, follow=True)
    assert "已放弃这份文件" in page.content.decode()
    assert clerk.get(url).status_code == 404
    assert nothing_is_stored()


# Other people, other months, other files


def test_nobody_else_opens_an_upload(clerk, desk, unit, plan, firms):
    url, _ = preview_of(clerk, {"T04": {"value": "x"}})
    others = [
        factories.reporter_of(unit),
        factories.reporter_of(factories.UnitFactory.create(district=plan.district)),
        factories.leader_of(plan.district),
        factories.administrator_of(plan.district),
    ]
    for person in others:
        browser = Client()
        browser.force_login(person)
        for path in (url, f"{url}marked.xlsx", url.replace("/entry/", "/review/")):
            assert browser.get(path).status_code == 404
            assert browser.post(path, {"action": "submit"}).status_code in {404, 405}
    assert desk.get(url.replace("/entry/", "/review/")).status_code == 404
    assert nothing_is_stored()


def test_another_units_workbook_is_refused(clerk, plan, firms):
    other = factories.UnitFactory.create(district=plan.district, short_name="区科技局")
    TargetFactory.create(plan=plan, lead_unit=other, code="T77")
    theirs = Client()
    theirs.force_login(factories.reporter_of(other))
    data = typed_in(template(theirs), {"T77": {"value": 5}})
    response = clerk.post(IMPORT, {"file": as_file(data)})
    assert response.status_code == 422
    assert "这是区科技局的填报表" in response.content.decode()
    assert nothing_is_stored()


def test_another_months_workbook_is_refused(clerk, plan, firms):
    factories.period_of(plan, 10)
    data = template(clerk)
    response = clerk.post(IMPORT.replace("-09", "-10"), {"file": as_file(data)})
    assert response.status_code == 409  # not open yet
    factories.period_of(plan, 8)
    response = clerk.post(IMPORT.replace("-09", "-08"), {"file": as_file(data)})
    assert response.status_code == 422
    assert "这是9月的填报表，当前填报8月" in response.content.decode()


def test_a_published_month_takes_no_workbook(clerk, firms, september):
    url, _ = preview_of(clerk, {"T04": {"value": 52}})
    september.published_at = timezone.now()
    september.save()
    assert clerk.post(url, {"action": "submit"}).status_code == 409
    response = clerk.post(IMPORT, {"file": as_file(b"x")})
    assert response.status_code == 409
    assert "已发布" in response.content.decode()
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("file", "told"),
    [(None, "还没有选文件"), (b"", "文件"), (b"%PDF-1.7", "文件"), (b"a,b\n1,2\n", "CSV")],
)
def test_what_is_no_workbook_gets_its_sentence(clerk, firms, file, told):
    data = {} if file is None else {"file": SimpleUploadedFile("表.xlsx", file)}
    response = clerk.post(IMPORT, data)
    assert response.status_code == 422
    assert told in response.context["errors"][0]["text"]


def test_a_file_beyond_the_bound_is_not_read(clerk, firms, settings):
    response = clerk.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", b"x" * (6 * 2**20))})
    assert response.status_code == 422
    assert "最多5MB" in response.context["errors"][0]["text"]
    settings.UPLOAD_MOST_BYTES = 100_000
    response = clerk.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", b"x" * 200_000)})
    assert "最多5MB" in response.context["errors"][0]["text"]


def test_no_bad_workbook_stores_anything(clerk, plan, unit, september):
    measures = {"T01": ("亿元", 1), "T02": ("家", 0), "T03": ("%", 2), "T04": ("件", 0)}
    for code, (measure, decimals) in measures.items():
        TargetFactory.create(
            plan=plan, lead_unit=unit, code=code, measure=measure, decimals=decimals
        )
    task_of(plan, unit, number=3)
    task_of(plan, unit, number=4)
    book = book_of(owing(september, unit, on=september.due_on))
    bad = corpus.bad(book, key())
    wrong = {}
    for name, make in bad.items():
        file_name, data = make()
        response = clerk.post(IMPORT, {"file": SimpleUploadedFile(file_name, data)})
        if response.status_code == 302:  # cells are wrong: told in the preview, nothing taken yet
            is_told = said(clerk.get(response["Location"]))
        else:
            is_told = response.status_code == 422 and response.context["errors"]
        if not is_told or not nothing_is_stored():
            wrong[name] = response.status_code
    assert len(bad) >= 40
    assert {name: code for name, code in wrong.items() if name not in corpus.OFFICE} == {}


# The office


def test_the_office_brings_all_units_at_once_marked_as_filled_in_for_them(
    clerk, desk, office, plan, firms, costs
):
    other = factories.UnitFactory.create(district=plan.district)
    theirs = TargetFactory.create(plan=plan, lead_unit=other, code="T77", goal=Decimal(12))
    figure(costs, 9, "13", state="draft")
    cells = cells_of(template(desk, REVIEW_IMPORT))
    assert {code: row["本月数"] for code, row in cells.items()} == {
        "T04": None,
        "T02": None,  # a draft is the unit's own
        "T77": None,
    }
    url, page = preview_of(
        desk, {"T04": {"value": 52}, "T77": {"value": 11}, "T02": {"value": 13.5}}, REVIEW_IMPORT
    )
    assert results(page)["T02"] == ("空白", "13.50", "新填")
    page = desk.post(url, {"action": "submit"}, follow=True)
    assert "已提交3行。" in page.content.decode()
    rows = [september_of(each) for each in (firms, theirs, costs)]
    assert [(row.value, row.state, row.on_behalf) for row in rows] == [
        (Decimal(52), "submitted", True),
        (Decimal(11), "submitted", True),
        (Decimal("13.5"), "submitted", True),
    ]


def test_a_long_import_goes_slice_by_slice_and_a_slice_is_taken_once(
    desk, plan, unit, september, monkeypatch
):
    monkeypatch.setattr("tasks.importing.SLICE", 2)
    monkeypatch.setattr("tasks.importing.MOST_SECONDS", 60)
    targets = [TargetFactory.create(plan=plan, lead_unit=unit, goal=Decimal(10)) for _ in range(5)]
    url, _ = preview_of(desk, {each.code: {"value": 9} for each in targets}, REVIEW_IMPORT)
    page = desk.post(url, {"action": "submit"}, follow=True)
    assert "2/5" in page.content.decode()
    for _ in range(2):  # pressed twice
        page = desk.post(url, {"action": "continue", "done": "2"}, HTTP_HX_REQUEST="true")
        assert "4/5" in page.content.decode()
    page = desk.post(url, {"action": "continue", "done": "4"}, HTTP_HX_REQUEST="true")
    assert page["HX-Refresh"] == "true"
    assert "已提交5行。" in desk.get(url).content.decode()
    assert MeasurementVersion.objects.count() == 5


def test_a_slice_ends_early_where_it_takes_long(desk, plan, unit, september, monkeypatch):
    monkeypatch.setattr("tasks.importing.MOST_SECONDS", -1)
    targets = [TargetFactory.create(plan=plan, lead_unit=unit, goal=Decimal(10)) for _ in range(2)]
    url, _ = preview_of(desk, {each.code: {"value": 9} for each in targets}, REVIEW_IMPORT)
    page = desk.post(url, {"action": "submit"}, follow=True)
    assert "1/2" in page.content.decode()
    desk.post(url, {"action": "continue", "done": "1"})
    assert "已提交2行。" in desk.get(url).content.decode()


def test_a_slice_keeps_what_was_refused_for_the_marked_workbook(
    desk, plan, unit, september, monkeypatch
):
    monkeypatch.setattr("tasks.importing.SLICE", 1)
    first, second = (
        TargetFactory.create(plan=plan, lead_unit=unit, code=code, goal=Decimal(10))
        for code in ("T01", "T02")
    )
    url, _ = preview_of(desk, {"T01": {"value": 9}, "T02": {"value": 9}}, REVIEW_IMPORT)
    desk.post(url, {"action": "submit"})
    change(second, "8", factories.reporter_of(unit), september)
    desk.post(url, {"action": "continue", "done": "1"})
    page = desk.get(url)
    assert "已提交1行；还有1行没有提交" in page.content.decode()
    assert (september_of(first).value, september_of(second).value) == (9, 8)
    assert list(cells_of(desk.get(f"{url}marked.xlsx").content)) == ["T02"]


@pytest.mark.parametrize("rows", [1, 40])
def test_a_preview_asks_a_fixed_number_of_questions(
    clerk, desk, plan, unit, september, rows, django_assert_max_num_queries
):
    targets = [TargetFactory.create(plan=plan, lead_unit=unit) for _ in range(rows)]
    cells = {each.code: {"value": 50} for each in targets}
    for browser, base in ((clerk, IMPORT), (desk, REVIEW_IMPORT)):
        url, _ = preview_of(browser, cells, base)
        with django_assert_max_num_queries(12):
            browser.get(url)


def test_the_addresses_are_the_units_and_the_offices(plan):
    kwargs = {"plan": plan.slug, "month": "2024-09"}
    assert reverse("entry_import", kwargs=kwargs) == IMPORT
    assert reverse("review_import", kwargs=kwargs) == REVIEW_IMPORT
