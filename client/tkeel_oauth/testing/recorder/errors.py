"""Why a recording was not made; no message shows a value.

RecordedServerError
└── RecordingError           it cannot be made
    ├── IndistinctError      the live values cannot be told from what every recording holds
    ├── SecretSurvivedError  a live value would stand in the file
    └── UnansweredError      a call got no whole answer
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tkeel_oauth.testing.errors import RecordedServerError

if TYPE_CHECKING:
    from .parts import Role

__all__ = ["IndistinctError", "RecordingError", "SecretSurvivedError", "UnansweredError"]


class RecordingError(RecordedServerError):
    """A recording cannot be made; nothing was written."""


class IndistinctError(RecordingError):
    """A live value is a word that every recording holds, so nobody could tell whether it was removed."""


class SecretSurvivedError(RecordingError):
    """A live value is still in what would be written.

    Args:
        message: What the value is and where it stands, not what it reads.
        role: What it is.
    """

    def __init__(self, message: str, role: Role) -> None:
        super().__init__(message)
        self.role: Role = role

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.role)


class UnansweredError(RecordingError):
    """A call got no whole answer.

    Args:
        message: What happened, and in which scenario.
        answered: Whether an earlier call had been answered.
    """

    def __init__(self, message: str, *, answered: bool) -> None:
        super().__init__(message)
        self.answered = answered

    def __reduce__(self) -> tuple[object, ...]:
        return _unanswered, (str(self), self.answered)


def _unanswered(message: str, answered: bool) -> UnansweredError:  # noqa: FBT001 - pickle passes by position
    return UnansweredError(message, answered=answered)
