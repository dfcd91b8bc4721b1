"""A month is frozen in order, by the office, once; and never changes again whatever happens live."""

from __future__ import annotations

import hashlib
import threading
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from dashboard import publication, report
from dashboard.models import Publication
from dashboard.publication import (
    Check,
    DamagedPublicationError,
    PublicationRefusedError,
    publish,
    readiness,
)
from plans.models import ReportingPeriod
from targets.choices import Kind, Light, State
from tests import factories
from tests.guards import unguarded

FEBRUARY_6 = date(2024, 2, 6)  # the day after January fell due


@pytest.fixture(autouse=True)
def fresh_reports():
    """No report read in another test answers in this one."""
    publication._body.cache_clear()


@pytest.fixture
def january(plan):
    return factories.period_of(plan, 1)


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(plan=plan, lead_unit=unit)


# Who and when


def test_the_office_freezes_the_month(plan, january, target, office):
    factories.figure(target, 1, "5")
    published = publish(plan, 1, by=office, on=FEBRUARY_6)
    january.refresh_from_db()
    assert january.published_at == published.published_at
    assert (published.edition, published.publisher) == (1, office.full_name)
    assert published.sha256 == hashlib.sha256(published.body.encode()).hexdigest()
    found = publication.read(published)
    assert found == report.live(plan, 1, on=FEBRUARY_6)
    assert found.edition is not None
    assert found.edition.sha256 == published.sha256
    assert found.targets[0].now.value == Decimal(5)


def test_the_trail_says_who_published_the_period(plan, january, office):
    publish(plan, 1, by=office, on=FEBRUARY_6)
    newest = january.history.first()
    assert (newest.history_user, newest.published_at is None) == (office, False)


@pytest.mark.parametrize("who", ["reporter", "leader", "head", "administrator", "elsewhere"])
def test_nobody_but_the_districts_office_publishes(plan, january, unit, who):
    people = {
        "reporter": lambda: factories.reporter_of(unit),
        "leader": lambda: factories.leader_of(plan.district),
        "head": lambda: factories.head_of(unit),
        "administrator": lambda: factories.administrator_of(plan.district),
        "elsewhere": lambda: factories.office_of(
            factories.DistrictFactory.create(code="putuo", name="普陀区")
        ),
    }
    with pytest.raises(PermissionDenied):
        publish(plan, 1, by=people[who](), on=FEBRUARY_6)
    assert not Publication.objects.exists()


def test_publishing_twice_is_publishing_once(plan, january, office):
    first = publish(plan, 1, by=office, on=FEBRUARY_6)
    again = publish(plan, 1, by=office, on=FEBRUARY_6)
    assert (again.pk, Publication.objects.count()) == (first.pk, 1)


def test_a_second_person_is_told_it_is_published(plan, january, office):
    publish(plan, 1, by=office, on=FEBRUARY_6)
    second = factories.office_of(plan.district)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 1, by=second, on=FEBRUARY_6)
    assert refusal.value.reasons == ["1月已发布，改动须走更正"]


def test_the_moment_may_be_a_past_one(plan, january, office):
    moment = factories.moment(2024, 2, 6, 16, 20)
    published = publish(plan, 1, by=office, on=FEBRUARY_6, at=moment)
    january.refresh_from_db()
    assert (published.published_at, january.published_at) == (moment, moment)


def test_months_follow_each_other_and_each_keeps_the_hash_before(plan, office):
    for month in (1, 2):
        factories.period_of(plan, month)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 2, by=office, on=date(2024, 3, 6))
    assert refusal.value.reasons == ["1月还没有发布，按月依次发布"]
    first = publish(plan, 1, by=office, on=date(2024, 3, 6))
    second = publish(plan, 2, by=office, on=date(2024, 3, 6))
    assert (first.previous_sha256, second.previous_sha256) == ("", first.sha256)
    assert publication.latest(plan) == second
    assert publication.newest(plan, 1) == first
    assert publication.newest(plan, 3) is None


def test_back_filled_months_are_published_in_order_too(plan, target, office):
    for month in (1, 2):
        factories.period_of(plan, month, is_backfill=True)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 2, by=office, on=date(2024, 6, 10))
    assert refusal.value.reasons == ["1月还没有发布，按月依次发布"]
    published = publish(plan, 1, by=office, on=date(2024, 6, 10))
    [row] = publication.read(published).targets
    assert (row.now.light, row.now.remark) == (Light.NOT_DUE, "待补录")


# What blocks


