"""What stands in the logs: ids and states. Not what a family wrote, nor an address, nor a link's secret."""

import logging

import pytest
from celery import Task, current_app
from django.contrib.auth.models import User
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from prometheus_client import generate_latest

from consult import tasks
from consult.followups import sweep
from intake.services import issue_status_link
from tests.consult.family import open_status_page
from tests.factory import start_filled_draft, submit_case
from tests.test_urls import address, patterns

pytestmark = pytest.mark.django_db
MARKER = "青空のしるし-k7p4qx"
# The boxes of every form there is.
TYPED_INTO = (
    "message", "contact_name", "email", "phone", "body", "words", "reason", "reply", "told", "login",
    "password", "code", "reference", "name", "title", "sources", "q", "seen",
)  # fmt: skip
OUR_TASKS = sorted(name for name in current_app.tasks if name.startswith("consult."))
SECRET = "Zb1xYt9cQ0wVn4mK8sLdE2rUhG6jFaPo-3iNqTeM5vC"


@pytest.fixture
def visitor() -> Client:
    """A browser, with the real check of where a form comes from; an error is answered, not raised."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def breaks(*args, **kwargs):
    raise IntegrityError(f"duplicate key\nDETAIL: Key (message)=({MARKER}) already exists.")


class TestSecretOfALink:
    @pytest.mark.parametrize(
        ("method", "address", "status"),
        [
            ("post", f"/s/{SECRET}/", 404),
            ("get", f"/s/{SECRET}/more/", 404),
            ("get", f"/s/{SECRET}", 301),
            ("put", f"/s/{SECRET}/", 405),
            ("post", f"/resume/abcdefghjkmn/{SECRET}/", 404),
            ("get", f"/resume/abcdefghjkmn/{SECRET}/{SECRET}/", 404),
            ("get", f"/no-such-page/{SECRET}/", 404),
        ],
    )
    def test_whatever_the_answer_is(self, browser, log_lines, method, address, status):
        assert getattr(browser, method)(address).status_code == status
        assert SECRET not in log_lines.getvalue()

    def test_when_the_form_comes_from_elsewhere(self, visitor, log_lines):
        assert visitor.post(f"/s/{SECRET}/").status_code == 403
        assert log_lines.getvalue(), "the refusal itself is worth a line"
        assert SECRET not in log_lines.getvalue()

    def test_when_the_form_comes_from_this_page_by_another_name(self, visitor, log_lines):
        """A proxy that changes the host: Django quotes the whole address of the page, as the reason."""
        came_from = {"referer": f"https://other.example/s/{SECRET}/"}
        assert visitor.post("/inquiry/new/", secure=True, headers=came_from).status_code == 403
        assert "Referer checking failed" in log_lines.getvalue()
        assert SECRET not in log_lines.getvalue()

    def test_when_the_page_fails(self, browser, log_lines, monkeypatch):
        monkeypatch.setattr("intake.models.StatusLink.objects.open_with", breaks)
        assert browser.post(f"/s/{SECRET}/").status_code == 500
        assert "IntegrityError" in log_lines.getvalue()
        assert SECRET not in log_lines.getvalue()
        assert MARKER not in log_lines.getvalue()

    def test_when_the_host_is_a_wrong_one(self, browser, log_lines):
        assert browser.get(f"/s/{SECRET}/", headers={"host": "evil.example"}).status_code == 400
        assert SECRET not in log_lines.getvalue()

    def test_the_route_stands_in_its_place_so_that_an_operator_can_act(self, browser, log_lines):
        browser.post(f"/s/{SECRET}/")
        assert "s/<str:secret>/" in log_lines.getvalue()


class TestWhatWasWritten:
    @pytest.fixture
    def marked(self, aoki):
        return submit_case(message=MARKER, contact_name=MARKER, condition_detail=MARKER, provider_name=MARKER)

    def test_a_page_of_the_desk_that_fails(self, marked, aoki, browser, log_lines, monkeypatch):
        monkeypatch.setattr("consult.views.desk.case_page", breaks)
        browser.force_login(aoki.user)
        assert browser.get(f"/desk/cases/{marked.reference}/").status_code == 500
        assert "IntegrityError" in log_lines.getvalue()
        assert MARKER not in log_lines.getvalue()

    def test_a_note_that_cannot_be_saved(self, marked, aoki, browser, log_lines, monkeypatch):
        monkeypatch.setattr("consult.services.write_note", breaks)
        browser.force_login(aoki.user)
        answer = browser.post(f"/desk/cases/{marked.reference}/note/", {"body": MARKER})
        assert answer.status_code == 500
        assert MARKER not in log_lines.getvalue()

    def test_a_family_page_that_fails(self, marked, browser, log_lines, monkeypatch):
        open_status_page(browser, marked.inquiry)
        monkeypatch.setattr("consult.services.note_read", breaks)
        assert browser.get(f"/status/{marked.reference}/").status_code == 500
        assert MARKER not in log_lines.getvalue()

    def test_a_submission_that_fails(self, db, browser, log_lines, monkeypatch):
        monkeypatch.setattr("consult.services.open_case", breaks)
        draft, secret = start_filled_draft(message=MARKER)
        browser.cookies["draft"] = secret
        assert browser.post(f"/inquiry/{draft.public_id}/check/").status_code == 500
        for planted in (MARKER, secret):
            assert planted not in log_lines.getvalue()

    def test_a_query_string(self, browser, log_lines):
        browser.get(f"/no-such-page/?words={MARKER}")
        assert MARKER not in log_lines.getvalue()

    def test_a_task_that_fails_says_which_and_with_what_class_of_error(self, db, log_lines, monkeypatch):
        monkeypatch.setattr("consult.services.assign_waiting", breaks)
        tasks.assign_waiting_cases.apply()
        assert "assign_waiting_cases" in log_lines.getvalue()
        assert "IntegrityError" in log_lines.getvalue()
        assert MARKER not in log_lines.getvalue()

    def test_an_error_caused_by_another_one(self, log_lines):
        try:
            try:
                breaks()
            except IntegrityError as error:
                raise RuntimeError(MARKER) from error
        except RuntimeError:
            logging.getLogger("consult.anything").exception("it did not work")
        assert "it did not work" in log_lines.getvalue()
        assert "RuntimeError" in log_lines.getvalue()
        assert MARKER not in log_lines.getvalue()


class TestEverywhere:
    """Twenty things planted, then each view and each task fails with all of them in its error."""

    # What a family says in a box of its own, and what is typed into every form on the way.
    SAID = ("message", "contact_name", "condition_detail", "provider_name", "treatment_name")
    MARKERS = tuple(f"しるし{number:02}-k7p4qx" for number in range(18))
    EMAIL, PHONE = "planted-k7p4qx@example.jp", "+81312345678"

    @pytest.fixture
    def planted(self, aoki):
        said = dict(zip(self.SAID, self.MARKERS, strict=False))
        return submit_case(**said, email=self.EMAIL)

    @pytest.fixture
    def handed_on(self, monkeypatch) -> list[str]:
        """The arguments of every task that is asked for."""
        asked: list[str] = []
        monkeypatch.setattr(
            Task, "apply_async", lambda task, *args, **kwargs: asked.append(repr((task.name, args, kwargs)))
        )
        return asked

    def breaks_with_everything(self, *args, **kwargs):
        raise IntegrityError(" ".join((*self.MARKERS, self.EMAIL, self.PHONE)))

    def found_in(self, *sinks: str) -> list[str]:
        planted = (*self.MARKERS, self.EMAIL, self.PHONE, self.PHONE.removeprefix("+81"))
        return [one for one in planted for sink in sinks if one in sink]

    def test_every_view(self, planted, aoki, log_lines, handed_on, monkeypatch):
        def fails_after(view):
            def failing(request, *args, **kwargs):
                view(request, *args, **kwargs)
                self.breaks_with_everything()

            return failing

        typed = {name: self.MARKERS[number % 18] for number, name in enumerate(TYPED_INTO)}
        counselor, root = Client(raise_request_exception=False), Client(raise_request_exception=False)
        open_status_page(counselor, planted.inquiry)
        counselor.force_login(aoki.user)
        root.force_login(User.objects.create_superuser("root"))
        monkeypatch.setattr(BaseHandler, "make_view_atomic", lambda handler, view: fails_after(view))
        failed = 0
        for pattern in patterns():
            path = address(pattern).replace("ZZZ-ZZZ-ZZZ", planted.reference)
            browser = root if pattern.startswith("admin/") else counselor
            for answer in (browser.get(path, {"q": self.MARKERS[0]}), browser.post(path, typed)):
                failed += answer.status_code == 500
                assert not self.found_in(answer.content.decode(errors="replace")) or answer.status_code != 500
        assert failed > 300
        assert log_lines.getvalue().count("IntegrityError") >= failed
        metrics = generate_latest().decode()
        assert self.found_in(log_lines.getvalue(), metrics, *handed_on, *map(str, mail.outbox)) == []

    @pytest.mark.parametrize(
        "name", sorted(name for name in current_app.tasks if name.startswith("consult."))
    )
    def test_every_task(self, planted, log_lines, handed_on, monkeypatch, name):
        task = current_app.tasks[name]
        monkeypatch.setattr(task, "run", self.breaks_with_everything)
        args = ["mail"] if name.endswith("note_worker_alive") else []
        task.apply(args=args)
        assert "IntegrityError" in log_lines.getvalue()
        assert name in log_lines.getvalue()
        assert self.found_in(log_lines.getvalue(), *handed_on) == []


class TestMail:
    @pytest.mark.parametrize(
        "reply", ["250 OK", f"550 {MARKER.encode().hex()} sato@example.jp", "421 sato@example.jp"]
    )
    def test_neither_address_nor_link_nor_what_the_server_said(self, aoki, smtp, log_lines, reply):
        submit_case()
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the test's own mail server
        if reply != "250 OK":
            smtp.answer("RCPT", reply)
        sweep()
        assert "sato" not in log_lines.getvalue()
        assert MARKER.encode().hex() not in log_lines.getvalue()
        assert "/s/" not in log_lines.getvalue()

    def test_a_mail_that_cannot_be_made(self, aoki, smtp, log_lines, monkeypatch):
        monkeypatch.setattr("consult.emails.render_to_string", breaks)
        submit_case()
        sweep()
        assert MARKER not in log_lines.getvalue()


def test_a_link_that_works_is_not_logged_either(case, browser, log_lines):
    secret = issue_status_link(inquiry=case.inquiry, now=timezone.now())
    browser.get(f"/s/{secret}/")
    browser.post(f"/s/{secret}/")
    assert secret not in log_lines.getvalue()
