"""A server that says what a test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from tests._runtime.clocks import Clock
from tests.contract.support import BASE_URL, Arguments, Host

LOGIN = Arguments(state="my-state")
SECRETS = (LOGIN.username, LOGIN.password, LOGIN.state, "SECRET-CODE")

Said = httpx.Response | BaseException


@dataclass
class Server:
    """Answers with what it is told, in turn; notes what it is asked."""

    says: list[Said]
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = self.says.pop(0)
        if isinstance(said, BaseException):
            raise said
        return said

    @property
    def host(self) -> Host:
        transport = httpx.MockTransport(self)
        return Host(BASE_URL, transport, transport)


Serve = Callable[..., Server]


def granted(headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, json={"code": "SECRET-CODE"}, headers=headers)


def refused(status: int = 400, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json={"code": 3, "message": "no"}, headers=headers)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Make a server; retries do not wait for it."""
    Clock().install(monkeypatch)

    def make(*says: Said) -> Server:
        return Server(list(says))

    return make
