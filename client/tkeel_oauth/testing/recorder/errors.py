"""Why a recording was not made."""

from __future__ import annotations

from tkeel_oauth.testing.errors import IndistinctError, RecordingError, SecretSurvivedError, UnansweredError

__all__ = ["IndistinctError", "RecordingError", "SecretSurvivedError", "UnansweredError"]
