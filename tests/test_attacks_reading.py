"""What was tried against reading, meetings, papers and the public pages: no failure, no leak."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO
from time import perf_counter
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.cache import cache, caches
from django.test import Client

from accounts.models import User
from dashboard import issuing, publication
from dashboard.meeting import sentences
from dashboard.models import Bulletin, Publication
from dashboard.publication import seal
from dashboard.verifying import verify
from plans import periods
from plans.models import Plan, ReportingPeriod
from plans.reader import outline
from tests import factories
from tests.dashboard import ooxml
from tests.factories import figure, note_of, task_of
from tests.guards import unguarded

pytestmark = pytest.mark.django_db
OCTOBER_8 = date(2024, 10, 8)
PLAN, MONTH = "/dinghai-2024/", "/dinghai-2024/2024-01/"
EVIL = '=1+1<script>x()</script>"onmouseover=[*]:?/\\&{{x}}［甲］%s\x01\x0b\ufffe\u2028\u202e'
INJECTED = re.compile(r"<script>x|<[^>]*\sonmouseover=")
QUOTED = re.compile(r'"[^"<>]*"')
INLINE = re.compile(r"<[a-z][^<>]*\s(?:style|on[a-z]+)=|<style")
TABLES = ("months", "units", "outlook", "past")
PAGES = (
    "",
    "targets/",
    "targets/T01/",
    "tasks/",
    "tasks/1/",
    "text/",
    "text/?plain=1",
    "text/?only=late",
    "charts/",
    "units/evil/",
    "search/",
    "search/?q=1",
    "search/?q=%3Cscript%3Ex",
    "formulas/",
    "league/",
    "onepage/",
    "papers/",
    "meeting/",
    "meeting/2/",
    "screen/",
    *(f"compare/?by={each}" for each in TABLES),
)
UNFIT = re.compile(r"[\x00-\x1f/\\:*?\"<>|]")  # in a file's name
STARTS = ("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.fixture(autouse=True)
def october(settings):
    """September is being filed, today; nothing of another test is kept."""
    settings.DEMO, settings.DEMO_DAY = True, OCTOBER_8
    cache.clear()
    caches["visitors"].clear()
    publication._body.cache_clear()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response):
    return body_of(response).decode("utf-8", "replace")


@pytest.fixture
def evil(plan, office):
    """A plan whose every name and text is an attack; January approved, February with it."""
    periods.ensure(plan)
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    plan.title = plan.issuer = EVIL
    plan.short_title, plan.doc_no = EVIL[:40], EVIL[:40]
    sentence = f"1.{EVIL}。{EVIL}（{EVIL}）"
    plan.text = f"{EVIL}\n一、{EVIL}\n{sentence}\n"
    plan.lights = {**plan.lights, "names": {"behind": "=1+1<b>", "overdue": "@x［"}}
    plan.save()
    unit = factories.UnitFactory.create(
        district=plan.district, code="evil", name=EVIL, short_name=EVIL[:30]
    )
    User.objects.filter(pk=office.pk).update(full_name=EVIL[:30])
    office.refresh_from_db()
    clerk = factories.UserFactory.create(full_name=EVIL[:30])
    theme = factories.ThemeFactory.create(plan=plan, title=EVIL, short_title=EVIL[:30])
    targets = [
        factories.TargetFactory.create(
            plan=plan,
            code=code,
            order=order,
            theme=theme,
            lead_unit=unit,
            name=EVIL,
            short_name=EVIL[:40],
            measure="=<b>",
            goal_text=EVIL[:40],
            definition=EVIL,
            note=EVIL,
            lead_basis=EVIL,
            inferred=["lead_unit"],
        )
        for order, code in enumerate(("T01", "T02"), 1)
    ]
    start = plan.text.index(sentence)
    factories.QuotationFactory.create(
        target=targets[0], text=EVIL, where=EVIL[:20], start=start + 2, end=start + 2 + len(EVIL)
    )
    words = {"explanation": EVIL, "problem": EVIL, "next_step": EVIL}
    task = task_of(
        plan,
        unit,
        number=1,
        targets=tuple(targets),
        title=EVIL,
        text=sentence,
        note=EVIL,
        theme=theme,
        start=start,
        end=start + len(sentence),
    )
    for month in (1, 2):
        figure(targets[0], month, "1", entered_by=clerk, reviewed_by=office, **words)
        note_of(task, month, text=EVIL, entered_by=clerk, reviewed_by=office)
    return plan


@pytest.mark.parametrize("is_published", [False, True])
def test_no_name_or_text_becomes_markup_on_any_page(evil, office, is_published):
    if is_published:
        publication.publish(evil, 1, by=office, on=OCTOBER_8)
        publication.publish(evil, 2, by=office, on=OCTOBER_8)
        Plan.objects.filter(pk=evil.pk).update(is_public=True)
    client = signed_in(office)
    pages = [f"{PLAN}2024-02/{page}" for page in PAGES]
    if is_published:
        pages += [f"/public{PLAN}{page}" for page in ("", "targets/", "tasks/", "text/")]
        pages += [f"{PLAN}issues/", f"{PLAN}issues/1/", f"{PLAN}issues/1/today/?show=all"]
        pages += [f"{PLAN}issues/1/bulletin/"]
    pages += [f"{PLAN}setup/league/", f"{PLAN}setup/public/"]
    wrong = []
    for page in pages:
        response = client.get(page)
        html = text_of(response)
        if response.status_code != 200:
            wrong.append((page, response.status_code))
        if INJECTED.search(html) or html.count("<script") != html.count("</script>"):
            wrong.append((page, "injected"))
        wrong += [(page, each) for each in INLINE.findall(QUOTED.sub('""', html))]
    assert wrong == []


def test_no_card_that_a_script_writes_into_the_page_holds_markup_of_its_own(evil, office):
    html = text_of(signed_in(office).get(f"{PLAN}2024-02/text/"))
    [cards] = re.findall(r'<script id="cards" type="application/json">(.*?)</script>', html)
    [card] = json.loads(cards).values()
    assert "=1+1&lt;script&gt;x" in card
    assert not INJECTED.search(card)
    assert not INLINE.search(QUOTED.sub('""', card))


@pytest.fixture(params=[False, True], ids=["live", "published"])
def february(request, evil, office):
    """Where February's files are, and the office's browser."""
    if request.param:
        publication.publish(evil, 1, by=office, on=OCTOBER_8)
        publication.publish(evil, 2, by=office, on=OCTOBER_8)
    return signed_in(office), f"{PLAN}2024-02/"


def fetched(client, url):
    """A file's bytes, and the name under which a browser keeps it."""
    response = client.get(url)
    assert response.status_code == 200, url
    kept = unquote(response["Content-Disposition"].partition("filename")[2])
    return body_of(response), re.sub(r"^\*?=(?:utf-8'')?\"?|\"$", "", kept)


