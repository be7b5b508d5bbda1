"""Two counselors on one case: they see each other, and nobody's change is written over unseen."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from consult import contact, presence, services
from consult.models import Case
from intake.models import Inquiry
from tests.factory import submit_case, write_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, case, aoki):
    """Aoki's browser; `desk(path)` opens, `desk(path, …)` posts below her case."""
    client.force_login(aoki.user)
    client.cookies["django_language"] = "en"

    def go(path: str = "", **posted):
        address = f"/desk/cases/{case.reference}/{path}"
        return client.post(address, posted) if posted else client.get(address)

    return go


class TestPresence:
    def test_a_colleague_who_looks_or_writes_is_named(self, case, honda, desk):
        assert "is looking at" not in desk().content.decode(), "oneself is not"
        presence.note(case_id=case.pk, counselor_id=honda.pk)
        assert "Honda is looking at this case." in desk().content.decode()
        presence.note(case_id=case.pk, counselor_id=honda.pk, writes=True)
        assert "Honda is writing on this case." in desk("presence/").content.decode()

    def test_opening_a_page_tells_the_others_and_it_expires_by_itself(
        self, case, aoki, honda, desk, settings
    ):
        desk()
        assert presence.others(case_id=case.pk, but=honda.pk, team=[aoki]) == [
            presence.Present("Aoki", writes=False)
        ]
        desk("presence/?writing=1")
        assert presence.others(case_id=case.pk, but=honda.pk, team=[aoki]) == [
            presence.Present("Aoki", writes=True)
        ]
        assert presence.others(case_id=case.pk + 1, but=honda.pk, team=[aoki]) == []

    def test_what_is_kept_expires_and_names_nobody(self, case, aoki, monkeypatch):
        kept = {}
        fake = SimpleNamespace(set=lambda key, value, seconds: kept.update({key: seconds}))
        monkeypatch.setattr(presence, "cache", fake)
        presence.note(case_id=case.pk, counselor_id=aoki.pk)
        assert kept == {f"presence:{case.pk}:{aoki.pk}": presence.LASTS_SECONDS}


class TestSortedMeanwhile:
    def test_both_are_shown_and_sent_again_it_counts(self, case, aoki, honda, desk):
        seen = case.inquiry.decision.pk
        services.override_track(
            case=case, track="unsorted", reason="まだ分からない", author=honda.user, now=timezone.now()
        )
        mine = {"track": "self_pay_review", "reason": "自費のクリニックの話"}
        answer = desk("override/", **mine, seen=seen)
        shown = answer.content.decode()
        case.refresh_from_db()
        assert (answer.status_code, case.track) == (409, "unsorted")
        assert "Honda" in shown
        assert "まだ分からない" in shown
        assert mine["reason"] in shown
        newer = answer.context["override_form"]["seen"].value()
        assert desk("override/", **mine, seen=newer).status_code == 302
        case.refresh_from_db()
        assert case.track == "self_pay_review"


class TestContactChangedMeanwhile:
    def test_both_are_shown_and_sent_again_it_counts(self, case, aoki, desk):
        seen = desk().context["contact_seen"]
        theirs = {"contact_name": "佐藤", "email": "new@example.jp", "preferred_channel": "email"}
        contact.put_right(case=case, contact=theirs, now=timezone.now())
        mine = {**theirs, "email": "mine@example.jp"}
        answer = desk("contact/", **mine, contact_seen=seen)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "new@example.jp" in shown
        assert "mine@example.jp" in shown
        assert desk("contact/", **mine, contact_seen=answer.context["contact_seen"]).status_code == 302
        assert Inquiry.objects.get(pk=case.inquiry_id).email == "mine@example.jp"


class TestClosedMeanwhile:
    def test_both_are_shown(self, case, honda, desk):
        services.close(case=case, outcome="duplicate", author=honda.user, now=timezone.now())
        answer = desk("close/", outcome="no_answer")
        shown = answer.content.decode()
        case.refresh_from_db()
        assert (answer.status_code, case.outcome) == (409, "duplicate")
        assert "Honda closed it: the same as another case." in shown
        assert "Outcome: the family did not answer" in shown

    def test_what_the_family_stopped_names_nobody(self, case, desk):
        services.withdraw(case=case, now=timezone.now())
        shown = desk("close/", outcome="no_answer").content.decode()
        assert "closed by now: the family stopped it." in shown


