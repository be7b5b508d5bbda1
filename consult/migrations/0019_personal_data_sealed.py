import intake.sealed
from django.db import migrations, models

from intake.sealed_columns import seal_columns

_SEALED = [
    migrations.AlterField(
        model_name='attachment',
        name='name',
        field=intake.sealed.SealedField(bound_to=('case_id', 'digest'), holds='text', verbose_name="name that the family's device gave it"),
    ),
    migrations.AlterField(
        model_name='attachmentcontent',
        name='data',
        field=intake.sealed.SealedField(bound_to=('attachment_id',), editable=False, holds='bytes', verbose_name='file'),
    ),
    migrations.AlterField(
        model_name='call',
        name='phone',
        field=intake.sealed.SealedField(bound_to=('case_id', 'uid'), holds='text', verbose_name='telephone'),
    ),
    migrations.AlterField(
        model_name='casetask',
        name='words',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'kind', 'asked_at'), holds='text', verbose_name="in the family's words"),
    ),
    migrations.AlterField(
        model_name='followup',
        name='words',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name="the counselor's own words"),
    ),
    migrations.AlterField(
        model_name='followup',
        name='text',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name='text with its fields filled'),
    ),
    migrations.AlterField(
        model_name='followup',
        name='words_below',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name="the counselor's own words below"),
    ),
    migrations.AlterField(
        model_name='letter',
        name='above',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='own words above'),
    ),
    migrations.AlterField(
        model_name='letter',
        name='text',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='text'),
    ),
    migrations.AlterField(
        model_name='letter',
        name='below',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='own words below'),
    ),
    migrations.AlterField(
        model_name='message',
        name='body',
        field=intake.sealed.SealedField(bound_to=('case_id', 'token'), holds='text', verbose_name='message'),
    ),
    migrations.AlterField(
        model_name='note',
        name='body',
        field=intake.sealed.SealedField(bound_to=('case_id', 'author_id', 'written_at'), holds='text', verbose_name='note'),
    ),
    migrations.AlterField(
        model_name='review',
        name='answers',
        field=intake.sealed.SealedField(blank=True, bound_to=('case_id', 'sheet'), default=dict, holds='json', verbose_name='answers'),
    ),
]


def seal_what_is_there(apps, schema_editor):
    by_model = {}
    for one in _SEALED:
        by_model.setdefault(one.model_name, {})[one.name] = one.field
    for model, fields in by_model.items():
        seal_columns(schema_editor, apps.get_model("consult", model), fields)


class Migration(migrations.Migration):
    """Plain text becomes sealed: there is no way back, and code from before it can't read what is there."""

    dependencies = [("consult", "0018_letters_and_figures"), ("intake", "0011_personal_data_sealed")]

    operations = [
        migrations.RemoveConstraint("message", "message_says_something"),
        migrations.RemoveConstraint("followup", "followup_message_has_words"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(seal_what_is_there)], state_operations=_SEALED
        ),
        migrations.AddConstraint(
            "message", models.CheckConstraint(condition=~models.Q(body=""), name="message_says_something")
        ),
        migrations.AddConstraint(
            "followup", models.CheckConstraint(condition=~models.Q(kind="message") | ~models.Q(words=""), name="followup_message_has_words")
        ),
    ]
