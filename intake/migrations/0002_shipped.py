"""What the service ships: the catalogue, consent texts, explanations and the tables of costs, from intake/data.

From here on they are the centre's own: admins change them. Explanations come without an approval: a physician of
the centre gives it in the admin. And what the database refuses of explanations, whoever asks (docs/adr/0016).

SQLite drops the triggers of a table that a later migration makes anew (AlterField, RemoveField …): that
migration has to run `guard` again. tests/intake/test_explanations_guarded.py notices.
"""

import json
import tomllib
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
    for name in ("consent_texts.json", "consent_texts_easy.json"):
        model.objects.bulk_create(model(**row) for row in _read(name))


def load_explanations(apps, schema_editor):
    model = apps.get_model("intake", "Explanation")
    for name in ("explanations.json", "explanations_easy.json"):
        model.objects.bulk_create(model(version=1, **row) for row in _read(name))


def load_pages(apps, schema_editor):
    """The pages that anybody can read; a version that is there already is left alone."""
    model = apps.get_model("intake", "Explanation")
    for path in sorted((DATA / "pages").glob("*.toml")):
        page = tomllib.loads(path.read_text(encoding="utf-8"))
        for language, text in page.items():
            if isinstance(text, dict):
                _load_page(model, path.stem, page, language, text)


def _load_page(model, key, page, language, text):
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


def _source(row):
    return {
        "source_ja": row["source_ja"],
        "source_easy": row["source_easy"],
        "source_en": row["source"],
        "certainty": row["certainty"],
        "checked_on": row["checked_on"],
    }


def load_cost_tables(apps, schema_editor):
    shipped = _read("cost_tables.json")
    for row in shipped["copay_rates"]:
        apps.get_model("intake", "CopayRate").objects.create(
            from_age=row["from_age"], percent=row["percent"], **_source(row)
        )
    for row in shipped["ceilings"]:
        _load_ceilings(apps, row)
    for row in shipped["subsidies"]:
        _load_subsidies(apps, row)


def _load_ceilings(apps, row):
    table = apps.get_model("intake", "CeilingTable").objects.create(
        from_month=row["from_month"],
        until_month=row.get("until_month") or "",
        planned=row["planned"],
        takes_letters=row["takes_letters"],
        low_pay_until_yen=row.get("low_pay_until_yen"),
        **_source(row),
    )
    for group in ("under_70", "from_70"):
        for position, band in enumerate(row[group], start=1):
            apps.get_model("intake", "CeilingBand").objects.create(
                table=table, group=group, position=position, **band
            )


def _load_subsidies(apps, row):
    table = apps.get_model("intake", "SubsidyTable").objects.create(
        from_month=row.get("from_month") or "",
        until_month=row.get("until_month") or "",
        max_percent=row["max_percent"],
        **_source(row),
    )
    for tier, kinds in row["ceilings_yen"].items():
        apps.get_model("intake", "SubsidyCeiling").objects.create(
            table=table, tier=tier, **{f"{kind}_yen": amount for kind, amount in kinds.items()}
        )


_FIXED = (
    "key", "language", "version", "audience", "kinds", "flags", "title", "summary", "body", "sources",
    "cost_month", "public", "position", "published_from", "revision", "author_id", "approved_by_id",
    "approved_at",
)  # fmt: skip
# What an approval may not change in the same breath: else its words were read by nobody.
_WORDS = tuple(name for name in _FIXED if not name.startswith("approved_"))
_WROTE_IT = (
    "NEW.approved_by_id = OLD.author_id OR EXISTS (SELECT 1 FROM intake_explanation_writers w"
    " WHERE w.explanation_id = OLD.id AND w.user_id = NEW.approved_by_id)"
)


def _any_differs(names, differs):
    return " OR ".join(differs.format(f"NEW.{name}", f"OLD.{name}") for name in names)


def _rules(differs):
    """(name, the update that it refuses) of each rule."""
    yield "explanation_fixed_once_approved", f"OLD.approved_at IS NOT NULL AND ({_any_differs(_FIXED, differs)})"
    approval = "OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL"
    yield "explanation_not_approved_by_a_writer", f"{approval} AND ({_WROTE_IT})"
    yield "explanation_approved_as_it_stood", f"{approval} AND ({_any_differs(_WORDS, differs)})"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, refused in _rules("{} IS NOT {}"):
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON intake_explanation FOR EACH ROW WHEN {refused}"
                f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )
        return
    checks = " ".join(
        f"IF {refused} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF;"
        for name, refused in _rules("{} IS DISTINCT FROM {}")
    )
    schema_editor.execute(
        "CREATE FUNCTION guard_explanation() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {checks} RETURN NEW; END $$"
    )
    schema_editor.execute(
        "CREATE TRIGGER guard_explanation BEFORE UPDATE ON intake_explanation"
        " FOR EACH ROW EXECUTE FUNCTION guard_explanation()"
    )


class Migration(migrations.Migration):
    replaces = [
        ("intake", "0002_shipped_content"),
        ("intake", "0006_cost_tables"),
        ("intake", "0009_pages_in_fourteen_topics"),
    ]
    dependencies = [("intake", "0001_schema")]
    operations = [
        migrations.RunPython(load_catalogue),
        migrations.RunPython(load_consent_texts),
        migrations.RunPython(load_explanations),
        migrations.RunPython(load_cost_tables),
        migrations.RunPython(guard),
        migrations.RunPython(load_pages),
    ]
