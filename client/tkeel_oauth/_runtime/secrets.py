"""The secrets of one call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .revealing import Seeker

__all__ = ["WITHHELD", "Secrets"]

WITHHELD = "[withheld: it repeats what was sent]"


class Secrets:
    """The secret values of one call, which :mod:`.revealing` looks for where that is called for.

    Args:
        values: the secrets as text; empty ones are ignored, for any text holds them.
    """

    __slots__ = ("_seeker", "_values")

    def __init__(self, values: Iterable[str]) -> None:
        self._values = tuple(values)
        self._seeker: Seeker | None = None

    def __repr__(self) -> str:
        return "<Secrets>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("secrets are not pickled")

    def with_more(self, values: Iterable[str]) -> Secrets:
        """Return these secrets and ``values``."""
        return Secrets((*self._values, *values))

    def withhold(self, text: str) -> str:
        """Return ``text``, or a note in its place if it gives a secret away."""
        return WITHHELD if self.revealed_by(text) else text

    def revealed_by(self, text: str) -> bool:
        """Tell whether ``text`` holds a secret in any encoding that is known here."""
        if self._seeker is None:  # most calls never need it
            from .revealing import Seeker  # noqa: PLC0415

            self._seeker = Seeker(self._values)
        return self._seeker.finds_one_in(text)
