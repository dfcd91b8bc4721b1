"""The plan's own names of the lights: shown wherever a light is, kept with a published month."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core.cache import caches
from django.http import QueryDict
from django.template import Context, Template
from django.urls import reverse
from openpyxl import load_workbook

from dashboard import (
    charts_page,
    configuring_forms,
    overview,
    publication,
    target_list,
    task_list,
)
from dashboard.charts.target import year
from dashboard.meeting import workbook
from dashboard.publication import publish
from dashboard.report import from_json, to_json
from dashboard.report.words import counts_sentence, task_verdict, usual
from dashboard.templatetags import look
from plans import configuring
from plans.configuring import SAME_NAME, SettingRefusedError
from targets import correcting
from targets.choices import Light
from tasks.choices import Word
from tests import factories
from tests.dashboard.reports import report, target, task

NAMES = {"behind": "慢序时", "far_behind": "明显偏慢", "ahead": "快序时", "achieved": "办结"}
USUAL = ("严重滞后", "超序时")  # words that nothing but a light is called
SHAPE = '<use href="#lt-far_behind"/></svg>'


@pytest.fixture
def made():
    """August with a target in each named class, and a task behind."""
    plain = report(
        target("T01", "1 2 3 4 5 6 7 8", name="远远落后"),
        target("T02", "5 10 15 20 25 30 35 36", name="略微落后"),
        target("T03", "6 12 18 24 30 36 42 50", name="走在前面"),
        target("T04", "9 18 27 36 45 50 55 59", name="已经做完"),
        tasks=(task(1, "far_behind", targets=("T01",)), task(2, "behind")),
    )
    names = tuple((light, NAMES[light.value]) for light in Light if light.value in NAMES)
    return replace(plain, plan=replace(plain.plan, light_names=names))


# Pure: sentences, charts, files


def test_the_plans_word_is_its_own_name_else_the_usual_one(made):
    words = [made.plan.word(light) for light in (Light.BEHIND, Light.ON_PACE, Light.OVERDUE)]
    assert words == ["慢序时", "达序时", "逾期未报"]


def test_sentences_name_the_class_and_keep_the_collective_words(made):
    assert overview.context(made, QueryDict())["verdict"] == ["4项指标", "2项在轨", "2项滞后"]
    assert task_verdict(made.task_counts, made.plan.word) == "2项任务，1项慢序时，1项明显偏慢"
    assert counts_sentence(made.counts, made.plan.word) == "4项指标均列入评判：在轨2、滞后2"


def test_filters_and_the_empty_list_say_the_plans_word(made):
    listed = target_list.context(made, QueryDict("light=far_behind&q=无"))
    assert listed["said"] == "明显偏慢 + 无"
    assert ("far_behind", "明显偏慢") in [each[:2] for each in listed["lights"]]
    assert task_list.context(made, QueryDict("light=behind"))["said"] == "慢序时"


def test_no_chart_or_its_table_says_the_usual_word(made):
    columns = charts_page.context(made, QueryDict())["columns"]
    panels = {panel.chart.id: panel for column in columns for panel in column}
    for name, panel in panels.items():
        said = f"{panel.chart.label}{panel.chart.json()}{panel.wide}{panel.narrow}{panel.table}"
        assert [word for word in USUAL if word in said] == [], name
    months = json.loads(panels["months"].chart.json())
    assert [each["name"] for each in months["traces"]][:3] == ["办结", "快序时", "达序时"]
    assert "明显偏慢1" in panels["months"].chart.label
    assert "明显偏慢" in [each["name"] for each in panels["grid"].chart.traces]
    assert panels["units"].table.heads[:4] == ("牵头单位", "在轨", "慢序时", "明显偏慢")
    words = [each["text"] for each in panels["units"].chart.layout["annotations"]]
    assert words == ["慢序时2 明显偏慢2"]
    assert "远远落后明显偏慢8" in panels["trends"].chart.label
    assert "，慢序时，" in year(made.targets[1], made.plan.word).label


def test_long_names_are_given_the_room_they_need(made):
    def right(of):
        columns = charts_page.context(of, QueryDict())["columns"]
        charts = {panel.chart.id: panel.chart for column in columns for panel in column}
        return [charts[name].layout["margin"]["r"] for name in ("units", "months")]

    plain = replace(made, plan=replace(made.plan, light_names=()))
    long = replace(made.plan, light_names=((Light.FAR_BEHIND, "明显慢于序时"),))
    assert right(plain) == [150, 84]
    assert right(replace(made, plan=long)) == [198, 108]


def test_the_workbook_says_the_plans_words_in_the_colours_of_the_class(made):
    file = BytesIO()
    workbook.write(made, file)
    cells = [cell for sheet in load_workbook(file) for row in sheet for cell in row if cell.value]
    told = [str(cell.value) for cell in cells]
    assert [text for text in told if any(word in text for word in USUAL)] == []
    assert {cell.style for cell in cells if cell.value == "慢序时"} == {"滞后", "表头"}
    assert any(text.startswith("亮灯：快序时≥1.10，达序时≥1.00，慢序时≥0.80") for text in told)


def test_names_are_frozen_with_the_month_and_a_plan_without_them_has_no_field(made):
    assert from_json(to_json(made)).plan.light_names == made.plan.light_names
    plain = replace(made, plan=replace(made.plan, light_names=()))
    assert "light_names" not in to_json(plain)
    assert from_json(to_json(plain)).plan.word(Light.BEHIND) == usual(Light.BEHIND) == "滞后"


# Tags


@pytest.mark.parametrize("tag", ["light", "light_box", "lamp"])
def test_tags_say_the_name_beside_the_same_shape(tag):
    source = Template("{% load look %}{% TAG code %}".replace("TAG", tag))
    plain = source.render(Context({"code": "far_behind"}))
    named = source.render(Context({"code": "far_behind", "light_words": NAMES}))
    assert SHAPE in plain
    assert named == plain.replace("严重滞后", "明显偏慢") != plain


def test_a_name_is_escaped():
    assert ">&lt;b&gt;<" in look.light("behind", word="<b>")
    assert 'aria-label="&quot;x"' in look.lamp("behind", '"x')


# Names that may not be


@pytest.mark.parametrize("names", [{"behind": "未达", "ahead": "未达"}, {"behind": "超序时"}])
def test_two_classes_are_not_called_alike(names):
    posted = QueryDict(mutable=True)
    posted.update({f"name-{light}": name for light, name in names.items()})
    with pytest.raises(SettingRefusedError, match=SAME_NAME):
        configuring_forms.own_names(configuring_forms.typed_lights(posted))


def test_two_classes_may_change_their_names():
    posted = QueryDict("name-behind=超序时&name-ahead=滞后")
    typed = configuring_forms.typed_lights(posted)
    assert configuring_forms.own_names(typed) == {"behind": "超序时", "ahead": "滞后"}


# Pages


PAGES = (
    "",
    "targets/",
    "targets/?light=far_behind&q=没有这样的",
    "targets/T01/",
    "tasks/",
    "tasks/1/",
    "units/{unit}/",
    "charts/",
    "formulas/",
)


@pytest.fixture
def lagging(plan, unit, settings):
    """One target and one task far behind in January and in February, which is being filed."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 3, 1)
    one = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    work = factories.task_of(plan, unit, targets=(one,), number=1)
    for month in (1, 2):
        factories.figure(one, month, "1", problem="人手不足", next_step="增派人员")
        factories.note_of(work, month, Word.BEHIND)
    return one


