"""The operations of the contract, ready to be written as Python functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generation.docstrings import call_docstring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generation.schemas import Shape

__all__ = ["Body", "Operation", "Parameter"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    argument: str
    place: str
    shape: Shape
    required: bool
    sensitive: bool
    description: str

    @property
    def annotation(self) -> str:
        """The argument's type."""
        return self.shape.annotation if self.required else self.shape.optional

    @property
    def default(self) -> str | None:
        """The argument's default, None if it must be passed."""
        return self.shape.default if self.required else "None"

    @property
    def explained(self) -> str:
        """What the docstring says of it."""
        if not self.required:
            theirs = f"; the server then takes `{self.shape.default}`" if self.shape.default else ""
            return f"{self.description} Not sent when None{theirs}."
        return f"{self.description} Default: `{self.default}`." if self.default else self.description


@dataclass(frozen=True)
class Body:
    """The request body of an operation."""

    shape: Shape
    required: bool
    description: str

    @property
    def annotation(self) -> str:
        """The argument's type."""
        return self.shape.annotation if self.required else self.shape.optional


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        id: Its ``operationId``.
        module: The module of its functions.
        method_name: The clients' method for it.
        tag: The package of the module.
        method: The HTTP method, in capitals.
        path: The path template.
        idempotent: Whether it may be sent twice.
        parameters: In the document's order.
        body: The request body, if it has one.
        responses: The model of each status below 400.
        errors: The model of each status from 400 on.
        default: The model of every other status, None if there is none.
        status: The model that error answers in the served form become.
        summary: One line.
        description: The rest.
        answer: What the first documented success is.
    """

    id: str
    module: str
    method_name: str
    tag: str
    method: str
    path: str
    idempotent: bool
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: dict[int, str]
    errors: dict[int, str]
    default: str | None
    status: str
    summary: str
    description: str
    answer: str

    @property
    def constant(self) -> str:
        """The name under which ``client.py`` imports its descriptor."""
        return self.module.upper()

    @property
    def positional(self) -> list[Parameter]:
        """The parameters in the path, in the path's order."""
        found = [parameter for parameter in self.parameters if parameter.place == "path"]
        return sorted(found, key=lambda parameter: self.path.index(f"{{{parameter.name}}}"))

    @property
    def named(self) -> list[tuple[str, str, str | None]]:
        """Name, type and default of the keyword arguments, those that must be passed first."""
        found = [(p.argument, p.annotation, p.default) for p in self.parameters if p.place != "path"]
        if self.body is not None:
            found.insert(0, ("body", self.body.annotation, None if self.body.required else "None"))
        return sorted(found, key=lambda argument: argument[2] is not None)

    @property
    def values(self) -> list[str]:
        """The arguments whose values a call takes, in the descriptor's order."""
        return [parameter.argument for parameter in self.parameters]

    @property
    def packed(self) -> str:
        """The values as a tuple."""
        return f"({', '.join(self.values)}{',' if len(self.values) == 1 else ''})"

    @property
    def held(self) -> list[str]:
        """The arguments that a function forgets once the call has them."""
        return [*self.values, *(["body"] if self.body else [])]

    @property
    def success_type(self) -> str:
        """The type of a documented success."""
        return _union(self.responses.values())

    @property
    def error_type(self) -> str:
        """The type of every other answer."""
        return _union([*self.errors.values(), *([self.default] if self.default else []), self.status])

    @property
    def any_type(self) -> str:
        """The type of the model in a detailed answer."""
        return _union([*self.success_type.split(" | "), *self.error_type.split(" | ")])

    def doc(self, *, detailed: bool, method: bool = False) -> str:
        """The docstring of one of its functions.

        Args:
            detailed: Whether the function returns the whole answer.
            method: Whether it is the clients' method, which has no ``client`` argument.
        """
        return call_docstring(self, detailed=detailed, method=method)


def _union(types: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(types))
