"""A PostgreSQL cluster of its own for the drills, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import free_port


@contextmanager
def cluster() -> Iterator[str]:
    """A running server with its durability as shipped; yields the address for DATABASE_URL."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp())
    port = free_port()
    # The server refuses to run as root.
    user = _owner() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, user=user)

    data = str(folder / "data")
    control = str(programs / "pg_ctl")
    initialise = ["-U", "xushi", "-A", "trust", "-E", "UTF8", "--locale=C"]
    run(str(programs / "initdb"), "-D", data, *initialise)
    options = f"-p {port} -h 127.0.0.1 -k {folder}"
    run(control, "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
    try:
        yield f"postgres://xushi@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder of the newest server on this machine. Errors: SystemExit where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    named = shutil.which("initdb")
    if not found and named is None:
        raise SystemExit("没有PostgreSQL服务器，请先安装：sudo apt-get install -y postgresql")
    return found[-1].parent if found else Path(str(named)).resolve().parent


def _version(program: Path) -> int:
    return int(program.parent.parent.name)


def _owner() -> str:
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"
