"""Who may open what: every address of the service against every kind of person."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from consult.models import Attachment, Case, Counselor
from tests.factory import make_counselor, make_user, send_file, submit_case

pytestmark = pytest.mark.django_db

# A case that Aoki has, asked for by: nobody signed in, somebody who is no counselor, an administrator who is
# none either, a counselor of another track, Aoki, and the lead.
PEOPLE = ("anonymous", "no counselor", "staff", "foreign", "own", "lead")
SIGN_IN, ADMIN, CASE = "to the sign-in", "to the admin", "to the case"
# An action's address opened once more, as a refused form leaves it in the browser, leads to the case.
OPENED_AGAIN = (SIGN_IN, 403, ADMIN, 404, CASE, CASE)
GET = {
    "desk": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "search": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "outbox": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "whats_new": (SIGN_IN, 403, ADMIN, 400, 400, 400),
    "save_view": (405,) * 6,
    "forget_view": (405,) * 6,
    "many": (SIGN_IN, 403, ADMIN, 302, 302, 302),
    "export_cases": (405,) * 6,
    "case": (SIGN_IN, 403, ADMIN, 404, 200, 200),
    "add_task": OPENED_AGAIN,
    "link_case": OPENED_AGAIN,
    "presence": (SIGN_IN, 403, ADMIN, 404, 200, 200),
    "taken_down": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "for_me": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "open_notice": (405,) * 6,
    "own_absences": (SIGN_IN, 403, ADMIN, 200, 200, 200),
    "cancel_absence": (405,) * 6,
    "take_over": OPENED_AGAIN,
    "snooze": OPENED_AGAIN,
    "compose": (SIGN_IN, 403, ADMIN, 404, 200, 200),
    "inbound": (SIGN_IN, 403, ADMIN, 403, 403, 200),
    "desk_figures": (SIGN_IN, 403, ADMIN, 403, 403, 200),
    "figures_csv": (SIGN_IN, 403, ADMIN, 403, 403, 200),
    # Nothing waits to be read.
    "read_before": (SIGN_IN, 403, ADMIN, 404, CASE, CASE),
    "undo": OPENED_AGAIN,
    "wake": OPENED_AGAIN,
    "claim": OPENED_AGAIN,
    "hand_over": OPENED_AGAIN,
    "write_note": OPENED_AGAIN,
    "send_explanation": OPENED_AGAIN,
    "override": OPENED_AGAIN,
    "finish_task": OPENED_AGAIN,
    "put_contact_right": OPENED_AGAIN,
    "reopen": OPENED_AGAIN,
    "hospital_summary": OPENED_AGAIN,
    "close": OPENED_AGAIN,
    "case_file": (SIGN_IN, 403, ADMIN, 404, 200, 200),
    "review": (SIGN_IN, 403, ADMIN, 404, 200, 200),
    "write_to_family": OPENED_AGAIN,
    "settle_call": OPENED_AGAIN,
    # A family's page opens by its own link alone, to nobody by their role.
    "status": (404,) * 6,
    "received": (404,) * 6,
    "stop": (404,) * 6,
    "look_again": (404,) * 6,
    "write_message": (404,) * 6,
    "call_back": (404,) * 6,
    "cancel_call": (404,) * 6,
    "call_calendar": (404,) * 6,
    "contact": (404,) * 6,
    "line": (404,) * 6,
    "family_estimate": (404,) * 6,
    "files": (404,) * 6,
    "own_file": (404,) * 6,
    "take_back_file": (404,) * 6,
    "followups": (404,) * 6,
    "erasure": (404,) * 6,
    "consent": (404,) * 6,
    "hospital": (404,) * 6,
    "copy": (404,) * 6,
    "copy_data": (404,) * 6,
    "copy_pdf": (404,) * 6,
    "doctor_sheet": (404,) * 6,
    "renew_link": (404,) * 6,
    "new_link": (200,) * 6,
    "sent_explanation": (404,) * 6,
    "sent_explanation_pdf": (404,) * 6,
    "set_language": (302,) * 6,
    "demo_mail": (404,) * 6,
    "csp_report": (405,) * 6,
    "healthz": (200,) * 6,
    "readyz": (503,) * 6,
    "metrics": (404,) * 6,
    "inbound_mail": (404,) * 6,
    "mail_reports": (404,) * 6,
    "sms_reports": (404,) * 6,
    "line_events": (404,) * 6,
    "stop_mails": (404,) * 6,
}
# With nothing filled in: 422 and 409 (taken already, no such task) are answers only to who may act there.
POST = {
    "desk": (405,) * 6,
    "search": (SIGN_IN, 403, ADMIN, 422, 422, 422),
    "outbox": (SIGN_IN, 403, ADMIN, 422, 422, 422),
    "whats_new": (405,) * 6,
    "save_view": (SIGN_IN, 403, ADMIN, 422, 422, 422),
    "forget_view": (SIGN_IN, 403, ADMIN, 302, 302, 302),
    "many": (SIGN_IN, 403, ADMIN, 302, 302, 302),
    "export_cases": (SIGN_IN, 403, ADMIN, 403, 403, 200),
    "case": (405,) * 6,
    "add_task": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "link_case": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "presence": (405,) * 6,
    "taken_down": (SIGN_IN, 403, ADMIN, 422, 422, 422),
    "for_me": (405,) * 6,
    "open_notice": (SIGN_IN, 403, ADMIN, 404, 404, 404),
    "own_absences": (SIGN_IN, 403, ADMIN, 422, 422, 422),
    "cancel_absence": (SIGN_IN, 403, ADMIN, 404, 404, 404),
    "take_over": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "snooze": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "compose": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "inbound": (SIGN_IN, 403, ADMIN, 403, 403, 422),
    "desk_figures": (405,) * 6,
    "figures_csv": (405,) * 6,
    "read_before": (SIGN_IN, 403, ADMIN, 404, CASE, CASE),
    "undo": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "wake": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "claim": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "hand_over": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "write_note": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "send_explanation": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "override": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "finish_task": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "put_contact_right": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "reopen": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    # The family has not agreed.
    "hospital_summary": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "close": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "case_file": (405,) * 6,
    "review": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "write_to_family": (SIGN_IN, 403, ADMIN, 404, 422, 422),
    "settle_call": (SIGN_IN, 403, ADMIN, 404, 409, 409),
    "status": (405,) * 6,
    "received": (405,) * 6,
    "stop": (404,) * 6,
    "look_again": (404,) * 6,
    "write_message": (404,) * 6,
    "call_back": (404,) * 6,
    "cancel_call": (404,) * 6,
    "call_calendar": (405,) * 6,
    "contact": (404,) * 6,
    "line": (404,) * 6,
    "family_estimate": (404,) * 6,
    "files": (404,) * 6,
    "own_file": (405,) * 6,
    "take_back_file": (404,) * 6,
    "followups": (404,) * 6,
    "erasure": (404,) * 6,
    "consent": (404,) * 6,
    "hospital": (404,) * 6,
    "copy": (405,) * 6,
    "copy_data": (405,) * 6,
    "copy_pdf": (405,) * 6,
    "doctor_sheet": (405,) * 6,
    "renew_link": (404,) * 6,
    "new_link": (422,) * 6,
    "sent_explanation": (405,) * 6,
    "sent_explanation_pdf": (405,) * 6,
    "set_language": (302,) * 6,
    "demo_mail": (405,) * 6,
    "csp_report": (204,) * 6,
    "healthz": (405,) * 6,
    "readyz": (405,) * 6,
    "metrics": (405,) * 6,
    "inbound_mail": (404,) * 6,
    "mail_reports": (404,) * 6,
    "sms_reports": (404,) * 6,
    "line_events": (404,) * 6,
    "stop_mails": (404,) * 6,
}


def names_in_the_url_configuration() -> list[str]:
    """Of the desk and the service; the family's side and the admin have tests of their own."""
    return [str(found.name) for found in get_resolver().url_patterns if isinstance(found, URLPattern)]


