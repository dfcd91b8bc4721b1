"""A product of its own for the benchmark: a database, static files, people, one server."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30


def prepare(folder: Path) -> None:
    """Point this process, and those it starts, at a fresh demonstration in `folder`."""
    settle(folder, f"sqlite:///{folder / 'bench.sqlite3'}")
    for command in (["migrate", "-v0"], ["bootstrap"], ["collectstatic", "--noinput", "-v0"]):
        manage(*command)


def settle(folder: Path, database: str) -> None:
    """Point this process, and those it starts, at a database of their own."""
    os.environ |= {
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),  # one for the server and for session_of
        "DATABASE_URL": database,
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }


def manage(*command: str) -> None:
    """One of the product's commands."""
    program = [sys.executable, "manage.py", *command]
    subprocess.run(program, cwd=ROOT, check=True, capture_output=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


@contextmanager
def running() -> Iterator[str]:
    """The server as `make run` starts it; yields its address."""
    port = free_port()
    server = serve(port)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        stop(server)


def serve(port: int) -> subprocess.Popen[bytes]:
    """A server on this port, in a process group of its own, once it answers."""
    config = ["-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "dashboard.wsgi"]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *config],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _await(f"http://127.0.0.1:{port}/healthz")
    return server


def stop(server: subprocess.Popen[bytes]) -> None:
    """Let it end what it is doing."""
    server.terminate()
    server.wait(timeout=30)


def kill(server: subprocess.Popen[bytes]) -> None:
    """End it and its workers at once (SIGKILL), whatever they are doing."""
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=10)


def _await(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback server
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def session_of(username: str) -> str:
    """A session key for this person, as signing in would give."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    from accounts.models import User

    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    key: str = session.session_key or ""
    return key
