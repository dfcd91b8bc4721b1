"""办理: what the timeline of a matter says of the day that a step sets or tells."""

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
