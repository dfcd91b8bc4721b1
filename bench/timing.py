"""Requests timed in pairs: one of the page, one of the empty page, so that noise strikes both."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from statistics import median, quantiles
from urllib.parse import urlencode

WARM = 10


@dataclass(frozen=True)
class Timing:
    """Times of one page in seconds, and its ratio to the empty page asked in turn."""

    name: str
    times: list[float]
    ratio: float
    size: int

    @property
    def line(self) -> str:
        """One row of the printed table."""
        p50, p99 = median(self.times) * 1000, quantiles(self.times, n=100)[98] * 1000
        rate = len(self.times) / sum(self.times)
        return (
            f"{self.name:<28}{rate:>9.0f}/s{p50:>9.2f}{p99:>9.2f}{self.size:>9}B{self.ratio:>8.2f}×"
        )


class Browser:
    """A person's kept connection to the server."""

    def __init__(self, address: str, session: str) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=60)  # as nginx waits
        self.cookies = {"sessionid": session}

    def ask(
        self,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        etag: str = "",
        accept: str = "gzip",
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """One request; returns status, body as sent and headers."""
        headers = {
            "Accept-Encoding": accept if form is None else "identity",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if etag:
            headers["If-None-Match"] = etag
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        method = "GET" if form is None else "POST"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self.connection.close()  # the server let the idle connection go
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response.status, content, response.headers


def paired(name: str, page: Callable[[], int], floor: Callable[[], int], rounds: int) -> Timing:
    """Ask for both in turn; the ratio is that of the medians."""
    for _ in range(WARM):
        page()
        floor()
    pages, floors, size = [], [], 0
    for _ in range(rounds):
        begun = time.perf_counter()
        floor()
        between = time.perf_counter()
        size = page()
        ended = time.perf_counter()
        floors.append(between - begun)
        pages.append(ended - between)
    return Timing(name, pages, median(pages) / median(floors), size)


class Fields(HTMLParser):
    """What a browser would send of the page's entry form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs at once; a text area waits for its text."""
        given = dict(attrs)
        name = given.get("name")
        if not name or tag not in ("input", "textarea"):
            return
        if tag == "textarea":
            self._area = name
            self.values.setdefault(name, "")
        elif given.get("type") not in ("submit", "checkbox", "radio", "button"):
            self.values[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        """A text area ends."""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """The text of a text area."""
        if self._area:
            self.values[self._area] += data
