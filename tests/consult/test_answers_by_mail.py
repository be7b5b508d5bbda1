"""A family presses "reply": what it writes stands on its case, once, and nothing that comes in is lost."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from consult import consents, contact, conversation, erasure
from consult.emails import compose
from consult.followups import sweep
from consult.inbound import mailbox as fetching
from consult.inbound import taking
from consult.inbound.address import followup_of, reply_address
from consult.inbound.taking import put_on_case, take_files, take_in
from consult.models import FollowUp, InboundMail, InboundRaw, Message, RetentionPeriod
from intake import uploads
from tests.factory import submit_case
from tests.imap import mailbox
from tests.mails import answer, quoted
from tests.photos import photo

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _answers_are_taken(settings):
    settings.REPLY_DOMAIN = "reply.example.jp"


@pytest.fixture
def to(acknowledgement) -> str:
    return reply_address(acknowledgement)


def take(mail: bytes, **more) -> InboundMail:
    return take_in(mail, now=timezone.now(), **more)


# -- Onto the case ---------------------------------------------------------------------------------


def test_an_answer_stands_on_the_case_as_if_written_on_the_page(case, to):
    row = take(answer(to, f"来週に電話をください。\n\n2026年11月28日(土) 21:35 Shirube <{to}>:\n{quoted()}"))
    message = case.messages.get()
    assert message.body == "来週に電話をください。"
    assert (row.state, row.case, row.message) == ("taken", case, message)
    assert case.tasks.open().get().kind == "wrote"
    assert case.events.filter(kind="wrote").exists()
    assert not InboundRaw.objects.exists()


def test_it_takes_back_what_a_counselor_had_planned(case, to, aoki):
    later = timezone.now() + timedelta(hours=1)
    planned = FollowUp.objects.create(
        case=case, kind="message", occurrence="1", channel="email", language="ja", words="お返事",
        written_by=aoki.user, state="planned", planned_at=timezone.now(), due_at=later,
    )  # fmt: skip
    take(answer(to))
    planned.refresh_from_db()
    assert planned.state == "cancelled"


def test_delivered_twice_it_is_one(case, to):
    assert take(answer(to)).pk == take(answer(to, Received="by another way")).pk
    assert case.messages.count() == 1
    for _ in range(2):
        row = take(answer("centre@example.jp", message_id="<2@x>"))
        assert (row.state, InboundMail.objects.count(), InboundRaw.objects.count()) == ("waiting", 2, 1)


def test_other_words_under_a_used_message_id_are_not_dropped(case, to):
    take(answer(to, "一つめ"))
    take(answer(to, "二つめ"))
    assert [one.body for one in case.messages.all()] == ["一つめ", "二つめ"]


def test_the_secret_of_the_page_is_in_no_text_that_is_kept(case, to, settings):
    link = f"{settings.SITE_URL}/s/abcdefsecret"
    row = take(answer(to, f"> {link}\n"))
    assert "abcdefsecret" not in row.text + case.messages.get().body


# -- Whose it is -----------------------------------------------------------------------------------


def test_the_mail_says_that_it_can_be_answered_and_where_to(acknowledgement, to, smtp):
    sweep()
    sent = smtp.received[0]
    assert sent["Reply-To"] == to
    for kind in ("plain", "html"):
        text = sent.get_body((kind,)).get_content()
        assert "返信" in text
        assert "お返事を受けとれません" not in text


def test_without_a_domain_the_mail_says_as_before_that_nobody_reads_answers(acknowledgement, settings):
    settings.REPLY_DOMAIN = ""
    mail = compose(acknowledgement)
    assert mail.reply_to == []
    assert take(answer("reply+1-aaaaaaaaaaaaaaaaaaaaaaaa@example.jp")).state == "waiting"


def test_the_address_alone_says_whose_it_is_and_never_the_sender(case, to):
    row = take(answer("centre@example.jp"))
    assert (row.state, row.why, row.case) == ("waiting", "no_address", None)
    assert not Message.objects.exists()


def test_what_the_server_was_told_counts_where_the_head_says_nothing(case, to):
    assert take(answer("undisclosed@example.jp"), envelope_to=[to.upper()]).case == case


@pytest.mark.parametrize("change", [lambda to: to.replace("+", "+1"), lambda to: f"{to[:-30]}aaaa{to[-26:]}"])
def test_a_made_up_address_opens_nothing(case, to, change):
    assert take(answer(change(to))).why == "no_address"


def test_a_signature_is_of_one_case_and_one_domain(case, to):
    other = submit_case().followups.get(kind="acknowledgement")
    assert other.case.inquiry.email == case.inquiry.email
    number = to.split("+")[1].split("-")[0]
    for changed in (to.replace(f"+{number}-", f"+{other.pk}-"), to.replace("@reply.", "@")):
        assert take(answer(changed, changed)).why == "no_address"


def test_the_address_ends_with_the_link_in_the_same_mail(case, to, settings):
    later = timezone.now() + timedelta(days=settings.STATUS_LINK_DAYS + 1)
    assert followup_of([to], now=later) is None


def test_a_stranger_at_the_wrong_address_can_not_answer_any_more(case, to):
    right = {"contact_name": "佐藤", "email": "new@example.jp", "preferred_channel": "email"}
    contact.put_right(case=case, contact=right, now=timezone.now())
    assert take(answer(to)).why == "no_address"


def test_keys_may_be_changed(case, to, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert followup_of([to], now=timezone.now()) is not None


def test_of_an_erased_family_it_waits_for_a_person(case, to):
    take(answer(to, "前の返事"))
    erasure.erase(case=case, why="asked", now=timezone.now())
    assert not InboundMail.objects.exists()
    assert take(answer(to)).state == "waiting"


def test_of_a_family_that_withdrew_its_consent_it_waits_for_a_person(case, to):
    consents.withdraw(case=case, now=timezone.now())
    row = take(answer(to))
    assert (row.state, row.why, row.case) == ("waiting", "withdrawn", None)
    assert not case.messages.exists()


def test_files_that_were_still_to_be_taken_are_not_taken_after_that(case, to):
    take(answer(to, files=WITH_FILES))
    consents.withdraw(case=case, now=timezone.now())
    assert take_files(now=timezone.now()) == 0
    assert not case.attachments.exists()


# -- Not taken -------------------------------------------------------------------------------------


def test_what_a_program_wrote_is_kept_and_is_no_message(case, to):
    row = take(answer(to, Auto_Submitted="auto-replied"))
    assert (row.state, row.why) == ("automatic", "automatic")
    assert not Message.objects.exists()


def test_a_mail_of_ours_that_comes_back_is_known(case, to, acknowledgement):
    row = take(answer(to, message_id=f"<{acknowledgement.message_id}@localhost>"))
    assert (row.state, row.why) == ("automatic", "our_own")


def test_a_flood_waits_for_a_person(case, to, monkeypatch):
    monkeypatch.setattr(taking, "MOST_A_DAY", 2)
    states = [take(answer(to, f"{number}", message_id=f"<{number}@x>")).why for number in range(3)]
    assert states == ["", "", "too_many"]
    assert case.messages.count() == 2


@pytest.mark.parametrize("mail", [b"", b"\0", b"To: x", b"\xff" * 100])
def test_bytes_that_are_no_mail_are_kept(db, mail):
    row = take(mail)
    assert row.state == "waiting"
    assert InboundRaw.objects.get(mail=row).data == mail


def test_what_is_not_written_whole_is_not_written_at_all(case, to, monkeypatch):
    def fails(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(conversation, "record", fails)
    with pytest.raises(RuntimeError):
        take(answer(to))
    monkeypatch.undo()
    assert not InboundMail.objects.exists()
    assert not case.messages.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_that_bring_it_at_once_write_one_message(race, case, to):
    rows = race(*[lambda: take(answer(to))] * 2)
    assert {type(one) for one in rows} == {InboundMail}
    assert (case.messages.count(), InboundMail.objects.count()) == (1, 1)


# -- What comes along ------------------------------------------------------------------------------

WITH_FILES = [("チラシ.jpg", "image/jpeg", photo()), ("表.docx", "application/msword", b"PK")]


def test_photos_are_taken_by_the_rules_for_uploads(case, to):
    row = take(answer(to, files=WITH_FILES))
    assert row.state == "files"
    assert case.messages.count() == 1
    assert take_files(now=timezone.now()) == 1
    row.refresh_from_db()
    assert row.state == "taken"
    assert [one.name for one in case.attachments.all()] == ["チラシ.jpg"]
    assert row.refused == [{"name": "表.docx", "why": "other_kind"}]
    assert {task.kind for task in case.tasks.open()} == {"wrote", "files"}
    assert not InboundRaw.objects.exists()


def test_a_photo_without_words_is_a_message_too(case, to):
    take(answer(to, " ", files=WITH_FILES[:1]))
    assert case.messages.get().body == "Re: お問い合わせを受けとりました"


def test_a_scanner_that_is_away_is_waited_for(case, to, monkeypatch):
    def away(data):
        raise uploads.NotTaken(uploads.Why.NOT_NOW)

    monkeypatch.setattr("consult.attachments.draw_anew", away)
    row = take(answer(to, files=WITH_FILES[:1]))
    assert take_files(now=timezone.now()) == 0
    assert InboundRaw.objects.exists()
    InboundMail.objects.update(received_at=timezone.now() - timedelta(days=2))
    assert take_files(now=timezone.now()) == 1
    row.refresh_from_db()
    assert row.refused == [{"name": "チラシ.jpg", "why": "not_now"}]


def test_a_worker_that_died_half_way_doubles_nothing(case, to, monkeypatch):
    take(answer(to, files=WITH_FILES))
    with monkeypatch.context() as patch:
        patch.setattr(taking, "seal", lambda row, **values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_files(now=timezone.now())
    assert take_files(now=timezone.now()) == 1
    assert case.attachments.count() == 1


def test_counselor_and_family_see_what_was_not_taken(client, case, to, aoki):
    take(answer(to, files=WITH_FILES))
    take_files(now=timezone.now())
    client.force_login(aoki.user)
    page = client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "表.docx" in page


# -- By the provider's webhook ---------------------------------------------------------------------


@pytest.fixture
def post(settings, client):
    """Posts what Postmark posts for a mail that came in."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": "user:a-long-secret"}
    client.raise_request_exception = False

    def post(to, *, secret="user:a-long-secret", **more):  # noqa: S107
        body = {
            "FromFull": {"Email": "sato@example.jp", "Name": "佐藤"}, "ToFull": [{"Email": to, "Name": ""}],
            "OriginalRecipient": to, "Subject": "Re: お問い合わせ", "TextBody": "はい、お願いします。",
            "MessageID": "m-1",
            "Headers": [
                {"Name": "Return-Path", "Value": "<sato@example.jp>"},
                {"Name": "Message-ID", "Value": "<a@b>"},
            ],
            **more,
        }  # fmt: skip
        key = base64.b64encode(secret.encode()).decode()
        headers = {"authorization": f"Basic {key}"}
        return client.post(
            "/mail/inbound", json.dumps(body), content_type="application/json", headers=headers
        )

    return post


