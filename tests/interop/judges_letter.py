"""A server on loopback that keeps the page to the letter, whatever it is asked, or has tKeel's own form."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from tests.verification.reference import BASES, LOGIN, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_RIGHT = {
    "response_type": "code",
    "username": LOGIN.username,
    "password": LOGIN.password,
    "redirect_uri": LOGIN.redirect_uri,
}


def _step(target: str) -> str:
    path, _, query = target.partition("?")
    parts = path.split("/")
    if parts[:2] != ["", "oauth"] or parts[3:] != ["authorize"] or not parts[2]:
        return "tenant-encoded-slash"
    sent = parse_qsl(query, keep_blank_values=True)
    known = {name: value for name, value in sent if name != "state"}
    once = len(sent) == len({name for name, _ in sent})
    return "success" if once and known == _RIGHT and parts[2] == LOGIN.tenant_id else "wrong-password"


@contextlib.contextmanager
def letter_server(form: Form, asked: list[tuple[str, int]]) -> Generator[str]:
    """Run it; gives its base URL.

    Args:
        form: In which form it answers.
        asked: Gets the method and the status of every answer.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            reply = BASES[form](_step(self.path) if self.command == "GET" else "wrong-password")
            status = reply.status if self.command == "GET" else 405
            asked.append((self.command, status))
            self.send_response_only(status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if status == 405:
                self.send_header("Allow", "GET")
            self.send_header("Content-Length", str(len(reply.body)))
            # What came with the request is not read.
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)
            self.close_connection = True

        # Python's server calls the method of that name; each one is answered.
        def __getattr__(self, name: str) -> Callable[[], None]:
            if not name.startswith("do_"):
                raise AttributeError(name)
            return self._answer

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
            """Say nothing: the target holds a password."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
