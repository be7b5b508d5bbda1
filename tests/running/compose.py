"""compose.yaml as Docker reads it: merged, with its variables filled in."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.engines import ROOT

GIVEN = {
    "SITE_URL": "https://consult.example.jp",
    "ALLOWED_HOSTS": "consult.example.jp",
    "DEFAULT_FROM_EMAIL": "Shirube <noreply@consult.example.jp>",
}
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}")


def load() -> Any:
    return _filled_in(yaml.safe_load((ROOT / "compose.yaml").read_text()))


def variables() -> set[str]:
    """What compose.yaml asks of the shell or the .env file beside it."""
    return {found["name"] for found in _VARIABLE.finditer((ROOT / "compose.yaml").read_text())}


def built(document: Any) -> dict[str, Any]:
    """The services that run this project's image."""
    return {name: service for name, service in document["services"].items() if "build" in service}


def _filled_in(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _filled_in(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled_in(value) for value in node]
    return _VARIABLE.sub(_value, node) if isinstance(node, str) else node


def _value(found: re.Match[str]) -> str:
    if found["name"] in GIVEN:
        return GIVEN[found["name"]]
    assert found["how"] == "-", f"{found['name']} has no default and is not given"
    return found["rest"]
