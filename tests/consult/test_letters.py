"""Letters to a family: drafts that are not lost, fields, a second reader for what was changed, undo."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from consult import followups, letters
from consult.models import Case, FollowUp, Letter
from consult.refusals import NotPossible
from tests.factory import make_explanation, submit_case, write_message

pytestmark = pytest.mark.django_db

BODY = "{{ name }}さま\n\n受付番号は {{ reference }} です。"


@pytest.fixture
def text(db):
    return make_explanation(body=BODY)


@pytest.fixture
def desk(aoki, case, client):
    client.force_login(aoki.user)
    return Desk(client, case)


class Desk:
    def __init__(self, client, case: Case) -> None:
        self.client, self.case = client, case
        self.address = f"/desk/cases/{case.reference}/letter/"

    def press(self, button: str, **typed):
        kept = Letter.objects.filter(case=self.case).first()
        filled = {"occurrence": str(uuid.uuid4()), "revision": kept.revision if kept else 0, button: "1"}
        if kept:
            filled |= {"explanation": kept.explanation_id or "", "above": kept.above}
            filled |= {"text": kept.text, "below": kept.below}
        return self.client.post(self.address, {**filled, **typed})

    @property
    def sent(self) -> FollowUp:
        return self.case.followups.get(kind__in=["explanation", "message"])


class TestSending:
    def test_with_fields_filled_and_own_words_around_it(self, desk, text, client):
        desk.press("use", explanation=text.pk, above="こんにちは。", below="またどうぞ。")
        assert desk.press("send").status_code == 302
        sent = desk.sent
        assert (sent.explanation, sent.words, sent.words_below) == (text, "こんにちは。", "またどうぞ。")
        assert sent.text == f"佐藤さま\n\n受付番号は {desk.case.reference.replace('-', chr(92) + '-')} です。"
        assert not Letter.objects.exists()
        followups.sweep()
        sent.refresh_from_db()
        assert "佐藤さま" in sent.explanation_as_sent.body
        text.refresh_from_db()
        assert text.body == BODY

    def test_a_text_without_fields_is_the_explanation_itself(self, desk, explanation):
        desk.press("use", explanation=explanation.pk)
        desk.press("send")
        assert desk.sent.text == ""

    def test_own_words_alone_are_a_message(self, desk):
        desk.press("send", above="お電話します。")
        assert (desk.sent.kind, desk.sent.words) == ("message", "お電話します。")

    def test_later_at_a_time_that_is_to_come(self, desk):
        day = timezone.localdate() + timedelta(days=3)
        desk.press("later", above="三日後に", day=day.isoformat(), hour="10")
        assert timezone.localtime(desk.sent.due_at).hour == 10
        assert timezone.localdate(desk.sent.due_at) == day

    @pytest.mark.parametrize("typed", [{}, {"day": "2020-01-01", "hour": "10"}, {"day": "x", "hour": "99"}])
    def test_no_such_time_is_refused(self, desk, typed):
        assert desk.press("later", above="いつか", **typed).status_code == 422
        assert not desk.case.followups.filter(kind="message").exists()

    def test_a_double_press_is_one_message(self, desk):
        form = {"occurrence": str(uuid.uuid4()), "revision": "0", "above": "一度だけ", "send": "1"}
        for _ in range(2):
            desk.client.post(desk.address, form)
        assert desk.case.followups.filter(kind="message").count() == 1

    def test_nothing_at_all_is_not_sent(self, desk):
        assert desk.press("send").status_code == 409

    def test_the_quick_form_fills_fields_too(self, desk, text):
        posted = {"occurrence": str(uuid.uuid4()), "explanation": text.pk, "words": ""}
        desk.client.post(f"/desk/cases/{desk.case.reference}/explanation/", posted)
        assert desk.sent.text.startswith("佐藤さま")


class TestFields:
    def test_what_nothing_fills_is_named_and_nothing_is_sent(self, desk):
        unknown = make_explanation(body="{{ settings }} {{ clinic }}")
        desk.press("use", explanation=unknown.pk)
        answer = desk.press("send")
        assert answer.status_code == 409
        assert "{{clinic}}, {{settings}}" in answer.content.decode()
        assert Letter.objects.get().text == unknown.body

    def test_what_a_family_typed_stays_letters(self, aoki):
        case = submit_case(contact_name="<b>[x](https://evil.example)</b> {{ reference }}")
        text = make_explanation(body="{{ name }}")
        case.assignee = aoki
        said = letters.filled(text, letters.fields(case, aoki.user))
        assert case.reference not in said
        followup = FollowUp(case=case, explanation=text, text=said)
        from intake.templatetags.explanations import text_below

        html = text_below(followup.explanation_as_sent, 2)
        assert "<a" not in html
        assert "&lt;b&gt;" in html


class TestDraft:
    def test_it_is_kept_by_the_button_and_by_the_script(self, desk):
        desk.press("save", above="書きかけ")
        assert "書きかけ" in desk.client.get(desk.address).content.decode()
        answer = desk.press("autosave", above="書きかけの続き")
        assert answer.json() == {"revision": Letter.objects.get().revision}
        assert Letter.objects.get().above == "書きかけの続き"

    def test_a_second_window_sees_both_and_writes_over_neither_unseen(self, desk):
        desk.press("save", above="一つ目")
        answer = desk.press("save", above="二つ目", revision=0)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "一つ目" in page
        assert "二つ目" in page
        assert Letter.objects.get().above == "一つ目"
        assert desk.press("autosave", above="三つ目", revision=0).status_code == 409

    def test_a_colleague_has_a_draft_of_their_own(self, desk, honda):
        desk.press("save", above="青木の下書き")
        desk.client.force_login(honda.user)
        assert "青木の下書き" not in desk.client.get(desk.address).content.decode()
        posted = {"occurrence": str(uuid.uuid4()), "revision": 0, "above": "本田", "save": "1"}
        desk.client.post(desk.address, posted)
        assert sorted(letter.above for letter in Letter.objects.all()) == ["本田", "青木の下書き"]

    def test_it_is_seen_as_the_family_will_in_its_language_and_beside_it_in_the_other(self, desk):
        text = make_explanation(key="ips", title="日本語の題", body="# 見出し")
        make_explanation(key="ips", language="en", title="The English title")
        desk.press("use", explanation=text.pk)
        page = desk.client.get(desk.press("preview", above="一言").url.partition("#")[0]).content.decode()
        assert page.count("日本語の題") >= 2
        assert "The English title" in page


class TestSecondReader:
    @pytest.fixture
    def waiting(self, desk, text) -> Letter:
        desk.press("use", explanation=text.pk)
        changed = Letter.objects.get().text + "\n\n一文を足しました。"
        assert desk.press("send", text=changed).status_code == 409
        assert desk.press("ask").status_code == 302
        return Letter.objects.get()

    def read(self, desk, counselor, letter, button: str = "release", **typed):
        desk.client.force_login(counselor.user)
        address = f"/desk/cases/{desk.case.reference}/letters/{letter.pk}/"
        assert desk.client.get(address).status_code == 200
        return desk.client.post(address, {"revision": letter.revision, button: "1", **typed})

    def test_what_was_changed_goes_once_somebody_else_has_read_it(self, desk, waiting, aoki, honda):
        task = desk.case.tasks.open().get()
        assert task.kind == "second_reader"
        done = f"/desk/cases/{desk.case.reference}/task/"
        assert desk.client.post(done, {"task": task.pk, "seen": ""}).status_code == 409, "it is read first"
        self.read(desk, honda, waiting)
        assert desk.sent.text.endswith("一文を足しました。")
        assert desk.sent.written_by == aoki.user
        assert not desk.case.tasks.open().exists()
        assert desk.case.events.get(kind="read_before").actor == honda.user

    def test_not_by_its_author_and_not_another_version(self, desk, waiting, aoki, honda):
        self.read(desk, aoki, waiting)
        self.read(desk, honda, waiting, revision=waiting.revision - 1)
        assert not desk.case.followups.filter(kind="explanation").exists()

    def test_what_another_reader_sent_back_meanwhile_does_not_go(self, desk, waiting, honda):
        shown = {"seen": waiting.revision, "reader": honda.user, "now": timezone.now()}
        letters.send_back(letter=Letter.objects.get(), **shown)
        with pytest.raises(NotPossible):
            letters.release(letter=waiting, **shown)
        assert not desk.case.followups.filter(kind="explanation").exists()

    def test_of_two_that_wait_the_task_leads_to_the_one_that_is_left(self, desk, waiting, honda, mori):
        other = Letter.objects.create(
            case=desk.case, author=honda.user, explanation=waiting.explanation, text="本田の文",
            saved_at=timezone.now(),
        )  # fmt: skip
        letters.ask_reader(letter=other, now=timezone.now())
        letters.send_back(letter=other, seen=other.revision, reader=mori.user, now=timezone.now())
        assert desk.case.tasks.open().get().data == {"letter": waiting.pk}

    def test_given_back_or_saved_anew_it_waits_no_more(self, desk, waiting, honda, aoki):
        self.read(desk, honda, waiting, "back")
        assert not desk.case.tasks.open().exists()
        desk.client.force_login(aoki.user)
        desk.press("ask")
        desk.press("save", below="まだ書きます")
        assert not desk.case.tasks.open().exists()
        with pytest.raises(NotPossible):
            letters.release(letter=Letter.objects.get(), seen=99, reader=honda.user, now=timezone.now())


class TestTakingBack:
    @pytest.fixture(autouse=True)
    def _thirty_seconds(self, settings):
        settings.UNDO_SECONDS = 30

    def undo(self, desk, followup):
        return desk.client.post(f"/desk/cases/{desk.case.reference}/undo/", {"followup": followup.pk})

    def test_within_thirty_seconds_it_is_a_draft_again(self, desk):
        desk.press("send", above="早まりました")
        followups.sweep()
        sent = desk.sent
        assert sent.state == "planned"
        assert self.undo(desk, sent).url == desk.address
        sent.refresh_from_db()
        assert (sent.state, Letter.objects.get().above) == ("cancelled", "早まりました")
        assert self.undo(desk, sent).status_code == 409

    def test_once_a_worker_has_it_it_stays(self, desk):
        desk.press("send", above="もう出ました")
        FollowUp.objects.filter(pk=desk.sent.pk).update(due_at=timezone.now())
        followups.sweep()
        assert self.undo(desk, desk.sent).status_code == 409
        assert desk.sent.state == "sent"

    def test_the_familys_word_stops_what_was_planned_and_nothing_else(self, desk, acknowledgement):
        before = acknowledgement.state
        day = timezone.localdate() + timedelta(days=3)
        desk.press("later", above="三日後に", day=day.isoformat(), hour="10")
        write_message(desk.case)
        assert desk.sent.state == "cancelled"
        assert desk.case.events.filter(kind="cancelled", data__why="family_wrote").count() == 1
        acknowledgement.refresh_from_db()
        assert acknowledgement.state == before != "cancelled"
