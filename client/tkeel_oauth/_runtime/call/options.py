"""What a client is configured with, checked when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._version import __version__
from ..base.errors import ConfigurationError
from .checks import mapping, seconds, text, whole_number
from .encode import header_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Options"]

MOST_RETRIES = 10

_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "expect",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
_HARMLESS = frozenset(
    {
        *("accept", "accept-charset", "accept-language", "cache-control", "pragma", "prefer"),
        # A server names the request by the id that it was given: hidden, it would be of no use.
        *(
            "b3",
            "traceparent",
            "tracestate",
            "x-b3-spanid",
            "x-b3-traceid",
            "x-correlation-id",
            "x-request-id",
        ),
    }
)
"""Headers whose values are no secret, and stand in many an answer."""

_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Options:
    """The settings of a client that do not concern its connections.

    Args:
        timeout: seconds a call may take, from call to return.
        connect_timeout: seconds connecting may take, within that.
        retries: attempts that may follow the first.
        headers: headers sent with every request.
        user_agent: the application's own name, put before this package's.

    Raises:
        ConfigurationError: a value that is none of these.
    """

    __slots__ = ("_headers", "_user_agent", "connect_timeout", "raw_headers", "retries", "secrets", "timeout")

    def __init__(
        self,
        *,
        timeout: float,
        connect_timeout: float,
        retries: int,
        headers: Mapping[str, str] | None,
        user_agent: str | None,
    ) -> None:
        self.timeout = seconds("timeout", timeout)
        self.connect_timeout = seconds("connect_timeout", connect_timeout)
        self.retries = whole_number("retries", retries, 0, MOST_RETRIES)
        agent = f"tkeel-oauth/{__version__}"
        if user_agent is not None:
            agent = f"{text('user_agent', user_agent)} {agent}"
        own_headers = mapping("headers", {} if headers is None else headers)
        self._headers = own_headers
        self._user_agent = user_agent
        own = dict(_checked(own_headers))
        self.raw_headers = [
            (b"Accept", own.pop(b"accept", (b"", b"application/json"))[1]),
            (b"Accept-Encoding", b"identity"),
            (b"User-Agent", header_bytes("user_agent", agent)),
            *own.values(),
        ]
        # They may be credentials for a gateway, so what repeats them is withheld, too.
        self.secrets = tuple(value for name, value in own_headers.items() if name.lower() not in _HARMLESS)

    def changed(
        self,
        timeout: float | None,
        connect_timeout: float | None,
        retries: int | None,
        headers: Mapping[str, str] | None,
        user_agent: str | None,
    ) -> Options:
        """Return these options with those in place that are not None."""
        return Options(
            timeout=self.timeout if timeout is None else timeout,
            connect_timeout=self.connect_timeout if connect_timeout is None else connect_timeout,
            retries=self.retries if retries is None else retries,
            headers=self._headers if headers is None else headers,
            user_agent=self._user_agent if user_agent is None else user_agent,
        )


def _checked(headers: Mapping[str, str]) -> list[tuple[bytes, tuple[bytes, bytes]]]:
    checked: list[tuple[bytes, tuple[bytes, bytes]]] = []
    for name, value in headers.items():
        if not set(text("each name in headers", name)) <= _TOKEN:
            raise ConfigurationError("headers holds a name that no header can have")
        if name.lower() in _OURS:
            raise ConfigurationError(
                f"headers may not set {name}: the client does"
                + (", see user_agent" if name.lower() == "user-agent" else "")
            )
        checked.append(
            (
                name.lower().encode(),
                (name.encode(), header_bytes(f"headers[{name!r}]", text(f"headers[{name!r}]", value))),
            )
        )
    return checked
