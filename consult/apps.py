from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ConsultConfig(AppConfig):
    name = "consult"
    verbose_name = _("Consultation: the counselors' desk")

    def ready(self) -> None:
        from consult import checks, event_guard, heartbeats, receivers, roles  # noqa: F401
        from consult.followups import guard, plan_guard
        from consult.sign_in import proof  # noqa: F401

        post_migrate.connect(guard.install, sender=self)
        post_migrate.connect(plan_guard.install, sender=self)
        post_migrate.connect(event_guard.install_after_migrate, sender=self)
        post_migrate.connect(roles.make_roles_after_migrate, sender=self)
