"""The pages that anybody can read, as shipped in intake/data/pages; a version that is there already is left alone.

Like all explanations they come without an approval: a physician of the centre gives it in the admin. Until then
the versions before them stay in use.
"""

import tomllib
from pathlib import Path

from django.db import migrations

PAGES = Path(__file__).parent.parent / "data" / "pages"


def _pages():
    return [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(PAGES.glob("*.toml"))]


def load_pages(apps, schema_editor):
    model = apps.get_model("intake", "Explanation")
    for key, page in _pages():
        for language, text in page.items():
            if not isinstance(text, dict):
                continue
            model.objects.get_or_create(
                key=key,
                language=language,
                version=page["version"],
                defaults={
                    "audience": page["audience"],
                    "kinds": page.get("kinds", []),
                    "flags": page.get("flags", []),
                    "cost_month": page.get("cost_month", ""),
                    "position": page["position"],
                    "public": True,
                    "title": text["title"],
                    "summary": text["summary"],
                    "body": text["body"].strip(),
                    "sources": text["sources"].strip(),
                },
            )


def remove_pages(apps, schema_editor):
    model = apps.get_model("intake", "Explanation")
    for key, page in _pages():
        model.objects.filter(key=key, version=page["version"], author=None, approved_at=None).delete()
    # PostgreSQL alters no table while a check on its rows waits for the end of the transaction.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_explanations_are_guarded")]
    operations = [migrations.RunPython(load_pages, remove_pages)]
