"""更正 and 异议 as a person sees them: the forms, the office's list, and what the pages then say."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dashboard import objecting, publication
from dashboard.models import Objection, Publication
from dashboard.publication import publish
from targets import correcting
from targets.choices import Stage
from targets.models import Correction, Measurement, MeasurementVersion
from targets.rounds import RefusedError
from tests import factories

pytestmark = pytest.mark.django_db
SEPTEMBER_12 = date(2024, 9, 12)
REFUSED = {403, 404}


@pytest.fixture(autouse=True)
def day(settings):
    """Two days after August was published."""
    publication._body.cache_clear()
    settings.DEMO, settings.DEMO_DAY = True, SEPTEMBER_12


@pytest.fixture
def scene(plan, unit, office, monkeypatch):
    """July and August published, 35 firms of 59 in August; September not yet."""
    target = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T01", name="新培育企业"
    )
    other = factories.TargetFactory.create(plan=plan, code="T02", name="别家的指标")
    monkeypatch.setattr(publication, "checks_of", lambda *_: [])  # June is not published
    for month in (7, 8):
        factories.figure(target, month, str(35 * month // 8))
        factories.figure(other, month, "30")
        at = factories.moment(2024, month + 1, 10)
        publish(plan, month, by=office, on=date(2024, month + 1, 10), at=at)
    factories.period_of(plan, 9)
    return SimpleNamespace(plan=plan, unit=unit, office=office, target=target, other=other)


def path(page, month="2024-08", code="T01"):
    return reverse(page, args=["dinghai-2024", month, code])


LIST = "/dinghai-2024/review/corrections/"
RIGHT = {"typed": "40", "cause": "unit_error", "reason": "漏计五家"}


def text_of(response):
    """What a person reads on it, in one line."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def everything():
    models = (Correction, Objection, Publication, Measurement, MeasurementVersion)
    return [list(model.objects.order_by("pk").values()) for model in models]


def proposed(scene, by=None, month=8, **values):
    period = factories.period_of(scene.plan, month)
    by = by or factories.reporter_of(scene.unit)
    return correcting.propose(scene.target, period, by=by, **{**RIGHT, **values})


# Who


ROLES = {
    "reporter": lambda scene: factories.reporter_of(scene.unit),
    "head": lambda scene: factories.head_of(scene.unit),
    "office": lambda scene: factories.office_of(scene.plan.district),
    "another unit": lambda scene: factories.reporter_of(
        factories.UnitFactory.create(district=scene.plan.district)
    ),
    "leader": lambda scene: factories.leader_of(scene.plan.district),
    "administrator": lambda scene: factories.administrator_of(scene.plan.district),
    "elsewhere": lambda scene: factories.office_of(factories.DistrictFactory.create(code="putuo")),
}


def acts(scene, correction, objection):
    """Each act: its address, its form, and who may."""
    objecting = {"text": "八月数据与报表不符"}
    return (
        (path("correct"), RIGHT, {"reporter", "head", "office"}),
        (path("object"), objecting, {"reporter", "head"}),
        (path("correct", "2024-07"), {"withdraw": "1"}, set()),
        (LIST, {"approve": str(correction.pk)}, {"office"}),
        (LIST, {"refuse": str(correction.pk), "opinion": "与报表一致"}, {"office"}),
        (LIST, {"answer": str(objection.pk), "opinion": "口径不同"}, {"office"}),
        (path("correct", "2024-09"), RIGHT, set()),
        (path("object", "2024-09"), objecting, set()),
    )


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_is_refused_the_rest(client, scene, role):
    correction = proposed(scene, month=7)
    objection = Objection.objects.create(
        target=scene.target,
        unit=scene.unit,
        period=factories.period_of(scene.plan, 7),
        text="不符",
        raised_by=factories.head_of(scene.unit),
    )
    client.force_login(ROLES[role](scene))
    wrong = []
    for address, form, may in acts(scene, correction, objection):
        before = everything()
        response = client.post(address, form)
        if role in may:
            right = response.status_code == 302 and everything() != before
            Correction.objects.filter(pk=correction.pk).update(stage=Stage.PENDING)
        else:
            told = {409} if may == set() and role in {"reporter", "head", "office"} else set()
            right = response.status_code in REFUSED | told and everything() == before
        if not right:
            wrong.append((address, form, response.status_code))
    assert wrong == []


def test_another_units_figure_is_neither_corrected_nor_objected_to(client, scene):
    client.force_login(factories.head_of(scene.unit))
    for page, form in (("correct", RIGHT), ("object", {"text": "不符"})):
        before = everything()
        assert client.get(path(page, code="T02")).status_code == 403
        assert client.post(path(page, code="T02"), form).status_code == 403
        assert everything() == before


