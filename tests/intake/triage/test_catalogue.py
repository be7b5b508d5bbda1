from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from intake.triage import Catalogue, Kind, Product, decide, parse_facts
from intake.triage.catalogue import Coverage, catalogue_from_rows
from intake.triage.facts import Condition

from .tables import SHIPPED, TODAY, decided, shipped_catalogue

pytestmark = pytest.mark.engine_free

ROWS = json.loads(SHIPPED.read_text(encoding="utf-8"))["treatments"]


@pytest.mark.parametrize(
    ("day", "covered"), [(date(2026, 5, 19), False), (date(2026, 5, 20), True), (date(2026, 11, 1), True)]
)
def test_coverage_begins_on_its_day(day, covered):
    catalogue = shipped_catalogue()
    assert catalogue.covered_on(catalogue.by_key("amchepry"), day) is covered


@pytest.mark.parametrize("key", ["reheart", "akuugo", "heartsheet", "collategene"])
def test_what_is_unconfirmed_or_ended_is_not_covered(key):
    catalogue = shipped_catalogue()
    assert not catalogue.covered_on(catalogue.by_key(key), date(2026, 11, 1))


def test_a_row_that_ends_changes_the_sorting_without_a_deployment():
    catalogue = shipped_catalogue()
    ended = Catalogue(
        tuple(
            replace(product, approved_until=date(2026, 1, 1)) if product.key == "jacc" else product
            for product in catalogue.products
        ),
        "draft",
    )
    facts = parse_facts({"relationship": "self", "message": "膝のジャックは受けられますか"}, today=TODAY)

    assert decide(facts, catalogue).track == "insured_specialist"
    assert decide(facts, ended).track == "self_pay_review"


def test_a_new_row_is_known_by_its_names_and_its_condition():
    product = Product(
        key="new",
        kind=Kind.STEM_CELL,
        names=("ナオリス", "Naolys"),
        conditions=(Condition.ALS,),
        indication_words=(),
        approved_from=TODAY,
        approved_until=None,
        coverages=(Coverage(TODAY, None, "V"),),
    )
    catalogue = Catalogue((*shipped_catalogue().products, product), "draft")
    inquiry = {"relationship": "self", "message": "ALSです。ナオリスについて教えてください"}

    before = decided(**inquiry)
    after = decide(parse_facts(inquiry, today=TODAY), catalogue)

    assert before.track != "insured_specialist"
    assert (after.track, after.treatment_kind) == ("insured_specialist", "stem_cell")


@pytest.mark.parametrize(
    "name",
    [
        "Amschepur",
        "Amchpre",
        "アムチェプリ",
        "アムシエプリー",
        "あむしぇぷり",
        "ｱﾑｼｪﾌﾟﾘ",
        "ＡＭＣＨＥＰＲＹ",
        "Amcheprey",
        "amchepri",
        "アムシェプリィ",
        "ア ム シェプリ",
    ],
)
def test_misspelt_names_are_known(name):
    decision = decided(relationship="parent", message=f"{name}について聞きたいです。パーキンソン病です。")
    assert (decision.track, decision.treatment_kind) == ("insured_specialist", "ips_cell")


def test_the_gift_basket_is_no_product():
    assert decided(message="プリハートのギフトはどこで買えますか").treatment_kind == "unknown"


def test_every_row_is_regular():
    keys = {frozenset(row) for row in ROWS}
    assert len(keys) == 1
    assert catalogue_from_rows(ROWS, version="x").version == "x"
    for row in ROWS:
        assert row["checked_on"] == "2026-11-01"
        assert row["sources"]
        assert row["certainty"] in ("V", "V2", "S", "K")
        assert all(coverage["certainty"] in ("V", "V2", "S", "K") for coverage in row["coverages"])


def test_what_only_the_founding_article_says_is_marked():
    (row,) = [row for row in ROWS if row["key"] == "amchepry"]
    (coverage,) = row["coverages"]
    assert (coverage["from"], coverage["price_yen"], coverage["certainty"]) == ("2026-05-20", 55306737, "S")
