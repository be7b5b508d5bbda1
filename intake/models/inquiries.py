"""An inquiry: what a family said. It does not change once submitted; how it is worked is a Case (consult)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models.languages import spoken
from intake.sealed import BlindIndexField, SealedField
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
# What tells an inquiry apart before it has a key: what is sealed is bound to it.
_ROW = ("reference",)


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

    message = SealedField(_("in their own words"), blank=True, bound_to=_ROW)
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
    condition_detail = SealedField(_("condition, in words"), blank=True, bound_to=_ROW)
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
    treatment_name = SealedField(_("name of the treatment"), blank=True, bound_to=_ROW)
    payment = models.CharField(
        _("payment, as ticked"), max_length=20, blank=True, choices=partial(choices_of, "payment")
    )
    provider_kind = models.CharField(
        _("kind of provider"), max_length=30, blank=True, choices=partial(choices_of, "provider_kind")
    )
    provider_name = SealedField(_("name of the provider"), blank=True, bound_to=_ROW)
    plan_number = SealedField(_("plan number"), blank=True, bound_to=_ROW)
    quoted_fee_yen = models.PositiveBigIntegerField(_("fee quoted, in yen"), null=True, blank=True)
    decision_date = models.DateField(_("date to decide by"), null=True, blank=True)
    questions = models.JSONField(_("questions ticked"), default=list, blank=True)

    contact_name = SealedField(_("name"), blank=True, bound_to=_ROW)
    email = SealedField(_("e-mail"), blank=True, bound_to=_ROW)
    email_index = BlindIndexField(_("what finds the e-mail"), of="email")
    # E.164, so that one number has one form.
    phone = SealedField(_("telephone"), blank=True, bound_to=_ROW)
    phone_index = BlindIndexField(_("what finds the telephone"), of="phone")
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