@pytest.mark.parametrize("key", ["bulletin", "excel", "breakdown", "onepage"])
def test_every_office_paper_opens_whatever_names_hold(february, key):
    data, name = fetched(february[0], f"{february[1]}papers/{key}")
    assert ooxml.faults(data) == []
    assert not UNFIT.search(name)


@pytest.mark.parametrize("key", ["csv", "all"])
def test_no_archive_holds_a_formula_or_a_name_that_leads_elsewhere(february, key):
    data, name = fetched(february[0], f"{february[1]}papers/{key}")
    assert not UNFIT.search(name)
    with ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        tables = [each for each in names if each.endswith(".csv")]
        assert not [each for each in names if UNFIT.search(each.removeprefix("数据表/"))]
        assert tables
        assert not [cell for each in tables for cell in formulas(package.read(each).decode())]


@pytest.mark.parametrize("by", ["targets", "tasks", *(f"compare?by={each}" for each in TABLES[1:])])
def test_no_list_taken_away_holds_a_formula(february, by):
    page, _, query = by.partition("?")
    client, where = february
    assert formulas(fetched(client, f"{where}{page}.csv?{query}")[0].decode()) == []
    assert ooxml.faults(fetched(client, f"{where}{page}.xlsx?{query}")[0]) == []


def test_neither_the_boards_nor_what_differs_from_today_hold_a_formula(opened, office):
    figure(opened.targets.get(code="T02"), 1, "3")
    client = signed_in(office)
    for page in ("2024-02/league.csv", "2024-02/compare.csv", "issues/1/today.csv"):
        assert formulas(fetched(client, f"{PLAN}{page}")[0].decode()) == []


def test_the_years_archive_keeps_its_name_whatever_the_plan_is_called(opened, office):
    opened.short_title = "产业/创新\n"
    opened.save()
    _, name = fetched(signed_in(office), f"{PLAN}issues/year.zip")
    assert name == "产业_创新_2024年历期发布.zip"


def formulas(text):
    """Every cell that a spreadsheet would compute; a number with its sign is none."""
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")))
    cells = (cell for row in rows for cell in row)
    return [
        cell
        for cell in cells
        if cell.startswith(STARTS) and not re.fullmatch(r"[+-][\d.,]+.{0,9}", cell)
    ]


# A public page


@pytest.fixture
def opened(evil, office):
    """January and February published and open to anybody."""
    for month in (1, 2):
        publication.publish(evil, month, by=office, on=OCTOBER_8)
    Plan.objects.filter(pk=evil.pk).update(is_public=True)
    evil.refresh_from_db()
    return evil


def test_endless_filters_of_a_public_page_keep_no_page_of_their_own(opened):
    for page in ("targets/", "tasks/"):
        url = f"/public{PLAN}{page}"
        caches["pages"].clear()
        for at in range(20):
            for name in ("light", "q", "edition", f"x{at}"):
                assert Client().get(url, {name: f"{at}"}).status_code == 200
        kept = [key for key in vars(caches["pages"])["_cache"] if "public:" in key]
        assert len(kept) == 1


def test_a_public_page_touches_no_session_of_who_is_signed_in(opened, office):
    client = signed_in(office)
    for page in ("", "targets/", "tasks/", "text/"):
        response = client.get(f"/public{PLAN}{page}")
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies


