"""The catalogue, the consent texts and the first explanations, as shipped in intake/data.

Explanations come without an approval: a physician of the centre gives it in the admin.
"""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).parent.parent / "data"


def _read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def load_catalogue(apps, schema_editor):
    for row in _read("catalogue.json")["treatments"]:
        _load_treatment(apps, row)


def _load_treatment(apps, row):
    treatment = apps.get_model("intake", "Treatment").objects.create(
        key=row["key"],
        kind=row["kind"],
        name_ja=row["name_ja"],
        name_en=row["name_en"],
        maker=row["maker"] or "",
        route=row["approval_route"],
        approved_from=row["approved_from"],
        approved_until=row["approved_until"],
        indication_ja=row["indication_ja"],
        indication_en=row["indication_en"],
        conditions=row["conditions"],
        indication_words=row["indication_words"],
        outside_words=row["outside_words"],
        clues=row["clues"],
        note_ja=row["note_ja"],
        note_en=row["note_en"],
        certainty=row["certainty"],
        checked_on=row["checked_on"],
    )
    for spelling in dict.fromkeys(row["spellings"]):
        apps.get_model("intake", "TreatmentName").objects.create(treatment=treatment, spelling=spelling)
    for coverage in row["coverages"]:
        apps.get_model("intake", "Coverage").objects.create(
            treatment=treatment,
            covered_from=coverage["from"],
            covered_until=coverage["until"],
            price_yen=coverage["price_yen"],
            status=coverage["status"],
            certainty=coverage["certainty"],
            source_title=coverage["source"]["title"],
            source_publisher=coverage["source"]["publisher"],
        )
    for source in row["sources"]:
        apps.get_model("intake", "Source").objects.create(
            treatment=treatment,
            title=source["title"],
            publisher=source["publisher"],
            certainty=source.get("certainty", row["certainty"]),
            checked_on=row["checked_on"],
        )


def load_consent_texts(apps, schema_editor):
    model = apps.get_model("intake", "ConsentText")
    model.objects.bulk_create(model(**row) for row in _read("consent_texts.json"))


def load_explanations(apps, schema_editor):
    model = apps.get_model("intake", "Explanation")
    model.objects.bulk_create(model(version=1, **row) for row in _read("explanations.json"))


def remove_catalogue(apps, schema_editor):
    keys = [row["key"] for row in _read("catalogue.json")["treatments"]]
    apps.get_model("intake", "Treatment").objects.filter(key__in=keys).delete()


def remove_consent_texts(apps, schema_editor):
    apps.get_model("intake", "ConsentText").objects.filter(version="2026-11", consent=None).delete()


def remove_explanations(apps, schema_editor):
    keys = {row["key"] for row in _read("explanations.json")}
    apps.get_model("intake", "Explanation").objects.filter(
        key__in=keys, version=1, approved_at=None
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [
        migrations.RunPython(load_catalogue, remove_catalogue),
        migrations.RunPython(load_consent_texts, remove_consent_texts),
        migrations.RunPython(load_explanations, remove_explanations),
    ]
