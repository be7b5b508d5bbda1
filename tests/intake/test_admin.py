"""The admin of the family's side: everything can be looked at, history can't be changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import editor_tasks, replay
from intake.catalogue import read_row
from intake.models import (
    CatalogueDraft,
    CeilingBand,
    Consent,
    ConsentText,
    Coverage,
    CrisisLine,
    Decision,
    Draft,
    DraftAnswer,
    DraftKey,
    EditorTask,
    Inquiry,
    Replay,
    ReplayDifference,
    Source,
    StatusLink,
    SubsidyCeiling,
    Treatment,
    TreatmentName,
)
from intake.services import issue_status_link
from tests.admin_pages import (
    address,
    found,
    models_of,
    name,
    refuse_broken_filters,
    refuse_changes,
    refuse_other_answers,
    staff,
)
from tests.factory import fill_draft, make_explanation, make_user, submit_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_static_files")]

HISTORY = [
    Inquiry, Consent, Decision, StatusLink, Draft, DraftAnswer, DraftKey, Replay, ReplayDifference,
    EditorTask,
]  # fmt: skip
# Parts of a treatment, changed with it through a draft; parts of a table, changed with that.
LOOKED_AT = [*HISTORY, TreatmentName, Coverage, Source, CatalogueDraft, CeilingBand, SubsidyCeiling]


@pytest.fixture
def one_of_each() -> None:
    """A row in every table of this side that a migration leaves empty."""
    case = submit_case()
    unsent = fill_draft()
    DraftKey.objects.create(draft=unsent, secret_hash="f" * 64, created_at=timezone.now())
    CrisisLine.objects.create(
        name="Line", number="0120-000-000", hours="10-17", language="ja", source="x", checked_on="2026-11-01"
    )
    issue_status_link(inquiry=case.inquiry, now=timezone.now())
    draft = CatalogueDraft.objects.create(
        key="amchepry",
        row=read_row(Treatment.objects.get(key="amchepry")),
        written_by=make_user("editor"),
        written_at=timezone.now(),
    )
    old = make_explanation(sources="V | PMDA | 2020-01-01")
    assert editor_tasks.renew(now=timezone.now())
    assert old.tasks.open().exists()
    run = replay.ask(draft=draft, wanted=1, now=timezone.now())
    ReplayDifference.objects.create(replay=run, inquiry=case.inquiry, before={}, after={})


# -- Every page ------------------------------------------------------------------------------------


def test_every_model_is_registered() -> None:
    assert set(models_of("intake")) <= set(admin.site._registry)


def test_every_page_answers(root: Client, one_of_each: None) -> None:
    refuse_other_answers(root, "intake", no_adding=LOOKED_AT, searches=("", "k7p", "Ｋ７Ｐ－４ＱＸ"))


def test_every_filter_and_date_answers(root: Client, one_of_each: None) -> None:
    refuse_broken_filters(root, "intake")


@pytest.mark.parametrize("model", [Inquiry, Consent, Decision, StatusLink, Draft], ids=name)
def test_a_list_asks_as_often_for_many_rows_as_for_one(
    root: Client, model: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        issue_status_link(inquiry=submit_case().inquiry, now=timezone.now())
    with django_assert_max_num_queries(10):
        root.get(address(model, "changelist"))


# -- Looking only ----------------------------------------------------------------------------------


def test_history_refuses_every_change(root: Client, one_of_each: None) -> None:
    refuse_changes(root, HISTORY)


def test_hashes_of_secrets_are_not_shown(root: Client, one_of_each: None) -> None:
    for row in (StatusLink.objects.first(), Draft.objects.first()):
        assert row is not None
        page = root.get(address(type(row), "change", row.pk)).content.decode()
        assert row.secret_hash not in page


def test_an_inquiry_is_found_by_its_reference_as_people_type_it(root: Client) -> None:
    inquiry, other = submit_case().inquiry, submit_case(message="").inquiry
    full_width = inquiry.reference.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for typed in (inquiry.reference, inquiry.reference.lower(), full_width, f" {inquiry.reference[:7]} "):
        assert found(root, Inquiry, typed) == [inquiry], typed
    assert other.reference != inquiry.reference


def test_a_draft_is_found_by_its_number_as_families_read_it_out(root: Client) -> None:
    draft, _other = fill_draft(), fill_draft()
    for typed in (draft.reference, draft.reference.lower().replace("-", " "), draft.reference[:9]):
        assert found(root, Draft, typed) == [draft], typed


def test_an_inquiry_is_found_by_its_reference_and_by_nothing_personal(root: Client) -> None:
    """What is looked for here stands in an address, which proxies and browsers keep."""
    inquiry = submit_case(email="Mori.Yuki@example.jp", message="薬が効かなくなりました").inquiry
    search = {
        inquiry.reference: [inquiry],
        "mori.yuki@example.jp": [],
        "薬が効かなくなりました": [],
    }
    for typed, expected in search.items():
        assert found(root, Inquiry, typed) == expected


def test_a_decision_shows_its_reasons_in_words(root: Client) -> None:
    decision = submit_case().inquiry.decision
    page = root.get(address(Decision, "change", decision.pk)).content.decode()
    assert decision.reasons
    for reason in decision.reasons:
        assert reason["text"] in page


# -- Consent texts ---------------------------------------------------------------------------------


def test_a_consent_text_stays_as_it_was_read(root: Client) -> None:
    agreed = submit_case().inquiry.consents.first().text
    page = address(ConsentText, "change", agreed.pk)
    assert root.get(page).status_code == 200
    assert root.post(page, {"body": "Something else"}).status_code == 403
    assert ConsentText.objects.get(pk=agreed.pk).body == agreed.body


def test_a_consent_text_stays_as_it_was_written(root: Client) -> None:
    text = ConsentText.objects.create(kind="own", language="en", version="2027-01", body="I agree.")
    data = {"kind": "own", "language": "en", "version": "2027-01", "body": "I agree to more."}
    assert root.post(address(ConsentText, "change", text.pk), data).status_code == 403
    assert ConsentText.objects.get(pk=text.pk).body == "I agree."


def test_no_consent_text_can_be_deleted(root: Client) -> None:
    text = ConsentText.objects.all()[0]
    assert root.post(address(ConsentText, "delete", text.pk), {"post": "yes"}).status_code == 403


# -- The catalogue ---------------------------------------------------------------------------------


def treatment_as_posted(client: Client, treatment: Treatment) -> dict[str, Any]:
    """The form of a treatment as a browser would post it back."""
    context = client.get(address(Treatment, "change", treatment.pk)).context
    posted: dict[str, Any] = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            posted[bound.html_name] = "" if value is None else value
    return posted


def test_a_treatment_is_saved_unchanged_when_nothing_was_changed(root: Client) -> None:
    treatment = Treatment.objects.get(key="amchepry")
    before = Treatment.objects.values().get(pk=treatment.pk)
    spellings = set(treatment.names.values_list("spelling", flat=True))
    posted = treatment_as_posted(root, treatment)
    assert root.post(address(Treatment, "change", treatment.pk), posted).status_code == 302
    assert Treatment.objects.values().get(pk=treatment.pk) == before
    assert set(treatment.names.values_list("spelling", flat=True)) == spellings


def test_words_are_written_one_a_line(root: Client) -> None:
    treatment = Treatment.objects.get(key="amchepry")
    posted = treatment_as_posted(root, treatment) | {"clues": "5530万円\n\n  住友ファーマ "}
    root.post(address(Treatment, "change", treatment.pk), posted)
    assert CatalogueDraft.objects.get().row["clues"] == ["5530万円", "住友ファーマ"]


def test_a_condition_that_triage_does_not_know_is_refused(root: Client) -> None:
    treatment = Treatment.objects.get(key="amchepry")
    for code in ("unknown", "flu"):
        posted = treatment_as_posted(root, treatment) | {"conditions": [code]}
        assert root.post(address(Treatment, "change", treatment.pk), posted).status_code == 200
    treatment.refresh_from_db()
    assert treatment.conditions == ["parkinsons"]


# -- Who may come in -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", models_of("intake"), ids=name)
def test_staff_without_a_permission_is_refused(client: Client, model: Any) -> None:
    client.force_login(staff("nobody"))
    assert client.get(address(model, "changelist")).status_code == 403
    assert client.get(address(model, "add")).status_code == 403


def test_a_counselor_who_is_no_staff_does_not_get_in(client: Client) -> None:
    client.force_login(make_user("sato"))
    assert client.get(address(Inquiry, "changelist")).status_code == 302


def test_the_admin_has_the_products_name(root: Client) -> None:
    page = root.get(reverse("admin:index"), headers={"accept-language": "en"})
    assert "Shirube" in page.content.decode()
