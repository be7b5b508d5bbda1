"""What is measured: each row of the table, by what a person does at a browser."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

import psutil

from benchmarks.contestants import Contestant
from benchmarks.load import Browser, Wrong, each_second, milliseconds
from benchmarks.report import MEMORY, WEIGHT

CLIENTS = 8
MOST_SENT_A_SECOND = 120

Round = dict[str, float]


def one_round(
    bare: Contestant, peer: Contestant, small: Contestant, large: Contestant, *, seconds: float, times: int
) -> Round:
    """Submissions, pages of the wizard and inquiries a second; milliseconds of pages."""
    return {
        "bare form /s": _side_by_side(lambda: bare_form(bare), seconds),
        "peer submission /s": _side_by_side(lambda: peer_submission(peer), seconds),
        "wizard page /s": _side_by_side(lambda: wizard_page(small), seconds),
        "last submit /s": _side_by_side(lambda: last_submit(small), seconds),
        **milliseconds(_pages(bare, peer, small, large), times),
    }


def _side_by_side(new_client: Callable[[], Callable[[], None]], seconds: float) -> float:
    return each_second([new_client() for _ in range(CLIENTS)], seconds)


# -- Pieces of load --------------------------------------------------------------------------------


def bare_form(bare: Contestant) -> Callable[[], None]:
    browser = Browser(bare.port)
    typed = {
        "name": "Hanako",
        "email": "h@example.jp",
        "subject": "A question",
        "message": "A few words. " * 10,
    }

    def write() -> None:
        browser.post("/", browser.get("/", holds="Write to us"), typed, leads_to="/thanks/")

    return write


def peer_submission(peer: Contestant) -> Callable[[], None]:
    browser = Browser(peer.port)
    typed = {
        "queue": peer.given["queue"], "title": "A question", "body": "A few words. " * 10, "priority": 3,
        "submitter_email": "h@example.jp", "due_date": "",
    }  # fmt: skip

    def write() -> None:
        page = browser.get("/tickets/submit/", holds="submitter_email")
        browser.post("/tickets/submit/", page, typed, leads_to="ticket=")

    return write


def wizard_page(shirube: Contestant) -> Callable[[], None]:
    """One page of the questions and its answer. A family is through after twelve, and the next one begins."""
    browser = Browser(shirube.port)
    steps = itertools.cycle(shirube.given["way"].items())
    address = ""

    def answer() -> None:
        nonlocal browser, address
        name, typed = next(steps)
        if name == "who":
            browser.cookies.clear()
            page = browser.get("/inquiry/new/", holds="csrfmiddlewaretoken")
            second = browser.post("/inquiry/new/", page, typed, leads_to="/consent/")
            address = second.removesuffix("consent/")
        else:
            page = browser.get(f"{address}{name}/", holds="csrfmiddlewaretoken")
            # To the next question, a page between, or the check: never back to this one.
            target = browser.post(f"{address}{name}/", page, typed, leads_to=address)
            if target.startswith(f"{address}{name}/"):
                raise Wrong(f"{name} was not taken")

    return answer


def last_submit(shirube: Contestant) -> Callable[[], None]:
    """The page "check your answers", and its button."""
    browser = Browser(shirube.port)

    def send() -> None:
        name, secret, proof = shirube.given["drafts"].pop()
        browser.cookies = {"draft": secret}
        page = browser.get(f"/inquiry/{name}/check/", holds="data-challenge")
        browser.post(f"/inquiry/{name}/check/", page, {"proof": proof, "website": ""}, leads_to="/received/")

    return send


def _pages(
    bare: Contestant, peer: Contestant, small: Contestant, large: Contestant
) -> dict[str, Callable[[], object]]:
    """Each by a browser of its own that is signed in."""
    of_bare, of_peer = (Browser(one.port, {"sessionid": one.given["session"]}) for one in (bare, peer))
    of_few, of_many = (Browser(one.port, {"sessionid": one.given["session"]}) for one in (small, large))
    letter, ticket, query = bare.given["one"], peer.given["one"], peer.given["query"]
    case = large.given["case"]
    return {
        "bare list ms": lambda: of_bare.get("/letters/", holds="</table>"),
        "bare record ms": lambda: of_bare.get(f"/letters/{letter}/", holds="A few words."),
        "peer list ms": lambda: of_peer.get(
            f"/datatables_ticket_list/{query}?length=25", holds="recordsTotal"
        ),
        "queue, few ms": lambda: of_few.get("/desk/?list=all", holds="</table>"),
        "queue, many ms": lambda: of_many.get("/desk/?list=all", holds="</table>"),
        "peer ticket ms": lambda: of_peer.get(f"/tickets/{ticket}/", holds="Some words."),
        "case ms": lambda: of_many.get(f"/desk/cases/{case}/", holds=case),
        "figures, many ms": lambda: of_many.get("/desk/figures/", holds="</table>"),
    }


# -- What is looked at once ----------------------------------------------------------------------------


def once(small: Contestant, large: Contestant) -> dict[str, Any]:
    return {
        MEMORY: [*_memory(small), *_memory(large)],
        WEIGHT: _weights(small),
    }


def triage() -> float:
    """Decisions a second of one process, in one core: what `manage.py triage` does without starting it."""
    from intake.triage import decide, parse_facts
    from tests.intake.triage.tables import TODAY, cases, shipped_catalogue

    catalogue = shipped_catalogue()
    lines = [case.input for case in cases("sample.jsonl")]
    best = []
    for _ in range(5):
        number, began = 0, time.process_time()
        while time.process_time() - began < 1:
            for line in lines:
                decide(parse_facts(line, today=TODAY), catalogue)
            number += len(lines)
        best.append(number / (time.process_time() - began))
    return statistics.median(best)


def _memory(contestant: Contestant) -> list[float]:
    workers = psutil.Process(contestant.pid).children()
    return [round(worker.memory_full_info().pss / 1e6, 1) for worker in workers]


def _weights(shirube: Contestant) -> dict[str, float]:
    """A family's first page with all that it names, and the page of the desk."""
    browser = Browser(shirube.port, {"sessionid": shirube.given["session"]})
    return {path: round(browser.weigh(path) / 1000, 1) for path in ("/", "/inquiry/new/", "/desk/?list=all")}


# -- Ratios, inside each round ---------------------------------------------------------------------------

RATIOS: dict[str, tuple[str, str]] = {
    "wizard page to bare form": ("wizard page /s", "bare form /s"),
    "wizard page to the peer's submission": ("wizard page /s", "peer submission /s"),
    "last submit to bare form": ("last submit /s", "bare form /s"),
    "peer's list to the queue": ("peer list ms", "queue, many ms"),
    "queue to bare list": ("queue, many ms", "bare list ms"),
    "queue with many cases to few": ("queue, many ms", "queue, few ms"),
    "case page to the peer's ticket": ("case ms", "peer ticket ms"),
    "figures page to bare list": ("figures, many ms", "bare list ms"),
    "follow-ups to a bare task": ("follow-ups mailed /s", "bare mails /s"),
}


def ratios(rounds: list[Round]) -> dict[str, float]:
    return {
        name: round(statistics.median(one[above] / one[below] for one in rounds), 3)
        for name, (above, below) in RATIOS.items()
    }
