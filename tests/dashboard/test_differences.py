"""What a publication says otherwise than what holds today: figure first, then what follows, why and who."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard import publication
from dashboard.differences import Reason, compare
from dashboard.models import Publication
from dashboard.report.mending import Mended, mend
from dashboard.report.named import UnitRef
from plans import configuring
from targets import assigning, correcting
from targets.assigning import assignment_of
from targets.choices import Cause, Kind, Light
from tests import factories
from tests.dashboard import reports
from tests.guards import unguarded

AUGUST = "1.21 2.4 3.38 5.06 6.41 7.95 9.32 10.78"


def august(*targets, **more):
    return reports.report(*targets, **more)


def spending(values=AUGUST, **more):
    return reports.target("T02", values, goal="17.5", measure="亿元", decimals=2, **more)


def firms(values="5 9 14 19 24 28 33 35"):
    return reports.target("T01", values)


def items_of(line):
    return [(each.label, each.old, each.new) for each in line.items if each.differs]


# The comparison


def test_the_same_month_is_the_same():
    compared = compare(august(firms(), spending()), august(firms(), spending()))
    assert compared.is_same
    assert (compared.sentence, compared.different) == ("与发布时完全相同", ())
    assert [line.reasons for line in compared.lines] == [(), ()]


def test_a_plan_without_targets_differs_in_nothing():
    assert compare(august(), august()).sentence == "没有指标"


def test_a_corrected_figure_is_told_first_and_then_what_follows():
    before = august(firms(), spending())
    told = Mended(
        "T02", Decimal("11.78"), Cause.UNIT_ERROR, "前后颠倒", "张某", "李某", date(2024, 9, 12)
    )
    compared = compare(before, mend(before, told, edition=2))
    [line] = compared.different
    assert compared.sentence == "2项指标中1项不同，1项相同"
    assert (line.code, line.name, line.aside) == ("T02", "指标2", "8月累计，亿元")
    # 11.78 / 17.5 = 67.3 %, e = 11.67, 0.6 points ahead; 11.78 − 9.32; (17.5 − 11.78) / 4
    assert items_of(line)[:6] == [
        ("数值", "10.78", "11.78"),
        ("完成率", "61.6%", "67.3%"),
        ("与序时相差", "−5.1个百分点", "+0.6个百分点"),
        ("序时比", "0.92", "1.01"),
        ("当月", "1.46", "2.46"),
        ("后续月均需完成", "1.68", "1.43"),
    ]
    assert (line.turn.old, line.turn.new) == (Light.BEHIND, Light.ON_PACE)
    assert line.reasons == (Reason("前后颠倒", "单位差错，9月12日更正", ("张某提出", "李某批准")),)


def test_only_corrections_between_the_two_editions_are_told():
    first = august(spending())
    second = mend(
        first,
        Mended("T02", Decimal(11), Cause.UNIT_ERROR, "一", "张某", "李某", date(2024, 9, 12)),
        edition=2,
    )
    third = mend(
        second,
        Mended("T02", Decimal(12), Cause.LATE, "二", "王某", "李某", date(2024, 9, 20)),
        edition=3,
    )
    assert [each.why for each in compare(first, third).lines[0].reasons] == ["一", "二"]
    assert compare(second, third).lines[0].reasons == (
        Reason("二", "补报，9月20日补报", ("王某提出", "李某批准")),
    )


def test_a_light_that_stays_is_told_as_such():
    before = august(spending())
    after = august(spending(AUGUST.replace("10.78", "10.9")))
    [line] = compare(before, after).different
    assert not line.turn.differs
    assert (line.turn.old_word, line.turn.new_word) == ("滞后", "滞后")


LEVELS = "410 420 430 440 450 460 470 480"


@pytest.mark.parametrize(
    ("old", "new", "label", "told", "why"),
    [
        ({}, {"goal": "60"}, "目标", ("552家", "60家"), "目标调整"),
        ({}, {"baseline": "400"}, "基期值", ("—", "400"), "基期值确定"),
        ({}, {"lead": reports.ZUZHI}, "牵头单位", ("区经信局", "区委组织部"), "牵头单位调整"),
        (
            {},
            {"months": (3, 6, 9, 12)},
            "报送月份",
            ("每月", "3、6、9、12月"),
            "以前月份的数据或设置改动",
        ),
        ({}, {"past": LEVELS}, "去年同月", ("—", "480"), "以前月份的数据或设置改动"),
    ],
)
def test_what_was_promised_is_told_before_what_follows(old, new, label, told, why):
    base = {"goal": "552", "kind": Kind.STOCK, **old}
    before = august(reports.target("T15", LEVELS, **base))
    after = august(reports.target("T15", LEVELS, **{**base, **new}))
    [line] = compare(before, after).different
    assert (label, *told) in items_of(line)
    assert line.reasons[0].why.split("、")[0] == why


def test_known_reasons_stand_in_place_of_the_guessed_one():
    before, after = august(spending()), august(spending(goal_text="十七亿"))
    known = {"T02": (Reason("市里加码", "指标设置，9月12日改动", ("李某",)),)}
    [line] = compare(before, after, known).different
    assert line.reasons == known["T02"]


def test_a_target_that_came_or_went_is_named():
    [gone, came] = compare(august(spending()), august(firms())).different[::-1]
    assert (came.code, came.items[0].old, came.turn.old_word) == ("T01", "没有这项", "—")
    assert (gone.code, gone.items[0].new, gone.turn.new_word) == ("T02", "没有这项", "—")
    assert (came.reasons[0].why, gone.reasons[0].why) == (
        "发布后新增的指标",
        "发布后不再列入的指标",
    )


def test_a_task_differs_by_its_light_or_its_lead():
    before = august(tasks=(reports.task(1), reports.task(2)))
    after = august(tasks=(reports.task(1, "behind"), reports.task(2, lead=reports.ZUZHI)))
    first, second = compare(before, after).tasks
    assert (first.turn.old_word, first.turn.new_word) == ("达序时", "滞后")
    assert [(each.label, each.old, each.new) for each in second.items] == [
        ("牵头单位", "区经信局", "区委组织部")
    ]


def test_moved_cut_points_are_told_apart():
    before = august(spending())
    plan = replace(before.plan, on_pace=Decimal("0.95"), in_points=True)
    rules = compare(before, replace(before, plan=plan)).rules
    assert [(each.label, each.old, each.new) for each in rules] == [
        ("达序时界限", "1.00", "0.95"),
        ("分档按", "序时比", "偏差（百分点）"),
    ]


def test_ranks_and_discipline_are_not_compared():
    before = august(spending())
    unit = UnitRef("x", "某局", "某局")
    assert compare(before, replace(before, units=(unit,), league=None, reporting=())).is_same


# The pages


@pytest.fixture(autouse=True)
def fresh_reports():
    """No report read in another test answers in this one."""
    publication._body.cache_clear()


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T02", short_name="研发费用", goal=Decimal(60)
    )


@pytest.fixture
def january(plan, target, office):
    """January, published with 5 of 60."""
    factories.period_of(plan, 1)
    factories.figure(target, 1, "5")
    at = factories.moment(2024, 2, 10)
    return publication.publish(plan, 1, by=office, on=date(2024, 2, 10), at=at)


def mended(plan, target, office, value="6"):
    by = factories.reporter_of(target.lead_unit)
    period = factories.period_of(plan, 1)
    row = correcting.propose(
        target, period, by=by, typed=value, cause="unit_error", reason="漏计一家"
    )
    return publication.correct(row, by=office, at=factories.moment(2024, 3, 1)), by


def page(client, path="1/today/", **query):
    return client.get(f"/dinghai-2024/issues/{path}", query)


@pytest.mark.parametrize("who", ["leader", "office"])
def test_an_untouched_month_is_the_same_for_everybody(client, request, january, who):
    client.force_login(request.getfixturevalue(who))
    html = page(client).content.decode()
    assert "与发布时完全相同" in html
    assert "导出差别" not in html


@pytest.mark.parametrize("who", ["leader", "office"])
def test_a_correction_is_told_to_everybody(client, request, plan, target, january, office, who):
    _, by = mended(plan, target, office)
    client.force_login(request.getfixturevalue(who))
    response = page(client)
    [line] = response.context["lines"]
    assert line.reasons == (
        Reason("漏计一家", "单位差错，3月1日更正", (f"{by}提出", f"{office}批准")),
    )
    assert items_of(line)[0] == ("数值", "5", "6")
    assert page(client, edition=2).context["compared"].is_same


def test_what_is_not_published_is_told_to_the_office_alone(
    client, plan, target, january, office, leader
):
    new_unit = factories.UnitFactory.create(district=plan.district, short_name="新牵头局")
    wanted = replace(assignment_of(target), unit_id=new_unit.pk)
    assigning.assign(target, wanted, seen=assigning.seen_of(target), reason="机构改革", by=office)
    client.force_login(leader)
    assert page(client).context["compared"].is_same
    assert "新牵头局" not in page(client).content.decode()
    client.force_login(office)
    [line] = page(client).context["lines"]
    assert ("牵头单位", str(target.lead_unit.short_name), "新牵头局") in items_of(line)
    assert [(each.why, each.who) for each in line.reasons] == [("机构改革", (str(office),))]


def test_moved_cut_points_say_who_moved_them(client, plan, target, january, office):
    configuring.set_lights(
        plan,
        ahead=Decimal("1.3"),
        on_pace=Decimal("1.2"),
        behind=Decimal("0.5"),
        in_points=False,
        names={},
        seen=configuring.seen_of(plan),
        reason="从严要求",
        by=office,
    )
    client.force_login(office)
    response = page(client)
    [line] = response.context["lines"]
    assert (line.turn.old_word, line.turn.new_word) == ("达序时", "滞后")
    assert [(each.why, each.who) for each in line.reasons] == [("从严要求", (str(office),))]
    assert [each.label for each in response.context["compared"].rules] == [
        "超序时界限",
        "达序时界限",
        "滞后界限",
    ]


def test_time_alone_makes_no_difference(client, monkeypatch, plan, target, january, office):
    """Nothing turns overdue in a comparison only because years have gone by."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 1, 1))
    client.force_login(office)
    assert page(client).context["compared"].is_same


