"""A family that has sent its inquiry adds an estimate to it: shown first, kept by its own press, once."""

from __future__ import annotations

import uuid

import pytest

from consult import services
from consult.models import CaseTask, Message
from tests.consult.family import open_status_page
from tests.factory import make_counselor, submit_case
from tests.intake.estimator import answers
from tests.intake.family import text_of

pytestmark = pytest.mark.django_db
LINES = "- ご負担の目安: 636,007円"


@pytest.fixture
def address(client, case):
    open_status_page(client, case.inquiry)
    return f"/status/{case.reference}/estimate/"


def token_of(page: str) -> str:
    return page.partition('name="take_along" value="')[2].partition('"')[0]


class TestAdded:
    def test_the_lines_stand_on_the_page_before_anything_is_kept(self, client, case, address):
        status = text_of(client.get(f"/status/{case.reference}/"))
        assert f'href="{address}"' in status
        result = text_of(client.post(address, answers()))
        assert LINES in result
        assert "相談員が読みます" in result
        assert not Message.objects.exists()

    def test_by_its_press_it_is_a_message_that_the_counselor_has_to_read(self, client, case, aoki, address):
        token = token_of(text_of(client.post(address, answers())))
        answer = client.post(address, {**answers(), "take_along": token}, follow=True)
        assert answer.redirect_chain == [(f"/status/{case.reference}/", 302)]
        assert "計算の結果を相談に加えました" in text_of(answer)
        message = Message.objects.get()
        assert message.body.startswith("計算した目安：")
        assert LINES in message.body
        assert CaseTask.objects.open().get(case=case).kind == "wrote"
        client.force_login(aoki.user)
        assert LINES in text_of(client.get(f"/desk/cases/{case.reference}/"))

    def test_pressed_twice_it_is_one(self, client, address):
        token = token_of(text_of(client.post(address, answers())))
        for _press in range(2):
            client.post(address, {**answers(), "take_along": token})
        assert Message.objects.count() == 1

    def test_to_a_closed_inquiry_too(self, client, case, address):
        services.withdraw(case=case, now=case.opened_at)
        client.post(address, {**answers(), "take_along": str(uuid.uuid4())})
        assert Message.objects.count() == 1

    @pytest.mark.parametrize("token", ["", "1", "x" * 500, "\0"])
    def test_a_number_that_is_none_loses_nothing(self, client, address, token):
        assert client.post(address, {**answers(), "take_along": token}).status_code == 302
        assert Message.objects.count() == 1


class TestNotAdded:
    def test_what_cannot_be_reckoned(self, client, address):
        page = client.post(address, {**answers(income=""), "take_along": str(uuid.uuid4())})
        assert page.status_code == 422
        assert not Message.objects.exists()

    def test_to_the_inquiry_of_somebody_else(self, client, address):
        make_counselor()
        other = submit_case()
        path = f"/status/{other.reference}/estimate/"
        assert client.get(path).status_code == 404
        assert client.post(path, {**answers(), "take_along": str(uuid.uuid4())}).status_code == 404
        assert not Message.objects.exists()
