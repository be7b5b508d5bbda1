"""Staff sign in with a password and a second factor; each way round it is refused."""

from __future__ import annotations

import re
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as installed
from django.contrib.auth import login
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from consult import tasks
from consult.sign_in import demo_codes
from consult.sign_in.middleware import SETTING_UP
from consult.sign_in.sessions import password_link
from tests.factory import make_user
from tests.staff import (
    PASSWORD,
    code_from,
    code_of,
    is_in,
    recovery_codes_of,
    sign_in,
    type_password,
    with_app,
    with_password,
)
from tests.test_urls import address, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
# Everything but what is for families, for everybody, or for signing in itself.
OF_STAFF = [pattern for pattern in patterns() if pattern.startswith(("desk/", "admin/", "account/"))]


def by_password_alone(client: Client, user: User) -> None:
    """A session as Django's own sign-in opens it, whoever may come to call that."""
    request = RequestFactory().get("/")
    request.session = client.session
    login(request, user, backend=installed.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)


class TestTheWayIn:
    def test_a_password_and_a_code(self, client, member):
        answer = type_password(client, "aoki")
        assert answer.url == "/sign-in/code/"
        assert client.post(answer.url, {"code": code_of(member)}).url == "/desk/"
        assert is_in(client)

    def test_a_code_of_the_minute_before_is_taken_since_clocks_differ(self, client, member):
        type_password(client, "aoki")
        assert client.post("/sign-in/code/", {"code": code_of(member, steps=-1)}).url == "/desk/"

    def test_to_the_page_that_was_asked_for(self, client, member, case):
        wanted = f"/desk/cases/{case.reference}/"
        assert sign_in(client, member, at=client.get(wanted).url, next=wanted).url == wanted
        assert client.get(wanted).status_code == 200

    @pytest.mark.parametrize(
        "elsewhere",
        ["https://evil.example/desk/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)",
         "http://testserver/desk/search/", "\x00//evil.example", "https:evil.example"],
    )  # fmt: skip
    def test_never_to_another_site(self, client, member, elsewhere):
        assert sign_in(client, member, next=elsewhere).url == "/desk/"

    def test_the_admin_has_the_same_way_in(self, client, member):
        User.objects.filter(pk=member.pk).update(is_staff=True)
        at_the_admin = client.get(client.get("/admin/").url)
        assert at_the_admin.url.startswith("/sign-in/?next=")
        sign_in(client, member, at=at_the_admin.url)
        assert client.get("/admin/").status_code == 200

    def test_a_recovery_code_works_once(self, client, member):
        code = recovery_codes_of(member)[0]
        type_password(client, "aoki")
        assert client.post("/sign-in/code/", {"code": code}).status_code == 302
        client.post("/sign-out/")
        type_password(client, "aoki")
        assert client.post("/sign-in/code/", {"code": code}).status_code == 200
        assert not is_in(client)

    def test_signed_out_the_desk_is_closed(self, client, member):
        sign_in(client, member)
        client.post("/sign-out/")
        assert not is_in(client)

    def test_dismissed_the_desk_is_closed_at_once(self, client, member):
        sign_in(client, member)
        User.objects.filter(pk=member.pk).update(is_active=False)
        assert not is_in(client)


class TestSettingUp:
    """Somebody new has a password alone, and comes to nothing but the pages that set up a second factor."""

    @pytest.fixture
    def newcomer(self, client, aoki) -> User:
        with_password(aoki.user)
        assert type_password(client, "aoki").status_code == 302
        return aoki.user

    def test_the_app_is_set_up_and_the_desk_opens(self, client, newcomer, django_capture_on_commit_callbacks):
        assert client.get("/desk/").url == "/account/"
        page = client.get("/account/app/")
        secret = re.search(r"<code class=\"preserve\">(\w+)</code>", page.content.decode())[1]
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/account/app/", {"code": code_from(secret)})
        # What is done on commit is done within the request; in a test the commit comes after it.
        answer.wsgi_request.session.save()
        assert answer.url == "/account/recovery-codes/"
        codes = client.get("/account/recovery-codes/").content.decode()
        assert all(code in codes for code in recovery_codes_of(newcomer))
        assert is_in(client)

    def test_a_wrong_code_sets_up_nothing(self, client, newcomer):
        client.get("/account/app/")
        assert client.post("/account/app/", {"code": "000000"}).status_code == 200
        assert client.get("/desk/").url == "/account/"

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_every_other_page_of_staff_leads_there(self, client, newcomer, method):
        for pattern in OF_STAFF:
            answer = getattr(client, method)(address(pattern))
            if answer.resolver_match and answer.resolver_match.url_name in SETTING_UP:
                continue
            assert answer.status_code == 302, pattern
            assert answer.url == "/account/", pattern

    def test_families_pages_take_the_newcomer_for_anybody(self, client, newcomer):
        assert client.get("/").status_code == 200
        assert not client.get("/").context["user"].is_authenticated

    def test_long_after_the_sign_in_the_password_is_asked_for_again(self, client, newcomer):
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 600
        session.save()
        assert client.get("/account/app/").url.startswith("/account/again/?next=")


