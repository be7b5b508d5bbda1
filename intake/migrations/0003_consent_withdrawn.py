"""Consents can be withdrawn, and there is one of its own for giving an inquiry to a hospital."""

import json
from pathlib import Path

import intake.sealed
from django.conf import settings
from django.db import migrations, models


DATA = Path(__file__).parent.parent / "data" / "consent_texts_hospital.json"


def load_consent_texts(apps, schema_editor):
    model = apps.get_model("intake", "ConsentText")
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    model.objects.bulk_create(model(**row) for row in rows)


def remove_consent_texts(apps, schema_editor):
    apps.get_model("intake", "ConsentText").objects.filter(
        kind="hospital", version="2026-11", consent=None
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_shipped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consent",
            name="one_consent_a_kind",
        ),
        migrations.AddField(
            model_name="consent",
            name="recipient",
            field=intake.sealed.SealedField(
                blank=True,
                bound_to=("inquiry_id", "kind", "given_at"),
                default="",
                holds="text",
                null=True,
                verbose_name="given to",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AlterField(
            model_name="consent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("own", "the writer's own consent"),
                    ("on_behalf", "on the patient's behalf"),
                    ("hospital", "that the inquiry is given to a hospital"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="consenttext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("own", "the writer's own consent"),
                    ("on_behalf", "on the patient's behalf"),
                    ("hospital", "that the inquiry is given to a hospital"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("inquiry", "kind"),
                name="one_consent_in_force_a_kind",
            ),
        ),
        migrations.RunPython(load_consent_texts, remove_consent_texts),
    ]
