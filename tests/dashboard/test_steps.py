"""What the pages of the loop share: the timeline's days, and all that is missing said at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks import milestones
from tests.factories import task_of
from tests.looped import milestone_of

pytestmark = pytest.mark.django_db


def test_what_was_claimed_tells_the_day_it_was_done(client, plan, unit, reporter):
    task = task_of(plan, unit, number=3)
    row = milestone_of(task, unit)
    done: dict[str, Any] = {"done_on": date(2024, 3, 1), "on": date(2024, 3, 12)}
    milestones.claim(
        row,
        files=[SimpleUploadedFile("榜单.pdf", b"%PDF-1.7")],
        seen_version=1,
        by=reporter,
        **done,
    )
    client.force_login(reporter)
    page = client.get(f"/dinghai-2024/entry/milestones/3/?milestone={row.number}")
    html = page.content.decode()
    assert "3月1日完成" in html
    assert "至3月1日" not in html


@pytest.mark.parametrize(
    ("page", "form", "told"),
    [
        (
            "problems/new/",
            {"title": "差一半"},
            [
                "请选问题涉及的指标或任务。",
                "请填情况说明。",
                "请选类别。",
                "请选责任单位。",
                "请填时限。",
            ],
        ),
        ("orders/new/", {"facts": "滞后"}, ["请填事项。", "请选办理单位。", "请填办理要求。"]),
        ("gatherings/new/", {"act": "call"}, ["请写明会议名称。", "请填日期。"]),
        ("highlights/new/", {}, ["请写明标题。", "请填内容。"]),
    ],
)
def test_all_that_is_missing_is_said_at_once(client, plan, office, page, form, told):
    client.force_login(office)
    given = {"act": "raise", "level": "unit", "due_on": "", **form}
    if "orders" in page:
        given["due_on"] = "2024-12-01"
    answer = client.post(f"/dinghai-2024/{page}", given)
    assert answer.status_code == 422
    said = answer.context["errors"]
    assert [each["text"] for each in said] == told
    html = answer.content.decode()
    assert all(f'id="{each["url"][1:]}"' in html for each in said)
