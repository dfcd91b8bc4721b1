"""The audit: every change is found, told from what to what, and shown to those who may see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Way
from accounts.tracing import trace
from dashboard import history, publication
from dashboard.history import searching
from dashboard.history.steps import trail_of
from dashboard.models import Objection
from plans.models import Evidence, Plan
from targets import assigning, reporting
from targets.choices import Act, State
from targets.models import Correction, Measurement, PastFigure, Proposal, Schedule
from tasks.models import Reminder
from tests import factories
from tests.factories import moment

pytestmark = pytest.mark.django_db
FILING = date(2024, 2, 4)


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        goal=Decimal(18),
    )


@pytest.fixture
def january(plan):
    return factories.period_of(plan, 1)


def found(plan, **wanted):
    """What is found, newest first, as (what, changes)."""
    asked = history.Wanted(**wanted)
    lines = history.page(plan, asked, 1)
    assert history.count(plan, asked) == len(lines)
    return [(line.what, line.changed) for line in lines]


def whats(plan, **wanted):
    return {what for what, _ in found(plan, **wanted)}


def version(figure, number, act, state, value, by, **more):
    return factories.MeasurementVersionFactory.create(
        measurement=figure,
        number=number,
        act=act,
        state=state,
        value=None if value is None else Decimal(value),
        by=by,
        at=more.pop("at", moment(2024, 2, 4, 9, number)),
        **more,
    )


# What is told


def test_a_figures_round_is_told_step_by_step(plan, target, january, reporter, office):
    figure = factories.figure(target, 1, "7.95")
    version(figure, 1, Act.SAVE, State.DRAFT, "7.59", reporter)
    version(figure, 2, Act.SUBMIT, State.SUBMITTED, "7.59", reporter, way=Way.EXCEL)
    version(figure, 3, Act.RETURN, State.RETURNED, "7.59", office, reason="请核对单位")
    version(figure, 4, Act.SUBMIT, State.SUBMITTED, "7.95", reporter, explanation="已核对")
    version(figure, 5, Act.APPROVE, State.APPROVED, "7.95", office, explanation="已核对")
    lines = [line for line in history.page(plan, history.Wanted(), 1) if line.source == "figure"]
    assert [(line.act_label, line.changed, line.why, line.way) for line in lines] == [
        ("审核通过", "待审 → 已通过", "", "网页"),
        ("提交", "已退回 7.59亿元 → 待审 7.95亿元；说明：已核对", "", "网页"),
        ("退回", "待审 → 已退回", "请核对单位", "网页"),
        ("提交", "草稿 7.59亿元 → 待审 7.59亿元", "", "Excel导入"),
        ("保存草稿", "草稿 7.59亿元", "", "网页"),
    ]
    assert {line.what for line in lines} == {"1月 研发费用"}
    assert lines[0].url == "/dinghai-2024/2024-01/targets/T02/history/"
    assert lines[1].who == f"{target.lead_unit} {reporter}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"goal": Decimal(20), "goal_text": "20亿元"}, "目标值：18 → 20；目标表述：20亿元"),
        ({"baseline": Decimal("15.9")}, "基期值：空 → 15.9"),
        ({"lead_unit": "another"}, "牵头单位：{before} → {after}"),
        ({"reporting_months": [3, 6]}, "报送月份：1、2、3、4、5、6、7、8、9、10、11、12 → 3、6"),
        ({"needs_evidence": True}, "须附依据：否 → 是"),
    ],
)
def test_a_targets_setting_is_told_from_what_to_what(plan, target, office, change, told):
    before = str(target.lead_unit)
    if "lead_unit" in change:
        change = {"lead_unit": factories.UnitFactory.create(district=plan.district)}
    for name, value in change.items():
        setattr(target, name, value)
    trace(target, by=office, why="统计口径调整").save()
    [line, *_] = history.page(plan, history.Wanted(act="target"), 1)
    expected = told.format(before=before, after=target.lead_unit)
    assert expected.split("；")[0] in line.changed
    assert (line.what, line.why, line.who) == ("研发费用", "统计口径调整", f"专班 {office}")


def test_settings_periods_and_schedules_are_told(plan, target, january, office):
    plan.lights = {**plan.lights, "behind": "0.85"}
    trace(plan, by=office, why="从严").save()
    january.due_on += timedelta(days=1)
    trace(january, by=office, why="顺延").save()
    filed = Schedule(target=target, shares=[str(m / 10) for m in range(1, 11)] + ["1", "1"])
    trace(filed, by=office, why="报送").save()
    past = PastFigure(target=target, month=6, value=Decimal("5.64"), source="年鉴")
    trace(past, by=office, why="补录").save()
    assert found(plan, words="从严") == [("计划设置", "亮灯分档：滞后 0.80 → 滞后 0.85")]
    assert found(plan, words="顺延") == [("1月 填报期", "截止日：2024-02-05 → 2024-02-06")]
    [(what, told)] = found(plan, act="target", words="报送")
    assert (what, told[:19]) == ("研发费用 分月计划", "新增；累计份额：10%、20%、30%")
    assert found(plan, words="补录") == [("研发费用 去年6月", "新增；数值：5.64；来源：年鉴")]


def test_what_is_taken_away_is_told(plan, target, office):
    past = factories.PastFigureFactory.create(target=target, month=6)
    trace(past, by=office, why="录错").delete()
    assert found(plan, words="录错") == [("研发费用 去年6月", "删除")]


def test_publication_objection_reminder_evidence_and_requests_stand_in_one_list(
    plan, unit, target, reporter, office
):
    figure = factories.figure(target, 1, "4")
    version(figure, 1, Act.SUBMIT, State.SUBMITTED, "4", reporter)
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    period = figure.period
    Objection.objects.create(
        period=period,
        target=target,
        unit=unit,
        text="应为5",
        raised_by=reporter,
        answer="已更正",
        answered_by=office,
        answered_at=moment(2024, 2, 12),
    )
    Reminder.objects.create(
        plan=plan, period=period, unit=unit, occasion="due", way="notice", text="请报", stage="sent"
    )
    file = Evidence.objects.create(
        plan=plan, unit=unit, name="报表.pdf", size=9, sha256="ab" * 32, uploaded_by=reporter
    )
    figure.evidence.add(file)
    Correction.objects.create(
        target=target,
        period=period,
        cause="unit_error",
        old_value=4,
        new_value=5,
        reason="看错行",
        proposed_by=reporter,
    )
    Proposal.objects.create(
        target=target, subject="goal", content={"goal": "20"}, reason="上级下达", proposed_by=office
    )
    assert found(plan, act="publish")[0][1].startswith("未发布 → 已发布；SHA-256：")
    assert {told for _, told in found(plan, act="objection")} == {
        f"提出：{unit}：应为5",
        "答复：应为5 → 已更正",
    }
    [reminder] = history.page(plan, history.Wanted(act="reminder"), 1)
    assert (reminder.who, reminder.way, reminder.changed) == (
        "系统",
        "定时任务",
        "站内提醒：已发送",
    )
    assert found(plan, act="evidence")[0][1].startswith("上传 报表.pdf")
    assert found(plan, act="correction") == [
        ("1月 研发费用更正", "新增；原因：单位差错；原值：4；更正为：5")
    ]
    assert found(plan, act="proposal") == [("研发费用 目标调整申请", "新增；内容：目标值 20")]


# What is found


@pytest.fixture
def several(plan, target, reporter, office):
    """Two figures of two months, by two people and ways."""
    other = factories.TargetFactory.create(plan=plan, code="T03", short_name="高企", measure="家")
    first, second = factories.figure(target, 1, "12.31"), factories.figure(other, 2, "40")
    version(first, 1, Act.SUBMIT, State.SUBMITTED, "12.31", reporter, way=Way.EXCEL)
    version(
        second, 1, Act.SUBMIT, State.SUBMITTED, "40", office, at=moment(2024, 3, 4), reason="补正"
    )


@pytest.mark.parametrize(
    ("wanted", "whose"),
    [
        ({"words": "研发", "act": "submit"}, {"1月 研发费用"}),
        ({"words": "研发"}, {"1月 研发费用", "研发费用"}),
        ({"words": "12.31"}, {"1月 研发费用"}),
        ({"words": "12.310"}, {"1月 研发费用"}),
        ({"words": "2月"}, {"2月 高企", "2月 填报期"}),
        ({"words": "高企 补正"}, {"2月 高企"}),
        ({"words": "研发 补正"}, set()),
        ({"words": "%"}, set()),
        ({"words": "'; DROP TABLE"}, set()),
        ({"way": "excel"}, {"1月 研发费用"}),
        ({"act": "submit"}, {"1月 研发费用", "2月 高企"}),
        ({"act": "return"}, set()),
        ({"since": date(2024, 3, 1), "act": "submit"}, {"2月 高企"}),
        ({"until": date(2024, 2, 4), "act": "submit"}, {"1月 研发费用"}),
        ({"until": date(2024, 2, 3), "act": "submit"}, set()),
    ],
)
def test_a_filter_finds_just_what_it_names(plan, several, wanted, whose):
    assert whats(plan, **wanted) == whose


def test_one_may_look_for_a_person_a_unit_or_the_system(plan, several, reporter, office, unit):
    assert whats(plan, who=f"p{reporter.pk}") == {"1月 研发费用"}
    assert whats(plan, who=f"u{unit.pk}") == {"1月 研发费用"}
    assert whats(plan, who=f"p{office.pk}", act="submit") == {"2月 高企"}
    assert whats(plan, who="system", act="submit") == set()
    assert "研发费用" in whats(plan, who="system")


def test_nothing_of_another_plan_or_district_is_found(plan, several, reporter):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    other = factories.PlanFactory.create(district=elsewhere)
    theirs = factories.TargetFactory.create(plan=other, short_name="别区指标")
    version(factories.figure(theirs, 1, "3"), 1, Act.SUBMIT, State.SUBMITTED, "3", reporter)
    factories.reporter_of(factories.UnitFactory.create(district=elsewhere, short_name="别区局"))
    told = str(found(plan))
    assert "别区" not in told
    assert "别区" in str(found(other))


@pytest.fixture
def drafted(plan, target, reporter):
    """A figure handed in, taken back and drafted anew."""
    figure = factories.figure(target, 1, "9.99", state=State.DRAFT)
    version(figure, 1, Act.SAVE, State.DRAFT, "7.59", reporter)
    version(figure, 2, Act.SUBMIT, State.SUBMITTED, "7.59", reporter)
    version(figure, 3, Act.WITHDRAW, State.DRAFT, "7.59", reporter)
    version(figure, 4, Act.SAVE, State.DRAFT, "9.99", reporter)
    return figure


def of_figures(plan, **wanted):
    lines = history.page(plan, history.Wanted(**wanted), 1)
    return [line.changed for line in lines if line.source == "figure"]


def test_the_office_sees_no_draft_that_was_not_handed_in(plan, target, drafted):
    handed_in = ["待审 → 草稿", "草稿 7.59亿元 → 待审 7.59亿元", "草稿 7.59亿元"]
    assert of_figures(plan) == handed_in
    assert found(plan, words="9.99") == []
    own = of_figures(plan, target=target.pk, shows_drafts=True)
    assert own == ["7.59亿元 → 9.99亿元", *handed_in]


def test_with_the_countersign_the_office_sees_what_the_head_released(plan, drafted, reporter):
    Plan.objects.filter(pk=plan.pk).update(countersign=True)
    plan.refresh_from_db()
    assert of_figures(plan) == []
    version(drafted, 5, Act.COUNTERSIGN, State.COUNTERSIGNED, "9.99", reporter)
    assert len(of_figures(plan)) == 5


def test_what_the_office_gave_back_stays_told_when_the_countersign_comes(plan, target, office):
    clerk = factories.reporter_of(target.lead_unit)
    figure = factories.figure(target, 1, "7.59", state=State.RETURNED)
    version(figure, 1, Act.SUBMIT, State.SUBMITTED, "7.59", clerk)
    version(figure, 2, Act.RETURN, State.RETURNED, "7.59", office)
    Plan.objects.filter(pk=plan.pk).update(countersign=True)
    plan.refresh_from_db()
    assert len(of_figures(plan)) == 2


def test_what_a_former_unit_had_begun_is_not_told_to_the_next(plan, target, drafted, office):
    Measurement.objects.filter(pk=drafted.pk).update(version=4)
    new = factories.UnitFactory.create(district=plan.district)
    wanted = replace(assigning.assignment_of(target), unit_id=new.pk)
    assigning.assign(target, wanted, seen=assigning.seen_of(target), reason="划转", by=office)
    assert of_figures(plan, target=target.pk, shows_drafts=True) == []
    drafted.refresh_from_db()
    version(drafted, 6, Act.SAVE, State.DRAFT, "3", factories.reporter_of(new))
    assert of_figures(plan, target=target.pk, shows_drafts=True) == ["— → 3亿元"]


def test_what_the_office_fills_in_for_a_unit_is_its_own(plan, target, office):
    figure = factories.figure(target, 1, "5", state=State.DRAFT, on_behalf=True)
    version(figure, 1, Act.SAVE, State.DRAFT, "5", office, on_behalf=True)
    assert of_figures(plan) == ["草稿 5亿元；代填：专班"]


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_costs_the_same_however_much_it_touches(plan, several, target, office, rows):
    for number in range(rows):
        target.note = f"第{number}次"
        trace(target, by=office).save()
    asked = history.Wanted()
    with CaptureQueriesContext(connection) as queries:
        history.count(plan, asked)
        lines = history.page(plan, asked, 1)
    assert len(queries) == 4  # how many, which, what, whose names
    assert len(lines) == min(searching.A_PAGE, history.count(plan, asked))


def test_the_second_page_goes_on_where_the_first_ends(plan, target, office):
    for number in range(70):
        target.note = f"第{number}次"
        trace(target, by=office).save()
    asked = history.Wanted()
    pages = [history.page(plan, asked, number) for number in (1, 2)]
    assert len(pages[0]) == 50
    everything = [line for page in pages for line in page]
    assert everything == list(searching.stream(plan, asked, 1000))
    assert sorted((line.at for line in everything), reverse=True) == [
        line.at for line in everything
    ]


# One figure


def test_a_figures_page_tells_what_each_step_did(plan, target, reporter, office):
    figure = factories.figure(target, 1, "2.25")
    version(figure, 1, Act.SUBMIT, State.SUBMITTED, "1.08", reporter)
    version(figure, 2, Act.RETURN, State.RETURNED, "1.08", office, reason="请核对")
    version(figure, 3, Act.SUBMIT, State.SUBMITTED, "2.25", reporter)
    version(figure, 4, Act.APPROVE, State.APPROVED, "2.25", office)
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10), at=moment(2024, 2, 10, 16))
    trail = trail_of(plan, target, figure.period, on=date(2024, 2, 11), shows_drafts=False)
    told = [(step.title, step.old, step.new, step.effects) for step in trail.steps]
    assert told == [
        ("随第1期发布", "", "", ()),
        ("审核通过", "", "", ()),
        (
            "重新提交",
            "1.08",
            "2.25",
            ("完成率6.0% → 12.5%", "序时比0.72 → 1.50", "亮灯严重滞后 → 超序时"),
        ),
        ("退回", "", "", ()),
        ("提交", "", "1.08", ("完成率6.0%", "序时比0.72", "亮灯严重滞后")),
        ("填报期打开", "", "", ()),
    ]
    assert [(each.label, each.value, each.light) for each in trail.published] == [
        ("第1期", "2.25", "超序时")
    ]
    assert (trail.now, trail.is_corrected) == ("2.25", False)


def test_a_change_of_the_target_stands_beside_its_figures(plan, target, january, office):
    target.goal = Decimal(20)
    trace(target, by=office, why="上级下达").save()
    other = factories.TargetFactory.create(plan=plan, short_name="别的")
    trace(other, by=office, why="无关").save()
    trail = trail_of(plan, target, january, on=FILING, shows_drafts=False)
    newest = trail.settings[0]
    assert (newest.changed, newest.why) == ("目标值：18 → 20", "上级下达")
    assert "无关" not in {line.why for line in trail.settings}


def test_the_services_themselves_leave_a_trail_with_their_way(plan, unit, target, reporter, office):
    period = factories.period_of(plan, 1)
    row = reporting.submit(
        target, period, typed="2.25", seen_version=0, by=reporter, on=FILING, way=Way.EXCEL
    )
    reporting.approve(row, seen_version=row.version, by=office)
    lines = [line for line in history.page(plan, history.Wanted(), 1) if line.source == "figure"]
    assert {(line.act_label, line.changed, line.way) for line in lines} == {
        ("审核通过", "待审 → 已通过", "网页"),
        ("提交", "待审 2.25亿元", "Excel导入"),
    }
