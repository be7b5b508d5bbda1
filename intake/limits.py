"""How often something may be asked for: counted by address block and by all together, in fixed windows.

Counts stand in the shared cache. A cache that is down limits nobody: a family comes before a flood.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many in a window of `seconds`: `each` for one address block (or reference), `all` for everybody."""

    each: int
    all: int
    seconds: int


# A block may be a mobile carrier's gateway or a hospital's, so a family must never meet one by chance.
LIMITS = {
    "new_draft": Limit(each=60, all=2_000, seconds=3600),
    "submission": Limit(each=40, all=1_000, seconds=3600),
    "submission_without_proof": Limit(each=6, all=60, seconds=3600),
    "files": Limit(each=60, all=2_000, seconds=3600),
    "link_try": Limit(each=60, all=5_000, seconds=600),
    "code_try": Limit(each=20, all=1_000, seconds=600),
    "code_try_of_draft": Limit(each=10, all=1_000, seconds=600),
    "csp_report": Limit(each=20, all=500, seconds=3600),
    "sign_in_to": Limit(each=100, all=5_000, seconds=600),
    "code_mail": Limit(each=5, all=200, seconds=3600),
    "code_mail_to": Limit(each=3, all=200, seconds=3600),
}


def spend(name: str, who: str) -> int:
    """Counts one; 0 when it is within the limit, else the seconds until the window ends."""
    return _look(name, who, count=True)


def used_up(name: str, who: str) -> int:
    """As `spend`, without counting: for what only counts when it fails."""
    return _look(name, who, count=False)


def _look(name: str, who: str, *, count: bool) -> int:
    limit, now = LIMITS[name], time.time()
    window = int(now // limit.seconds)
    hashed = hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    most = {f"{name}:{window}:{hashed}": limit.each, f"{name}:{window}:all": limit.all}
    try:
        counts = {key: _count(key, limit.seconds) if count else cache.get(key, 0) for key in most}
    except Exception as error:  # whatever a cache's client raises, the family's answer must not fail
        log.warning("limits are not counted: the cache does not answer (%s)", type(error).__name__)
        return 0
    spare = 0 if count else 1
    within = all(counts[key] + spare <= most[key] * settings.LIMITS_TIMES for key in most)
    return 0 if within else math.ceil((window + 1) * limit.seconds - now)


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=2 * seconds)
    return int(cache.incr(key))


def address_block(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 /24 or an IPv6 /56, which is what one household or firm has.

    X-Forwarded-For is believed only as far as our own proxies wrote it: each adds one entry at its end,
    and all before them is what a client may have made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    entries = request.headers.get("x-forwarded-for", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(entries):
        address = entries[-settings.TRUSTED_PROXIES].strip() or address
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 56), strict=False))
