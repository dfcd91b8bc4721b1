"""A goal adjusted within the year is told wherever the target stands: page, list, Excel, CSV, chart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from dashboard import report
from dashboard.charts.target import year
from dashboard.charts.trends import goal_points, trends
from tests import factories
from tests.factories import figure, period_of

pytestmark = pytest.mark.django_db
ON = date(2024, 10, 8)
WORDS = "目标调整：9月起59家以上→65家以上，理由：上级加码，文件：区委办〔2024〕9号"


@pytest.fixture
def row(plan):
    """44 of 59, of 65 from September on."""
    target = factories.TargetFactory.create(plan=plan, code="T06")
    for month in range(1, 13):
        period_of(plan, month)
    figure(target, 8, "40")
    figure(target, 9, "45")
    factories.GoalChangeFactory.create(target=target)
    return report.live(plan, 9, on=ON).targets[0]


@pytest.fixture
def client(plan, settings, row):
    settings.DEMO, settings.DEMO_DAY = True, ON
    made = Client()
    made.force_login(factories.office_of(plan.district))
    return made


def test_the_targets_page_and_the_list_tell_both_goals(client):
    page = client.get("/dinghai-2024/2024-09/targets/T06/").content.decode()
    assert "9月起59家以上→65家以上" in page
    assert "理由：上级加码；文件：区委办〔2024〕9号" in page
    listed = client.get("/dinghai-2024/2024-09/targets/").content.decode()
    assert "65家以上" in listed
    assert "9月前59家以上" in listed
    august = client.get("/dinghai-2024/2024-08/targets/").content.decode()
    assert "9月起65家以上" in august


def test_the_workbook_and_the_csv_tell_both_goals(client):
    book = load_workbook(BytesIO(client.get("/dinghai-2024/2024-09/export.xlsx").getvalue()))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert [cell for cell in cells if WORDS in cell]
    assert WORDS in client.get("/dinghai-2024/2024-09/targets.csv").content.decode()


def test_the_goal_line_is_a_step_and_the_pace_follows_it(row):
    months, goals = goal_points(row)
    assert list(zip(months, goals, strict=True))[7:11] == [
        (8, Decimal(59)),
        (9, Decimal(59)),
        (9, Decimal(65)),
        (10, Decimal(65)),
    ]
    goal, pace = year(row).traces[:2]
    assert (goal["x"][8:10], goal["y"][8:10]) == (["9月", "9月"], [59, 65])
    assert [str(due) for due in pace["y"][7:9]] == ["39.333", "48.750"]
    assert trends([row], {"T06": "/"}).traces[1]["y"][7:11] == [59, 59, 65, 65]


def test_a_goal_that_never_moved_is_a_straight_line(plan):
    period_of(plan, 8)
    figure(factories.TargetFactory.create(plan=plan), 8, "40")
    still = report.live(plan, 8, on=ON).targets[0]
    assert goal_points(still) == (list(range(1, 13)), [59] * 12)
