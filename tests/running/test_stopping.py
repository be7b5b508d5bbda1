"""Whatever ends the service, none of its processes stays, and the next start works."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.running.service import Service, wait_until

pytestmark = pytest.mark.engine_free


def serve_process(service: Service):
    return service.find("manage.py serve")


def close_the_terminal(service):
    service.close_terminal()


def interrupt_serve(service):
    serve_process(service).send_signal(signal.SIGINT)


def terminate_serve(service):
    serve_process(service).terminate()


def kill_serve(service):
    serve_process(service).kill()


def interrupt_make(service):
    service.process.send_signal(signal.SIGINT)


def terminate_make(service):
    service.process.terminate()


def kill_make(service):
    service.process.kill()


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize(
    "end",
    [
        close_the_terminal,
        interrupt_serve,
        terminate_serve,
        kill_serve,
        interrupt_make,
        terminate_make,
        kill_make,
    ],
)
def test_nothing_is_left_after(end, make_run):
    service = make_run()
    service.wait_until_ready()

    end(service)

    service.wait_for_end()


@pytest.mark.usefixtures("started_before")
@pytest.mark.parametrize("child", ["gunicorn", "--queues=mail", " beat "])
def test_a_process_that_dies_ends_the_rest(child, serve):
    service = serve()
    service.wait_until_ready()

    service.find(child).kill()

    assert service.wait_for_end() == 1
    name = {"gunicorn": "web", "--queues=mail": "worker for mail"}.get(child, child.strip())
    assert f"Shirube: the {name} process ended by itself (killed by SIGKILL)" in service.output
    assert "Traceback" not in service.output


@pytest.mark.usefixtures("started_before")
def test_a_second_ctrl_c_ends_all_patience(serve):
    service = serve()
    service.wait_until_ready()
    # A worker that can't react to being asked.
    service.find(" worker ").suspend()

    service.press_ctrl_c()
    wait_until(lambda: "Stopping." in service.output, "word that it stops")
    service.press_ctrl_c()

    assert service.wait_for_end(seconds=6) == 0


def test_ctrl_c_during_the_preparations_ends_it_too(serve):
    service = serve()
    wait_until(lambda: "Loading demo data" in service.output, "the preparations")

    service.press_ctrl_c()

    assert service.wait_for_end() == 0
    assert "Traceback" not in service.output


@pytest.mark.usefixtures("started_before")
def test_what_an_end_with_force_left_keeps_nobody_from_starting(serve, environment):
    first = serve()
    first.wait_until_ready()
    serve_process(first).kill()
    first.wait_for_end()
    state = Path(environment["STATE_DIR"])
    assert (state / "serve.lock").exists()
    for schedule in state.glob("celerybeat-schedule*"):
        schedule.write_bytes(b"no schedule at all")
    (state / "broker" / "control" / "mail.exchange").write_bytes(b"")
    (state / "broker" / "messages" / "1_1.mail.msg").write_bytes(b"{cut sho")

    second = serve()

    second.wait_until_ready()
    second.process.terminate()
    assert second.wait_for_end() == 0
