"""No more of an upload is read than the bound, whatever its length says."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from plans.uploads import was_too_big


@pytest.fixture(autouse=True)
def _small_bound(settings):
    settings.UPLOAD_MOST_BYTES = 100_000


def posted(*sizes, **more):
    files = [SimpleUploadedFile(f"{each}.xlsx", b"x" * each) for each in sizes]
    body = encode_multipart(BOUNDARY, {"token": "x", "file": files})
    more = {"wsgi.input": BytesIO(body), **more}
    return RequestFactory().generic("POST", "/", body, content_type=MULTIPART_CONTENT, **more)


def test_a_file_within_the_bound_arrives_whole():
    request = posted(90_000)
    assert not was_too_big(request)
    assert request.FILES["file"].size == 90_000


def test_a_file_beyond_the_bound_is_cut_off_and_the_fields_before_it_are_there():
    request = posted(3_000_000)
    assert was_too_big(request)
    assert (request.POST["token"], len(request.FILES)) == ("x", 0)


def test_files_are_counted_together():
    assert was_too_big(posted(60_000, 60_001))


@pytest.mark.parametrize("length", [1_000, 50_000_000])
def test_a_length_that_lies_changes_nothing(length):
    request = posted(60_000, CONTENT_LENGTH=str(length))
    assert not was_too_big(request)
    assert sum(each.size for each in request.FILES.values()) <= 60_000
    request.close()  # as the handler of a real request does
