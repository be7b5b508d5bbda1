"""Explanations: texts in versions, sent or shown only once a physician approved them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.languages import languages, spoken


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    def approved(self) -> ExplanationQuerySet:
        return self.exclude(approved_at=None)

    def current(self, language: str) -> list[Explanation]:
        """The newest approved version of each key in one language, in the order of their titles.

        What no physician approved in easy Japanese is there as a whole in Japanese.
        """
        newest: dict[str, Explanation] = {}
        for code in dict.fromkeys((spoken(language), language)):
            for explanation in self.approved().filter(language=code).order_by("key", "version"):
                newest[explanation.key] = explanation
        return sorted(newest.values(), key=lambda e: e.title)

    def to_send(self, language: str, track: str) -> list[Explanation]:
        """What may be sent on a case of this track: written for it, or for everyone."""
        audiences = (Explanation.Audience.EVERYONE, track)
        return [explanation for explanation in self.current(language) if explanation.audience in audiences]

    def public_pages(self, languages: Sequence[str]) -> list[Explanation]:
        """What anybody may read: of each key one row, in the first of `languages` that it is shown in.

        The newest approved version decides whether it is shown: one that isn't `public` takes the page down.
        """
        newest: dict[tuple[str, str], Explanation] = {}
        for explanation in self.approved().filter(language__in=languages).order_by("version"):
            newest[explanation.key, explanation.language] = explanation
        shown: dict[str, Explanation] = {}
        for language in languages:
            for (key, own), explanation in newest.items():
                if own == language and explanation.public:
                    shown.setdefault(key, explanation)
        return sorted(shown.values(), key=lambda e: (e.position, e.title))


class Explanation(models.Model):
    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        INSURED = "insured_specialist", _("insured-specialist track")
        SELF_PAY = "self_pay_review", _("self-pay review track")
        # About the service itself: read on its page, not sent as an answer.
        VISITORS = "visitors", _("visitors of the public pages; not sent")

    key = models.SlugField(_("key"), max_length=60)
    language = models.CharField(_("language"), max_length=10, choices=languages)
    version = models.PositiveIntegerField(_("version"), default=1)
    audience = models.CharField(
        _("for whom"), max_length=20, choices=Audience.choices, default=Audience.EVERYONE
    )
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("summary"),
        max_length=200,
        blank=True,
        help_text=_("One or two sentences: below the title in the list, and what search engines show."),
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list. "
            "“- [ ] ” makes a box to tick, with room to write in print."
        ),
    )
    sources = models.TextField(
        _("sources"),
        help_text=_(
            "One a line: certainty | title | day it was checked. Certainty is V, V2, S, K or D. "
            "Example: V | Name of the page, publisher | 2026-11-01"
        ),
    )
    public = models.BooleanField(
        _("public page"),
        default=False,
        help_text=_("Anybody can read it below /learn/. The newest approved version decides."),
    )
    position = models.PositiveSmallIntegerField(
        _("position in the list of public pages"), default=100, help_text=_("Small numbers come first.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations_written",
        verbose_name=_("author"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations_approved",
        verbose_name=_("approved by (physician)"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = ExplanationQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        permissions = [("approve_explanation", "Can approve explanations as a physician")]
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "version"], name="one_explanation_a_version"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="explanation_approval_names_a_person",
            ),
            # A NULL author compares as unknown, which a check lets pass: shipped texts have no author.
            models.CheckConstraint(
                condition=Q(author=None) | Q(approved_by=None) | ~Q(approved_by=F("author")),
                name="explanation_not_approved_by_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.version})"
