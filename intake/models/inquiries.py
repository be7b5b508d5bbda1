"""An inquiry: what a family said. It does not change once submitted; how it is worked is a Case (consult)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.languages import spoken
from intake.tokens import new_reference
from intake.triage.facts import Facts, parse_facts
from intake.vocabulary import choices_of

# What triage reads, by the codebook's names. Everything else on an inquiry is for reaching the family.
FACT_FIELDS = (
    "relationship",
    "patient_age",
    "prefecture",
    "condition",
    "condition_detail",
    "medication_response",
    "treatment_kind",
    "treatment_name",
    "payment",
    "provider_kind",
    "provider_name",
    "plan_number",
    "quoted_fee_yen",
    "decision_date",
    "questions",
    "message",
)
# How the family is reached.
CONTACT_FIELDS = ("contact_name", "email", "phone", "preferred_channel", "best_time_to_call")


class WayIn(models.TextChoices):
    WEB = "web", _("our pages")
    TELEPHONE = "telephone", _("telephone")
    LETTER = "letter", _("letter")


class Inquiry(models.Model):
    reference = models.CharField(_("reference"), max_length=11, unique=True, default=new_reference)
    draft = models.OneToOneField(
        "intake.Draft", on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("draft")
    )
    language = models.CharField(_("language"), max_length=10)
    way_in = models.CharField(_("came in by"), max_length=10, choices=WayIn.choices, default=WayIn.WEB)
    submitted_at = models.DateTimeField(_("submitted at"), db_index=True)

    message = models.TextField(_("in their own words"), blank=True)
    relationship = models.CharField(
        _("who the patient is"), max_length=20, blank=True, choices=partial(choices_of, "relationship")
    )
    patient_age = models.PositiveSmallIntegerField(_("patient's age"), null=True, blank=True)
    prefecture = models.CharField(
        _("prefecture"), max_length=10, blank=True, choices=partial(choices_of, "prefecture")
    )
    condition = models.CharField(
        _("condition"), max_length=30, blank=True, choices=partial(choices_of, "condition")
    )
    condition_detail = models.CharField(_("condition, in words"), max_length=500, blank=True)
    medication_response = models.CharField(
        _("how well medicines work"),
        max_length=20,
        blank=True,
        choices=partial(choices_of, "medication_response"),
    )
    treatment_kind = models.CharField(
        _("kind of treatment, as ticked"),
        max_length=20,
        blank=True,
        choices=partial(choices_of, "treatment_kind"),
    )
    treatment_name = models.CharField(_("name of the treatment"), max_length=200, blank=True)
    payment = models.CharField(
        _("payment, as ticked"), max_length=20, blank=True, choices=partial(choices_of, "payment")
    )
    provider_kind = models.CharField(
        _("kind of provider"), max_length=30, blank=True, choices=partial(choices_of, "provider_kind")
    )
    provider_name = models.CharField(_("name of the provider"), max_length=200, blank=True)
    plan_number = models.CharField(_("plan number"), max_length=60, blank=True)
    quoted_fee_yen = models.PositiveBigIntegerField(_("fee quoted, in yen"), null=True, blank=True)
    decision_date = models.DateField(_("date to decide by"), null=True, blank=True)
    questions = models.JSONField(_("questions ticked"), default=list, blank=True)

    contact_name = models.CharField(_("name"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # E.164, so that one number has one form.
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    preferred_channel = models.CharField(
        _("how to reach them"), max_length=10, choices=partial(choices_of, "preferred_channel")
    )
    best_time_to_call = models.CharField(
        _("best time to call"), max_length=20, blank=True, choices=partial(choices_of, "best_time_to_call")
    )

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-submitted_at"]

    def __str__(self) -> str:
        return self.reference

    def facts(self) -> Facts:
        """What triage reads, as of the Japanese calendar day of submission."""
        day = timezone.localdate(self.submitted_at)
        said: dict[str, Any] = {name: getattr(self, name) for name in FACT_FIELDS}
        if self.decision_date:
            said["decision_date"] = self.decision_date.isoformat()
        said["language"] = spoken(self.language)
        said["submitted_on"] = day.isoformat()
        return parse_facts(said, today=day)

    @property
    def decision(self) -> Any:
        """The newest decision: the one that counts."""
        return self.decisions.order_by("-pk").first()