def rename(plan, by):
    """As the page of lights saves it."""
    plan.refresh_from_db()
    cuts = {"ahead": Decimal("1.10"), "on_pace": Decimal("1.00"), "behind": Decimal("0.80")}
    configuring.set_lights(
        plan,
        **cuts,
        in_points=False,
        names=NAMES,
        seen=configuring.seen_of(plan),
        reason="会议定",
        by=by,
    )
    plan.refresh_from_db()


def body_of(response):
    """Everything from the page's head on, its charts' data too."""
    assert response.status_code == 200
    html = response.content.decode()
    return html[html.index("<main") :]


def usual_in(text):
    return [word for word in USUAL if word in text]


@pytest.mark.django_db
def test_live_pages_and_files_say_the_names_and_not_the_usual_words(
    plan, unit, office, client, lagging
):
    client.force_login(office)
    rename(plan, office)
    for path in PAGES:
        text = body_of(client.get(f"/{plan.slug}/2024-02/{path}".format(unit=unit.code)))
        assert (path, usual_in(text)) == (path, [])
        assert ("明显偏慢" if path not in {"tasks/", "tasks/1/"} else "慢序时") in text
    listed = client.get(f"/{plan.slug}/2024-02/targets.csv").content.decode("utf-8-sig")
    assert [row["亮灯"] for row in csv.DictReader(StringIO(listed))] == ["明显偏慢"]
    book = load_workbook(BytesIO(client.get(f"/{plan.slug}/2024-02/export.xlsx").getvalue()))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert (usual_in("".join(cells)), "明显偏慢" in cells) == ([], True)


