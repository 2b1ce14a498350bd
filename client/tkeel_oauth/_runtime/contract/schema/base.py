"""What all types have in common."""

from __future__ import annotations

from collections.abc import Iterator

from ...base.errors import ModelError

__all__ = ["Schema", "json_name", "wrong"]

_JSON_NAMES: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def json_name(value: object) -> str:
    """Name the JSON type of ``value``, for a message that must not show the value."""
    if value is None:
        return "null"
    return _JSON_NAMES.get(type(value), f"a Python {type(value).__name__}")


class Schema:
    """One type; subclasses say which."""

    __slots__ = ()

    media: str | None = "application/json"
    """What a body of this type is; None where there is none."""

    nullable = False
    """Whether null is a value of this type."""

    any_text = False
    """Whether every text is a value of this type, and stands for itself."""

    def decode(self, value: object, where: str) -> object:
        """Check parsed JSON and return the Python value that stands for it."""
        raise NotImplementedError

    def encode(self, value: object, where: str) -> object:
        """Check a caller's value and return what ``json.dumps`` takes."""
        return self.decode(value, where)

    def empty(self) -> object:
        """Return what an absent optional member of this type reads as (proto3's default)."""
        return None

    def holds_text(self) -> bool:
        """Tell whether a value may be, or hold, a text that could be a secret.

        A model speaks for itself.
        """
        return False

    def parts(self) -> Iterator[Schema]:
        """Yield the types that a value of this type is made of."""
        yield from ()


def wrong(where: str, expected: str, value: object) -> ModelError:
    """Say that a value is of another JSON type than the one expected."""
    return ModelError(f"{where} must be {expected}, not {json_name(value)}")
