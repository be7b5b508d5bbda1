"""compose.yaml holds what the service really takes.

There is no Docker engine where the tests run: each part is tried against the program that it is for.
"""

from __future__ import annotations

import importlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import redis
from celery.bin.celery import celery as celery_command
from django.core.management import get_commands, load_command_class
from gunicorn.app.wsgiapp import WSGIApplication

from consult.celery import app as celery_app
from consult.health import QUEUES
from intake import keyring
from tests.engines import ROOT, free_port, redis_answers, redis_server, running
from tests.running import compose
from tests.running.variables import example, read_by_settings, read_elsewhere

pytestmark = pytest.mark.engine_free

DOCUMENT = compose.load()
SERVICES = DOCUMENT["services"]
OURS = compose.built(DOCUMENT)


def test_it_has_every_part():
    assert set(SERVICES) == {
        "web",
        "worker-mail",
        "worker",
        "beat",
        "migrate",
        "postgres",
        "redis",
        "clamav",
        "mailpit",
    }
    assert set(OURS) == {"web", "worker-mail", "worker", "beat", "migrate"}
    assert SERVICES["mailpit"]["profiles"] == ["try"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_is_read(name):
    known = read_by_settings() | read_elsewhere()

    for variable in OURS[name]["environment"]:
        assert variable in known or variable.removesuffix("_FILE") in known


def test_what_it_asks_of_the_shell_is_in_the_example():
    assert compose.variables() <= set(example())


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists_and_takes_its_options(name):
    parse(OURS[name]["command"])


@pytest.mark.parametrize("name", sorted(OURS.keys() - {"migrate"}))
def test_every_health_check_is_a_command_too(name):
    kind, *command = OURS[name]["healthcheck"]["test"]

    assert kind == "CMD"
    parse(command)


def parse(command: list[str]) -> None:
    program, *arguments = command
    {"gunicorn": parse_gunicorn, "celery": parse_celery, "python": parse_python}[program](arguments)


def parse_gunicorn(arguments: list[str]) -> None:
    application = WSGIApplication.__new__(WSGIApplication)
    application.usage, application.prog = None, "gunicorn"
    WSGIApplication.load_default_config(application)
    options = application.cfg.parser().parse_args(arguments)

    (target,) = options.args
    assert callable(importlib.import_module(target).application)
    chosen = importlib.import_module(options.config.removeprefix("python:"))
    plain = {name for name in vars(chosen) if name.islower() and not name.startswith("_")}
    imported = {"annotations", "os", "sys", "die_with_parent"}
    assert plain - imported <= set(application.cfg.settings)


def parse_celery(arguments: list[str]) -> None:
    application, name, *rest = arguments
    assert application == "--app=consult"
    assert importlib.import_module("consult").celery_app is celery_app
    command = celery_command.commands[name]
    _options, left, _order = command.make_parser(click.Context(command)).parse_args(rest)
    assert not left


def parse_python(arguments: list[str]) -> None:
    if arguments[0] == "-c":
        compile(arguments[1], "health check", "exec")
        return
    program, name, *rest = arguments
    assert program == "manage.py"
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(rest)


def test_the_workers_take_every_queue_and_each_has_its_own():
    taken = [
        argument.removeprefix("--queues=")
        for service in OURS.values()
        for argument in service["command"]
        if argument.startswith("--queues=")
    ]

    assert sorted(taken) == sorted(QUEUES)


def test_the_checks_of_the_workers_and_beat_are_among_those_of_readyz(monkeypatch):
    from consult import health

    monkeypatch.setattr(health, "_seen_lately", lambda now: set())
    monkeypatch.setattr(health, "oldest_unsent_seconds", lambda now: None)
    known = health.readiness(now=None).checks

    for name in ("worker-mail", "worker", "beat"):
        assert OURS[name]["healthcheck"]["test"][-1] in known


def test_secrets_come_from_files_that_are_declared():
    for service in SERVICES.values():
        for name in service.get("secrets", []):
            assert DOCUMENT["secrets"][name]["file"] == f"secrets/{name}"
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]
            assert not any(word in variable for word in ("PASSWORD", "SECRET")) or variable.endswith("_FILE")


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_say_that_it_is_there(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"].startswith("on-failure")


@pytest.mark.parametrize("name", OURS)
def test_our_image_has_no_rights_that_it_does_not_need(name):
    service = OURS[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "/tmp:mode=1777" in service["tmpfs"]  # noqa: S108


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_watched_and_comes_back(name):
    if name != "migrate":
        assert SERVICES[name]["restart"] == "unless-stopped"
        assert "test" in SERVICES[name]["healthcheck"]
    assert ":latest" not in SERVICES[name]["image"]


def test_the_servers_with_data_are_reached_by_no_one_outside():
    assert DOCUMENT["networks"]["data"]["internal"] is True
    for name in ("postgres", "redis"):
        assert "ports" not in SERVICES[name]
        assert SERVICES[name]["networks"] == ["data"]
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_every_volume_is_declared():
    named = {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }

    assert named == set(DOCUMENT["volumes"])


def test_redis_takes_its_options_and_keeps_what_it_has(tmp_path):
    program, *options = SERVICES["redis"]["command"]
    assert program == "redis-server"
    port = free_port()
    url = f"redis://127.0.0.1:{port}"

    command = [redis_server(), *options, "--port", str(port), "--dir", str(tmp_path)]
    with (
        running("Redis", command, tmp_path, lambda: redis_answers(url)),
        redis.Redis.from_url(url) as client,
    ):
        assert client.config_get("appendonly")["appendonly"] == "yes"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"


def test_its_environment_passes_the_deployment_check(tmp_path):
    made = {
        "secret_key": secrets.token_urlsafe(48),
        **{ring: keyring.new_key("k1") for ring in ("audit_keys", "data_keys", "index_keys")},
        "database_url": "postgres://shirube:secret@postgres:5432/shirube",
        "email_url": "smtp+tls://user:password@mail.example.jp:587",
        # As `make secrets` leaves them: neither short messages nor LINE.
        **dict.fromkeys(("twilio_auth_token", "line_channel_access_token", "line_channel_secret"), ""),
    }
    for name, value in made.items():
        (tmp_path / name).write_text(value + "\n")
    environment = {
        name: value.replace("/run/secrets", str(tmp_path))
        for name, value in OURS["web"]["environment"].items()
    }

    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "STATE_DIR": str(tmp_path / "state"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


def test_make_secrets_makes_what_is_declared_and_changes_nothing_later(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("")

    first, now = (make_secrets(tmp_path) for _ in range(2))

    assert set(now) == set(DOCUMENT["secrets"])
    assert now == first
    assert len(now["secret_key"]) >= 50
    assert len({keyring.parse(now[ring]) for ring in ("audit_keys", "data_keys", "index_keys")}) == 3
    assert now["postgres_password"] in now["database_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def make_secrets(folder: Path) -> dict[str, str]:
    subprocess.run(["make", "secrets"], cwd=folder, check=True, capture_output=True)
    return {path.name: path.read_text() for path in (folder / "secrets").iterdir()}
