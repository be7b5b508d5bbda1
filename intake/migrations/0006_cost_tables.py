"""The tables that estimates are made with, as shipped in intake/data/cost_tables.json; admins own them from here."""

import json
from pathlib import Path

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

SHIPPED = Path(__file__).parent.parent / "data" / "cost_tables.json"


def _source(row):
    return {
        "source_ja": row["source_ja"],
        "source_easy": row["source_easy"],
        "source_en": row["source"],
        "certainty": row["certainty"],
        "checked_on": row["checked_on"],
    }


def load_tables(apps, schema_editor):
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    for row in shipped["copay_rates"]:
        apps.get_model("intake", "CopayRate").objects.create(
            from_age=row["from_age"], percent=row["percent"], **_source(row)
        )
    for row in shipped["ceilings"]:
        _load_ceilings(apps, row)
    for row in shipped["subsidies"]:
        _load_subsidies(apps, row)


def _load_ceilings(apps, row):
    table = apps.get_model("intake", "CeilingTable").objects.create(
        from_month=row["from_month"],
        until_month=row.get("until_month") or "",
        planned=row["planned"],
        takes_letters=row["takes_letters"],
        low_pay_until_yen=row.get("low_pay_until_yen"),
        **_source(row),
    )
    for group in ("under_70", "from_70"):
        for position, band in enumerate(row[group], start=1):
            apps.get_model("intake", "CeilingBand").objects.create(
                table=table, group=group, position=position, **band
            )


