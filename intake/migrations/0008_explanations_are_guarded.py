"""What the database refuses of explanations, whoever asks (docs/adr/0016).

SQLite drops the triggers of a table that a later migration makes anew (AlterField, RemoveField …): that migration
has to run `guard` again. tests/intake/test_explanations_guarded.py notices.
"""

from django.db import migrations

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


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, _refused in _rules("{} IS NOT {}"):
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP TRIGGER guard_explanation ON intake_explanation")
    schema_editor.execute("DROP FUNCTION guard_explanation")


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_explanations_that_last")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO intake_explanation_writers (explanation_id, user_id)"
            " SELECT id, author_id FROM intake_explanation WHERE author_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(guard, unguard),
    ]
