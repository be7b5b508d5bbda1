"""Who is looking at a case now, or writing on it: in the cache alone, where it expires by itself.

Keys are numbers, and so say nothing of a family or of who works here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache

from consult.models import Counselor

# Without script a page says once that it was opened; with it, every twenty seconds.
LASTS_SECONDS = 90
_LOOKING, _WRITING = "looking", "writing"


@dataclass(frozen=True)
class Present:
    name: str
    writes: bool


def note(*, case_id: int, counselor_id: int, writes: bool = False) -> None:
    cache.set(_key(case_id, counselor_id), _WRITING if writes else _LOOKING, LASTS_SECONDS)


def others(*, case_id: int, but: int, team: Iterable[Counselor]) -> list[Present]:
    """Those of the team who looked at the case within the last minute and a half, in the team's order."""
    names = {_key(case_id, one.pk): one.display_name for one in team if one.pk != but}
    there = cache.get_many(names)
    return [Present(name, there[key] == _WRITING) for key, name in names.items() if key in there]


def _key(case_id: int, counselor_id: int) -> str:
    return f"presence:{case_id}:{counselor_id}"
