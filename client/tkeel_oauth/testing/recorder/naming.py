"""Names for scenarios that nobody named."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tkeel_oauth.testing.matching import CanonicalRequest, canonical
from tkeel_oauth.testing.recording import load_recording

if TYPE_CHECKING:
    from tkeel_oauth.testing.messages import Request

__all__ = ["Names"]


class Names:
    """Gives each exchange a name of its own: that of the shipped scenario it is like, else what it is."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def unique(self, name: str) -> str:
        """Gives a name that was not given before.

        Args:
            name: The wanted one.
        """
        candidate, number = name, 1
        while candidate in self._given:
            number += 1
            candidate = f"{name}_{number}"
        self._given.add(candidate)
        return candidate

    def of(self, request: Request, status: int) -> str:
        """Names an exchange.

        Args:
            request: The request, with its stand-ins.
            status: The answer's status.
        """
        form = canonical(request)
        shipped = _shipped().get(form)
        if shipped is not None:
            name, usual = shipped
            return self.unique(name if status == usual else f"{name}_{status}")
        kind = "authorize" if form.is_authorize else "other"
        return self.unique(f"{kind}_{status}")


@cache
def _shipped() -> dict[CanonicalRequest, tuple[str, int]]:
    return {
        scenario.canonical: (scenario.name, scenario.status)
        for scenario in load_recording()
        if scenario.primary is not False
    }
