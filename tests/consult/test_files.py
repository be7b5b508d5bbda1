"""A family sends photos and papers to its case; only it and its counselors can have them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from consult import attachments, edges, family_forms, services
from consult.models import Attachment, AttachmentContent, Case
from intake import limits, uploads
from tests.consult.family import open_status_page
from tests.factory import make_counselor, send_file, submit_case
from tests.photos import photo

pytestmark = pytest.mark.django_db
RED, BLUE = photo("red"), photo("blue")


def address(case: Case) -> str:
    return f"/status/{case.reference}/files/"


def file(data: bytes = RED, name: str = "見積書.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


@pytest.fixture
def family(case, client):
    open_status_page(client, case.inquiry)
    return client


@pytest.fixture
def drawn_at_once(monkeypatch):
    """For what is not about drawing: without the process that does it."""
    monkeypatch.setattr(
        attachments, "draw_anew", lambda data: uploads.Redrawn(kind="jpeg", pages=1, data=b"drawn " + data)
    )


class TestSending:
    def test_both_sides_have_it_and_the_counselor_is_asked_to_look(self, case, family, aoki, client):
        answer = family.post(address(case), {"photos": [file()]}, follow=True)
        assert answer.redirect_chain == [(address(case), 302)]
        assert "見積書.jpg" in answer.content.decode()
        sent = case.attachments.get()
        task = case.tasks.open().get(kind="files")
        assert task.due_at > timezone.now()
        assert [event.kind for event in case.events.all()][-1] == "file_sent"
        for place in (f"{address(case)}{sent.pk}/", f"/desk/cases/{case.reference}/files/{sent.pk}/"):
            client.force_login(aoki.user)
            got = client.get(place)
            assert got.status_code == 200
            assert got["Content-Type"] == "image/jpeg"
            assert got["Content-Disposition"] == f'attachment; filename="{case.reference}-{sent.pk}.jpg"'
            assert got["X-Content-Type-Options"] == "nosniff"
            assert got["Cache-Control"] == "no-store"
            assert Image.open(BytesIO(got.content)).format == "JPEG"
        shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert "見積書.jpg" in shown
        assert str(task.get_kind_display()) in shown

    def test_several_at_once_are_one_task(self, case, family):
        family.post(address(case), {"photos": [file(RED), file(BLUE, "裏.jpg")]})
        assert case.attachments.count() == 2
        assert case.tasks.get(kind="files").data == {"file": case.attachments.last().pk}

    def test_the_same_file_twice_is_one(self, case, family):
        for _ in range(2):
            assert family.post(address(case), {"photos": [file()]}).status_code == 302
        assert case.attachments.count() == case.events.filter(kind="file_sent").count() == 1

    def test_on_a_closed_case_too_which_stays_closed(self, case, family):
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        assert family.post(address(case), {"photos": [file()]}).status_code == 302
        case.refresh_from_db()
        assert case.status == "closed"
        assert case.tasks.open().filter(kind="files").exists()

    def test_a_heading_on_the_status_page_leads_there(self, case, family):
        assert address(case) in family.get(f"/status/{case.reference}/").content.decode()
        assert address(case) in family.get(f"/status/{case.reference}/received/").content.decode()


class TestWhatIsRefused:
    def test_the_good_ones_stay_and_the_others_say_why(self, case, family):
        posted = {
            "photos": [
                file(),
                file(b"GIF89a", "<b>絵.gif"),
                file(b"", "空.pdf"),
                file(RED[:200], "欠.jpg"),
            ]
        }
        answer = family.post(address(case), posted)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert [one.name for one in case.attachments.all()] == ["見積書.jpg"]
        assert [error.code for error in answer.context["form"].errors.as_data()["photos"]] == [
            "other_kind",
            "empty",
            "unreadable",
        ]
        assert "&lt;b&gt;絵.gif" in shown
        assert "<b>絵" not in shown

    def test_a_long_name_does_not_hide_what_is_wrong(self, case, family):
        answer = family.post(address(case), {"photos": [file(b"GIF89a", "説明" * 40 + ".gif")]})
        (told,) = answer.context["form"].errors["photos"]
        assert len(told) < 150

    def test_nothing_chosen(self, case, family):
        assert family.post(address(case), {}).status_code == 422
        assert family.post(address(case), {"photos": "not a file"}).status_code == 422

    def test_too_many_at_a_time(self, case, family):
        posted = [
            file(photo(name="PNG"), f"{number}.png") for number in range(family_forms.MOST_AT_A_TIME + 1)
        ]
        answer = family.post(address(case), {"photos": posted})
        assert answer.status_code == 422
        assert case.attachments.count() == 0

    def test_more_than_django_reads_of_one_form(self, case, family):
        assert (
            family.post(address(case), {"photos": [file(name=f"{n}.jpg") for n in range(30)]}).status_code
            == 400
        )

    def test_one_that_is_too_large(self, case, family, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_BYTES", 50)
        answer = family.post(address(case), {"photos": [file()]})
        assert [error.code for error in answer.context["form"].errors.as_data()["photos"]] == ["too_large"]

    def test_when_the_case_is_full(self, case, family, drawn_at_once, monkeypatch):
        monkeypatch.setattr(attachments, "MOST_OF_A_CASE", 1)
        answer = family.post(address(case), {"photos": [file(RED), file(BLUE)]})
        assert answer.status_code == 422
        assert case.attachments.count() == 1
        shown = family.get(address(case)).content.decode()
        assert 'type="file"' not in shown
        assert "delete/" in shown

    def test_too_often(self, case, family, drawn_at_once, monkeypatch):
        monkeypatch.setitem(limits.LIMITS, "files", limits.Limit(each=1, all=9, seconds=3600))
        assert family.post(address(case), {"photos": [file()]}).status_code == 302
        assert family.post(address(case), {"photos": [file(BLUE)]}).status_code == 429
        assert case.attachments.count() == 1

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "C:\\Users\\花子\\a.jpg", "a\u202egpj.exe", "長" * 300, "\n"]
    )
    def test_whatever_it_is_called_its_name_is_one_short_line(self, case, drawn_at_once, name):
        kept = send_file(case, RED, name=name).name
        assert 0 < len(kept) <= 120
        assert kept.isprintable()
        assert not set(kept) & set("/\\")


class TestTooLargeToRead:
    """By its announced length, before anything of it is kept."""

    @pytest.mark.parametrize("place", ["files/", "message/"])
    def test_it_is_answered_with_a_page_in_the_readers_language(self, case, family, place, monkeypatch):
        monkeypatch.setattr(edges, "MOST_BYTES", 1_000)
        monkeypatch.setattr(edges, "MOST_BYTES_WITH_FILES", 1_000)
        answer = family.post(f"/status/{case.reference}/{place}", {"body": "あ" * 500, "photos": [file()]})
        assert answer.status_code == 413
        assert "大きさを超えて" in answer.content.decode()
        assert case.attachments.count() == 0

    def test_only_the_page_for_files_takes_as_much(self, case, family, monkeypatch):
        monkeypatch.setattr(edges, "MOST_BYTES", 100)
        assert family.post(address(case), {"photos": [file()]}).status_code == 302
        assert family.post(f"/status/{case.reference}/message/", {"photos": [file()]}).status_code == 413

    def test_a_length_that_is_no_number_is_none(self, case, family):
        assert family.post(address(case), {}, CONTENT_LENGTH="many").status_code == 422


class TestTakingBack:
    def test_the_file_is_gone_at_once(self, case, family):
        sent = send_file(case)
        answer = family.post(f"{address(case)}{sent.pk}/delete/", follow=True)
        assert answer.redirect_chain == [(address(case), 302)]
        assert not Attachment.objects.exists()
        assert not AttachmentContent.objects.exists()
        assert case.events.last().kind == "file_removed"
        assert family.get(f"{address(case)}{sent.pk}/").status_code == 404

    def test_twice_is_once_and_opening_the_address_deletes_nothing(self, case, family):
        sent = send_file(case)
        assert family.get(f"{address(case)}{sent.pk}/delete/").status_code == 302
        assert case.attachments.exists()
        for _ in range(2):
            assert family.post(f"{address(case)}{sent.pk}/delete/").status_code == 302
        assert case.events.filter(kind="file_removed").count() == 1

    def test_the_counselor_reads_that_nothing_is_left(self, case, aoki, client):
        sent = send_file(case)
        attachments.take_back(case=case, pk=sent.pk, now=timezone.now())
        client.force_login(aoki.user)
        assert (
            "ご家族が、送ったものを削除しました。"
            in client.get(f"/desk/cases/{case.reference}/").content.decode()
        )


class TestOthers:
    def test_no_family_reaches_the_files_of_another(self, case, client):
        other = submit_case()
        sent = send_file(case)
        open_status_page(client, other.inquiry)
        own = address(other)
        assert client.get(f"{address(case)}{sent.pk}/").status_code == 404
        assert client.get(f"{own}{sent.pk}/").status_code == 404
        client.post(f"{own}{sent.pk}/delete/")
        assert case.attachments.exists()

    def test_nor_a_counselor_those_of_a_case_that_is_not_hers(self, case, aoki, mori, client):
        sent = send_file(case)
        elsewhere = submit_case()
        client.force_login(mori.user)
        assert client.get(f"/desk/cases/{case.reference}/files/{sent.pk}/").status_code == 404
        client.force_login(aoki.user)
        assert client.get(f"/desk/cases/{elsewhere.reference}/files/{sent.pk}/").status_code == 404


class TestTheTask:
    def test_done_does_not_tick_off_what_came_meanwhile(self, case, aoki, client, drawn_at_once):
        seen = send_file(case, RED)
        task = case.tasks.get(kind="files")
        newer = send_file(case, BLUE)
        client.force_login(aoki.user)
        done = f"/desk/cases/{case.reference}/task/"
        assert client.post(done, {"task": task.pk, "seen": seen.pk}).status_code == 409
        assert client.post(done, {"task": task.pk, "seen": newer.pk}).status_code == 302
        assert not case.tasks.open().filter(kind="files").exists()

    def test_no_case_closes_over_it(self, case, aoki, drawn_at_once):
        send_file(case)
        with pytest.raises(services.FamilyWaits):
            services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())

    def test_what_comes_later_keeps_the_first_time(self, case, drawn_at_once):
        send_file(case, RED, now=timezone.now() - timedelta(days=3))
        due_at = case.tasks.get(kind="files").due_at
        send_file(case, BLUE)
        assert case.tasks.get(kind="files").due_at == due_at

    def test_no_page_loads_the_files_themselves(self, case, aoki, family, drawn_at_once):
        send_file(case)
        family.force_login(aoki.user)
        with CaptureQueriesContext(connection) as queries:
            for page in (address(case), f"/status/{case.reference}/", f"/desk/cases/{case.reference}/"):
                assert family.get(page).status_code == 200
        assert not [one for one in queries if "attachmentcontent" in one["sql"]]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheSameMoment:
    def test_a_double_press_is_one_file(self, race, drawn_at_once):
        make_counselor()
        case = submit_case()
        answers = race(*[partial(send_file, case, RED)] * 6)
        assert len({answer.pk for answer in answers}) == 1
        assert case.attachments.count() == case.tasks.filter(kind="files").count() == 1

    def test_no_more_than_there_is_room_for(self, race, drawn_at_once, monkeypatch):
        monkeypatch.setattr(attachments, "MOST_OF_A_CASE", 2)
        make_counselor()
        case = submit_case()
        answers = race(*[partial(send_file, case, b"%d" % number) for number in range(6)])
        assert sum(isinstance(answer, attachments.NoRoom) for answer in answers) == 4
        assert case.attachments.count() == AttachmentContent.objects.count() == 2

    def test_a_file_that_comes_while_the_case_closes_is_never_lost(self, race, drawn_at_once):
        make_counselor()
        case = submit_case()
        shut = partial(services.close, case=case, outcome="explained", author=None, now=timezone.now())
        sent, closed = race(partial(send_file, case), shut)
        assert isinstance(sent, Attachment)
        assert closed is None or isinstance(closed, services.FamilyWaits)
        assert case.tasks.open().filter(kind="files").exists()
