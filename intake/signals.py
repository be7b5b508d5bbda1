"""What this side announces to whoever works with it."""

from django.dispatch import Signal

# Sent once an inquiry, its consents and its first decision are written, inside the same transaction:
# a receiver that raises undoes the submission. Keyword arguments: inquiry, decision, now.
inquiry_submitted = Signal()

# Sent when a catalogue draft begins to count, inside the same transaction. Keyword arguments: draft, before,
# after (both intake.triage.catalogue.Catalogue), now.
catalogue_published = Signal()

# Sent when a family asks for the reference and the code of its draft by mail, inside the same transaction.
# Keyword arguments: draft.
code_mail_asked = Signal()

# Sent when somebody opens a row of the history in the admin. Keyword arguments: row, reader.
history_opened = Signal()
