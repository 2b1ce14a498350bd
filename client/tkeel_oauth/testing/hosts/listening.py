"""A listening socket and the base URL it is reached under."""

from __future__ import annotations

import errno
import os
import socket

from tkeel_oauth.testing.errors import ListenError

__all__ = ["base_url", "listen"]

_LAST_PORT = 65535


def listen(host: str, port: int) -> socket.socket:
    """Opens a listening socket.

    Args:
        host: A name or an address, IPv4 or IPv6.
        port: 0 picks a free one.

    Raises:
        ListenError: When the port is busy or the host is not one of this machine's.
    """
    where = f"cannot listen on {host}:{port}"
    if not 0 <= port <= _LAST_PORT:
        raise ListenError(f"{where}: the port must be 0 to {_LAST_PORT}")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((str(address[0]), port), family=family, backlog=1024)
    except (socket.gaierror, UnicodeError):
        raise ListenError(f"{where}: no such host") from None
    except OSError as error:
        # The error's own text repeats the address on some versions of Python.
        reason = os.strerror(error.errno) if error.errno else "not possible"
        hint = "; choose another port, or 0 for a free one" if error.errno == errno.EADDRINUSE else ""
        raise ListenError(f"{where}: {reason}{hint}") from None


def base_url(listener: socket.socket) -> str:
    """Gives the base URL for `Client`: scheme, address, port and `/v1`.

    Args:
        listener: A listening socket.
    """
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/v1" if ":" in host else f"http://{host}:{port}/v1"
