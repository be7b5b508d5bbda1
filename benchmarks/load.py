"""A small load driver: browsers that keep their connection and cookies, and check every answer.

An answer with another status, or without a word that belongs on the page, stops the whole run: an error must
never count as speed.
"""

from __future__ import annotations

import html
import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Wrong(Exception):
    """An answer that is not what it should be."""


class Browser:
    """One connection, and one jar: each contestant's cookies are given by name, whatever their path."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def get(self, path: str, *, holds: str) -> str:
        status, page, _headers = self._ask("GET", path)
        if status != 200 or holds not in page:
            raise Wrong(f"GET {path}: {status}, and {holds!r} is {'' if holds in page else 'not '}in it")
        return page

    def post(self, path: str, page: str, typed: Mapping[str, object], *, leads_to: str = "") -> str:
        """Sends the last form of `page` with what was typed; where the answer leads."""
        form = page.rpartition("<form")[2] if "csrf" in page.rpartition("<form")[2] else page
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
        body = urlencode({**hidden, **typed}, doseq=True).encode()
        status, _page, headers = self._ask("POST", path, body)
        target = headers.get("Location", "")
        if status != 302 or leads_to not in target:
            raise Wrong(f"POST {path}: {status}, leads to {target!r} and not to {leads_to!r}")
        return target

    def weigh(self, path: str) -> int:
        """Bytes of the answer as they are sent to a browser that takes gzip."""
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": self._jar()})
        return len(self._connection.getresponse().read())

    def close(self) -> None:
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, str, http.client.HTTPMessage]:
        headers = {"Cookie": self._jar(), "Accept-Language": "ja"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, page, answer.headers

    def _jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def each_second(clients: Iterable[Callable[[], None]], seconds: float) -> float:
    """How often a second all clients together did their piece of work, side by side, each again and again."""
    done: list[int] = []
    wrong: list[BaseException] = []
    began = time.perf_counter()
    end = began + seconds

    def work(piece: Callable[[], None]) -> None:
        number = 0
        try:
            while time.perf_counter() < end and not wrong:
                piece()
                number += 1
        except BaseException as error:
            wrong.append(error)
        done.append(number)

    threads = [threading.Thread(target=work, args=(piece,)) for piece in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return sum(done) / (time.perf_counter() - began)


def milliseconds(pages: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The median time of each page, one request at a time, taking turns: whatever else the machine does, all
    of them meet it."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(times):
        for name, page in pages.items():
            began = time.perf_counter()
            page()
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}
