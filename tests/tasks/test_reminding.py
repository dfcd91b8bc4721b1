"""Units are chased once an occasion, not within the gap, never after handing in; and it is logged."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connections

from targets.models import Measurement
from targets.rounds import RefusedError
from tasks import channels, reminding
from tasks.channels import SendingError
from tasks.models import Reminder
from tests import factories
from tests.factories import TargetFactory, figure, moment
from tests.figures import tells

SITE = "https://xushi.example"
NINE = moment(2024, 10, 8, 9)  # on the due day


@pytest.fixture
def group(settings, monkeypatch):
    """What the group's robot was told; put an error in `fails` to have it refuse."""
    settings.ROBOT_URL = "https://robot.example/send"
    heard = type("Group", (list,), {"fails": None})()

    def send(text):
        if heard.fails:
            raise heard.fails
        heard.append(text)

    monkeypatch.setattr(channels, "send_to_group", send)
    return heard


@pytest.fixture
def mails(settings):
    settings.MAIL_FROM = "office@xushi.example"
    return mail.outbox


@pytest.fixture
def owing(plan, unit, september):
    """A unit with one figure not reported, and a clerk with an e-mail address."""
    factories.member_of(unit, email="clerk@xushi.example", full_name="张三")
    return TargetFactory.create(plan=plan, lead_unit=unit, short_name="新培育企业")


def run(plan, at=NINE):
    return reminding.run(plan, at=at, site=SITE)


def log():
    rows = Reminder.objects.order_by("pk")
    return [(row.occasion, row.way, row.stage) for row in rows]


def test_unit_is_chased_by_every_way_with_one_message_each(plan, unit, owing, group, mails):
    factories.task_of(plan, unit, number=3)
    run(plan)
    assert log() == [
        ("due", "notice", "sent"),
        ("due", "email", "sent"),
        ("due", "robot", "sent"),
    ]
    text = (
        f"【催报】{unit}还有2项未报\n9月2项未报，今天24:00截止：新培育企业、任务3进展。\n"
        f"请尽快登录填报：{SITE}/dinghai-2024/entry/\n{plan.short_title}专班"
    )
    assert list(group) == [text]
    assert [(sent.to, sent.subject, sent.body) for sent in mails] == [
        (["clerk@xushi.example"], f"【催报】{unit}还有2项未报", text)
    ]
    assert [row.to for row in Reminder.objects.order_by("pk")] == [
        "张三",
        "clerk@xushi.example",
        "群",
    ]


def test_ways_that_are_not_set_up_are_left_out(plan, owing):
    run(plan)
    assert log() == [("due", "notice", "sent")]


def test_the_plan_says_by_which_ways(plan, owing, group, mails):
    plan.reminders = {**plan.reminders, "ways": ["email"]}
    plan.save()
    run(plan)
    assert log() == [("due", "email", "sent")]


def test_any_number_of_runs_send_once(plan, owing, group, mails):
    for minutes in (0, 1, 5, 600):
        run(plan, NINE + timedelta(minutes=minutes))
    assert (len(group), len(mails), len(log())) == (1, 1, 3)


@pytest.mark.parametrize(
    "at",
    [
        moment(2024, 10, 8, 8, 59),  # before the plan's hour
        moment(2024, 10, 5, 10),  # a holiday, and the nominal due day
        moment(2024, 9, 28, 10),  # Saturday
        moment(2024, 10, 10, 10),  # no occasion
    ],
)
def test_nobody_is_chased_at_another_time(plan, owing, group, mails, at):
    run(plan, at)
    assert (log(), list(group), mails) == ([], [], [])


def test_nobody_is_chased_within_the_gap_and_again_after_it(plan, owing, group):
    plan.reminders = {**plan.reminders, "gap_hours": 30}
    plan.save()
    run(plan)
    run(plan, moment(2024, 10, 9, 14, 59))
    assert len(group) == 1
    run(plan, moment(2024, 10, 9, 15, 1))
    assert [occasion for occasion, way, _ in log() if way == "robot"] == ["due", "overdue:1"]


def test_who_has_reported_is_not_chased(plan, owing, group, mails):
    figure(owing, 9, "97531", state="submitted")
    run(plan)
    assert (log(), list(group), mails) == ([], [], [])


def test_what_is_handed_in_meanwhile_is_dropped_before_it_is_sent(plan, owing, group):
    group.fails = SendingError("连不上")
    run(plan)
    figure(owing, 9, "97531", state="submitted")
    group.fails = None
    told = run(plan, NINE + timedelta(hours=1))
    assert (told.dropped, list(group)) == (1, [])
    assert log()[-1] == ("due", "robot", "dropped")


