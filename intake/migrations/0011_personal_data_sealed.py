import intake.sealed
from django.db import migrations, models

from intake import blind
from intake.sealed_columns import seal_columns

_SEALED = [
    migrations.AlterField(
        model_name='decision',
        name='override_reason',
        field=intake.sealed.SealedField(blank=True, bound_to=('inquiry_id', 'made_at'), holds='text', verbose_name='reason for the override'),
    ),
    migrations.AlterField(
        model_name='decision',
        name='reasons',
        field=intake.sealed.SealedField(blank=True, bound_to=('inquiry_id', 'made_at'), default=list, holds='json', verbose_name='reasons'),
    ),
    migrations.AlterField(
        model_name='draftanswer',
        name='data',
        field=intake.sealed.SealedField(bound_to=('draft_id', 'step'), holds='json', verbose_name='as posted'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='condition_detail',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='condition, in words'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='contact_name',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='name'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='email',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='e-mail'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='message',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='in their own words'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='phone',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='telephone'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='plan_number',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='plan number'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='provider_name',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='name of the provider'),
    ),
    migrations.AlterField(
        model_name='inquiry',
        name='treatment_name',
        field=intake.sealed.SealedField(blank=True, bound_to=('reference',), holds='text', verbose_name='name of the treatment'),
    ),
    migrations.AlterField(
        model_name='replaydifference',
        name='after',
        field=intake.sealed.SealedField(bound_to=('replay_id', 'inquiry_id'), holds='json', verbose_name='by the draft'),
    ),
    migrations.AlterField(
        model_name='replaydifference',
        name='before',
        field=intake.sealed.SealedField(bound_to=('replay_id', 'inquiry_id'), holds='json', verbose_name='by the catalogue as it is'),
    ),
]


def seal_what_is_there(apps, schema_editor):
    by_model = {}
    for one in _SEALED:
        by_model.setdefault(one.model_name, {})[one.name] = one.field
    for model, fields in by_model.items():
        seal_columns(schema_editor, apps.get_model("intake", model), fields)


def index_what_is_there(apps, schema_editor):
    Inquiry = apps.get_model("intake", "Inquiry")
    last = 0
    while rows := list(Inquiry.objects.filter(pk__gt=last).order_by("pk")[:1000]):
        for row in rows:
            row.email_index = blind.index("email", row.email)
            row.phone_index = blind.index("phone", row.phone)
        Inquiry.objects.bulk_update(rows, ["email_index", "phone_index"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    """Plain text becomes sealed: there is no way back, and code from before it can't read what is there."""

    dependencies = [("intake", "0010_by_telephone_or_letter")]

    operations = [
        migrations.RemoveConstraint("decision", "decision_by_a_person_has_a_reason"),
        migrations.AddField(
            model_name='inquiry',
            name='email_index',
            field=intake.sealed.BlindIndexField(of='email', verbose_name='what finds the e-mail'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='phone_index',
            field=intake.sealed.BlindIndexField(of='phone', verbose_name='what finds the telephone'),
        ),
        migrations.RunPython(index_what_is_there, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(seal_what_is_there)], state_operations=_SEALED
        ),
        migrations.AddConstraint(
            "decision", models.CheckConstraint(condition=models.Q(made_by=None) | ~models.Q(override_reason=""), name="decision_by_a_person_has_a_reason")
        ),
    ]
