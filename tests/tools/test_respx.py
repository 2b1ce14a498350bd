"""respx: its default mocker stands in for httpcore's connections, the other for httpx's clients."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
import respx
from respx.models import AllMockedAssertionError

from tests.faults.calls import LOGIN
from tests.faults.server import CODE, FaultServer
from tests.tools.logins import BOTH, MOCKED, log_in, target
from tkeel_oauth import BadRequest, Client, ConnectionFailed

PARAMS = {"response_type": "code", **LOGIN}
USING = ("httpcore", "httpx")


@pytest.mark.parametrize("log_in", BOTH)
@pytest.mark.parametrize("using", USING)
def test_a_mock_answers_and_nothing_leaves(
    live: FaultServer, using: str, log_in: Callable[[str], str]
) -> None:
    with respx.mock(using=using) as router:
        route = router.get(target(live.base_url), params__eq=PARAMS).respond(json={"code": MOCKED})
        assert log_in(live.base_url) == MOCKED
        assert route.call_count == 1
    assert live.requests == []
    assert log_in(live.base_url) == CODE
    assert len(live.requests) == 1


@pytest.mark.parametrize("using", USING)
def test_what_is_not_mocked_does_not_leave_either(live: FaultServer, using: str) -> None:
    with respx.mock(using=using), pytest.raises(AllMockedAssertionError):
        log_in(live.base_url)
    assert live.requests == []


@pytest.mark.parametrize("log_in", BOTH)
@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_of_the_environment_is_not_asked_either(
    live: FaultServer, scheme: str, log_in: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"{scheme}://127.0.0.1:{live.port}")
    monkeypatch.setenv("no_proxy", "")
    with respx.mock as router:
        router.get(target("https://tkeel.example"), params__eq=PARAMS).respond(json={"code": MOCKED})
        assert log_in("https://tkeel.example") == MOCKED
    assert live.connections == 0


def test_a_connection_from_before_the_mock_is_not_asked_twice(live: FaultServer) -> None:
    with Client(live.base_url) as client:
        assert client.oauth.authorize("tenant-a", **LOGIN).code == CODE
        with respx.mock as router:
            route = router.get(target(live.base_url)).respond(json={"code": MOCKED})
            assert client.oauth.authorize("tenant-a", **LOGIN).code == MOCKED
            assert route.call_count == 1
        assert client.oauth.authorize("tenant-a", **LOGIN).code == CODE
    assert len(live.requests) == 2


@pytest.mark.parametrize("log_in", BOTH)
@pytest.mark.parametrize("using", USING)
def test_errors_and_refusals(live: FaultServer, using: str, log_in: Callable[[str], str]) -> None:
    with respx.mock(using=using) as router:
        route = router.get(target(live.base_url)).respond(400, json={"code": 3, "message": "no"})
        with pytest.raises(BadRequest):
            log_in(live.base_url)
        route.mock(side_effect=httpx.ConnectError("no way"))
        with pytest.raises(ConnectionFailed, match="no connection to"):
            log_in(live.base_url)
    assert live.requests == []