def test_what_is_still_missing_is_told_as_it_is_when_it_is_sent(plan, unit, owing, group):
    other = TargetFactory.create(plan=plan, lead_unit=unit, short_name="规上产值")
    group.fails = SendingError("连不上")
    run(plan)
    figure(other, 9, "97531", state="submitted")
    group.fails = None
    run(plan, NINE + timedelta(hours=1))
    assert "新培育企业" in group[0]
    assert "规上产值" not in group[0]


def test_failure_is_tried_again_ever_later_and_given_up_after_five(plan, owing, group):
    group.fails = SendingError("群机器人回答500")
    tried = []
    for minutes in range(0, 240, 5):
        told = run(plan, NINE + timedelta(minutes=minutes))
        if told.waiting or told.failed:
            tried.append(minutes)
    assert tried == [0, 5, 15, 35, 75]
    row = Reminder.objects.get(way="robot")
    assert (row.stage, row.attempts, row.error) == ("failed", 5, "群机器人回答500")


def test_retry_waits_for_a_working_day(plan, owing, group):
    group.fails = SendingError("连不上")
    run(plan, moment(2024, 9, 30, 23, 59))
    group.fails = None
    run(plan, moment(2024, 10, 1, 10))
    assert list(group) == []


def test_old_message_is_not_sent_beside_a_new_one(plan, owing, group):
    group.fails = SendingError("连不上")
    run(plan)
    group.fails = None
    run(plan, moment(2024, 10, 9, 9))
    assert len(group) == 1
    assert [each[2] for each in log() if each[1] == "robot"] == ["dropped", "sent"]


def test_unit_without_an_address_fails_and_says_so(plan, unit, september, mails):
    factories.reporter_of(unit)
    TargetFactory.create(plan=plan, lead_unit=unit)
    run(plan)
    row = Reminder.objects.get(way="email")
    assert (row.stage, row.attempts) == ("failed", 1)
    assert row.error == "单位没有人登记邮箱，请由管理员补上后重发"


def test_named_clerk_alone_gets_the_mail(plan, unit, owing, mails):
    named = factories.member_of(unit, email="named@xushi.example")
    owing.reporter = named
    owing.save()
    run(plan)
    assert [sent.to for sent in mails] == [["named@xushi.example"]]


def test_person_of_another_unit_gets_no_mail_though_named(plan, unit, owing, mails):
    other = factories.UnitFactory.create(district=plan.district)
    owing.reporter = factories.member_of(other, email="other@xushi.example")
    owing.save()
    run(plan)
    assert [sent.to for sent in mails] == [["clerk@xushi.example"]]


def test_head_is_asked_where_the_clerk_has_handed_in(plan, unit, owing, mails):
    plan.countersign = True
    plan.save()
    factories.MembershipFactory.create(
        user=factories.UserFactory.create(email="head@xushi.example"),
        district=plan.district,
        unit=unit,
        role="head",
    )
    figure(owing, 9, "97531", state="submitted")
    run(plan)
    (sent,) = mails
    assert (sent.to, sent.subject) == (
        ["head@xushi.example"],
        f"【催报】{unit}有1项待单位审核",
    )
    assert not tells(sent.body, "97531")


def test_group_is_told_no_more_than_it_takes_in_a_minute(plan, september, group):
    for _ in range(20):
        unit = factories.UnitFactory.create(district=plan.district)
        TargetFactory.create(plan=plan, lead_unit=unit)
    run(plan)
    assert len(group) == 18
    run(plan, NINE + timedelta(minutes=5))
    assert len(group) == 20


# By hand


def test_office_chases_by_hand_and_not_again_within_the_gap(plan, unit, office, september, owing):
    at = moment(2024, 10, 5, 22)  # whenever the office wants it
    told = reminding.by_hand(september, [unit.pk], by=office, at=at, site=SITE)
    assert ([row.by for row in told.made], log()) == ([office], [("hand:1", "notice", "sent")])
    with pytest.raises(RefusedError) as refused:
        reminding.by_hand(september, [unit.pk], by=office, at=at, site=SITE)
    assert refused.value.message == (
        f"{unit}刚催过，20小时内不再催。急的可复制催报文字，另行联系。"
    )
    again = at + timedelta(hours=21)
    reminding.by_hand(september, [unit.pk], by=office, at=again, site=SITE)
    assert log()[-1] == ("hand:2", "notice", "sent")


