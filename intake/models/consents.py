"""What a family agreed to, word for word, and when."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.languages import EASY_JAPANESE
from intake.sealed import SealedField


class ConsentKind(models.TextChoices):
    OWN = "own", _("the writer's own consent")
    ON_BEHALF = "on_behalf", _("on the patient's behalf")
    HOSPITAL = "hospital", _("that the inquiry is given to a hospital")


# Asked for before anything is written. What else is agreed to is asked for by itself, and never with them.
OF_AN_INQUIRY = (ConsentKind.OWN, ConsentKind.ON_BEHALF)


class ConsentTexts:
    """Texts that were read together: what stands on a page, and what a form that comes back names."""

    def __init__(self, texts: Iterable[ConsentText]) -> None:
        self._by_wording = {(text.kind, text.wording): text for text in texts}

    def current(self, kind: str, language: str) -> ConsentText:
        """The newest text of this kind, in this language, else in Japanese.

        An easy text that lags behind the Japanese one would have people agree to other things.
        """
        texts = {text.language: text for (of, _wording), text in self._by_wording.items() if of == kind}
        text = texts.get(language) or texts["ja"]
        lags = text.language == EASY_JAPANESE and text.version != texts["ja"].version
        return texts["ja"] if lags else text

    def read(self, kind: str, wording: str) -> ConsentText | None:
        """The text of this `ConsentText.wording`."""
        return self._by_wording.get((kind, wording))


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def of(self, *kinds: str) -> ConsentTexts:
        """All texts of these kinds, in one query."""
        return ConsentTexts(self.filter(kind__in=kinds).order_by("version"))

    def current(self, kind: str, language: str) -> ConsentText:
        return self.of(kind).current(kind, language)


class ConsentText(models.Model):
    """One version of a consent in one language. Never changed once it stands here: a consent is proof
    of what was read, so a new wording is a new version."""

    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind.choices)
    language = models.CharField(_("language"), max_length=10)
    version = models.CharField(_("version"), max_length=20)
    body = models.TextField(_("text"))

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"], name="one_consent_text_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.language}"

    @property
    def wording(self) -> str:
        """Names what stood on the page; the form sends it back with the tick."""
        return f"{self.version} {self.language}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """Taken back, it stays: that it was given, and until when. Given once more, it is another row."""

    inquiry = models.ForeignKey(
        "intake.Inquiry", on_delete=models.CASCADE, related_name="consents", verbose_name=_("inquiry")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ConsentKind.choices)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, verbose_name=_("text that was read"))
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # Whom something may be given to, as the family named them: one consent, one hospital. NULL where it was
    # written by code of before this column.
    recipient = SealedField(
        _("given to"), default="", null=True, blank=True, bound_to=("inquiry_id", "kind", "given_at")
    )
    # Where a family did not read the text itself: who read it out, or saw that it agreed in a letter.
    read_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read out by (empty: read by the family itself)"),
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "kind"],
                condition=models.Q(withdrawn_at=None),
                name="one_consent_in_force_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.kind}"
