"""What was tried against the product, and what it has to answer: no failure, no leak, no change."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.cache import cache, caches
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import people
from accounts.choices import Role
from accounts.models import Membership, User
from accounts.texts import tidy
from dashboard import errors, publication
from plans import periods
from plans.models import ReportingPeriod
from targets import reporting
from targets.models import Measurement
from tasks import following
from tasks.models import ProgressNote
from tests import factories
from tests.factories import figure, note_of, period_of, task_of
from tests.test_signin import code_of

pytestmark = pytest.mark.django_db
OCTOBER_8 = date(2024, 10, 8)
PASSWORD = "Tiger-Lake-88"
READING = ("", "targets/", "targets/T01/", "tasks/", "tasks/1/", "charts/", "formulas/")
FILES = ("targets.csv", "export.xlsx")
MANY_DIGITS = "9" * 10_000


@pytest.fixture(autouse=True)
def october(settings):
    """September is being filed, today; no attempt of another test counts."""
    settings.DEMO, settings.DEMO_DAY = True, OCTOBER_8
    cache.clear()


@pytest.fixture
def september(plan):
    return period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=OCTOBER_8)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace")


# Addresses that are followed


@pytest.mark.parametrize("wish", ["foo", "home", "account_logout", "a\0b", "😀", "."])
def test_a_bare_word_as_the_next_page_leads_home(client, wish):
    response = client.post(reverse("text_size"), {"size": "large", "next": wish})
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "wish", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)"]
)
def test_no_address_elsewhere_is_followed_after_the_one_click_sign_in(client, leader, wish):
    User.objects.filter(pk=leader.pk).update(is_demo=True)
    form = {"username": leader.username, "next": wish}
    assert client.post(reverse("demo_sign_in"), form)["Location"] == "/"


def test_a_line_break_in_the_next_page_writes_no_header(client):
    form = {"size": "large", "next": "/a\r\nSet-Cookie: x=1"}
    response = client.post(reverse("text_size"), form)
    assert response["Location"] == "/a%0D%0ASet-Cookie:%20x=1"


def test_a_line_break_in_an_address_writes_no_line_of_the_log(rf, caplog):
    errors.server_error(rf.get("/a%0aERROR all is lost"))
    assert "\n" not in caplog.messages[-1]


# Numbers without end


@pytest.mark.parametrize("wish", [MANY_DIGITS, "9" * 30, "-1", "²", "1\0"])
def test_a_role_with_a_number_without_end_is_not_found(reporter, wish):
    client = signed_in(reporter)
    response = client.post(reverse("switch_membership"), {"membership": wish})
    assert response.status_code == 404


@pytest.mark.parametrize("typed", [MANY_DIGITS, "1e999", "NaN", "-Infinity", "1" * 60, "\ud7ff"])
def test_no_number_breaks_an_entry_page(plan, unit, reporter, september, typed):
    target = factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    client, url = signed_in(reporter), "/dinghai-2024/entry/2024-09/figures/"
    for form in (
        {"value-T01": typed, "seen-T01": "0", "action": "submit"},
        {"value-T01": "5", "seen-T01": typed, "action": "submit"},
        {"withdraw": f"T01:{typed}"},
    ):
        assert client.post(url, form).status_code in {302, 409, 422}
    assert client.post(f"{url}preview/", {"value-T01": typed, "row": "T01"}).status_code == 200
    assert not target.measurements.exclude(state="draft").exists()


@pytest.mark.parametrize("version", [MANY_DIGITS, "-1", "²", ""])
def test_no_version_breaks_a_withdrawal(plan, unit, reporter, september, version):
    target = factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    row = figure(target, 9, "5", state="submitted", entered_by=reporter)
    note = note_of(task_of(plan, unit, number=1), 9, state="submitted", entered_by=reporter)
    client = signed_in(reporter)
    for path, key in (("figures", "T01"), ("notes", "1")):
        form = {"withdraw": f"{key}:{version}"}
        response = client.post(f"/dinghai-2024/entry/2024-09/{path}/", form)
        assert response.status_code == 302
    for each in (row, note):
        each.refresh_from_db()
        assert (each.state, each.version) == ("submitted", 1)


@pytest.mark.parametrize("key", [f"f:{MANY_DIGITS}:1", f"f:1:{MANY_DIGITS}", "f:²:1", "x", "f::"])
def test_no_key_breaks_the_review(plan, office, september, key):
    client = signed_in(office)
    for form in ({"approve": key}, {"return": key}, {"approve": "picked", "pick": key}):
        assert client.post("/dinghai-2024/review/2024-09/act/", form).status_code == 422


# Text that is more than text

EVIL = '=1+1<script>x()</script></script>"onmouseover=\x01\x0b\ufffe&\u202e'
INJECTED = re.compile(r"<script>x|<[^>]*\sonmouseover=")


@pytest.fixture
def evil(plan, office, october):
    """A plan whose every name and text is an attack, January approved."""
    periods.ensure(plan)
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    plan.title = plan.issuer = EVIL
    plan.short_title = EVIL[:40]
    plan.save()
    unit = factories.UnitFactory.create(
        district=plan.district, code="evil", name=EVIL, short_name=EVIL[:30]
    )
    User.objects.filter(pk=office.pk).update(full_name=EVIL[:30])
    office.refresh_from_db()
    clerk = factories.UserFactory.create(full_name=EVIL[:30])
    theme = factories.ThemeFactory.create(plan=plan, title=EVIL, short_title=EVIL[:30])
    target = factories.TargetFactory.create(
        plan=plan,
        code="T01",
        theme=theme,
        lead_unit=unit,
        name=EVIL,
        short_name=EVIL[:40],
        measure="<b>",
        goal_text=EVIL[:40],
        definition=EVIL,
        note=EVIL,
        lead_basis=EVIL,
        inferred=["lead_unit"],
    )
    factories.QuotationFactory.create(target=target, text=EVIL, where=EVIL[:20])
    words = {"explanation": EVIL, "problem": EVIL, "next_step": EVIL}
    figure(target, 1, "1", entered_by=clerk, reviewed_by=office, **words)
    task = task_of(
        plan, unit, number=1, targets=(target,), title=EVIL, text=EVIL, note=EVIL, theme=theme
    )
    note_of(task, 1, text=EVIL, entered_by=clerk, reviewed_by=office)
    return target


@pytest.mark.parametrize("is_published", [False, True])
def test_no_name_or_text_becomes_markup_or_a_formula(plan, office, evil, is_published):
    if is_published:
        publication.publish(plan, 1, by=office, on=OCTOBER_8)
    client = signed_in(office)
    for page in (*READING, "units/evil/"):
        response = client.get(f"/dinghai-2024/2024-01/{page}")
        assert response.status_code == 200
        html = text_of(response)
        assert not INJECTED.search(html)
        assert html.count("<script") == html.count("</script>")
    rows = list(csv.reader(StringIO(text_of(client.get("/dinghai-2024/2024-01/targets.csv")))))
    assert not [cell for cell in rows[1] if cell.startswith("=")]
    book = client.get("/dinghai-2024/2024-01/export.xlsx")
    sheets = openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content)))
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any("=1+1<script>" in str(cell.value) for cell in cells)


def test_no_text_of_the_round_becomes_markup(plan, office, evil, september):
    unit = evil.lead_unit
    clerk = factories.reporter_of(unit)
    words = {"explanation": EVIL, "problem": EVIL, "next_step": EVIL}
    figure(evil, 9, "5", state="submitted", entered_by=clerk, **words)
    note_of(evil.tasks.get(), 9, state="submitted", text=EVIL, entered_by=clerk)
    figure(evil, 10, "6", state="returned", reason=EVIL, entered_by=clerk, **words)
    addresses = {
        office: ("review/2024-09/", "review/2024-10/?tab=returned", "units/evil/"),
        clerk: ("entry/", "entry/2024-09/figures/", "entry/2024-09/notes/", "units/evil/"),
    }
    for person, pages in addresses.items():
        for page in pages:
            response = signed_in(person).get(f"/dinghai-2024/{page}")
            assert response.status_code == 200
            assert not INJECTED.search(text_of(response))


@pytest.mark.parametrize("text", ["\0", "\x01\x02", "\u200b", "\u202e \ufeff", "\ufffe\uffff"])
def test_a_text_that_nobody_could_see_is_none(text):
    assert tidy(text) == ""


def test_what_is_kept_of_a_text_is_what_can_be_read_and_filed():
    assert tidy("一\r\n二\0\x0b\ufffe三\u202e四👨‍👩‍👧 ") == "一\n二三四👨‍👩‍👧"


def test_a_note_with_characters_no_file_can_hold_does_not_break_the_months_workbook(
    plan, unit, reporter, office, september
):
    ReportingPeriod.objects.filter(pk=september.pk).update(is_backfill=True)
    task = task_of(plan, unit, number=1)
    form = {"text-1": "进展\x0b\x01\ufffe", "word-1": "on_course", "seen-1": "0"}
    signed_in(reporter).post("/dinghai-2024/entry/2024-09/notes/", {**form, "action": "submit"})
    note = task.notes.get()
    assert (note.state, note.text) == ("submitted", "进展")
    following.approve_note(note, seen_version=1, by=office)
    response = signed_in(office).get("/dinghai-2024/2024-09/export.xlsx")
    assert response.status_code == 200


# What is not published is its unit's own

MARK, SHOWN = "7654321", re.compile("7654321|7,654,321|此处机密")


def files_and_pages(month):
    return [f"{month}/{page}" for page in (*READING, "units/unit-x/", *FILES)]


@pytest.mark.parametrize("who", ["leader", "reporter", "administrator", "office"])
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_another_units_unpublished_figure_and_note_stand_nowhere(plan, september, who, state):
    owner = factories.UnitFactory.create(district=plan.district, code="unit-x")
    other = factories.UnitFactory.create(district=plan.district)
    figures, words = [], {"problem": "此处机密", "state": state}
    for code, unit in (("T01", owner), ("T02", other)):
        figures.append(factories.TargetFactory.create(plan=plan, code=code, lead_unit=unit))
    figure(figures[0], 9, MARK, explanation="此处机密", **words)
    note_of(task_of(plan, owner, other, number=1), 9, text="此处机密", state=state)
    person = {
        "leader": lambda: factories.leader_of(plan.district),
        "reporter": lambda: factories.reporter_of(other),
        "administrator": lambda: factories.administrator_of(plan.district),
        "office": lambda: factories.office_of(plan.district),
    }[who]()
    client = signed_in(person)
    pages = files_and_pages("2024-09")
    pages += ["", "units/unit-x/", "entry/", "entry/2024-09/figures/", "entry/2024-09/notes/"]
    pages += [f"review/2024-09/?tab={tab}" for tab in ("waiting", "approved", "returned")]
    pages += ["review/2024-09/?tab=missing", "review/2024-09/publish/"]
    told = [page for page in pages if SHOWN.search(text_of(client.get(f"/dinghai-2024/{page}")))]
    waits = who == "office" and state == "submitted"
    assert told == (["review/2024-09/?tab=waiting"] if waits else [])
    form = {"value-T01": "1", "row": "T01", "action": "autosave"}
    for path in ("figures/", "figures/preview/"):
        response = client.post(f"/dinghai-2024/entry/2024-09/{path}", form)
        assert response.status_code in {204, 403, 404}


def test_the_office_sees_a_returned_figure_as_it_was_returned_and_not_what_is_made_of_it(
    plan, unit, reporter, office, september
):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    task = task_of(plan, unit, number=1)
    put = {"by": reporter, "on": OCTOBER_8}
    row = reporting.submit(target, september, typed="45", seen_version=0, **put)
    reporting.return_(row, reason="请核对", seen_version=1, by=office)
    reporting.save(target, september, typed=MARK, explanation="此处机密", seen_version=2, **put)
    note = following.submit_note(
        task, september, unit, word="on_course", text="原样", seen_version=0, **put
    )
    following.return_note(note, reason="请写细", seen_version=1, by=office)
    following.save_note(task, september, unit, word="done", text="此处机密", seen_version=2, **put)
    response = signed_in(office).get("/dinghai-2024/review/2024-09/?tab=returned")
    assert not SHOWN.search(text_of(response))
    (group,) = response.context["groups"]
    assert [(line.value, line.text) for line in group.rows] == [("45", ""), ("", "原样")]


@pytest.mark.parametrize("typed", ["", "四十五"])
def test_a_returned_figure_that_its_unit_empties_does_not_break_the_offices_page(
    plan, unit, reporter, office, september, typed
):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    put = {"by": reporter, "on": OCTOBER_8}
    row = reporting.submit(target, september, typed="45", seen_version=0, **put)
    reporting.return_(row, reason="请核对", seen_version=1, by=office)
    reporting.save(target, september, typed=typed, seen_version=2, **put)
    response = signed_in(office).get("/dinghai-2024/review/2024-09/?tab=returned")
    assert response.status_code == 200


def test_a_published_month_holds_nothing_of_the_months_after_it(plan, unit, office, september):
    ReportingPeriod.objects.filter(pk=period_of(plan, 1).pk).update(is_backfill=True)
    target = factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    figure(target, 1, "5")
    figure(target, 9, MARK, explanation="此处机密")
    note_of(task_of(plan, unit, number=1), 9, text="此处机密")
    published = publication.publish(plan, 1, by=office, on=OCTOBER_8)
    assert not SHOWN.search(published.body)


def test_nobody_approves_what_they_drafted_though_a_colleague_sent_it(
    plan, unit, reporter, office, september
):
    Membership.objects.create(
        user=office, district=plan.district, unit=unit, role="reporter", is_current=False
    )
    in_unit, in_office = office.memberships.order_by("role").reverse()
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    people.switch(office, in_unit)
    reporting.save(target, september, typed="45", seen_version=0, by=office, on=OCTOBER_8)
    row = reporting.submit(target, september, typed="45", seen_version=1, by=reporter, on=OCTOBER_8)
    people.switch(office, in_office)
    with pytest.raises(reporting.RefusedError, match="由本人填报"):
        reporting.approve(row, seen_version=2, by=office)


# Kept answers


def keys_of(name):
    """What a cache in this process holds; Django has no list of it."""
    return list(vars(caches[name])["_cache"])


def test_endless_query_strings_fill_no_memory_and_end_no_session(plan, office, evil, settings):
    publication.publish(plan, 1, by=office, on=OCTOBER_8)
    client = signed_in(office)
    caches["pages"]._max_entries = 10
    for at in range(25):
        response = client.get(f"/dinghai-2024/2024-01/formulas/?x={at}")
        assert response.status_code == 200
    assert 0 < len(keys_of("pages")) <= 10
    assert not [key for key in keys_of("default") if "page" in key]


def test_one_persons_mark_of_an_answer_is_not_anothers(plan, office, evil, leader):
    publication.publish(plan, 1, by=office, on=OCTOBER_8)
    url = "/dinghai-2024/2024-01/"
    first = signed_in(leader).get(url)
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(first["Vary"].split(", "))
    headers = {"If-None-Match": first["ETag"]}
    again = signed_in(office).get(url, headers=headers)
    assert again.status_code == 200
    assert Client().get(url, headers=headers).status_code == 302


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br, gzip; q=0.0", "identity"])
def test_who_refuses_compression_gets_none(plan, office, evil, accepted):
    publication.publish(plan, 1, by=office, on=OCTOBER_8)
    response = signed_in(office).get(
        "/dinghai-2024/2024-01/", headers={"Accept-Encoding": accepted}
    )
    assert "Content-Encoding" not in response


# Signing in


def test_another_host_or_port_buys_no_further_guesses(leader, settings):
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.filter(pk=leader.pk).update(username="lisi")
    for at in range(5):
        form = {"login": "LISI" if at % 2 else "lisi", "password": "wrong"}
        client = Client(headers={"host": f"h{at}.example:{8000 + at}"}, REMOTE_ADDR=f"10.0.0.{at}")
        client.post(reverse("account_login"), form)
    client = Client(headers={"host": "other.example:1"}, REMOTE_ADDR="10.0.1.1")
    response = client.post(reverse("account_login"), {"login": "lisi", "password": "wrong"})
    assert "登录失败次数太多" in text_of(response)


def test_a_made_up_address_of_the_browser_buys_no_further_guesses(client, leader):
    for at in range(11):
        headers = {"x-forwarded-for": f"10.0.0.{at}", "x-real-ip": f"10.0.0.{at}"}
        form = {"login": f"guess-{at}", "password": "wrong"}
        response = client.post(reverse("account_login"), form, headers=headers)
    assert "登录失败次数太多" in text_of(response)


# The administrator


def test_nobody_sets_themselves_a_password_without_the_old_one(plan):
    admin = factories.administrator_of(plan.district)
    admin.set_password(PASSWORD)
    admin.save()
    client = signed_in(admin)
    assert client.post(f"/manage/accounts/{admin.pk}/password/").status_code == 403
    assert User.objects.get(pk=admin.pk).check_password(PASSWORD)


def test_a_first_password_is_kept_by_no_browser(plan, reporter):
    client = signed_in(factories.administrator_of(plan.district))
    response = client.post(f"/manage/accounts/{reporter.pk}/password/")
    assert "no-store" in response["Cache-Control"]


def test_an_administrator_gets_no_role_by_any_form(plan, unit):
    admin = factories.administrator_of(plan.district)
    client = signed_in(admin)
    form = {"role": "office", "unit": factories.office_unit(plan.district).pk}
    assert client.post(f"/manage/accounts/{admin.pk}/", form).status_code == 403
    assert Membership.objects.filter(user=admin).count() == 1
    with pytest.raises(PermissionDenied):
        people.grant(admin, role=Role.OFFICE, unit=unit, district=plan.district, by=admin)


@pytest.mark.parametrize("wish", [MANY_DIGITS, "9" * 30, "-1", "abc", "\0", "2' OR 1=1"])
def test_no_unit_breaks_the_form_of_a_role(plan, reporter, wish):
    client = signed_in(factories.administrator_of(plan.district))
    form = {"role": "reporter", "unit": wish}
    assert client.post(f"/manage/accounts/{reporter.pk}/", form).status_code == 422
    new = {"username": "newcomer", "full_name": "某", **form}
    assert client.post("/manage/accounts/new/", new).status_code == 422
    assert not User.objects.filter(username="newcomer").exists()


# Forms that are none


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded; charset=utf-16", b"action=save"),
        ("application/x-www-form-urlencoded; charset=bogus", b"action=save"),
        ("application/x-www-form-urlencoded", b"value-T01=%ff%fe%ed%a0%80&action=submit"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n--"),
        ("application/json", b'{"value-T01": 1e999}'),
        ("text/plain", b"\xff\xfe\x00"),
    ],
)
def test_a_form_that_is_none_is_refused_and_keeps_nothing(
    plan, unit, reporter, september, content_type, body
):
    factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    client = Client(raise_request_exception=False)
    client.force_login(reporter)
    url = "/dinghai-2024/entry/2024-09/figures/"
    response = client.generic("POST", url, body, content_type=content_type)
    assert response.status_code < 500
    assert not Measurement.objects.exclude(value=None).exists()


@pytest.mark.parametrize("form", [{"why-T01": "长" * 900_000}, {f"x{n}": "1" for n in range(2500)}])
def test_a_form_too_large_is_refused(plan, unit, reporter, september, form):
    factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    client = signed_in(reporter)
    url = "/dinghai-2024/entry/2024-09/figures/"
    response = client.post(
        url,
        "&".join(f"{k}={v}" for k, v in form.items()).encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400


def test_a_long_text_is_refused_by_its_field_and_not_kept(plan, unit, reporter, september):
    target = factories.TargetFactory.create(plan=plan, code="T01", lead_unit=unit)
    task_of(plan, unit, number=1)
    client = signed_in(reporter)
    form = {"value-T01": "5", "why-T01": "长" * 301, "seen-T01": "0", "action": "submit"}
    assert client.post("/dinghai-2024/entry/2024-09/figures/", form).status_code == 422
    form = {"text-1": "长" * 1001, "word-1": "done", "seen-1": "0", "action": "submit"}
    assert client.post("/dinghai-2024/entry/2024-09/notes/", form).status_code == 422
    assert not target.measurements.exists()
    assert not ProgressNote.objects.exists()


def test_secrets_of_the_second_factor_are_kept_by_no_browser(leader):
    leader.set_password(PASSWORD)
    leader.save()
    client = signed_in(leader)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp"))
    assert "no-store" in secret["Cache-Control"]
    form = {"code": code_of(secret.context["form"].secret)}
    client.post(reverse("mfa_activate_totp"), form)
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert (codes.status_code, "no-store" in codes["Cache-Control"]) == (200, True)
