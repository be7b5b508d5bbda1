"""Which version of an explanation a family was sent stays as it was (docs/adr/0016)."""

from django.db import migrations

_CHANGED = "OLD.explanation_id IS NOT NULL AND (NEW.explanation_id IS NULL OR NEW.explanation_id <> OLD.explanation_id)"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE TRIGGER followup_explanation_fixed BEFORE UPDATE OF explanation_id ON consult_followup"
            f" FOR EACH ROW WHEN {_CHANGED} BEGIN SELECT RAISE(ABORT, 'followup_explanation_fixed'); END"
        )
        return
    schema_editor.execute(
        "CREATE FUNCTION guard_followup_explanation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'followup_explanation_fixed' USING ERRCODE = 'check_violation'; END $$"
    )
    schema_editor.execute(
        "CREATE TRIGGER followup_explanation_fixed BEFORE UPDATE OF explanation_id ON consult_followup"
        f" FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION guard_followup_explanation()"
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER followup_explanation_fixed")
        return
    schema_editor.execute("DROP TRIGGER followup_explanation_fixed ON consult_followup")
    schema_editor.execute("DROP FUNCTION guard_followup_explanation")


class Migration(migrations.Migration):
    dependencies = [("consult", "0009_events_numbered"), ("intake", "0008_explanations_are_guarded")]
    operations = [migrations.RunPython(guard, unguard)]