@pytest.mark.parametrize("address", [path("correct", "2023-08"), path("correct", code="T99")])
def test_what_is_not_there_is_not_found(client, scene, address):
    client.force_login(scene.office)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("form", [{"approve": "99999"}, {"refuse": "x"}, {"answer": ""}, {}])
def test_a_press_on_nothing_is_not_found(client, scene, form):
    client.force_login(scene.office)
    assert client.post(LIST, form).status_code == 404


# Asking


def test_a_proposal_is_kept_and_shown_to_its_unit_and_the_office_alone(client, scene):
    reporter = factories.reporter_of(scene.unit)
    client.force_login(reporter)
    response = client.post(path("correct"), RIGHT, follow=True)
    assert "已提出：新培育企业8月更正，待专班另一人批准后生效。" in text_of(response)
    assert f"更正待批准 35→40，{reporter}9月12日提出：漏计五家" in text_of(response)
    for other in (factories.leader_of(scene.plan.district), ROLES["another unit"](scene)):
        client.force_login(other)
        assert "漏计五家" not in text_of(client.get(path("target_detail")))
    client.force_login(factories.office_of(scene.plan.district))
    assert "新培育企业 8月 35 → 40" in text_of(client.get(LIST))


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"typed": "四十"}, 422, "新培育企业：“四十”不是数字"),
        ({"typed": "35"}, 422, "与已发布的数值相同（35家），没有可更正的。"),
        ({"reason": ""}, 422, "请写明理由，专班据此办理。"),
        ({"cause": ""}, 422, "请选择更正原因：单位差错，还是来源修订。"),
        ({"cause": "x"}, 422, "请选择更正原因：单位差错，还是来源修订。"),
        ({"typed": "350"}, 422, "是7月的"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(client, scene, form, status, sentence):
    client.force_login(factories.reporter_of(scene.unit))
    before = everything()
    response = client.post(path("correct"), {**RIGHT, "reason": "漏计了", **form})
    assert response.status_code == status
    assert sentence in text_of(response)
    body = response.content.decode()
    assert f'value="{form.get("typed", "40")}"' in body
    assert form.get("reason", "漏计了") in body
    assert 'role="alert"' in body
    assert everything() == before


def test_a_doubtful_figure_is_taken_when_it_is_meant(client, scene):
    client.force_login(factories.reporter_of(scene.unit))
    doubtful = {**RIGHT, "typed": "350"}
    page = client.post(path("correct"), doubtful)
    assert 'name="confirmed" value="350"' in page.content.decode()
    changed = client.post(path("correct"), {**doubtful, "typed": "351", "confirmed": "350"})
    assert changed.status_code == 422  # another figure than the one that was confirmed
    assert client.post(path("correct"), {**doubtful, "confirmed": "350"}).status_code == 302
    client.force_login(scene.office)
    assert "多写了1位" in text_of(client.get(LIST))


def test_a_second_proposal_waits_for_the_first_and_its_own_is_withdrawn(client, scene):
    reporter, head = factories.reporter_of(scene.unit), factories.head_of(scene.unit)
    proposed(scene, by=reporter)
    client.force_login(head)
    response = client.post(path("correct"), {**RIGHT, "typed": "41"})
    assert response.status_code == 409
    assert f"这一项已有待批准的更正（{reporter}提出，35改为40），办完后再提。" in text_of(response)
    assert "撤回更正" not in text_of(response)
    client.force_login(reporter)
    assert "撤回更正" in text_of(client.get(path("correct")))
    response = client.post(path("correct"), {"withdraw": "1"}, follow=True)
    assert "已撤回，发布的数值不变。" in text_of(response)
    assert client.post(path("correct"), {"withdraw": "1"}).status_code == 409


def test_a_month_not_published_says_so(client, scene):
    client.force_login(factories.reporter_of(scene.unit))
    assert "9月还没有发布，不用更正" in text_of(client.get(path("correct", "2024-09")))
    response = client.post(path("correct", "2024-09"), RIGHT)
    assert response.status_code == 409
    assert "9月还没有发布，不用更正：请单位直接在填报表里改。" in text_of(response)


# Deciding


def test_the_proposer_sees_no_button_and_a_forced_press_is_refused(client, scene):
    row = proposed(scene, by=scene.office)
    client.force_login(scene.office)
    assert "本人提出，须由专班另一人办理。" in text_of(client.get(LIST))
    response = client.post(LIST, {"approve": str(row.pk)})
    assert response.status_code == 409
    assert "由本人提出，须由专班另一人办理。" in text_of(response)


def test_a_refusal_without_a_reason_keeps_the_page(client, scene):
    row = proposed(scene)
    client.force_login(scene.office)
    response = client.post(LIST, {"refuse": str(row.pk)})
    assert response.status_code == 422
    assert "请写明不批准的理由" in text_of(response)
    response = client.post(LIST, {"refuse": str(row.pk), "opinion": "与报表一致"}, follow=True)
    assert "发布的数值不变" in text_of(response)
    client.force_login(factories.reporter_of(scene.unit))
    assert "与报表一致" in text_of(client.get(path("target_detail")))


def test_two_people_decide_at_once_and_the_second_is_told(client, scene):
    row = proposed(scene)
    first, second = scene.office, factories.office_of(scene.plan.district)
    publication.correct(row, by=first)
    client.force_login(second)
    response = client.post(LIST, {"refuse": str(row.pk), "opinion": "不对"})
    assert response.status_code == 409
    assert f"已由{first}办理（已批准），不能再办。" in text_of(response)


def test_the_menu_tells_the_office_what_waits(client, scene):
    proposed(scene)
    client.force_login(scene.office)
    body = client.get("/dinghai-2024/2024-08/").content.decode()
    assert re.search(r"更正\s*<span[^>]*>1</span>", body)


# What everybody reads


@pytest.fixture
def corrected(client, scene):
    """August corrected from 35 to 40 by the office; a leader reads."""
    publication.correct(proposed(scene), by=factories.office_of(scene.plan.district))
    client.force_login(factories.leader_of(scene.plan.district))
    return scene


@pytest.mark.parametrize("page", ["", "targets/T01/", "units/{unit}/"])
def test_pages_show_both_values_lights_who_and_why(client, corrected, page):
    text = text_of(client.get(f"/dinghai-2024/2024-08/{page.format(unit=corrected.unit.code)}"))
    row = Correction.objects.get()
    assert "已更正" in text
    assert "8月更正 1项" in text
    assert "35 → 40 家" in text
    assert (
        f"滞后改为达序时 · 单位差错 · {row.proposed_by}提出，{row.decided_by}批准，9月12日" in text
    )
    assert "不重算当月排名" in text


def test_the_list_the_csv_and_the_workbook_carry_the_tag(client, corrected):
    assert "新培育企业 已更正" in text_of(client.get("/dinghai-2024/2024-08/targets/"))
    csv = client.get("/dinghai-2024/2024-08/targets.csv").content.decode()
    assert "已更正：35→40（单位差错，9月12日）" in csv
    sheet = load_workbook(BytesIO(downloaded(client, "")))["指标"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("已更正：35→40（单位差错，9月12日）" in cell for cell in cells)


def downloaded(client, query):
    response = client.get(f"/dinghai-2024/2024-08/export.xlsx{query}")
    return b"".join(response.streaming_content)


def test_the_edition_before_stays_readable_and_exportable(client, corrected):
    address = "/dinghai-2024/2024-08/"
    old = client.get(f"{address}?edition=1")
    assert "这是8月的第1版，已被更正。现以第2版为准" in text_of(old)
    assert "已更正" not in text_of(old)
    assert "export.xlsx?edition=1" in old.content.decode()
    figures = [
        [cell.value for row in load_workbook(BytesIO(book))["指标"].iter_rows() for cell in row]
        for book in (downloaded(client, "?edition=1"), downloaded(client, "?edition=2"))
    ]
    assert [35 in cells for cells in figures] == [True, False]
    assert [40 in cells for cells in figures] == [False, True]
    assert client.get(f"{address}targets/T01/?edition=1").status_code == 200
    assert "35" in client.get(f"{address}targets.csv?edition=1").content.decode()


@pytest.mark.parametrize("edition", ["0", "3", "-1", "x", "１", "9" * 30])
def test_an_edition_that_never_was_is_not_found(client, corrected, edition):
    for page in ("", "targets/", "targets.csv", "export.xlsx"):
        response = client.get(f"/dinghai-2024/2024-08/{page}", {"edition": edition})
        assert response.status_code == 404


def test_a_page_that_was_read_before_is_fresh_after_the_correction(client, scene):
    client.force_login(factories.leader_of(scene.plan.district))
    address = "/dinghai-2024/2024-08/targets/T01/"
    before = client.get(address)
    assert client.get(address, headers={"If-None-Match": before["ETag"]}).status_code == 304
    publication.correct(proposed(scene), by=scene.office)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] != before["ETag"]) == (200, True)
    assert "已更正" in text_of(after)


