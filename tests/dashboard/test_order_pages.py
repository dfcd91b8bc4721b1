"""督办单, 协调事项 and 批示 as pages: what stands there, what is filled in, and what a refused form keeps."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from dashboard import publication
from dashboard.loop import under_way
from dashboard.loop.order_page import demands_of
from tasks.choices import LoopAct
from tasks.models import Instruction, SupervisionOrder
from tests import factories
from tests.dashboard import ooxml
from tests.factories import figure, period_of
from tests.looped import instruction_of, order_of, problem_of, step_of

pytestmark = pytest.mark.django_db
TODAY = date(2024, 4, 8)  # a Monday; DUE, 29 March, lies ten days back
LATER = date(2024, 5, 1)


@pytest.fixture(autouse=True)
def _day(settings, tmp_path):
    settings.DEMO, settings.DEMO_DAY, settings.EVIDENCE_ROOT = True, TODAY, tmp_path


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T01", name="研发费用", goal=12, measure="亿元"
    )


@pytest.fixture
def other_unit(plan):
    return factories.UnitFactory.create(district=plan.district)


@pytest.fixture
def published(plan, target, office):
    """January with half of what was expected."""
    period_of(plan, 1, is_backfill=True)
    figure(target, 1, "0.5", state="approved")
    publication.publish(plan, 1, by=office, on=TODAY)
    return target


@pytest.fixture
def listed(plan, unit, target, office, reporter):
    """One order in each state."""
    answered = {"answered_by": reporter, "answered_on": date(2024, 3, 20)}
    answered["first_answered_on"] = answered["answered_on"]
    closed = {"closed_by": office, "closed_on": date(2024, 3, 22), **answered}
    rows = [
        order_of(plan, unit, office, title="未签收", due_on=LATER, target=target),
        order_of(plan, unit, office, title="超期的", state="signed"),
        order_of(plan, unit, office, title="已回复的", state="answered", **answered),
        order_of(plan, unit, office, title="已办结的", state="closed", **closed),
        order_of(plan, unit, office, title="已撤回的", state="withdrawn"),
    ]
    for row in rows:
        step_of(order=row, by=office, state="issued", until=row.due_on)
    return rows


def url(name, plan, *parts, **asked):
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse(name, args=[plan.slug, *parts]) + (f"?{query}" if query else "")


def filled(response):
    form = response.context["form"]
    return {name: form[name].value() for name in ("about", "title", "unit", "facts", "due_on")}


# The list


def test_the_list_counts_and_says_how_long_each_still_has(client, plan, leader, listed):
    client.force_login(leader)
    response = client.get(url("order_list", plan))
    assert [(row.order.title, row.standing) for row in response.context["rows"]] == [
        ("超期的", "待回复，超期10天"),
        ("已回复的", "待核验"),
        ("未签收", "待签收，剩23天"),
        ("已办结的", "已办结"),
    ]
    assert [(word, number) for word, number, *_ in response.context["counts"]] == [
        ("累计签发", 4),
        ("待签收", 1),
        ("待回复", 1),
        ("已回复，待核验", 1),
        ("已办结", 1),
        ("超期未回复", 1),
    ]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("signed", ["超期的"]),
        ("over", ["超期的"]),
        ("withdrawn", ["已撤回的"]),
        ("nonsense", ["超期的", "已回复的", "未签收", "已办结的"]),
    ],
)
def test_an_address_narrows_the_list(client, plan, leader, listed, state, found):
    client.force_login(leader)
    rows = client.get(url("order_list", plan, state=state)).context["rows"]
    assert [row.order.title for row in rows] == found


def test_another_unit_finds_no_order_and_the_administrator_no_list(
    client, plan, other_unit, listed
):
    client.force_login(factories.reporter_of(other_unit))
    assert client.get(url("order_list", plan)).context["rows"] == []
    assert client.get(url("order_detail", plan, 1)).status_code == 404
    client.force_login(factories.administrator_of(plan.district))
    assert client.get(url("order_list", plan)).status_code == 404


# One, its paper, and its acts


def test_the_form_numbers_its_demands_and_keeps_the_day_it_was_issued_with(
    client, plan, leader, listed
):
    row = listed[0]
    SupervisionOrder.objects.filter(pk=row.pk).update(
        demands="滞后的原因。\n\n追赶措施；\n需要协调的事项", due_on=date(2024, 6, 1)
    )
    client.force_login(leader)
    for name in ("order_detail", "order_print"):
        body = client.get(url(name, plan, row.number)).content.decode()
        assert "一、滞后的原因；" in body
        assert "三、需要协调的事项。" in body
        assert "<b>2024年5月1日</b>前书面回复" in body
        assert f"督〔2024〕{row.number}号" in body


def test_one_demand_has_no_number():
    assert demands_of("说明原因\n") == ["说明原因。"]


def test_numbers_that_were_typed_are_not_printed_twice():
    typed = "一、说明原因\n2. 报送时间表\n（三）补齐2.5亿元\n2.5亿元到位\n"
    printed = ["一、说明原因；", "二、报送时间表；", "三、补齐2.5亿元；", "四、2.5亿元到位。"]
    assert demands_of(typed) == printed


def test_the_paper_is_a_sound_word_file_with_the_published_figures(
    client, plan, leader, published, unit, office
):
    plan.is_demo = True
    plan.save(update_fields=["is_demo"])
    facts = "累计0.5亿元 <&> 慢。"
    row = order_of(plan, unit, office, facts=facts, target=published, issued_on=TODAY)
    step_of(order=row, by=office, state="issued", until=row.due_on)
    client.force_login(leader)
    response = client.get(url("order_paper", plan, row.number))
    made = b"".join(response.streaming_content)
    words = ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert ooxml.faults(made) == []
    for told in (
        row.label,
        unit.name,
        "2024年3月29日",
        "累计0.5亿元 &lt;&amp;&gt; 慢。",
        "研发费用",
    ):
        assert told in words
    assert "演示数据，不作依据" in ZipFile(BytesIO(made)).read("word/header1.xml").decode()


def test_an_order_rests_on_what_was_published_when_it_was_issued(
    client, plan, leader, published, unit, office
):
    first, later = (
        order_of(plan, unit, office, target=published, issued_on=day)
        for day in (TODAY - timedelta(days=1), TODAY)
    )
    client.force_login(leader)
    told = {row: client.get(url("order_detail", plan, row.number)) for row in (first, later)}
    assert told[first].context["report"] is None
    assert "依据数据" not in told[first].content.decode()
    assert told[later].context["report"].month == 1
    papers = {row: client.get(url("order_paper", plan, row.number)) for row in (first, later)}
    for row, has_table in ((first, False), (later, True)):
        made = ZipFile(BytesIO(b"".join(papers[row].streaming_content)))
        assert ("督办事项进展" in made.read("word/document.xml").decode()) == has_table


def test_a_refused_answer_keeps_what_was_typed(client, plan, reporter, listed):
    client.force_login(reporter)
    path = url("order_detail", plan, 2)
    typed = {"act": "answer", "seen": "1", "process": "", "situation": "完成一半"}
    response = client.post(path, typed)
    assert response.status_code == 422
    body = response.content.decode()
    assert "请写明落实过程" in body
    assert "完成一半" in body
    assert listed[1].steps.count() == 1


def test_an_act_on_what_moved_on_is_a_conflict_that_keeps_the_words(client, plan, reporter, listed):
    client.force_login(reporter)
    path = url("order_detail", plan, 2)
    typed = {"act": "answer", "seen": "7", "process": "做了", "situation": "完成一半"}
    response = client.post(path, typed)
    assert response.status_code == 409
    assert "你的这一步没有记下" in response.content.decode()
    assert "完成一半" in response.content.decode()


@pytest.mark.parametrize("sent", [{}, {"act": "moon"}, {"act": "hand_on", "seen": "1"}])
def test_an_act_there_is_none_of_is_not_found(client, plan, office, listed, sent):
    client.force_login(office)
    assert client.post(url("order_detail", plan, 1), sent).status_code == 404


def test_the_office_hands_a_request_on(client, plan, unit, other_unit, office, reporter):
    asked = {"kind": "help", "asking_unit": unit}
    row = order_of(plan, factories.office_unit(plan.district), reporter, **asked)
    client.force_login(office)
    sent = {"act": "hand_on", "seen": "1", "unit": other_unit.code}
    response = client.post(url("help_detail", plan, row.number), sent, follow=True)
    assert "已转办" in response.content.decode()
    row.refresh_from_db()
    assert (row.unit, row.state) == (other_unit, "issued")


# A new one


def test_a_lagging_target_fills_the_order_in_with_the_bulletins_words(
    client, plan, published, unit, office
):
    client.force_login(office)
    told = filled(client.get(url("order_new", plan, target="T01")))
    assert told == {
        "about": "T01",
        "title": "研发费用严重滞后",
        "unit": unit.code,
        "facts": "你单位牵头的指标“研发费用”截至1月底累计0.5亿元，完成年度目标的4.2%，"
        "慢于序时进度4.2个百分点，亮灯为严重滞后。",
        "due_on": "2024-04-22",
    }


def test_a_task_a_problem_and_a_remark_fill_it_in_too(
    client, plan, published, unit, office, reporter, leader
):
    factories.task_of(plan, unit, number=3, title="健全机制")
    problem = problem_of(published, unit, reporter, title="未清零", text="21家未报。")
    remark = instruction_of(published, leader)
    client.force_login(office)
    found = {
        name: filled(client.get(url("order_new", plan, **{name: key})))
        for name, key in (("task", 3), ("problem", problem.number), ("instruction", remark.pk))
    }
    assert {name: (told["about"], told["unit"]) for name, told in found.items()} == {
        "task": ("task-3", unit.code),
        "problem": ("T01", unit.code),
        "instruction": ("T01", unit.code),
    }
    assert found["problem"]["facts"] == f"问题{problem.label}“未清零”：21家未报。"
    assert found["instruction"]["facts"].startswith("区领导批示：“请专班督办。”\n你单位牵头的指标")


@pytest.mark.parametrize(
    "asked",
    [
        {"target": "T99"},
        {"task": "x"},
        {"task": "9" * 30},
        {"problem": "99999999999999999999"},
        {"instruction": "-1"},
        {"instruction": "²"},
        {"problem": "1%00"},
    ],
)
def test_an_address_that_names_nothing_fills_nothing_in(client, plan, office, target, asked):
    client.force_login(office)
    response = client.get(url("order_new", plan, **asked))
    assert (response.status_code, filled(response)["about"]) == (200, "")


def test_an_order_is_issued_of_a_remark_and_the_remark_says_so(
    client, plan, published, unit, office, leader
):
    remark = instruction_of(published, leader)
    client.force_login(office)
    path = url("order_new", plan, instruction=remark.pk)
    told = {**filled(client.get(path)), "demands": "原因", "act": "raise"}
    for _ in range(2):  # pressed twice
        assert client.post(path, told).headers["Location"] == url("order_detail", plan, 1)
    order = SupervisionOrder.objects.get()
    remark.refresh_from_db()
    assert (order.instruction, order.target, order.issued_on) == (remark, published, TODAY)
    assert (order.steps.get().act, remark.state) == (LoopAct.RAISE, "ordered")
    body = client.get(url("instruction_list", plan)).content.decode()
    assert f"{order.label} {order.title}" in body


def test_a_refused_order_keeps_what_was_typed(client, plan, office, target):
    client.force_login(office)
    typed = {"act": "raise", "title": "滞后", "facts": "慢。", "demands": "原因", "due_on": "昨天"}
    response = client.post(url("order_new", plan), typed)
    assert response.status_code == 422
    assert "“昨天”不是日期" in response.content.decode()
    assert "慢。" in response.content.decode()


# Remarks


def test_a_leader_writes_a_remark_where_the_figure_stands(client, plan, published, leader, office):
    page = reverse("target_detail", args=[plan.slug, "2024-01", "T01"])
    form = reverse("instruct", args=[plan.slug, "2024-01", "T01"])
    client.force_login(office)
    assert form not in client.get(page).content.decode()
    assert url("order_new", plan, target="T01") in client.get(page).content.decode()
    client.force_login(leader)
    assert form in client.get(page).content.decode()
    assert client.post(form, {"text": " "}).status_code == 422
    assert client.post(form, {"text": "请督办"}).headers["Location"] == page
    remark = Instruction.objects.get()
    assert (remark.target, remark.month, remark.given_by) == (published, 1, leader)


def test_a_remark_is_noted_once_and_who_is_late_keeps_their_words(
    client, plan, published, leader, office
):
    remark = instruction_of(published, leader)
    client.force_login(office)
    sent = {"act": "note", "seen": "1", "instruction": remark.pk, "text": "已电话催办"}
    assert client.post(url("instruction_list", plan), sent).status_code == 302
    other = factories.office_of(plan.district)
    client.force_login(other)
    response = client.post(url("instruction_list", plan), {**sent, "text": "另办"})
    assert response.status_code == 409
    assert "另办" in response.content.decode()
    assert Instruction.objects.get().answer == "已电话催办"


# Queries


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_the_same_however_many_there_are(
    client, plan, unit, target, office, leader, django_assert_max_num_queries, rows
):
    for each in range(rows):
        remark = instruction_of(target, leader, text=f"批示{each}")
        made = {"instruction": remark} if each % 2 else {}
        row = order_of(plan, unit, office, target=target, **made)
        step_of(order=row, by=office, state="issued")
    client.force_login(office)
    for name in ("order_list", "help_list", "instruction_list"):
        with django_assert_max_num_queries(9):
            assert client.get(url(name, plan)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(url("order_detail", plan, 1)).status_code == 200


def test_a_page_says_what_is_under_way_today_to_leaders_and_the_office_alone(
    client, plan, unit, published, leader, office, reporter
):
    task = factories.task_of(plan, unit, targets=(published,), number=7)
    instruction_of(published, leader, text="请督办。")
    open_one = order_of(plan, unit, office, target=published, state="signed")
    order_of(plan, unit, office, target=published, state="withdrawn", title="撤回的")
    problem_of(published, unit, reporter, title="样机没有泊位", state="solving", task=task)
    order_of(plan, unit, office, task=task, title="只就任务", due_on=LATER)
    page = f"/{plan.slug}/2024-01/targets/T01/"
    for person in (leader, office):
        client.force_login(person)
        body = client.get(page).content.decode()
        shown = body.partition('class="under-way"')[2].partition("</ul>")[0]
        for told in ("待办理", open_one.label, "待回复，超期10天", "样机没有泊位"):
            assert told in shown
        assert shown.count("<li>") == 3
    client.force_login(reporter)
    assert "under-way" not in client.get(page).content.decode()
    about_task = [each.told for each in under_way.about(plan, {"number": task.number})]
    assert about_task == ["待办理", "待回复，超期10天", "待签收，剩23天", "解决中，超期10天"]
