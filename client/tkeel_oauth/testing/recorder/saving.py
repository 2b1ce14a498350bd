"""From live exchanges to a file, or to a refusal."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.recording import parse_recording
from tkeel_oauth.testing.scenario import Provenance, Recording

from .errors import RecordingError
from .redaction import redact
from .writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .exchange import Exchange

__all__ = ["ORIGIN_TEXT", "contract", "logins", "save", "start"]

ORIGIN_TEXT = "a live tKeel"
"""What a recording says of where it comes from unless told otherwise; the server itself stays unnamed."""


def save(  # noqa: PLR0913 - all that makes up a file
    exchanges: Sequence[Exchange],
    path: str | os.PathLike[str] | None,
    *,
    credentials: Credentials | Iterable[Credentials] = (),
    secrets: Iterable[str] = (),
    origin: str | None = None,
    recorded_at: datetime | None = None,
) -> Recording:
    """Redacts exchanges, makes sure that nothing live is left, and writes them.

    Args:
        exchanges: What was exchanged, in order.
        path: The file; None writes none.
        credentials: Logins that work, should the exchanges not show it themselves.
        secrets: Further texts that must not be written.
        origin: What was recorded, in words.
        recorded_at: The start of the recording; without one, now.

    Returns:
        The recording as it would be loaded from the file.

    Raises:
        RecordingError: When there is nothing to write.
        SecretSurvivedError: When a live value would be written.
        OSError: When the file cannot be written; after any error the old file is untouched.
    """
    if not exchanges:
        raise RecordingError("there is no whole exchange with tKeel to write")
    moment = (recorded_at or start()).astimezone(UTC).replace(microsecond=0)
    redacted = redact(exchanges, logins(credentials), secrets, moment)
    har = dumps(document(Recording(contract(moment, origin), redacted.scenarios)))
    redacted.survivors.refuse(har)
    recording = parse_recording(har)
    if path is not None:
        write_whole(path, har)
    return recording


def contract(moment: datetime, origin: str | None = None) -> Provenance:
    """Gives what a recording made at some moment says about itself.

    Args:
        moment: The start of the recording, in UTC.
        origin: What was recorded, in words.
    """
    return Provenance(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), ORIGIN_TEXT if origin is None else origin)


def logins(credentials: Credentials | Iterable[Credentials]) -> tuple[Credentials, ...]:
    """Gives one login or several as several."""
    return (credentials,) if isinstance(credentials, Credentials) else tuple(credentials)


def start() -> datetime:
    """Gives the moment of now, or that of `SOURCE_DATE_EPOCH` where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
