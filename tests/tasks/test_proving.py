"""Evidence: put to a figure or note while it can change, read by those who may, given out as it was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plans import evidence
from plans.models import Evidence
from targets import reporting
from targets.models import Measurement
from targets.rounds import RefusedError
from tasks import proving
from tasks.models import ProgressNote
from tests import factories
from tests.factories import TargetFactory, figure, task_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
FIGURES = "/dinghai-2024/entry/2024-09/figures/"
PROOF = "/dinghai-2024/entry/2024-09/proof/T04/"
NOTE_PROOF = "/dinghai-2024/entry/2024-09/notes/3/proof/"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def firms(plan, unit, september):
    return TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")


@pytest.fixture
def clerk(client, reporter, firms):
    client.force_login(reporter)
    return client


def file(content=PDF, name="报表.pdf"):
    return SimpleUploadedFile(name, content)


def put(client, *files, path=PROOF):
    return client.post(path, {"file": list(files)})


def only():
    return Evidence.objects.get()


def link(row):
    return f"/dinghai-2024/evidence/{row.pk}/"


def as_(client, person):
    client.force_login(person)
    return client


# Putting it there


def test_file_stands_with_an_empty_draft_that_makes_no_page_stale(clerk, reporter, firms):
    response = put(clerk, file())
    assert (response.status_code, response.url) == (302, PROOF)
    row = Measurement.objects.get()
    assert (row.state, row.version, row.value, row.entered_by) == ("draft", 0, None, reporter)
    assert [each.name for each in row.evidence.all()] == ["报表.pdf"]
    typed = {"value-T04": "45", "seen-T04": "0", "why-T04": "", "action": "save"}
    assert clerk.post(FIGURES, typed).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.version, row.evidence.count()) == (Decimal(45), 1, 1)


def test_version_names_the_files_that_stood_with_it(clerk, reporter, firms, september):
    put(clerk, file())
    row = reporting.save(
        firms, september, seen_version=0, by=reporter, on=september.due_on, typed="45"
    )
    assert row.versions.get().evidence == [{"name": "报表.pdf", "sha256": sha256(PDF).hexdigest()}]


def test_page_lists_name_size_and_checksum(clerk):
    put(clerk, file())
    page = clerk.get(PROOF).content.decode()
    assert "报表.pdf" in page
    assert sha256(PDF).hexdigest() in page
    assert "还可放9个" in page


def test_same_file_twice_is_one(clerk):
    put(clerk, file())
    put(clerk, file(name="又一次.pdf"))
    assert only().name == "报表.pdf"


def test_several_at_once_each_get_their_answer(clerk):
    response = put(clerk, file(), file(b"<svg onload=alert(1)>", "a.png"), file(b"%PDF-2", "b.pdf"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "“a.png”没有收下：这种文件不能作依据。" in page
    assert [each.name for each in Evidence.objects.all()] == ["报表.pdf", "b.pdf"]


def test_eleventh_file_is_refused(clerk):
    put(clerk, *(file(PDF + bytes([each])) for each in range(10)))
    response = put(clerk, file(b"%PDF-2"))
    assert response.status_code == 422
    assert "一项最多10个依据，请先撤下不用的。" in response.content.decode()
    assert Evidence.objects.count() == 10


@pytest.mark.parametrize("form", [{}, {"file": ""}, {"file": "text"}])
def test_nothing_chosen_says_so(clerk, form):
    response = clerk.post(PROOF, form)
    assert response.status_code == 422
    assert "还没有选文件。" in response.content.decode()
    assert Measurement.objects.count() == 0


def test_path_in_a_name_leads_nowhere(clerk, root):
    put(clerk, file(name="../../../evil.pdf"))
    assert only().name == "evil.pdf"
    assert [path.name for path in root.rglob("*") if path.is_file()] == [only().sha256]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("submitted", "已提交待审，依据只能查看。要增减依据，请先撤回。"),
        ("approved", "已审核通过，依据只能查看。确需更换的，请联系专班退回。"),
    ],
)
def test_what_is_handed_in_keeps_its_files(clerk, firms, reporter, state, told, root):
    row = figure(firms, 9, "45", state="draft", entered_by=reporter)
    put(clerk, file())
    kept = only()
    Measurement.objects.filter(pk=row.pk).update(
        state=state,
        submitted_at=timezone.now(),
        submitted_by=reporter,
        reviewed_at=timezone.now(),
        reviewed_by=reporter,
    )
    assert told in put(clerk, file(b"%PDF-2")).content.decode()
    assert told in clerk.post(PROOF, {"remove": str(kept.pk)}).content.decode()
    kept.refresh_from_db()
    assert (Evidence.objects.count(), kept.removed_at) == (1, None)
    assert len([path for path in root.rglob("*") if path.is_file()]) == 1


def test_published_month_and_month_not_asked_take_none(clerk, firms, september):
    firms.reporting_months = [12]
    firms.save()
    assert "不用报" in put(clerk, file()).content.decode()
    firms.reporting_months = [9]
    firms.save()
    september.published_at = timezone.now()
    september.save()
    assert "9月已发布，依据只能查看。" in put(clerk, file()).content.decode()
    assert Evidence.objects.count() == 0


def test_file_taken_down_is_gone_from_every_page(clerk, reporter):
    put(clerk, file())
    row = only()
    assert clerk.post(PROOF, {"remove": str(row.pk)}).status_code == 302
    row.refresh_from_db()
    assert row.removed_by == reporter
    assert "报表.pdf" not in clerk.get(PROOF).content.decode()
    assert clerk.get(link(row)).status_code == 404
    assert clerk.post(PROOF, {"remove": str(row.pk)}).status_code == 302


def test_page_opened_before_the_month_was_published_takes_nothing_down(
    clerk, reporter, september, today
):
    put(clerk, file())
    place = proving.place_of_figure(september, "T04", by=reporter)
    assert place is not None
    type(september).objects.filter(pk=september.pk).update(published_at=timezone.now())
    with pytest.raises(RefusedError, match="9月已发布"):
        proving.take_down(place, only().pk, by=reporter, on=today)
    assert only().removed_at is None


def test_file_of_another_figure_is_not_taken_down_here(clerk, plan, unit):
    other = TargetFactory.create(plan=plan, lead_unit=unit, code="T05")
    put(clerk, file(), path=PROOF.replace("T04", "T05"))
    assert Measurement.objects.get().target == other
    for remove in (str(only().pk), "-1", "x", "99999999999999999999"):
        assert clerk.post(PROOF, {"remove": remove}).status_code == 403
    assert only().removed_at is None


def test_note_has_evidence_as_a_figure_has(clerk, plan, unit):
    task_of(plan, unit, number=3)
    assert put(clerk, file(), path=NOTE_PROOF).status_code == 302
    note = ProgressNote.objects.get()
    assert (note.version, note.state, note.evidence.get().name) == (0, "draft", "报表.pdf")
    assert "报表.pdf" in clerk.get(NOTE_PROOF).content.decode()
    assert clerk.post(NOTE_PROOF, {"remove": str(only().pk)}).status_code == 302
    assert only().removed_at is not None


def test_joining_unit_finds_no_evidence_of_the_note(client, plan, unit, september):
    lead = factories.UnitFactory.create(district=plan.district)
    task_of(plan, lead, unit, number=3)
    client.force_login(factories.reporter_of(unit))
    assert put(client, file(), path=NOTE_PROOF).status_code == 404
    assert Evidence.objects.count() == 0


# Who may


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_page_of_a_units_evidence_is_nobody_elses(client, plan, firms, role):
    client.force_login(getattr(factories, f"{role}_of")(plan.district))
    assert client.get(PROOF).status_code == 404
    assert put(client, file()).status_code == 404
    assert Evidence.objects.count() == 0


def test_other_units_and_other_districts_neither_see_nor_put(clerk, plan):
    put(clerk, file())
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    others = (
        factories.reporter_of(factories.UnitFactory.create(district=plan.district)),
        factories.head_of(factories.UnitFactory.create(district=plan.district)),
        factories.office_of(elsewhere),
        factories.reporter_of(factories.UnitFactory.create(district=elsewhere)),
    )
    for person in others:
        client = as_(clerk, person)
        assert client.get(PROOF).status_code == 404
        assert put(client, file(b"%PDF-2")).status_code == 404
        assert client.post(PROOF, {"remove": str(only().pk)}).status_code == 404
        assert client.get(link(only())).status_code == 404
    assert only().removed_at is None


@pytest.mark.parametrize(
    ("state", "countersign", "published", "who"),
    [
        ("draft", False, False, "unit"),
        ("submitted", False, False, "unit office"),
        ("submitted", True, False, "unit"),
        ("countersigned", True, False, "unit office"),
        ("returned", False, False, "unit office"),
        ("approved", False, False, "unit office"),
        ("approved", False, True, "unit office leader"),
        ("draft", False, True, "unit"),  # frozen as missing
    ],
)
def test_evidence_is_read_by_those_who_may_read_its_figure(
    client, plan, unit, firms, september, state, countersign, published, who
):
    plan.countersign = countersign
    plan.save()
    september.published_at = timezone.now() if published else None
    september.save()
    by = factories.reporter_of(unit)
    day = timezone.now() - timedelta(days=1)
    row = figure(
        firms, 9, "45", state=state, entered_by=by, countersigned_by=by, countersigned_at=day
    )
    row.evidence.add(evidence.store(file(), plan=plan, unit=unit, by=by))
    people = {
        "unit": factories.head_of(unit),
        "office": factories.office_of(plan.district),
        "leader": factories.leader_of(plan.district),
        "other unit": factories.head_of(factories.UnitFactory.create(district=plan.district)),
        "administrator": factories.administrator_of(plan.district),
    }
    told = {
        role: as_(client, person).get(link(only())).status_code for role, person in people.items()
    }
    assert told == {role: 200 if role in who.split() else 404 for role in people}


def test_office_puts_files_for_a_unit_and_takes_down_only_its_own(
    client, plan, unit, firms, reporter
):
    put(as_(client, reporter), file())
    theirs = only()
    office = as_(client, factories.office_of(plan.district))
    assert "报表.pdf" not in office.get(PROOF).content.decode()  # the unit's own draft
    put(office, file(b"%PDF-2", "代传.pdf"))
    page = office.get(PROOF).content.decode()
    assert ("代传.pdf" in page, "报表.pdf" in page) == (True, False)
    assert office.post(PROOF, {"remove": str(theirs.pk)}).status_code == 403
    own = Evidence.objects.get(name="代传.pdf")
    assert office.get(link(own)).status_code == 200
    assert office.post(PROOF, {"remove": str(own.pk)}).status_code == 302


# Giving it out


def test_file_is_given_out_as_it_was_and_never_as_a_page(clerk):
    put(clerk, file(name="9月 报表.pdf"))
    response = clerk.get(link(only()))
    assert response.content == PDF
    shown = {
        name: response[name]
        for name in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")
    }
    assert shown == {
        "Content-Type": "application/pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    named = "attachment; filename*=utf-8''9%E6%9C%88%20%E6%8A%A5%E8%A1%A8.pdf"
    assert response["Content-Disposition"] == named
    assert clerk.post(link(only())).status_code == 405


def test_damaged_file_gives_a_sentence(clerk):
    put(clerk, file())
    evidence.place_of(only().sha256).write_bytes(b"%PDF-x")
    response = clerk.get(link(only()))
    assert response.status_code == 409
    assert "“报表.pdf”与上传时的校验值不符" in response.content.decode()
