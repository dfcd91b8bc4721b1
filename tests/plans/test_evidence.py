"""Evidence is kept whole, by its content, outside the web root, and read back as it was."""

from __future__ import annotations

import stat
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from plans import evidence
from plans.evidence import DamagedError, RefusedFileError
from plans.models import Evidence
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


def pdf(content=PDF, name="报表.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def files_in(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_file_lies_by_its_content_for_the_server_alone(plan, unit, reporter, root):
    row = evidence.store(pdf(), plan=plan, unit=unit, by=reporter)
    digest = sha256(PDF).hexdigest()
    assert (row.name, row.content_type, row.size, row.sha256, row.uploaded_by) == (
        "报表.pdf",
        "application/pdf",
        len(PDF),
        digest,
        reporter,
    )
    assert files_in(root) == [root / digest[:2] / digest]
    assert stat.S_IMODE((root / digest[:2] / digest).stat().st_mode) == 0o600
    assert evidence.read(row) == PDF


def test_same_content_lies_once(plan, unit, reporter, office, root):
    for by in (reporter, office):
        evidence.store(pdf(), plan=plan, unit=unit, by=by)
    assert (Evidence.objects.count(), len(files_in(root))) == (2, 1)


def test_other_units_and_other_roles_store_and_remove_nothing(plan, unit, reporter, leader, root):
    row = evidence.store(pdf(), plan=plan, unit=unit, by=reporter)
    other = factories.reporter_of(factories.UnitFactory.create(district=plan.district))
    for by in (other, leader, factories.administrator_of(plan.district)):
        with pytest.raises(PermissionDenied):
            evidence.store(pdf(b"%PDF-2"), plan=plan, unit=unit, by=by)
        with pytest.raises(PermissionDenied):
            evidence.remove(row, by=by)
    row.refresh_from_db()
    assert (row.removed_at, len(files_in(root))) == (None, 1)


def test_file_taken_down_stays_on_disk_and_names_the_first_who_did_it(plan, unit, reporter, office):
    row = evidence.store(pdf(), plan=plan, unit=unit, by=reporter)
    evidence.remove(row, by=reporter)
    first = row.removed_at
    evidence.remove(row, by=office)
    assert (row.removed_by, row.removed_at, evidence.read(row)) == (reporter, first, PDF)


def test_damaged_or_missing_file_is_not_given_out(plan, unit, reporter):
    row = evidence.store(pdf(), plan=plan, unit=unit, by=reporter)
    place = evidence.place_of(row.sha256)
    place.write_bytes(PDF + b"x")
    with pytest.raises(DamagedError, match="与上传时的校验值不符"):
        evidence.read(row)
    place.unlink()
    with pytest.raises(DamagedError, match="在服务器上找不到了"):
        evidence.read(row)
    evidence.store(pdf(), plan=plan, unit=unit, by=reporter)  # uploaded again, it is whole again
    assert evidence.read(row) == PDF


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (10 * 1024 * 1024 + 1, "文件有10.0 MB，每个最多10 MB。"),
        (0, "文件是空的（0字节）。"),
    ],
)
def test_file_out_of_bounds_leaves_nothing(plan, unit, reporter, root, size, told):
    with pytest.raises(RefusedFileError, match=told.replace("（", ".").replace("）", ".")):
        evidence.store(pdf(PDF.ljust(size)[:size]), plan=plan, unit=unit, by=reporter)
    assert (Evidence.objects.count(), root.exists()) == (0, False)


def test_unit_fills_no_disk(plan, unit, reporter, monkeypatch):
    evidence.store(pdf(), plan=plan, unit=unit, by=reporter)
    monkeypatch.setattr(evidence, "MOST_BYTES_OF_UNIT", len(PDF) + 1)
    with pytest.raises(RefusedFileError, match="本单位今年的依据已占满"):
        evidence.store(pdf(b"%PDF-2"), plan=plan, unit=unit, by=reporter)
