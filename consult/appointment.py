"""A call as a calendar file. Calendars are shared: it says when, and nothing about health."""

from __future__ import annotations

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from consult.models import Call


def calendar_file(call: Call, *, reference: str) -> bytes:
    """The call as it stands now, in UTC. The same uid with a higher sequence replaces what a calendar has."""
    cancelled = call.state == Call.State.CANCELLED
    event = Event()
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    event.add("uid", f"{call.uid}@{sender.rpartition('@')[2]}")
    event.add("sequence", call.sequence)
    event.add("dtstamp", call.changed_at)
    event.add("last-modified", call.changed_at)
    event.add("dtstart", call.slot.starts_at.astimezone(UTC))
    event.add("dtend", call.slot.ends_at.astimezone(UTC))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", _("Telephone call (Shirube)"))
    event.add("description", _("Reference: %(reference)s") % {"reference": reference})
    event.add("organizer", vCalAddress(f"mailto:{sender}"))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Shirube//Call//EN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
