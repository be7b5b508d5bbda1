"""The drill: a backup, a lost database, and everything comes back but who was erased since."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from consult import audit, backup, erasure, event_guard, search, triggers
from consult.followups import plan_guard
from consult.models import AttachmentContent, Case, Counselor, Erasure, PlanStep
from intake import sealed_files
from intake.sealed import rows_at_once
from tests.consult.plans import EXPLANATION, publish_plan
from tests.factory import make_counselor, make_explanation, send_file, submit_case, write_message

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def kept(tmp_path):
    """Two families; a backup of both; then one of them is erased, and a list of that is printed."""
    make_counselor(username="aoki")
    make_explanation()
    publish_plan(EXPLANATION)
    stays = submit_case(contact_name="山田花子", email="stays@example.jp")
    goes = submit_case(contact_name="鈴木次郎", email="goes@example.jp")
    for case in (stays, goes):
        write_message(case, body="もう一つ聞きます")
        send_file(case)
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO())
    erasure.erase(case=goes, why="asked", now=timezone.now())
    erased = StringIO()
    call_command("erasures", stdout=erased)
    (tmp_path / "erasures").write_text(erased.getvalue())
    return tmp_path, stays, goes


def lose_everything(*, numbers: bool = False) -> None:
    """With its `numbers` a database counts from 1 again, as a new one does: only where everything comes back,
    since other tests begin with rows of higher ones."""
    guards = (*event_guard.TRIGGERS, *plan_guard.TRIGGERS)
    triggers.remove(guards, connection)
    call_command("flush", interactive=False, verbosity=0, reset_sequences=numbers)
    triggers.install(guards, connection)
    assert not Case.objects.exists()


def restore(folder) -> None:
    files = [str(folder / "backup"), f"--erasures={folder / 'erasures'}"]
    call_command("restore", *files, stdout=StringIO())


def test_the_drill(kept):
    folder, stays, goes = kept
    before = list(stays.events.order_by("number").values_list("number", "kind", "seal"))
    lose_everything(numbers=True)
    restore(folder)

    back = Case.objects.select_related("inquiry").get(pk=stays.pk)
    assert back.inquiry.contact_name == "山田花子"
    assert back.messages.get().body == "もう一つ聞きます"
    assert back.attachments.get().content.data.startswith(b"\xff\xd8")
    assert list(back.events.order_by("number").values_list("number", "kind", "seal")) == before
    assert search.find("山田花子", among=Case.objects.all()).cases == [back]
    assert User.objects.get(username="aoki").counselor == Counselor.objects.get()
    with pytest.raises(IntegrityError):
        PlanStep.objects.get(text_key=EXPLANATION["text_key"]).delete()
    # Who was erased after the backup is erased again.
    gone = Case.objects.select_related("inquiry").get(pk=goes.pk)
    assert (gone.inquiry.contact_name, gone.inquiry.email_index) == ("", "")
    assert Erasure.objects.get().case == gone
    assert search.find("鈴木次郎", among=Case.objects.all()).cases == []
    assert list(audit.faults()) == []
    # And work goes on: new rows get new keys.
    assert submit_case(email="new@example.jp").pk > goes.pk


def test_nothing_of_it_can_be_read_in_the_file(kept):
    folder, stays, _goes = kept
    held = (folder / "backup").read_bytes()
    for planted in ("山田花子", "stays@example.jp", stays.reference, "aoki", "intake.inquiry"):
        assert planted.encode() not in held


@pytest.mark.parametrize("broken", ["cut", "changed", "other", "empty"])
def test_a_file_that_is_not_whole_changes_nothing(kept, broken):
    folder, _stays, _goes = kept
    lose_everything()
    users = User.objects.count()
    held = (folder / "backup").read_bytes()
    middle = len(held) // 2
    files = {
        "cut": held[:-100],
        "changed": held[:middle] + bytes([held[middle] ^ 1]) + held[middle + 1 :],
        "other": b"PK\x03\x04" + held,
        "empty": b"",
    }
    (folder / "backup").write_bytes(files[broken])
    with pytest.raises(CommandError, match="Nothing was restored"):
        restore(folder)
    assert (Case.objects.count(), User.objects.count()) == (0, users)


def test_another_file_in_the_place_of_the_list_of_erasures_is_said(kept):
    folder, _stays, _goes = kept
    heads = StringIO()
    call_command("audit", "heads", stdout=heads)
    (folder / "erasures").write_text(heads.getvalue())
    lose_everything()
    with pytest.raises(CommandError, match="list of erasures"):
        restore(folder)
    assert not Case.objects.exists()


def test_of_whole_files_only_a_few_are_in_memory_at_once():
    assert rows_at_once(AttachmentContent) < rows_at_once(Case)
    batches = list(backup._in_batches(["x" * 2_000_000] * 40, backup._weight))
    assert sum(map(len, batches)) == 40
    assert max(map(len, batches)) < 20


def test_a_file_cut_between_two_blocks_is_not_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(sealed_files, "_BLOCK", 100)
    whole = tmp_path / "whole"
    with whole.open("wb") as file:
        sealer = sealed_files.Sealer(file)
        sealer.write(b"x" * 250)
        before_the_last = file.tell()
        sealer.finish()
    assert b"".join(sealed_files.opened_blocks(whole)) == b"x" * 250
    whole.write_bytes(whole.read_bytes()[:before_the_last])
    with pytest.raises(sealed_files.Broken, match="cut"):
        list(sealed_files.opened_blocks(whole))


def test_without_its_key_it_does_not_open(kept, settings):
    from intake import keyring

    folder, _stays, _goes = kept
    lose_everything()
    settings.DATA_KEYS = keyring.parse(keyring.new_key("k9"))
    with pytest.raises(CommandError, match="not on the ring"):
        restore(folder)


def test_never_over_what_is_there(kept):
    folder, _stays, _goes = kept
    with pytest.raises(CommandError, match="not empty"):
        restore(folder)
    with pytest.raises(CommandError, match="No backup"):
        call_command("backup", str(folder / "backup"), stdout=StringIO())
