"""The recorded server: tKeel's recorded answers, for tests without tKeel.

One engine, several hosts. In the process of the test: `mock_transport` (a transport for httpx, sync and
async), `respx_router`, `asgi_app`. On a loopback socket, for anything that speaks HTTP: `RecordedServer`,
and the command `tkeel-oauth serve`. For pytest: the fixtures `tkeel_oauth_replay` and `tkeel_oauth_server`
and the marker `tkeel_oauth`, which the package registers.

Every person in the shipped recording is invented: in `tenant-a` alice with the password wonderland, in
`tenant-b` alice with looking-glass.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .engine import Engine, Reply
    from .errors import (
        InvalidRecordingError,
        ListenError,
        MissingExtraError,
        NoAnswerError,
        NotRecordedError,
        RecordedServerError,
        UnknownScenarioError,
    )
    from .hosts.asgi import asgi_app
    from .hosts.httpx_transport import mock_transport
    from .hosts.respx_host import respx_router
    from .hosts.server import RecordedServer
    from .journal import Call
    from .matching import Credentials
    from .messages import Answer, Request
    from .recorder.errors import IndistinctError, RecordingError, SecretSurvivedError, UnansweredError
    from .recorder.har_import import import_har
    from .recorder.transports import AsyncRecordingTransport, RecordingTransport
    from .recording import load_recording
    from .replay import Replay, ReplayServer
    from .scenario import Recording, Scenario
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "Answer": f"{__name__}.messages",
            "AsyncRecordingTransport": f"{__name__}.recorder.transports",
            "asgi_app": f"{__name__}.hosts.asgi",
            "Call": f"{__name__}.journal",
            "Credentials": f"{__name__}.matching",
            "Engine": f"{__name__}.engine",
            "import_har": f"{__name__}.recorder.har_import",
            "IndistinctError": f"{__name__}.recorder.errors",
            "InvalidRecordingError": f"{__name__}.errors",
            "ListenError": f"{__name__}.errors",
            "load_recording": f"{__name__}.recording",
            "MissingExtraError": f"{__name__}.errors",
            "mock_transport": f"{__name__}.hosts.httpx_transport",
            "NoAnswerError": f"{__name__}.errors",
            "NotRecordedError": f"{__name__}.errors",
            "RecordedServer": f"{__name__}.hosts.server",
            "RecordedServerError": f"{__name__}.errors",
            "Recording": f"{__name__}.scenario",
            "RecordingError": f"{__name__}.recorder.errors",
            "RecordingTransport": f"{__name__}.recorder.transports",
            "Replay": f"{__name__}.replay",
            "ReplayServer": f"{__name__}.replay",
            "Reply": f"{__name__}.engine",
            "Request": f"{__name__}.messages",
            "respx_router": f"{__name__}.hosts.respx_host",
            "Scenario": f"{__name__}.scenario",
            "SecretSurvivedError": f"{__name__}.recorder.errors",
            "UnansweredError": f"{__name__}.recorder.errors",
            "UnknownScenarioError": f"{__name__}.errors",
        },
    )


__all__ = [
    "Answer",
    "AsyncRecordingTransport",
    "Call",
    "Credentials",
    "Engine",
    "IndistinctError",
    "InvalidRecordingError",
    "ListenError",
    "MissingExtraError",
    "NoAnswerError",
    "NotRecordedError",
    "RecordedServer",
    "RecordedServerError",
    "Recording",
    "RecordingError",
    "RecordingTransport",
    "Replay",
    "ReplayServer",
    "Reply",
    "Request",
    "Scenario",
    "SecretSurvivedError",
    "UnansweredError",
    "UnknownScenarioError",
    "asgi_app",
    "import_har",
    "load_recording",
    "mock_transport",
    "respx_router",
]
