import django.core.validators
import django.db.models.deletion
import functools
import intake.sealed
import intake.vocabulary
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # What was built step by step before the first release (docs/adr/0029).
    replaces = [
        ('consult', '0001_initial'),
        ('consult', '0003_conversation_calls_and_wishes'),
        ('consult', '0004_contact_put_right'),
        ('consult', '0005_photos_and_papers'),
        ('consult', '0006_review'),
        ('consult', '0007_opened_again'),
        ('consult', '0008_events_chained'),
        ('consult', '0009_events_numbered'),
        ('consult', '0011_working_times'),
        ('consult', '0012_the_queue'),
        ('consult', '0013_seen_before'),
        ('consult', '0014_followup_states'),
        ('consult', '0015_escalations_and_notices'),
        ('consult', '0016_mail_for_a_person'),
        ('consult', '0017_working_together'),
        ('consult', '0018_letters_and_figures'),
        ('consult', '0019_personal_data_sealed'),
        ('consult', '0020_search_terms'),
        ('consult', '0021_erasure'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('intake', '0001_schema'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('starts', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(verbose_name='to')),
                ('languages', models.JSONField(default=list, verbose_name='languages')),
                ('places', models.PositiveSmallIntegerField(default=1, verbose_name='how many calls at once')),
                ('taken', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='taken')),
            ],
            options={
                'verbose_name': 'time for calls',
                'verbose_name_plural': 'times for calls',
                'ordering': ['day', 'starts', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('day', 'starts', 'languages'), name='one_call_slot_a_time'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='call_slot_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('taken__lte', models.F('places'))), name='call_slot_place_given_once', violation_error_message='More families than this have chosen this time already.')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'closure',
                'verbose_name_plural': 'closures',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Counselor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('display_name', models.CharField(max_length=100, verbose_name='name shown to families')),
                ('languages', models.JSONField(default=list, help_text='Codes, e.g. ["ja", "en"].', verbose_name='languages')),
                ('tracks', models.JSONField(default=list, help_text='insured_specialist, self_pay_review, unsorted', verbose_name='tracks')),
                ('accepting', models.BooleanField(default=True, verbose_name='takes new cases')),
                ('capacity', models.PositiveIntegerField(default=20, verbose_name='open cases at most')),
                ('open_cases', models.PositiveIntegerField(default=0, editable=False, verbose_name='open cases now')),
                ('last_given_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last given a case at')),
                ('saved_views', models.JSONField(blank=True, default=list, editable=False, verbose_name='saved views')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='counselor', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'counselor',
                'verbose_name_plural': 'counselors',
                'permissions': [('view_every_case', 'Can open every case (lead)')],
                'constraints': [models.CheckConstraint(condition=models.Q(('open_cases__gte', 0)), name='open_cases_not_negative')],
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
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='process')),
                ('seen_at', models.DateTimeField(verbose_name='seen at')),
            ],
            options={
                'verbose_name': 'heartbeat',
                'verbose_name_plural': 'heartbeats',
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], unique=True, verbose_name='weekday')),
                ('opens', models.TimeField(verbose_name='opens')),
                ('closes', models.TimeField(verbose_name='closes')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='ResponseTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.CharField(choices=functools.partial(intake.vocabulary.choices_of, *('priority',), **{}), max_length=10, verbose_name='priority')),
                ('track', models.CharField(blank=True, choices=functools.partial(intake.vocabulary.choices_of, *('track',), **{}), max_length=20, verbose_name='track (empty: every other)')),
                ('business_hours', models.PositiveSmallIntegerField(verbose_name='business hours')),
            ],
            options={
                'verbose_name': 'response target',
                'verbose_name_plural': 'response targets',
                'constraints': [models.UniqueConstraint(fields=('priority', 'track'), name='one_target_a_priority_and_track')],
            },
        ),
        migrations.CreateModel(
            name='RetentionPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('case', 'what a family told us, and what we wrote to it'), ('files', 'photos and papers')], max_length=10, unique=True, verbose_name='what')),
                ('days', models.PositiveSmallIntegerField(verbose_name='kept for so many days after it was closed')),
                ('warn_days', models.PositiveSmallIntegerField(default=30, verbose_name='the family is told so many days before')),
            ],
            options={
                'verbose_name': 'how long it is kept',
                'verbose_name_plural': 'how long things are kept',
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', models.F('warn_days'))), name='told_before_it_is_erased')],
            },
        ),
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('pk', models.CompositePrimaryKey('term', 'inquiry_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('term', models.IntegerField(verbose_name='number of the word')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.inquiry', verbose_name='inquiry')),
            ],
            options={
                'verbose_name': 'search term',
                'verbose_name_plural': 'search terms',
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('counselor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='consult.counselor', verbose_name='counselor')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='covers', to='consult.counselor', verbose_name='who stands in')),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['first_day', 'pk'],
                'indexes': [models.Index(fields=['last_day', 'first_day'], name='absence_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('cover', None), models.Q(('cover', models.F('counselor')), _negated=True), _connector='OR'), name='nobody_covers_themselves')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'open'), ('closed', 'closed')], default='open', max_length=10, verbose_name='status')),
                ('track', models.CharField(choices=functools.partial(intake.vocabulary.choices_of, *('track',), **{}), max_length=20, verbose_name='track')),
                ('treatment_kind', models.CharField(choices=functools.partial(intake.vocabulary.choices_of, *('decided_kind',), **{}), max_length=20, verbose_name='kind')),
                ('priority', models.CharField(choices=functools.partial(intake.vocabulary.choices_of, *('priority',), **{}), max_length=10, verbose_name='priority')),
                ('rank', models.GeneratedField(db_persist=True, expression=models.Case(models.When(priority='urgent', then=models.Value(0)), models.When(priority='soon', then=models.Value(1)), models.When(priority='routine', then=models.Value(2)), default=models.Value(2)), output_field=models.SmallIntegerField(verbose_name='rank of the priority'))),
                ('flags', models.JSONField(blank=True, default=list, verbose_name='flags')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('assigned_why', models.JSONField(blank=True, default=dict, verbose_name='why this counselor')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('due_at', models.DateTimeField(verbose_name='first answer due')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answered at')),
                ('escalated', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='escalated to level')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('followups_stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='follow-ups stopped at')),
                ('link_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='new link asked for at')),
                ('outcome', models.CharField(blank=True, choices=[('explained', 'explained; the family can decide'), ('to_physician', 'the family goes to their physician'), ('no_answer', 'the family did not answer'), ('withdrawn', 'the family stopped it'), ('duplicate', 'the same as another case'), ('other', 'something else')], max_length=20, verbose_name='outcome')),
                ('snoozed_until', models.DateTimeField(blank=True, null=True, verbose_name='put aside until')),
                ('newest_message', models.PositiveBigIntegerField(default=0, verbose_name='newest message of the family')),
                ('seen_message', models.PositiveBigIntegerField(default=0, verbose_name='newest message that was seen')),
                ('inquiry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='case', to='intake.inquiry', verbose_name='inquiry')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='consult.counselor', verbose_name='counselor')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consult.counselor', verbose_name='seen by')),
            ],
            options={
                'verbose_name': 'case',
                'verbose_name_plural': 'cases',
                'permissions': [('take_case', 'Can take a case that nobody has'), ('take_over_case', 'Can take over a case that somebody else has'), ('assign_case', 'Can give a case to a counselor')],
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['assignee', 'rank', 'due_at', 'id'], name='case_mine'), models.Index(condition=models.Q(('status', 'open')), fields=['rank', 'due_at', 'id'], name='case_open'), models.Index(condition=models.Q(('assignee', None), ('status', 'open')), fields=['track', 'rank', 'due_at', 'id'], name='case_waiting'), models.Index(condition=models.Q(('answered_at', None), ('status', 'open')), fields=['rank', 'due_at', 'id'], name='case_unanswered'), models.Index(condition=models.Q(('answered_at', None), ('status', 'open')), fields=['due_at', 'id'], name='case_due'), models.Index(condition=models.Q(('answered_at__isnull', False), ('status', 'open')), fields=['rank', 'due_at', 'id'], name='case_answered'), models.Index(condition=models.Q(('snoozed_until__isnull', False)), fields=['snoozed_until', 'id'], name='case_snoozed'), models.Index(condition=models.Q(('status', 'closed')), fields=['assignee', '-closed_at', '-id'], name='case_closed'), models.Index(fields=['opened_at', 'track'], name='case_arrived'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at', 'track', 'outcome'], name='case_left')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', ''), ('status', 'open')), models.Q(('closed_at__isnull', False), ('status', 'closed'), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='case_closed_with_an_outcome'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='case_closed_after_it_opened'), models.CheckConstraint(condition=models.Q(('snoozed_until', None), ('status', 'open'), _connector='OR'), name='case_put_aside_is_open')],
            },
        ),
        migrations.CreateModel(
            name='GivenCases',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('cases', models.PositiveIntegerField(default=0, verbose_name='cases')),
                ('counselor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given', to='consult.counselor', verbose_name='counselor')),
            ],
            options={
                'verbose_name': 'cases given on a day',
                'verbose_name_plural': 'cases given on a day',
                'ordering': ['-day', 'counselor'],
                'constraints': [models.UniqueConstraint(fields=('counselor', 'day'), name='one_count_a_counselor_and_day')],
            },
        ),
        migrations.CreateModel(
            name='WorkingHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('begins', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(verbose_name='to')),
                ('counselor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='working_hours', to='consult.counselor', verbose_name='counselor')),
            ],
            options={
                'verbose_name': 'working hours',
                'verbose_name_plural': 'working hours',
                'ordering': ['counselor', 'weekday'],
                'constraints': [models.UniqueConstraint(fields=('counselor', 'weekday'), name='one_working_day_a_weekday'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('begins'))), name='work_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', intake.sealed.SealedField(bound_to=('case_id', 'digest'), holds='text', verbose_name="name that the family's device gave it")),
                ('kind', models.CharField(choices=[('jpeg', 'photo'), ('pdf', 'paper (PDF)')], max_length=4, verbose_name='kind')),
                ('pages', models.PositiveSmallIntegerField(verbose_name='pages')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('digest', models.CharField(editable=False, max_length=64, verbose_name='checksum of what was sent')),
                ('added_at', models.DateTimeField(verbose_name='sent at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'photo or paper',
                'verbose_name_plural': 'photos and papers',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'digest'), name='one_attachment_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('booked', 'chosen'), ('cancelled', 'cancelled'), ('made', 'made'), ('not_reached', 'nobody answered')], default='booked', max_length=12, verbose_name='state')),
                ('phone', intake.sealed.SealedField(bound_to=('case_id', 'uid'), holds='text', verbose_name='telephone')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='uid of the calendar file')),
                ('sequence', models.PositiveIntegerField(default=0, verbose_name='changes')),
                ('booked_at', models.DateTimeField(verbose_name='chosen at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='called by')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='consult.callslot', verbose_name='time for calls')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('case',), name='one_booked_call_a_case'), models.CheckConstraint(condition=models.Q(models.Q(('called_by', None), ('state__in', ['booked', 'cancelled'])), models.Q(('called_by__isnull', False), ('state__in', ['made', 'not_reached'])), _connector='OR'), name='call_made_by_a_person')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('same_family', 'the same family wrote again'), ('same_patient', 'somebody else about the same patient'), ('same_offer', 'about the same offer'), ('other', 'something else, see the notes')], max_length=20, verbose_name='reason')),
                ('linked_at', models.DateTimeField(verbose_name='linked at')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consult.case', verbose_name='first case')),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='linked by')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consult.case', verbose_name='second case')),
            ],
            options={
                'verbose_name': 'link between cases',
                'verbose_name_plural': 'links between cases',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='one_link_a_pair'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='link_in_one_direction')],
            },
        ),
        migrations.CreateModel(
            name='CaseTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('look_again', 'The family asks a person to look again at how it was sorted'), ('wrote', 'The family wrote: please read and answer'), ('files', 'The family sent photos or papers: please look at them'), ('call', 'Call the family'), ('reach', 'Our mail does not reach the family: please call, or put the address right'), ('erasure', 'The family asks that what we hold about it be erased'), ('own', 'To do'), ('second_reader', 'A changed explanation waits for a second reader'), ('would_change', 'By the newly published catalogue it would be sorted differently')], max_length=20, verbose_name='what')),
                ('words', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'kind', 'asked_at'), holds='text', verbose_name="in the family's words")),
                ('data', models.JSONField(blank=True, default=dict, verbose_name='codes')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due by')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='consult.case', verbose_name='case')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='done by')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['due_at'], name='task_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), models.Q(('kind', 'own'), _negated=True)), fields=('case', 'kind'), name='one_open_task_a_kind'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='task_done_by_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('asked', 'the family asked'), ('age', 'its time was over')], max_length=10, verbose_name='why')),
                ('erased_at', models.DateTimeField(verbose_name='erased at')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='level')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'escalation',
                'verbose_name_plural': 'escalations',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'level'), name='one_escalation_a_case_and_level')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False, verbose_name='number')),
                ('seal', models.CharField(editable=False, max_length=80, verbose_name='seal')),
                ('kind', models.CharField(choices=[('received', 'inquiry received'), ('sorted', 'sorted by the rules'), ('overridden', 'sorted by a person'), ('assigned', 'counselor assigned'), ('waiting', 'waits for a free counselor'), ('asked', 'the family asks to look again'), ('wrote', 'the family wrote'), ('file_sent', 'the family sent a photo or paper'), ('file_removed', 'the family took back a photo or paper'), ('call_booked', 'the family chose a time for a call'), ('call_moved', 'the family moved the call'), ('call_cancelled', 'the call was cancelled'), ('called', 'call made'), ('not_reached', 'nobody answered the call'), ('stopped', 'the family stopped the follow-ups'), ('resumed', 'the family wants follow-ups again'), ('erasure_asked', 'the family asks for erasure'), ('link_asked', 'the family asked for a new link'), ('would_change', 'would be sorted differently by a newer catalogue'), ('done', 'task done'), ('contact', 'contact details put right'), ('reviewed', 'review saved'), ('noted', 'note written'), ('planned', 'message planned'), ('sent', 'message sent'), ('cancelled', 'message cancelled'), ('failed', 'message could not be sent'), ('unsure', 'not known whether the message arrived'), ('delivered', 'message delivered'), ('bounced', 'message came back'), ('resolved', 'decided about a message'), ('read', 'read by the family'), ('read_before', 'changed text read by a second person'), ('snoozed', 'put aside'), ('woken', 'taken up again'), ('exported', 'written into a table for a lead'), ('linked', 'linked with another case'), ('task', 'task written'), ('escalated', 'made known as late'), ('reopened', 'opened again'), ('closed', 'closed'), ('warned', 'the family is told that its data will be erased'), ('erased', 'what was held about the family is erased'), ('opened', 'opened by somebody who does not have the case')], max_length=20, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('data', models.JSONField(blank=True, default=dict, verbose_name='ids and states')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='who (empty: the service or the family)')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['case', 'at'], name='event_timeline')],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='one_event_a_number')],
            },
        ),
        migrations.CreateModel(
            name='EventHead',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='event_head', serialize=False, to='consult.case', verbose_name='case')),
                ('number', models.PositiveIntegerField(default=0, verbose_name='number')),
                ('seal', models.CharField(blank=True, max_length=80, verbose_name='seal')),
            ],
            options={
                'verbose_name': "end of a case's events",
                'verbose_name_plural': "ends of the cases' events",
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('acknowledgement', 'acknowledgement'), ('explanation', 'explanation'), ('message', 'message'), ('call_missed', 'nobody answered the call'), ('link', 'new link')], max_length=20, verbose_name='kind')),
                ('occurrence', models.CharField(max_length=40, verbose_name='occurrence')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('page', 'status page only')], max_length=10, verbose_name='channel')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('words', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name="the counselor's own words")),
                ('text', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name='text with its fields filled')),
                ('words_below', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'message_id'), holds='text', verbose_name="the counselor's own words below")),
                ('asked_for', models.BooleanField(default=True, verbose_name='asked for by the family')),
                ('message_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='message id')),
                ('state', models.CharField(choices=[('planned', 'planned'), ('due', 'waits for the mail worker'), ('claimed', 'being prepared'), ('handing', 'being handed to the mail server'), ('sent', 'sent'), ('delivered', 'delivered'), ('bounced', 'came back'), ('failed', 'could not be sent'), ('unsure', 'not known whether it arrived'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='state')),
                ('planned_at', models.DateTimeField(verbose_name='planned at')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('lease_token', models.UUIDField(blank=True, null=True, verbose_name='lease token')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                ('last_error', models.CharField(blank=True, max_length=60, verbose_name='last error')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='told to the case at')),
                ('provider_id', models.CharField(blank=True, editable=False, max_length=200, verbose_name="provider's id")),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followups', to='consult.case', verbose_name='case')),
                ('explanation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='intake.explanation', verbose_name='explanation')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='written by (empty: by the service)')),
            ],
            options={
                'verbose_name': 'follow-up',
                'verbose_name_plural': 'follow-ups',
                'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['due_at', 'id'], name='followup_due'), models.Index(condition=models.Q(('state', 'planned')), fields=['due_at', 'id'], name='followup_planned'), models.Index(condition=models.Q(('state__in', ('sent', 'delivered', 'bounced', 'unsure', 'failed')), ('told_at', None)), fields=['id'], name='followup_untold'), models.Index(condition=models.Q(('state__in', ['unsure', 'failed', 'bounced'])), fields=['state', 'due_at'], name='followup_for_a_person'), models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at'], name='followup_sent_at'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='followup_provider_id'), models.Index(condition=models.Q(('state__in', ['claimed', 'handing'])), fields=['lease_until'], name='followup_leased')],
                'constraints': [models.UniqueConstraint(fields=('case', 'kind', 'occurrence'), name='one_followup_an_occurrence'), models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('state__in', ['claimed', 'handing'])), models.Q(models.Q(('state__in', ['claimed', 'handing']), _negated=True), ('lease_token', None), ('lease_until', None)), _connector='OR'), name='followup_leased_only_on_its_way'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'delivered', 'bounced']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='followup_sent_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'explanation'), _negated=True), ('explanation__isnull', False), _connector='OR'), name='followup_explanation_has_a_text'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'message'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='followup_message_has_words')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', intake.sealed.SealedField(bound_to=('case_id', 'placed_at'), holds='text', verbose_name='why it has to be kept')),
                ('placed_at', models.DateTimeField(editable=False, verbose_name='since')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ended at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='consult.case', verbose_name='case')),
                ('placed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='placed by')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='one_hold_a_case')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('above', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='own words above')),
                ('text', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='text')),
                ('below', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'author_id'), holds='text', verbose_name='own words below')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='revision')),
                ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='second reader asked at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='consult.case', verbose_name='case')),
                ('explanation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='intake.explanation', verbose_name='explanation')),
            ],
            options={
                'verbose_name': 'letter in the making',
                'verbose_name_plural': 'letters in the making',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'author'), name='one_letter_an_author'), models.CheckConstraint(condition=models.Q(('asked_at', None), ('explanation__isnull', False), _connector='OR'), name='letter_to_read_has_an_explanation')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', intake.sealed.SealedField(bound_to=('case_id', 'token'), holds='text', verbose_name='message')),
                ('token', models.UUIDField(editable=False, verbose_name='form')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'message of a family',
                'verbose_name_plural': 'messages of families',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'token'), name='one_message_a_form'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='message_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', intake.sealed.SealedField(bound_to=('case_id', 'author_id', 'written_at'), holds='text', verbose_name='note')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='consult.case', verbose_name='case')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['pk'],
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
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='consult.case', verbose_name='case')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='for whom')),
            ],
            options={
                'verbose_name': 'notice to a counselor',
                'verbose_name_plural': 'notices to counselors',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('seen_at', None)), fields=['to', '-id'], name='notice_unseen'), models.Index(condition=models.Q(('mailed_at', None), ('seen_at', None)), fields=['id'], name='notice_unmailed')],
                'constraints': [models.UniqueConstraint(fields=('to', 'case', 'kind', 'about'), name='one_notice_a_cause')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=20, verbose_name='sheet')),
                ('answers', intake.sealed.SealedField(blank=True, bound_to=('case_id', 'sheet'), default=dict, holds='json', verbose_name='answers')),
                ('red_flags', models.JSONField(blank=True, default=list, verbose_name='red flags')),
                ('revision', models.PositiveIntegerField(default=0, verbose_name='revision')),
                ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='consult.case', verbose_name='case')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saved by')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'sheet'), name='one_review_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='AttachmentContent',
            fields=[
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='consult.attachment', verbose_name='photo or paper')),
                ('data', intake.sealed.SealedField(bound_to=('attachment_id',), editable=False, holds='bytes', verbose_name='file')),
            ],
            options={
                'verbose_name': 'file of a photo or paper',
                'verbose_name_plural': 'files of photos and papers',
            },
        ),
    ]
