"""The two commands of the README, on a clean copy: `make run` does the main job and leaves nothing behind."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.running.family import Family
from tests.running.service import Service, copy_checkout, wait_until
from tests.running.service import make_run as start_make_run

# Building the environment anew takes a minute; .ci/run asks for it.
ENVIRONMENTS = ["this environment", *(["a new environment"] if os.environ.get("SHIRUBE_FULL_SETUP") else [])]


@pytest.fixture(params=ENVIRONMENTS)
def started(request, make_run, environment, tmp_path):
    if request.param == "this environment":
        yield make_run()
        return
    folder = copy_checkout(tmp_path / "clone")
    del environment["VENV"]
    service = start_make_run(folder, environment)
    yield service
    service.kill()


def mails(service: Service) -> list[str]:
    folder = Path(service.environment["STATE_DIR"]) / "mail"
    return [path.read_text() for path in folder.glob("*") if path.stat().st_size] if folder.is_dir() else []


def mail_to(address: str, service: Service) -> list[str]:
    return [mail for mail in mails(service) if f"To: {address}" in mail and mail.rstrip().endswith("-" * 79)]


def test_an_inquiry_is_taken_and_acknowledged_and_ctrl_c_ends_it_all(started):
    started.wait_until_ready(seconds=300)

    family = Family(started.url)
    confirmation = family.send_inquiry("hanako@example.jp")
    (mail,) = wait_until(lambda: mail_to("hanako@example.jp", started), "the acknowledgement")

    assert confirmation.startswith("/status/")
    assert f"{started.url}/s/" in mail
    for place in ("/", "/desk/", "/admin/", "/demo/mail/"):
        assert started.url + place in started.output
        assert family.get(place)[1]
    assert "sato" in started.output

    started.press_ctrl_c()

    started.wait_for_end()
    assert "Stopped." in started.output
    assert "Traceback" not in started.output


def test_a_second_start_is_quick_and_keeps_the_data(make_run):
    first = make_run()
    slow = first.wait_until_ready()
    family = Family(first.url)
    confirmation = family.send_inquiry("hanako@example.jp")
    first.press_ctrl_c()
    first.wait_for_end()

    second = make_run()
    quick = second.wait_until_ready()

    assert "Loading demo data" in first.output
    assert "Loading demo data" not in second.output
    assert family.get(confirmation)[0].endswith(confirmation)
    print(f"ready in {slow:.1f} s at first, then in {quick:.1f} s")
    # Other tests have the other core.
    assert quick < 30
    second.press_ctrl_c()
    second.wait_for_end()


def test_the_port_is_free_again_at_once(serve, environment):
    service = serve()
    service.wait_until_ready()
    service.process.terminate()
    assert service.wait_for_end() == 0

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(environment["PORT"])))
