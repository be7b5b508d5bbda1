"""A family that fills in the steps over plain HTTP, as a browser without script does."""

from __future__ import annotations

import html
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from tests.intake.family import WAY

_ACTION = re.compile(r'action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Family:
    """One browser: it follows redirects and keeps its cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))

    def send_inquiry(self, email: str) -> str:
        """Answers every step that is asked, and sends. Returns the address of the confirmation."""
        address, page = self.get("/inquiry/new/")
        for _ in range(len(WAY) + 3):
            step = address.rstrip("/").rpartition("/")[2]
            if step == "received":
                return urllib.parse.urlsplit(address).path
            typed = dict(WAY.get("who" if step == "new" else step, {}))
            if "email" in typed:
                typed["email"] = email
            address, page = self._post_form(address, page, typed)
        raise AssertionError(f"the steps lead nowhere: {address}")

    def get(self, path: str) -> tuple[str, str]:
        """The address that a path led to, and its page."""
        return self._open(urllib.request.Request(self.url + path))

    def _post_form(self, address: str, page: str, typed: dict[str, Any]) -> tuple[str, str]:
        form = page.rpartition("<form")[2]
        if form.startswith(' method="get"'):
            # A page between, which asks nothing: it only leads on.
            return self._open(urllib.request.Request(urllib.parse.urljoin(address, _ACTION.findall(form)[0])))
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
        body = urllib.parse.urlencode({**hidden, **typed}, doseq=True).encode()
        return self._open(urllib.request.Request(address, data=body))

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        with self._opener.open(request, timeout=30) as answer:
            return answer.geturl(), answer.read().decode()
