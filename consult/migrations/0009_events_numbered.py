import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consult", "0008_events_chained")]

    operations = [
        migrations.AlterField(
            "event", "number", models.PositiveIntegerField(editable=False, verbose_name="number")
        ),
        migrations.AlterField(
            "event", "seal", models.CharField(editable=False, max_length=80, verbose_name="seal")
        ),
        migrations.AlterField(
            model_name='event',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='consult.case', verbose_name='case'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'inquiry received'), ('sorted', 'sorted by the rules'), ('overridden', 'sorted by a person'), ('assigned', 'counselor assigned'), ('waiting', 'waits for a free counselor'), ('asked', 'the family asks to look again'), ('wrote', 'the family wrote'), ('file_sent', 'the family sent a photo or paper'), ('file_removed', 'the family took back a photo or paper'), ('call_booked', 'the family chose a time for a call'), ('call_moved', 'the family moved the call'), ('call_cancelled', 'the call was cancelled'), ('called', 'call made'), ('not_reached', 'nobody answered the call'), ('stopped', 'the family stopped the follow-ups'), ('resumed', 'the family wants follow-ups again'), ('erasure_asked', 'the family asks for erasure'), ('link_asked', 'the family asked for a new link'), ('would_change', 'would be sorted differently by a newer catalogue'), ('done', 'task done'), ('contact', 'contact details put right'), ('reviewed', 'review saved'), ('noted', 'note written'), ('planned', 'message planned'), ('sent', 'message sent'), ('cancelled', 'message cancelled'), ('failed', 'message could not be sent'), ('unsure', 'not known whether the message arrived'), ('read', 'read by the family'), ('reopened', 'opened again'), ('closed', 'closed'), ('opened', 'opened by somebody who does not have the case')], max_length=20, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_event_a_number'),
        ),
    ]
