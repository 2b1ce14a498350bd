"""A recording as typed, frozen objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .matching import CanonicalRequest, Credentials, canonical
from .messages import Answer, Request

__all__ = ["FORMAT", "Outcome", "Provenance", "Reach", "Recording", "Scenario", "WireForm"]

FORMAT = 1
"""The version of the `_`-prefixed members that this package reads and writes."""

Reach: TypeAlias = Literal["sdk", "raw"]
"""`sdk`: a correct client can send it. `raw`: only a socket can."""

WireForm: TypeAlias = Literal["served", "documented", "text", "html", "none"]
"""What the answer's body is: tKeel's envelope, the documented message, plain text, HTML, no answer."""

Outcome: TypeAlias = Literal["hang", "close"]
"""How an exchange without an answer ended: silence, or a connection closed without one byte."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a recording says about itself.

    Args:
        recorded_at: Start of the recording, ISO 8601 in UTC.
        origin: What was recorded, in words.
        format: Version of the `_`-prefixed members.
    """

    recorded_at: str
    origin: str
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Scenario:
    """One recorded exchange under its name.

    Args:
        name: Unique in the recording.
        request: What was sent.
        answer: What came back; None when nothing did, `outcome` says how then.
        operation_id: `OauthAuthorize` when the target is that operation.
        wire_form: What the answer's body is.
        reach: Who can send the request.
        outcome: How an exchange without an answer ended.
        primary: True for the one scenario that answers a request that several share; None when the
            request is this scenario's alone.
        elapsed_ms: Duration in milliseconds.
        started_at: ISO 8601 in UTC.
        comment: A remark for readers; may be empty.
    """

    name: str
    request: Request
    answer: Answer | None
    operation_id: str | None
    wire_form: WireForm
    reach: Reach
    outcome: Outcome | None = None
    primary: bool | None = None
    elapsed_ms: float = 0.0
    started_at: str = ""
    comment: str = ""

    @property
    def canonical(self) -> CanonicalRequest:
        """The form that incoming requests are compared with."""
        return canonical(self.request)

    @property
    def credentials(self) -> Credentials | None:
        """The arguments of the call when the request is a well-formed authorize, else None."""
        return self.canonical.credentials

    @property
    def status(self) -> int:
        """The status of the answer, 0 when there was none."""
        return self.answer.status if self.answer else 0


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything one HAR file holds.

    Args:
        provenance: What the recording says about itself.
        scenarios: The exchanges, in the order of the file.
    """

    provenance: Provenance
    scenarios: tuple[Scenario, ...] = field(repr=False)

    def __getitem__(self, name: str) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(scenario.name == name for scenario in self.scenarios)

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)

    def __len__(self) -> int:
        return len(self.scenarios)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the scenarios, in the order of the file."""
        return tuple(scenario.name for scenario in self.scenarios)
