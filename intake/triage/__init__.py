"""Triage: one pure function from what a family told us to how their inquiry is sorted."""

from .catalogue import Catalogue, Coverage, Product, catalogue_from_file, catalogue_from_rows
from .decide import decide
from .decision import RULESET, Decision, Evidence, Flag, Judgment, Priority, Reason, Track
from .facts import Facts, FactsError, Kind, parse_facts

__all__ = [
    "RULESET",
    "Catalogue",
    "Coverage",
    "Decision",
    "Evidence",
    "Facts",
    "FactsError",
    "Flag",
    "Judgment",
    "Kind",
    "Priority",
    "Product",
    "Reason",
    "Track",
    "catalogue_from_file",
    "catalogue_from_rows",
    "decide",
    "parse_facts",
]
