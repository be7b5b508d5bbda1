"""Plain helpers that make what a test starts from, each the way the service itself makes it."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from consult import attachments, calls, conversation
from consult.calendar import current_calendar
from consult.due import JAPAN
from consult.models import Attachment, Call, CallSlot, Case, Counselor, FollowUp, Message
from consult.models.followup_states import LEASED, LEFT, MOVES, FollowUpState
from consult.roles import COUNSELOR, LEAD, grant
from intake import services, steps
from intake.forms import StepForm
from intake.models import Draft, DraftAnswer, Explanation, Inquiry
from intake.models.consents import ConsentKind
from tests.photos import photo

_number = itertools.count(1)

# A son writes about his father. He consents for himself and on his father's behalf.
SON = {
    "relationship": "parent",
    "own": True,
    "on_behalf": True,
    "message": (
        "父は八年前からパーキンソン病です。iPS細胞の治療が保険の対象になったとニュースで見ました。"
        "どこに相談すればよいでしょうか。"
    ),
    "condition": "parkinsons",
    "medication_response": "wearing_off",
    "treatment_kind": "ips_cell",
    "treatment_name": "アムシェプリ",
    "payment": "insured",
    "provider_kind": "university_hospital",
    "questions": ["eligibility", "where"],
    "patient_age": 68,
    "prefecture": "JP-13",
    "contact_name": "佐藤",
    "preferred_channel": "email",
    "email": "sato@example.jp",
}


def submit_inquiry(*, language: str = "ja", now: datetime | None = None, **answers: Any) -> Inquiry:
    """An inquiry that went the real way: draft, every step that applies, submit.

    `answers` are given by the forms' field names and change what SON says; None or "" leaves a box empty.
    """
    now = now or timezone.now()
    draft = fill_draft(language=language, now=now, **answers)
    with translation.override(language):
        return services.submit(draft=draft, language=language, now=now)


def submit_case(**answers: Any) -> Case:
    """The case of `submit_inquiry(**answers)`."""
    return Case.objects.select_related("inquiry", "assignee").get(inquiry=submit_inquiry(**answers))


def fill_draft(*, language: str = "ja", now: datetime | None = None, **answers: Any) -> Draft:
    """A draft with an answer to every step that applies, ready to be submitted."""
    draft, _secret = start_filled_draft(language=language, now=now, **answers)
    return draft


def start_filled_draft(
    *, language: str = "ja", now: datetime | None = None, **answers: Any
) -> tuple[Draft, str]:
    """The draft of `fill_draft`, and the secret that opens it in a browser (cookie "draft")."""
    now = now or timezone.now()
    said = {**SON, **answers}
    with translation.override(language):
        draft, secret = services.start_draft(now=now)
        asked: set[str] = set()
        values: dict[str, Any] = {}
        saved: list[DraftAnswer] = []
        for step in steps.STEPS:
            if not step.applies(values):
                continue
            blank = step.form(values=values)
            asked |= blank.fields.keys()
            posted = posted_for(blank, said)
            saved.append(DraftAnswer(draft=draft, step=step.name, data=posted, saved_at=now))
            answered = step.form(MultiValueDict(posted), values=values)
            values |= answered.cleaned_data if answered.is_valid() else {}
        # As `services.save_answer` writes them, but at once: every test begins here.
        DraftAnswer.objects.bulk_create(saved)
    # A misspelt name, or an answer to a step that did not apply, would silently test something else.
    never_asked = answers.keys() - asked - {"own", "on_behalf"}
    assert not never_asked, f"nobody asks for {sorted(never_asked)} here"
    return draft, secret


def posted_for(form: StepForm, said: dict[str, Any]) -> services.Posted:
    """What a browser posts when the fields of `form` are filled in with `said`."""
    posted: services.Posted = {}
    for name in form.fields:
        value = said.get(name)
        if name.endswith("_version") and name.removesuffix("_version") in ConsentKind.values:
            posted[name] = [str(value or form.fields[name].initial)]
        elif isinstance(value, date):
            parts = {"year": value.year, "month": value.month, "day": value.day}
            posted |= {f"{name}_{part}": [str(number)] for part, number in parts.items()}
        elif value is True:
            posted[name] = ["on"]
        elif isinstance(value, list):
            posted[name] = [str(one) for one in value]
        elif value is not None and value is not False:
            posted[name] = [str(value)]
    return posted


def make_user(username: str = "", **overrides: Any) -> User:
    """Somebody who can sign in, and is nothing more yet."""
    return User.objects.create_user(username=username or f"user{next(_number)}", **overrides)


def make_counselor(*, username: str = "", lead: bool = False, **overrides: Any) -> Counselor:
    """A counselor for every track, in both languages, with 20 places. A lead may open every case."""
    user = overrides.pop("user", None) or make_user(username)
    grant(user, LEAD if lead else COUNSELOR)
    defaults = {
        "display_name": user.username.capitalize(),
        "tracks": ["insured_specialist", "self_pay_review", "unsorted"],
        "languages": ["ja", "en"],
        "capacity": 20,
    }
    return Counselor.objects.create(user=user, **{**defaults, **overrides})


def make_explanation(*, approved: bool = True, **overrides: Any) -> Explanation:
    """A text for everyone in Japanese, approved by a physician unless it is said otherwise."""
    defaults: dict[str, Any] = {
        "key": f"text-{next(_number)}",
        "language": "ja",
        "title": "まず主治医に聞いてみること",
        "body": "いま診てもらっている先生に、二つのことを聞いてみてください。",
        "sources": "センター作成（2026-11-01確認）",
    }
    if approved:
        defaults |= {"approved_by": make_user(f"physician{next(_number)}"), "approved_at": timezone.now()}
    return Explanation.objects.create(**{**defaults, **overrides})


def bring_to(state: str, followups: QuerySet[FollowUp] | None = None, **fields: Any) -> None:
    """Brings follow-ups (all, by default) into a state by the ways that the database lets them go."""
    now = timezone.now()
    lease = {"lease_token": uuid.uuid4(), "lease_until": now + timedelta(minutes=1)}
    for followup in FollowUp.objects.all() if followups is None else followups:
        way = _way(FollowUpState(followup.state), FollowUpState(state))
        for step in way:
            values: dict[str, Any] = dict(lease) if step in LEASED else dict.fromkeys(lease)
            values |= {"sent_at": now, "told_at": now} if step in LEFT else {}
            values |= fields if step is way[-1] else {}
            FollowUp.objects.filter(pk=followup.pk).update(state=step, **values)


def _way(start: FollowUpState, end: FollowUpState) -> list[FollowUpState]:
    """The shortest way of MOVES between two states."""
    ways = [[start]]
    for way in ways:
        if way[-1] == end:
            return way[1:]
        ways += [[*way, after] for after in sorted(MOVES[way[-1]]) if after not in way]
    raise AssertionError(f"no way from {start} to {end}")


def write_message(case: Case, body: str = "もう一つ聞いてもよいですか。", **overrides: Any) -> Message:
    """What the family writes on its page."""
    given = {"token": uuid.uuid4(), "now": timezone.now(), **overrides}
    return conversation.write_to_desk(case=case, body=body, **given)


def send_file(case: Case, data: bytes | None = None, **overrides: Any) -> Attachment:
    """The family sends a photo of a leaflet."""
    sent = {"name": "チラシ.jpg", "now": timezone.now(), **overrides}
    return attachments.add(case=case, data=photo() if data is None else data, **sent)


def open_day(*, from_day: date | None = None) -> date:
    """The first day after today, or from `from_day` on, on which the centre is open."""
    day = from_day or timezone.localdate(timezone=JAPAN) + timedelta(days=1)
    calendar = current_calendar()
    while calendar.opening(day) is None:
        day += timedelta(days=1)
    return day


def make_slot(**overrides: Any) -> CallSlot:
    """Half an hour at eleven on the next open day, for one family, in either language."""
    defaults = {"day": open_day(), "starts": time(11), "ends": time(11, 30), "languages": ["en", "ja"]}
    return CallSlot.objects.create(**{**defaults, **overrides})


def make_call(case: Case, slot: CallSlot | None = None) -> Call:
    return calls.choose(case=case, slot=slot or make_slot(), phone="+81312345678", now=timezone.now())