def test_posted_by_the_provider_it_stands_on_the_case_once(case, to, post):
    assert [post(to).status_code for _ in range(2)] == [200, 200]
    assert case.messages.get().body == "はい、お願いします。"


def test_posted_as_it_came_with_a_photo(case, to, post):
    mail = answer(to, files=[("a.jpg", "image/jpeg", photo())])
    assert post(to, RawEmail=mail.decode()).status_code == 200
    take_files(now=timezone.now())
    assert case.attachments.count() == 1


def test_a_mail_larger_than_any_form_is_taken(case, to, post):
    large = base64.b64encode(b"x" * 3_000_000).decode()
    attached = [{"Name": "a.bin", "Content": large, "ContentType": "application/octet-stream"}]
    assert post(to, Attachments=attached).status_code == 200
    assert case.messages.exists()


def test_an_empty_envelope_is_a_program(case, to, post):
    heads = [{"Name": "Return-Path", "Value": "<>"}, {"Name": "Message-ID", "Value": "<a@b>"}]
    assert post(to, Headers=heads).status_code == 200
    assert InboundMail.objects.get().state == "automatic"


def test_what_was_not_kept_is_to_be_sent_again(case, to, post, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("consult.receivers.take_in", lambda *args, **kwargs: 1 / 0)
        assert post(to).status_code == 500
    assert post(to).status_code == 200
    assert case.messages.count() == 1


def test_nobody_else_may_post(case, to, post, settings):
    assert post(to, secret="user:wrong").status_code == 400
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x"}
    assert post(to).status_code == 404
    assert not InboundMail.objects.exists()


# -- From a mailbox --------------------------------------------------------------------------------


def test_fetched_from_a_mailbox_and_marked_as_seen(case, to, mailbox):
    uid = mailbox.put(answer(to))
    assert fetching.fetch(now=timezone.now()) == 1
    assert mailbox.seen == {uid}
    assert case.messages.count() == 1
    assert fetching.fetch(now=timezone.now()) == 0


def test_what_could_not_be_kept_stays_unseen_and_holds_nobody_up(case, to, mailbox, monkeypatch, log_lines):
    bad, good = mailbox.put(answer(to, "秘密の言葉")), mailbox.put(answer(to, "二つめ"))
    real = take_in

    def fails_once(raw, **more):
        if b"MIME" in raw and mailbox.mails[bad] == raw:
            raise RuntimeError("秘密の言葉")
        return real(raw, **more)

    monkeypatch.setattr(fetching, "take_in", fails_once)
    assert fetching.fetch(now=timezone.now()) == 1
    assert mailbox.seen == {good}
    assert "秘密の言葉" not in log_lines.getvalue()
    monkeypatch.undo()


def test_it_is_never_marked_inside_a_transaction_that_may_still_fail(case, to, mailbox):
    mailbox.put(answer(to))
    with transaction.atomic():
        assert fetching.fetch(now=timezone.now()) == 0
    assert not mailbox.seen


def test_cut_off_before_it_was_marked_it_is_fetched_again_and_still_one(case, to, mailbox):
    mailbox.put(answer(to))
    mailbox.hang_up_at = "STORE"
    fetching.fetch(now=timezone.now())
    mailbox.hang_up_at = ""
    assert not mailbox.seen
    assert fetching.fetch(now=timezone.now()) == 1
    assert (len(mailbox.seen), case.messages.count()) == (1, 1)


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_mailbox_that_hangs_up_is_tried_again(case, to, mailbox, command, log_lines):
    mailbox.put(answer(to))
    mailbox.hang_up_at = command
    assert fetching.fetch(now=timezone.now()) == 0
    assert "p@ss" not in log_lines.getvalue()
    mailbox.hang_up_at = ""
    assert fetching.fetch(now=timezone.now()) == 1


def test_of_a_giant_its_head_alone_is_fetched_and_a_person_looks(case, to, mailbox):
    mailbox.put(answer(to, X_Pretend_Size="900000000"))
    assert fetching.fetch(now=timezone.now()) == 1
    assert mailbox.fetched[-1].endswith("(BODY.PEEK[HEADER])")
    assert InboundMail.objects.get().why == "too_large"


def test_without_a_mailbox_nothing_is_fetched(db, settings):
    settings.IMAP_URL = ""
    assert fetching.fetch(now=timezone.now()) == 0


# -- Kept, and not for ever ------------------------------------------------------------------------


def test_what_is_decided_is_deleted_by_age_and_what_waits_is_not(case, aoki, to):
    RetentionPeriod.objects.create(kind="mail", days=90, warn_days=0)
    waits = take(answer("a@example.jp", "待つ", message_id="<1@x>"))
    away = take(answer("a@example.jp", "要らない", message_id="<2@x>"))
    take(answer(to, "自動", message_id="<3@x>", Auto_Submitted="auto-replied"))
    taking.dismiss(row=away, reason="広告", author=aoki.user, now=timezone.now())
    erasure.erase_expired(now=timezone.now() + timedelta(days=91))
    assert list(InboundMail.objects.all()) == [waits]


def test_put_on_a_case_by_a_person_it_is_a_message_with_its_files(case, aoki, to):
    row = take(answer("centre@example.jp", files=WITH_FILES))
    put_on_case(row=row, case=case, author=aoki.user, now=timezone.now())
    take_files(now=timezone.now())
    assert case.messages.get().body == "ありがとうございます。もう一つ教えてください。"
    assert case.attachments.count() == 1
    assert case.events.get(kind="mail_put").actor == aoki.user
    with pytest.raises(taking.NotPossible):
        put_on_case(row=row, case=submit_case(), author=aoki.user, now=timezone.now())
