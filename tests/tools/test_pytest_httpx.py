"""pytest-httpx stands in for ``handle_request`` of httpx's transports."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from pytest_httpx import HTTPXMock

from tests.faults.calls import LOGIN
from tests.faults.server import FaultServer
from tests.tools.logins import BOTH, MOCKED, SECRETS, log_in, login_with, target
from tkeel_oauth import ConnectionFailed, DeadlineExceeded, TransportError

PARAMS = {"response_type": "code", **LOGIN}


@pytest.mark.parametrize("log_in", BOTH)
def test_a_mock_answers_and_nothing_leaves(
    live: FaultServer, httpx_mock: HTTPXMock, log_in: Callable[[str], str]
) -> None:
    httpx_mock.add_response(url=target(live.base_url), match_params=PARAMS, json={"code": MOCKED})
    assert log_in(live.base_url) == MOCKED
    (request,) = httpx_mock.get_requests()
    assert dict(request.url.params) == PARAMS
    assert live.requests == []


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout])
@pytest.mark.parametrize("log_in", BOTH)
def test_a_timeout_is_told_as_the_mocks(
    live: FaultServer, httpx_mock: HTTPXMock, log_in: Callable[..., str], error: type[Exception]
) -> None:
    httpx_mock.add_exception(error("simulated"))
    with pytest.raises(DeadlineExceeded) as caught:
        log_in(live.base_url, timeout=3)
    assert "free connection" not in str(caught.value)
    assert error.__name__ in str(caught.value)
    assert live.requests == []


def test_a_connection_that_fails(live: FaultServer, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ConnectTimeout("simulated"))
    with pytest.raises(ConnectionFailed, match="no connection to"):
        log_in(live.base_url)


@pytest.mark.httpx_mock(assert_all_requests_were_expected=False, assert_all_responses_were_requested=False)
@pytest.mark.parametrize("log_in", BOTH)
def test_what_the_mock_misses_is_told(
    live: FaultServer, httpx_mock: HTTPXMock, log_in: Callable[..., str]
) -> None:
    httpx_mock.add_response(url=target(live.base_url), match_params=PARAMS, json={"code": MOCKED})
    with pytest.raises(TransportError, match="No response can be found for GET request") as caught:
        log_in(live.base_url, login_with("another-password"))
    assert not any(secret in str(caught.value) for secret in (*SECRETS, "another-password"))
    assert live.requests == []
