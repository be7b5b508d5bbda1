"""The mails to families: that something waits and where, in their language, and nothing about health."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.utils import timezone

from consult import services
from consult.emails import compose
from consult.followups import sweep
from consult.followups.plan import plan
from consult.followups.steps import KINDS
from consult.models import Case, FollowUp
from intake.models import Inquiry
from intake.services import Incomplete
from tests.factory import SON, make_counselor, make_explanation, submit_case

pytestmark = pytest.mark.django_db

JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
# Words that would tell whoever looks over a shoulder what the mail is about.
HEALTH_WORDS = [
    "パーキンソン", "iPS", "エクソソーム", "幹細胞", "再生医療", "治療", "病気", "患者", "保険", "自費", "薬",
    "Parkinson", "exosome", "stem cell", "regenerative", "treatment", "illness", "disease", "patient",
    "insur", "self-pay", "medicine",
]  # fmt: skip


def parts(mail: EmailMessage) -> tuple[str, str]:
    """The mail's text and its HTML."""
    text, html = (mail.get_body(preferencelist=(kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def link_in(text: str) -> str:
    [link] = re.findall(r"https?://[^\s\"<]+", text)
    return link


def by_plan(case: Case, kind: str) -> EmailMessage:
    """The mail of a step of a plan, as it is sent."""
    composed = compose(FollowUp(case=case, kind=kind, language=case.inquiry.language))
    mail = message_from_bytes(composed.message().as_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.fixture
def every_mail(smtp):
    """Sends a mail of each kind about a case in one language; returns them."""

    def send(language: str, **answers) -> list[EmailMessage]:
        counselor = make_counselor()
        case = submit_case(language=language, **answers)
        text = make_explanation(
            language=language, title="iPS細胞 / iPS cells", body="パーキンソン病の治療 / Parkinson treatment"
        )
        services.send_explanation(
            case=case, explanation=text, words="ご病気のこと / your illness", occurrence="1",
            author=counselor.user, now=timezone.now(),
        )  # fmt: skip
        for kind in (FollowUp.Kind.MESSAGE, FollowUp.Kind.CALL_MISSED, FollowUp.Kind.LINK):
            plan(
                case=case, kind=kind, occurrence="1", words="ご病気のこと / your illness", now=timezone.now()
            )
        by_persons = set(FollowUp.Kind) - set(KINDS.values())
        assert {followup.kind for followup in case.followups.all()} == by_persons
        assert sweep() == len(by_persons)
        return [*smtp.received, *(by_plan(case, kind) for kind in KINDS.values())]

    return send


@pytest.mark.parametrize("language", ["ja", "en"])
def test_neither_subject_nor_body_says_anything_about_health(every_mail, language):
    planted = {
        "condition_detail": "2018年から歩きにくい",
        "treatment_name": "アムシェプリ",
        "provider_name": "青空クリニック",
        "contact_name": "佐藤花子",
    }
    for mail in every_mail(language, **planted):
        whole = "\n".join([str(mail["Subject"]), *parts(mail), *map(str, mail.values())])
        whole = without_secrets(whole)
        for words in (*planted.values(), SON["message"], *HEALTH_WORDS):
            assert words.lower() not in whole.lower(), words


def without_secrets(text: str) -> str:
    """Random letters of a link spell anything now and then."""
    return re.sub(r"/s/[\w-]+", "", text)


def test_a_japanese_family_reads_japanese(every_mail):
    for mail in every_mail("ja"):
        text, html = parts(mail)
        assert JAPANESE.search(mail["Subject"])
        assert JAPANESE.search(text)
        assert '<html lang="ja">' in html
        assert mail["Content-Language"] == "ja"
        # No sentence was left untranslated.
        assert not re.search(r"\b(your|please|the|we)\b", without_secrets(text), re.IGNORECASE), text


def test_an_english_family_reads_english(every_mail):
    for mail in every_mail("en"):
        text, html = parts(mail)
        assert not JAPANESE.search(mail["Subject"] + text + html)
        assert '<html lang="en">' in html
        assert mail["Content-Language"] == "en"


def test_the_acknowledgement_names_the_reference_and_by_when(acknowledgement, smtp):
    sweep()
    text, html = parts(smtp.received[0])
    case = acknowledgement.case
    due = timezone.localtime(case.due_at)
    for shown in (text, html):
        assert case.reference in shown
        assert f"{due.year}年{due.month}月{due.day}日" in shown


@pytest.mark.parametrize("part", [0, 1], ids=["text", "html"])
def test_the_link_opens_the_status_page(acknowledgement, smtp, client, settings, part):
    sweep()
    link = link_in(parts(smtp.received[0])[part])
    assert link.startswith(f"{settings.SITE_URL}/s/")
    path = link.removeprefix(settings.SITE_URL)
    # A mail scanner looks first; then the person presses the button.
    client.head(path)
    assert client.get(path).status_code == 200
    assert client.cookies.get("status") is None
    answer = client.post(path, follow=True)
    assert answer.status_code == 200
    assert acknowledgement.case.reference in answer.content.decode()


def test_the_message_id_is_the_same_at_every_attempt(acknowledgement, smtp):
    smtp.answer("DATA", "451 4.3.0 try again later")
    sweep()
    smtp.be_kind()
    FollowUp.objects.update(due_at=timezone.now())
    sweep()
    first, second = smtp.received
    assert first["Message-ID"] == second["Message-ID"]
    assert str(acknowledgement.message_id) in first["Message-ID"]


def test_two_messages_have_different_ids(every_mail):
    ids = [mail["Message-ID"] for mail in every_mail("ja")]
    assert len(set(ids)) == len(ids)


def test_it_says_that_a_machine_wrote_it_and_goes_to_nobody_else(acknowledgement, smtp, settings):
    settings.DEFAULT_FROM_EMAIL = "しるべ <noreply@consult.example.jp>"
    sweep()
    [mail] = smtp.received
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "sato@example.jp"
    assert (mail["Cc"], mail["Bcc"]) == (None, None)
    assert mail["From"].addresses[0].addr_spec == "noreply@consult.example.jp"
    assert mail["Message-ID"].endswith("@consult.example.jp>")


BREAKS = [
    pytest.param(text, id=repr(text)) for text in ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b")
]


class TestInjectedHeaders:
    """A line break in what was typed must not become a header of the mail."""

    @pytest.mark.parametrize("line_break", BREAKS)
    def test_in_every_box_with_words(self, aoki, smtp, line_break):
        planted = f"佐藤{line_break}Bcc: evil@example.com{line_break}X-Evil: 1"
        names = (
            "message",
            "condition_detail",
            "treatment_name",
            "provider_name",
            "plan_number",
            "contact_name",
        )
        plain = {"payment": "self_pay", "provider_kind": "clinic"}
        submit_case(**plain, **dict.fromkeys(names, planted))
        assert sweep() == 1
        [mail] = smtp.received
        assert smtp.recipients == ["sato@example.jp"]
        assert "evil" not in mail.as_string()

    @pytest.mark.parametrize("line_break", BREAKS)
    @pytest.mark.parametrize("box", ["email", "phone"])
    def test_an_address_or_a_number_with_a_break_in_it_is_not_taken(self, db, line_break, box):
        contact = {"email": "sato@example.jp", "phone": "03-1234-5678"}
        contact[box] += f"{line_break}Bcc: evil@example.com"
        with pytest.raises(Incomplete):
            submit_case(**contact)

    @pytest.mark.parametrize("line_break", BREAKS)
    def test_one_that_came_past_the_forms_reaches_nobody(self, acknowledgement, smtp, line_break):
        inquiry = Inquiry.objects.get()
        inquiry.email = f"sato@example.jp{line_break}Bcc: evil@example.com"
        inquiry.save()
        sweep()
        assert "evil@example.com" not in smtp.recipients
        acknowledgement.refresh_from_db()
        # Never handed over, so surely not sent: nobody needs to find out whether it was.
        assert acknowledgement.state in ("planned", "failed"), acknowledgement.last_error
