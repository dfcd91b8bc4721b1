"""The papers of a month: who gets which, what they hold, and that an edition is the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from dashboard import issuing, publication
from dashboard.meeting import papers
from dashboard.meeting.sentences import Line
from dashboard.meeting.tables import TABLES
from dashboard.report import from_json
from targets import correcting
from targets.choices import Cause, Kind
from tests import factories
from tests.dashboard import kept, ooxml, reports

HERE = Path(__file__).parent
FEBRUARY_6 = date(2024, 2, 6)
SENTENCE = "=1+1"


@pytest.fixture
def published(plan, unit, office):
    """January: a flow, a missing figure, a fall, a text like a formula, a task with a note."""
    flow = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01", order=1)
    factories.figure(flow, 1, "5", problem=SENTENCE, next_step="增派人员")
    growth = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T02", order=2, kind=Kind.GROWTH, measure="%", goal=8
    )
    factories.figure(growth, 1, "-1.5")
    factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T03", order=3)
    task = factories.task_of(plan, unit, targets=(flow,), number=1)
    factories.note_of(task, 1, text="已开工\n第二行")
    return publication.publish(plan, 1, by=office, on=FEBRUARY_6)


@pytest.fixture
def january(published):
    """The report as it was published."""
    return publication.read(published)


def paper_of(key):
    """The paper of this name, which there is."""
    [found] = [each for each in papers.papers() if each.key == key]
    return found


def made(key, report, kept=papers.NOTHING_KEPT):
    """A paper's bytes."""
    file = BytesIO()
    paper_of(key).write(report, file, kept)
    return file.getvalue()


def tables_of(data, folder=""):
    """The CSVs of an archive, each as dictionaries."""
    found = {}
    with ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith(folder) and name.endswith(".csv"):
                text = package.read(name).decode()
                assert text[0] == "\ufeff"
                found[name.removeprefix(folder)[:-4]] = list(csv.DictReader(StringIO(text[1:])))
    return found


# The archive


def test_all_papers_stand_in_one_archive_under_names_that_tell_them_apart(january):
    with ZipFile(BytesIO(made("all", january))) as package:
        names, flags = package.namelist(), {each.flag_bits & 0x800 for each in package.infolist()}
        assert package.testzip() is None
    alone = [each.name(january) for each in papers.papers() if each.key not in {"all", "csv"}]
    tables = [f"数据表/{table.name}.csv" for table in TABLES]
    assert names == [*alone, *tables, "数据表/说明.txt"]
    assert len(set(names)) == len(names)
    assert flags == {0x800}  # named in UTF-8


def test_the_same_edition_is_the_same_bytes_whenever_it_is_made(january, monkeypatch):
    first = {
        each.key: hashlib.sha256(made(each.key, january)).hexdigest() for each in papers.papers()
    }
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 0, 0, 0, 0, 0, 0))
    again = {
        each.key: hashlib.sha256(made(each.key, january)).hexdigest() for each in papers.papers()
    }
    assert again == first


