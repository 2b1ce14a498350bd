"""What the recorded server answers to a call of authorize in which one parameter is wrong.

The recorded tKeel checks tenant, user name and password first, `response_type` and `redirect_uri` after them.
So a call without a user name or a password is refused whatever else stands in it, and one with another
`response_type`, or without a `redirect_uri`, is answered as recorded where the login is good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .go_urls import url_parses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .matching import CanonicalRequest, Deviation
    from .scenario import Scenario

__all__ = ["Deviations", "Login"]

Login: TypeAlias = "tuple[str, str | None, str | None]"
"""Tenant, user name and password; None for what was not sent."""

_OK = 200


class Deviations:
    """The recorded calls in which one parameter is wrong.

    Args:
        recorded: The scenarios by the forms of their requests.
        logins: The scenarios of well-formed calls by their logins.
    """

    def __init__(
        self, recorded: Mapping[CanonicalRequest, Scenario], logins: Mapping[Login, Scenario]
    ) -> None:
        self._logins = frozenset(logins)
        good = frozenset(login for login, scenario in logins.items() if scenario.status == _OK)
        self._exact: dict[tuple[str, str | None], Scenario] = {}
        for form, scenario in recorded.items():
            wrong = form.deviation
            # Of a call whose login was refused nobody knows what the deviation was answered with.
            if wrong and not form.media_type_refused and _is_part_of(wrong.login, good) and _parses(wrong):
                self._exact.setdefault((wrong.name, wrong.value), scenario)

    def __repr__(self) -> str:
        return f"<Deviations {len(self._exact)}>"

    def has_login_like(self, deviation: Deviation) -> bool:
        """Tells whether what was sent of a login is part of a recorded one.

        Args:
            deviation: The call.
        """
        return _is_part_of(deviation.login, self._logins)

    def answer_to(self, deviation: Deviation) -> Scenario | None:
        """Gives the recorded call in which the same was wrong, None where there is none.

        Args:
            deviation: The call; where its login is complete, it is a good one.
        """
        # Which of the two is looked at first was not recorded.
        if deviation.name == "response_type" and not _parses(deviation):
            return None
        exact = self._exact.get((deviation.name, deviation.value))
        if exact is not None or deviation.value is None:
            return exact
        # All values but the right one are answered alike.
        return next((one for (_, value), one in self._exact.items() if value is not None), None)


def _parses(deviation: Deviation) -> bool:
    return deviation.redirect_uri is None or url_parses(deviation.redirect_uri)


def _is_part_of(login: Login, logins: frozenset[Login]) -> bool:
    return any(
        all(mine is None or mine == theirs for mine, theirs in zip(login, other, strict=True))
        for other in logins
    )