def address(name: str, reference: str) -> str:
    found = next(found for found in get_resolver().url_patterns if getattr(found, "name", "") == name)
    sent = Attachment.objects.filter(case__inquiry__reference=reference).first()
    filled_in = {"reference": reference, "pk": sent.pk if sent else 1, "name": "preparation", "token": "x"}
    return reverse(name, kwargs={part: filled_in[part] for part in found.pattern.converters})


@pytest.fixture
def people(case, aoki, mori, honda) -> dict[str, User | None]:
    staff = make_user("staff", is_staff=True, is_superuser=True)
    send_file(case)
    users = (None, make_user("visitor"), staff, mori.user, aoki.user, honda.user)
    return dict(zip(PEOPLE, users, strict=True))


def found_in(answer, case: Case) -> str | int:
    """Where the answer leads, of the places that the tables name; else its status."""
    if answer.status_code != 302:
        return answer.status_code
    if answer.url.startswith("/sign-in/?next="):
        return SIGN_IN
    return {"/admin/": ADMIN, f"/desk/cases/{case.reference}/": CASE}.get(answer.url, 302)


@pytest.mark.parametrize(("method", "table"), [("get", GET), ("post", POST)])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_address_answers_everybody_as_the_table_says(case, people, client, who, method, table):
    if people[who]:
        client.force_login(people[who])
    found = {}
    for name in table:
        # What one address changes, the next does not see.
        with transaction.atomic():
            found[name] = found_in(getattr(client, method)(address(name, case.reference)), case)
            transaction.set_rollback(True)
    expected = {name: answers[PEOPLE.index(who)] for name, answers in table.items()}
    assert found == expected


def test_every_address_has_its_row_and_no_row_is_of_one_that_is_gone():
    assert set(GET) == set(POST) == set(names_in_the_url_configuration())


class TestUnassigned:
    @pytest.fixture
    def waiting(self, db) -> Case:
        return submit_case()

    def status(self, client, counselor: Counselor, case: Case) -> int:
        client.force_login(counselor.user)
        return client.get(f"/desk/cases/{case.reference}/").status_code

    def test_of_my_track_and_language_i_may_look_at_it_and_take_it(self, waiting, aoki, client):
        assert self.status(client, aoki, waiting) == 200

    def test_of_another_track_it_does_not_exist_for_me(self, waiting, mori, client):
        assert self.status(client, mori, waiting) == 404

    def test_nor_in_a_language_that_i_do_not_speak(self, waiting, client):
        assert self.status(client, make_counselor(languages=["en"]), waiting) == 404

    def test_the_lead_may(self, waiting, honda, client):
        assert self.status(client, honda, waiting) == 200


def test_a_foreign_case_and_one_that_does_not_exist_answer_alike(case, mori, client):
    client.force_login(mori.user)
    foreign = client.get(f"/desk/cases/{case.reference}/")
    unknown = client.get("/desk/cases/BBB-BBB-BBB/")
    assert foreign.status_code == unknown.status_code == 404
    assert case.reference not in foreign.content.decode().replace(f"/desk/cases/{case.reference}/", "")


def test_closing_does_not_open_a_case_to_others(case, mori, client):
    Case.objects.filter(pk=case.pk).update(status="closed", outcome="other", closed_at=case.opened_at)
    client.force_login(mori.user)
    assert client.get(f"/desk/cases/{case.reference}/").status_code == 404
