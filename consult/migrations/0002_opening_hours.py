"""Hours and response targets to start from. They are the centre's own: admins change them."""

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


def remove_year_end(apps, schema_editor):
    apps.get_model("consult", "Closure").objects.filter(reason="年末年始").delete()


def remove_hours(apps, schema_editor):
    apps.get_model("consult", "OpeningHours").objects.all().delete()
    apps.get_model("consult", "ResponseTarget").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("consult", "0001_initial")]
    operations = [
        migrations.RunPython(add_hours, remove_hours),
        migrations.RunPython(add_year_end, remove_year_end),
    ]