def test_the_file_holds_what_the_page_tells(client, plan, target, january, office):
    _, by = mended(plan, target, office)
    client.force_login(office)
    text = page(client, "1/today.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == [
        "T02",
        "研发费用",
        "数值",
        "5",
        "6",
        "达序时",
        "超序时",
        "漏计一家",
        "单位差错，3月1日更正",
        f"{by}提出，{office}批准",
    ]


@pytest.mark.parametrize("rows", [1, 60])
def test_each_page_asks_at_most_twelve_questions(client, plan, target, january, office, rows):
    mended(plan, target, office)
    for number in range(rows):
        factories.TargetFactory.create(plan=plan, lead_unit=target.lead_unit, order=number + 900)
    client.force_login(office)
    asked = {}
    for path in ("", "1/", "1/today/", "1/today.csv", "year.zip"):
        page(client, path)
        with CaptureQueriesContext(connection) as queries:
            assert page(client, path).status_code == 200
        asked[path] = len(queries)
    assert {path: number for path, number in asked.items() if number > 12} == {}


# The list, an issue, the year


def test_the_list_has_a_row_an_issue_with_its_counts(client, plan, target, january, office, leader):
    second, _ = mended(plan, target, office)
    client.force_login(leader)
    response = page(client, "")
    [(issue, at, _)] = response.context["lines"]
    assert (issue.month, at, issue.first.by) == (1, "2月10日 09:00", str(office))
    assert [each.edition for each in issue.editions] == [1, 2]
    assert issue.newest.short == f"{second.sha256[:12]}…"
    assert issue.summary.counts.on_course == 1
    assert "1处" in response.content.decode()


