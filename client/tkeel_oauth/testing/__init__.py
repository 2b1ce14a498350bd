"""The recorded server: tKeel's recorded answers, for tests without tKeel.

One engine, two hosts. In the process of the test: `mock_transport`, a transport for httpx, sync and async. On
a loopback socket, for anything that speaks HTTP: `RecordedServer`, and the command `tkeel-oauth serve`. For
pytest: the fixtures `tkeel_oauth_replay` and `tkeel_oauth_server` and the marker `tkeel_oauth`, which the
package registers.

Every person in the shipped recording is invented: in `tenant-a` alice with the password wonderland, in
`tenant-b` alice with looking-glass.
"""

from __future__ import annotations

__all__ = [
    "Answer",
    "Arguments",
    "AsyncReplayTransport",
    "Call",
    "CallLog",
    "CanonicalRequest",
    "Credentials",
    "Engine",
    "FlawedCall",
    "IndistinctError",
    "InvalidRecordingError",
    "ListenError",
    "LoginRefusedError",
    "MissingExtraError",
    "Near",
    "NotRecordedError",
    "Provenance",
    "RecordedServer",
    "RecordedServerError",
    "RecordedTransport",
    "Recording",
    "RecordingError",
    "Replay",
    "ReplayServer",
    "ReplayTransport",
    "Replier",
    "Reply",
    "Request",
    "Scenario",
    "SecretSurvivedError",
    "UnansweredError",
    "UnknownLogin",
    "UnknownScenarioError",
    "Unmatched",
    "load_recording",
    "mock_transport",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .call_log import Call, CallLog
    from .engine import Engine, Replier, Reply
    from .errors import (
        IndistinctError,
        InvalidRecordingError,
        ListenError,
        LoginRefusedError,
        MissingExtraError,
        NotRecordedError,
        RecordedServerError,
        RecordingError,
        SecretSurvivedError,
        UnansweredError,
        UnknownScenarioError,
    )
    from .matching import Arguments, CanonicalRequest, Credentials, FlawedCall
    from .messages import Answer, Request
    from .recording import load_recording
    from .replay import Replay, ReplayServer
    from .scenario import Provenance, Recording, Scenario
    from .server import RecordedServer
    from .transport import AsyncReplayTransport, RecordedTransport, ReplayTransport, mock_transport
    from .unmatched import Near, UnknownLogin, Unmatched
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            ".errors": __all__,  # all but these:
            ".call_log": ("Call", "CallLog"),
            ".engine": ("Engine", "Replier", "Reply"),
            ".matching": ("Arguments", "CanonicalRequest", "Credentials", "FlawedCall"),
            ".messages": ("Answer", "Request"),
            ".recording": ("load_recording",),
            ".replay": ("Replay", "ReplayServer"),
            ".scenario": ("Provenance", "Recording", "Scenario"),
            ".server": ("RecordedServer",),
            ".transport": ("AsyncReplayTransport", "RecordedTransport", "ReplayTransport", "mock_transport"),
            ".unmatched": ("Near", "UnknownLogin", "Unmatched"),
        },
    )