@pytest.mark.django_db
def test_the_word_never_stands_without_its_shape(plan, office, client, lagging):
    client.force_login(office)
    rename(plan, office)
    text = body_of(client.get(f"/{plan.slug}/2024-02/"))
    lights = re.findall(r'<span class="lt [^"]*">(.*?)</span>', text)
    assert f'<svg aria-hidden="true">{SHAPE}明显偏慢' in lights
    tile = re.search(r'aria-label="任务1 [^"]*：慢序时">.*?</a>', text)
    assert tile is not None
    assert "#lt-behind" in tile[0]


@pytest.mark.django_db
def test_a_month_published_before_keeps_its_words_in_every_edition(
    plan, unit, office, reporter, client, lagging
):
    publish(plan, 1, by=office, on=date(2024, 2, 6))
    client.force_login(office)
    paths = [f"/{plan.slug}/2024-01/{page}".format(unit=unit.code) for page in PAGES]
    before = [body_of(client.get(path)) for path in paths]
    rename(plan, office)
    caches["pages"].clear()
    assert [body_of(client.get(path)) for path in paths] == before
    assert "严重滞后" in before[0]
    form = client.get(f"/{plan.slug}/2024-01/targets/T01/correct/").content.decode()
    assert f"{SHAPE}严重滞后" in form
    asked = correcting.propose(
        lagging,
        factories.period_of(plan, 1),
        typed="2",
        cause="unit_error",
        reason="漏计一家",
        by=reporter,
    )
    assert publication.correct(asked, by=office).edition == 2
    corrected = body_of(client.get(paths[0]))
    assert ("严重滞后不变" in corrected, "明显偏慢" in corrected) == (True, False)


@pytest.mark.django_db
def test_a_month_published_afterwards_has_the_names(plan, unit, office, leader, client, lagging):
    publish(plan, 1, by=office, on=date(2024, 2, 6))
    rename(plan, office)
    publish(plan, 2, by=office, on=date(2024, 3, 7))
    client.force_login(leader)
    text = body_of(client.get(f"/{plan.slug}/2024-02/targets/T01/"))
    assert ("明显偏慢" in text, usual_in(text)) == (True, [])


@pytest.mark.django_db
def test_the_trail_of_a_figure_says_each_editions_own_word(plan, office, client, lagging):
    publish(plan, 1, by=office, on=date(2024, 2, 6))
    rename(plan, office)
    client.force_login(office)
    text = client.get(f"/{plan.slug}/2024-01/targets/T01/history/").content.decode()
    assert "1 家，严重滞后" in text


@pytest.mark.django_db
def test_the_light_of_a_figure_being_typed_or_reviewed_says_the_name(
    plan, unit, office, reporter, client, settings
):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    factories.period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    rename(plan, office)
    client.force_login(reporter)
    typed = {"row": "T01", "value-T01": "12", "seen-T01": "0"}
    entry = reverse("entry_preview", args=[plan.slug, "2024-09"])
    preview = client.post(entry, typed).content.decode()
    assert f"{SHAPE}明显偏慢" in preview
    period = factories.period_of(plan, 9)
    other = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    factories.figure(other, period.month, "12", state="submitted", entered_by=reporter)
    client.force_login(office)
    queue = client.get(reverse("review_queue", args=[plan.slug, "2024-09"])).content.decode()
    assert f"{SHAPE}明显偏慢" in queue
    assert usual_in(preview + queue) == []


@pytest.mark.django_db
def test_the_trial_of_cut_points_says_the_names_being_typed(plan, office, client, settings):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    factories.figure(factories.TargetFactory.create(plan=plan, short_name="新培育企业"), 9, "40")
    client.force_login(office)
    posted = {"ahead": "1.10", "on_pace": "1.00", "behind": "0.95", "scale": "index"}
    posted |= {f"name-{light}": name for light, name in NAMES.items()}
    tried = client.post(reverse("setup_lights", args=[plan.slug]), {**posted, "action": "try"})
    assert "新培育企业由慢序时变为明显偏慢（0.904）" in tried.content.decode()