def test_a_page_that_a_proxy_compressed_is_not_sent_again(opened):
    etag = Client().get(f"/public{PLAN}")["ETag"]
    asked = {etag: 304, f"W/{etag}": 304, f'"x", W/{etag}': 304, 'W/"x"': 200, "*": 200, '"': 200}
    for marks, status in asked.items():
        response = Client().get(f"/public{PLAN}", headers={"If-None-Match": marks})
        assert (marks, response.status_code) == (marks, status)


# The bulletin's editor


@pytest.mark.parametrize("action", ["preview", "save", "issue"])
def test_no_paste_into_the_bulletin_keeps_the_server_busy(opened, office, action):
    numbers = "".join(f"［{at}］{at} " for at in range(3000))
    form = {f"text-{at}": numbers for at in range(20)}
    form |= {f"text-{at}": numbers[:900] for at in range(20, 60)}
    form |= {"action": action, "sure": "1", "edition": "1", "seen": "0"}
    began = perf_counter()
    response = signed_in(office).post(f"{PLAN}issues/2/bulletin/", form)
    assert perf_counter() - began < 5
    assert response.status_code == (200 if action == "preview" else 422)
    assert len(response.content) < 3 * sum(len(each.encode()) for each in form.values())
    assert "还有" in text_of(response)
    assert not Bulletin.objects.exists()


def test_what_the_rules_make_of_a_large_plan_can_be_saved_and_issued(plan, office):
    periods.ensure(plan)
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    for at in range(110):
        unit = factories.UnitFactory.create(district=plan.district, code=f"u{at}")
        name = f"规模以上工业企业研发费用第{at}类支出"
        target = factories.TargetFactory.create(
            plan=plan, code=f"T{at:03d}", order=at, lead_unit=unit, name=name, short_name=name
        )
        if at % 3:
            figure(target, 1, "0.01")
    publication.publish(plan, 1, by=office, on=OCTOBER_8)
    lines = sentences.lines(publication.read_month(plan, 1))
    assert len(lines) > issuing.MOST_LINES
    assert max(len(each.text) for each in lines) > issuing.MOST_LETTERS
    form = {"action": "issue", "sure": "1", "edition": "1", "seen": "0"}
    for at, line in enumerate(lines):
        form |= {f"key-{at}": line.key, f"text-{at}": line.text}
    response = signed_in(office).post(f"{PLAN}issues/1/bulletin/", form)
    assert response.status_code == 302
    row = Bulletin.objects.get()
    assert (row.issued_by, len(row.lines)) == (office, len(lines))


# Bodies made by hand


def with_(body, **changes):
    return json.dumps({**json.loads(body), **changes}, ensure_ascii=False)


HAND_MADE = {
    "nested without end": lambda body: "[" * 200_000,
    "a number without end": lambda body: '{"schema":' + "9" * 5000 + "}",
    "a field twice": lambda body: body[:-1] + ',"month":2}',
    "not a number": lambda body: with_(body, share="NaN"),
    "infinite": lambda body: with_(body, share="Infinity"),
    "a million digits": lambda body: with_(body, share="1E+999999"),
    "a number written otherwise": lambda body: with_(body, share="１_0"),
    "a day written otherwise": lambda body: with_(body, on="20241008"),
    "a month that is none": lambda body: with_(body, month=13),
    "no figures": lambda body: with_(
        body, targets=[{**each, "figures": []} for each in json.loads(body)["targets"]]
    ),
}


@pytest.mark.parametrize("kind", HAND_MADE)
def test_a_body_made_by_hand_is_told_of_and_read_nowhere(opened, office, kind):
    [row] = Publication.objects.filter(period__month=2)
    body = HAND_MADE[kind](row.body)
    with unguarded():
        Publication.objects.filter(pk=row.pk).update(body=body, sha256=seal(body))
    caches["pages"].clear()
    findings = {each.month: each.wrong for each in verify(opened)}
    assert findings[1] == ()
    assert "读不出" in findings[2][0]
    client = signed_in(office)
    client.raise_request_exception = False
    for page in (f"{PLAN}2024-02/", f"/public{PLAN}", f"{PLAN}issues/2/today/"):
        assert client.get(page).status_code in {404, 503}
    assert client.get(f"{PLAN}issues/").status_code == 200


# The reader of official texts


@pytest.mark.parametrize("line", ["附件{}x", "索{}x", "{}〔2024〕x", "附件1{}：{}x"])
def test_no_line_of_an_official_text_is_read_for_ever(line):
    began = perf_counter()
    assert len(outline("标题\n" + line.replace("{}", " " * 20_000) + "\n")) == 2
    assert perf_counter() - began < 1


@pytest.mark.parametrize("line", ["附件", "附件1", "附 件", "附件2：", "附件 一"])
def test_an_appendix_is_still_known_by_its_line(line):
    expected = "paragraph" if line == "附 件" else "title"
    assert outline(f"标题\n一、甲。\n乙。\n{line}\n")[-1].kind == expected
