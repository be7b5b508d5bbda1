"""A family's copy of all that is held about it: complete by a test that looks at every field."""

import json

import pytest
from django.apps import apps
from django.db import connection, models
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from consult import conversation, disclosure, reviews, services, wishes
from consult.disclosure import GIVEN, LEFT_OUT, TABLES_LEFT_OUT, copy_of
from consult.family_words import LABELS, VALUES
from consult.followups import sweep
from consult.inbound.taking import put_on_case, take_in
from consult.lenses import SHEETS
from consult.models import Case, CaseTask, LineLink
from intake.models import Inquiry
from tests.consult.family import open_status_page
from tests.factory import SON, make_call, make_explanation, send_file, submit_case, write_message

pytestmark = pytest.mark.django_db

ALL_MODELS = [*apps.get_app_config("intake").get_models(), *apps.get_app_config("consult").get_models()]


def fields_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields} | {f.name for f in model._meta.many_to_many}


def leads_to_a_family(model: type[models.Model]) -> bool:
    pointers = [field for field in model._meta.concrete_fields if field.is_relation]
    return any(field.related_model in (Inquiry, Case) for field in pointers)


@pytest.fixture
def long_story(case, aoki, smtp):
    """A case with a row of everything."""
    now = timezone.now()
    text = make_explanation(
        title="五つの質問",
        body="**材料**を確かめてください。\n\n- 細胞",
        sources="V | 出典の名前 | 2026-11-01",
    )
    services.send_explanation(
        case=case, explanation=text, words="説明に添えた言葉", occurrence="1", author=aoki.user, now=now
    )
    message = write_message(case, "あとから書いた言葉")
    conversation.write_to_family(
        case=case, words="相談員からの言葉", seen=message.pk, occurrence="1", author=aoki.user, now=now
    )
    services.ask_to_look_again(case=case, words="見直してほしい理由", now=now)
    services.override_track(
        case=case, track="self_pay_review", reason="同僚への理由", author=aoki.user, now=now
    )
    services.write_note(case=case, author=aoki.user, body="同僚へのメモ", now=now)
    make_call(case)
    send_file(case)
    LineLink.objects.create(case=case, user_id="U" + "0" * 32, linked_at=now)
    put_on_case(row=take_in(b"From: a@example.jp\n\nx", now=now), case=case, author=aoki.user, now=now)
    wishes.ask_for_erasure(case=case, now=now)
    sweep()
    return case


def download(client, case):
    open_status_page(client, case.inquiry)
    answer = client.get(f"/status/{case.reference}/copy/data.json")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    return json.loads(answer.content)


class TestComplete:
    """A new field or table fails here until somebody decides: given, or left out with a reason."""

    @pytest.mark.parametrize("model", GIVEN, ids=lambda model: model.__name__)
    def test_every_field_is_given_or_left_out_with_a_reason(self, model):
        given, left_out = set(GIVEN[model]), LEFT_OUT[model]
        assert given | left_out.keys() == fields_of(model)
        assert not given & left_out.keys()
        assert all(left_out.values())

    def test_every_table_that_leads_to_a_family_is_thought_of(self):
        for model in ALL_MODELS:
            if leads_to_a_family(model):
                assert model in GIVEN or TABLES_LEFT_OUT.get(model), model

    def test_everything_that_is_given_stands_in_the_copy(self, long_story, client):
        held = download(client, long_story)
        named = {
            section: set().union(*(record.keys() for record in records))
            for section, records in held.items()
            if isinstance(records, list)
        }
        assert all(named.values()), "a section without a row proves nothing"
        for model, section in {
            Inquiry: "inquiry", disclosure.Draft: "draft", disclosure.Consent: "consents",
            disclosure.ConsentText: "consents", disclosure.Decision: "decisions", Case: "case",
            disclosure.Message: "messages", disclosure.FollowUp: "followups", disclosure.Call: "calls",
            disclosure.CallSlot: "calls", disclosure.CaseTask: "requests", disclosure.Event: "events",
            disclosure.StatusLink: "links", LineLink: "line",
        }.items():  # fmt: skip
            assert set(GIVEN[model]) <= named[section], model
        assert {f"explanation_{name}" for name in GIVEN[disclosure.Explanation]} <= named["followups"]

    def test_the_words_of_all_that_was_said_and_sent(self, long_story, client):
        whole = json.dumps(download(client, long_story), ensure_ascii=False)
        consent = long_story.inquiry.consents.first().text.body
        for words in (
            SON["message"], SON["email"], SON["contact_name"], "説明に添えた言葉", "材料を確かめてください。",
            "出典の名前", "あとから書いた言葉", "相談員からの言葉", "見直してほしい理由", "+81312345678",
            *[reason["text"] for reason in long_story.inquiry.decisions.last().reasons],
        ):  # fmt: skip
            assert words in whole
        assert json.dumps(consent, ensure_ascii=False)[1:-1] in whole


