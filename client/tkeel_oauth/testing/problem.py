"""The answer to a request that was not recorded: what is nearest, and what differs.

It names parameters, never their values, and only parameters that the recording knows: a name that a
caller made up could be a secret in the wrong place.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING

from .messages import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .matching import CanonicalRequest
    from .scenario import Scenario

__all__ = ["differences", "not_recorded", "path_distance"]


def not_recorded(detail: str, nearest: Scenario | None, differs: Iterable[str]) -> Answer:
    """Makes the 501 that says why there is no recorded answer.

    Args:
        detail: One sentence without secrets.
        nearest: The scenario whose request is most alike.
        differs: In which parts the two requests differ.
    """
    body = {
        "type": "about:blank",
        "title": "Not recorded",
        "status": 501,
        "detail": detail,
        "nearest": nearest.name if nearest else None,
        "differs": list(differs),
    }
    content = (json.dumps(body, indent=1) + "\n").encode()
    headers = (("Content-Type", "application/problem+json"), ("Content-Length", str(len(content))))
    return Answer(501, "Not Implemented", headers, content)


def differences(form: CanonicalRequest, recorded: CanonicalRequest, known: frozenset[str]) -> list[str]:
    """Names the parts in which two requests differ.

    Args:
        form: The incoming request.
        recorded: The recorded one.
        known: The parameter names that may be shown.
    """
    parts: list[str] = []
    if form.method != recorded.method:
        parts.append("method")
    if (form.path, form.path_is_valid) != (recorded.path, recorded.path_is_valid):
        same_shape = form.is_authorize and recorded.is_authorize
        parts.append("path parameter tenant_id" if same_shape else "path")
    if form.media_type_refused != recorded.media_type_refused:
        parts.append("header Accept")
    mine, theirs = _by_name(form), _by_name(recorded)
    parts += [f"query parameter {name}" for name in sorted(known) if mine.get(name) != theirs.get(name)]
    if mine.keys() - known:
        parts.append("a query parameter that no scenario has")
    return parts


def path_distance(form: CanonicalRequest, recorded: CanonicalRequest) -> int:
    """Counts the segments in which two paths differ."""
    return sum(mine != theirs for mine, theirs in zip_longest(form.path, recorded.path))


def _by_name(form: CanonicalRequest) -> dict[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in form.query:
        values[name].append(value)
    return values