def _load_subsidies(apps, row):
    table = apps.get_model("intake", "SubsidyTable").objects.create(
        from_month=row.get("from_month") or "",
        until_month=row.get("until_month") or "",
        max_percent=row["max_percent"],
        **_source(row),
    )
    for tier, kinds in row["ceilings_yen"].items():
        apps.get_model("intake", "SubsidyCeiling").objects.create(
            table=table, tier=tier, **{f"{kind}_yen": amount for kind, amount in kinds.items()}
        )


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0005_public_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopayRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_ja', models.CharField(max_length=300, verbose_name='source, in Japanese')),
                ('source_easy', models.CharField(help_text='With readings: {治療|ちりょう}.', max_length=400, verbose_name='source, in easy Japanese')),
                ('source_en', models.CharField(max_length=300, verbose_name='source, in English')),
                ('certainty', models.CharField(choices=[('V', 'V: a public page says it'), ('V2', 'V2: a public transcription of an official document says it'), ('S', 'S: only the founding article says it'), ('K', 'K: general knowledge, not checked'), ('D', 'D: derived here')], max_length=2, verbose_name='certainty')),
                ('checked_on', models.DateField(verbose_name='checked on')),
                ('from_age', models.PositiveSmallIntegerField(unique=True, verbose_name='from the age')),
                ('percent', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='part paid in percent')),
            ],
            options={
                'verbose_name': 'part paid by age',
                'verbose_name_plural': 'parts paid by age',
                'ordering': ['from_age'],
            },
        ),
        migrations.CreateModel(
            name='CeilingTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_ja', models.CharField(max_length=300, verbose_name='source, in Japanese')),
                ('source_easy', models.CharField(help_text='With readings: {治療|ちりょう}.', max_length=400, verbose_name='source, in easy Japanese')),
                ('source_en', models.CharField(max_length=300, verbose_name='source, in English')),
                ('certainty', models.CharField(choices=[('V', 'V: a public page says it'), ('V2', 'V2: a public transcription of an official document says it'), ('S', 'S: only the founding article says it'), ('K', 'K: general knowledge, not checked'), ('D', 'D: derived here')], max_length=2, verbose_name='certainty')),
                ('checked_on', models.DateField(verbose_name='checked on')),
                ('from_month', models.CharField(help_text='Such as 2026-08.', max_length=7, unique=True, validators=[django.core.validators.RegexValidator('^[0-9]{4}-(0[1-9]|1[0-2])\\Z', 'Write year and month as 2026-08.')], verbose_name='from the month')),
                ('until_month', models.CharField(blank=True, help_text='Empty only for the last table.', max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{4}-(0[1-9]|1[0-2])\\Z', 'Write year and month as 2026-08.')], verbose_name='until the month, included')),
                ('planned', models.BooleanField(default=False, help_text='Published, and not in force yet: families see it so.', verbose_name='planned')),
                ('takes_letters', models.BooleanField(default=True, help_text='Not where one letter has several rows, told apart by pay.', verbose_name='a letter alone names a row under 70')),
                ('low_pay_until_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='highest pay with the lower annual ceiling')),
            ],
            options={
                'verbose_name': 'table of monthly ceilings',
                'verbose_name_plural': 'tables of monthly ceilings',
                'ordering': ['from_month'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_month', ''), ('until_month__gte', models.F('from_month')), _connector='OR'), name='ceiling_table_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='SubsidyTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_ja', models.CharField(max_length=300, verbose_name='source, in Japanese')),
                ('source_easy', models.CharField(help_text='With readings: {治療|ちりょう}.', max_length=400, verbose_name='source, in easy Japanese')),
                ('source_en', models.CharField(max_length=300, verbose_name='source, in English')),
                ('certainty', models.CharField(choices=[('V', 'V: a public page says it'), ('V2', 'V2: a public transcription of an official document says it'), ('S', 'S: only the founding article says it'), ('K', 'K: general knowledge, not checked'), ('D', 'D: derived here')], max_length=2, verbose_name='certainty')),
                ('checked_on', models.DateField(verbose_name='checked on')),
                ('from_month', models.CharField(blank=True, help_text='Such as 2026-08. Empty only for the first table.', max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{4}-(0[1-9]|1[0-2])\\Z', 'Write year and month as 2026-08.')], verbose_name='from the month')),
                ('until_month', models.CharField(blank=True, help_text='Empty only for the last table.', max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{4}-(0[1-9]|1[0-2])\\Z', 'Write year and month as 2026-08.')], verbose_name='until the month, included')),
                ('max_percent', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='highest part paid in percent')),
            ],
            options={
                'verbose_name': 'table of the subsidy',
                'verbose_name_plural': 'tables of the subsidy',
                'ordering': ['from_month'],
                'constraints': [models.UniqueConstraint(fields=('from_month',), name='one_subsidy_table_a_start')],
            },
        ),
        migrations.CreateModel(
            name='CeilingBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('under_70', 'under 70'), ('from_70', '70 and over')], max_length=10, verbose_name='age group')),
                ('code', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E'), ('working_3', 'working_3'), ('working_2', 'working_2'), ('working_1', 'working_1'), ('general', 'general'), ('low_2', 'low_2'), ('low_1', 'low_1')], max_length=10, verbose_name='band')),
                ('position', models.PositiveSmallIntegerField(help_text='The highest income comes first.', verbose_name='position')),
                ('pay_from_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='standard pay from')),
                ('pay_until_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='standard pay until')),
                ('base_yen', models.PositiveBigIntegerField(verbose_name='basic amount')),
                ('threshold_yen', models.PositiveBigIntegerField(blank=True, help_text='Empty: the amount is fixed.', null=True, verbose_name='threshold')),
                ('many_times_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='many times')),
                ('annual_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='annual ceiling')),
                ('annual_low_pay_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='annual, low pay')),
                ('outpatient_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='outpatient')),
                ('outpatient_annual_yen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='outpatient, a year')),
                ('percent', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='part paid, whatever the age')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='intake.ceilingtable', verbose_name='table')),
            ],
            options={
                'verbose_name': 'income band',
                'verbose_name_plural': 'income bands',
                'ordering': ['-group', 'position'],
                'constraints': [models.UniqueConstraint(fields=('table', 'group', 'position'), name='one_ceiling_band_a_position')],
            },
        ),
        migrations.CreateModel(
            name='SubsidyCeiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(choices=[('assistance', 'assistance'), ('low_1', 'low_1'), ('low_2', 'low_2'), ('general_1', 'general_1'), ('general_2', 'general_2'), ('upper', 'upper')], max_length=12, verbose_name='tier')),
                ('general_yen', models.PositiveBigIntegerField(verbose_name='general')),
                ('long_term_yen', models.PositiveBigIntegerField(verbose_name='high-cost long-term')),
                ('ventilator_yen', models.PositiveBigIntegerField(verbose_name='ventilator or the like')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ceilings', to='intake.subsidytable', verbose_name='table')),
            ],
            options={
                'verbose_name': 'ceiling of the subsidy',
                'verbose_name_plural': 'ceilings of the subsidy',
                'ordering': ['general_yen', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('table', 'tier'), name='one_subsidy_ceiling_a_tier')],
            },
        ),
        # Undone, the rows go with their tables.
        migrations.RunPython(load_tables, migrations.RunPython.noop, elidable=False),
    ]
