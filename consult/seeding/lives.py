"""What became of one family's inquiry, invented: from the first answer to the closed case."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from consult.due import Calendar, add_business_hours
from consult.event_chain import chained
from consult.models import Case, Counselor, Event, FollowUp, Note
from consult.seeding.families import Family
from consult.seeding.one_by_one import consents_of
from consult.seeding.places import Places
from consult.seeding.sorting import Sorter
from consult.seeding.words import NOTES, OVERRIDE_REASONS
from intake.models import Consent, ConsentText, Decision, Draft, Explanation, Inquiry, StatusLink
from intake.models.languages import spoken
from intake.tokens import hash_secret, new_secret

_DAYS_BACK = 180
# Most cases close within two weeks, so that a thirtieth of them is open at any time.
_DAYS_UNTIL_CLOSED = 6.0
_OUTCOMES = {
    Case.Outcome.EXPLAINED: 55,
    Case.Outcome.TO_PHYSICIAN: 22,
    Case.Outcome.NO_ANSWER: 10,
    Case.Outcome.WITHDRAWN: 6,
    Case.Outcome.DUPLICATE: 4,
    Case.Outcome.OTHER: 3,
}
_WITHOUT_AN_ANSWER = (Case.Outcome.WITHDRAWN, Case.Outcome.DUPLICATE)


@dataclass
class Happening:
    """An event that is written once the row that it is about has its key."""

    kind: str
    at: datetime
    actor_id: int | None = None
    about: dict[str, Model] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Life:
    draft: Draft
    inquiry: Inquiry
    case: Case
    consents: list[Consent] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    links: list[StatusLink] = field(default_factory=list)
    followups: list[FollowUp] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)

    def happened(self, kind: str, at: datetime, **more: Any) -> None:
        self.happenings.append(Happening(kind, at, **more))

    def link(self, at: datetime) -> None:
        """A link whose secret nobody has."""
        expires_at = at + timedelta(days=settings.STATUS_LINK_DAYS)
        secret_hash = hash_secret(new_secret())
        self.links.append(
            StatusLink(inquiry=self.inquiry, secret_hash=secret_hash, created_at=at, expires_at=expires_at)
        )

    def events(self) -> list[Event]:
        return chained(
            Event(
                case=self.case,
                kind=one.kind,
                at=one.at,
                actor_id=one.actor_id,
                data={**{name: row.pk for name, row in one.about.items()}, **one.data},
            )
            for one in sorted(self.happenings, key=lambda happening: happening.at)
        )


@dataclass(frozen=True)
class Teller:
    """What every life needs, read once."""

    seed: int
    now: datetime
    sorter: Sorter
    calendar: Calendar
    hours: Mapping[str, int]
    consent_texts: Mapping[tuple[str, str], ConsentText]
    explanations: Mapping[tuple[str, str], list[Explanation]]

    def tell(self, who: Family, places: Places) -> Life:
        # Apart from the chance that made the family: how its case goes never changes what it wrote.
        chance = random.Random(f"{self.seed}:{who.number}:life")  # noqa: S311
        at = self.now - timedelta(days=chance.random() * _DAYS_BACK, minutes=1)
        life = self._submitted(who, at)
        closed_at = at + timedelta(hours=1, days=chance.expovariate(1 / _DAYS_UNTIL_CLOSED))
        if closed_at < self.now:
            self._closed(life, chance, places, closed_at)
        else:
            self._open(life, chance, places)
        return life

    def _submitted(self, who: Family, at: datetime) -> Life:
        started_at = at - timedelta(minutes=12)
        draft = Draft(
            secret_hash=hash_secret(new_secret()), created_at=started_at, updated_at=at, submitted_at=at
        )
        facts = who.facts_on(timezone.localdate(at))
        inquiry = Inquiry(
            draft=draft,
            reference=who.reference,
            language=who.language,
            submitted_at=at,
            **facts,
            **who.contact,
        )
        decision = self.sorter.sort(who, inquiry, at)
        case = Case(
            inquiry=inquiry,
            track=decision.track,
            treatment_kind=decision.treatment_kind,
            priority=decision.priority,
            flags=decision.flags,
            language=spoken(who.language),
            opened_at=at,
            due_at=add_business_hours(at, self.hours.get(decision.priority, 16), self.calendar),
        )
        life = Life(draft, inquiry, case, decisions=[decision])
        for kind in consents_of(who):
            text = self.consent_texts[(kind, who.language)]
            life.consents.append(Consent(inquiry=inquiry, kind=kind, text=text, given_at=started_at))
        life.link(at)
        life.happened(Event.Kind.RECEIVED, at)
        life.happened(Event.Kind.SORTED, at, about={"decision": decision}, data={"track": decision.track})
        return life

    # -- Open and closed ---------------------------------------------------------------------------

    def _open(self, life: Life, chance: random.Random, places: Places) -> None:
        case, at = life.case, life.case.opened_at
        self._acknowledged(life, chance)
        choice = places.take(case.track, case.language)
        if choice is None:
            life.happened(Event.Kind.WAITING, at)
            return
        counselor = places.counselors[choice.counselor_id]
        self._assigned(life, counselor, choice.why)
        answered_at = at + timedelta(hours=1 + chance.expovariate(1 / 20))
        if answered_at < self.now:
            self._noted(life, chance, counselor, until=answered_at)
            self._answered(life, chance, counselor, answered_at)
        elif chance.random() < 0.1:
            self._planned(life, chance, counselor, due_at=self.now + timedelta(hours=chance.uniform(1, 72)))

    def _closed(self, life: Life, chance: random.Random, places: Places, closed_at: datetime) -> None:
        case = life.case
        self._acknowledged(life, chance)
        able = places.able(case.track, case.language)
        outcome = chance.choices(list(_OUTCOMES), weights=list(_OUTCOMES.values()))[0]
        counselor = chance.choice(able) if able else None
        if counselor is None:
            outcome = Case.Outcome.WITHDRAWN
            life.happened(Event.Kind.WAITING, case.opened_at)
        else:
            self._assigned(life, counselor, {"track": case.track, "language": case.language})
            worked = closed_at - case.opened_at
            self._noted(life, chance, counselor, until=closed_at)
            if case.track == "unsorted" and chance.random() < 0.6:
                self._sorted_anew(life, chance, counselor, case.opened_at + worked * 0.2)
            if outcome not in _WITHOUT_AN_ANSWER:
                self._answered(life, chance, counselor, case.opened_at + worked * chance.uniform(0.3, 0.8))
        case.status, case.outcome, case.closed_at = Case.Status.CLOSED, outcome, closed_at
        by_family = outcome == Case.Outcome.WITHDRAWN or counselor is None
        actor_id = None if by_family or counselor is None else counselor.user_id
        life.happened(Event.Kind.CLOSED, closed_at, actor_id=actor_id, data={"outcome": outcome})

    # -- What happens on the way -------------------------------------------------------------------

    def _assigned(self, life: Life, counselor: Counselor, why: dict[str, Any]) -> None:
        case = life.case
        case.assignee_id, case.assigned_why = counselor.pk, why
        life.happened(Event.Kind.ASSIGNED, case.opened_at, data={"counselor": counselor.pk, **why})

    def _sorted_anew(self, life: Life, chance: random.Random, counselor: Counselor, at: datetime) -> None:
        first, case = life.decisions[0], life.case
        case.track = chance.choice(["insured_specialist", "self_pay_review"])
        decision = Decision(
            inquiry=life.inquiry,
            track=case.track,
            treatment_kind=first.treatment_kind,
            physician_judgment=first.physician_judgment,
            priority=first.priority,
            flags=first.flags,
            ruleset=first.ruleset,
            made_at=at,
            made_by_id=counselor.user_id,
            override_reason=OVERRIDE_REASONS[case.language],
        )
        life.decisions.append(decision)
        data = {"track": case.track, "instead_of": first.track}
        life.happened(
            Event.Kind.OVERRIDDEN, at, actor_id=counselor.user_id, about={"decision": decision}, data=data
        )

    def _noted(self, life: Life, chance: random.Random, counselor: Counselor, *, until: datetime) -> None:
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            at = life.case.opened_at + (until - life.case.opened_at) * chance.random()
            body = chance.choice(NOTES[life.case.language])
            note = Note(case=life.case, author_id=counselor.user_id, body=body, written_at=at)
            life.notes.append(note)
            life.happened(Event.Kind.NOTED, at, actor_id=counselor.user_id, about={"note": note})

    def _acknowledged(self, life: Life, chance: random.Random) -> None:
        at = life.case.opened_at
        followup = self._followup(life, FollowUp.Kind.ACKNOWLEDGEMENT, "1", at)
        self._sent(life, chance, followup, at + timedelta(seconds=chance.uniform(2, 50)))

    def _answered(self, life: Life, chance: random.Random, counselor: Counselor, at: datetime) -> None:
        followup = self._planned(life, chance, counselor, due_at=at - timedelta(seconds=20))
        followup.planned_at = followup.due_at
        if self._sent(life, chance, followup, at):
            life.case.answered_at = at

    def _planned(
        self, life: Life, chance: random.Random, counselor: Counselor, *, due_at: datetime
    ) -> FollowUp:
        """An explanation; as long as nobody says that it left, it is still to be sent at `due_at`."""
        occurrence = f"{chance.getrandbits(64):016x}"
        followup = self._followup(life, FollowUp.Kind.EXPLANATION, occurrence, min(due_at, self.now))
        followup.due_at = due_at
        followup.explanation = self._explanation(life.case)
        followup.written_by_id = counselor.user_id
        return followup

    def _explanation(self, case: Case) -> Explanation:
        fitting = self.explanations[case.language, case.track]
        return next((text for text in fitting if text.audience == case.track), fitting[0])

    def _followup(self, life: Life, kind: str, occurrence: str, at: datetime) -> FollowUp:
        by_mail = life.inquiry.email and life.inquiry.preferred_channel != "page"
        followup = FollowUp(
            case=life.case,
            kind=kind,
            occurrence=occurrence,
            channel=FollowUp.Channel.EMAIL if by_mail else FollowUp.Channel.PAGE,
            language=life.case.language,
            state=FollowUp.State.DUE,
            planned_at=at,
            due_at=at,
        )
        life.followups.append(followup)
        life.happened(Event.Kind.PLANNED, at, about={"followup": followup})
        return followup

    def _sent(self, life: Life, chance: random.Random, followup: FollowUp, at: datetime) -> bool:
        """Handed over; now and then the mail server refuses, or hangs up before it says yes."""
        followup.attempts = 1
        by_mail = followup.channel == FollowUp.Channel.EMAIL
        fate = chance.random() if by_mail else 1.0
        data = {"channel": followup.channel}
        if fate < 0.015:
            followup.state, kind = FollowUp.State.FAILED, Event.Kind.FAILED
            followup.last_error = "550"
        elif fate < 0.02:
            followup.state, kind = FollowUp.State.UNSURE, Event.Kind.UNSURE
            followup.last_error = "SMTPServerDisconnected"
        else:
            followup.state, kind = FollowUp.State.SENT, Event.Kind.SENT
            followup.sent_at = at
        if by_mail:
            life.link(at)
        followup.told_at = at
        life.happened(kind, at, about={"followup": followup}, data=data)
        if followup.state == FollowUp.State.SENT:
            self._maybe_read(life, chance, followup, at)
        return followup.state == FollowUp.State.SENT

    def _maybe_read(self, life: Life, chance: random.Random, followup: FollowUp, sent_at: datetime) -> None:
        read_at = sent_at + timedelta(hours=chance.expovariate(1 / 8))
        if read_at < self.now and chance.random() < 0.8:
            followup.read_at = read_at
            life.happened(Event.Kind.READ, read_at, about={"followup": followup})
