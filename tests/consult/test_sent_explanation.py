"""An explanation by itself: the version that was sent, for the family that it was sent to."""

from __future__ import annotations

import pytest
from django.utils import timezone

from consult import services
from consult.followups import sweep
from intake import handouts
from tests.consult.family import open_status_page
from tests.factory import make_explanation, submit_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setattr(handouts, "_print", lambda html: b"%PDF-1.7 " + html.encode())


@pytest.fixture
def text():
    return make_explanation(key="prices", title="送った題", body="## 送った見出し\n\n- [ ] 送った質問")


@pytest.fixture
def planned(case, aoki, text):
    return services.send_explanation(
        case=case, explanation=text, words="お父さまのこと", occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip


def address(case, text, end: str = "/") -> str:
    return f"/status/{case.reference}/explanations/{text.pk}{end}"


class TestSent:
    def test_the_status_page_leads_there(self, case, planned, text, smtp, client):
        sweep()
        shown = open_status_page(client, case.inquiry).content.decode()
        assert f'href="{address(case, text)}"' in shown
        assert "<h4>送った見出し</h4>" in shown
        assert '<li class="tick">送った質問</li>' in shown

    def test_it_can_be_read_and_taken_along(self, case, planned, text, smtp, client):
        sweep()
        open_status_page(client, case.inquiry)
        shown = client.get(address(case, text)).content.decode()
        assert "<h2>送った見出し</h2>" in shown
        assert f'href="{address(case, text, ".pdf")}"' in shown
        answer = client.get(address(case, text, ".pdf"))
        assert answer["Content-Type"] == "application/pdf"
        assert "送った質問" in answer.content.decode()
        # It is passed on to a doctor or a sister: what the counselor wrote to this family is not on it.
        assert "お父さまのこと" not in answer.content.decode()
        assert case.reference not in answer.content.decode()

    def test_it_stays_the_version_that_was_sent(self, case, planned, text, smtp, client):
        sweep()
        make_explanation(key="prices", version=2, title="新しい題", body="新しい本文")
        open_status_page(client, case.inquiry)
        for end in ("/", ".pdf"):
            shown = client.get(address(case, text, end)).content.decode()
            assert "送った題" in shown
            assert "新しい題" not in shown

    def test_no_browser_and_no_proxy_keeps_it(self, case, planned, text, smtp, client):
        sweep()
        open_status_page(client, case.inquiry)
        for end in ("/", ".pdf"):
            assert client.get(address(case, text, end))["Cache-Control"] == "no-store"

    def test_without_pango_there_is_no_link_and_a_kind_answer(
        self, case, planned, text, smtp, client, monkeypatch
    ):
        monkeypatch.setattr(handouts, "available", lambda: False)
        sweep()
        open_status_page(client, case.inquiry)
        assert ".pdf" not in client.get(address(case, text)).content.decode()
        answer = client.get(address(case, text, ".pdf"))
        assert answer.status_code == 404
        assert "PDFはお出しできません" in answer.content.decode()


@pytest.mark.parametrize("end", ["/", ".pdf"])
class TestRefused:
    def test_before_it_was_sent(self, case, planned, text, client, end):
        open_status_page(client, case.inquiry)
        assert client.get(address(case, text, end)).status_code == 404

    def test_what_was_sent_to_others_or_to_nobody(self, case, planned, text, smtp, client, end):
        sweep()
        other = submit_case()
        open_status_page(client, other.inquiry)
        assert client.get(address(other, text, end)).status_code == 404
        assert client.get(address(case, text, end)).status_code == 404
        assert client.get(address(other, make_explanation(), end)).status_code == 404

    def test_a_number_that_nothing_has(self, case, planned, smtp, client, end):
        sweep()
        open_status_page(client, case.inquiry)
        for number in ("0", "999999", "9" * 19, "9" * 300):
            assert client.get(f"/status/{case.reference}/explanations/{number}{end}").status_code == 404
