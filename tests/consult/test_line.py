"""Messages by LINE, to a server that speaks its protocol: who is connected, what leaves, what LINE tells."""

from __future__ import annotations

import re
import socket
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import consult.line
from consult import consents, erasure, services
from consult.disclosure import copy_of
from consult.followups import sweep
from consult.followups.channels.line import is_signed
from consult.key_rotation import reindex
from consult.models import FollowUp, LineLink
from intake import keyring
from tests.consult.family import open_status_page
from tests.consult.plans import EXPLANATION, japan, publish_plan
from tests.factory import bring_to, make_explanation, submit_case
from tests.line import USER, event, post, said
from tests.line import line as line

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(line, aoki):
    case = submit_case()
    bring_to("sent", case.followups.all())
    return case


@pytest.fixture
def connected(case, client, smtp):
    connect(case, client)
    sweep()
    return case


def code_of(case, client) -> str:
    open_status_page(client, case.inquiry)
    page = client.post(f"/status/{case.reference}/line/", {"wish": "code"}).content.decode()
    (code,) = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page)
    return str(code)


def connect(case, client, **more) -> None:
    assert post(Client(), said(code_of(case, client), **more)).status_code == 200


def explain(case, counselor) -> FollowUp:
    services.send_explanation(
        case=case, explanation=make_explanation(), words="大切な話", occurrence="1", author=counselor.user,
        now=timezone.now(),
    )  # fmt: skip
    sweep()
    return case.followups.get(kind="explanation")


def shown(case, client) -> str:
    return client.get(f"/status/{case.reference}/line/").content.decode()


class TestConnected:
    def test_who_sends_the_code_gets_a_link_by_line_and_not_by_mail(self, case, line, client, smtp):
        connect(case, client)
        sweep()
        (push,) = line.received
        assert push["to"] == USER
        words, link = push["messages"][0]["text"].split("\n")
        assert words == "しるべ：ページに新しいお知らせがあります。"
        assert client.post(re.search(r"/s/\S+/", link)[0]).status_code == 302
        assert smtp.received == []
        assert "連携" in shown(case, client)

    @pytest.mark.parametrize("typed", ["{} ", "コード {}", "{}"])
    def test_as_people_type_it(self, case, line, client, typed):
        code = code_of(case, client).lower().replace("-", "")
        post(client, said(typed.format(code)))
        assert LineLink.objects.get().linked_at is not None

    def test_a_code_works_once(self, case, line, client):
        code = code_of(case, client)
        post(client, said(code))
        post(client, said(code, user="U" + "f" * 32))
        assert LineLink.objects.get().user_id == USER
        assert case.followups.filter(kind="link").count() == 1

    def test_of_two_who_send_it_at_one_moment_one_is_connected(self, case, line, client, monkeypatch):
        code, now, other = code_of(case, client), timezone.now(), "U" + "9" * 32
        seal = consult.line.seal

        def the_other_is_first(link, **values):
            monkeypatch.setattr(consult.line, "seal", seal)
            assert consult.line.connect(said=code, user_id=other, at=now, now=now)
            return seal(link, **values)

        monkeypatch.setattr(consult.line, "seal", the_other_is_first)
        assert not consult.line.connect(said=code, user_id=USER, at=now, now=now)
        assert LineLink.objects.get(case=case).user_id == other

    def test_and_for_half_an_hour(self, case, line, client):
        code = code_of(case, client)
        LineLink.objects.update(code_until=timezone.now())
        post(client, said(code))
        assert LineLink.objects.get().linked_at is None

    def test_a_newer_code_ends_the_one_before(self, case, line, client):
        old = code_of(case, client)
        code_of(case, client)
        post(client, said(old))
        assert LineLink.objects.get().linked_at is None

    @pytest.mark.parametrize("text", ["こんにちは", "", "長" * 5000, "AAAAA-AAAAA"])
    def test_anything_else_that_is_written_there_connects_nobody(self, case, line, client, text):
        code_of(case, client)
        assert post(client, said(text)).status_code == 200
        assert LineLink.objects.get().linked_at is None

    def test_not_while_another_service_answers_for_our_account(self, case, line, client):
        connect(case, client, mode="standby")
        assert LineLink.objects.get(case=case).linked_at is None

    def test_not_from_a_group(self, case, line, client):
        group = {"type": "group", "groupId": "C1", "userId": USER}
        post(client, {**said(code_of(case, client)), "source": group})
        assert LineLink.objects.get().linked_at is None

    def test_not_after_the_consent_was_withdrawn(self, case, line, client):
        code = code_of(case, client)
        consents.withdraw(case=case, now=timezone.now())
        post(client, said(code))
        assert LineLink.objects.get().linked_at is None

    def test_what_waited_goes_by_line(self, line, aoki, client, smtp):
        case = submit_case()
        connect(case, client)
        sweep()
        assert (len(line.received), smtp.received) == (2, [])

    def test_it_is_offered_only_where_it_is_set_up(self, case, client, settings):
        open_status_page(client, case.inquiry)
        page = f"/status/{case.reference}/line/"
        assert page in client.get(f"/status/{case.reference}/").content.decode()
        settings.LINE_CHANNEL_ACCESS_TOKEN = ""
        assert page not in client.get(f"/status/{case.reference}/").content.decode()
        assert client.get(page).status_code == 404


