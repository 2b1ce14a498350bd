"""The recorded server: tKeel's recorded answers, for tests without tKeel.

One engine, several hosts. In the process of the test: `mock_transport` (a transport for httpx, sync and
async), `respx_router`, `asgi_app`. On a loopback socket, for anything that speaks HTTP: `RecordedServer`,
and the command `tkeel-oauth serve`.

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
        RecordedServerError,
    )
    from .hosts.asgi import asgi_app
    from .hosts.httpx_transport import mock_transport
    from .hosts.respx_host import respx_router
    from .hosts.server import RecordedServer
    from .journal import Call
    from .matching import Credentials
    from .messages import Answer, Request
    from .recording import load_recording
    from .scenario import Recording, Scenario
else:
    _HOMES = {
        "Answer": "messages",
        "Call": "journal",
        "ListenError": "errors",
        "Credentials": "matching",
        "Engine": "engine",
        "MissingExtraError": "errors",
        "NoAnswerError": "errors",
        "RecordedServer": "hosts.server",
        "RecordedServerError": "errors",
        "Recording": "scenario",
        "InvalidRecordingError": "errors",
        "Reply": "engine",
        "Request": "messages",
        "Scenario": "scenario",
        "asgi_app": "hosts.asgi",
        "load_recording": "recording",
        "mock_transport": "hosts.httpx_transport",
        "respx_router": "hosts.respx_host",
    }

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - nothing is imported before it is used

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "Answer",
    "Call",
    "Credentials",
    "Engine",
    "InvalidRecordingError",
    "ListenError",
    "MissingExtraError",
    "NoAnswerError",
    "RecordedServer",
    "RecordedServerError",
    "Recording",
    "Reply",
    "Request",
    "Scenario",
    "asgi_app",
    "load_recording",
    "mock_transport",
    "respx_router",
]
