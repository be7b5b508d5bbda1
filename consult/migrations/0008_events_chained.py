import django.db.models.deletion
from django.db import migrations, models

from consult.event_chain import chained

_BATCH = 5000


def chain_what_is_there(apps, schema_editor):
    """Events from before the chain are sealed as they stand now: what was changed before can't be known."""
    Event = apps.get_model("consult", "Event")
    EventHead = apps.get_model("consult", "EventHead")
    linked, heads = [], {}
    for event in Event.objects.order_by("case_id", "pk").iterator(chunk_size=_BATCH):
        number, seal = heads.get(event.case_id, (0, ""))
        chained([event], number=number, seal=seal)
        heads[event.case_id] = (event.number, event.seal)
        linked.append((event.number, event.seal, event.pk))
        if len(linked) == _BATCH:
            _write(schema_editor, linked)
            linked = []
    _write(schema_editor, linked)
    rows = (EventHead(case_id=case, number=number, seal=seal) for case, (number, seal) in heads.items())
    EventHead.objects.bulk_create(rows, batch_size=_BATCH)


def _write(schema_editor, linked):
    if linked:
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany("UPDATE consult_event SET number = %s, seal = %s WHERE id = %s", linked)


class Migration(migrations.Migration):
    dependencies = [("consult", "0007_opened_again")]

    operations = [
        migrations.CreateModel(
            name="EventHead",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="event_head",
                        serialize=False,
                        to="consult.case",
                        verbose_name="case",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number")),
                ("seal", models.CharField(blank=True, max_length=80, verbose_name="seal")),
            ],
            options={
                "verbose_name": "end of a case's events",
                "verbose_name_plural": "ends of the cases' events",
            },
        ),
        migrations.AddField("event", "number", models.PositiveIntegerField(null=True)),
        migrations.AddField("event", "seal", models.CharField(max_length=80, null=True)),
        migrations.RunPython(chain_what_is_there, migrations.RunPython.noop),
    ]
