"""A family calls, and its counselor finds the case by whatever it says first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import search
from consult.access import cases_for
from consult.contact import put_right
from intake import blind, keyring
from intake.models import Inquiry
from tests.factory import make_counselor, submit_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(aoki):
    return [submit_case(contact_name="別の人", email=f"other{n}@example.jp", phone="") for n in range(3)]


@pytest.fixture
def wanted(aoki, others):
    said = {"contact_name": "ヤマダ花子", "email": "Hanako@example.jp", "phone": "090-1234-5678"}
    return submit_case(**said, message="母の振戦のことで相談です。")


def found(text, counselor):
    return search.find(text, among=cases_for(counselor.user)).cases


class TestFinds:
    @pytest.mark.parametrize(
        "typed",
        ["花子", "ヤマダ", "ヤマダ 花子", "マダ花", "ﾔﾏﾀﾞ", "hanako@EXAMPLE.jp", "ｈａｎａｋｏ＠example.jp",
            "090-1234-5678", "０９０１２３４５６７８", "+81 90 1234 5678", "振戦"],
    )  # fmt: skip
    def test_by_what_is_said(self, wanted, aoki, typed):
        assert found(typed, aoki) == [wanted]

    def test_by_a_reference_that_could_be_a_telephone_number(self, wanted, aoki):
        Inquiry.objects.filter(pk=wanted.inquiry_id).update(reference="234-567-892")
        assert search._as_phone("234-567-892")
        assert found("234-567-892", aoki) == [wanted]

    @pytest.mark.parametrize(
        "write", [str, str.lower, lambda r: r.replace("-", ""), lambda r: f" {r.replace('-', '－')}"]
    )
    def test_by_the_reference_however_it_is_typed(self, wanted, aoki, write):
        assert found(write(wanted.reference), aoki) == [wanted]

    @pytest.mark.parametrize("typed", ["tremor", "TREMORS", "Tremors at night", "ｔｒｅｍｏｒ"])
    def test_by_english_words_from_how_they_begin(self, aoki, others, typed):
        wanted = submit_case(message="My father has tremors\nat night.", email="smith@example.jp")
        assert found(typed, aoki) == [wanted]

    def test_words_in_hiragana_in_the_newest_cases_and_that_is_said(self, wanted, aoki, monkeypatch):
        hits = search.find("ことで", among=cases_for(aoki.user))
        assert (hits.cases, hits.only_newest) == ([wanted], True)
        submit_case()
        monkeypatch.setattr(search, "MOST_READ", 1)
        assert search.find("ことで", among=cases_for(aoki.user)).cases == []
        assert not search.find("振戦", among=cases_for(aoki.user)).only_newest

    def test_a_name_in_hiragana_in_all_cases(self, aoki, monkeypatch):
        wanted = submit_case(contact_name="さとう はなこ")
        submit_case()
        monkeypatch.setattr(search, "MOST_READ", 1)
        assert found("はなこ", aoki) == [wanted]

    def test_words_that_stand_everywhere_in_the_newest_and_that_is_said(self, wanted, aoki, monkeypatch):
        monkeypatch.setattr(search, "COMMON", 0)
        monkeypatch.setattr(search, "_NEWEST", 2)
        assert search.find("振戦", among=cases_for(aoki.user)) == search.Hits(
            [wanted], False, only_newest=True
        )
        for number in range(2):
            submit_case(email=f"newer{number}@example.jp")
        assert search.find("振戦", among=cases_for(aoki.user)).cases == []

    def test_what_shares_a_number_is_not_found_by_it(self, wanted, aoki, monkeypatch):
        monkeypatch.setattr(blind, "term", lambda *_args: 7)
        everything = [submit_case() for _ in range(2)]
        assert found("花子", aoki) == []
        assert set(everything).isdisjoint(found("振戦", aoki))

    def test_by_a_name_that_was_put_right_and_not_by_the_one_before(self, wanted, aoki):
        contact = {"contact_name": "山田桜", "email": "Hanako@example.jp", "preferred_channel": "email"}
        put_right(case=wanted, contact=contact, now=timezone.now())
        assert found("山田桜", aoki) == [wanted]
        assert found("花子", aoki) == []

    def test_with_a_new_index_key_too(self, wanted, aoki, settings):
        settings.INDEX_KEYS = (*keyring.parse(keyring.new_key("k2")), *settings.INDEX_KEYS)
        newer = submit_case(contact_name="山田花子", email="other@example.jp", message="父の振戦です。")
        assert found("花子", aoki) == found("振戦", aoki) == [newer, wanted]
        assert found("hanako@example.jp", aoki) == [wanted]

    def test_the_newest_first_and_that_there_are_more(self, wanted, others, aoki, monkeypatch):
        monkeypatch.setattr(search, "MOST", 2)
        hits = search.find("別の", among=cases_for(aoki.user))
        assert hits.cases == [others[2], others[1]]
        assert hits.more

    def test_asking_the_database_nothing_twice(self, wanted, aoki):
        with CaptureQueriesContext(connection) as queries:
            assert found("振戦", aoki) == [wanted]
        asked = [query["sql"] for query in queries]
        assert len(asked) == len(set(asked))


class TestAtTheDesk:
    def test_it_stands_in_the_page_and_not_in_the_address(self, wanted, aoki, client):
        client.force_login(aoki.user)
        answer = client.post("/desk/search/", {"words": "花子"})
        assert answer.status_code == 200
        assert f"/desk/cases/{wanted.reference}/" in answer.content.decode()
        assert client.get("/desk/search/?words=花子").context.get("hits") is None

    @pytest.mark.parametrize("words", ["", " ", "あ", "長" * 201, "a\x00b"])
    def test_what_cannot_be_looked_for_says_why(self, wanted, aoki, client, words):
        client.force_login(aoki.user)
        answer = client.post("/desk/search/", {"words": words})
        assert answer.status_code == 422
        assert answer.context["search_form"].errors

    @pytest.mark.parametrize("words", ["%", "__", "%花", "\\", "'; --", "ＺＺＺ", "@@", "--"])
    def test_signs_with_a_meaning_elsewhere_are_signs(self, wanted, aoki, client, words):
        client.force_login(aoki.user)
        answer = client.post("/desk/search/", {"words": words})
        if answer.status_code == 200:
            assert answer.context["hits"].cases == []

    def test_nobody_finds_what_they_may_not_open(self, wanted, mori, client):
        client.force_login(mori.user)
        for words in ("花子", wanted.reference, "hanako@example.jp"):
            assert client.post("/desk/search/", {"words": words}).context["hits"].cases == []

    def test_more_cases_cost_no_more_queries(self, aoki, client):
        client.force_login(aoki.user)

        def asked():
            with CaptureQueriesContext(connection) as queries:
                client.post("/desk/search/", {"words": "パーキンソン"})
            return len(queries)

        submit_case()
        asked()  # counts what waits for this counselor, which is kept for a while
        few = asked()
        for _ in range(5):
            submit_case()
        assert asked() == few


def test_what_is_looked_for_is_in_no_log(aoki, client, log_lines):
    client.force_login(aoki.user)
    client.post("/desk/search/", {"words": "青空のしるし-k7p4qx"})
    client.post("/desk/search/", {"words": "青空のしるし-k7p4qx" * 30})
    assert "青空のしるし" not in log_lines.getvalue()


def test_a_lead_finds_every_case(wanted, honda):
    make_counselor()
    assert found("花子", honda) == [wanted]
