"""Codes, in each of the three ways that an answer gives one: gRPC's number, HTTP's status, tKeel's name.

The names come from the service's own table of errors. The gRPC number is the one it sends a
name with. tKeel's own messages are Chinese and short, so each name has an explanation and a
next step in English; ``docs/errors.md`` has the same table for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

__all__ = [
    "FIRST_ERROR",
    "REASONS",
    "SUCCESS",
    "Code",
    "Reason",
    "grpc_code",
    "hint_for",
    "phrase",
    "title",
]

FIRST_ERROR = 400
"""From here on a status is an error."""

SUCCESS = "io.tkeel.SUCCESS"

_OAUTH = "io.tkeel.security.api.oauth.v1."


class Code(IntEnum):
    """A canonical code of gRPC: equal to the number that is sent, written as gRPC's name for it."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16

    @classmethod
    def of(cls, number: int) -> Code:
        """Return the code of a number; ``UNKNOWN`` for one that gRPC does not have, as gRPC itself does."""
        try:
            return cls(number)
        except ValueError:
            return cls.UNKNOWN

    def __str__(self) -> str:
        return self.name


_GRPC = {
    400: 3,
    401: 16,
    403: 7,
    404: 5,
    408: 4,
    409: 6,
    412: 9,
    416: 11,
    429: 8,
    499: 1,
    500: 13,
    501: 12,
    503: 14,
    504: 4,
}

_HINTS = {
    400: "check the arguments",
    401: "check the credentials; tKeel itself answers 400 to wrong ones, so a gateway may have said this",
    403: "the request was understood and refused; ask the tenant's administrator",
    404: "check the base URL: its path usually ends in /apis/security/v1 (/v1 for tkeel-oauth serve)",
    405: "check the base URL: it leads to something that is not tKeel's authorize",
    406: "something between here and tKeel does not pass on 'Accept: application/json'",
    408: "the server waited too long for the request; try again",
    413: "the request is too large for the server; shorten state or redirect_uri",
    414: "the request is too long for the server; shorten state or redirect_uri",
    429: "too many requests; wait before the next one",
    501: "the server does not have it; check the base URL: its path usually ends in /apis/security/v1 "
    "(/v1 for tkeel-oauth serve, which answers this to what it has no recording of)",
    431: "the request is too long for the server; shorten state or redirect_uri",
}


def grpc_code(status_code: int) -> int:
    """Return the gRPC number that stands for an HTTP status."""
    known = _GRPC.get(status_code)
    if known is not None:
        return known
    if 400 <= status_code <= 499:  # noqa: PLR2004 - the class of status codes
        return 9
    if 500 <= status_code <= 599:  # noqa: PLR2004
        return 13
    return 2


def phrase(status_code: int) -> str:
    """Return the standard phrase of an HTTP status, ``""`` where there is none."""
    from http import HTTPStatus  # noqa: PLC0415 - only answers that are errors need it

    try:
        return HTTPStatus(status_code).phrase
    except ValueError:
        return ""


def title(status_code: int) -> str:
    """Return an HTTP status with its standard phrase, if it has one."""
    return f"{status_code} {phrase(status_code)}".rstrip()


def hint_for(status_code: int) -> str:
    """Return what a caller can do about an error status."""
    if status_code in _HINTS:
        return _HINTS[status_code]
    if 500 <= status_code <= 599:  # noqa: PLR2004
        return "the server failed; try again later, and look at its log if it lasts"
    return "see .status and .content"


class Reason(NamedTuple):
    """One result name.

    Args:
        grpc_code: the number of the gRPC status it is sent with.
        explanation: what it means.
        next_step: what to do about it.
    """

    grpc_code: int
    explanation: str
    next_step: str


REASONS: Mapping[str, Reason] = {
    "io.tkeel.INTERNAL_ERROR": Reason(
        13,
        "the service could not read the request, as when a parameter comes twice, or failed inside",
        "make sure that nothing on the way changes the query, then look at the service's log",
    ),
    "io.tkeel.REDIRECT": Reason(15, "the service points to another address", "check the base URL"),
    _OAUTH + "OAUTH_ERR_UNKNOWN": Reason(
        2, "the service failed and does not know why", "try again later, and look at the service's log"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_REQUEST": Reason(
        3,
        "tKeel answers this to a wrong password, an unknown user or tenant, an empty username or password, "
        "and when its database is down",
        "check tenant and credentials first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_UNAUTHORIZED_CLIENT": Reason(
        3,
        "tKeel answers this to a redirect_uri it cannot parse, and when its token store is down",
        "check redirect_uri first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_ACCESS_DENIED": Reason(
        3, "the user may not do this", "ask the tenant's administrator"
    ),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_RESPONSE_TYPE": Reason(
        3, "the service does not offer this response_type", "leave response_type at 'code'"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_SCOPE": Reason(
        3, "the service does not know the scope", "ask for a scope that it knows, or for none"
    ),
    _OAUTH + "OAUTH_ERR_SERVER_ERROR": Reason(
        13, "the service failed inside", "try again later, and look at its log if it lasts"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_CLIENT": Reason(
        7, "the service does not know this client", "register the client with tKeel, or check its name"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_GRANT": Reason(
        13, "the authorization code is unknown, used or expired", "log in again for a new one"
    ),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_GRANT_TYPE": Reason(
        3, "the service does not offer this grant_type", "use one that it offers"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_ACCESS_TOKEN": Reason(
        3,
        "the access token is unknown or expired, though the message speaks of the grant type",
        "log in again for a new one",
    ),
    _OAUTH + "OAUTH_ERR_INVALID_RESET_PWD": Reason(
        3, "the link to reset the password is not valid", "ask for a new link"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_USER_OR_PWD": Reason(
        3, "username or password is wrong", "check tenant and credentials"
    ),
    _OAUTH + "OAUTH_UNSUPPORTED_PROVIDER_TYPE": Reason(
        3, "the service does not know this login provider", "choose one that the tenant has set up"
    ),
}
"""By their full names, ``io.tkeel…``."""
