"""What workers run: each a thin call. Arguments are ids and names only."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from consult import draft_mail, erasure, escalation, followups, heartbeats, notices, services
from consult.inbound import mailbox, taking
from intake import editor_tasks, replay
from intake import services as intake_services


@shared_task
def sweep_followups() -> int:
    return followups.sweep()


@shared_task
def tell_cases() -> int:
    followups.watch.warn_if_late(now=timezone.now())
    return followups.tell_cases(now=timezone.now())


@shared_task
def assign_waiting_cases() -> int:
    return services.assign_waiting(now=timezone.now())


@shared_task
def escalate_late_cases() -> int:
    return escalation.escalate(now=timezone.now())


@shared_task
def mail_notices() -> int:
    return notices.send_due(now=timezone.now())


@shared_task
def run_replays() -> None:
    while replay.run_next():
        pass


@shared_task
def mail_draft_codes() -> int:
    return draft_mail.send_due(now=timezone.now())


@shared_task
def fetch_mails() -> int:
    return mailbox.fetch(now=timezone.now())


@shared_task
def take_files_of_mails() -> int:
    return taking.take_files(now=timezone.now())


@shared_task
def delete_expired_drafts() -> int:
    return intake_services.delete_expired_drafts(now=timezone.now())


@shared_task
def delete_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task
def renew_editor_tasks() -> int:
    return editor_tasks.renew(now=timezone.now())


@shared_task
def erase_expired() -> int:
    return erasure.erase_expired(now=timezone.now())


@shared_task
def note_worker_alive(queue: str) -> None:
    heartbeats.note_alive(heartbeats.worker_name(queue))
