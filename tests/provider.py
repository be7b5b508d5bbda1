"""What stand-ins of providers share: a server on a free port, each answer of which is JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, session: type[Session]) -> None:
        super().__init__(("127.0.0.1", 0), session)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[None]:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield
        self.shutdown()
        self.server_close()


class Session(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.take(self.rfile.read(int(self.headers["Content-Length"])))

    def take(self, body: bytes) -> None:
        """What this provider does with what was posted; an answer is `say`, and none a line that is cut."""
        raise NotImplementedError

    def say(self, status: int, body: dict[str, Any], **headers: str) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass
