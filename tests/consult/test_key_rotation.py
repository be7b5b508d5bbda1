"""New keys while the service runs: nothing is lost, nothing waits, and the old key can go at the end."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult import key_rotation, search, services
from consult.models import Case
from intake import keyring
from intake.models import Inquiry
from intake.sealed import Sealed
from tests.factory import fill_draft, make_call, send_file, submit_case, write_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(case, aoki):
    """A row in most tables that are sealed."""
    services.write_note(case=case, author=aoki.user, body="また電話する", now=timezone.now())
    write_message(case)
    make_call(case)
    send_file(case)
    fill_draft()


def keys(what: str) -> str:
    out = StringIO()
    call_command("keys", what, stdout=out)
    return out.getvalue()


def new_first(ring: keyring.Ring) -> keyring.Ring:
    return (*keyring.parse(keyring.new_key("k2")), *ring)


def test_afterwards_the_former_key_is_not_needed(told, case, settings):
    settings.DATA_KEYS = new_first(settings.DATA_KEYS)
    said = keys("rotate")
    assert "intake_inquiry: 1" in said
    assert {key for counted in key_rotation.in_use().values() for key in counted} == {"k2"}
    assert "k1" not in keys("status")
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.notes.get().body == "また電話する"
    assert fresh.attachments.get().content.data.startswith(b"\xff\xd8")
    assert fresh.inquiry.decision.reasons


def test_again_there_is_nothing_to_do(told, settings):
    settings.DATA_KEYS = new_first(settings.DATA_KEYS)
    keys("rotate")
    before = Sealed(Inquiry.objects.get().__dict__["message"])
    assert keys("rotate").splitlines()[-1].startswith("0 rows")
    assert Inquiry.objects.get().__dict__["message"] == before


def test_stopped_half_way_it_goes_on(told, settings, monkeypatch):
    monkeypatch.setattr(key_rotation, "rows_at_once", lambda _model: 1)
    submit_case(email="other@example.jp")
    settings.DATA_KEYS = new_first(settings.DATA_KEYS)

    class Stop(Exception):
        pass

    def stop(table, looked_at):
        if table == "intake_inquiry":
            raise Stop

    with pytest.raises(Stop):
        key_rotation.rotate(progress=stop)
    used = key_rotation.in_use()["intake_inquiry"]
    assert set(used) == {"k1", "k2"}
    keys("rotate")
    assert set(key_rotation.in_use()["intake_inquiry"]) == {"k2"}


def test_what_somebody_writes_meanwhile_stays(told, settings, monkeypatch):
    settings.DATA_KEYS = new_first(settings.DATA_KEYS)
    real, written = key_rotation._without_indexes, []

    def while_somebody_writes(row, values):
        if isinstance(row, Inquiry) and not written:
            written.append(row)
            other = Inquiry.objects.get(pk=row.pk)
            other.contact_name = "新しい名前"
            other.save()
        return real(row, values)

    monkeypatch.setattr(key_rotation, "_without_indexes", while_somebody_writes)
    keys("rotate")
    assert Inquiry.objects.get().contact_name == "新しい名前"
    # What they left as it was is sealed anew all the same.
    assert set(key_rotation.in_use()["intake_inquiry"]) == {"k2"}


def test_a_new_index_key_finds_without_the_former_one(told, case, settings):
    settings.INDEX_KEYS = new_first(settings.INDEX_KEYS)
    keys("reindex")
    settings.INDEX_KEYS = settings.INDEX_KEYS[:1]
    for typed in ("佐藤", "sato@example.jp", "パーキンソン"):
        assert search.find(typed, among=Case.objects.all()).cases == [case]


def test_a_key_that_is_missing_is_said_in_one_line(told, settings):
    settings.DATA_KEYS = keyring.parse(keyring.new_key("k9"))
    with pytest.raises(CommandError, match="does not open"):
        keys("rotate")
