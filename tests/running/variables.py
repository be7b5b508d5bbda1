"""The environment variables that the service reads, as its code says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.engines import ROOT


def read_by_settings() -> set[str]:
    """Every X of env.str("X"), env.bool("X") and so on in consult/settings.py."""
    return {
        name
        for node in _calls(ROOT / "consult" / "settings.py")
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        for name in _first_text(node)
        if node.func.value.id == "env"
    }


def read_elsewhere() -> set[str]:
    """Every X of os.environ.get("X") in the code that runs without Django's settings."""
    paths = ("consult/gunicorn.py", "consult/management/commands/serve.py")
    return {
        name
        for path in paths
        for node in _calls(ROOT / path)
        if ast.unparse(node.func) == "os.environ.get"
        for name in _first_text(node)
    }


def example() -> dict[str, str]:
    """.env.example: names and values."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def _first_text(node: ast.Call) -> list[str]:
    first = node.args[0] if node.args else None
    return [first.value] if isinstance(first, ast.Constant) and isinstance(first.value, str) else []