class TestWaysRound:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_after_the_password_alone_every_page_of_staff_is_closed(self, client, member, method):
        User.objects.filter(pk=member.pk).update(is_staff=True, is_superuser=True)
        type_password(client, "aoki")
        for pattern in OF_STAFF:
            self.refuses(getattr(client, method)(address(pattern)), pattern)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_session_opened_by_a_password_alone_is_ended(self, client, member, method):
        """Above all the admin's, which looks at nothing else."""
        User.objects.filter(pk=member.pk).update(is_staff=True, is_superuser=True)
        for pattern in OF_STAFF:
            by_password_alone(client, member)
            self.refuses(getattr(client, method)(address(pattern)), pattern)

    def refuses(self, answer: Any, pattern: str) -> None:
        if answer.status_code == 405:  # what is only read or only written says so to anybody
            return
        assert answer.status_code == 302, pattern
        closed = ("/sign-in/", "/admin/login/", "/admin/", "/account/", "/account/again/")
        assert answer.url.partition("?")[0] in closed, pattern

    def test_the_admins_own_form_takes_no_password(self, client, member):
        User.objects.filter(pk=member.pk).update(is_staff=True)
        sent = {"username": "aoki", "password": PASSWORD, "next": "/admin/"}
        assert client.post("/admin/login/", sent).url.startswith("/sign-in/")
        assert client.get("/admin/").status_code == 302

    def test_a_second_factor_that_somebody_else_showed(self, client, member):
        by_password_alone(client, member)
        session = client.session
        session["second_factor_of"] = str(make_user().pk)
        session.save()
        assert not is_in(client)

    def test_another_persons_code(self, client, member, mori):
        with_app(mori.user)
        type_password(client, "aoki")
        assert client.post("/sign-in/code/", {"code": code_of(mori.user)}).status_code == 200
        assert not is_in(client)

    def test_a_code_that_was_used(self, client, member):
        code = code_of(member)
        for taken in (True, False):
            type_password(client, "aoki")
            assert (client.post("/sign-in/code/", {"code": code}).status_code == 302) is taken
            client.post("/sign-out/")

    def test_the_code_page_without_a_password(self, client, member):
        assert client.post("/sign-in/code/", {"code": code_of(member)}).url == "/sign-in/"

    @pytest.mark.parametrize("sent", ["", "null", "{}", "[]", '"x"', '{"id": 1}', "{" * 2000])
    def test_a_passkey_that_is_none(self, client, member, sent):
        type_password(client, "aoki")
        assert client.post("/sign-in/code/", {"credential": sent}).status_code == 200
        assert not is_in(client)

    def test_a_new_password_by_a_link_signs_nobody_in_and_leaves_the_second_factor(self, client, member):
        page = client.get(password_link(member).removeprefix("http://127.0.0.1:8000"), follow=True)
        chosen = {"password1": "quite another password", "password2": "quite another password"}
        answer = client.post(page.request["PATH_INFO"], chosen)
        assert client.get(answer.url).url == "/sign-in/"
        assert not is_in(client)
        assert type_password(client, "aoki", "quite another password").url == "/sign-in/code/"
        assert not is_in(client)

    @pytest.mark.parametrize(
        "chosen",
        ["too short", "password123456", "Ｓｈｉｒｕｂｅ-2026-x", "再生医療センター2026"],
    )
    def test_a_password_that_is_guessed_first_is_refused(self, client, member, chosen):
        page = client.get(password_link(member).removeprefix("http://127.0.0.1:8000"), follow=True)
        answer = client.post(page.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
        assert answer.status_code == 200
        member.refresh_from_db()
        assert member.check_password(PASSWORD)

    def test_such_a_link_works_once(self, client, member):
        link = password_link(member).removeprefix("http://127.0.0.1:8000")
        with_password(member)
        page = client.get(link, follow=True)
        assert "password1" not in page.content.decode()

    def test_removing_the_app_leads_to_setting_one_up(self, client, member):
        sign_in(client, member)
        client.post("/account/again/", {"password": PASSWORD})
        assert client.post("/account/app/remove/").status_code == 302
        assert client.get("/desk/").url == "/account/"
        assert not Authenticator.objects.filter(user=member).exists()

    def test_the_app_is_not_removed_without_the_password(self, client, member):
        sign_in(client, member)
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 600
        session.save()
        assert client.post("/account/app/remove/").url.startswith("/account/again/")
        assert Authenticator.objects.filter(user=member, type="totp").exists()

    def test_nobody_can_sign_up_or_ask_for_a_reset_by_mail(self):
        for name in ("account_signup", "account_reset_password", "account_request_login_code"):
            with pytest.raises(NoReverseMatch):
                reverse(name)


class TestGuesses:
    FALSE = {"login": "aoki", "password": "a guess"}

    def guess_a_hundred_times(self, client: Client, monkeypatch) -> int:
        """How many of the guesses were looked at."""
        looked_at: list[str] = []
        check = User.check_password

        def counted(user: User, typed: str) -> bool:
            looked_at.append(typed)
            return bool(check(user, typed))

        monkeypatch.setattr(User, "check_password", counted)
        for number in range(100):
            type_password(client, "aoki", f"guess number {number}")
        monkeypatch.undo()
        return len(looked_at)

    def test_of_a_hundred_from_one_place_five_count_and_the_owner_gets_in_from_another(
        self, client, member, monkeypatch
    ):
        assert self.guess_a_hundred_times(client, monkeypatch) == 5
        assert sign_in(Client(), member, ip="203.0.113.9").url == "/desk/"

    def test_and_from_the_same_place_once_five_minutes_passed(self, client, member, monkeypatch):
        self.guess_a_hundred_times(client, monkeypatch)
        assert type_password(client, "aoki").status_code == 429
        now = time.time
        monkeypatch.setattr(time, "time", lambda: now() + 301)
        assert sign_in(client, member).url == "/desk/"

    def test_from_many_places_they_are_held_off_and_a_browser_that_signed_in_before_is_not(
        self, client, member
    ):
        sign_in(client, member)
        client.post("/sign-out/")
        attacker = Client()
        for number in range(100):
            type_password(attacker, "aoki", "a guess", ip=f"10.0.{number}.1")
        assert type_password(Client(), "aoki", ip="10.1.0.1").status_code == 200
        assert sign_in(client, member).url == "/desk/"

    def test_of_the_code(self, client, member):
        type_password(client, "aoki")
        for _ in range(6):
            page = client.post("/sign-in/code/", {"code": "000000"}, REMOTE_ADDR="198.51.100.7")
        assert client.post("/sign-in/code/", {"code": code_of(member)}).status_code == 200
        assert page.status_code == 200
        assert not is_in(client)

    def test_an_address_that_a_client_made_up_is_not_counted_by(self, client, member):
        for number in range(6):
            client.post("/sign-in/", self.FALSE, headers={"x-forwarded-for": f"10.0.{number}.1"})
        assert client.post("/sign-in/", {"login": "aoki", "password": PASSWORD}).status_code == 200


class TestNamesAreNotGivenAway:
    def answer(self, name: str, password: str = "a guess") -> str:  # noqa: S107
        page = type_password(Client(), name, password)
        assert page.status_code == 200
        return re.sub(r'value="[^"]*"', "", page.content.decode())

    def test_known_unknown_and_dismissed_answer_alike(self, member, mori):
        with_password(mori.user)
        User.objects.filter(pk=mori.user.pk).update(is_active=False)
        assert self.answer("aoki") == self.answer("nobody") == self.answer("mori", PASSWORD)

    def test_with_the_same_work(self, member, monkeypatch, settings):
        """A hash takes half a second: without one an answer would be told apart by a clock."""
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
        with_password(member)
        work: Counter[str] = Counter()
        encode = PBKDF2PasswordHasher.encode

        def counted(hasher, password, salt, iterations=None):
            work[password] += 1
            return encode(hasher, password, salt, 1)

        monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
        for name in ("aoki", "nobody"):
            self.answer(name, f"guess for {name}")
        assert work["guess for aoki"] == work["guess for nobody"] == 1


class TestTime:
    @pytest.fixture
    def inside(self, client, aoki) -> Client:
        client.force_login(aoki.user)
        return client

    def past(self, client: Client, **seconds: int) -> None:
        session = client.session
        for name, value in seconds.items():
            session[name] = time.time() - value
        session.save()

    def test_half_an_hour_without_doing_anything_ends_the_session(self, inside):
        self.past(inside, seen_at=1801)
        assert inside.get("/desk/").url.startswith("/sign-in/")
        assert not is_in(inside)

    def test_whoever_works_stays(self, inside):
        self.past(inside, seen_at=1700)
        assert is_in(inside)
        assert time.time() - inside.session["seen_at"] < 60

    def test_a_page_that_asks_by_itself_is_not_somebody_who_works(self, inside):
        self.past(inside, seen_at=1700)
        assert inside.get("/desk/", headers={"sec-fetch-mode": "cors"}).status_code == 200
        assert time.time() - inside.session["seen_at"] > 1600

    def test_after_a_working_day_everybody_signs_in_again(self, inside):
        self.past(inside, signed_in_at=12 * 3600 + 1)
        assert not is_in(inside)

    def test_what_was_typed_comes_back_and_can_be_sent_again(self, inside, case, aoki):
        self.past(inside, seen_at=1801)
        note = f"/desk/cases/{case.reference}/note/"
        page = inside.post(note, {"body": "電話で聞いたこと"}, headers=SAME_ORIGIN)
        assert page.status_code == 401
        assert 'name="body" value="電話で聞いたこと"' in page.content.decode()
        assert not case.notes.exists()
        inside.force_login(aoki.user)
        inside.post(note, {"body": "電話で聞いたこと"})
        assert case.notes.get().body == "電話で聞いたこと"

    def test_rows_of_sessions_that_expired_are_deleted(self, inside):
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        tasks.delete_expired_sessions()
        assert not Session.objects.exists()

    def test_another_sites_form_is_handed_back_to_nobody(self, inside, case):
        self.past(inside, seen_at=1801)
        sent = {"body": "from elsewhere"}
        answer = inside.post(
            f"/desk/cases/{case.reference}/note/", sent, headers={"sec-fetch-site": "cross-site"}
        )
        assert answer.status_code == 302

    def test_a_form_that_lay_open_in_another_tab_meanwhile_loses_nothing(self, case, aoki):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(aoki.user)
        page = browser.post(f"/desk/cases/{case.reference}/note/", {"body": "途中"}, headers=SAME_ORIGIN)
        assert page.status_code == 403
        assert 'name="body" value="途中"' in page.content.decode()


class TestDemoCodes:
    @pytest.fixture
    def sato(self, db, settings) -> User:
        settings.DEMO = True
        user = with_password(make_user("sato"))
        demo_codes.set_up(user)
        return user

    def test_it_opens_the_desk(self, client, sato, capsys):
        call_command("demo_code", "sato")
        type_password(client, "sato")
        assert client.post("/sign-in/code/", {"code": capsys.readouterr().out.strip()}).status_code == 302

    def test_outside_the_demo_none_is_printed(self, sato, settings):
        settings.DEMO = False
        with pytest.raises(CommandError, match="demo only"):
            call_command("demo_code", "sato")

    def test_of_a_persons_own_app_none_is_printed(self, sato):
        user = make_user("own")
        TOTP.activate(user, generate_totp_secret())
        for name in ("own", "nobody"):
            with pytest.raises(CommandError, match="no second factor"):
                call_command("demo_code", name)
