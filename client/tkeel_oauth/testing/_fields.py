"""Reads members of parsed JSON with a type, and says where one is wrong without showing its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from .errors import InvalidRecordingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Fields"]

T = TypeVar("T")
_KINDS: dict[type, str] = {
    str: "a string",
    int: "an integer",
    bool: "true or false",
    dict: "an object",
    list: "an array",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object and the place it stands at.

    Args:
        values: The object.
        place: Where it stands, for messages: `log.entries[3].request`.
    """

    values: Mapping[str, object]
    place: str

    def text(self, name: str) -> str:
        """Gives a member that must be a string."""
        return self._get(name, str)

    def integer(self, name: str) -> int:
        """Gives a member that must be an integer."""
        return self._get(name, int)

    def number(self, name: str) -> float:
        """Gives a member that must be a number."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name, "a number")
        return value

    def optional_text(self, name: str) -> str | None:
        """Gives a member that may be absent or null, else must be a string."""
        return None if self.values.get(name) is None else self._get(name, str)

    def optional_flag(self, name: str) -> bool | None:
        """Gives a member that may be absent or null, else must be true or false."""
        return None if self.values.get(name) is None else self._get(name, bool)

    def one_of(self, name: str, allowed: tuple[T, ...]) -> T:
        """Gives a member that must be one of a few values."""
        value = self.values.get(name)
        for candidate in allowed:
            if value == candidate:
                return candidate
        raise self.wrong(
            name, "one of " + ", ".join("absent" if one is None else str(one) for one in allowed)
        )

    def object(self, name: str) -> Fields:
        """Gives a member that must be an object."""
        return Fields(cast("Mapping[str, object]", self._get(name, dict)), f"{self.place}.{name}")

    def optional_object(self, name: str) -> Fields | None:
        """Gives a member that may be absent, else must be an object."""
        return None if name not in self.values else self.object(name)

    def objects(self, name: str) -> Iterator[Fields]:
        """Gives the elements of a member that must be an array of objects."""
        for index, value in enumerate(cast("list[object]", self._get(name, list))):
            place = f"{self.place}.{name}[{index}]"
            if not isinstance(value, dict):
                raise InvalidRecordingError(f"{place} must be an object")
            yield Fields(cast("Mapping[str, object]", value), place)

    def wrong(self, name: str, wanted: str) -> InvalidRecordingError:
        """Makes the error for a member that is missing or of the wrong type."""
        state = "must be" if name in self.values else "is missing, must be"
        return InvalidRecordingError(f"{self.place}.{name} {state} {wanted}")

    def _get(self, name: str, kind: type[T]) -> T:
        value = self.values.get(name)
        # bool is an int in Python, not in JSON.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(name, _KINDS[kind])
        return value
