"""The mail with a draft's number and code: asked for by the family, sent once, silent about what it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult import draft_mail
from intake import limits, services
from intake.models import Draft
from tests.consult.test_emails import HEALTH_WORDS, parts
from tests.factory import SON, fill_draft, start_filled_draft

pytestmark = pytest.mark.django_db


def asked(language: str = "ja", **answers) -> Draft:
    draft = fill_draft(language=language, **answers)
    services.ask_for_code_mail(draft=draft, language=language, now=timezone.now())
    return draft


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_holds_number_code_and_the_page_and_nothing_of_health(smtp, language):
    draft = asked(language)

    assert draft_mail.send_due(now=timezone.now()) == 1

    (mail,) = smtp.received
    assert mail["To"] == SON["email"]
    for part in parts(mail):
        assert draft.reference in part
        assert services.show_code(draft=draft) in part
        assert "/resume/" in part
    for words in (mail["Subject"], *parts(mail)):
        assert not [word for word in HEALTH_WORDS if word.lower() in words.lower()]
    assert draft.reference not in mail["Subject"]


def test_its_code_opens_the_draft(smtp):
    draft = asked()
    draft_mail.send_due(now=timezone.now())

    opened = services.resume_by_code(
        reference=draft.reference, code=services.show_code(draft=draft), now=timezone.now()
    )

    assert opened is not None
    assert opened[0] == draft


def test_it_is_sent_once(smtp):
    asked()

    assert [draft_mail.send_due(now=timezone.now()) for _ in range(3)] == [1, 0, 0]


def test_a_server_that_is_down_is_tried_again_for_an_hour(smtp, monkeypatch):
    asked()

    def fails(self):
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", fails)
        assert draft_mail.send_due(now=timezone.now()) == 0

    assert draft_mail.send_due(now=timezone.now()) == 1
    draft = asked()
    assert draft_mail.send_due(now=timezone.now() + timedelta(hours=2)) == 0
    assert Draft.objects.get(pk=draft.pk).mailed_at is None


def open_later(client, draft: Draft, secret: str):
    client.cookies["draft"] = secret
    return f"/inquiry/{draft.public_id}/later/"


def test_the_family_asks_on_the_page_and_is_told_that_it_is_on_its_way(client, smtp):
    draft, secret = start_filled_draft()
    later = open_later(client, draft, secret)
    assert SON["email"] in client.get(later).content.decode()

    answer = client.post(later, follow=True)

    assert 'role="status"' in answer.content.decode()
    assert draft_mail.send_due(now=timezone.now()) == 1


# -- Refusals ----------------------------------------------------------------------------------


def test_without_an_address_nothing_is_offered_nor_sent(client, smtp):
    draft, secret = start_filled_draft(email="", preferred_channel="page")
    later = open_later(client, draft, secret)

    client.post(later)

    assert '<form method="post">' not in client.get(later).content.decode().partition("<main")[2]
    assert draft_mail.send_due(now=timezone.now()) == 0


def test_nobody_is_flooded_with_them(client, smtp):
    answers = []
    for n in range(4):
        draft, secret = start_filled_draft()
        answers.append(client.post(open_later(client, draft, secret), REMOTE_ADDR=f"10.{n}.0.1").status_code)

    assert answers == [302] * limits.LIMITS["code_mail_to"].each + [429]


def test_an_address_that_was_taken_out_again_gets_none(smtp):
    draft = asked()
    answer = draft.answers.get(step="contact")
    answer.data = {"preferred_channel": ["page"]}
    answer.save()

    assert draft_mail.send_due(now=timezone.now()) == 0
    assert smtp.received == []


def test_after_sending_none_goes_out(smtp):
    draft = asked()
    services.submit(draft=draft, language="ja", now=timezone.now())

    assert draft_mail.send_due(now=timezone.now()) == 0
