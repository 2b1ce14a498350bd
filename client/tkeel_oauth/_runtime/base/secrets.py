"""The secrets of one call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .revealing import Seeker

__all__ = ["WITHHELD", "Secrets"]

WITHHELD = "[withheld: it may repeat what was sent]"

_EFFORT = 32 * 1024
"""Characters to look at in one part of an answer. tKeel's answers have a few hundred."""

_MOST_ISSUED = 16
"""Further secrets that an answer may bring. tKeel's bring one."""

_TELLING = 64
"""Characters by which such a secret is known: what holds all of it holds its beginning too."""


class Secrets:
    """The secret values of one call, which :mod:`.revealing` looks for where that is called for.

    Args:
        values: the secrets as text; empty ones are ignored, for any text holds them.
            None where they are not known: then every text is taken to hold one.
        effort: characters to look at in all, None for no limit. When they are spent,
            every text is taken to hold a secret.
    """

    __slots__ = ("_effort", "_seeker", "_values")

    def __init__(self, values: Iterable[str] | None, effort: int | None = None) -> None:
        self._values = None if values is None else tuple(values)
        self._effort = effort
        self._seeker: Seeker | None = None

    def __repr__(self) -> str:
        return "<Secrets>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("secrets are not pickled")

    def in_answer(self, issued: Iterable[str] | None) -> Secrets:
        """Return what to look for in one part of an answer, at a cost that no server can raise.

        Args:
            issued: the secrets that the answer itself brings, None where they are not known.
        """
        if issued is None or self._values is None:
            return Secrets(None)
        known: dict[str, None] = {}
        for value in issued:
            known[value[:_TELLING]] = None
            if len(known) > _MOST_ISSUED:
                return Secrets(None)
        return Secrets((*self._values, *known), _EFFORT)

    def withhold(self, text: str) -> str:
        """Return ``text``, or a note in its place if it gives a secret away."""
        return WITHHELD if self.revealed_by(text) else text

    def revealed_by(self, text: str) -> bool:
        """Tell whether ``text`` holds a secret in any encoding that is known here."""
        if self._values is None:
            return bool(text)
        if self._seeker is None:  # most calls never need it
            from .revealing import Seeker  # noqa: PLC0415

            self._seeker = Seeker(self._values, self._effort)
        return self._seeker.finds_one_in(text)
