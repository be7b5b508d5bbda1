"""A counselor's day beside a colleague: changed at once, taken over, taken back, and two hundred together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from consult.due import JAPAN
from tests.browser.cast import MANY
from tests.browser.conftest import DESK, Person
from tests.browser.inspector import violations
from tests.browser.walk import walk_the_wizard


def a_case(person: Any) -> str:
    """A family's inquiry, which is Sato's from its arrival."""
    family: Person = person("ja-JP")
    walk_the_wizard(family, lambda *args, **kwargs: None)
    return family.page.locator(".reference").first.inner_text()


def at_the_desk(person: Any, username: str, path: str = "/desk/") -> Person:
    counselor: Person = person("en-GB", DESK)
    counselor.sign_in(username)
    counselor.goto(path)
    return counselor


def test_two_at_one_review_see_each_other_and_write_over_nothing_unseen(person: Any) -> None:
    case = f"/desk/cases/{a_case(person)}/"
    sato, lead = at_the_desk(person, "sato", case), at_the_desk(person, "lead", case)
    expect(lead.page.get_by_text("佐藤 is looking at this case.")).to_be_visible()
    for one in (sato, lead):
        one.page.locator("a[href*='/review/']").first.click()
        one.page.wait_for_url("**/review/*/")
    write_down(sato, "no", "診断書はまだ見ていません")
    write_down(lead, "yes", "The certificate was read out to me")
    expect(lead.page.get_by_role("alert")).to_contain_text("佐藤 saved this review")
    expect(lead.page.get_by_role("alert")).to_contain_text("診断書はまだ見ていません")
    expect(lead.page.locator(".review-fields textarea, .review-fields input[type=text]").first).to_have_value(
        "The certificate was read out to me"
    )
    assert violations(lead.page) == []
    lead.press("Save the review")
    sato.page.reload()
    sato.goto(case)
    sato.page.locator("a[href*='/review/']").first.click()
    expect(sato.page.locator(".review-fields textarea, .review-fields input[type=text]").first).to_have_value(
        "The certificate was read out to me"
    )


def write_down(counselor: Person, answer: str, words: str) -> None:
    page = counselor.page
    page.locator(f".review-answers input[value={answer}]").first.check()
    page.locator(".review-fields textarea, .review-fields input[type=text]").first.fill(words)
    counselor.press("Save the review")


def test_what_one_was_typing_when_a_colleague_took_the_case_over_is_handed_back(person: Any) -> None:
    case = f"/desk/cases/{a_case(person)}/"
    sato, lead = at_the_desk(person, "sato", case), at_the_desk(person, "lead", case)
    typed = "お母さまは明日の午後なら電話に出られるそうです"
    sato.page.fill("#id_body", typed)
    lead.press("Take it over from 佐藤")
    expect(lead.page.locator("dl.facts").first).to_contain_text("森")
    sato.press("Save the note")
    expect(sato.page.get_by_text("Already taken by 森.")).to_be_visible()
    expect(sato.page.get_by_text(typed)).to_be_visible()
    assert violations(sato.page) == []
    lead.page.reload()
    expect(lead.page.get_by_text(typed)).to_have_count(0)


def test_a_letter_that_has_not_left_is_taken_back_and_is_a_draft_again(person: Any) -> None:
    reference = a_case(person)
    sato = at_the_desk(person, "sato", f"/desk/cases/{reference}/letter/")
    page = sato.page
    page.fill("#id_above", "先日のご質問にお答えします")
    page.get_by_text("Send it later").click()
    page.fill("#id_day", (datetime.now(JAPAN) + timedelta(days=1)).date().isoformat())
    sato.press("Send it at this time")
    letter = page.locator("#conversation article", has_text="先日のご質問にお答えします")
    expect(letter).to_contain_text("It leaves at")
    sato.press("Take it back")
    expect(letter.get_by_text("It leaves at")).to_have_count(0)
    sato.goto(f"/desk/cases/{reference}/letter/")
    expect(page.locator("#id_above")).to_have_value("先日のご質問にお答えします")


def test_of_two_hundred_closed_together_three_say_why_not(person: Any) -> None:
    tanaka = at_the_desk(person, "tanaka")
    page = tanaka.page
    tanaka.press("Choose from all of this list (200 at most)")
    expect(page.get_by_role("heading", name="Many at once")).to_contain_text(str(MANY))
    assert violations(page) == []
    page.check("input[name=action][value=close]")
    page.select_option("#id_outcome", index=1)
    tanaka.press("Do it with the ticked ones")
    rows = page.locator("table.queue tbody tr")
    expect(rows).to_have_count(MANY)
    expect(rows.filter(has_text="The family still waits for something.")).to_have_count(3)
    assert violations(page) == []
    tanaka.goto("/desk/")
    expect(page.locator("table.queue th a")).to_have_count(3)
