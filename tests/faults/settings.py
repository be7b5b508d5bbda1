"""The service's own settings with short waits, so that a minute shows what else takes an hour."""

import os

from consult.settings import *  # noqa: F403
from consult.settings import CELERY_BEAT_SCHEDULE, LOGGING

# Known to the processes that start once it listens (world.py).
TWILIO_API = os.environ.get("FAULTS_TWILIO", "https://api.twilio.com")
TWILIO_TIMEOUT = 1
LEASE_SECONDS = 2
EMAIL_TIMEOUT = 1
QUICKEST_SECONDS = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
# One inquiry after another from one address.
LIMITS_TIMES = 1_000_000
for _entry in ("sweep due follow-ups", "tell cases of what left"):
    CELERY_BEAT_SCHEDULE[_entry] |= {"schedule": 1.0, "options": {"expires": 5}}
# Refusals are what is asked for here; what breaks is counted, not read.
LOGGING["loggers"]["django"]["level"] = "CRITICAL"  # type: ignore[index]