def test_entries_carry_the_moment_of_publication(published, january):
    with ZipFile(BytesIO(made("csv", january))) as package:
        moments = {each.date_time for each in package.infolist()}
    local = january.edition.published_at.astimezone(factories.moment(2024, 1, 1).tzinfo)
    assert moments == {(*local.timetuple()[:5], local.second // 2 * 2)}


def test_the_workbook_and_the_notice_say_in_utc_when_the_month_was_published(january):
    expected = f"{january.edition.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for key in ("excel", "bulletin"):
        with ZipFile(BytesIO(made(key, january))) as package:
            core = package.read("docProps/core.xml").decode()
        moments = re.findall(r"<dcterms:(created|modified)[^>]*>([^<]*)<", core)
        assert sorted(moments) == [("created", expected), ("modified", expected)]


def test_the_json_is_the_stored_text_and_its_hash_the_publications(published, january):
    kept = papers.Kept(publication.body_of(published))
    alone = made("json", january, kept)
    with ZipFile(BytesIO(made("all", january, kept))) as package:
        inside = package.read(paper_of("json").name(january))
    assert hashlib.sha256(alone).hexdigest() == published.sha256
    assert inside == alone


def test_an_unpublished_month_has_its_json_and_claims_no_hash():
    report = reports.report(reports.target(values="1 2 3 4 5 6 7 8"))
    live = replace(report, edition=None)
    assert json.loads(made("json", live))["month"] == 8
    with ZipFile(BytesIO(made("csv", live))) as package:
        note = package.read("说明.txt").decode()
    assert "尚未发布：数据随审核变化，没有校验值。" in note
    assert "SHA-256" not in note
    assert paper_of("csv").name(live) == "定海区创新深化2024年8月数据表（未发布）.zip"


def test_the_note_tells_edition_hash_and_every_file(published, january):
    with ZipFile(BytesIO(made("csv", january))) as package:
        note = package.read("说明.txt").decode()
    assert "版次：第1版" in note
    assert f"校验值（存档原文的SHA-256）：{published.sha256}" in note
    assert "指标.csv（3行）：一行一项指标，本月情况" in note
    assert all(f"{table.name}.csv（" in note for table in TABLES)


# The tables


def test_figures_are_plain_numbers_and_a_missing_one_is_empty(january):
    rows = tables_of(made("csv", january))["指标"]
    assert [row["累计完成"] for row in rows] == ["5", "-1.5", ""]
    assert [row["亮灯"] for row in rows] == ["达序时", "严重滞后", "逾期未报"]
    assert rows[0]["完成率（%）"] == "8.5"


def test_text_that_would_run_as_a_formula_is_led_by_an_apostrophe(january):
    rows = tables_of(made("csv", january))["指标"]
    assert rows[0]["存在问题"] == f"'{SENTENCE}"


def test_every_figure_of_the_report_stands_in_the_table_of_months(january):
    rows = tables_of(made("csv", january))["各月数据"]
    expected = [
        (row.code, str(figure.month), "" if figure.value is None else f"{figure.value}")
        for row in january.targets
        for figure in row.figures
    ]
    assert [(row["代码"], row["月份"], row["累计完成"]) for row in rows] == expected


def test_notes_keep_their_lines(january):
    (row,) = tables_of(made("csv", january))["任务进展"]
    assert row["进展"] == "已开工\n第二行"


def test_each_table_has_as_many_cells_in_a_line_as_heads(january):
    stored = full()
    for table in TABLES:
        lines = list(table.rows(stored))
        assert lines, table.name
        assert {len(line) for line in lines} == {len(table.heads)}, table.name
        assert len(set(table.heads)) == len(table.heads), table.name


def full():
    """A stored report with something for every table."""
    stored = from_json((HERE / "published_schema_3.json").read_text())
    return kept.with_milestones(kept.with_loop(stored))


# The page and the files


def test_the_page_leads_to_every_paper_of_the_edition_it_shows(client, leader, published):
    client.force_login(leader)
    html = client.get("/dinghai-2024/2024-01/papers/").content.decode()
    for each in papers.papers():
        assert f'href="/dinghai-2024/2024-01/papers/{each.key}?edition=1"' in html
    assert published.sha256[:12] in html


def test_what_stands_as_a_page_too_is_read_before_it_is_loaded_down(client, leader, published):
    client.force_login(leader)
    page = client.get("/dinghai-2024/2024-01/papers/").content.decode()
    for address, said in (("2024-01/onepage/", "看一页纸"), ("issues/1/bulletin/", "看通报")):
        assert f'href="/dinghai-2024/{address}?edition=1">{said}</a>' in page


def test_without_a_month_the_last_published_is_shown(client, leader, published):
    client.force_login(leader)
    html = client.get("/dinghai-2024/papers/").content.decode()
    assert 'href="/dinghai-2024/2024-01/papers/all?edition=1"' in html


def test_the_overview_leads_to_the_papers(client, leader, published):
    client.force_login(leader)
    html = client.get("/dinghai-2024/2024-01/").content.decode()
    assert 'href="/dinghai-2024/2024-01/papers/"' in html


@pytest.mark.parametrize("key", [each.key for each in papers.papers()])
def test_each_paper_comes_as_a_file_of_its_kind(client, leader, january, key):
    client.force_login(leader)
    response = client.get(f"/dinghai-2024/2024-01/papers/{key}")
    body, paper = response.getvalue(), paper_of(key)
    assert (response.status_code, response["Content-Type"]) == (200, paper.content_type)
    assert int(response["Content-Length"]) == len(body)
    assert quote(paper.name(january)) in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert body[:2] == (b'{"' if key == "json" else b"PK")


def test_the_json_file_is_the_publications_to_the_byte(client, leader, published):
    client.force_login(leader)
    body = client.get("/dinghai-2024/2024-01/papers/json").getvalue()
    assert hashlib.sha256(body).hexdigest() == published.sha256


def test_an_unknown_paper_and_an_unknown_edition_are_not_found(client, leader, published):
    client.force_login(leader)
    for rest in ("papers/pdf", "papers/all?edition=2", "papers/all?edition=x", "papers/?edition=0"):
        assert client.get(f"/dinghai-2024/2024-01/{rest}").status_code == 404


def test_an_earlier_edition_keeps_its_own_papers(client, leader, office, plan, published):
    row = correcting.propose(
        plan.targets.get(code="T01"),
        published.period,
        value=Decimal(6),
        cause=Cause.UNIT_ERROR,
        reason="漏计一家",
        by=office,
    )
    publication.correct(row, by=factories.office_of(plan.district))
    client.force_login(leader)
    page = client.get("/dinghai-2024/2024-01/papers/?edition=1").content.decode()
    assert 'href="/dinghai-2024/2024-01/papers/csv?edition=1"' in page
    for edition, value, name in ((1, "5", ""), (2, "6", "（第2版）")):
        response = client.get(f"/dinghai-2024/2024-01/papers/csv?edition={edition}")
        assert tables_of(response.getvalue())["指标"][0]["累计完成"] == value
        assert quote(f"数据表{name}.zip") in response["Content-Disposition"]


@pytest.fixture
def february(plan, unit, published, monkeypatch):
    """February is being filed, with one figure approved."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2024, 3, 4))
    factories.figure(plan.targets.get(code="T01"), 2, "9")


@pytest.mark.parametrize("key", ["", *(each.key for each in papers.papers())])
def test_what_is_not_published_goes_to_the_office_alone(february, office, leader, unit, key):
    path = f"/dinghai-2024/2024-02/papers/{key}"
    answers = []
    for who in (office, leader, factories.reporter_of(unit)):
        client = Client()
        client.force_login(who)
        answers.append(client.get(path))
    told = answers[0].getvalue() if key else answers[0].content
    assert answers[0].status_code == 200
    if key:
        assert [each.status_code for each in answers[1:]] == [404, 404]
        assert quote("（未发布）") in answers[0]["Content-Disposition"]
    else:
        assert "未发布" in told.decode()
        assert "papers/all" not in answers[1].content.decode()


# The command


def exported(file, *options):
    """What the command said, and what it wrote."""
    out = StringIO()
    call_command("export_month", "dinghai-2024", "2024-01", str(file), *options, stdout=out)
    return out.getvalue(), file.read_bytes()


@pytest.mark.parametrize(("suffix", "key"), [(".json", "json"), (".zip", "all"), (".ZIP", "all")])
def test_the_suffix_chooses_the_paper(published, january, tmp_path, suffix, key):
    file = tmp_path / f"1月{suffix}"
    said, written = exported(file)
    assert said == f"2024-01第1版已写入{file}\n"
    assert written == made(key, january, papers.Kept(publication.body_of(published)))


def test_a_paper_can_be_named(published, january, tmp_path):
    assert exported(tmp_path / "a.zip", "--paper", "csv")[1] == made("csv", january)


def words_of(data):
    """The text of a Word file, paragraph by paragraph."""
    from docx import Document

    return [each.text for each in Document(BytesIO(data)).paragraphs]


OWN = Line("own", "请各单位抓紧推进。")


def test_the_notice_is_written_as_it_was_issued(plan, office, january, tmp_path):
    issuing.save(plan, 1, edition=1, lines=[OWN], seen_version=0, by=office)
    before = words_of(exported(tmp_path / "a.docx")[1])
    issuing.issue(plan, 1, edition=1, seen_version=1, by=office)
    after = words_of(exported(tmp_path / "b.docx")[1])
    assert (OWN.text in before, OWN.text in after) == (False, True)


def test_the_archive_holds_the_notice_as_its_reader_may_see_it(
    client, plan, office, leader, january
):
    issuing.save(plan, 1, edition=1, lines=[OWN], seen_version=0, by=office)
    found = {}
    for who in (leader, office):
        client.force_login(who)
        data = client.get("/dinghai-2024/2024-01/papers/all").getvalue()
        with ZipFile(BytesIO(data)) as package:
            words = words_of(package.read(paper_of("bulletin").name(january)))
        found[who] = OWN.text in words
    assert found == {leader: False, office: True}


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("a.pdf", (), "文件名须以.xlsx、.docx、.json、.zip结尾：a.pdf"),
        ("a.zip", ("--edition", "2"), "2024-01没有第2版，最新的是第1版"),
        ("a.zip", ("--edition", "0"), "2024-01没有第0版，最新的是第1版"),
        ("a.xlsx", ("--paper", "csv"), "数据表的文件名须以.zip结尾：a.xlsx"),
    ],
)
def test_the_command_refuses_in_one_sentence(published, tmp_path, name, options, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("export_month", "dinghai-2024", "2024-01", str(tmp_path / name), *options)
    assert str(refused.value) == sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_large", [True, False])
def test_a_large_paper_stays_on_the_disk_and_a_small_one_leaves_none(monkeypatch, is_large):
    monkeypatch.setattr(papers, "LARGEST_IN_MEMORY", 3 if is_large else 4)
    spooled = SpooledTemporaryFile(papers.LARGEST_IN_MEMORY)  # noqa: SIM115 -- `ready` closes it
    spooled.write(b"1234")
    sent = papers.ready(spooled)
    assert sent.read() == b"1234"
    assert (sent is spooled, spooled.closed) == (is_large, not is_large)
    sent.close()


SAMPLES = {
    "empty": lambda: reports.report(month=1),
    "first": lambda: from_json((HERE / "published_schema_1.json").read_text()),
    "second": lambda: from_json((HERE / "published_schema_2.json").read_text()),
    "third": full,
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_paper_is_sound_whatever_the_month_holds(sample):
    report = SAMPLES[sample]()
    for each in papers.papers():
        data = made(each.key, report)
        if each.suffix in {".xlsx", ".docx"}:
            assert ooxml.faults(data) == [], each.key
        elif each.suffix == ".zip":
            with ZipFile(BytesIO(data)) as package:
                assert package.testzip() is None, each.key
        else:
            assert json.loads(data)["month"] == report.month
