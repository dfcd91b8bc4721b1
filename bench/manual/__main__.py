"""`make manual`: every picture and example paper again, from a fresh demonstration.

It stops where a page is missing.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench import server
from bench.manual.studio import IMAGES, MOST_BYTES_TOGETHER, Studio, chromium


def main() -> None:
    """Three weeks of a demonstration: objecting to August, then the day September falls due."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVIDENCE_ROOT"] = str(Path(folder) / "evidence")
        server.prepare(Path(folder))
        os.environ["DJANGO_SETTINGS_MODULE"] = "dashboard.settings"

        import django

        django.setup()

        from playwright.sync_api import sync_playwright

        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop beside session_of

        from bench.manual import examples, leader, loop, newplan, office, reporter

        examples.write()

        with sync_playwright() as tool:
            browser = chromium(tool)
            os.environ["DEMO_DAY"] = "2024-09-12"
            with server.running() as address:
                reporter.objection(Studio(browser, address))
            os.environ["DEMO_DAY"] = "2024-10-08"
            with server.running() as address:
                studio = Studio(browser, address)
                leader.take(studio)
                reporter.take(studio)
                loop.take(studio)
                office.take(studio)
                reporter.countersign(studio)
                newplan.take(studio)
            browser.close()
    _weigh()


def _weigh() -> None:
    together = sum(path.stat().st_size for path in IMAGES.glob("*.png"))
    print(f"{together // 1024} KB")
    if together > MOST_BYTES_TOGETHER:
        raise SystemExit("bench.manual: the pictures together are too heavy")


if __name__ == "__main__":
    main()
