"""A family and its counselor write to each other, and nothing that is written is lost or told twice."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import conversation, queue, services
from consult.followups import sweep
from consult.models import Message
from tests.consult.family import open_status_page
from tests.factory import bring_to, make_counselor, submit_case, write_message

pytestmark = pytest.mark.django_db
WORDS = "点滴の日程が決まりそうです。返事を待ってもよいですか。"
REPLY = "どうぞお待ちください。先に先生へ聞くことを一緒に考えましょう。"


def address(case) -> str:
    return f"/status/{case.reference}/message/"


def filled(**overrides):
    return {"body": WORDS, "token": str(uuid.uuid4()), **overrides}


def reply(case, author, *, seen=None, words=REPLY, occurrence=None):
    return conversation.write_to_family(
        case=case, words=words, seen=seen, occurrence=occurrence or str(uuid.uuid4()), author=author,
        now=timezone.now(),
    )  # fmt: skip


def list_of(counselor, name):
    lists = queue.lists(user=counselor.user, counselor=counselor, now=timezone.now())
    return queue.page(next(one for one in lists if one.name == name)).rows


@pytest.fixture
def closed(case):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    case.refresh_from_db()
    return case


class TestTheFamilyWrites:
    def test_it_stands_on_both_pages_and_is_a_task_with_a_time(self, case, aoki, client):
        open_status_page(client, case.inquiry)
        answer = client.post(address(case), filled(), follow=True)
        assert answer.redirect_chain == [(f"/status/{case.reference}/", 302)]
        assert WORDS in answer.content.decode()
        task = case.tasks.open().get(kind="wrote")
        assert task.due_at > timezone.now()
        assert case.events.last().kind == "wrote"
        client.force_login(aoki.user)
        shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert WORDS in shown
        assert str(task.get_kind_display()) in shown
        assert case in list_of(aoki, "asked")

    def test_the_same_form_sent_twice_is_one_message(self, case, client):
        open_status_page(client, case.inquiry)
        posted = filled()
        for _ in range(2):
            assert client.post(address(case), posted).status_code == 302
        assert case.messages.count() == case.events.filter(kind="wrote").count() == 1

    def test_two_messages_are_one_task_due_from_the_first(self, case):
        first = write_message(case, now=timezone.now() - timedelta(days=3))
        due_at = case.tasks.get(kind="wrote").due_at
        second = write_message(case)
        task = case.tasks.get(kind="wrote")
        assert first.pk != second.pk
        assert (task.due_at, task.data) == (due_at, {"message": second.pk})

    def test_ten_thousand_characters_are_taken_and_line_breaks_count_once(self, case, client):
        open_status_page(client, case.inquiry)
        assert client.post(address(case), filled(body="あ\r\n" * 5000)).status_code == 302
        assert len(case.messages.get().body) == len("あ\n" * 5000) - 1  # as fields do, without the last break

    @pytest.mark.parametrize(
        "posted",
        [
            {"body": "あ" * 10_001},
            {"body": ""},
            {"body": "   "},
            {"body": "a\x00b"},
            {"token": "no form of ours"},
            {"token": ""},
        ],
    )
    def test_what_cannot_be_taken_comes_back_as_it_was_typed(self, case, client, posted):
        open_status_page(client, case.inquiry)
        answer = client.post(address(case), filled(**posted))
        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert answer.context["message_form"]["body"].value() == filled(**posted)["body"]
        assert case.messages.count() == 0

    def test_it_is_text_and_never_markup(self, case, aoki, client):
        write_message(case, "<script>alert(1)</script>")
        assert "<script>alert(1)" not in open_status_page(client, case.inquiry).content.decode()
        client.force_login(aoki.user)
        assert "<script>alert(1)" not in client.get(f"/desk/cases/{case.reference}/").content.decode()

    def test_nobody_writes_for_others(self, case, client):
        other = submit_case()
        open_status_page(client, case.inquiry)
        assert client.post(address(other), filled()).status_code == 404
        assert other.messages.count() == 0

    def test_what_was_promised_and_is_late_stands_in_the_list_of_what_is_late(self, case, aoki):
        case.tasks.all().delete()
        write_message(case, now=timezone.now() - timedelta(days=30))
        assert case in list_of(aoki, "late")


class TestOnAClosedCase:
    def test_it_is_taken_and_told_and_the_case_stays_closed(self, closed, aoki, client):
        shown = open_status_page(client, closed.inquiry)
        assert shown.status_code == 200
        assert client.post(address(closed), filled()).status_code == 302
        closed.refresh_from_db()
        assert closed.status == "closed"
        assert closed in list_of(aoki, "asked")

    def test_the_counselor_can_answer_it_and_it_reaches_the_family(self, closed, aoki, smtp, client):
        message = write_message(closed)
        client.force_login(aoki.user)
        assert (
            f"/desk/cases/{closed.reference}/message/"
            in client.get(f"/desk/cases/{closed.reference}/").content.decode()
        )
        reply(closed, aoki.user, seen=message.pk)
        sweep()
        assert REPLY in open_status_page(client, closed.inquiry).content.decode()

    def test_without_a_question_nobody_writes_to_it_any_more(self, closed, aoki, client):
        with pytest.raises(services.NotPossible):
            reply(closed, aoki.user)
        client.force_login(aoki.user)
        posted = {"reply": REPLY, "reply_to": str(uuid.uuid4()), "seen": ""}
        answer = client.post(f"/desk/cases/{closed.reference}/message/", posted)
        assert answer.status_code == 409
        assert REPLY in answer.content.decode()

    def test_after_it_stopped_the_inquiry_a_family_gets_the_answer_that_it_asks_for(self, case, aoki, smtp):
        unasked = reply(case, aoki.user, words="まだ送られていない言葉")
        services.withdraw(case=case, now=timezone.now())
        message = write_message(case, now=timezone.now())
        answer = reply(case, aoki.user, seen=message.pk)
        sweep()
        unasked.refresh_from_db()
        answer.refresh_from_db()
        assert (unasked.state, answer.state) == ("cancelled", "sent")


class TestTheCounselorWrites:
    @pytest.fixture
    def posted(self):
        return {"reply": REPLY, "reply_to": str(uuid.uuid4()), "seen": ""}

    def test_it_is_mailed_without_its_words_and_read_on_the_page(self, case, aoki, posted, smtp, client):
        client.force_login(aoki.user)
        assert client.post(f"/desk/cases/{case.reference}/message/", posted).status_code == 302
        sweep()
        mail = smtp.received[-1].as_string() + smtp.received[-1].get_body(("plain",)).get_content()
        assert REPLY not in mail
        assert case.reference in mail
        shown = open_status_page(client, case.inquiry).content.decode()
        assert REPLY in shown
        assert aoki.display_name in shown

    def test_the_family_counts_as_answered_once_it_left(self, case, aoki, smtp):
        reply(case, aoki.user)
        case.refresh_from_db()
        assert case.answered_at is None
        sweep()
        case.refresh_from_db()
        assert case.answered_at is not None

    def test_sent_twice_it_is_one_message(self, case, aoki, posted, client):
        client.force_login(aoki.user)
        for _ in range(2):
            assert client.post(f"/desk/cases/{case.reference}/message/", posted).status_code == 302
        assert case.followups.filter(kind="message").count() == 1

    def test_empty_it_is_refused(self, case, aoki, posted, client):
        client.force_login(aoki.user)
        answer = client.post(f"/desk/cases/{case.reference}/message/", {**posted, "reply": " "})
        assert answer.status_code == 422

    def test_it_ticks_off_the_message_that_was_seen(self, case, aoki):
        message = write_message(case)
        reply(case, aoki.user, seen=message.pk)
        task = case.tasks.get(kind="wrote")
        assert task.done_by == aoki.user

    def test_a_message_that_came_meanwhile_stays_to_be_answered(self, case, aoki):
        seen = write_message(case)
        write_message(case, "もう一つあります。")
        reply(case, aoki.user, seen=seen.pk)
        assert case.tasks.open().filter(kind="wrote").exists()

    def test_done_does_not_tick_off_what_was_not_seen(self, case, aoki, client):
        seen = write_message(case)
        task = case.tasks.get(kind="wrote")
        newer = write_message(case, "もう一つあります。")
        client.force_login(aoki.user)
        done = f"/desk/cases/{case.reference}/task/"
        assert client.post(done, {"task": task.pk, "seen": seen.pk}).status_code == 409
        assert client.post(done, {"task": task.pk, "seen": newer.pk}).status_code == 302

    def test_nor_when_it_comes_between_looking_and_done(self, case, aoki):
        write_message(case)
        task = case.tasks.get(kind="wrote")
        write_message(case, "もう一つあります。")
        with pytest.raises(services.NotPossible):
            services.finish_task(task=task, author=aoki.user, now=timezone.now())

    def test_no_case_closes_over_a_message_that_waits(self, case, aoki):
        write_message(case)
        with pytest.raises(services.FamilyWaits):
            services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())


class TestInOrderOfTime:
    def test_both_pages_show_one_conversation(self, case, aoki, smtp, client):
        sweep()
        write_message(case, "一つ目の質問です")
        reply(case, aoki.user, words="一つ目の返事です")
        sweep()
        write_message(case, "二つ目の質問です")
        client.force_login(aoki.user)
        for page in (
            open_status_page(client, case.inquiry).content.decode(),
            client.get(f"/desk/cases/{case.reference}/").content.decode(),
        ):
            conversation = page.partition("<h2>これまでの経過</h2>")[0]
            places = [
                conversation.rindex(words) for words in ("一つ目の質問", "一つ目の返事", "二つ目の質問")
            ]
            assert places == sorted(places)

    def test_more_messages_cost_no_more_queries(self, case, aoki, client):
        def exchange(count: int) -> None:
            for _ in range(count):
                write_message(case)
                reply(case, aoki.user)
            bring_to("sent")

        def asked(address: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            return len(queries)

        def asked_by_both() -> tuple[int, int]:
            # With something new to read on the family's page, which is noted too.
            return asked(f"/status/{case.reference}/"), asked(f"/desk/cases/{case.reference}/")

        open_status_page(client, case.inquiry)
        client.force_login(aoki.user)
        exchange(1)
        # The first answer that is read, and what is counted once a while, cost a few more.
        asked_by_both()
        exchange(1)
        few = asked_by_both()
        exchange(12)
        assert asked_by_both() == few


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheSameMoment:
    def test_a_double_click_is_one_message(self, race):
        make_counselor()
        case, token = submit_case(), uuid.uuid4()
        answers = race(*[partial(write_message, case, token=token)] * 6)
        assert len({answer.pk for answer in answers}) == 1
        assert Message.objects.count() == case.tasks.filter(kind="wrote").count() == 1

    def test_a_message_written_while_the_case_closes_is_never_lost(self, race):
        make_counselor()
        case = submit_case()
        shut = partial(services.close, case=case, outcome="explained", author=None, now=timezone.now())
        written, closed = race(partial(write_message, case), shut)
        assert isinstance(written, Message)
        assert closed is None or isinstance(closed, services.FamilyWaits)
        assert case.tasks.open().filter(kind="wrote").exists()
