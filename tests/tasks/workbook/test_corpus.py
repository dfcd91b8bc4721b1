"""Every bad workbook gets its sentence, soon and with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tasks.workbook.corpus import BAD, SAYS

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each was told, its seconds and its megabytes, measured in another process."""
    folder = tmp_path_factory.mktemp("corpus")
    names = {}
    for key, make in BAD.items():
        names[key], data = make()
        (folder / key).write_bytes(data)
    (folder / "names.json").write_text(json.dumps(names))
    run = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.tasks.workbook.measuring", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_every_bad_workbook_has_its_sentence():
    assert sorted(BAD) == sorted(SAYS)
    assert len(BAD) >= 40


@pytest.mark.parametrize("key", BAD)
def test_bad_workbook_is_told_why_in_two_seconds_and_200_megabytes(key, measured):
    sentences, seconds, megabytes = measured[key]
    assert [each for each in sentences if SAYS[key] in each], sentences
    assert seconds < 2
    assert megabytes < 200


@pytest.mark.parametrize("key", BAD)
def test_its_sentences_end_as_sentences_and_name_no_code_of_ours(key, measured):
    for sentence in measured[key][0]:
        assert not set(sentence) & set("<>{}\\\n"), sentence
        assert "Error" not in sentence
        assert "None" not in sentence