class TestLeaves:
    def test_once_with_lines_own_id(self, connected, line, aoki, smtp):
        followup = explain(connected, aoki)
        assert (followup.channel, followup.state, followup.last_error) == ("line", "sent", "")
        assert followup.provider_id.startswith("request-")
        assert sweep() == 0
        assert list(line.accepted)[-1] == str(followup.message_id)
        assert (len(line.received), smtp.received) == (2, [])

    def test_never_says_what_it_is_about(self, connected, line, aoki):
        explain(connected, aoki)
        first, second = (push["messages"][0]["text"].split("\n")[0] for push in line.received)
        assert first == second

    def test_it_counts_as_an_answer(self, connected, line, aoki):
        explain(connected, aoki)
        connected.refresh_from_db()
        assert connected.answered_at is not None

    @pytest.mark.parametrize("how", ["lost", "broken"])
    def test_an_answer_that_was_lost_is_asked_for_again_and_it_is_out_once(self, connected, line, aoki, how):
        setattr(line, how, 1)
        followup = explain(connected, aoki)
        assert followup.state == "sent"
        assert (line.asked, len(line.received)) == (3, 2)
        if how == "lost":
            assert followup.provider_id == f"accepted-{followup.message_id}"

    def test_no_answer_at_all_is_unsure_and_bounded(self, connected, line, aoki):
        line.broken = 100
        assert explain(connected, aoki).state == "unsure"
        assert line.asked == 1 + 3
        assert sweep() == 0

    @pytest.mark.parametrize("refused", [400, 429])
    def test_after_a_doubt_a_refusal_is_no_answer(self, connected, line, aoki, refused):
        line.broken, line.answer = 1, refused
        assert explain(connected, aoki).state == "unsure"

    def test_what_a_dead_worker_left_is_handed_over_again_and_is_out_once(self, connected, line, aoki):
        followup = explain(connected, aoki)
        line.accepted, before = dict(line.accepted), len(line.accepted)
        again = submit_case()
        LineLink.objects.create(case=again, user_id=USER, linked_at=timezone.now())
        left = again.followups.get()
        FollowUp.objects.filter(pk=left.pk).update(channel="line")
        line.accepted[str(left.message_id)] = {"accepted": "by the one that died"}
        bring_to("handing", FollowUp.objects.filter(pk=left.pk), lease_until=timezone.now())
        sweep()
        left.refresh_from_db()
        assert (left.state, left.provider_id) == ("sent", f"accepted-{left.message_id}")
        assert len(line.accepted) == before + 1
        assert followup.state == "sent"

    @pytest.mark.parametrize(
        ("status", "state"),
        [(400, "failed"), (404, "failed"), (429, "planned"), (401, "planned"), (403, "planned")],
    )
    def test_refused(self, connected, line, aoki, status, state):
        line.answer = status
        followup = explain(connected, aoki)
        assert (followup.state, followup.last_error) == (state, str(status))
        assert connected.tasks.open().filter(kind="reach").exists() == (state == "failed")

    def test_a_line_that_is_not_there_is_tried_again(self, connected, aoki, settings):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses whoever comes
            settings.LINE_API = f"http://127.0.0.1:{taken.getsockname()[1]}"
            followup = explain(connected, aoki)
        assert (followup.state, followup.last_error) == ("planned", "ConnectionRefusedError")

    def test_one_planned_message_a_day_for_two_cases_of_one_account(
        self, line, aoki, client, smtp, monkeypatch
    ):
        monkeypatch.setattr(timezone, "now", lambda: japan("2026-11-30", "11:00"))
        make_explanation(key="two-ways")
        publish_plan(EXPLANATION)
        for name in ("one", "two"):
            connect(submit_case(email=f"{name}@example.jp"), client)
        sweep()
        monkeypatch.setattr(timezone, "now", lambda: japan("2026-12-01", "10:00"))
        assert (sweep(), sweep()) == (1, 0)