def test_a_damaged_issue_does_not_take_the_list_with_it(client, plan, target, january, leader):
    with unguarded(Publication._meta.db_table):
        Publication.objects.update(body=january.body.replace('"value":"5"', '"value":"9"'))
    client.force_login(leader)
    assert "与指纹不符，读不出" in page(client, "").content.decode()
    html = page(client, "1/").content.decode()
    assert "发布件与登记的指纹不符" in html
    assert "没有被改动" not in html
    assert page(client).status_code == 404


def test_an_issue_shows_each_edition_and_what_it_follows(
    client, plan, target, january, office, leader
):
    second, _ = mended(plan, target, office)
    client.force_login(leader)
    response = page(client, "1/")
    assert [
        (each.sealed.edition, each.is_newest, each.why, each.follows)
        for each, _ in response.context["told"]
    ] == [
        (2, True, "研发费用单位差错：漏计一家", "第1期第1版"),
        (1, False, "首次发布", "本年第一期"),
    ]
    html = response.content.decode()
    assert second.sha256 in html
    assert january.sha256 in html
    assert "没有被改动" in html
    older = page(client, "1/", edition=1).content.decode()
    assert "第1版，已被更正" in older


@pytest.mark.parametrize("path", ["2/", "13/", "0/", f"{10**30}/", "2/today/", "2/today.csv"])
def test_a_month_not_published_has_no_issue(client, january, leader, path):
    client.force_login(leader)
    assert page(client, path).status_code == 404


@pytest.mark.parametrize("edition", ["0", "2", "9" * 40, "-1", "١", "x", "1.0"])
@pytest.mark.parametrize("path", ["1/", "1/today/", "1/today.csv"])
def test_an_edition_there_is_not_is_not_found(client, january, leader, path, edition):
    client.force_login(leader)
    assert page(client, path, edition=edition).status_code == 404


def test_the_year_holds_every_edition_as_stored_with_sums(
    client, plan, target, january, office, leader
):
    second, _ = mended(plan, target, office)
    client.force_login(leader)
    response = page(client, "year.zip")
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        listed = archive.read("SHA256SUMS").decode().splitlines()
        sums = {name: seal for seal, _, name in (line.partition("  ") for line in listed)}
        assert sums == {
            "dinghai-2024-01.json": january.sha256,
            "dinghai-2024-01-v2.json": second.sha256,
        }
        for name, seal in sums.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == seal


def test_before_the_first_publication_the_list_says_so(client, plan, leader):
    client.force_login(leader)
    assert "还没有发布过月份" in page(client, "").content.decode()
    assert page(client, "year.zip").status_code == 404
