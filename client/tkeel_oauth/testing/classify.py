"""What a recorded exchange is: which operation, which wire form, and who can send it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from .matching import canonical
from .messages import Answer, Request, header_values

if TYPE_CHECKING:
    from .scenario import Reach, Scenario, WireForm

__all__ = ["mark_primaries", "operation_id", "reach", "wire_form"]


def operation_id(request: Request) -> str | None:
    """Names the operation of openapi.yaml that a request calls, None when it calls none."""
    return "OauthAuthorize" if canonical(request).is_authorize else None


def wire_form(answer: Answer | None) -> WireForm:
    """Tells what the body of an answer is.

    Args:
        answer: The answer, None when nothing came back.
    """
    if answer is None:
        return "none"
    media_type = next(header_values(answer.headers, "content-type"), "").partition(";")[0].strip()
    if media_type == "text/html":
        return "html"
    if media_type != "application/json":
        return "text"
    body: object = json.loads(answer.body)
    return "served" if isinstance(body, dict) and "data" in body else "documented"


def reach(request: Request, answer: Answer | None) -> Reach:
    """Tells whether a correct client can send a request and gets an answer to it.

    Such a client sends well-formed calls of authorize over HTTP/1.1, encodes the tenant as one
    segment, asks for JSON or anything, and does not ask for compression.
    """
    form = canonical(request)
    sdk = (
        answer is not None
        and form.credentials is not None
        and not form.media_type_refused
        and request.http_version == "HTTP/1.1"
        and is_canonical_tenant(request.target)
        and set(header_values(request.headers, "accept")) <= {"application/json", "*/*"}
        and set(header_values(request.headers, "accept-encoding")) <= {"identity"}
    )
    return "sdk" if sdk else "raw"


def mark_primaries(scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
    """Makes the first of several scenarios that share a request the primary one.

    Args:
        scenarios: The exchanges, in the order of the file.
    """
    forms = [scenario.canonical for scenario in scenarios]
    return tuple(
        replace(scenario, primary=None if forms.count(form) == 1 else forms.index(form) == index)
        for index, (scenario, form) in enumerate(zip(scenarios, forms, strict=True))
    )


def is_canonical_tenant(target: str) -> bool:
    """Tells whether the tenant segment is encoded as a correct client encodes it.

    Args:
        target: The raw target of a call of authorize.
    """
    segment = target.partition("?")[0].rpartition("/")[0].rpartition("/")[2]
    return segment == quote(unquote(segment, errors="surrogateescape"), safe="", errors="surrogateescape")
