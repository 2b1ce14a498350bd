"""The one canonical form of a request, for recorded and for incoming ones.

The raw path is split at `/` before it is decoded, so `a%2Fb` is one segment and `a/b` are two. The
query is a sorted multiset of decoded pairs, read as the server, written in Go, reads it: order is
irrelevant, a second copy of a pair is not, and a malformed pair vanishes without a word. Of the headers
only `Accept` counts, and only where the operation looks at it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NotRequired, TypedDict
from urllib.parse import unquote, unquote_plus, urlsplit

from .messages import Headers, Request, header_values

__all__ = [
    "Arguments",
    "CanonicalRequest",
    "Credentials",
    "FlawedCall",
    "accepts_json",
    "canonical",
    "escapes_are_valid",
    "parse_query",
    "path_template",
    "url_parses",
]

# What tKeel's gateway puts in front; it passes everything else through.
_GATEWAY = ("apis", "security")
_LITERALS = frozenset({"", "apis", "authorize", "oauth", "security", "token", "v1"})
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_AFTER_ADDRESS = re.compile(r"\][^:]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REQUIRED = ("response_type", "username", "password", "redirect_uri")


class Arguments(TypedDict):
    """What `client.oauth.authorize` takes."""

    tenant_id: str
    username: str
    password: str
    redirect_uri: str
    state: NotRequired[str]


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """The arguments of one well-formed call of authorize; its text form shows none of them.

    Args:
        tenant_id: The path parameter, decoded.
        username: The query parameter, decoded; may be empty.
        password: The query parameter, decoded; may be empty.
        redirect_uri: The query parameter, decoded.
        state: The query parameter, decoded; None when it was not sent.
    """

    tenant_id: str
    username: str
    password: str
    redirect_uri: str
    state: str | None = None

    def arguments(self) -> Arguments:
        """The arguments of `client.oauth.authorize`, by name; without the state when none was sent."""
        arguments: Arguments = {
            "tenant_id": self.tenant_id,
            "username": self.username,
            "password": self.password,
            "redirect_uri": self.redirect_uri,
        }
        if self.state is not None:
            arguments["state"] = self.state
        return arguments

    def __repr__(self) -> str:
        return "<Credentials>"

    def __pretty__(self, fmt: object, **_: object) -> Iterator[str]:
        """Yield what `repr` shows, for devtools, which would look at the fields."""
        del fmt
        yield repr(self)


@dataclass(frozen=True, slots=True)
class FlawedCall:
    """A call of authorize that is well-formed but for one parameter.

    Args:
        name: The parameter that is missing, or `response_type` where it has another value than `code`.
        value: That other value; None where the parameter is missing.
        login: Tenant, username and password; None for one that is missing.
        redirect_uri: None where it is missing.
    """

    name: str
    value: str | None = field(repr=False)
    login: tuple[str, str | None, str | None] = field(repr=False)
    redirect_uri: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CanonicalRequest:
    """What decides which recorded answer a request gets; hashable.

    Args:
        method: The method, as sent.
        path: The segments of the path, decoded one by one.
        path_is_valid: False when the path holds a malformed percent escape.
        query: The decoded pairs, sorted.
        media_type_refused: True when the operation refuses the `Accept` header.
    """

    method: str
    path: tuple[str, ...] = field(repr=False)
    path_is_valid: bool
    query: tuple[tuple[str, str], ...] = field(repr=False)
    media_type_refused: bool

    @property
    def is_authorize(self) -> bool:
        """True when method and path are those of the operation OauthAuthorize."""
        return (
            self.method == "GET"
            and self.path_is_valid
            and (*self.path[:2], *self.path[3:]) == ("v1", "oauth", "authorize")
            and self.path[2] not in ("", ".", "..")
        )

    @property
    def credentials(self) -> Credentials | None:
        """The arguments when this is a well-formed call of authorize, else None.

        Well-formed: `response_type` is `code`; it, `username`, `password` and `redirect_uri` stand
        there once, `state` at most once, and nothing else does.
        """
        values = self._values
        if values is None or not set(_REQUIRED) <= set(values) or values["response_type"] != "code":
            return None
        return Credentials(
            tenant_id=self.path[2],
            username=values["username"],
            password=values["password"],
            redirect_uri=values["redirect_uri"],
            state=values.get("state"),
        )

    @property
    def flawed(self) -> FlawedCall | None:
        """What is wrong with this call of authorize when it is exactly one thing, else None."""
        values = self._values
        if values is None:
            return None
        wrong = [name for name in _REQUIRED if name not in values]
        if values.get("response_type", "code") != "code":
            wrong.append("response_type")
        if len(wrong) != 1:
            return None
        login = (self.path[2], values.get("username"), values.get("password"))
        return FlawedCall(wrong[0], values.get(wrong[0]), login, values.get("redirect_uri"))

    @property
    def _values(self) -> dict[str, str] | None:
        """The parameters of a call of authorize that has each once and no unknown one, else None."""
        names = Counter(name for name, _ in self.query)
        if (
            not self.is_authorize
            or any(count > 1 for count in names.values())
            or not set(names) <= {*_REQUIRED, "state"}
        ):
            return None
        return dict(self.query)


def canonical(request: Request) -> CanonicalRequest:
    """Brings a request into its canonical form."""
    raw_path, _, raw_query = request.target.partition("?")
    segments = raw_path.split("/")[1:]
    path = tuple(unquote(segment, errors="surrogateescape") for segment in segments)
    if path[:3] == (*_GATEWAY, "v1"):
        path = path[2:]
    form = CanonicalRequest(
        method=request.method,
        path=path,
        path_is_valid=escapes_are_valid(raw_path),
        query=tuple(sorted(parse_query(raw_query))),
        media_type_refused=False,
    )
    # Unknown paths and wrong methods are refused before the header is looked at.
    if not form.is_authorize or accepts_json(request.headers):
        return form
    return replace(form, media_type_refused=True)


def escapes_are_valid(text: str) -> bool:
    """Tells whether every `%` starts an escape of two hexadecimal digits."""
    return _BAD_ESCAPE.search(text) is None


def parse_query(query: str) -> tuple[tuple[str, str], ...]:
    """Splits a raw query into decoded pairs, in the order sent; bytes that are not UTF-8 become surrogates.

    Args:
        query: What stands after the first `?`, raw.
    """
    pairs: list[tuple[str, str]] = []
    for pair in query.split("&"):
        if not pair or ";" in pair or not escapes_are_valid(pair):
            continue
        name, _, value = pair.partition("=")
        pairs.append(
            (unquote_plus(name, errors="surrogateescape"), unquote_plus(value, errors="surrogateescape"))
        )
    return tuple(pairs)


def url_parses(url: str) -> bool:
    """Tells whether tKeel takes a redirect_uri for a URL; of what it refuses, common mistakes are known."""
    if url.startswith(":") or _CONTROL.search(url):
        return False
    try:
        parts = urlsplit(url)
        # Whether the port is a number is looked at when it is asked for.
        _ = parts.port
    except ValueError:
        return False
    if " " in parts.netloc or _AFTER_ADDRESS.search(parts.netloc):
        return False
    # What follows a scheme without slashes is never looked at.
    return (bool(parts.scheme) and not parts.netloc) or escapes_are_valid(parts.path)


def accepts_json(headers: Headers) -> bool:
    """Tells whether tKeel takes a request's `Accept` for one that JSON can answer.

    Its router wants `*/*` or `application/json` by name, does not know `application/*`, and ignores
    every parameter, `q` included.
    """
    ranges = [
        part.partition(";")[0].strip()
        for value in header_values(headers, "accept")
        for part in value.split(",")
    ]
    return not any(ranges) or "*/*" in ranges or "application/json" in ranges


def path_template(target: str) -> str:
    """Gives a path with everything that a caller chose replaced, fit for a log."""
    segments = target.partition("?")[0].split("/")
    shown: list[str] = []
    for index, segment in enumerate(segments):
        if index and segments[index - 1] == "oauth" and index + 1 < len(segments):
            shown.append("{tenant_id}")
        else:
            shown.append(segment if segment in _LITERALS else "{other}")
    return "/".join(shown)
