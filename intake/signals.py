"""The one thing the family's side announces."""

from django.dispatch import Signal

# Sent once an inquiry, its consents and its first decision are written, inside the same transaction:
# a receiver that raises undoes the submission. Keyword arguments: inquiry, decision, now.
inquiry_submitted = Signal()
