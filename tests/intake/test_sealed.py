"""Personal data is sealed: to its row and column, by the newest key, opened only when it is read."""

from __future__ import annotations

import pytest
from django.db import connection

from intake import blind, keyring, sealed
from intake.models import Decision, DraftAnswer, Inquiry
from intake.sealed import NotOpened, Sealed, seal
from tests.factory import fill_draft, submit_inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry():
    return Inquiry.objects.get(pk=submit_inquiry(contact_name="田中 桜", email="Sakura@example.jp").pk)


@pytest.fixture
def opening(monkeypatch):
    """The columns that were opened since."""
    seen: list[str] = []
    real = sealed.SealedField.open

    def noting(field, value, row):
        seen.append(field.name)
        return real(field, value, row)

    monkeypatch.setattr(sealed.SealedField, "open", noting)
    return seen


def raw(row, column) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def write_raw(row, column, value) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608


class TestThereAndBack:
    def test_what_was_written_is_read_and_stands_nowhere(self, inquiry):
        assert inquiry.contact_name == "田中 桜"
        assert "田中".encode() not in raw(inquiry, "contact_name")

    def test_the_same_words_never_look_the_same(self, inquiry):
        before = raw(inquiry, "contact_name")
        inquiry.contact_name = "田中 桜"
        inquiry.save()
        assert raw(inquiry, "contact_name") != before

    def test_what_nobody_opened_stays_as_it_is(self, inquiry):
        before = raw(inquiry, "message")
        inquiry.save()
        assert raw(inquiry, "message") == before

    def test_lists_and_half_a_character_too(self):
        draft = fill_draft()
        answer = draft.answers.get(step="message")
        posted = {"message": ["父\n\ud83d 😀", ""], "more": []}
        DraftAnswer.objects.filter(pk=answer.pk).update(**seal(answer, data=posted))
        assert DraftAnswer.objects.get(pk=answer.pk).data == posted

    def test_empty_stays_empty_and_can_be_asked_for(self, inquiry):
        assert Inquiry.objects.filter(phone="").exists()
        assert Inquiry.objects.get(phone="").phone == ""
        assert not Inquiry.objects.filter(email="").exists()

    def test_with_deferred_columns(self, inquiry):
        assert Inquiry.objects.defer("email").get().email == "Sakura@example.jp"
        assert Inquiry.objects.only("email").get().contact_name == "田中 桜"


class TestOpenedWhenRead:
    def test_a_list_that_shows_no_words_opens_none(self, inquiry, opening):
        assert [one.reference for one in Inquiry.objects.all()] == [inquiry.reference]
        assert opening == []

    def test_once(self, inquiry, opening):
        assert inquiry.message == inquiry.message
        assert opening == ["message"]


class TestBound:
    def test_not_to_be_copied_to_another_family(self, inquiry):
        other = submit_inquiry(contact_name="別の人", email="other@example.jp")
        write_raw(other, "contact_name", raw(inquiry, "contact_name"))
        with pytest.raises(NotOpened):
            _ = Inquiry.objects.get(pk=other.pk).contact_name

    def test_nor_to_another_column(self, inquiry):
        write_raw(inquiry, "provider_name", raw(inquiry, "contact_name"))
        with pytest.raises(NotOpened):
            _ = Inquiry.objects.get().provider_name

    @pytest.mark.parametrize("at", [0, 1, 2, 4, 20, -1])
    def test_nor_changed(self, inquiry, at):
        value = bytearray(raw(inquiry, "message"))
        value[at] ^= 1
        write_raw(inquiry, "message", bytes(value))
        with pytest.raises(NotOpened) as refused:
            _ = Inquiry.objects.get().message
        assert "父" not in str(refused.value)

    def test_nor_cut(self, inquiry):
        for length in (1, 3, 8, 40):
            write_raw(inquiry, "message", raw(inquiry, "message")[:length] or b"\x01")
            with pytest.raises(NotOpened):
                _ = Inquiry.objects.get().message


class TestKeys:
    def test_the_newest_writes_and_former_ones_still_read(self, inquiry, settings):
        settings.DATA_KEYS = (*keyring.parse(keyring.new_key("k2")), *settings.DATA_KEYS)
        other = submit_inquiry(email="other@example.jp")
        assert Inquiry.objects.get(pk=inquiry.pk).contact_name == "田中 桜"
        assert Sealed(raw(other, "message")).key_name == "k2"

    def test_without_its_key_nothing_opens(self, inquiry, settings):
        settings.DATA_KEYS = keyring.parse(keyring.new_key("k2"))
        with pytest.raises(NotOpened):
            _ = Inquiry.objects.get().message

    def test_without_any_nothing_is_written(self, settings):
        settings.DATA_KEYS = ()
        with pytest.raises(keyring.NoKey):
            submit_inquiry()


class TestLookedFor:
    def test_by_the_blind_index_in_any_width_and_size(self, inquiry):
        for typed in ("sakura@EXAMPLE.jp", "ｓａｋｕｒａ＠example.jp"):
            assert Inquiry.objects.filter(email_index__in=blind.indexes("email", typed)).get() == inquiry

    def test_who_gave_none_is_found_by_none(self, inquiry):
        assert blind.indexes("phone", "") == []
        assert inquiry.phone_index == ""

    def test_a_number_is_no_address(self):
        assert blind.index("email", "1") != blind.index("phone", "1")

    def test_it_follows_what_is_put_right(self, inquiry):
        Inquiry.objects.filter(pk=inquiry.pk).update(**seal(inquiry, email="new@example.jp"))
        assert Inquiry.objects.filter(email_index=blind.index("email", "new@example.jp")).exists()

    @pytest.mark.parametrize("lookup", ["message", "message__icontains", "email__iexact"])
    def test_comparing_what_is_sealed_is_an_error_and_not_an_empty_answer(self, lookup):
        with pytest.raises(TypeError):
            list(Inquiry.objects.filter(**{lookup: "花子"}))

    def test_writing_past_the_row_is_an_error(self, inquiry):
        with pytest.raises(TypeError):
            Inquiry.objects.update(message="plain")
        with pytest.raises(TypeError):
            Decision.objects.update(reasons=[])
