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
    from .call_log import Call
    from .engine import Engine, Reply
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
    from .matching import Credentials
    from .messages import Answer, Request
    from .recording import load_recording
    from .replay import Replay, ReplayServer
    from .scenario import Recording, Scenario
    from .server import RecordedServer
    from .transport import AsyncReplayTransport, RecordedTransport, ReplayTransport, mock_transport
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "Answer": f"{__name__}.messages",
            "AsyncReplayTransport": f"{__name__}.transport",
            "Call": f"{__name__}.call_log",
            "Credentials": f"{__name__}.matching",
            "Engine": f"{__name__}.engine",
            "IndistinctError": f"{__name__}.errors",
            "InvalidRecordingError": f"{__name__}.errors",
            "ListenError": f"{__name__}.errors",
            "load_recording": f"{__name__}.recording",
            "LoginRefusedError": f"{__name__}.errors",
            "MissingExtraError": f"{__name__}.errors",
            "mock_transport": f"{__name__}.transport",
            "NotRecordedError": f"{__name__}.errors",
            "RecordedServer": f"{__name__}.server",
            "RecordedServerError": f"{__name__}.errors",
            "RecordedTransport": f"{__name__}.transport",
            "Recording": f"{__name__}.scenario",
            "RecordingError": f"{__name__}.errors",
            "Replay": f"{__name__}.replay",
            "ReplayServer": f"{__name__}.replay",
            "ReplayTransport": f"{__name__}.transport",
            "Reply": f"{__name__}.engine",
            "Request": f"{__name__}.messages",
            "Scenario": f"{__name__}.scenario",
            "SecretSurvivedError": f"{__name__}.errors",
            "UnansweredError": f"{__name__}.errors",
            "UnknownScenarioError": f"{__name__}.errors",
        },
    )


__all__ = [
    "Answer",
    "AsyncReplayTransport",
    "Call",
    "Credentials",
    "Engine",
    "IndistinctError",
    "InvalidRecordingError",
    "ListenError",
    "LoginRefusedError",
    "MissingExtraError",
    "NotRecordedError",
    "RecordedServer",
    "RecordedServerError",
    "RecordedTransport",
    "Recording",
    "RecordingError",
    "Replay",
    "ReplayServer",
    "ReplayTransport",
    "Reply",
    "Request",
    "Scenario",
    "SecretSurvivedError",
    "UnansweredError",
    "UnknownScenarioError",
    "load_recording",
    "mock_transport",
]
