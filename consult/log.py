"""What may stand in a log line: ids, states and the shape of an address, never its content."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# What our own lines may name. Whoever needs another one adds it here, and thinks of what it holds.
KEYS = {
    "event", "level", "logger", "timestamp", "request_id", "task", "method", "route", "status", "ms",
    "user", "case", "followup", "state", "kind", "error", "count", "seconds", "directive", "name",
}  # fmt: skip
_A_STATE = re.compile(r"[\w.:/<>+ ()^$?*\[\]\\|,'-]{0,200}", re.ASCII)
_LEFT_OUT = "(left out)"
_AN_ADDRESS = re.compile(r"\bhttps?://\S+")


class RouteOnly(logging.Filter):
    """Keeps personal data out of what Django and Celery log by themselves.

    - A family's link carries its secret in the path, and Django writes the path of every 404 and 500:
      the route stands in its place. So does the page a form came from, in the reason why it was refused.
    - The text of an exception can quote what was typed (a database error quotes the row): its class
      and the lines of code stay, its text goes.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and record.args:
            match = getattr(request, "resolver_match", None)
            told = [_without_addresses(arg) for arg in record.args[:-1]]
            record.args = (*told, match.route if match else "(no such page)")
        if isinstance(record.args, dict) and "exc" in record.args:
            # Celery's line on a failed task: "… raised unexpected: ValueError('what was typed')".
            record.args = {**record.args, "exc": str(record.args["exc"]).partition("(")[0]}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.exc_text = "".join([*traceback.format_tb(trace), kind.__name__])
            record.exc_info = None
        return True


def _without_addresses(arg: Any) -> Any:
    return _AN_ADDRESS.sub("(an address)", arg) if isinstance(arg, str) else arg


def only_ids_and_states(logger: Any, method: str, line: EventDict) -> EventDict:
    """Of our own lines: names that are known, with numbers and short codes. The rest is left out."""
    for key, value in line.items():
        if key.startswith("_"):
            continue
        if key not in KEYS or not _is_a_state(value):
            line[key] = _LEFT_OUT
    return line


def _is_a_state(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_A_STATE.fullmatch(value))
    return value is None or isinstance(value, int | float)


_STAMPED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> logging.Formatter:
    """`timestamp=… level=… logger=… event=…`, one line each: what was typed can't begin a line of its own."""
    order = ["timestamp", "level", "logger", "event"]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_STAMPED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.LogfmtRenderer(key_order=order, bool_as_flag=False),
        ],
        # RouteOnly has written what may be told of an error.
        keep_exc_info=True,
    )


def set_up() -> None:
    """For structlog's own loggers: through the same handler and filter as everybody's lines."""
    structlog.configure(
        processors=[
            *_STAMPED,
            only_ids_and_states,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
