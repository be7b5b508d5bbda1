"""The approved products as of a day, in the shape that triage reads them.

Admins own the rows; this module only holds them. Their JSON shape is described in docs/triage.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from .facts import Condition, Kind

CONFIRMED = "confirmed"

__all__ = [
    "CONFIRMED",
    "Catalogue",
    "Condition",
    "Coverage",
    "Kind",
    "Product",
    "catalogue_from_file",
    "catalogue_from_rows",
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A span in which public insurance covers a product, both ends included.

    `start` is None where the source says only that it is covered, `end` is None while it lasts.
    `confirmed` is False for a coverage that nobody could find out about ("to be confirmed").
    """

    start: date | None
    end: date | None
    certainty: str
    confirmed: bool = True

    def holds_on(self, day: date) -> bool:
        started = self.start is None or self.start <= day
        return self.confirmed and started and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Product:
    """One approved regenerative medicine product.

    `conditions` are codebook codes; `indication_words` narrow a code that is wider than the indication (a
    burn among all of `skin`) and are empty where the code alone will do; `outside_words` show that a case
    lies outside it (chronic, for an acute-phase product). `clues` are what people say instead of the name:
    the maker, the price in the news.
    """

    key: str
    kind: Kind
    names: tuple[str, ...]
    conditions: tuple[Condition, ...]
    indication_words: tuple[str, ...]
    approved_from: date | None
    approved_until: date | None
    coverages: tuple[Coverage, ...]
    outside_words: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()

    def ended_by(self, day: date) -> bool:
        return self.approved_until is not None and self.approved_until < day


@dataclass(frozen=True)
class Catalogue:
    """All products, and the version of the rows that they were read from."""

    products: tuple[Product, ...]
    version: str

    def __hash__(self) -> int:
        # Word indexes are kept by catalogue: hashing every name would cost more than a decision.
        return hash((self.version, len(self.products)))

    def covered_on(self, product: Product, day: date) -> bool:
        """Whether public insurance is known to cover `product` on `day`."""
        return not product.ended_by(day) and any(coverage.holds_on(day) for coverage in product.coverages)

    @cached_property
    def _by_key(self) -> dict[str, Product]:
        return {product.key: product for product in self.products}

    def by_key(self, key: str) -> Product:
        """Raises KeyError for a key that no product has."""
        return self._by_key[key]


def catalogue_from_file(path: Path) -> Catalogue:
    """The catalogue of a JSON file in the shipped shape; raises OSError, ValueError or KeyError."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return catalogue_from_rows(content["treatments"], version=content["version"])


def catalogue_from_rows(rows: Iterable[Mapping[str, Any]], *, version: str = "") -> Catalogue:
    """The catalogue of rows in the shipped JSON shape; raises KeyError or ValueError for others."""
    return Catalogue(products=tuple(product_from_row(row) for row in rows), version=version)


def product_from_row(row: Mapping[str, Any]) -> Product:
    names = dict.fromkeys([row["name_ja"], row["name_en"], *row["spellings"]])
    return Product(
        key=row["key"],
        kind=Kind(row["kind"]),
        names=tuple(name for name in names if name),
        conditions=tuple(Condition(code) for code in row["conditions"]),
        indication_words=tuple(row["indication_words"]),
        approved_from=optional_date(row["approved_from"]),
        approved_until=optional_date(row["approved_until"]),
        coverages=tuple(coverage_from_row(coverage) for coverage in row["coverages"]),
        outside_words=tuple(row.get("outside_words", ())),
        clues=tuple(row.get("clues", ())),
    )


def coverage_from_row(row: Mapping[str, Any]) -> Coverage:
    return Coverage(
        start=optional_date(row["from"]),
        end=optional_date(row["until"]),
        certainty=row["certainty"],
        confirmed=row["status"] == CONFIRMED,
    )


def optional_date(value: str | date | None) -> date | None:
    """Rows come from JSON as text and from the database as dates."""
    return date.fromisoformat(value) if isinstance(value, str) else value
