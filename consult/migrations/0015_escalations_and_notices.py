"""A late first answer becomes known: two levels to start from. They are the centre's own: admins change them."""

import django.core.validators
import django.db.models.deletion
import functools
import intake.vocabulary
from django.conf import settings
from django.db import migrations, models


# (level, business hours after the answer was due, to the leads too)
LEVELS = [(1, 0, False), (2, 7, True)]


def add_levels(apps, schema_editor):
    level = apps.get_model("consult", "EscalationLevel")
    level.objects.bulk_create(
        level(level=number, business_hours=hours, to_leads=to_leads) for number, hours, to_leads in LEVELS
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consult', '0014_followup_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'escalation',
                'verbose_name_plural': 'escalations',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='EscalationLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='level')),
                ('business_hours', models.PositiveSmallIntegerField(verbose_name='business hours after the answer was due')),
                ('to_leads', models.BooleanField(default=True, verbose_name='tells the leads too')),
            ],
            options={
                'verbose_name': 'level of escalation',
                'verbose_name_plural': 'levels of escalation',
                'ordering': ['level'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'a colleague mentions you in a note'), ('late', 'the first answer is late'), ('taken_over', 'a colleague took the case over from you'), ('given', 'a colleague gave you the case')], max_length=20, verbose_name='what')),
                ('about', models.PositiveBigIntegerField(verbose_name='what it is about (a note, a level, a moment)')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='seen at')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed at')),
            ],
            options={
                'verbose_name': 'notice to a counselor',
                'verbose_name_plural': 'notices to counselors',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='escalated',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='escalated to level'),
        ),
        migrations.AddField(
            model_name='responsetarget',
            name='track',
            field=models.CharField(blank=True, choices=functools.partial(intake.vocabulary.choices_of, *('track',), **{}), max_length=20, verbose_name='track (empty: every other)'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'inquiry received'), ('sorted', 'sorted by the rules'), ('overridden', 'sorted by a person'), ('assigned', 'counselor assigned'), ('waiting', 'waits for a free counselor'), ('asked', 'the family asks to look again'), ('wrote', 'the family wrote'), ('file_sent', 'the family sent a photo or paper'), ('file_removed', 'the family took back a photo or paper'), ('call_booked', 'the family chose a time for a call'), ('call_moved', 'the family moved the call'), ('call_cancelled', 'the call was cancelled'), ('called', 'call made'), ('not_reached', 'nobody answered the call'), ('stopped', 'the family stopped the follow-ups'), ('resumed', 'the family wants follow-ups again'), ('erasure_asked', 'the family asks for erasure'), ('link_asked', 'the family asked for a new link'), ('would_change', 'would be sorted differently by a newer catalogue'), ('done', 'task done'), ('contact', 'contact details put right'), ('reviewed', 'review saved'), ('noted', 'note written'), ('planned', 'message planned'), ('sent', 'message sent'), ('cancelled', 'message cancelled'), ('failed', 'message could not be sent'), ('unsure', 'not known whether the message arrived'), ('read', 'read by the family'), ('snoozed', 'put aside'), ('woken', 'taken up again'), ('exported', 'written into a table for a lead'), ('escalated', 'made known as late'), ('reopened', 'opened again'), ('closed', 'closed'), ('opened', 'opened by somebody who does not have the case')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='responsetarget',
            name='priority',
            field=models.CharField(choices=functools.partial(intake.vocabulary.choices_of, *('priority',), **{}), max_length=10, verbose_name='priority'),
        ),
        migrations.AddConstraint(
            model_name='responsetarget',
            constraint=models.UniqueConstraint(fields=('priority', 'track'), name='one_target_a_priority_and_track'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='consult.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='notice',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='consult.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='notice',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='for whom'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(fields=('case', 'level'), name='one_escalation_a_case_and_level'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['to', '-id'], name='notice_unseen'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mailed_at', None), ('seen_at', None)), fields=['id'], name='notice_unmailed'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('to', 'case', 'kind', 'about'), name='one_notice_a_cause'),
        ),
        migrations.RunPython(add_levels, migrations.RunPython.noop),
    ]
