"""HTTP statuses: their gRPC numbers, their phrases, and what to do about them."""

from __future__ import annotations

__all__ = ["FIRST_ERROR", "grpc_code", "hint_for", "phrase"]

FIRST_ERROR = 400
"""From here on a status is an error."""

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
    501: "check the base URL: its path usually ends in /apis/security/v1 (/v1 for tkeel-oauth serve)",
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


def hint_for(status_code: int) -> str:
    """Return what a caller can do about an error status."""
    if status_code in _HINTS:
        return _HINTS[status_code]
    if 500 <= status_code <= 599:  # noqa: PLR2004
        return "the server failed; try again later, and look at its log if it lasts"
    return "see .status and .content"
