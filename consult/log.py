"""What may stand in a log line: ids, states and the shape of an address, never its content."""

import logging
import traceback
from typing import Any


class RouteOnly(logging.Filter):
    """Keeps personal data out of what Django and Celery log by themselves.

    - A family's link carries its secret in the path, and Django writes the path of every 404 and 500:
      the route stands in its place.
    - The text of an exception can quote what was typed (a database error quotes the row): its class
      and the lines of code stay, its text goes.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple) and record.args:
            match = getattr(request, "resolver_match", None)
            record.args = (*record.args[:-1], match.route if match else "(no such page)")
        if isinstance(record.args, dict) and "exc" in record.args:
            # Celery's line on a failed task: "… raised unexpected: ValueError('what was typed')".
            record.args = {**record.args, "exc": str(record.args["exc"]).partition("(")[0]}
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.exc_text = "".join([*traceback.format_tb(trace), kind.__name__])
            record.exc_info = None
        return True
