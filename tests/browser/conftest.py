"""The service as families and counselors meet it: real processes, a real browser, real mail over SMTP."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.browser.cast import SESSIONS
from tests.smtp import MailServer

ROOT = Path(__file__).resolve().parents[2]
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
HOW_TO_INSTALL = "Chromium is not installed. On Debian: apt-get install -y chromium fonts-ipafont-gothic"


@dataclass
class Letter:
    """One mail as it arrived."""

    subject: str
    text: str
    whole: str


@dataclass
class Service:
    """A running service and the mail server that it sends through."""

    url: str
    mail: MailServer
    sessions: dict[str, str]

    def wait_for_mail(self, address: str, count: int = 1) -> Letter:
        """The `count`-th mail to this address, once the worker has sent it."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            received = zip(self.mail.received, self.mail.recipients, strict=False)
            mine = [message for message, to in received if to == address]
            if len(mine) >= count:
                return _letter(mine[count - 1])
            time.sleep(0.1)
        pytest.fail(f"no mail number {count} came within a minute")

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def _letter(message: EmailMessage) -> Letter:
    parts = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    plain, html = (part.get_content() if part else "" for part in parts)
    return Letter(str(message["Subject"]), plain, f"{message['Subject']}\n{plain}\n{html}")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def service(mail_server: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(mail_server, tmp_path_factory.mktemp("service")) as service:
        yield service


@contextlib.contextmanager
def running_service(mail_server: MailServer, state: Path) -> Iterator[Service]:
    """`manage.py serve` in its demo form, on the database and the broker that this test run is on."""
    with _own_database() as database:
        port = _free_port()
        environment = {
            **os.environ,
            **database,
            "REDIS_PREFIX": f"{os.environ.get('REDIS_PREFIX', 'shirube-')}browser-{secrets.token_hex(4)}:",
            "SHIRUBE_DEMO": "1",
            "PORT": str(port),
            # All of a run comes from one address.
            "LIMITS_TIMES": "1000",
            # And what drives the browser is quicker than any person.
            "QUICKEST_SECONDS": "0",
            "UNDO_SECONDS": "0",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "STATE_DIR": str(state),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
            # Offered, so that its page is looked at; nobody sends by it.
            "LINE_CHANNEL_ACCESS_TOKEN": "t",
            "LINE_CHANNEL_SECRET": "s",
            "LINE_ACCOUNT": "@shirube",
        }
        subprocess.run([sys.executable, "-m", "tests.browser.cast"], cwd=ROOT, env=environment, check=True)
        log = (state / "serve.log").open("wb")
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            sessions = json.loads((state / SESSIONS).read_text())
            service = Service(f"http://127.0.0.1:{port}", mail_server, sessions)
            _wait_until_ready(service, process, state / "serve.log")
            yield service
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
            log.close()


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            status, body = service.get("/readyz")
            if status == 200 and json.loads(body)["ready"]:
                return
        time.sleep(0.2)
    pytest.fail("the service did not get ready:\n" + log.read_text(encoding="utf-8", errors="replace"))


@contextlib.contextmanager
def _own_database() -> Iterator[dict[str, str]]:
    """On PostgreSQL a database of our own on the same server; otherwise SQLite below the state folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    name = f"shirube_browser_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": _url_of(url, name)}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url_of(url: str, name: str) -> str:
    parts = conninfo_to_dict(make_conninfo(url))
    login = f"{parts['user']}@" if "user" in parts else ""
    return f"postgres://{login}{parts['host']}:{parts.get('port', 5432)}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not chromium_path():
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing(HOW_TO_INSTALL)
    with running_chromium() as browser:
        yield browser


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@dataclass
class Person:
    """Somebody at a browser of their own. What the browser complains about is kept in `complaints`."""

    page: Page
    context: BrowserContext
    service: Service
    complaints: list[str]

    def goto(self, path: str, status: int = 200) -> None:
        response = self.page.goto(self.service.url + path)
        assert response is not None
        assert response.status == status

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def go_on(self) -> None:
        self.page.locator("#step-form .actions button").first.click()
        self.page.wait_for_load_state()

    def sign_in(self, username: str) -> None:
        """To the queue, as one of those who work at the centre (cast.py), by a session made before."""
        cookie = {"name": "sessionid", "value": self.service.sessions[username], "url": self.service.url}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.goto("/desk/")

    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()


@pytest.fixture
def person(chromium: Browser, service: Service) -> Iterator[Any]:
    with people(chromium, service) as make:
        yield make


@contextlib.contextmanager
def people(chromium: Browser, service: Service) -> Iterator[Any]:
    """Makes people: `person("ja-JP")`, on a phone unless said otherwise."""
    contexts: list[BrowserContext] = []

    def make(locale: str = "ja-JP", viewport: ViewportSize | None = None, **options: Any) -> Person:
        context = chromium.new_context(
            locale=locale, viewport=viewport or PHONE, timezone_id="Asia/Tokyo", **options
        )
        contexts.append(context)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Person(page, context, service, complaints)

    yield make
    for context in contexts:
        context.close()
