"""The consent texts in easy Japanese, beside the same version in Japanese; and a third language of explanations."""

import json
from pathlib import Path

from django.db import migrations, models

import intake.models.languages

DATA = Path(__file__).parent.parent / "data" / "consent_texts_easy.json"


def load_consent_texts(apps, schema_editor):
    model = apps.get_model("intake", "ConsentText")
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    model.objects.bulk_create(model(**row) for row in rows)


def remove_consent_texts(apps, schema_editor):
    apps.get_model("intake", "ConsentText").objects.filter(
        language="ja-easy", version="2026-11", consent=None
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
    ]
