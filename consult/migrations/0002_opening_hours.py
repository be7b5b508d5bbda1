"""Hours and response targets to start from. They are the centre's own: admins change them."""

from datetime import time

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


def remove_hours(apps, schema_editor):
    apps.get_model("consult", "OpeningHours").objects.all().delete()
    apps.get_model("consult", "ResponseTarget").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("consult", "0001_initial")]
    operations = [migrations.RunPython(add_hours, remove_hours)]