class TestNoLongerOpenToOne:
    """Nobody has the case; a colleague of another track sorts it so while somebody fills in a form."""

    @pytest.fixture
    def waiting(self, aoki, honda, case):
        Case.objects.filter(pk=case.pk).update(assignee=None)
        aoki.tracks = [case.track]
        aoki.save()
        return case

    def test_what_was_typed_is_handed_back(self, waiting, honda, desk, monkeypatch):
        override = services.override_track

        def honda_is_first(**given):
            now = timezone.now()
            override(case=waiting, track="unsorted", reason="…", author=honda.user, now=now)
            return override(**given)

        monkeypatch.setattr(services, "override_track", honda_is_first)
        mine = {"track": "self_pay_review", "reason": "長い理由を書いていました"}
        answer = desk("override/", **mine, seen=waiting.inquiry.decision.pk)
        assert answer.status_code == 404
        assert mine["reason"] in answer.content.decode()


class TestTasks:
    def test_done_already_it_says_by_whom(self, case, aoki, honda, desk):
        now = timezone.now()
        task = services.add_task(case=case, words="電話", day=None, author=aoki.user, now=now)
        services.finish_task(task=task, author=honda.user, now=now)
        answer = desk("task/", task=task.pk, seen="")
        assert answer.status_code == 409
        assert "Honda ticked this task off already." in answer.content.decode()

    def test_what_the_family_sent_meanwhile_stands_there_beside_what_was_seen(self, case, desk):
        seen = write_message(case, "一つ目の質問")
        write_message(case, "二つ目の質問")
        answer = desk("task/", task=case.tasks.get(kind="wrote").pk, seen=seen.pk)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "sent something more meanwhile" in shown
        assert "一つ目の質問" in shown
        assert "二つ目の質問" in shown

    def test_written_down_with_a_day_and_done(self, case, desk):
        for words in ("紹介状を頼む", "折り返し"):
            assert desk("tasks/", task=words, day="2027-06-01").status_code == 302
        shown = desk().content.decode()
        assert "紹介状を頼む" in shown
        assert "折り返し" in shown, "several at a time"
        task = case.tasks.first()
        assert timezone.localdate(task.due_at) == date(2027, 6, 1)
        assert desk("task/", task=task.pk, seen="").status_code == 302
        assert case.tasks.open().count() == 1

    def test_without_words_or_with_an_odd_day_it_is_refused(self, case, desk):
        for posted in ({"task": " ", "day": ""}, {"task": "電話", "day": "いつか"}):
            assert desk("tasks/", **posted).status_code == 422
        assert not case.tasks.exists()


class TestOneFamily:
    def test_the_same_address_or_number_is_noticed_and_linked_only_by_a_person(self, case, aoki, desk):
        by_mail = submit_case(email="SATO@example.jp")
        stranger = submit_case(email="other@example.jp")
        shown = desk().content.decode()
        assert by_mail.reference in shown
        assert stranger.reference not in shown
        assert not case.events.filter(kind="linked").exists()
        assert desk("link/", reference=by_mail.reference, together="same_family").status_code == 302
        desk("link/", reference=by_mail.reference, together="other")
        for one in (case, by_mail):
            assert one.events.filter(kind="linked").count() == 1
        assert "the same family wrote again" in desk().content.decode()

    def test_a_number_is_the_same_however_it_was_written(self, aoki, client):
        reached = {"email": "", "preferred_channel": "phone"}
        first = submit_case(**reached, phone="03-1234-5678")
        again = submit_case(**reached, phone="０３（１２３４）５６７８")
        client.force_login(aoki.user)
        assert first.reference in client.get(f"/desk/cases/{again.reference}/").content.decode()

    def test_what_one_may_not_open_or_is_the_case_itself_is_not_linked(self, case, mori, desk):
        foreign = submit_case(email="other@example.jp")
        Case.objects.filter(pk=foreign.pk).update(assignee=mori)
        for reference in (foreign.reference, case.reference, "AAA-AAA-AAA", ""):
            assert desk("link/", reference=reference, together="other").status_code == 422
