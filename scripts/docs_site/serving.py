"""Shows the built site at a loopback address."""

from __future__ import annotations

import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["Handler", "serve"]


class Handler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request, and the site's own page where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer 404 as a web server does that has been told of 404.html."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


def serve(folder: Path, port: int) -> int:
    """Serve a folder until interrupted.

    Args:
        folder: The built site.
        port: 0 picks a free one.

    Returns:
        0 after Ctrl-C, 1 when the port is taken.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    except OSError as error:
        print(
            f"scripts/docs: port {port} cannot be used: {error.strerror}; name another with --port",
            file=sys.stderr,
        )
        return 1
    with server:
        print(f"open http://127.0.0.1:{server.server_address[1]}/ , end with Ctrl-C", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0
