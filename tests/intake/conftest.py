from __future__ import annotations

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Static files under their own names: there is no collected manifest to look them up in.

    WhiteNoise would read all of them anew for each client.
    """
    backend = f"{StaticFilesStorage.__module__}.{StaticFilesStorage.__name__}"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
