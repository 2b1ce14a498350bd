"""What can go wrong with the recorded server itself, and with making a recording; no message shows a value.

RecordedServerError
├── InvalidRecordingError  the file is not a recording              (also a ValueError)
├── ListenError            the address cannot be listened on        (also an OSError)
├── NotRecordedError       a test asked what was not recorded       (also an AssertionError)
├── UnknownScenarioError   the recording has no scenario so called  (also a LookupError)
├── MissingExtraError      an optional package is not installed     (also an ImportError)
└── RecordingError         a recording cannot be made
    ├── IndistinctError      a scenario that must be refused would be the login that works
    ├── LoginRefusedError    the server refused the login
    ├── SecretSurvivedError  a live value would stand in the file
    └── UnansweredError      a call got no whole answer
"""

from __future__ import annotations

from functools import partial

__all__ = [
    "IndistinctError",
    "InvalidRecordingError",
    "ListenError",
    "LoginRefusedError",
    "MissingExtraError",
    "NotRecordedError",
    "RecordedServerError",
    "RecordingError",
    "SecretSurvivedError",
    "UnansweredError",
    "UnknownScenarioError",
]


class RecordedServerError(Exception):
    """The recorded server cannot do what it was asked to."""


class InvalidRecordingError(RecordedServerError, ValueError):
    """A file is not a recording that this version can read."""


class ListenError(RecordedServerError, OSError):
    """The recorded server cannot listen on the wanted address."""


class NotRecordedError(RecordedServerError, AssertionError):
    """A request of the code under test was not recorded; the text names the nearest scenarios."""


class UnknownScenarioError(RecordedServerError, LookupError):
    """No scenario has that name, or the scenario does not have what was asked for."""


class MissingExtraError(RecordedServerError, ImportError):
    """A package that only an extra installs is not there.

    Args:
        package: The distribution that could not be imported.
        extra: The extra of `tkeel-oauth` that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'tkeel-oauth[{extra}]'")
        self.package = package
        self.extra = extra

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str]]:
        return type(self), (self.package, self.extra)


class RecordingError(RecordedServerError):
    """A recording cannot be made; nothing was written."""


class IndistinctError(RecordingError):
    """A scenario that must be refused would be the login that works."""


class LoginRefusedError(RecordingError):
    """The server refused the login, so there is nothing to record."""


class SecretSurvivedError(RecordingError):
    """A live password or code is still in what would be written."""


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
        return partial(type(self), answered=self.answered), (str(self),)
