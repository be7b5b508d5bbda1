"""A family that reads easy Japanese: every page, the mails and the status page, and what it typed itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django.utils.translation import trans_real

from consult import one_click, services, translations
from consult.followups import sweep
from consult.models import Case, LineLink
from consult.seeding import offer_calls
from intake import steps
from intake.models import ConsentText, Explanation, Inquiry
from intake.ruby import MARKS, NOTATION
from intake.triage.facts import Language
from tests.consult.family import open_status_page
from tests.factory import make_counselor, make_explanation, make_user, send_file, submit_case
from tests.intake.estimator import answers
from tests.intake.family import WAY, Browser, go_to, send, shown, shows, step_path, text_of

pytestmark = pytest.mark.django_db

# What a family may type: our notation, and the marks that it becomes.
TYPED = "{治療|ちりょう}のこと {a|b}"
ENGLISH = re.compile(r"\b(the|your|please|you|and|not|with)\b", re.IGNORECASE)


@pytest.fixture
def browser(settings: Any) -> Browser:
    settings.LINE_CHANNEL_ACCESS_TOKEN, settings.LINE_ACCOUNT = "t", "@shirube"
    browser = Browser()
    browser.speak("ja-easy")
    return browser


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The messages that pages ask of the easy catalogue."""
    asked: set[str] = set()
    easy = trans_real.translation("ja-easy")
    for name in ("gettext", "ngettext"):
        original = getattr(easy, name)

        def note(message: str, *rest: Any, _original: Any = original) -> str:
            asked.add(message.rpartition("\x04")[2])
            return str(_original(message, *rest))

        monkeypatch.setattr(easy, name, note, raising=False)
    return asked


