"""What a client is configured with, and the checks of what a caller passes, typed or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from typing import TypeAlias, cast

from ..._version import __version__
from ..base.errors import ConfigurationError
from .encode import header_bytes

__all__ = ["Certificate", "FilePath", "Options", "flag", "mapping", "seconds", "text", "whole_number"]

FilePath: TypeAlias = str | PathLike[str]

Certificate: TypeAlias = FilePath | tuple[FilePath, FilePath] | tuple[FilePath, FilePath, str]
"""A client certificate: its path, or the paths of certificate and key, and the key's password."""

LONGEST_TIME = 86_400.0
"""Seconds a call may take at most: a day, which is well within what sockets can count."""

MOST_RETRIES = 10

_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "content-type", "expect", "host", "te"),
        *("trailer", "transfer-encoding", "upgrade", "user-agent"),
    }
)
_HARMLESS = frozenset(
    {
        *("accept", "accept-charset", "accept-language", "cache-control", "pragma", "prefer"),
        # A server names the request by the id that it was given: hidden, it would be of no use.
        *("b3", "traceparent", "tracestate", "x-b3-spanid", "x-b3-traceid", "x-correlation-id"),
        "x-request-id",
    }
)
"""Headers whose values are no secret, and stand in many an answer."""

_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_TELLING = 8
"""Characters that a part of another header must have to be taken for a credential."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+._-]*")
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
        own = _checked(own_headers)
        self.raw_headers = [
            (b"Accept", own.pop("accept", (b"", b"application/json"))[1]),
            (b"Accept-Encoding", b"identity"),
            (b"User-Agent", header_bytes("user_agent", agent)),
            *own.values(),
        ]
        # They may be credentials for a gateway, so what repeats them is withheld, too.
        self.secrets = tuple(
            secret
            for name, (_, value) in own.items()
            if name not in _HARMLESS
            for secret in credentials_in(name, value.decode("latin-1"))
        )

    def __repr__(self) -> str:
        return "<Options>"

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


def credentials_in(name: str, value: str) -> list[str]:
    """Return what of a header's value is a secret: all of it, and the credentials that are parts of it.

    Those are what follows a scheme's word, as in ``Bearer …``; the user name and the password
    in ``Basic …``; and the values of cookies.

    Args:
        name: the header, in lower case.
        value: its value.
    """
    found = [value]
    scheme, _, token = value.partition(" ")
    if _SCHEME.fullmatch(scheme) and (name in _CREDENTIALS or len(token) >= _TELLING):
        found.append(token.strip())
        if scheme.lower() == "basic":
            found += _basic_credentials(token.strip())
    if name == "cookie":
        values = (pair.partition("=")[2].strip(' "') for pair in value.split(";"))
        found += (cookie for cookie in values if len(cookie) >= _TELLING)
    return [secret for secret in dict.fromkeys(found) if secret]


def _basic_credentials(token: str) -> tuple[str, ...]:
    import base64  # noqa: PLC0415 - few clients need it

    try:
        plain = base64.b64decode(token, validate=True).decode()
    except ValueError:
        return ()
    return plain, *plain.split(":", 1)


def _checked(headers: Mapping[str, str]) -> dict[str, tuple[bytes, bytes]]:
    """Return headers as they go out, by their names in lower case."""
    checked: dict[str, tuple[bytes, bytes]] = {}
    for given, value in headers.items():
        name = text("each name in headers", given)
        if not set(name) <= _TOKEN:
            raise ConfigurationError("headers holds a name that no header can have")
        key = name.lower()
        if key in _OURS:
            see = ", see user_agent" if key == "user-agent" else ""
            raise ConfigurationError(f"headers may not set {name}: the client does{see}")
        said = f"headers[{name!r}]"
        checked[key] = (name.encode(), header_bytes(said, text(said, value)))
    return checked


def seconds(name: str, value: object) -> float:
    """Return a number of seconds.

    Raises:
        ConfigurationError: it is no number above zero, or more than a day.
    """
    # A comparison with NaN is false.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= LONGEST_TIME:
        raise ConfigurationError(
            f"{name} must be a number of seconds above 0, and {LONGEST_TIME:.0f} at most"
        )
    return float(value)


def whole_number(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number.

    Raises:
        ConfigurationError: it is none, or not within the limits.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ConfigurationError(f"{name} must be a whole number from {least} to {most}")
    return value


def text(name: str, value: object) -> str:
    """Return a text.

    Raises:
        ConfigurationError: it is none, or empty.
    """
    # without the methods of a class of the caller's
    found = str.__str__(value) if isinstance(value, str) else ""
    if not found:
        raise ConfigurationError(f"{name} must be a text that is not empty")
    return found


def flag(name: str, value: object) -> bool:
    """Return a truth value.

    Raises:
        ConfigurationError: it is none; what merely counts as one, such as "no", is a mistake.
    """
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be True or False")
    return value


def mapping(name: str, value: object) -> dict[str, str]:
    """Return a copy of a mapping of texts; its members are checked where they are used.

    Raises:
        ConfigurationError: it is no mapping.
    """
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{name} must be a mapping of texts to texts")
    return dict(cast("Mapping[str, str]", value))
