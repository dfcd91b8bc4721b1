"""`manage.py set_superior`: a superior is set, made, taken away; never in a ring."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import District
from tests import factories

pytestmark = pytest.mark.django_db


def told(*words, **options):
    out = StringIO()
    call_command("set_superior", *words, stdout=out, **options)
    return out.getvalue().strip()


def parent_of(code):
    return District.objects.get(code=code).parent


def test_a_superior_is_made_set_and_taken_away():
    factories.DistrictFactory.create()
    assert told("dinghai", "zhoushan", name="舟山市") == "定海区的上级是舟山市。"
    assert parent_of("dinghai").name == "舟山市"
    assert told("dinghai", "zhoushan", name="又一个") == "定海区的上级是舟山市。"
    assert told("dinghai") == "定海区不再有上级。"
    assert parent_of("dinghai") is None


@pytest.mark.parametrize("words", [("nowhere", "dinghai"), ("dinghai", "nowhere")])
def test_an_unknown_district_is_named(words):
    factories.DistrictFactory.create()
    with pytest.raises(CommandError, match="没有代码为“nowhere”的行政区"):
        told(*words)


def test_nobody_stands_above_themselves():
    low = factories.DistrictFactory.create()
    high = factories.DistrictFactory.create(code="zhoushan", name="舟山市")
    low.parent = high
    low.save()
    with pytest.raises(CommandError, match="定海区在舟山市之下，不能作它的上级"):
        told("zhoushan", "dinghai")
    with pytest.raises(CommandError, match="不能作它的上级"):
        told("dinghai", "dinghai")
    assert parent_of("zhoushan") is None
