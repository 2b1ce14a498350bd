"""What is asked: the steps of a verification, in their order, taken from openapi.yaml.

Every operation that can be called without changing anything, and with what a login has, gets these steps,
each of which is one call:

* `success`, and `success-with-…` for each optional parameter;
* `wrong-…` and `empty-…` for a password, `missing-…` for each required parameter of the query, another value
  for each constant, and a slash in each parameter of the path. None of these may get what `success` gets.

The names are those of the recorded scenarios, with `-` for `_`. Steps that a server may count as failed
logins of the user's stand apart from one another, since some lock an account after a few in a row.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import Enum
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from .contract import load_contract
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .contract import Contract, Operation, Parameter

__all__ = [
    "RECORDING",
    "Expect",
    "PlannedCall",
    "PlannedStep",
    "not_callable",
    "planned_calls",
    "planned_steps",
]

LOGIN = frozenset({"tenant_id", "username", "password", "redirect_uri", "state"})
"""The parameters whose values come from the login."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER_CONSTANT = "token"
"""Another value for a constant: the other response_type that OAuth has."""

Change: TypeAlias = "Callable[[str], str]"


class Expect(Enum):
    """What a call is to get."""

    SUCCESS = "success"
    REFUSAL = "refusal"
    EITHER = "either"
    """For a recorded exchange that the plan does not know."""


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


RECORDING = PlannedStep("recording", "The recording that answers are compared with")
"""The step that makes no call; it is the last."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
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
        """Gives the parameters that are sent with their values, not encoded.

        Args:
            login: What the login has, by the parameters' names.
        """
        sent = Values()
        for parameter in self.operation.parameters:
            if parameter is self.subject:
                if self.change is not None:
                    sent[parameter.name] = self.change(_value(parameter, login))
            elif parameter.required:
                sent[parameter.name] = _value(parameter, login)
        return sent


def planned_steps(contract: Contract | None = None) -> tuple[PlannedStep, ...]:
    """Gives the steps of a live verification, in the order in which a report has them.

    Args:
        contract: The contract; without one, that of this release.

    Raises:
        MissingExtraError: When the extra `verify` is not installed.
    """
    return (*(call.step for call in planned_calls(contract)), RECORDING)


def planned_calls(contract: Contract | None = None) -> tuple[PlannedCall, ...]:
    """Gives the calls of a live verification, in the order in which they are made.

    Args:
        contract: The contract; without one, that of this release.

    Raises:
        MissingExtraError: When the extra `verify` is not installed.
    """
    calls: list[PlannedCall] = []
    for operation in (contract or load_contract()).operations:
        if _is_callable(operation):
            # The first is the login; the names of further ones begin with theirs.
            calls += _spread(tuple(_calls(operation, f"{_kebab(operation.id)}-" if calls else "")))
    return tuple(calls)


def not_callable(contract: Contract) -> tuple[Operation, ...]:
    """Gives the operations that no step calls: they change something, or ask what a login does not have.

    Args:
        contract: The contract.
    """
    return tuple(operation for operation in contract.operations if not _is_callable(operation))


def _is_callable(operation: Operation) -> bool:
    return (
        operation.method == "GET"
        and not operation.has_body
        and not any(parameter.place == "cookie" for parameter in operation.parameters)
        and all(
            parameter.name in LOGIN or parameter.constant is not None or parameter.example is not None
            for parameter in operation.parameters
            if parameter.required
        )
    )


def _calls(operation: Operation, prefix: str) -> Iterator[PlannedCall]:
    def refused(
        name: str, title: str, subject: Parameter, change: Change | None, *, failed_login: bool = False
    ) -> PlannedCall:
        step = PlannedStep(prefix + name, title, failed_login)
        return PlannedCall(step, operation, Expect.REFUSAL, subject, change)

    yield PlannedCall(PlannedStep(f"{prefix}success", "A right call"), operation, Expect.SUCCESS)
    for parameter in operation.parameters:
        name = _kebab(parameter.name)
        if not parameter.required:
            step = PlannedStep(f"{prefix}success-with-{name}", f"A right call with {parameter.name}")
            yield PlannedCall(step, operation, Expect.SUCCESS, parameter, str)
            continue
        if parameter.is_password:
            yield refused(f"wrong-{name}", f"A wrong {parameter.name}", parameter, _fresh, failed_login=True)
            yield refused(f"empty-{name}", f"An empty {parameter.name}", parameter, _empty, failed_login=True)
        if parameter.constant is not None:
            title = f"{parameter.name}={_OTHER_CONSTANT}"
            yield refused(f"{name}-{_OTHER_CONSTANT}", title, parameter, _other)
        if parameter.place == "path":
            name = name.removesuffix("-id")
            title = f"A {parameter.name} that is unknown and holds a slash"
            yield refused(f"{name}-encoded-slash", title, parameter, _with_slash)
        else:
            title = f"No {parameter.name}"
            yield refused(f"missing-{name}", title, parameter, None, failed_login=parameter.is_password)


def _spread(calls: tuple[PlannedCall, ...]) -> Iterator[PlannedCall]:
    """Puts calls that get something first, and one failed login at most behind each of them."""
    order = sorted(calls, key=lambda call: call.expect is Expect.REFUSAL)
    others = [call for call in order if not call.step.failed_login]
    failed = [call for call in order if call.step.failed_login]
    pairs = zip_longest(others, failed)
    yield from (call for call in chain.from_iterable(pairs) if call is not None)


def _value(parameter: Parameter, login: Values) -> str:
    for value in (login.get(parameter.name), parameter.constant, parameter.example):
        if value is not None:
            return value
    return secrets.token_urlsafe(16)


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
