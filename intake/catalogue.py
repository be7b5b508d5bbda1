"""The catalogue that triage reads: the admins' rows, or the shipped file where there is no database yet."""

from __future__ import annotations

from pathlib import Path

from django.db import DatabaseError

from intake.models import Treatment
from intake.triage import catalogue as pure

SHIPPED_FILE = Path(__file__).parent / "data" / "catalogue.json"


def current_catalogue() -> pure.Catalogue:
    """All treatments as they stand in the database now (three queries)."""
    treatments = Treatment.objects.prefetch_related("names", "coverages").order_by("key")
    return pure.Catalogue(products=tuple(_product(treatment) for treatment in treatments), version="database")


def catalogue_for_commands() -> tuple[pure.Catalogue, bool]:
    """The catalogue, and whether it came from the database.

    A fresh checkout can sort inquiries before anything was migrated: it uses the file it was shipped with.
    """
    try:
        catalogue = current_catalogue()
    except DatabaseError:
        return shipped_catalogue(), False
    return (catalogue, True) if catalogue.products else (shipped_catalogue(), False)


def shipped_catalogue() -> pure.Catalogue:
    return pure.catalogue_from_file(SHIPPED_FILE)


def _product(treatment: Treatment) -> pure.Product:
    names = (treatment.name_ja, treatment.name_en, *(name.spelling for name in treatment.names.all()))
    return pure.Product(
        key=treatment.key,
        kind=pure.Kind(treatment.kind),
        names=tuple(dict.fromkeys(names)),
        conditions=tuple(pure.Condition(code) for code in treatment.conditions),
        indication_words=tuple(treatment.indication_words),
        approved_from=treatment.approved_from,
        approved_until=treatment.approved_until,
        coverages=tuple(
            pure.Coverage(
                start=coverage.covered_from,
                end=coverage.covered_until,
                certainty=coverage.certainty,
                confirmed=coverage.status == pure.CONFIRMED,
            )
            for coverage in treatment.coverages.all()
        ),
        outside_words=tuple(treatment.outside_words),
        clues=tuple(treatment.clues),
    )
