"""Explanations: texts in versions, sent or shown only once a physician approved them.

What the database itself refuses (docs/adr/0016): an approval by somebody who wrote words of the text, one in
the same breath as a change, and any change to an approved text but the day from which it is shown no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.costs import MONTH
from intake.models.languages import languages, spoken
from intake.ruby import marked, to_plain

# What a version says and whom it is for: written by editors, copied into the next one, fixed once approved.
WRITTEN = (
    "audience", "kinds", "flags", "title", "summary", "body", "sources", "cost_month", "public", "position",
)  # fmt: skip


class ExplanationQuerySet(models.QuerySet["Explanation"]):
    def approved(self) -> ExplanationQuerySet:
        return self.exclude(approved_at=None)

    def begun(self, on: date) -> ExplanationQuerySet:
        """Approved, and not for a later day; its time may be over."""
        return self.approved().filter(Q(published_from=None) | Q(published_from__lte=on))

    def lasting(self, on: date) -> ExplanationQuerySet:
        return self.begun(on).filter(Q(published_until=None) | Q(published_until__gt=on))

    def to_be_shown(self, on: date) -> dict[tuple[str, str], Explanation]:
        """By key and language what stands on a day.

        The newest approved version that has begun decides, also where its time is over: an older one would
        say again what somebody took back.
        """
        newest = {(one.key, one.language): one for one in self.begun(on).order_by("version")}
        return {place: one for place, one in newest.items() if not one.is_over(on)}

    def current(self, language: str, on: date) -> list[Explanation]:
        """What stands of each key in one language, in the order of their titles.

        What no physician approved in easy Japanese is there as a whole in Japanese.
        """
        codes = list(dict.fromkeys((spoken(language), language)))
        shown = self.filter(language__in=codes).to_be_shown(on)
        found: dict[str, Explanation] = {}
        for code in codes:
            found |= {key: one for (key, own), one in shown.items() if own == code}
        return sorted(found.values(), key=lambda e: e.title)

    def to_send(self, language: str, track: str, on: date) -> list[Explanation]:
        """What may be sent on a case of this track: written for it, or for everyone."""
        audiences = (Explanation.Audience.EVERYONE, track)
        return [
            explanation for explanation in self.current(language, on) if explanation.audience in audiences
        ]

    def public_pages(self, languages: Sequence[str], on: date) -> list[Explanation]:
        """What anybody may read: of each key one row, in the first of `languages` that it is shown in.

        A version that isn't `public` takes the page down.
        """
        newest = self.filter(language__in=languages).to_be_shown(on)
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
    kinds = models.JSONField(
        _("for these kinds of treatment"),
        default=list,
        blank=True,
        help_text=_("A counselor sees it first on such a case. None: for all of them."),
    )
    flags = models.JSONField(
        _("for these flags"),
        default=list,
        blank=True,
        help_text=_("A counselor sees it first on a case with one of them."),
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
    cost_month = models.CharField(
        _("ceilings as of the month"),
        max_length=7,
        blank=True,
        validators=[MONTH],
        help_text=_(
            "Where the text names amounts of a table of ceilings: a month of that table, such as 2026-08. "
            "Once the table has ended, the text is a task for editors."
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
    published_from = models.DateField(
        _("shown from"), null=True, blank=True, help_text=_("Empty: as soon as a physician approved it.")
    )
    published_until = models.DateField(
        _("shown until"),
        null=True,
        blank=True,
        help_text=_("From this day on it is shown no more. May be set after the approval, too."),
    )
    # Counts up with every change, so that what a physician approves is what they read.
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="explanations_written",
        verbose_name=_("author"),
    )
    # All who wrote words of it that no physician had approved yet: none of them approves it.
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("writers")
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

    tasks = GenericRelation("intake.EditorTask", related_query_name="explanation")

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
            models.CheckConstraint(
                condition=Q(published_from=None)
                | Q(published_until=None)
                | Q(published_until__gte=F("published_from")),
                name="explanation_shown_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{to_plain(marked(self.title))} ({self.language}, {self.version})"

    def is_over(self, on: date) -> bool:
        return self.published_until is not None and self.published_until <= on

    def is_meant_for(self, *, kind: str, flags: Sequence[str]) -> bool:
        """Whether it was written for just such cases, rather than for all of a track."""
        return kind in self.kinds or bool(set(self.flags) & set(flags))
