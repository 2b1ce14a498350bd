"""Answers that no tKeel gives: what lies between a client and tKeel breaks them."""

from __future__ import annotations

from http import HTTPStatus

from .engine import Reply
from .messages import Answer, Headers
from .wire_forms import Wire, error_body

__all__ = ["failing", "hanging", "html"]

_HTML = b"<!doctype html>\n<html><head><title>Sign in</title></head><body>Not tKeel.</body></html>\n"


def failing(status: int, *, retry_after: int | None, wire: Wire | None) -> Reply:
    """An error as tKeel's gateway makes them.

    Args:
        status: 400 to 599.
        retry_after: Seconds for the `Retry-After` header; None sends none.
        wire: The form of the body.

    Raises:
        ValueError: When `status` is no status of an error.
    """
    if not HTTPStatus.BAD_REQUEST <= status <= 599:  # noqa: PLR2004 - the last class of status codes
        raise ValueError("status must be 400 to 599: fail() answers errors")
    return _answer("fail", status, "application/json", error_body(status, wire), retry_after)


def html(status: int, *, retry_after: int | None) -> Reply:
    """A page of something that is not tKeel: a proxy, a portal, a wrong base URL.

    Args:
        status: 200 to 599.
        retry_after: Seconds for the `Retry-After` header of an error status; None sends none.

    Raises:
        ValueError: When `status` is no final status.
    """
    if not HTTPStatus.OK <= status <= 599:  # noqa: PLR2004
        raise ValueError("status must be 200 to 599")
    asked = retry_after if status >= HTTPStatus.BAD_REQUEST else None
    return _answer("html", status, "text/html; charset=utf-8", _HTML, asked)


def hanging() -> Reply:
    """A server that takes the request and never answers."""
    return Reply("hang", None, "hang")


def _answer(name: str, status: int, media_type: str, body: bytes, retry_after: int | None) -> Reply:
    more: Headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    headers = (("Content-Type", media_type), ("Content-Length", str(len(body))), *more)
    return Reply(name, Answer(status, reason, headers, body))
