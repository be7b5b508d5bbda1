"""Views of the queue that a counselor keeps under a name: addresses, nothing more."""

from __future__ import annotations

from collections.abc import Callable

from consult.models import Counselor
from consult.refusals import NotPossible

MOST = 12

Views = list[dict[str, str]]


def keep(*, counselor: Counselor, name: str, query: str) -> None:
    """Under this name from now on, whatever stood there. Raises NotPossible beyond MOST."""

    def with_it(views: Views) -> Views:
        others = [view for view in views if view["name"] != name]
        if len(others) >= MOST:
            raise NotPossible
        return [*others, {"name": name, "query": query}]

    _change(counselor, with_it)


def forget(*, counselor: Counselor, name: str) -> None:
    _change(counselor, lambda views: [view for view in views if view["name"] != name])


def _change(counselor: Counselor, change: Callable[[Views], Views]) -> None:
    """Two tabs that change at once change one after the other."""
    while True:
        seen = Counselor.objects.values_list("saved_views", flat=True).get(pk=counselor.pk)
        if Counselor.objects.filter(pk=counselor.pk, saved_views=seen).update(saved_views=change(seen)):
            return