def test_timer_leaves_alone_whom_the_office_has_just_chased(plan, unit, office, september, owing):
    at = moment(2024, 10, 8, 8)
    reminding.by_hand(september, [unit.pk], by=office, at=at, site=SITE)
    run(plan)
    assert [occasion for occasion, *_ in log()] == ["hand:1"]


def test_unit_that_owes_nothing_is_not_chased_by_hand(plan, unit, office, september):
    with pytest.raises(RefusedError) as refused:
        reminding.by_hand(september, [unit.pk], by=office, at=NINE, site=SITE)
    assert refused.value.message == "有未报的才催；这个单位本月应报的都已交。"


def test_published_month_is_not_chased(plan, unit, office, september, owing):
    september.published_at = NINE
    september.save()
    with pytest.raises(RefusedError) as refused:
        reminding.by_hand(september, [unit.pk], by=office, at=NINE, site=SITE)
    assert refused.value.message == "9月已发布，不再催报。"


@pytest.mark.parametrize("role", ["reporter", "head", "leader", "administrator", "elsewhere"])
def test_nobody_but_the_office_chases_or_retries(plan, unit, september, owing, role):
    district = plan.district
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    by = {
        "reporter": lambda: factories.reporter_of(unit),
        "head": lambda: factories.head_of(unit),
        "leader": lambda: factories.leader_of(district),
        "administrator": lambda: factories.administrator_of(district),
        "elsewhere": lambda: factories.office_of(elsewhere),
    }[role]()
    with pytest.raises(PermissionDenied):
        reminding.by_hand(september, [unit.pk], by=by, at=NINE, site=SITE)
    run(plan)
    with pytest.raises(PermissionDenied):
        reminding.retry(Reminder.objects.get(), by=by, at=NINE, site=SITE)
    assert len(log()) == 1


def test_failed_one_is_sent_again_by_hand_once(plan, office, owing, group):
    group.fails = SendingError("连不上", is_final=True)
    run(plan)
    row = Reminder.objects.get(way="robot")
    group.fails = None
    assert reminding.retry(row, by=office, at=NINE + timedelta(minutes=1), site=SITE).sent == 1
    with pytest.raises(RefusedError):
        reminding.retry(row, by=office, at=NINE + timedelta(minutes=1), site=SITE)
    assert len(group) == 1


# What the unit sees


def test_unit_sees_its_latest_notice_of_each_open_month(
    plan, unit, owing, django_assert_num_queries
):
    run(plan)
    run(plan, moment(2024, 10, 9, 9))
    other = factories.UnitFactory.create(district=plan.district)
    with django_assert_num_queries(1):
        (notice,) = reminding.notices(plan, unit.pk)
    assert (notice.occasion, notice.period.month) == ("overdue:1", 9)
    assert reminding.notices(plan, other.pk) == []


# The command


def told_by(*options):
    out = StringIO()
    call_command("remind", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def at_ten(monkeypatch):
    monkeypatch.setattr("tasks.management.commands.remind.now", lambda: moment(2024, 10, 8, 10))


def test_command_chases_and_tells_what_it_did(plan, owing, group, at_ten):
    rest = "稍后重试0条，失败0条，已报不发0条\n"
    assert told_by() == f"dinghai-2024：新催1家，外发成功1条，{rest}"
    assert told_by() == f"dinghai-2024：新催0家，外发成功0条，{rest}"


def test_dry_run_changes_and_sends_nothing(plan, unit, owing, group, at_ten):
    assert told_by("--dry-run") == (
        f"dinghai-2024：现在要催1家\n  {unit}，2024年9月，到期当日，1项\n"
    )
    assert (log(), list(group)) == ([], [])


def test_command_knows_its_plans(plan, at_ten):
    with pytest.raises(Exception, match="没有代码为nowhere的计划"):
        told_by("--plan", "nowhere")


@pytest.mark.django_db(transaction=True)
def test_two_timers_and_a_press_at_once_chase_once(plan, unit, owing, office, september, group):
    ready = threading.Barrier(3)
    refused = []

    def timer():
        ready.wait()
        run(plan)

    def press():
        ready.wait()
        try:
            reminding.by_hand(september, [unit.pk], by=office, at=NINE, site=SITE)
        except RefusedError as error:
            refused.append(error)

    def closing(act):
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=closing, args=(act,)) for act in (timer, timer, press)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(group) == 1
    assert sorted(way for _, way, _ in log()) == ["notice", "robot"]
    assert len({occasion for occasion, *_ in log()}) == 1
    assert not Measurement.objects.exists()
