"""审计记录 as people read it and take it away."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.tracing import trace
from dashboard import publication
from dashboard.history import files
from targets.choices import Act, State
from tests import factories
from tests.factories import moment

pytestmark = pytest.mark.django_db
HEADS = ["时间", "谁", "做了什么", "对象", "改动", "理由", "方式"]


@pytest.fixture
def filed(plan, unit, reporter, office):
    """A figure handed in and returned for a reason that would run as a formula."""
    target = factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        goal=Decimal(18),
    )
    figure = factories.figure(target, 1, "7.59", state=State.RETURNED)
    for number, act, state, by, reason in (
        (1, Act.SUBMIT, State.SUBMITTED, reporter, ""),
        (2, Act.RETURN, State.RETURNED, office, "=HYPERLINK(1)"),
    ):
        factories.MeasurementVersionFactory.create(
            measurement=figure,
            number=number,
            act=act,
            state=state,
            value=Decimal("7.59"),
            by=by,
            reason=reason,
            at=moment(2024, 2, 4, 9, number),
        )
    return figure


def page(client, person, query="", name="history"):
    client.force_login(person)
    return client.get(reverse(name, args=["dinghai-2024"]) + query)


def body_of(response):
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts)


def test_the_office_reads_who_did_what_and_why(client, filed, office, reporter, unit):
    html = page(client, office, "?act=return").content.decode()
    for told in (
        f"专班 {office}",
        "1月 研发费用",
        "待审",
        "已退回",
        "=HYPERLINK(1)",
        "网页",
        "2月4日 09:02",
    ):
        assert told in html
    assert "共1条" in html
    assert str(reporter) not in html.split("<tbody>")[1]


@pytest.mark.parametrize("who", ["reporter", "leader"])
@pytest.mark.parametrize("name", ["history", "history_csv", "history_xlsx"])
def test_nobody_else_reads_the_whole_history(client, filed, request, who, name):
    assert page(client, request.getfixturevalue(who), name=name).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=-1",
        "?page=%EF%BC%91",
        "?page=999999999999999999999",
        "?since=2024-02-30&until=x",
        "?until=9999-12-31",
        "?since=0001-01-01",
        "?who=u99999999999999999999",
        "?who=p1'--",
        "?act=nothing&way=nothing",
        "?q=" + "长" * 500,
        "?q=%00%25_%5C",
    ],
)
def test_an_address_that_makes_no_sense_still_answers(client, filed, office, query):
    assert page(client, office, query).status_code == 200


def test_what_was_asked_for_stands_in_the_form_again(client, filed, office, unit):
    html = page(
        client,
        office,
        f"?q=研发&who=u{unit.pk}&act=submit&way=form&since=2024-02-01&until=2024-02-29",
    ).content.decode()
    assert 'value="研发"' in html
    assert f'value="u{unit.pk}" selected' in html
    assert 'value="submit" selected' in html
    assert 'value="form" selected' in html
    assert 'value="2024-02-01"' in html
    assert 'value="2024-02-29"' in html


def test_nothing_found_says_so_and_offers_no_file(client, filed, office):
    html = page(client, office, "?q=没有这样的事").content.decode()
    assert "没有符合条件的记录" in html
    assert "导出" not in html


def test_fifty_stand_on_a_page_with_the_way_to_the_next(client, filed, office):
    for number in range(60):
        filed.target.note = f"第{number}次"
        trace(filed.target, by=office).save()
    first = page(client, office, "?act=target").content.decode()
    assert first.count('<th class="what"') == 50
    assert 'href="?act=target&amp;page=2"' in first
    second = page(client, office, "?act=target&page=2").content.decode()
    assert second.count('<th class="what"') == 11
    assert "上一页" in second
    assert "下一页" not in second


def rows_of_csv(response):
    text = body_of(response).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def rows_of_workbook(response):
    sheet = load_workbook(BytesIO(body_of(response)))["审计记录"]
    return [list(row) for row in sheet.iter_rows(values_only=True)][1:]


@pytest.mark.parametrize(
    ("name", "rows_of", "nothing"),
    [("history_csv", rows_of_csv, ""), ("history_xlsx", rows_of_workbook, None)],
)
def test_a_file_holds_just_what_was_found_and_no_formula(
    client, filed, office, name, rows_of, nothing
):
    response = page(client, office, "?words=&act=return", name)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    told = ["2024-02-04 09:02:00", f"专班 {office}", "退回", "1月 研发费用", "待审 → 已退回"]
    assert rows_of(response) == [HEADS, [*told, "'=HYPERLINK(1)", "网页"]]
    everything = rows_of(page(client, office, "", name))
    shown = page(client, office).content.decode()
    assert f"共{len(everything) - 1}条" in shown


def test_no_cell_of_the_workbook_is_a_formula(client, filed, office):
    book = load_workbook(BytesIO(body_of(page(client, office, name="history_xlsx"))))
    kinds = {cell.data_type for row in book["审计记录"].iter_rows() for cell in row}
    assert "s" in kinds
    assert "f" not in kinds


def test_a_list_too_long_for_a_workbook_is_told_to_go_as_csv(client, filed, office, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 1)
    response = page(client, office, name="history_xlsx")
    assert response.status_code == 422
    assert "导出CSV" in response.content.decode()
    html = page(client, office).content.decode()
    assert "导出Excel" not in html
    assert "导出CSV" in html


# One figure


def of_figure(client, person, month="2024-01", code="T02"):
    client.force_login(person)
    return client.get(f"/dinghai-2024/{month}/targets/{code}/history/")


def test_a_figures_page_is_for_its_unit_and_the_office(
    client, plan, filed, office, reporter, unit, leader
):
    other = factories.reporter_of(factories.UnitFactory.create(district=plan.district))
    people = (office, reporter, factories.head_of(unit), other, leader)
    answers = [of_figure(client, person).status_code for person in people]
    assert answers == [200, 200, 200, 404, 404]


@pytest.mark.parametrize(
    ("month", "code"), [("2023-01", "T02"), ("2024-01", "T99"), ("2024-05", "T02")]
)
def test_a_figure_that_is_none_has_no_page(client, filed, office, month, code):
    assert of_figure(client, office, month, code).status_code == 404


def test_the_page_shows_now_and_each_edition(client, plan, filed, office):
    filed.state = State.APPROVED
    filed.reviewed_by, filed.reviewed_at, filed.reason = office, moment(2024, 2, 5), ""
    filed.submitted_by, filed.submitted_at = filed.entered_by, moment(2024, 2, 4)
    filed.save()
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10), at=moment(2024, 2, 10, 16, 2))
    html = of_figure(client, office).content.decode()
    for told in ("随第1期发布", "2月10日 16:02", "7.59，超序时", "退回", "理由：=HYPERLINK(1)"):
        assert told in html


def test_the_menu_leads_the_office_there_and_nobody_else(client, plan, filed, office, reporter):
    for person, leads in ((office, True), (reporter, False)):
        client.force_login(person)
        html = client.get(reverse("target_list", args=[plan.slug])).content.decode()
        assert ("/dinghai-2024/history/" in html) is leads
