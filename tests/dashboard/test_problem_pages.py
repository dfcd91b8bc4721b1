"""问题销号清单 as pages and files: what stands there, what is told, and what a refused form keeps."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tasks.choices import ProblemState
from tasks.models import Problem
from tests import factories
from tests.factories import moment
from tests.looped import problem_of, step_of

pytestmark = pytest.mark.django_db
TODAY = date(2024, 4, 8)  # a Monday; DUE, 29 March, lies ten days back


@pytest.fixture(autouse=True)
def _day(settings, tmp_path):
    settings.DEMO, settings.DEMO_DAY, settings.EVIDENCE_ROOT = True, TODAY, tmp_path


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01", name="研发费用")


@pytest.fixture
def listed(plan, unit, target, reporter, office):
    """One problem in each state, the third of them merged away."""
    claimed = {"claimed_by": reporter}
    struck = {"struck_off_by": office, "struck_off_on": date(2024, 3, 20), **claimed}
    first = problem_of(target, unit, reporter, title="未受理", due_on=date(2024, 5, 1))
    rows = [
        first,
        problem_of(target, unit, reporter, title="在解决", state="solving"),
        problem_of(target, unit, reporter, title="报解决", state="claimed", **claimed),
        problem_of(target, unit, reporter, title="已销号", state="struck_off", **struck),
        problem_of(target, unit, reporter, title="不受理", state="declined"),
        problem_of(target, unit, reporter, title="已合并", state="merged", merged_into=first),
        problem_of(target, unit, reporter, title="撤回的", state="withdrawn"),
    ]
    for row in rows:
        step_of(problem=row, by=reporter, unit=unit, at=moment(2024, 3, 1))
    told = {"act": "progress", "state": "solving", "text": "已清零46家", "by": reporter}
    step_of(problem=rows[1], at=moment(2024, 3, 5), **told)
    step_of(problem=rows[1], at=moment(2024, 4, 1), act="escalate", state="solving", by=None)
    return {row.title: row for row in rows}


def url(name, plan, *parts, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=[plan.slug, *parts]) + (f"?{query}" if query else "")


def titles(response):
    return [row.problem.title for row in response.context["rows"]]


# The list


def test_the_list_counts_orders_and_dates_what_is_on_it(client, plan, leader, listed):
    client.force_login(leader)
    response = client.get(url("problem_list", plan))
    assert titles(response) == ["在解决", "报解决", "未受理", "已销号"]
    assert [(word, number) for word, number, *_ in response.context["counts"]] == [
        ("累计提出", 4),
        ("待受理", 1),
        ("解决中", 1),
        ("已报解决，待核验", 1),
        ("已销号", 1),
        ("超期未销号", 2),
    ]
    assert [(row.over, row.marks, row.latest) for row in response.context["rows"][:3]] == [
        (10, ("on", "late", "no", "no"), "已清零46家"),
        (10, ("on", "on", "late", "no"), "3月1日提出，等待受理"),
        (0, ("on", "no", "no", "no"), "3月1日提出，等待受理"),
    ]
    assert "超期10天" in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "solving"}, ["在解决"]),
        ({"state": "over"}, ["在解决", "报解决"]),
        ({"state": "merged"}, ["已合并"]),
        ({"state": "declined"}, ["不受理"]),
        ({"state": "nonsense"}, ["在解决", "报解决", "未受理", "已销号"]),
        ({"about": "T01"}, ["在解决", "报解决", "未受理", "已销号"]),
        ({"about": "T99"}, []),
        ({"unit": "nobody"}, []),
        ({"q": "未受"}, ["未受理"]),
        ({"q": "2024-03"}, ["报解决"]),
        ({"sort": "-number"}, ["已销号", "报解决", "在解决", "未受理"]),
        ({"sort": "due"}, ["在解决", "报解决", "已销号", "未受理"]),
        ({"sort": "id;drop"}, ["在解决", "报解决", "未受理", "已销号"]),
    ],
)
def test_an_address_narrows_and_sorts(client, plan, leader, listed, asked, found):
    client.force_login(leader)
    assert titles(client.get(url("problem_list", plan, **asked))) == found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_the_list_as_narrowed(client, plan, leader, listed, kind):
    Problem.objects.filter(title="在解决").update(title="=1+1", person="张某")
    plan.is_demo = True
    plan.save(update_fields=["is_demo"])
    client.force_login(leader)
    response = client.get(url(f"problem_{kind}", plan, state="over"))
    body = b"".join(response) if response.streaming else response.content
    if kind == "csv":
        lines = list(csv.reader(StringIO(body.decode("utf-8-sig"))))
        first = "'=1+1"
    else:
        sheet = openpyxl.load_workbook(BytesIO(body)).worksheets[0]
        assert "演示数据，不作依据" in sheet["A2"].value
        lines = [[str(cell.value) for cell in row] for row in sheet.iter_rows(min_row=3)]
        assert {cell.data_type for cell in sheet[4]} <= {"s", "n"}
        first = "=1+1"
    assert [line[0] for line in lines] == ["编号", "2024-02", "2024-03"]
    told = dict(zip(lines[0], lines[1], strict=True))
    assert told["问题"] == first
    assert (told["责任人"], told["超期天数"], told["最新进展"]) == ("张某", "10", "已清零46家")


def test_an_empty_list_says_what_comes(client, plan, office, leader):
    client.force_login(leader)
    body = client.get(url("problem_list", plan)).content.decode()
    assert "清单上还没有问题" in body
    assert url("problem_new", plan) not in body
    client.force_login(office)
    assert url("problem_new", plan) in client.get(url("problem_list", plan)).content.decode()


# One problem


ACTS = {  # who is offered which acts in which state; literals from domain.md
    ("raised", "reporter"): {"withdraw"},
    ("raised", "office"): {"accept", "decline", "merge"},
    ("solving", "reporter"): {"progress", "claim"},  # past its day: no more time is asked for
    ("solving", "office"): {"merge", "escalate"},
    ("claimed", "reporter"): set(),
    ("claimed", "office"): {"confirm", "send_back"},
    ("struck_off", "office"): set(),
    ("raised", "leader"): set(),
    ("solving", "leader"): set(),
}


@pytest.mark.parametrize(("state", "role"), ACTS)
def test_a_page_offers_the_acts_of_its_reader(
    client, plan, listed, reporter, office, leader, state, role
):
    people = {"reporter": reporter, "office": office, "leader": leader}
    row = next(each for each in listed.values() if each.state == state)
    client.force_login(people[role])
    response = client.get(url("problem_detail", plan, row.number))
    offered = {form.act.value for form in response.context["forms"]}
    assert offered == ACTS[state, role]


def test_a_page_says_why_not_to_whoever_raised_it(client, plan, unit, target, office):
    row = problem_of(target, unit, office, state="claimed")
    client.force_login(office)
    response = client.get(url("problem_detail", plan, row.number))
    assert response.context["forms"] == []
    assert "须由专班另一人办理" in response.content.decode()


def test_a_page_shows_the_light_as_last_published(client, plan, target, listed, leader, office):
    from dashboard import publication

    factories.figure(target, 1, "1")
    publication.publish(plan, 1, by=office, on=TODAY)
    client.force_login(leader)
    body = client.get(url("problem_detail", plan, 2)).content.decode()
    assert "严重滞后" in body
    assert "1月" in body


def test_what_is_not_there_or_elsewhere_is_not_found(client, plan, listed, office):
    client.force_login(office)
    told = [client.get(url("problem_detail", plan, number)).status_code for number in (99, 10**9)]
    elsewhere = factories.office_of(factories.DistrictFactory.create(code="putuo", name="普陀区"))
    client.force_login(elsewhere)
    assert [*told, client.get(url("problem_detail", plan, 1)).status_code] == [404, 404, 404]


# Refused


def post(client, plan, number, act, **typed):
    return client.post(url("problem_detail", plan, number), {"act": act, "seen": "1", **typed})


def test_a_claim_without_evidence_is_told_beside_the_field_and_keeps_its_words(
    client, plan, listed, reporter
):
    client.force_login(reporter)
    response = post(client, plan, 2, "claim", text="已全部清零")
    body = response.content.decode()
    assert response.status_code == 422
    assert "没有依据不能报解决" in body
    assert "已全部清零</textarea>" in body
    assert 'id="id_claim_file_error"' in body
    assert Problem.objects.get(number=2, plan=plan).state == "solving"


def test_somebody_quicker_is_told_and_what_was_typed_stays(client, plan, listed, reporter, office):
    client.force_login(reporter)
    post(client, plan, 2, "progress", text="第一句")
    client.force_login(factories.head_of(reporter.member.unit))
    response = post(client, plan, 2, "progress", text="第二句")
    body = response.content.decode()
    assert response.status_code == 409
    assert "填写进展，你的这一步没有记下" in body
    assert "第二句</textarea>" in body
    assert 'name="seen" value="2"' in body


def test_an_act_that_is_gone_shows_what_was_typed_for_it(client, plan, listed, reporter, office):
    client.force_login(office)
    Problem.objects.filter(number=2).update(state="claimed", claimed_by=reporter, version=3)
    client.force_login(reporter)
    response = post(client, plan, 2, "progress", text="还差一步")
    assert response.status_code == 409
    assert response.context["kept"] == [("内容", "还差一步")]


@pytest.mark.parametrize(
    ("act", "typed", "status", "told"),
    [
        ("ask_longer", {"until": "明天", "text": "会签"}, 422, "“明天”不是日期"),
        ("ask_longer", {"until": "2024-13-45", "text": "会签"}, 422, "不是日期"),
        ("progress", {"text": "字" * 1001}, 422, "最多1000字"),
        ("progress", {"text": "好", "seen": "x"}, 409, "没有记下"),
        ("confirm", {}, 403, ""),
        ("fly", {}, 404, ""),
        ("raise", {}, 404, ""),
        ("", {}, 404, ""),
    ],
)
def test_hostile_or_wrong_forms_are_refused_in_words(
    client, plan, target, unit, reporter, act, typed, status, told
):
    row = problem_of(target, unit, reporter, state="solving", due_on=date(2024, 6, 1))
    client.force_login(reporter)
    response = post(client, plan, row.number, act, **typed)
    assert (response.status_code, told in response.content.decode()) == (status, True)
    row.refresh_from_db()
    assert (row.state, row.version) == (ProblemState.SOLVING, 1)


@pytest.mark.parametrize(
    "day", ["2024-06-30", "2024/6/30", "2024年6月30日", "２０２４－０６－３０"]
)
def test_a_day_is_read_as_people_write_it(client, plan, target, unit, reporter, day):
    row = problem_of(target, unit, reporter, state="solving", due_on=date(2024, 6, 1))
    client.force_login(reporter)
    assert post(client, plan, row.number, "ask_longer", until=day, text="会签").status_code == 302
    row.refresh_from_db()
    assert row.asked_until == date(2024, 6, 30)


# A new one


def wish(**more):
    about = {"about": "T01", "kind": "funds", "level": "unit", "due_on": "2024-05-31"}
    return {"title": "资金未到位", "text": "差一半。", **about, **more}


def test_a_new_problem_is_prefilled_from_its_address(client, plan, unit, target, listed, office):
    client.force_login(office)
    response = client.get(url("problem_new", plan, target="T01"))
    form = response.context["form"]
    assert (form["about"].value(), form["unit"].value()) == ("T01", unit.code)
    assert [row.title for row in response.context["alike"]] == ["未受理", "在解决", "报解决"]


def test_a_new_problem_stands_on_the_list_with_its_file(client, plan, unit, target, reporter):
    client.force_login(reporter)
    file = SimpleUploadedFile("说明.pdf", b"%PDF-1.7")
    response = client.post(url("problem_new", plan), wish(unit=unit.code, file=file))
    row = Problem.objects.get()
    assert response["Location"] == url("problem_detail", plan, row.number)
    assert (row.target, row.raised_by, row.unit, row.state) == (target, reporter, unit, "raised")
    assert [each.name for each in row.steps.get().evidence.all()] == ["说明.pdf"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"title": ""}, "请写明问题"),
        ({"due_on": "2024-04-01"}, "已经过去"),
        ({"due_on": ""}, "请填时限"),
        ({"about": "T99"}, "请选问题涉及的指标或任务"),
        ({"unit": "'; --"}, "请选责任单位"),
        ({"level": "x"}, "请选解决层级"),
    ],
)
def test_a_new_problem_with_something_wrong_keeps_the_rest(
    client, plan, unit, target, reporter, more, told
):
    client.force_login(reporter)
    typed = wish(**{"unit": unit.code, **more})
    response = client.post(url("problem_new", plan), typed)
    body = response.content.decode()
    assert (response.status_code, told in body) == (422, True)
    assert "差一半。</textarea>" in body
    assert not Problem.objects.exists()


def test_leaders_read_and_raise_nothing(client, plan, target, leader):
    client.force_login(leader)
    assert client.get(url("problem_new", plan)).status_code == 403
    assert client.post(url("problem_new", plan), wish()).status_code == 403


# How much is asked


@pytest.mark.parametrize("rows", [1, 20])
def test_list_and_page_ask_the_same_whatever_their_number(
    client, plan, unit, target, reporter, office, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        row = problem_of(target, unit, reporter)
        step_of(problem=row, by=reporter, unit=unit)
    client.force_login(office)
    for path in (
        url("problem_list", plan),
        url("problem_detail", plan, 1),
        url("problem_new", plan),
    ):
        client.get(path)
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_the_menu_counts_for_the_office_what_waits(client, plan, listed, office, reporter):
    Problem.objects.filter(title="在解决").update(
        asked_until=date(2024, 5, 1), asked_why="会签", asked_by=reporter
    )
    client.force_login(office)
    frame = client.get(url("problem_list", plan)).context["frame"]
    [item] = [each for each in frame.menu if each.label == "问题督办"]
    assert (item.badge, item.current) == (3, True)