def test_later_months_say_that_they_used_the_old_figure(client, scene):
    address = "/dinghai-2024/2024-08/"
    reader = factories.leader_of(scene.plan.district)
    client.force_login(reader)
    etag = client.get(address)["ETag"]
    row = proposed(scene, month=7, typed="31", cause="source_revision", reason="统计局修订")
    publication.correct(row, by=scene.office)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200
    told = "以前月份有更正：新培育企业7月30→31（来源修订）。本期仍按原数，不重算。"
    assert told in text_of(client.get(address))
    assert "7月30→31（来源修订）" in text_of(client.get(f"{address}targets/T01/"))
    assert "以前月份有更正" not in text_of(client.get(f"{address}targets/T02/"))
    assert "以前月份有更正" not in text_of(client.get("/dinghai-2024/2024-07/"))
    assert Publication.objects.filter(period__month=8).count() == 1


# Objecting


def test_an_objection_is_answered_and_the_unit_reads_the_answer(client, scene):
    head = factories.head_of(scene.unit)
    client.force_login(head)
    response = client.post(path("object"), {"text": "八月应为四十家"}, follow=True)
    assert "已提出：新培育企业8月异议，专班答复后在这里显示。" in text_of(response)
    assert f"异议待答复 {head}9月12日提出：八月应为四十家" in text_of(response)
    row = Objection.objects.get()
    client.force_login(scene.office)
    assert "八月应为四十家" in text_of(client.get(LIST))
    assert client.post(LIST, {"answer": str(row.pk)}).status_code == 422
    client.post(LIST, {"answer": str(row.pk), "opinion": "以统计局口径为准"})
    client.force_login(head)
    assert "以统计局口径为准" in text_of(client.get(path("target_detail")))


