"""A case that a colleague took while its page lay open: told in words, and what was typed is handed back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from consult import services
from consult.models import Case, Counselor
from tests.factory import make_counselor, submit_case

TYPED = "折り返しの電話は夕方がよいとのこと。"


@pytest.fixture
def waiting(db: None) -> Case:
    return submit_case()


def test_what_was_typed_is_handed_back(waiting: Case, client: Client) -> None:
    late, quick = make_counselor(username="late"), make_counselor(username="quick")
    client.force_login(late.user)
    assert client.get(f"/desk/cases/{waiting.reference}/").status_code == 200
    services.claim(case=waiting, counselor=quick, now=timezone.now())

    response = client.post(f"/desk/cases/{waiting.reference}/note/", {"body": TYPED})

    assert response.status_code == 404
    assert TYPED in response.content.decode()
    assert not waiting.notes.exists()


def test_anothers_case_and_none_answer_alike(case: Case, mori: Counselor, client: Client) -> None:
    client.force_login(mori.user)
    for action in ("", "note/"):
        pages = [client.get(f"/desk/cases/{name}/{action}") for name in (case.reference, "AAA-AAA-AAA")]
        assert [page.status_code for page in pages] == [404, 404]
        bodies = [page.content.decode().replace(case.reference, "AAA-AAA-AAA") for page in pages]
        assert _without_tokens(bodies[0]) == _without_tokens(bodies[1])


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
