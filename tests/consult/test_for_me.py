"""What a counselor is to hear of: mentions, cases given and taken over, and a mail that gives none away."""

import pytest
from django.core import mail
from django.utils import timezone

from consult import notices, services
from consult.mentions import mentioned
from consult.models import Counselor, Notice
from tests.factory import make_counselor

pytestmark = pytest.mark.django_db
NAMES = {1: ("青木", "aoki"), 2: ("Aoki Ken", "ken"), 3: ("森", "mori")}


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("@青木さん、見てください", {1}),
        ("＠森 ＠AOKI お願いします", {1, 3}),
        ("@Aoki Ken and not the other", {2}),
        ("@aokimoto, @ 森, ken@example.jp", set()),
        ("青木", set()),
    ],
)
def test_who_is_meant_by_an_at_sign(body, meant):
    assert mentioned(body, NAMES) == meant
    assert mentioned(body, {}) == set()


def write(client, case, body: str):
    return client.post(f"/desk/cases/{case.reference}/note/", {"body": body}, follow=True).content.decode()


def test_a_mention_tells_the_colleague_who_can_open_the_case_then(
    case, aoki, mori, client, django_capture_on_commit_callbacks
):
    client.force_login(mori.user)
    assert client.get(f"/desk/cases/{case.reference}/").status_code == 404
    client.force_login(aoki.user)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Moriさんに知らせました" in write(client, case, "@mori さん、ご意見をください")
    client.force_login(mori.user)
    page = client.get("/desk/for-me/").content.decode()
    assert case.reference in page
    assert '<span class="count">1</span>' in page
    opened = client.post(f"/desk/for-me/{mori.user.notices.get().pk}/", {"open": "1"}, follow=True)
    assert opened.status_code == 200
    assert "ご意見をください" in opened.content.decode()
    assert '<span class="count">0</span>' in opened.content.decode()


def test_without_a_mention_and_of_oneself_nobody_is_told(case, aoki, mori, client):
    client.force_login(aoki.user)
    for body in ("森さんに聞く", "@aoki 自分用のメモ"):
        assert "知らせました" not in write(client, case, body)
    assert not Notice.objects.exists()


def test_anothers_notice_is_not_mine(case, aoki, mori, client):
    services.write_note(case=case, author=aoki.user, body="@mori", now=timezone.now())
    client.force_login(aoki.user)
    assert client.post(f"/desk/for-me/{mori.user.notices.get().pk}/").status_code == 404
    assert mori.user.notices.unseen().count() == 1


def test_a_closed_case_is_no_longer_open_to_the_mentioned(case, aoki, mori, client):
    services.write_note(case=case, author=aoki.user, body="@mori", now=timezone.now())
    services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
    client.force_login(mori.user)
    assert client.get(f"/desk/cases/{case.reference}/").status_code == 404


def test_whoever_gets_or_loses_a_case_hears_of_it(case, aoki, honda):
    doi = make_counselor(username="doi", tracks=["insured_specialist"], languages=["ja"])
    Counselor.objects.filter(pk=honda.pk).update(accepting=True)
    services.hand_over(case=case, seen=aoki.pk, to=doi, words="…", author=aoki.user, now=timezone.now())
    services.take_over(case=case, seen=doi.pk, counselor=honda, now=timezone.now())
    assert [notice.kind for notice in doi.user.notices.order_by("pk")] == ["given", "taken_over"]
    assert not aoki.user.notices.exists()
    assert not honda.user.notices.exists()


def test_one_mail_that_says_nothing_of_the_family(case, aoki, mori):
    mori.user.email = "mori@example.jp"
    mori.user.save()
    for body in ("@mori 佐藤さんのこと", "@mori もう一つ"):
        services.write_note(case=case, author=aoki.user, body=body, now=timezone.now())
    assert (notices.send_due(now=timezone.now()), notices.send_due(now=timezone.now())) == (1, 0)
    sent = mail.outbox[0]
    assert sent.to == ["mori@example.jp"]
    for secret in (case.reference, "佐藤", "もう一つ", case.inquiry.email):
        assert secret not in sent.subject + sent.body
    assert "/desk/for-me/" in sent.body


def test_seen_at_the_desk_it_is_not_mailed(case, aoki, mori):
    mori.user.email = "mori@example.jp"
    mori.user.save()
    services.write_note(case=case, author=aoki.user, body="@mori", now=timezone.now())
    notices.mark_seen(to=mori.user, pk=mori.user.notices.get().pk, now=timezone.now())
    assert notices.send_due(now=timezone.now()) == 0
