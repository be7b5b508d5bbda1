from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ConsultConfig(AppConfig):
    name = "consult"
    verbose_name = _("Consultation: the counselors' desk")

    def ready(self) -> None:
        from consult import checks, heartbeats, receivers, roles  # noqa: F401
        from consult.sign_in import proof  # noqa: F401

        post_migrate.connect(_install_triggers, sender=self)
        post_migrate.connect(roles.make_roles_after_migrate, sender=self)


def _install_triggers(*, using: str, **kwargs: Any) -> None:
    from consult import event_guard, triggers
    from consult.followups import guard, plan_guard

    every = (*event_guard.TRIGGERS, *guard.TRIGGERS, *plan_guard.TRIGGERS)
    triggers.install(every, connections[using])
