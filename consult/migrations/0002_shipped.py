"""Hours, response targets and levels of escalation to start from: they are the centre's own, admins change them.

And which version of an explanation a family was sent stays as it was (docs/adr/0016).
"""

from datetime import date, time

from django.db import migrations

WEEKDAYS = range(5)
TARGETS = {"urgent": 2, "soon": 7, "routine": 14}


def add_hours(apps, schema_editor):
    hours = apps.get_model("consult", "OpeningHours")
    hours.objects.bulk_create(
        hours(weekday=weekday, opens=time(10), closes=time(17)) for weekday in WEEKDAYS
    )
    targets = apps.get_model("consult", "ResponseTarget")
    targets.objects.bulk_create(
        targets(priority=priority, business_hours=business_hours)
        for priority, business_hours in TARGETS.items()
    )


def add_year_end(apps, schema_editor):
    # As offices in Japan do; later years are for the admins. New Year's Day is a national holiday.
    closures = apps.get_model("consult", "Closure")
    days = [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 2), date(2027, 1, 3)]
    closures.objects.bulk_create(closures(day=day, reason="年末年始") for day in days)


# (level, business hours after the answer was due, to the leads too)
LEVELS = [(1, 0, False), (2, 7, True)]


def add_levels(apps, schema_editor):
    level = apps.get_model("consult", "EscalationLevel")
    level.objects.bulk_create(
        level(level=number, business_hours=hours, to_leads=to_leads) for number, hours, to_leads in LEVELS
    )


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


class Migration(migrations.Migration):
    replaces = [("consult", "0002_opening_hours"), ("consult", "0010_which_version_was_sent")]
    dependencies = [("consult", "0001_schema")]
    operations = [
        migrations.RunPython(add_hours),
        migrations.RunPython(add_year_end),
        migrations.RunPython(add_levels),
        migrations.RunPython(guard),
    ]
