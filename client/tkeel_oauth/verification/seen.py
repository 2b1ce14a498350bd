"""One exchange as the checks see it, whether it was just made or recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tkeel_oauth.testing.messages import header_values

if TYPE_CHECKING:
    from tkeel_oauth._runtime.call.messages import BodyError
    from tkeel_oauth.testing.messages import Headers

    from .contract import Operation, Parameter
    from .plan import Expect, PlannedStep
    from .values import Values

__all__ = ["Received", "Seen", "Silence"]


@dataclass(frozen=True, slots=True)
class Received:
    """An answer.

    Args:
        status: The HTTP status.
        headers: Names and values in wire order.
        body: As much of the body as came, decoded.
        flaw: Why the body is not whole, None where it is.
    """

    status: int
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    flaw: BodyError | None = None

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; "" where there is none."""
        return next(header_values(self.headers, "content-type"), "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, or none whose status counts.

    Args:
        why: What happened and what to do, without a word of the server's.
        late: Whether the time was up.
        begun: Whether some of an answer had come.
    """

    why: str
    late: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What was asked and what came of it.

    Args:
        step: The step.
        operation: What was called.
        expect: What it was to get.
        subject: The parameter that was left out or changed, None for neither.
        sent: The parameters that were sent, by name, not encoded.
        outcome: What came.
        seconds: How long it took, None for a recorded exchange.
    """

    step: PlannedStep
    operation: Operation
    expect: Expect
    subject: Parameter | None
    sent: Values = field(repr=False)
    outcome: Received | Silence
    seconds: float | None = None
