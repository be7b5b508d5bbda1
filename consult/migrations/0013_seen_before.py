"""Cases from before the desk kept what was seen: they are not new to whoever has them."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce


def take_as_seen(apps, schema_editor):
    Case, Message = apps.get_model("consult", "Case"), apps.get_model("consult", "Message")
    newest = Message.objects.filter(case=OuterRef("pk")).values("case").annotate(newest=Max("pk"))
    Case.objects.update(seen_by=F("assignee"))
    wrote = Case.objects.filter(pk__in=Message.objects.values("case"))
    wrote.update(newest_message=Coalesce(Subquery(newest.values("newest")), 0))
    wrote.update(seen_message=F("newest_message"))


class Migration(migrations.Migration):
    dependencies = [("consult", "0012_the_queue")]

    operations = [migrations.RunPython(take_as_seen, migrations.RunPython.noop)]
