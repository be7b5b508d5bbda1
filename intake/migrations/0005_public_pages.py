"""What a page that anybody can read needs. The pages themselves come with 0009."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_drafts_resumed_by_code'),
    ]

    operations = [
        migrations.AddField(
            model_name='explanation',
            name='position',
            field=models.PositiveSmallIntegerField(default=100, help_text='Small numbers come first.', verbose_name='position in the list of public pages'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='public',
            field=models.BooleanField(default=False, help_text='Anybody can read it below /learn/. The newest approved version decides.', verbose_name='public page'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='summary',
            field=models.CharField(blank=True, help_text='One or two sentences: below the title in the list, and what search engines show.', max_length=200, verbose_name='summary'),
        ),
        migrations.AlterField(
            model_name='explanation',
            name='audience',
            field=models.CharField(choices=[('everyone', 'everyone'), ('insured_specialist', 'insured-specialist track'), ('self_pay_review', 'self-pay review track'), ('visitors', 'visitors of the public pages; not sent')], default='everyone', max_length=20, verbose_name='for whom'),
        ),
        migrations.AlterField(
            model_name='explanation',
            name='body',
            field=models.TextField(help_text='Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list. “- [ ] ” makes a box to tick, with room to write in print.', verbose_name='text'),
        ),
        migrations.AlterField(
            model_name='explanation',
            name='sources',
            field=models.TextField(help_text='One a line: certainty | title | day it was checked. Certainty is V, V2, S, K or D. Example: V | Name of the page, publisher | 2026-11-01', verbose_name='sources'),
        ),
    ]
