"""The one way in which all contestants that are not Shirube reach PostgreSQL: as Shirube's settings do."""

import os
from typing import Any
from urllib.parse import urlsplit


def from_environment() -> dict[str, Any]:
    address = urlsplit(os.environ["DATABASE_URL"])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": address.hostname,
        "PORT": address.port or 5432,
        "USER": address.username,
        "PASSWORD": address.password or "",
        "NAME": address.path.lstrip("/"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
