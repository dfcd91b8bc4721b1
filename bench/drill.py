"""`make drill`: the last minutes before a deadline, and a killed server, on both databases.

200 units hand in 40 figures each at the same time, some press twice. Afterwards the figures and
their versions are counted: nothing lost, nothing doubled. Then the same again with the server
killed in the middle (SIGKILL): whatever was acknowledged must be there after the restart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median, quantiles

from bench import postgres, server
from bench.population import MONTH, PLAN, Clerk
from bench.timing import Browser, Fields

UNITS, FIGURES, AT_ONCE = 200, 40, 50
PRESSED_TWICE = 10  # every tenth clerk
KILLED_AFTER = 60  # acknowledged presses
ENTRY = f"/{PLAN}/entry/{MONTH}/figures/"
REFUSED = (HTTPException, OSError)


@dataclass
class Tally:
    """What the clerks were told, and how long it took them."""

    acknowledged: dict[str, Clerk] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)


def main() -> int:
    """Both drills on both databases; the exit code says whether every count was right."""
    wrong: list[str] = []
    for name in ("SQLite", "PostgreSQL"):
        for drill in (_load, _kill):
            with tempfile.TemporaryDirectory() as folder, _database(name, Path(folder)) as url:
                _prepare(Path(folder), url)
                told = drill(name)
            wrong += told
    print("\n".join(wrong) if wrong else "全部核对无误：没有丢失，没有重复。")
    return 1 if wrong else 0


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    own = postgres.cluster() if name == "PostgreSQL" else nullcontext(_file(folder))
    with own as url:
        yield url


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / 'drill.sqlite3'}"


def _prepare(folder: Path, url: str) -> None:
    server.settle(folder, url)
    server.manage("migrate", "-v0")
    server.manage("collectstatic", "--noinput", "-v0")


def _in_product(act: str, data: object = None) -> list[dict[str, object]]:
    """One act on the drill's own database, in a process of its own: settings are read once."""
    command = [sys.executable, "-m", "bench.drill_product", act]
    given = json.dumps(data)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def _people() -> list[tuple[Clerk, str]]:
    """Every clerk with the key of a session."""
    rows = _in_product("populate", {"units": UNITS, "figures": FIGURES})
    return [
        (Clerk(str(row["account"]), dict(row["figures"])), str(row["session"]))  # type: ignore[call-overload]  # JSON
        for row in rows
    ]


def _load(name: str) -> list[str]:
    people, tally = _people(), Tally()
    with server.running() as address:
        begun = time.perf_counter()
        _hand_in(address, people, tally)
        seconds = time.perf_counter() - begun
    print(
        f"{name} 截止前集中填报：{UNITS}个单位×{FIGURES}项，{AT_ONCE}人同时，{seconds:.0f}秒，"
        f"{UNITS * FIGURES / seconds:.0f}项/秒；打开填报页{_times(tally.openings)}；"
        f"整表提交{_times(tally.presses)}；出错{len(tally.errors)}次"
    )
    wrong = [f"{name} 填报：{error}" for error in tally.errors[:5]]
    return wrong + _counted(f"{name} 填报", [clerk for clerk, _ in people], is_all=True)


def _kill(name: str) -> list[str]:
    people, tally = _people(), Tally()
    port = server.free_port()
    process = server.serve(port)
    address = f"127.0.0.1:{port}"
    with ThreadPoolExecutor(1) as aside:
        pressing = aside.submit(_hand_in, address, people, tally)
        tally.enough.wait(timeout=300)
        server.kill(process)
        pressing.result()
    acknowledged = list(tally.acknowledged.values())
    again = server.serve(port)
    try:
        wrong = _counted(f"{name} 断电", acknowledged, is_all=False)
        rest = [pair for pair in people if pair[0].account not in tally.acknowledged]
        late = Tally()
        _hand_in(address, rest, late)
        wrong += [f"{name} 断电后：{error}" for error in late.errors[:5]]
    finally:
        server.stop(again)
    wrong += _counted(f"{name} 断电后补交", [clerk for clerk, _ in people], is_all=True)
    print(
        f"{name} 服务被强行终止（SIGKILL）：此前已答复{len(acknowledged)}个单位"
        f"{len(acknowledged) * FIGURES}项，重启后逐项核对；其余{len(rest)}个单位重新提交"
    )
    return wrong


def _hand_in(address: str, people: list[tuple[Clerk, str]], tally: Tally) -> None:
    with ThreadPoolExecutor(AT_ONCE) as clerks:
        for number, (clerk, session) in enumerate(people):
            clerks.submit(_one, address, clerk, session, tally, number % PRESSED_TWICE == 0)


def _one(address: str, clerk: Clerk, session: str, tally: Tally, is_twice: bool) -> None:
    """Open the page, fill in every figure, press; a dead server is nobody's acknowledgement."""
    browser = Browser(address, session)
    try:
        opened = time.perf_counter()
        status, content, _ = browser.ask(ENTRY, accept="identity")
        tally.openings.append(time.perf_counter() - opened)
        if status != 200:
            tally.errors.append(f"{clerk.account}打开填报页得到{status}")
            return
        form = {**Fields(content.decode()).values, "action": "submit"}
        form |= {f"value-{code}": value for code, value in clerk.figures.items()}
        for _ in range(2 if is_twice else 1):
            pressed = time.perf_counter()
            status, _, _ = browser.ask(ENTRY, form=form)
            tally.presses.append(time.perf_counter() - pressed)
            if status != 302:
                tally.errors.append(f"{clerk.account}提交得到{status}")
                return
            tally.acknowledged[clerk.account] = clerk
            if len(tally.acknowledged) >= KILLED_AFTER:
                tally.enough.set()
    except REFUSED as error:
        tally.errors.append(f"{clerk.account}：{error!r}")


def _counted(name: str, clerks: list[Clerk], *, is_all: bool) -> list[str]:
    """What the database says of these clerks' figures, from rows and from their trail."""
    asked = {"figures": {code: value for each in clerks for code, value in each.figures.items()}}
    found = _in_product("count", {**asked, "is_all": is_all})
    return [f"{name}：{each['told']}" for each in found]


def _times(seconds: list[float]) -> str:
    p99 = quantiles(seconds, n=100)[98]
    return f"p50 {median(seconds) * 1000:.0f}毫秒、p99 {p99 * 1000:.0f}毫秒"


if __name__ == "__main__":
    os.chdir(server.ROOT)
    sys.exit(main())
