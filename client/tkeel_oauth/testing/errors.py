"""What can go wrong with the recorded server itself.

RecordedServerError
├── InvalidRecordingError  the file is not a recording              (also a ValueError)
├── ListenError            the address cannot be listened on        (also an OSError)
├── NoAnswerError          a host that cannot hang up was asked to  (also a RuntimeError)
├── NotRecordedError       a test asked what was not recorded       (also an AssertionError)
├── UnknownScenarioError   the recording has no scenario so called  (also a LookupError)
└── MissingExtraError      an optional package is not installed     (also an ImportError)
"""

from __future__ import annotations

__all__ = [
    "InvalidRecordingError",
    "ListenError",
    "MissingExtraError",
    "NoAnswerError",
    "NotRecordedError",
    "RecordedServerError",
    "UnknownScenarioError",
]


class RecordedServerError(Exception):
    """The recorded server cannot do what it was asked to."""


class InvalidRecordingError(RecordedServerError, ValueError):
    """A file is not a recording that this version can read."""


class ListenError(RecordedServerError, OSError):
    """The recorded server cannot listen on the wanted address."""


class NoAnswerError(RecordedServerError, RuntimeError):
    """The scenario ends without an answer and this host has no way to hang up."""


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
