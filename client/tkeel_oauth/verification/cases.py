"""What is asked: the steps of a verification, in their order, taken from openapi.yaml.

Every operation of which the shipped recording shows how it is called, and that can be called without changing
anything, gets these steps, each of which is one call:

* `success`, and `success-with-…` for each optional parameter;
* `wrong-…` and `empty-…` for a password, `missing-…` for each required parameter of the query, another value
  for each constant, and a slash in each parameter of the path. None of these may get what `success` gets.

The names are those of the recorded scenarios, with `-` for `_`. Steps that a server may count as failed
logins of the user's stand apart from one another, since some lock an account after a few in a row.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain, zip_longest
from typing import TypeAlias

from tkeel_oauth.testing.recording import load_recording

from .openapi import OpenAPI, Operation, Parameter, load

__all__ = ["LOGIN", "Case", "Expect", "PlannedStep", "Values", "cases", "not_verified", "planned_steps"]

LOGIN = "success"
"""The name of the first step: the login that is to work."""

_OF_LOGIN = frozenset({"tenant_id", "username", "password", "redirect_uri", "state"})
"""The parameters whose values come from the login."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER_CONSTANT = "token"
"""Another value for a constant: the other response_type that OAuth has."""

Change: TypeAlias = Callable[[str], str]


class Values(dict[str, str]):
    """Values by the parameters' names, not encoded; a traceback that prints variables shows none of them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<Values>"

    __str__ = __repr__


class Expect(Enum):
    """What a call is to get."""

    SUCCESS = "success"
    REFUSAL = "refusal"
    EITHER = "either"
    """For a recorded exchange that is no case."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step that a live verification makes.

    Args:
        name: Its name in the report.
        title: What it asks, in words.
        failed_login: Whether a server may count it as a failed login of the user's.
    """

    name: str
    title: str
    failed_login: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A step with all that is needed to make its call.

    Args:
        step: Its name and title.
        operation: What is called.
        expect: What it is to get.
        subject: The parameter that is left out or changed, or that is optional and sent; None for neither.
        change: Makes the subject's value from the right one; None leaves the subject out.
    """

    step: PlannedStep
    operation: Operation
    expect: Expect
    subject: Parameter | None = None
    change: Change | None = None

    @property
    def scenario(self) -> str:
        """The name of the same request in a recording."""
        return self.step.name.replace("-", "_")

    def arguments(self, login: Values) -> Values:
        """Gives the parameters that are sent with their values, not encoded."""
        sent = Values()
        for parameter in self.operation.parameters:
            if parameter is self.subject:
                if self.change is not None:
                    sent[parameter.name] = self.change(_value(parameter, login))
            elif parameter.required:
                sent[parameter.name] = _value(parameter, login)
        return sent


def planned_steps() -> tuple[PlannedStep, ...]:
    """Gives the steps of a live verification, in the order in which a report has them.

    Raises:
        MissingExtraError: When the extra `verify` is not installed.
    """
    return tuple(case.step for case in cases(load()))


def cases(document: OpenAPI) -> tuple[Case, ...]:
    """Gives the calls of a live verification, in the order in which they are made."""
    found: list[Case] = []
    for operation in document.operations:
        if _is_callable(operation):
            # The first is the login; the names of further ones begin with theirs.
            found += _spread(tuple(_cases(operation, f"{_kebab(operation.id)}-" if found else "")))
    return tuple(found)


def not_verified(document: OpenAPI) -> tuple[str, ...]:
    """Gives the operations that nothing is asked about.

    Nothing is recorded of them, or they change something, or they ask for what a login does not have.
    """
    return tuple(operation.id for operation in document.operations if not _is_callable(operation))


def _is_callable(operation: Operation) -> bool:
    return (
        any(scenario.operation_id == operation.id for scenario in load_recording())
        and operation.method == "GET"
        and not operation.has_body
        and all(
            parameter.place != "cookie" and (parameter.name in _OF_LOGIN or parameter.constant is not None)
            for parameter in operation.parameters
            if parameter.required
        )
    )


def _cases(operation: Operation, prefix: str) -> Iterator[Case]:
    def refused(
        name: str, title: str, subject: Parameter, change: Change | None, *, failed_login: bool = False
    ) -> Case:
        step = PlannedStep(prefix + name, title, failed_login)
        return Case(step, operation, Expect.REFUSAL, subject, change)

    yield Case(PlannedStep(f"{prefix}{LOGIN}", "A right call"), operation, Expect.SUCCESS)
    for parameter in operation.parameters:
        name = _kebab(parameter.name)
        if not parameter.required:
            step = PlannedStep(f"{prefix}{LOGIN}-with-{name}", f"A right call with {parameter.name}")
            yield Case(step, operation, Expect.SUCCESS, parameter, str)
            continue
        if parameter.is_password:
            yield refused(f"wrong-{name}", f"A wrong {parameter.name}", parameter, _fresh, failed_login=True)
            yield refused(f"empty-{name}", f"An empty {parameter.name}", parameter, _empty, failed_login=True)
        if parameter.constant is not None:
            title = f"{parameter.name}={_OTHER_CONSTANT}"
            yield refused(f"{name}-{_OTHER_CONSTANT}", title, parameter, _other)
        if parameter.place == "path":
            name = name.removesuffix("-id")
            title = f"Another {parameter.name}, with a slash"
            yield refused(f"{name}-encoded-slash", title, parameter, _with_slash)
        else:
            title = f"No {parameter.name}"
            yield refused(f"missing-{name}", title, parameter, None, failed_login=parameter.is_password)


def _spread(found: tuple[Case, ...]) -> Iterator[Case]:
    """Puts calls that get something first, and one failed login at most behind each of them."""
    order = sorted(found, key=lambda case: case.expect is Expect.REFUSAL)
    others = [case for case in order if not case.step.failed_login]
    failed = [case for case in order if case.step.failed_login]
    pairs = zip_longest(others, failed)
    yield from (case for case in chain.from_iterable(pairs) if case is not None)


def _value(parameter: Parameter, login: Values) -> str:
    given = login.get(parameter.name)
    # An optional parameter that is no part of a login gets some value.
    return given or parameter.constant or secrets.token_urlsafe(16)


def _fresh(_: str) -> str:
    return secrets.token_urlsafe(16)


def _empty(_: str) -> str:
    return ""


def _other(_: str) -> str:
    return _OTHER_CONSTANT


def _with_slash(value: str) -> str:
    return f"{value}/{secrets.token_hex(4)}"


def _kebab(name: str) -> str:
    return _HUMP.sub("-", name).replace("_", "-").lower()
