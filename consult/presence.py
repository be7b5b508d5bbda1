"""Who is looking at a case now, or writing on it: in the cache alone, where it expires by itself.

Keys are numbers, and so say nothing of a family or of who works here.
"""

from __future__ import annotations

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


def others(*, case_id: int, but: int) -> list[Present]:
    """Colleagues who looked at the case within the last minute and a half, by name."""
    colleagues = Counselor.objects.exclude(pk=but).order_by("display_name", "pk")
    names = {_key(case_id, pk): name for pk, name in colleagues.values_list("pk", "display_name")}
    there = cache.get_many(names)
    return [Present(name, there[key] == _WRITING) for key, name in names.items() if key in there]


def _key(case_id: int, counselor_id: int) -> str:
    return f"presence:{case_id}:{counselor_id}"
