"""The web application, and what every worker of it needs (gunicorn.py loads that before it makes them)."""

import gc
import os
from datetime import date

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
application = get_wsgi_application()


def load_ahead() -> None:
    """What is loaded by now stands in memory once, and not once in each worker or, where several requests
    come first, once for each of them."""
    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver
    from django.utils import translation

    from intake.catalogue import catalogue_for_commands
    from intake.triage.decide import decide
    from intake.triage.facts import parse_facts

    get_resolver().reverse_dict  # noqa: B018 (every address, and so every view)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Shirube")
    some_words = {"message": "iPS", "submitted_on": "2026-01-01"}
    catalogue, _kept = catalogue_for_commands()
    decide(parse_facts(some_words, today=date(2026, 1, 1)), catalogue)
    # A connection is of one process.
    connections.close_all()
    # Looked through for garbage, a page of memory is written to, and so copied.
    gc.collect()
    gc.freeze()
