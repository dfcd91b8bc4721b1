"""How a person is reached: kept by the administrator of their district alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts import people
from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(plan):
    return factories.administrator_of(plan.district)


def post(client, account, **typed):
    return client.post(f"/manage/accounts/{account.pk}/contact/", typed)


def test_administrator_keeps_phone_and_mail_and_the_trail_says_so(client, administrator, reporter):
    client.force_login(administrator)
    assert post(client, reporter, phone="0580-1", email="z@xushi.example").status_code == 302
    reporter.refresh_from_db()
    assert (reporter.phone, reporter.email) == ("0580-1", "z@xushi.example")
    page = client.get(f"/manage/accounts/{reporter.pk}/").content.decode()
    assert "改联系方式" in page
    assert 'value="z@xushi.example"' in page


def test_the_same_again_leaves_no_second_trace(administrator, reporter, plan):
    for _ in range(2):
        people.set_contact(
            reporter, phone="1", email="z@xushi.example", district=plan.district, by=administrator
        )
    assert (
        User.history.filter(id=reporter.pk, history_change_reason__contains="改联系").count() == 1
    )


def test_address_that_is_none_is_refused_and_kept_in_its_field(client, administrator, reporter):
    client.force_login(administrator)
    response = post(client, reporter, phone="1", email="张三")
    assert response.status_code == 422
    assert response.context["contact"].errors == {"email": ["邮箱写成name@example.cn这样。"]}
    assert 'value="张三"' in response.content.decode()
    reporter.refresh_from_db()
    assert reporter.email == ""


def test_new_account_has_its_mail_at_once(client, administrator, unit):
    client.force_login(administrator)
    typed = {"username": "new", "full_name": "某", "role": "reporter", "unit": unit.pk}
    client.post("/manage/accounts/new/", {**typed, "email": "new@xushi.example"})
    assert User.objects.get(username="new").email == "new@xushi.example"


def test_who_works_elsewhere_is_left_to_that_administrator(administrator, reporter, plan):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    factories.MembershipFactory.create(
        user=reporter, district=elsewhere, unit=None, role="leader", is_current=False
    )
    with pytest.raises(PermissionDenied):
        people.set_contact(reporter, phone="", email="", district=plan.district, by=administrator)
