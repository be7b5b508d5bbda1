"""The catalogue that triage reads: the admins' rows, or the shipped file where there is no database yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction

from intake.models import Coverage, Source, Treatment, TreatmentName
from intake.triage import catalogue as pure

SHIPPED_FILE = Path(__file__).parent / "data" / "catalogue.json"


# Treatments, spellings and coverages, as the queries below give them.
_Rows = tuple[list[Any], list[Any], list[Any]]
# The next reader most often finds the same rows: then the same catalogue is taken, with the indexes of its
# words that triage keeps by catalogue.
_read_last: tuple[_Rows, pure.Catalogue] | None = None


def current_catalogue() -> pure.Catalogue:
    """All treatments as they stand in the database now (three queries)."""
    global _read_last
    rows, known = _rows(), _read_last
    if known is None or known[0] != rows:
        known = _read_last = (rows, _made_of(*rows))
    return known[1]


def _rows() -> _Rows:
    return (
        list(Treatment.objects.order_by("key").values()),
        list(TreatmentName.objects.order_by("pk").values_list("treatment", "spelling")),
        list(Coverage.objects.order_by("pk").values()),
    )


def _made_of(treatments: list[Any], names: list[Any], coverages: list[Any]) -> pure.Catalogue:
    spelled, covered = defaultdict(list), defaultdict(list)
    for treatment, spelling in names:
        spelled[treatment].append(spelling)
    for row in coverages:
        covered[row["treatment_id"]].append(row)
    products = tuple(_product(row, spelled[row["id"]], covered[row["id"]]) for row in treatments)
    return pure.Catalogue(products=products, version="database")


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


def _product(row: dict[str, Any], spellings: list[str], coverages: list[dict[str, Any]]) -> pure.Product:
    names = (row["name_ja"], row["name_en"], *spellings)
    return pure.Product(
        key=row["key"],
        kind=pure.Kind(row["kind"]),
        names=tuple(dict.fromkeys(names)),
        conditions=tuple(pure.Condition(code) for code in row["conditions"]),
        indication_words=tuple(row["indication_words"]),
        approved_from=row["approved_from"],
        approved_until=row["approved_until"],
        coverages=tuple(
            pure.Coverage(
                start=coverage["covered_from"],
                end=coverage["covered_until"],
                certainty=coverage["certainty"],
                confirmed=coverage["status"] == pure.CONFIRMED,
            )
            for coverage in coverages
        ),
        outside_words=tuple(row["outside_words"]),
        clues=tuple(row["clues"]),
    )


# The columns of a treatment that have the same name in its row.
_SAME_NAME = (
    "key",
    "kind",
    "name_ja",
    "name_en",
    "maker",
    "indication_ja",
    "indication_en",
    "conditions",
    "indication_words",
    "outside_words",
    "clues",
    "note_ja",
    "note_en",
    "certainty",
)


def read_row(treatment: Treatment) -> dict[str, Any]:
    """A treatment with its names, coverages and sources in the shape of the shipped file (docs/triage.md)."""
    return {
        **{name: getattr(treatment, name) for name in _SAME_NAME},
        "approval_route": treatment.route,
        "approved_from": _iso(treatment.approved_from),
        "approved_until": _iso(treatment.approved_until),
        "checked_on": _iso(treatment.checked_on),
        "spellings": [name.spelling for name in treatment.names.order_by("pk")],
        "coverages": [
            {
                "from": _iso(coverage.covered_from),
                "until": _iso(coverage.covered_until),
                "price_yen": coverage.price_yen,
                "status": coverage.status,
                "certainty": coverage.certainty,
                "source": {"title": coverage.source_title, "publisher": coverage.source_publisher},
            }
            for coverage in treatment.coverages.order_by("pk")
        ],
        "sources": [
            {
                "title": source.title,
                "publisher": source.publisher,
                "certainty": source.certainty,
                "checked_on": _iso(source.checked_on),
            }
            for source in treatment.sources.order_by("pk")
        ],
    }


def write_row(row: dict[str, Any]) -> None:
    """Makes the treatment of this key what the row says, names, coverages and sources included."""
    with transaction.atomic():
        treatment, _created = Treatment.objects.update_or_create(
            key=row["key"],
            defaults={
                **{name: row[name] for name in _SAME_NAME},
                "route": row["approval_route"],
                "approved_from": row["approved_from"],
                "approved_until": row["approved_until"],
                "checked_on": row["checked_on"],
            },
        )
        treatment.names.all().delete()
        treatment.coverages.all().delete()
        treatment.sources.all().delete()
        TreatmentName.objects.bulk_create(
            TreatmentName(treatment=treatment, spelling=spelling)
            for spelling in dict.fromkeys(row["spellings"])
        )
        Coverage.objects.bulk_create(_coverage(treatment, coverage) for coverage in row["coverages"])
        Source.objects.bulk_create(Source(treatment=treatment, **source) for source in row["sources"])


def _coverage(treatment: Treatment, row: dict[str, Any]) -> Coverage:
    return Coverage(
        treatment=treatment,
        covered_from=row["from"],
        covered_until=row["until"],
        price_yen=row["price_yen"],
        status=row["status"],
        certainty=row["certainty"],
        source_title=row["source"]["title"],
        source_publisher=row["source"]["publisher"],
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