@pytest.mark.parametrize("kind", ["figure", "note"])
def test_what_waits_for_review_blocks(plan, target, unit, office, kind):
    if kind == "figure":
        factories.figure(target, 1, "5", state=State.SUBMITTED)
    else:
        factories.figure(target, 1, "5")
        task = factories.task_of(plan, unit)
        factories.note_of(task, 1, state=State.SUBMITTED)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 1, by=office, on=FEBRUARY_6)
    assert refusal.value.reasons == ["1条待审"]
    assert not Publication.objects.exists()
    assert not ReportingPeriod.objects.filter(published_at__isnull=False).exists()


@pytest.mark.parametrize("state", [None, State.DRAFT, State.RETURNED])
def test_what_was_not_handed_in_is_frozen_as_missing(plan, january, target, office, state):
    if state:
        factories.figure(target, 1, "5", state=state)
    [row] = publication.read(publish(plan, 1, by=office, on=FEBRUARY_6)).targets
    assert (row.now.value, row.now.light) == (None, Light.OVERDUE)


def test_before_the_due_day_is_over_everything_due_must_be_approved(plan, target, unit, office):
    task = factories.task_of(plan, unit)
    factories.figure(target, 1, "5")
    due_day = date(2024, 2, 5)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 1, by=office, on=due_day)
    assert refusal.value.reasons == ["1项未报，发布后记“逾期未报”；2月5日截止，次日起可以发布"]
    factories.note_of(task, 1)
    assert publish(plan, 1, by=office, on=due_day).period.month == 1


def test_a_figure_released_later_does_not_hold_the_month_back(plan, unit, office):
    factories.period_of(plan, 1)
    factories.TargetFactory.create(plan=plan, lead_unit=unit, release_days={"1": "2024-03-20"})
    published = publish(plan, 1, by=office, on=date(2024, 2, 5))
    [row] = publication.read(published).targets
    assert (row.now.light, row.now.remark) == (Light.NOT_DUE, "未到报送期，3月20日公布")


def test_a_month_not_yet_open_or_unknown_is_refused(plan, january, office):
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 1, by=office, on=date(2024, 1, 31))
    assert refusal.value.reasons == ["1月填报期2月1日才开放"]
    publish(plan, 1, by=office, on=FEBRUARY_6)
    with pytest.raises(PublicationRefusedError) as refusal:
        publish(plan, 2, by=office, on=date(2024, 3, 6))
    assert refusal.value.reasons == ["2月填报期还没有建立"]


# What the office reads before it publishes


def test_readiness_of_a_month_with_nothing_in_the_way(plan, target, unit, office):
    factories.figure(target, 1, "5")
    assert readiness(plan, 1, FEBRUARY_6) == [
        Check("ok", "没有待审的数据和进展"),
        Check("ok", "应报的都已报"),
        Check("ok", "第一次发布，档位与分月计划以今天为准"),
    ]


def test_readiness_names_everything_at_once(plan, unit, office):
    waiting = factories.TargetFactory.create(plan=plan, lead_unit=unit, inferred=["lead_unit"])
    factories.figure(waiting, 1, "5", state=State.SUBMITTED)
    factories.TargetFactory.create(plan=plan, lead_unit=unit)
    stock = factories.TargetFactory.create(
        plan=plan, kind=Kind.STOCK, name="专利", goal=Decimal(552), lead_unit=None
    )
    factories.figure(stock, 1, "500")
    assert readiness(plan, 1, FEBRUARY_6) == [
        Check("block", "1条待审", "review"),
        Check("warn", "1项未报，发布后记“逾期未报”", "missing"),
        Check("warn", "1项缺基期：专利", "baselines"),
        Check("warn", "1项牵头单位为推定", "units"),
        Check("warn", "1项没有牵头单位：专利", "units"),
        Check("ok", "第一次发布，档位与分月计划以今天为准"),
    ]


