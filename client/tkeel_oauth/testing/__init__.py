"""The recorded server: tKeel's recorded answers, for tests without tKeel.

One engine, two hosts. In the process of the test: `mock_transport`, a transport for httpx, sync and async. On
a loopback socket, for anything that speaks HTTP: `RecordedServer`, and the command `tkeel-oauth serve`. For
pytest: the fixtures `tkeel_oauth_replay` and `tkeel_oauth_server` and the marker `tkeel_oauth`, which the
package registers.

Every person in the shipped recording is invented: in `tenant-a` alice with the password wonderland, in
`tenant-b` alice with looking-glass.
"""

from __future__ import annotations

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
            "Answer": f"{__name__}.messages",
            "Arguments": f"{__name__}.matching",
            "AsyncReplayTransport": f"{__name__}.transport",
            "Call": f"{__name__}.call_log",
            "CallLog": f"{__name__}.call_log",
            "CanonicalRequest": f"{__name__}.matching",
            "Credentials": f"{__name__}.matching",
            "Engine": f"{__name__}.engine",
            "FlawedCall": f"{__name__}.matching",
            "IndistinctError": f"{__name__}.errors",
            "InvalidRecordingError": f"{__name__}.errors",
            "ListenError": f"{__name__}.errors",
            "load_recording": f"{__name__}.recording",
            "LoginRefusedError": f"{__name__}.errors",
            "MissingExtraError": f"{__name__}.errors",
            "mock_transport": f"{__name__}.transport",
            "Near": f"{__name__}.unmatched",
            "NotRecordedError": f"{__name__}.errors",
            "Provenance": f"{__name__}.scenario",
            "RecordedServer": f"{__name__}.server",
            "RecordedServerError": f"{__name__}.errors",
            "RecordedTransport": f"{__name__}.transport",
            "Recording": f"{__name__}.scenario",
            "RecordingError": f"{__name__}.errors",
            "Replay": f"{__name__}.replay",
            "ReplayServer": f"{__name__}.replay",
            "ReplayTransport": f"{__name__}.transport",
            "Replier": f"{__name__}.engine",
            "Reply": f"{__name__}.engine",
            "Request": f"{__name__}.messages",
            "Scenario": f"{__name__}.scenario",
            "SecretSurvivedError": f"{__name__}.errors",
            "UnansweredError": f"{__name__}.errors",
            "UnknownLogin": f"{__name__}.unmatched",
            "UnknownScenarioError": f"{__name__}.errors",
            "Unmatched": f"{__name__}.unmatched",
        },
    )


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