class _Words(HTMLParser):
    """The words of a page, but for the names of languages; of what cannot hold ruby apart."""

    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []
        self.attributes: list[str] = []
        self.text: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [value or "" for _name, value in attrs]
        if tag not in ("input", "meta", "link", "img", "br", "hr"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        kept = self.bare if {"title", "option", "textarea"} & set(self._inside) else self.text
        kept.append(data)


def words_of(page: Any) -> _Words:
    words = _Words()
    words.feed(text_of(page))
    return words


def check_page(page: Any) -> None:
    """No notation and no mark left, no ruby where it can't be, and no English sentence."""
    whole = text_of(page)
    assert '<html lang="ja" class="with-ruby' in whole
    assert ' lang="ja-easy"' not in whole
    assert "<ruby>" in whole
    assert not any(mark in whole for mark in MARKS)
    assert not NOTATION.search(whole)
    words = words_of(page)
    assert not any("<ruby" in one for one in words.attributes + words.bare)
    assert not ENGLISH.search(" ".join(words.text + words.bare)), page.request["PATH_INFO"]


def pages(browser: Browser) -> Iterator[Any]:
    """All pages that a family can come to, refused ones with them."""
    yield browser.get("/")
    yield browser.get("/no/such/page/")
    yield browser.get("/s/unknown/")
    yield browser.post_form("/s/unknown/")
    yield browser.get("/inquiry/aaaaaaaaaaaa/check/")
    yield browser.get("/resume/aaaaaaaaaaaa/xxx/")
    page = browser.get("/inquiry/new/")
    while True:
        yield page
        if "/check/" in page.request["PATH_INFO"]:
            break
        name = page.request["PATH_INFO"].strip("/").rpartition("/")[2]
        name = "who" if name == "new" else name
        page = browser.go_on(page, **WAY[name])
    refusals: dict[str, dict[str, Any]] = {
        "consent": {"own": None},
        "message": {"message": "長" * 10_001},
        "offer": {"quoted_fee_yen": "たくさん", "decision_date_year": "令和", "decision_date_month": "x"},
        "patient": {"patient_age": "だれ"},
        "contact": {"preferred_channel": "phone", "phone": "", "email": "x"},
    }
    for name, wrong in refusals.items():
        one = browser.get(step_path(page, name))
        refused = browser.fill_in(one, **wrong)
        yield browser.get(refused["Location"]) if refused.status_code == 302 else refused
        browser.fill_in(
            browser.get(step_path(page, name)), **{"own_version": shown(one).get("own_version"), **WAY[name]}
        )
    yield (later := browser.get(step_path(page, "later")))
    yield browser.get(browser.fill_in(later)["Location"])
    yield browser.get(step_path(page, "self-pay") + "?after=payment")
    yield browser.get(step_path(page, "estimate") + "?after=offer")
    yield browser.get(step_path(page, "help") + "?after=message")
    yield (resume := browser.get("/resume/"))
    yield browser.fill_in(resume, reference="B2CD-3FGH-4JKM", code="P5QR-6TWX")
    yield browser.fill_in(resume, reference="x", code="")
    yield (received := browser.go_on(browser.get(step_path(page, "check"))))
    reference = received.request["PATH_INFO"].split("/")[2]
    yield browser.get(f"/status/{reference}/")
    yield from pages_of_wishes(browser, reference)
    look = browser.get(f"/status/{reference}/look-again/")
    yield look
    yield browser.fill_in(look, words="長" * 2001)
    yield browser.get(browser.fill_in(look, words="見てください")["Location"])
    stop = browser.get(f"/status/{reference}/stop/")
    yield stop
    yield browser.fill_in(stop)
    yield browser.get(browser.fill_in(stop, sure="on")["Location"])
    yield from pages_of_consents(browser, reference)


def pages_of_wishes(browser: Browser, reference: str) -> Iterator[Any]:
    """What a family can ask for on its page, before and after it has."""
    yield (new_link := browser.get("/new-link/"))
    yield browser.get(urlsplit(one_click.address(Case.objects.latest("pk"))).path)
    yield browser.fill_in(new_link, reference="x", email="x")
    yield browser.fill_in(new_link, reference=reference, email=WAY["contact"]["email"])
    yield browser.post_form(f"/status/{reference}/message/", {"message": "長" * 10_001})
    yield (contact := browser.get(f"/status/{reference}/contact/"))
    yield browser.fill_in(contact, phone="12")
    # Both with a code and connected.
    line = f"/status/{reference}/line/"
    yield browser.get(line)
    yield browser.post_form(line, {"wish": "code"})
    LineLink.objects.update(user_id_index="x", linked_at=timezone.now())
    yield browser.get(line)
    yield browser.get(f"/status/{reference}/")
    LineLink.objects.update(user_id_index="", linked_at=None)
    files = f"/status/{reference}/files/"
    yield browser.get(files)
    yield browser.post_form(files, {})
    send_file(Case.objects.get(inquiry__reference=reference))
    yield browser.get(files)
    yield browser.get(f"/status/{reference}/")
    call_back = f"/status/{reference}/call/"
    yield browser.get(call_back)
    offer_calls(now=timezone.now())
    yield (times := browser.get(call_back))
    yield browser.fill_in(times, slot="0", phone="x")
    slot = times.context["call_form"].fields["slot"].queryset[0]
    browser.fill_in(times, slot=str(slot.pk), phone="03-1234-5678")
    yield browser.get(call_back)
    estimate = f"/status/{reference}/estimate/"
    yield browser.get(estimate)
    yield browser.post_form(estimate, answers())
    yield browser.post_form(estimate, answers(income="unknown", next_month_yen="1000000"))
    yield browser.get("/figures/")
    for wish, pressed in (("follow-ups", "wish=stop"), ("erasure", "")):
        yield (asked := browser.get(f"/status/{reference}/{wish}/"))
        browser.fill_in(asked, press=pressed, **({"sure": "on"} if wish == "erasure" else {}))
        yield browser.get(f"/status/{reference}/{wish}/")
    yield browser.get(f"/status/{reference}/")
    browser.post_form(f"{call_back}cancel/")
    yield browser.get(f"/status/{reference}/")


def pages_of_consents(browser: Browser, reference: str) -> Iterator[Any]:
    """Agreeing that a hospital gets it, taking that back, and withdrawing all: after that little is left."""
    hospital = f"/status/{reference}/hospital/"
    yield (asked := browser.get(hospital))
    yield browser.fill_in(asked)
    browser.fill_in(asked, recipient="中央病院", agree="on")
    yield (agreed := browser.get(hospital))
    yield browser.get(f"/status/{reference}/consent/")
    browser.fill_in(agreed, press="wish=take_back")
    yield browser.get(hospital)
    browser.post_form(f"/status/{reference}/consent/", {"sure": "on"})
    yield browser.get(f"/status/{reference}/")


def test_every_page_is_whole_in_easy_japanese(browser, asked_for, settings):
    settings.DEMO = True
    seen = 0
    for page in pages(browser):
        check_page(page)
        seen += 1
    ours = {str(m.id if isinstance(m.id, str) else m.id[0]) for m in translations.read("ja") if m.id}
    easy = {str(m.id if isinstance(m.id, str) else m.id[0]) for m in translations.read("ja-easy") if m.id}

    assert seen > 45
    # The switch asks Django for these too, and shows each language's own name.
    unseen = {"Japanese", "Easy Japanese", "English"}
    assert sorted((asked_for & ours) - easy - unseen) == []


class TestTyped:
    def test_it_comes_back_as_typed_on_its_page_and_on_the_last_one(self, browser):
        check = go_to(browser, "check", message={"message": TYPED}, condition={"condition_detail": TYPED})
        assert shows(check, TYPED)
        assert shown(browser.get(step_path(check, "message")))["message"] == [TYPED]
        assert shown(browser.get(step_path(check, "condition")))["condition_detail"] == [TYPED]

    def test_it_comes_back_as_typed_on_the_status_page(self, browser):
        received = send(browser, message={"message": TYPED})
        status = browser.get(received.request["PATH_INFO"].replace("received/", ""))
        assert Inquiry.objects.get().message == TYPED
        assert shows(status, TYPED)

    def test_marks_that_a_script_posts_become_no_ruby(self, browser):
        posted = f"{MARKS[0]}私{MARKS[1]}わたし{MARKS[2]}"
        check = go_to(browser, "message")
        browser.fill_in(check, message=posted)
        page = browser.get(step_path(check, "message"))
        assert shown(page)["message"] == ["私わたし"]


@pytest.mark.parametrize("name", [step.name for step in steps.STEPS if step.name != "who"])
def test_changing_the_language_on_a_step_keeps_what_is_typed(name):
    browser = Browser()
    page = go_to(browser, name)
    for code in ("ja-easy", "en", "ja-easy", "ja"):
        page = browser.get(browser.fill_in(page, press=f"set_language={code}", **WAY[name])["Location"])
        typed = {key: value if isinstance(value, list) else [value] for key, value in WAY[name].items()}
        found = shown(page)
        for key, value in typed.items():
            assert [words.replace("\r\n", "\n") for words in found[key]] == value, (code, key)


def test_three_languages_to_choose_from(browser):
    page = text_of(browser.get("/"))
    for code, words in (("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")):
        assert re.search(rf'value="{code}" lang="{code[:2]}"[^>]*>{words}</button>', page)
    assert page.index(">日本語<") < page.index(">やさしい日本語<") < page.index(">English<")


def test_the_inquiry_is_in_easy_japanese_and_triage_reads_japanese(browser):
    send(browser)
    inquiry = Inquiry.objects.get()
    assert inquiry.language == "ja-easy"
    assert inquiry.facts().language == Language.JAPANESE


def test_the_reasons_are_told_in_easy_words(browser):
    page = send(browser)
    reasons = Inquiry.objects.get().decision.reasons
    assert reasons
    for reason in reasons:
        assert reason["text"] not in text_of(page)


def test_a_rule_that_is_gone_since_says_what_it_said(browser):
    received = send(browser)
    decision = Inquiry.objects.get().decision
    gone = [{"rule": "track.gone_since", "evidence": [], "text": "前の文"}]
    decision.reasons = gone
    decision.save(update_fields=["reasons"])
    assert shows(browser.get(received.request["PATH_INFO"]), "前の文")


class TestConsent:
    def test_the_easy_words_are_what_is_agreed_to(self, browser):
        send(browser)
        texts = [consent.text for consent in Inquiry.objects.get().consents.order_by("kind")]
        assert {text.language for text in texts} == {"ja-easy"}

    def test_an_easy_text_that_lags_behind_is_not_shown(self, browser):
        ConsentText.objects.create(kind="own", language="ja", version="2027-01", body="新しい文です。")
        assert ConsentText.objects.current("own", "ja-easy").body == "新しい文です。"
        assert shows(go_to(browser, "consent"), "新しい文です。")


class TestExplanation:
    def test_without_an_approved_easy_version_it_is_whole_in_japanese(self, db):
        japanese = make_explanation(key="a", body="むずかしい文")
        make_explanation(key="a", language="ja-easy", approved=False)
        assert Explanation.objects.current("ja-easy", timezone.localdate()) == [japanese]

    def test_with_one_the_family_reads_it_with_ruby(self, db, client, smtp):
        counselor = make_counselor()
        case = submit_case(language="ja-easy")
        make_explanation(key="a")
        easy = make_explanation(key="a", language="ja-easy", title="{薬|くすり}のこと", body="{体|からだ}")
        assert Explanation.objects.current("ja-easy", timezone.localdate()) == [easy]
        services.send_explanation(
            case=case,
            explanation=easy,
            words=TYPED,
            occurrence="1",
            author=counselor.user,
            now=timezone.now(),
        )
        sweep()
        page = open_status_page(client, case.inquiry)
        assert "<ruby>薬<rp>（<rt>くすり<rp>" in text_of(page)
        assert "<ruby>体<rp>（<rt>からだ<rp>" in text_of(page)
        # What a counselor typed is no text of ours either.
        assert shows(page, TYPED)


class TestMail:
    def test_it_is_in_easy_japanese_with_readings_where_they_can_stand(self, db, smtp):
        make_counselor()
        submit_case(language="ja-easy")
        sweep()
        [mail] = smtp.received
        text, html = (mail.get_body(preferencelist=(kind,)).get_content() for kind in ("plain", "html"))
        assert str(mail["Subject"]).strip().startswith("相談を受け取りました（")
        assert "相談（そうだん）を送（おく）ってくれて" in text
        assert "<ruby>相談<rp>（<rt>そうだん<rp>" in html
        assert '<html lang="ja">' in html
        assert mail["Content-Language"] == "ja"
        assert not any(mark in part for mark in MARKS for part in (str(mail["Subject"]), text, html))
        assert not NOTATION.search(text + html)

    def test_a_fallen_back_explanation_is_told_in_easy_words(self, db, smtp):
        counselor = make_counselor()
        case = submit_case(language="ja-easy")
        followup = services.send_explanation(
            case=case, explanation=make_explanation(), words="", occurrence="1", author=counselor.user,
            now=timezone.now(),
        )  # fmt: skip
        assert followup.language == "ja-easy"

    def test_its_link_opens_an_easy_page_on_a_new_phone(self, db):
        page = open_status_page(Browser(), submit_case(language="ja-easy").inquiry)
        assert '<html lang="ja" class="with-ruby' in text_of(page)


class TestStaff:
    @pytest.fixture
    def desk(self, client):
        counselor = make_counselor(languages=["ja"], lead=True)
        client.force_login(counselor.user)
        client.cookies["django_language"] = "ja-easy"
        return client

    def test_a_counselor_of_japanese_gets_the_case(self, aoki):
        case = submit_case(language="ja-easy")
        assert case.assignee == aoki
        assert case.language == "ja"

    def test_the_desk_is_in_japanese_and_offers_two_languages(self, desk):
        case = submit_case(language="ja-easy")
        for path in ("/desk/", f"/desk/cases/{case.reference}/"):
            page = desk.get(path)
            assert page.status_code == 200
            assert "ログアウト" in text_of(page)
            assert "<ruby>" not in text_of(page)
            assert "with-ruby" not in text_of(page)
            assert ">やさしい日本語</button>" not in text_of(page)

    def test_the_case_says_that_the_family_reads_easy_japanese(self, desk):
        case = submit_case(language="ja-easy")
        assert "やさしい日本語" in text_of(desk.get(f"/desk/cases/{case.reference}/"))

    def test_the_admin_is_in_japanese(self, client):
        client.force_login(make_user(is_staff=True, is_superuser=True))
        client.cookies["django_language"] = "ja-easy"
        page = client.get("/admin/")
        assert "しるべ" in text_of(page)
        assert "<ruby>" not in text_of(page)

    def test_the_next_reader_of_this_process_is_not_touched(self, desk):
        desk.get("/desk/")
        assert '<html lang="ja" class="with-ruby' in text_of(desk.get("/"))