def test_a_granted_objection_becomes_a_correction_that_another_decides(client, scene):
    row = Objection.objects.create(
        target=scene.target,
        unit=scene.unit,
        period=factories.period_of(scene.plan, 8),
        text="八月应为四十家",
        raised_by=factories.head_of(scene.unit),
    )
    client.force_login(scene.office)
    form = client.get(f"{path('correct')}?objection={row.pk}").content.decode()
    assert "八月应为四十家" in form
    assert f'name="objection" value="{row.pk}"' in form
    client.post(path("correct"), {**RIGHT, "objection": str(row.pk)})
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("异议成立，已转入更正办理。", scene.office)
    assert Correction.objects.get().proposed_by == scene.office


def test_an_objection_answered_otherwise_is_not_granted_as_well(client, scene):
    row = Objection.objects.create(
        target=scene.target,
        unit=scene.unit,
        period=factories.period_of(scene.plan, 8),
        text="八月应为四十家",
        raised_by=factories.head_of(scene.unit),
    )
    objecting.answer(row, text="口径不同", by=scene.office)
    another = factories.office_of(scene.plan.district)
    with pytest.raises(RefusedError, match="答复：口径不同"):
        objecting.accept(row, typed="38", cause="unit_error", reason="漏计", by=another)
    row.refresh_from_db()
    assert (row.answer, Correction.objects.count()) == ("口径不同", 0)


def test_a_unit_cannot_answer_an_objection_by_naming_it(client, scene):
    head = factories.head_of(scene.unit)
    row = Objection.objects.create(
        target=scene.target,
        unit=scene.unit,
        period=factories.period_of(scene.plan, 8),
        text="不符",
        raised_by=head,
    )
    client.force_login(head)
    client.post(path("correct"), {**RIGHT, "objection": str(row.pk)})
    row.refresh_from_db()
    assert row.answered_at is None


@pytest.mark.parametrize(("day_of", "is_taken"), [(17, True), (18, False)])
def test_a_unit_objects_for_seven_days(client, scene, settings, day_of, is_taken):
    settings.DEMO_DAY = date(2024, 9, day_of)
    client.force_login(factories.reporter_of(scene.unit))
    assert ("提出异议" in text_of(client.get(path("target_detail")))) is is_taken
    response = client.post(path("object"), {"text": "不符"})
    assert response.status_code == (302 if is_taken else 409)
    assert Objection.objects.exists() is is_taken
    if not is_taken:
        told = "8月的异议已于9月17日截止（发布后7日内）。数值有误的，请改提更正。"
        assert told in text_of(response)


def test_a_correction_does_not_begin_the_seven_days_anew(client, scene, settings):
    settings.DEMO_DAY = date(2024, 9, 17)
    publication.correct(proposed(scene), by=scene.office)
    settings.DEMO_DAY = date(2024, 9, 18)
    client.force_login(factories.reporter_of(scene.unit))
    assert client.post(path("object"), {"text": "不符"}).status_code == 409


def test_a_missed_figure_leads_from_the_to_do_list_to_the_form(client, plan, unit, office):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01", name="双强项目")
    factories.period_of(plan, 1)
    publish(plan, 1, by=office, on=date(2024, 2, 10), at=factories.moment(2024, 2, 10))
    factories.period_of(plan, 2)
    client.force_login(factories.reporter_of(unit))
    address = path("correct", "2024-01")
    assert address in client.get("/dinghai-2024/entry/").content.decode()
    assert "补报双强项目1月数据" in text_of(client.get(address))
    assert client.post(address, {"typed": "1", "reason": "漏报"}).status_code == 302
    row = Correction.objects.get(target=target)
    assert (row.cause, row.old_value) == ("late", None)
