"""The demonstration set: what stands once it is loaded, and the guard that keeps it off real work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import Unit, User
from dashboard import demo, publication
from dashboard.models import Publication
from plans.models import Evidence, Plan, ReportingPeriod
from targets.choices import Light
from targets.models import Measurement, MeasurementVersion, PastFigure, Schedule, Target
from tasks.models import (
    Highlight,
    Instruction,
    Problem,
    ProgressNote,
    ProgressNoteVersion,
    Resolution,
    Step,
    SupervisionOrder,
)
from tests.factories import MeasurementFactory, UserFactory

AUGUST_FIGURES = {
    "T01": None,  # quarterly: June's is carried
    "T02": "10.78",
    "T03": "1.57",
    "T04": "46",
    "T05": "2",
    "T06": None,
    "T07": "3",
    "T08": "7",
    "T09": "9",
    "T10": "18",
    "T11": "9.1",
    "T12": "6.4",
    "T13": "47.35",
    "T14": "64.5",
    "T15": "531",
    "T16": "12.86",
    "T17": "2",
    "T18": "6",
    "T19": "1",
    "T20": "61",
    "T21": None,  # overdue
    "T22": "6",
    "T23": "4",
    "T24": "21",
    "T25": None,  # yearly
}
AUGUST_LIGHTS = {
    "achieved": ["T05", "T10", "T16", "T20", "T22"],
    "ahead": ["T04", "T11", "T18", "T23"],
    "on_pace": ["T03", "T08", "T13", "T19", "T24"],
    "behind": ["T01", "T02", "T07", "T12", "T14"],
    "far_behind": ["T06", "T09", "T17"],
    "overdue": ["T21"],
    "no_pace": ["T15"],
    "not_due": ["T25"],
}
AUGUST_TASKS = {
    "achieved": [13],
    "on_pace": [1, 2, 4, 5, 8, 10, 11, 12, 14, 15, 16],
    "behind": [9, 17],
    "far_behind": [3, 6],
    "overdue": [7],
}
SEPTEMBER_FIGURES = {
    "draft": [
        "T02",
        "T03",
        "T04",
        "T05",
        "T11",
        "T12",
        "T13",
        "T14",
        "T16",
        "T17",
        "T18",
        "T19",
        "T20",
    ],
    "submitted": ["T06", "T07", "T08", "T10", "T15", "T22", "T23", "T24"],
    "returned": ["T09"],
}
SEPTEMBER_NOTES = {"draft": [3, 6], "submitted": [1, 2, 4, 5, 8, 12, 13, 15]}
PUBLISHED = [
    "2024-05-31 17:00",
    "2024-05-31 17:02",
    "2024-05-31 17:05",
    "2024-05-31 17:08",
    "2024-06-11 10:30",
    "2024-07-10 16:02",
    "2024-08-09 15:10",
    "2024-09-10 16:20",
]
ROLES = {
    "demo-leader": "定海区·领导",
    "demo-office": "专班",
    "demo-office-2": "专班",
    "demo-jingxin": "区经信局·填报员",
    "demo-jingxin-head": "区经信局·单位审核人",
    "demo-zuzhi": "区委组织部·填报员",
    "demo-caizheng": "区财政局·填报员",
    "demo-nongye": "区农业农村局·填报员",
    "demo-shijian": "市监定海分局·填报员",
    "demo-xuanchuan": "区委宣传部·填报员",
    "demo-fuban": "区府办·填报员",
    "demo-admin": "定海区·管理员",
}


def grouped(pairs):
    """[(key, group), …] as {group: [keys in order]}."""
    groups: dict[str, list[object]] = {}
    for key, group in pairs:
        groups.setdefault(str(group), []).append(key)
    return groups


@override_settings(DEMO=True, DEMO_DAY=date(2024, 10, 8))
class TestWhatStands(TestCase):
    """Loaded once for the class: a whole year's worth of acts takes seconds."""

    plan: Plan

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("loaddata", "dinghai_2024", verbosity=0)
        cls.plan = Plan.objects.get()
        assert demo.load(cls.plan)

    def test_august_shows_the_figures_of_the_pictures(self):
        filed = dict(
            Measurement.objects.filter(period__month=8).values_list("target__code", "value")
        )
        expected = {code: value and Decimal(value) for code, value in AUGUST_FIGURES.items()}
        assert {code: filed.get(code) for code in AUGUST_FIGURES} == expected

    def test_august_as_published_shows_every_light_but_the_stretch(self):
        report = publication.read_month(self.plan, 8)
        assert grouped((row.code, row.now.light) for row in report.targets) == AUGUST_LIGHTS
        assert {row.now.light for row in report.targets} == set(Light) - {Light.ACHIEVED_STRETCH}
        counts = report.counts
        assert (counts.on_course, counts.late, counts.overdue, counts.not_judged) == (14, 8, 1, 2)

    def test_august_lists_the_seven_problems_of_the_picture(self):
        report = publication.read_month(self.plan, 8)
        told = [(row.number, row.unit.code, row.state, row.days_over) for row in report.problems]
        assert told == [
            (3, "jingxin", "struck_off", 0),
            (4, "jingxin", "solving", 10),
            (6, "shijian", "struck_off", 0),
            (7, "jingxin", "solving", 0),
            (8, "zuzhi", "solving", 0),
            (9, "caizheng", "claimed", 0),
            (10, "nongye", "raised", 0),
        ]

    def test_august_lists_the_orders_issued_until_then_and_the_help_asked_for(self):
        report = publication.read_month(self.plan, 8)
        told = [(row.label, row.unit.code, row.state, row.answered_on) for row in report.orders]
        assert told == [
            ("定创督〔2024〕1号", "jingxin", "closed", date(2024, 6, 26)),
            ("定创督〔2024〕2号", "nongye", "answered", date(2024, 8, 30)),
            ("协调〔2024〕1号", "nongye", "closed", date(2024, 8, 2)),
        ]

    def test_the_league_of_august_shows_all_four_parts(self):
        league = publication.read_month(self.plan, 8).league
        assert league is not None
        told = {
            score.unit: tuple(
                part.points for part in score.parts if part.key in {"closing", "support"}
            )
            for score in league.leading
        }
        assert told == {
            "jingxin": (Decimal(0), Decimal(8)),  # its one problem due is open; one highlight
            "zuzhi": (None, Decimal(8)),
            "shijian": (Decimal(10), Decimal(6)),
            "nongye": (None, Decimal(4)),  # answered three days late
            "caizheng": (None, Decimal(6)),
            "fuban": (None, Decimal(6)),
            "xuanchuan": (None, Decimal(6)),
        }

    def test_milestones_give_their_tasks_the_light_of_the_picture(self):
        report = publication.read_month(self.plan, 8)
        remarks = {task.number: task.remark for task in report.tasks if task.milestones}
        assert remarks == {
            3: "里程碑：完成2项，应完成4项，共6项",
            9: "里程碑：完成4项，应完成5项，共7项",
        }

    def test_what_stands_of_the_loop_on_the_eighth_of_october(self):
        waiting = Problem.objects.filter(plan=self.plan).values_list("number", "state")
        assert dict(waiting) == {
            1: "withdrawn",
            2: "declined",
            3: "struck_off",
            4: "solving",
            5: "merged",
            6: "struck_off",
            7: "struck_off",
            8: "solving",
            9: "claimed",
            10: "raised",
        }
        raised = Problem.objects.filter(plan=self.plan, number__in=(4, 8))
        assert dict(raised.values_list("number", "level")) == {4: "above", 8: "leader"}  # by rule
        orders = SupervisionOrder.objects.filter(plan=self.plan).order_by("kind", "number")
        assert [(row.kind, row.state, row.due_on) for row in orders] == [
            ("help", "closed", date(2024, 8, 15)),
            ("order", "closed", date(2024, 6, 28)),
            ("order", "answered", date(2024, 8, 27)),
            ("order", "signed", date(2024, 10, 15)),  # more time was granted
        ]
        assert [row.state for row in Resolution.objects.order_by("number")] == [
            "done",
            "claimed",
            "open",
        ]
        [remark] = Instruction.objects.all()
        assert (remark.state, remark.order.number) == ("ordered", 3)
        told = Highlight.objects.order_by("pk").values_list("month", "state")
        assert list(told) == [(7, "adopted"), (8, "adopted"), (8, "adopted"), (9, "submitted")]

    def test_every_step_of_the_loop_stands_at_its_own_moment(self):
        days = [localdate(at) for at in Step.objects.order_by("at").values_list("at", flat=True)]
        assert (days[0], days[-1]) == (date(2024, 4, 15), date(2024, 10, 8))
        uploaded = Evidence.objects.order_by("uploaded_at").values_list("uploaded_at", flat=True)
        assert localdate(uploaded[0]) == date(2024, 5, 24)

    def test_tasks_of_august_stand_by_their_lead_s_word(self):
        report = publication.read_month(self.plan, 8)
        assert grouped((row.number, row.light) for row in report.tasks) == AUGUST_TASKS

    def test_january_to_august_are_published_one_after_the_other(self):
        editions = Publication.objects.order_by("period__month")
        shown = [
            timezone.localtime(each.published_at).strftime("%Y-%m-%d %H:%M") for each in editions
        ]
        assert shown == PUBLISHED
        assert [each.previous_sha256 for each in editions] == [
            "",
            *[each.sha256 for each in editions][:-1],
        ]
        open_months = ReportingPeriod.objects.filter(published_at=None).values_list("month")
        assert [month for (month,) in open_months] == [9, 10, 11, 12]

    def test_september_is_being_filed(self):
        figures = Measurement.objects.filter(period__month=9).order_by("target__order")
        assert grouped(figures.values_list("target__code", "state")) == SEPTEMBER_FIGURES
        notes = ProgressNote.objects.filter(period__month=9).order_by("task__number")
        assert grouped(notes.values_list("task__number", "state")) == SEPTEMBER_NOTES

    def test_one_figure_came_back_with_its_reason(self):
        returned = Measurement.objects.get(state="returned")
        assert (returned.target.code, returned.period.month) == ("T09", 9)
        assert returned.reason == "8月为9名，9月一次新增6名，请附名单和认定文件。"

    def test_one_draft_of_september_was_typed_in_the_smaller_unit(self):
        slip = Measurement.objects.get(target__code="T13", period__month=9)
        assert (slip.state, slip.typed, slip.value) == ("draft", "532600", Decimal(532600))

    def test_every_late_figure_says_what_is_wrong_and_what_comes_next(self):
        for month in range(1, 9):
            for row in publication.read_month(self.plan, month).targets:
                if row.now.light in {Light.BEHIND, Light.FAR_BEHIND}:
                    assert row.problem, (row.code, month)
                    assert row.next_step, (row.code, month)

    def test_every_figure_and_note_came_in_by_the_demonstration_s_own_way(self):
        for versions in (MeasurementVersion.objects, ProgressNoteVersion.objects):
            assert set(versions.values_list("way", flat=True)) == {"demo"}

    def test_what_the_demonstration_settled_is_marked_as_such(self):
        assert self.plan.is_demo
        assert set(PastFigure.objects.values_list("source", flat=True)) == {"演示数据"}
        assert Schedule.objects.get().source == "演示：区经信局报送的分月计划"
        finance = Target.objects.get(code="T06")
        assert finance.lead_unit == Unit.objects.get(code="caizheng")
        assert finance.lead_basis == "演示：专班确认由区财政局牵头"
        assert not Target.objects.exclude(baseline=None).exists()

    def test_accounts_are_marked_and_have_no_password(self):
        people = {user.username: user for user in User.objects.all()}
        assert {name: str(user.member) for name, user in people.items()} == ROLES
        for user in people.values():
            assert user.is_demo
            assert not user.has_usable_password()
            assert not user.is_staff
            assert not user.is_superuser

    def test_whoever_approves_did_not_enter(self):
        for figure in Measurement.objects.filter(state="approved"):
            assert figure.reviewed_by_id != figure.entered_by_id

    def test_loading_again_touches_no_figure(self):
        before = list(MeasurementVersion.objects.values_list("pk", "value", "at"))
        assert demo.load(self.plan) is False
        assert list(MeasurementVersion.objects.values_list("pk", "value", "at")) == before
        assert Publication.objects.count() == 8

    def test_loading_the_plan_again_does_not_take_the_mark_away_for_good(self):
        call_command("loaddata", "dinghai_2024", verbosity=0)
        assert Plan.objects.get().is_demo is False
        call_command("bootstrap", stdout=StringIO())
        assert Plan.objects.get().is_demo is True

    def test_bootstrap_prints_the_accounts(self):
        out = StringIO()
        call_command("bootstrap", stdout=out)
        lines = out.getvalue().splitlines()
        assert lines[0] == "演示账号（在登录页上按一下就登录，不用密码）："
        assert lines[4] == "  demo-jingxin      张某（区经信局·填报员）"
        assert len(lines) == 13


