"""When counselors are at work, what each was given, and who may take, take over and assign.

Whoever could take a case until now still can, and leads keep what they could do.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


NEW = {
    "take_case": "Can take a case that nobody has",
    "take_over_case": "Can take over a case that somebody else has",
    "assign_case": "Can give a case to a counselor",
}


def give_permissions(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    User = apps.get_model("auth", "User")
    of_cases, _created = ContentType.objects.get_or_create(app_label="consult", model="case")
    made = {
        codename: Permission.objects.get_or_create(
            content_type=of_cases, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in NEW.items()
    }
    for user in User.objects.filter(counselor__isnull=False):
        user.user_permissions.add(made["take_case"])
    for user in User.objects.filter(user_permissions__codename="view_every_case").distinct():
        user.user_permissions.add(made["take_over_case"], made["assign_case"])
    for group in apps.get_model("auth", "Group").objects.filter(permissions__codename="view_every_case"):
        group.permissions.add(made["take_over_case"], made["assign_case"])


class Migration(migrations.Migration):

    dependencies = [
        ('consult', '0010_which_version_was_sent'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='case',
            options={'permissions': [('take_case', 'Can take a case that nobody has'), ('take_over_case', 'Can take over a case that somebody else has'), ('assign_case', 'Can give a case to a counselor')], 'verbose_name': 'case', 'verbose_name_plural': 'cases'},
        ),
        migrations.AddField(
            model_name='counselor',
            name='last_given_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last given a case at'),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('counselor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='consult.counselor', verbose_name='counselor')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='covers', to='consult.counselor', verbose_name='who stands in')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
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
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
