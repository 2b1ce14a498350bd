"""An answer's headers as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .redaction import WITHHELD, one_line

__all__ = ["REQUEST_IDS", "Headers"]

REQUEST_IDS = ("x-request-id", "x-correlation-id", "x-b3-traceid", "traceparent")
"""Where the id stands under which a server or a gateway has logged a request, the most telling first."""

_LONGEST_ID = 128


class Headers(Mapping[str, str]):
    """Header names, in any case, to their values; repeated headers are joined with ``", "``.

    Compares and pickles by value. Its text form names the headers and shows no value.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple((name.lower(), value) for name, value in items)

    def get_list(self, name: str) -> list[str]:
        """Return each value of a header that may be repeated, in the order received."""
        name = name.lower()
        return [value for known, value in self._items if known == name]

    @property
    def request_id(self) -> str | None:
        """The id to look for in the server's logs, None where none is named or it had to be withheld."""
        for name in REQUEST_IDS:
            for value in self.get_list(name):
                if value and value != WITHHELD:
                    return one_line(value, _LONGEST_ID)
        return None

    def __getitem__(self, name: str) -> str:
        values = self.get_list(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self._items))

    def __len__(self) -> int:
        return len({name for name, _ in self._items})

    def __repr__(self) -> str:
        # A half-built one, as a debugger may meet, has none.
        return f"<Headers: {', '.join(self) or 'none'}>" if hasattr(self, "_items") else "<Headers>"

    def __reduce__(self) -> tuple[type[Headers], tuple[tuple[tuple[str, str], ...]]]:
        return Headers, (self._items,)
