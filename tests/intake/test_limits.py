"""How often one address block, and all together, may ask; whose word on the address counts; a cache that is
down."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from intake import limits
from intake.models import Draft, Inquiry
from tests.intake.family import WAY, Browser, go_to, in_words, location, shown, shows

pytestmark = pytest.mark.django_db


@pytest.fixture
def tight(monkeypatch):
    """Every limit is two for an address block and five for everybody."""
    few = {name: limits.Limit(each=2, all=5, seconds=3600) for name in limits.LIMITS}
    monkeypatch.setattr(limits, "LIMITS", few)


def start(browser: Browser, **extra):
    return browser.post_form("/inquiry/new/", {"relationship": "parent"}, **extra)


# -- Counting ----------------------------------------------------------------------------------


def test_a_block_has_its_own_count_and_all_have_one_together(tight):
    assert [limits.spend("new_draft", "a") for _ in range(2)] == [0, 0]
    assert limits.spend("new_draft", "a") > 0
    assert limits.spend("new_draft", "b") == 0
    assert limits.spend("new_draft", "c") == 0
    assert limits.spend("new_draft", "d") > 0, "five were counted, whoever they were"


def test_it_ends_with_its_window(tight, monkeypatch):
    now = limits.time.time()
    for _ in range(3):
        wait = limits.spend("new_draft", "a")
    monkeypatch.setattr(limits.time, "time", lambda: now + wait)
    assert 0 < wait <= 3600
    assert limits.spend("new_draft", "a") == 0


def test_looking_does_not_count(tight):
    assert [limits.used_up("code_try", "a") for _ in range(9)] == [0] * 9
    limits.spend("code_try", "a")
    limits.spend("code_try", "a")
    assert limits.used_up("code_try", "a") > 0


def test_no_address_stands_in_the_cache(tight, monkeypatch):
    kept = []
    monkeypatch.setattr(limits, "_count", lambda key, seconds: kept.append(key) or 1)
    limits.spend("new_draft", "203.0.113.0/24")
    assert not any("203.0" in key for key in kept)


def test_a_place_that_many_share_may_be_given_more(tight, settings):
    settings.LIMITS_TIMES = 2
    assert [limits.spend("new_draft", "a") for _ in range(4)] == [0] * 4
    assert limits.spend("new_draft", "a") > 0


class Down:
    def __getattr__(self, name):
        raise ConnectionError("redis://secret-host said what was typed")


def test_a_cache_that_is_down_stops_no_family(tight, monkeypatch, caplog):
    monkeypatch.setattr(limits, "cache", Down())
    browser = Browser()
    assert [start(browser).status_code for _ in range(4)] == [302] * 4
    assert "ConnectionError" in caplog.text
    assert "secret-host" not in caplog.text


# -- Whose address -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "block"),
    [
        (0, None, "203.0.113.9", "203.0.113.0/24"),
        (0, None, "2001:db8:1:2aa::1", "2001:db8:1:200::/56"),
        (0, None, "::ffff:203.0.113.9", "203.0.113.0/24"),
        (0, None, "fe80::1%eth0", "fe80::/56"),
        (0, None, "", "unknown"),
        (1, "198.51.100.7", "10.0.0.1", "198.51.100.0/24"),
        (2, "198.51.100.7, 10.9.9.9", "10.0.0.1", "198.51.100.0/24"),
        # Whatever a client wrote itself stands before what our proxy saw.
        (1, "1.2.3.4, 198.51.100.7", "10.0.0.1", "198.51.100.0/24"),
        (1, "'; DROP TABLE, 198.51.100.7", "10.0.0.1", "198.51.100.0/24"),
        # Without a proxy of ours nobody is believed.
        (0, "1.2.3.4", "203.0.113.9", "203.0.113.0/24"),
        # Past our proxies: fewer entries than they would have written.
        (2, "1.2.3.4", "203.0.113.9", "203.0.113.0/24"),
        (1, "nonsense", "10.0.0.1", "unknown"),
        (1, "", "203.0.113.9", "203.0.113.0/24"),
    ],
)
def test_the_address_that_counts(settings, proxies, forwarded, peer, block):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)

    assert limits.address_block(request) == block


def test_a_forged_address_is_no_way_round(tight):
    browser = Browser()
    answers = [start(browser, headers={"x-forwarded-for": f"10.{n}.0.1"}).status_code for n in range(3)]

    assert answers == [302, 302, 429]


# -- The page that says so ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_says_when_to_try_again_and_hands_back_what_was_typed(tight, language, settings):
    settings.CENTRE_PHONE = "03-0000-0000"
    browser = Browser()
    browser.speak(language)
    for _ in range(2):
        start(browser)
    before = Draft.objects.count()

    answer = start(browser)

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert shows(answer, in_words(language, "Please try again a little later"))
    assert 'href="tel:03-0000-0000"' in answer.content.decode()
    assert shown(answer)["relationship"] == ["parent"]
    assert Draft.objects.count() == before


def test_without_a_number_of_the_centre_none_is_named(tight):
    browser = Browser()
    for _ in range(2):
        start(browser)

    assert "tel:" not in start(browser).content.decode()


def test_a_limit_on_sending_loses_nothing_and_ends(monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "submission_without_proof", limits.Limit(2, 5, 3600))
    browser = Browser()
    pages = [go_to(browser, "check") for _ in range(3)]
    sent = [browser.fill_in(page) for page in pages]

    assert [answer.status_code for answer in sent] == [302, 302, 429]
    assert shows(sent[2], in_words("ja", "Back to my answers"))
    assert shows(browser.get(pages[2].request["PATH_INFO"]), WAY["message"]["message"])
    now = limits.time.time()
    monkeypatch.setattr(limits.time, "time", lambda: now + 3600)
    assert location(browser.fill_in(pages[2])).endswith("/received/")
    assert Inquiry.objects.count() == 3


@pytest.mark.parametrize("path", ["/s/{}/", "/resume/bcdfghjkmnpq/{}/"])
def test_tries_of_links_are_limited(tight, path):
    browser = Browser()
    answers = [browser.post_form(path.format("x" * 40 + str(n))).status_code for n in range(3)]

    assert answers == [404, 404, 429]
    assert browser.get(path.format("x")).status_code == 200


def test_the_cache_of_tests_is_empty_at_first():
    assert limits.used_up("new_draft", "unknown") == 0
    assert cache.get("anything") is None