class TestInTheFamilysWords:
    @pytest.mark.parametrize("model", GIVEN, ids=lambda model: model.__name__)
    def test_everything_that_is_given_has_a_label_of_its_own(self, model):
        assert LABELS[model].keys() == set(GIVEN[model])

    @pytest.mark.parametrize(("model", "name"), VALUES, ids=str)
    def test_every_code_has_its_words(self, model, name):
        left_out = {CaseTask.Kind.OWN} if model is CaseTask else set()  # what counselors note for themselves
        codes = {code for code, _words in model._meta.get_field(name).choices}
        assert VALUES[model, name].keys() == codes - left_out

    @pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
    def test_no_word_of_the_desk_stands_on_the_page(self, long_story, client, language):
        client.cookies["django_language"] = language
        open_status_page(client, long_story.inquiry)
        page = client.get(f"/status/{long_story.reference}/copy/").content.decode().partition("<main")[2]
        for words in (
            "振り分け",
            "優先度",
            "ケース",
            "ご家族",
            "Track",
            "Ruleset",
            "In their own",
            "The family",
        ):
            assert words not in page, words


class TestLeftOut:
    def test_keys_staff_and_what_was_written_for_colleagues(self, long_story, aoki, client):
        held = download(client, long_story)
        whole = json.dumps(held, ensure_ascii=False)
        hashes = long_story.inquiry.status_links.values_list("secret_hash", flat=True)
        for words in ("同僚へのメモ", "同僚への理由", "aoki", *hashes, client.cookies["status"].value):
            assert words not in whole
        assert held["notes_of_counselors"] == 1

    def test_nothing_of_another_family(self, long_story, client):
        other = submit_case(contact_name="別のご家族", email="another@example.jp")
        write_message(other, "別のご家族の言葉")
        whole = json.dumps(download(client, long_story), ensure_ascii=False)
        assert "別のご家族" not in whole
        assert client.get(f"/status/{other.reference}/copy/data.json").status_code == 404
        assert client.get(f"/status/{other.reference}/copy/").status_code == 404


class TestToRead:
    def test_it_counts_what_colleagues_wrote_reviews_among_it(self, long_story, aoki, client):
        before = download(client, long_story)["notes_of_counselors"]
        found = reviews.Found({"since": {"answer": "yes", "note": "同僚への言葉"}}, [])
        reviews.save(
            case=long_story, sheet=SHEETS["preparation"], found=found, seen=0, author=aoki.user,
            now=timezone.now(),
        )  # fmt: skip
        held = download(client, long_story)
        assert held["notes_of_counselors"] == before + 1
        assert "同僚への言葉" not in json.dumps(held, ensure_ascii=False)

    def test_it_is_in_words_not_in_codes(self, long_story, client):
        open_status_page(client, long_story.inquiry)
        shown = client.get(f"/status/{long_story.reference}/copy/").content.decode()
        for words in (SON["message"], "説明に添えた言葉", "見直してほしい理由", "68"):
            assert words in shown
        for code in ("wearing_off", "university_hospital", "self_pay_review", "JP-13", "call_booked"):
            assert code not in shown

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_the_template_for_paper_takes_its_context(self, long_story, language):
        with translation.override(language):
            copy = copy_of(long_story, now=timezone.now())
            paper = render_to_string("consult/copy_pdf.html", copy.as_context())
        assert f'<html lang="{language}">' in paper
        assert SON["message"] in paper
        assert "<script" not in paper

    def test_more_messages_cost_no_more_queries(self, long_story, aoki, client):
        open_status_page(client, long_story.inquiry)
        address = f"/status/{long_story.reference}/copy/"

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            return len(queries)

        few = asked()
        for number in range(9):
            write_message(long_story)
            services.send_explanation(
                case=long_story, explanation=make_explanation(), words="", occurrence=f"more {number}",
                author=aoki.user, now=timezone.now(),
            )  # fmt: skip
        assert asked() == few


def test_numbers_are_written_as_people_write_them_and_our_texts_without_marks(client):
    case = submit_case(
        language="ja-easy", phone="090-1234-5678", preferred_channel="phone", payment="self_pay",
        provider_kind="clinic", quoted_fee_yen="1800000",
    )  # fmt: skip
    open_status_page(client, case.inquiry)

    page = client.get(f"/status/{case.reference}/copy/").content.decode()

    for words in ("090-1234-5678", "1,800,000"):
        assert words in page
    assert "+8190" not in page
    assert "|" not in page.partition("<main")[2].partition("</main>")[0], "marks of readings are no text"


def test_no_mark_of_our_way_of_writing_is_in_it(client, long_story):
    """Explanations are kept in Markdown, and their sources in lines with bars; a family reads neither."""
    held = download(client, long_story)
    page = client.get(f"/status/{long_story.reference}/copy/").content.decode()

    (sent,) = [one for one in held["followups"] if "explanation_body" in one]
    for kind in ("value", "words"):
        assert sent["explanation_body"][kind] == "材料を確かめてください。\n・細胞"
    assert sent["explanation_sources"]["words"] == "出典の名前"
    assert "**材料**" not in page
    assert "材料を確かめてください。" in page
