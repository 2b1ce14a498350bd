"""Shows the built site at a loopback address."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Handler", "serve"]


class Handler(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

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