@pytest.fixture
def dinghai(db: None) -> Plan:
    """The plan itself, without a figure."""
    call_command("loaddata", "dinghai_2024", verbosity=0)
    return Plan.objects.get(slug="dinghai-2024")


def test_without_demo_the_set_is_refused(dinghai, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"^演示数据只能在演示环境（DEMO=1）中载入"):
        call_command("load_demo")
    assert nothing_was_loaded(dinghai)


def test_over_a_real_figure_the_set_is_refused(dinghai, settings):
    settings.DEMO = True
    MeasurementFactory.create(target=dinghai.targets.get(code="T02"))
    with pytest.raises(CommandError, match=r"^数据库中已有正式填报的数据，不能载入演示数据"):
        call_command("load_demo")
    dinghai.refresh_from_db()
    assert dinghai.is_demo is False
    assert Measurement.objects.count() == 1
    assert not User.objects.filter(is_demo=True).exists()


def test_over_a_real_figure_of_another_plan_the_set_is_refused(dinghai, settings):
    settings.DEMO = True
    MeasurementFactory.create()
    with pytest.raises(demo.DemoRefusedError):
        demo.load(dinghai)


def test_without_the_plan_the_set_says_what_to_do(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match=r"^还没有载入计划"):
        call_command("load_demo")


def test_bootstrap_without_demo_loads_the_plan_and_its_periods_only(db, settings):
    settings.DEMO = False
    for _ in range(2):
        call_command("bootstrap", stdout=StringIO())
    plan = Plan.objects.get()
    assert nothing_was_loaded(plan)
    assert plan.periods.count() == 12


def test_bootstrap_leaves_an_edited_plan_alone(dinghai, settings):
    settings.DEMO = False
    Plan.objects.update(due_day=6)
    call_command("bootstrap", stdout=StringIO())
    assert Plan.objects.get().due_day == 6


def test_bootstrap_over_real_figures_says_so_and_goes_on(dinghai, settings):
    settings.DEMO = True
    MeasurementFactory.create(entered_by=UserFactory.create())
    out = StringIO()
    call_command("bootstrap", stdout=out)
    assert out.getvalue() == "数据库中已有正式填报的数据，不能载入演示数据。请换用空的数据库。\n"


def nothing_was_loaded(plan: Plan) -> bool:
    plan.refresh_from_db()
    return not (
        plan.is_demo
        or Measurement.objects.exists()
        or PastFigure.objects.exists()
        or User.objects.exists()
    )
