"""A request that was not recorded: what is nearest, what differs, and the answer that says so.

It names parameters, never their values, and only parameters that the recording knows: a name that a
caller made up could be a secret in the wrong place. A login that was not recorded, which is refused as tKeel
refuses one, gets a note of who is known; every tenant and user name in it is one of the recording.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import zip_longest
from typing import Self

from .matching import CanonicalRequest, Credentials
from .messages import Answer
from .scenario import Scenario

__all__ = [
    "DIFFERENT_PATH",
    "PROBLEM",
    "Near",
    "UnknownLogin",
    "Unmatched",
    "answer_to",
    "is_unmatched",
    "nearest_to",
]

_SHOWN = 3
_STATUS = 501
_TITLE = "Not recorded"
PROBLEM = "application/problem+json"
"""The media type of the 501."""
DIFFERENT_PATH = "path"
"""What stands under `differs` where the path is none of the recording's."""


@dataclass(frozen=True, slots=True)
class Near:
    """A scenario that is like a request.

    Args:
        scenario: Its name.
        differs: In which parts the two requests differ.
    """

    scenario: str
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why a request has no recorded answer.

    Args:
        detail: One sentence without secrets.
        nearest: The scenarios whose requests are most alike, the most alike first; may be empty.
    """

    detail: str
    nearest: tuple[Near, ...] = ()

    def __str__(self) -> str:
        lines = [f"  {near.scenario}: differs in {', '.join(near.differs)}" for near in self.nearest]
        return "\n".join([self.detail, *(["nearest scenarios:"] if lines else []), *lines])


@dataclass(frozen=True, slots=True)
class UnknownLogin:
    """Why a login was refused that the recording does not hold, and who could have logged in.

    Args:
        differs: What the recording does not know: `tenant_id`, `username` or `password`.
        known: Tenant and user name of each login that works.
    """

    differs: str
    known: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, called: Credentials, logins: Iterable[Credentials]) -> Self:
        """Compares a login with those that work.

        Args:
            called: What was asked.
            logins: The recorded ones.
        """
        known = tuple(dict.fromkeys((login.tenant_id, login.username) for login in logins))
        if (called.tenant_id, called.username) in known:
            return cls("password", known)
        return cls("username" if called.tenant_id in dict(known) else "tenant_id", known)

    def __str__(self) -> str:
        people = [f"  {username} of {tenant_id}" for tenant_id, username in self.known]
        lines = [f"refused: the recording does not know this {self.differs}"]
        lines += ["who can log in, each with the password that .credentials(SCENARIO) gives:", *people]
        return "\n".join(lines if people else lines[:1])


def nearest_to(
    form: CanonicalRequest, recorded: Iterable[tuple[CanonicalRequest, Scenario]], known: frozenset[str]
) -> tuple[Near, ...]:
    """Finds the scenarios whose requests are most like one.

    Args:
        form: The request.
        recorded: The scenarios and the forms of their requests.
        known: The parameter names that may be shown.
    """
    ranked = (
        (_differences(form, other, known), _path_distance(form, other), scenario.name)
        for other, scenario in recorded
    )
    best = nsmallest(_SHOWN, ranked, key=lambda rank: (len(rank[0]), rank[1]))
    return tuple(Near(name, tuple(differs)) for differs, _, name in best)


def answer_to(unmatched: Unmatched) -> Answer:
    """Makes the 501 that says why there is no recorded answer."""
    first = unmatched.nearest[0] if unmatched.nearest else None
    body = {
        "type": "about:blank",
        "title": _TITLE,
        "status": _STATUS,
        "detail": unmatched.detail,
        "nearest": first.scenario if first else None,
        "differs": list(first.differs) if first else [],
    }
    content = (json.dumps(body, indent=1) + "\n").encode()
    headers = (("Content-Type", PROBLEM), ("Content-Length", str(len(content))))
    return Answer(_STATUS, "Not Implemented", headers, content)


def is_unmatched(status: int, media_type: str, value: object) -> bool:
    """Tells whether an answer is the 501 that `answer_to` makes.

    Args:
        status: The HTTP status.
        media_type: In lower case, without parameters.
        value: The body's JSON value.
    """
    return (
        (status, media_type) == (_STATUS, PROBLEM)
        and isinstance(value, dict)
        and {"title": _TITLE, "status": _STATUS}.items() <= value.items()
        and {"nearest", "differs"} <= value.keys()
    )


def _differences(form: CanonicalRequest, recorded: CanonicalRequest, known: frozenset[str]) -> list[str]:
    parts: list[str] = []
    if form.method != recorded.method:
        parts.append("method")
    if (form.path, form.path_is_valid) != (recorded.path, recorded.path_is_valid):
        same_shape = form.is_authorize and recorded.is_authorize
        parts.append("path parameter tenant_id" if same_shape else DIFFERENT_PATH)
    if form.media_type_refused != recorded.media_type_refused:
        parts.append("header Accept")
    mine, theirs = _by_name(form), _by_name(recorded)
    parts += [f"query parameter {name}" for name in sorted(known) if mine.get(name) != theirs.get(name)]
    if mine.keys() - known:
        parts.append("a query parameter that no scenario has")
    return parts


def _path_distance(form: CanonicalRequest, recorded: CanonicalRequest) -> int:
    return sum(mine != theirs for mine, theirs in zip_longest(form.path, recorded.path))


def _by_name(form: CanonicalRequest) -> dict[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in form.query:
        values[name].append(value)
    return values
