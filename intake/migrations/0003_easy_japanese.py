"""The consent texts and the first explanations in easy Japanese, beside the same versions in Japanese.

The explanations come without an approval, as the others did: a physician of the centre gives it in the admin.
"""

import json
from pathlib import Path

from django.db import migrations, models

import intake.models.languages

DATA = Path(__file__).parent.parent / "data"


def _read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def load_consent_texts(apps, schema_editor):
    model = apps.get_model("intake", "ConsentText")
    model.objects.bulk_create(model(**row) for row in _read("consent_texts_easy.json"))


def load_explanations(apps, schema_editor):
    model = apps.get_model("intake", "Explanation")
    model.objects.bulk_create(model(version=1, **row) for row in _read("explanations_easy.json"))


def remove_consent_texts(apps, schema_editor):
    apps.get_model("intake", "ConsentText").objects.filter(
        language="ja-easy", version="2026-11", consent=None
    ).delete()


def remove_explanations(apps, schema_editor):
    keys = {row["key"] for row in _read("explanations_easy.json")}
    apps.get_model("intake", "Explanation").objects.filter(
        key__in=keys, language="ja-easy", version=1, approved_at=None
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_shipped_content")]
    operations = [
        migrations.AlterField(
            model_name="explanation",
            name="language",
            field=models.CharField(
                choices=intake.models.languages.languages, max_length=10, verbose_name="language"
            ),
        ),
        migrations.RunPython(load_consent_texts, remove_consent_texts),
        migrations.RunPython(load_explanations, remove_explanations),
    ]
