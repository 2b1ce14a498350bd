"""What an entry of the catalog is."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.calls import Options
from tests.faults.server import CODE, FaultServer, Script
from tkeel_oauth import TkeelOAuthError

QUICK = 20.0
"""Seconds allowed to a call that needs no deadline to end."""

SHORT = 0.3
"""Seconds allowed to a call that only the deadline ends."""

AMPLE = 0.9
"""As `SHORT`, for one of whose answer enough must have come before, on a busy machine, too."""

MUCH = 10.0
"""Seconds by which a call that keeps any deadline of these tests has long ended, on the busiest machine."""


@dataclass(frozen=True)
class Expected:
    """What a call must end in.

    Args:
        error: exactly this class, None for the model with the server's code.
        status: the HTTP status the error names, where an answer came.
        conformant: whether an error status came with one of tKeel's bodies.
        number: the gRPC number of an error status.
        says: a pattern for the whole text of the error, `ADDRESS` standing for the server's.
    """

    error: type[TkeelOAuthError] | None = None
    status: int | None = None
    conformant: bool | None = None
    number: int | None = None
    says: str = field(default="", compare=False)


@dataclass(frozen=True)
class Security:
    """TLS on either side: contexts are made when a test needs them."""

    server: Callable[[], ssl.SSLContext] | None
    client: Callable[[], ssl.SSLContext]
    scheme: str = "https"


@dataclass(frozen=True)
class Fault:
    """One way in which a server misbehaves, or does not though it looks like it.

    Args:
        name: says which.
        script: what each connection meets; None where nothing listens.
        expected: the outcome.
        timeout: seconds for the call.
        requests: how many requests may arrive, None for any number.
        security: TLS, None for plain HTTP on both sides.
        most_sent: bytes that the client may let a server send before it hangs up.
    """

    name: str
    script: Script | None
    expected: Expected
    timeout: float = QUICK
    requests: int | None = 1
    security: Security | None = None
    most_sent: int | None = None

    def server(self, code: str = CODE) -> FaultServer:
        """Return the server, to be entered."""
        context = self.security.server() if self.security and self.security.server else None
        scripts = () if self.script is None else (self.script,)
        return FaultServer(*scripts, tls=context, code=code)

    def base_url(self, server: FaultServer) -> str:
        return server.url(self.security.scheme if self.security else "http")

    def options(self) -> Options:
        """Return what a client needs to meet it: one attempt, so that no wait falls between two."""
        options: Options = {"timeout": self.timeout, "retries": 0}
        if self.security:
            options["verify"] = self.security.client()
        return options

    def __str__(self) -> str:
        return self.name
