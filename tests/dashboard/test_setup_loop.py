"""计划设置, 问题督办: who switches it on, what is refused, and what it holds for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from dashboard import report
from plans import configuring
from plans.configuring import SettingConflictError, SettingRefusedError
from tasks import ordering
from tasks.ordering import Wanted
from tests import factories, looped


def kept(plan, by, **more):
    given = {"keeps_loop": True, "order_mark": "定创督", "reason": "区委会议定", "by": by}
    return configuring.set_loop(plan, **(given | {"seen": configuring.seen_of(plan)} | more))


def test_the_office_keeps_it_with_a_reason(plan, office):
    row = kept(plan, office)
    assert (row.keeps_loop, row.order_mark) == (True, "定创督")
    newest = plan.history.first()
    assert (newest.keeps_loop, newest.history_change_reason, newest.history_user) == (
        True,
        "区委会议定",
        office,
    )
    plan.refresh_from_db()
    assert not kept(plan, office, keeps_loop=False).keeps_loop


def test_another_mark_leaves_the_numbers_of_issued_orders(plan, unit, office):
    wanted = Wanted("研发费用滞后", "慢于序时进度。", "滞后的原因", date(2024, 3, 29), unit)
    first = ordering.issue(plan, wanted, by=office, on=date(2024, 3, 1))
    kept(plan, office, order_mark="定创督")
    plan.refresh_from_db()
    again = replace(wanted, title="专利滞后")
    second = ordering.issue(plan, again, by=office, on=date(2024, 3, 1))
    first.refresh_from_db()
    assert (first.label, second.label) == ("督〔2024〕1号", "定创督〔2024〕2号")


@pytest.mark.parametrize("who", ["leader", "reporter"])
def test_nobody_else_does(request, plan, who):
    with pytest.raises(PermissionDenied):
        kept(plan, request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"reason": " "}, "reason", "请写明改动的理由，留作审计记录。"),
        ({"order_mark": " "}, "order_mark", "请填督办单字号，例如定创督。"),
        (
            {"order_mark": "一二三四五六七八九十督"},
            "order_mark",
            "督办单字号最多10字，“一二三四五六七八九十督”有11字。",
        ),
        (
            {"order_mark": "定督〔2024〕"},
            "order_mark",
            "督办单字号只写文字，年份和编号由系统加上，例如定创督。",
        ),
    ],
)
def test_what_is_refused(plan, office, given, field, told):
    with pytest.raises(SettingRefusedError) as refused:
        kept(plan, office, **given)
    assert (refused.value.message, refused.value.field) == (told, field)
    plan.refresh_from_db()
    assert not plan.keeps_loop


def test_settings_that_changed_meanwhile_are_not_overwritten(plan, office):
    with pytest.raises(SettingConflictError):
        kept(plan, office, seen="x")


def test_the_same_setting_twice_is_one_change(plan, office):
    seen = configuring.seen_of(plan)
    kept(plan, office, seen=seen)
    kept(plan, office, seen=seen)
    assert plan.history.filter(keeps_loop=True).count() == 1


def test_the_next_report_keeps_it(plan, unit, office, reporter):
    factories.period_of(plan, 1)
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    looped.problem_of(target, unit, reporter)
    before, on = report.live(plan, 1, on=date(2024, 4, 1)), date(2024, 4, 1)
    after = report.live(kept(plan, office), 1, on=on)
    assert [(each.keeps_loop, len(each.problems)) for each in (before, after)] == [
        (False, 0),
        (True, 1),
    ]


def test_its_page(client, plan, office):
    client.force_login(office)
    path = reverse("setup_loop", kwargs={"plan": plan.slug})
    assert "现在未启用" in client.get(path).content.decode()
    form = {"keeps_loop": "on", "order_mark": "定创督", "seen": configuring.seen_of(plan)}
    refused = client.post(path, form | {"reason": "", "order_mark": "定创督办"})
    assert refused.status_code == 422
    assert 'value="定创督办"' in refused.content.decode()  # what was typed stays
    assert client.post(path, form | {"seen": "x", "reason": "定"}).status_code == 409
    assert client.post(path, form | {"reason": "定"}).status_code == 302
    html = client.get(path).content.decode()
    assert "现在启用" in html
    assert 'value="定创督"' in html
