"""A case whose family withdrew its consent is closed to reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consult", "0005_answers_by_mail"),
        ("intake", "0003_consent_withdrawn"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="consent_withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="consent withdrawn at"),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('received', 'inquiry received'), ('sorted', 'sorted by the rules'), ('overridden', 'sorted by a person'), ('assigned', 'counselor assigned'), ('waiting', 'waits for a free counselor'), ('asked', 'the family asks to look again'), ('wrote', 'the family wrote'), ('mail_put', 'mail put to the case by a person'), ('file_sent', 'the family sent a photo or paper'), ('file_removed', 'the family took back a photo or paper'), ('call_booked', 'the family chose a time for a call'), ('call_moved', 'the family moved the call'), ('call_cancelled', 'the call was cancelled'), ('called', 'call made'), ('not_reached', 'nobody answered the call'), ('stopped', 'the family stopped the follow-ups'), ('resumed', 'the family wants follow-ups again'), ('erasure_asked', 'the family asks for erasure'), ('link_asked', 'the family asked for a new link'), ('would_change', 'would be sorted differently by a newer catalogue'), ('done', 'task done'), ('contact', 'contact details put right'), ('reviewed', 'review saved'), ('noted', 'note written'), ('planned', 'message planned'), ('sent', 'message sent'), ('cancelled', 'message cancelled'), ('failed', 'message could not be sent'), ('unsure', 'not known whether the message arrived'), ('delivered', 'message delivered'), ('bounced', 'message came back'), ('resolved', 'decided about a message'), ('read', 'read by the family'), ('read_before', 'changed text read by a second person'), ('snoozed', 'put aside'), ('woken', 'taken up again'), ('exported', 'written into a table for a lead'), ('linked', 'linked with another case'), ('task', 'task written'), ('escalated', 'made known as late'), ('reopened', 'opened again'), ('closed', 'closed'), ('warned', 'the family is told that its data will be erased'), ('erased', 'what was held about the family is erased'), ('consent_withdrawn', 'the family withdrew its consent: closed to reading'), ('sharing_agreed', 'the family agrees that a hospital gets its inquiry'), ('sharing_ended', 'the family takes back that a hospital gets its inquiry'), ('shared', 'summary for a hospital made'), ('opened', 'opened by somebody who does not have the case')], max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='inboundmail',
            name='why',
            field=models.CharField(blank=True, choices=[('no_address', 'It came to no address that we gave to a family.'), ('automatic', 'By its head, a program wrote it.'), ('our_own', 'It is a mail of ours that came back.'), ('empty', 'Nothing stands in it.'), ('too_large', 'It is too large or has too many parts.'), ('unreadable', "It can't be read: something in it is broken."), ('withdrawn', 'The family has withdrawn its consent: nothing is put on its case.'), ('too_many', 'More mails came for this case within a day than a family writes.')], max_length=12, verbose_name='why it was not taken'),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "a colleague mentions you in a note"),
                    ("late", "the first answer is late"),
                    ("taken_over", "a colleague took the case over from you"),
                    ("withdrawn", "the family withdrew its consent: the case is closed to reading"),
                    ("erasure", "a family that withdrew its consent asks for erasure"),
                    ("given", "a colleague gave you the case"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent_withdrawn_at", None), ("status", "closed"), _connector="OR"),
                name="case_without_consent_is_closed",
            ),
        ),
    ]