class TestGivenUp:
    def test_by_the_family_what_comes_goes_by_mail_again(self, connected, line, client, aoki, smtp):
        assert client.post(f"/status/{connected.reference}/line/", {"wish": "stop"}).status_code == 302
        assert explain(connected, aoki).channel == "email"
        assert (len(line.received), len(smtp.received)) == (1, 1)
        assert LineLink.objects.get().user_id == ""
        assert not connected.tasks.open().filter(kind="reach").exists()

    def test_what_a_worker_had_prepared_goes_by_mail(self, connected, line, client, aoki, smtp):
        services.send_explanation(
            case=connected, explanation=make_explanation(), words="", occurrence="1", author=aoki.user,
            now=timezone.now(),
        )  # fmt: skip
        client.post(f"/status/{connected.reference}/line/", {"wish": "stop"})
        sweep()
        assert (len(line.received), len(smtp.received)) == (1, 1)

    def test_blocked_it_goes_by_mail_and_a_counselor_is_told(self, connected, line, client, aoki, smtp):
        assert post(client, event("unfollow")).status_code == 200
        assert explain(connected, aoki).channel == "email"
        assert connected.tasks.open().filter(kind="reach").count() == 1

    def test_told_late_of_an_earlier_block_it_stays_connected(self, connected, line, client):
        late = event("unfollow", at=time.time() - 3600, deliveryContext={"isRedelivery": True})
        post(client, late)
        assert LineLink.objects.get().linked_at is not None

    def test_somebody_else_who_blocks_changes_nothing(self, connected, line, client):
        post(client, event("unfollow", user="U" + "f" * 32))
        assert LineLink.objects.get().user_id == USER

    def test_erased_nothing_of_it_is_left(self, connected, line):
        erasure.erase(case=connected, why="asked", now=timezone.now())
        assert not LineLink.objects.exists()

    def test_the_family_finds_it_in_its_copy(self, connected):
        (found,) = copy_of(connected, now=timezone.now()).as_json()["line"]
        assert found["user_id"]["value"] == USER

    def test_a_new_key_of_the_index_finds_it_still(self, connected, line, client, settings):
        settings.INDEX_KEYS = [keyring.Key("new", b"n" * 32), *settings.INDEX_KEYS]
        reindex(progress=lambda table, number: None)
        settings.INDEX_KEYS = settings.INDEX_KEYS[:1]
        post(client, event("unfollow"))
        assert LineLink.objects.get().linked_at is None


class TestEvents:
    def test_nobody_else_may_tell(self, connected, line, client, settings):
        assert post(client, event("unfollow"), secret="another").status_code == 403
        assert client.post("/line/events", b"{}", content_type="application/json").status_code == 403
        assert client.get("/line/events").status_code == 405
        settings.LINE_CHANNEL_ACCESS_TOKEN = ""
        assert post(client, event("unfollow")).status_code == 404
        assert LineLink.objects.get().user_id == USER

    def test_none_at_all_asks_whether_we_are_there(self, line, client):
        assert post(client).status_code == 200

    @pytest.mark.parametrize("kind", ["follow", "accountLink", "postback", "something-new"])
    def test_what_else_happens_there_is_none_of_ours(self, connected, line, client, kind):
        assert post(client, event(kind)).status_code == 200
        assert LineLink.objects.get().user_id == USER

    @pytest.mark.parametrize("odd", [{}, {"type": "unfollow"}, {"source": {"type": "user"}}])
    def test_signed_and_not_as_documented(self, connected, line, client, odd):
        assert post(client, odd).status_code in (200, 400)
        assert LineLink.objects.get().user_id == USER

    def test_several_at_once_in_their_order(self, case, line, client):
        code = code_of(case, client)
        post(client, event("follow"), said("はい"), said(code))
        assert LineLink.objects.get().user_id == USER


def test_the_signature_is_over_the_body_as_it_came(settings):
    # Reckoned with openssl: printf '{"events":[]}' | openssl dgst -sha256 -hmac secret -binary | base64
    settings.LINE_CHANNEL_SECRET = "secret"
    signature = "pkK1lVPJPiJ+wPLziRD79xIxohl8AImYM8AEeM7IbzQ="
    assert is_signed(b'{"events":[]}', signature)
    assert not is_signed(b'{"events": []}', signature)
    assert not is_signed(b'{"events":[]}', "é")
    assert not is_signed(b'{"events":[]}', "")


def test_the_code_and_the_account_stand_nowhere_in_the_clear(case, client):
    code = code_of(case, client)
    row = LineLink.objects.values().get()
    assert timezone.now() < row["code_until"] <= timezone.now() + timedelta(minutes=30)
    assert code.replace("-", "") not in repr(row)
    post(client, said(code))
    kept = repr(
        {
            name: bytes(value) if name == "user_id" else value
            for name, value in LineLink.objects.values().get().items()
        }
    )
    assert "user_id" in kept
    assert USER not in kept