def test_readiness_tells_that_cut_points_and_schedules_moved(plan, target, office):
    factories.figure(target, 1, "5")
    factories.figure(target, 2, "10")
    publish(plan, 1, by=office, on=FEBRUARY_6)
    march = date(2024, 3, 6)
    assert readiness(plan, 2, march)[-1] == Check("ok", "档位与分月计划无变动")
    plan.lights = {**plan.lights, "behind": "0.70"}
    factories.ScheduleFactory.create(target=target)
    assert readiness(plan, 2, march)[-1] == Check(
        "warn", "亮灯档位和分月计划较上月有变动", "lights"
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_readiness_in_a_fixed_number_of_queries(plan, january, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.figure(factories.TargetFactory.create(plan=plan), 1, "5")
        factories.task_of(plan)
    with django_assert_num_queries(7):
        readiness(plan, 1, FEBRUARY_6)


# For ever


def test_no_live_change_reaches_a_published_month(plan, unit, office, tmp_path):
    theme = factories.ThemeFactory.create(plan=plan)
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, theme=theme)
    factories.QuotationFactory.create(target=target)
    factories.ScheduleFactory.create(target=target)
    factories.PastFigureFactory.create(target=target, month=1)
    row = factories.figure(target, 1, "5", problem="人手不足", next_step="增派人员")
    factories.MeasurementVersionFactory.create(measurement=row)
    task = factories.task_of(plan, unit, factories.UnitFactory.create(district=plan.district))
    task.targets.add(target)
    note = factories.note_of(task, 1)
    factories.ProgressNoteVersionFactory.create(progress_note=note)
    published = publish(plan, 1, by=office, on=FEBRUARY_6)
    before = publication.read(published)
    printed = _exported(plan, tmp_path / "before.json").read_bytes()
    cells = _cells(_exported(plan, tmp_path / "before.xlsx"))
    live = report.to_json(report.live(plan, 1, on=FEBRUARY_6))
    with unguarded():
        touched = _change_every_row()
    publication._body.cache_clear()
    after = publication.read(Publication.objects.get(pk=published.pk))
    assert touched == LIVE_MODELS
    plan.refresh_from_db()
    assert report.to_json(report.live(plan, 1, on=FEBRUARY_6)) != live
    assert (after, after.edition) == (before, before.edition)
    assert report.to_json(after) == published.body == live
    assert _exported(plan, tmp_path / "after.json").read_bytes() == printed == live.encode()
    assert _cells(_exported(plan, tmp_path / "after.xlsx")) == cells
    assert sum(map(len, cells.values())) > 20


PAGES = (
    "",
    "targets/",
    "targets/T00/",
    "tasks/",
    "tasks/1/",
    "units/{unit}/",
    "charts/",
    "formulas/",
)


def test_pages_of_a_published_month_stay_byte_equal(plan, unit, office, leader, client):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T00")
    factories.QuotationFactory.create(target=target)
    factories.PastFigureFactory.create(target=target, month=1)
    factories.figure(target, 1, "5", problem="人手不足", next_step="增派人员")
    task = factories.task_of(plan, unit, targets=(target,), number=1)
    factories.note_of(task, 1)
    publish(plan, 1, by=office, on=FEBRUARY_6)
    client.force_login(leader)
    paths = [f"/{plan.slug}/2024-01/{page}".format(unit=unit.code) for page in PAGES]
    before = [_said(client.get(path)) for path in paths]
    listed = client.get(f"/{plan.slug}/2024-01/targets.csv").content
    _change_every_row()
    publication._body.cache_clear()
    caches["pages"].clear()
    assert [_said(client.get(path)) for path in paths] == before
    assert client.get(f"/{plan.slug}/2024-01/targets.csv").content == listed
    assert all(target.short_name in page for page in (before[0], before[1], before[2]))


def _said(response):
    """What a page says of the month, its brand included; the reader's own name is not the month's."""
    assert response.status_code == 200
    html = response.content.decode()
    brand = html[html.index('<a class="brand"') :].partition("</a>")[0]
    return brand + html[html.index("<main") : html.index("</footer>")]


def _exported(plan, file):
    call_command("export_month", plan.slug, "2024-01", str(file), stdout=StringIO())
    return file


def _cells(file):
    """Every filled cell of a workbook, sheet by sheet, as it is read back."""
    return {
        sheet.title: [cell.value for row in sheet for cell in row if cell.value is not None]
        for sheet in load_workbook(file).worksheets
    }


LIVE_MODELS = {
    *("District", "Unit", "User", "Plan", "Theme", "ReportingPeriod"),
    *("Target", "Quotation", "Schedule", "PastFigure", "Measurement", "MeasurementVersion"),
    *("Task", "Responsibility", "ProgressNote", "ProgressNoteVersion"),
}
ROOMS = ("accounts", "plans", "targets", "tasks")
CHANGED = {
    models.CharField: lambda old: f"改{old}"[:6],
    models.TextField: lambda old: f"改{old}",
    models.DecimalField: lambda old: (old or 0) + Decimal("0.5"),
    models.DateField: lambda old: (old or FEBRUARY_6) + timedelta(days=300),
    models.DateTimeField: lambda old: (old or timezone.now()) + timedelta(days=300),
}
KEPT = {"code", "slug", "role", "kind", "part", "state", "comparator", "password", "tolerance"}


def _change_every_row():
    """Change every plain column of every live row, past any service; the models' names."""
    touched = set()
    for model in (model for room in ROOMS for model in apps.get_app_config(room).get_models()):
        if model.__name__.startswith("Historical"):
            continue
        for row in model._default_manager.all():
            values = {
                field.attname: CHANGED[type(field)](getattr(row, field.attname))
                for field in model._meta.concrete_fields
                if type(field) in CHANGED and field.name not in KEPT and not field.unique
            }
            values |= _other_values(model, row)
            if values:
                model._default_manager.filter(pk=row.pk).update(**values)
                touched.add(model.__name__)
    return touched


def _other_values(model, row):
    """Columns whose constraints want a sensible value."""
    given = {
        "Plan": {"lights": {**getattr(row, "lights", {}), "behind": "0.10"}, "year": 2024},
        "Target": {"decimals": 2, "measure": "项", "inferred": ["kind"], "stretch": None},
        "Theme": {"title": "改名"},
        "ProgressNote": {"word": "far_behind"},
        "Quotation": {"end": 99, "start": 1},
        "Task": {"end": 99, "start": 1},
    }
    return given.get(model.__name__, {})


def test_a_body_changed_behind_our_back_is_not_read(plan, january, office):
    published = publish(plan, 1, by=office, on=FEBRUARY_6)
    with unguarded("dashboard_publication"):
        Publication.objects.filter(pk=published.pk).update(
            body=published.body.replace("2024", "2023")
        )
    with pytest.raises(DamagedPublicationError):
        publication.read(Publication.objects.get(pk=published.pk))


def test_reading_a_month_again_asks_for_its_edition_alone(
    plan, january, office, django_assert_num_queries
):
    publish(plan, 1, by=office, on=FEBRUARY_6)
    publication.read_month(plan, 1)
    with django_assert_num_queries(1):
        found = publication.read_month(plan, 1)
    assert found.edition is not None
    assert found.edition.published_by == office.full_name


def test_an_unpublished_month_cannot_be_read(plan):
    assert publication.latest(plan) is None
    with pytest.raises(Publication.DoesNotExist):
        publication.read_month(plan, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_edition(plan, january):
    people = [factories.office_of(plan.district) for _ in range(2)]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def press(who: User) -> None:
        start.wait()
        try:
            publish(plan, 1, by=who, on=FEBRUARY_6)
            outcomes.append("published")
        except PublicationRefusedError as refusal:
            outcomes.extend(refusal.reasons)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["1月已发布，改动须走更正", "published"]
    assert Publication.objects.count() == 1


# The command


def test_the_command_writes_the_stored_bytes(plan, january, target, office, tmp_path, capsys):
    factories.figure(target, 1, "5")
    published = publish(plan, 1, by=office, on=FEBRUARY_6)
    file = tmp_path / "1月.json"
    call_command("export_month", "dinghai-2024", "2024-01", str(file))
    assert hashlib.sha256(file.read_bytes()).hexdigest() == published.sha256
    assert capsys.readouterr().out == f"2024-01第1版已写入{file}\n"


def test_the_command_writes_the_meetings_workbook(plan, january, target, office, tmp_path, capsys):
    factories.figure(target, 1, "5")
    publish(plan, 1, by=office, on=FEBRUARY_6)
    cells = _cells(_exported(plan, tmp_path / "1月.xlsx"))
    assert target.short_name in cells["指标"]
    assert 5 in cells["指标"]


@pytest.mark.parametrize(
    ("slug", "month", "name", "sentence"),
    [
        ("other", "2024-01", "a.json", "没有计划“other”"),
        ("dinghai-2024", "2024-02", "a.json", "2024-02还没有发布"),
        ("dinghai-2024", "2023-01", "a.json", "月份须写作2024-01至2024-12：2023-01"),
        ("dinghai-2024", "一月", "a.json", "月份须写作2024-01至2024-12：一月"),
        ("dinghai-2024", "2024-01", "a.csv", "文件名须以.xlsx、.docx、.json、.zip结尾：a.csv"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    plan, january, office, tmp_path, slug, month, name, sentence
):
    publish(plan, 1, by=office, on=FEBRUARY_6)
    with pytest.raises(CommandError, match=f"^{sentence}$"):
        call_command("export_month", slug, month, str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_where_it_cannot_write(plan, january, office, tmp_path):
    publish(plan, 1, by=office, on=FEBRUARY_6)
    file = tmp_path / "nowhere" / "a.json"
    with pytest.raises(CommandError, match=f"^写不进{file}："):
        call_command("export_month", "dinghai-2024", "2024-01", str(file))
