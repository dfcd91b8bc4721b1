"""Read every file of a folder in a process of its own, and say what each was told, took and held.

`python -m tests.tasks.workbook.measuring FOLDER` prints JSON: name to sentences, seconds of the
processor, and megabytes above what the process held before (the highest mark, set back each time).
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from tests.tasks.workbook.corpus import bounds_of, told
from tests.tasks.workbook.samples import KEY, unit_book


def _held(line: str) -> int:
    """Kilobytes of this process: VmRSS now, VmHWM at most."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{line}:")[2].split()[0])


def _measured(path: Path, name: str) -> tuple[list[str], float, float]:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark begins anew
    idle, begun = _held("VmRSS"), time.process_time()
    sentences = told(path.read_bytes(), name, unit_book(), KEY, bounds_of(path.name))
    return sentences, time.process_time() - begun, (_held("VmHWM") - idle) / 1024


def main(folder: Path) -> None:
    """Each file of the folder; `names.json` beside them has the names they were uploaded by."""
    names = json.loads((folder / "names.json").read_text())
    _measured(
        folder / "empty-file", "x.xlsx"
    )  # what is imported late is not held against the first
    found = {key: _measured(folder / key, name) for key, name in names.items()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
