"""The example pack of docs/examples: August of the demonstration, each paper as the product writes it."""

from __future__ import annotations

from bench import server

FOLDER = server.ROOT / "docs/examples"
PAPERS = {  # file, and which paper
    "bulletin.docx": "bulletin",
    "workbook.xlsx": "excel",
    "breakdown.docx": "breakdown",
    "onepage.docx": "onepage",
    "tables.zip": "csv",
}


def write() -> None:
    """Every paper anew, from the demonstration that `server.prepare` has made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, key in PAPERS.items():
        path = str(FOLDER / name)
        server.manage("export_month", "dinghai-2024", "2024-08", path, "--paper", key)
        print(f"{name}  {(FOLDER / name).stat().st_size // 1024} KB")
