"""Larger text: chosen once, kept by the browser, on every page of a family, and not at the desk."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def choose(client, size: str, after: str = "/learn/"):
    return client.get("/text-size/", {"text_size": size, "next": after})


def is_large(client, path: str) -> bool:
    return "text-large" in client.get(path).content.decode().partition("<head>")[0]


class TestChosen:
    def test_it_is_kept_until_it_is_changed_back(self, client):
        assert choose(client, "large")["Location"] == "/learn/"
        assert all(is_large(client, path) for path in ("/", "/learn/", "/inquiry/new/", "/new-link/"))
        choose(client, "usual")
        assert not is_large(client, "/")

    def test_it_leads_back_with_what_stood_in_the_address(self, client):
        assert choose(client, "large", "/learn/?lang=en")["Location"] == "/learn/?lang=en"

    def test_no_proxy_keeps_one_readers_size_for_another(self, client):
        assert "Cookie" in client.get("/learn/")["Vary"]
        assert choose(client, "large")["Cache-Control"] == "no-store"

    def test_the_desk_stays_as_it_is(self, client):
        choose(client, "large")
        assert not is_large(client, "/sign-in/")


class TestRefused:
    @pytest.mark.parametrize(
        "after",
        ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "start", "", "\0",
         "/\\elsewhere.example", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")],
    )  # fmt: skip
    def test_it_leads_nowhere_else(self, client, after):
        assert choose(client, "large", after)["Location"] == "/"

    @pytest.mark.parametrize("size", ["", "huge", "large\0", "大" * 5000])
    def test_an_unknown_size_is_the_usual_one(self, client, size):
        assert choose(client, size).status_code == 302
        assert not is_large(client, "/")

    def test_a_cookie_can_hold_anything(self, client):
        client.cookies["text_size"] = '"><script>'
        assert not is_large(client, "/")
