"""Each fault, by each way to call: the value or the one class of error, in time and in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.calls import ASYNC, DETAILED, LOGIN, SYNC, Result, call
from tests.faults.catalog import FAULTS
from tests.faults.fault import MUCH, Fault
from tests.faults.server import FaultServer
from tkeel_oauth import APIStatusError, DeadlineExceeded, ResponseError, TkeelOAuthError
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Response

_ONE_OF_EACH = {fault.expected: fault for fault in reversed(FAULTS)}.values()


@pytest.mark.parametrize("faces", [SYNC, ASYNC], ids=["sync", "async"])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_outcome(fault: Fault, faces: Mapping[str, object]) -> None:
    def check(face: str) -> None:
        with fault.server() as server:
            result = call(face, fault.base_url(server), **fault.options())
            check_outcome(fault, face, result, server)
            check_wire(fault, server)
        check_time(fault, result)

    # Every way to call meets one fault of each outcome; what happens below is the same for all of them.
    tried = list(faces) if fault in _ONE_OF_EACH else list(faces)[:1]
    # Those that last until the deadline do so side by side, to save time.
    with ThreadPoolExecutor(len(tried) if fault.timeout < 1 else 1) as threads:
        list(threads.map(check, tried))


def test_names() -> None:
    names = [fault.name for fault in FAULTS]
    assert sorted(set(names)) == sorted(names)


def check_outcome(fault: Fault, face: str, result: Result, server: FaultServer) -> None:
    expected = fault.expected
    if expected.error is None:
        assert result.error is None
        value: object = result.value
        if face in DETAILED:
            assert isinstance(value, Response)
            assert value.status_code == 200
            value = value.parsed
        assert isinstance(value, V1AuthorizeResponse)
        assert value.code == server.code
    elif face in DETAILED and issubclass(expected.error, APIStatusError):
        assert result.error is None
        response = result.value
        assert isinstance(response, Response)
        assert response.status_code == expected.status
        assert isinstance(response.parsed, RpcStatus)
        assert response.parsed.code == expected.number
    else:
        assert type(result.error) is expected.error, repr(result.error)
        check_error(fault, result.error, server)


def check_error(fault: Fault, error: BaseException | None, server: FaultServer) -> None:
    expected = fault.expected
    assert isinstance(error, TkeelOAuthError)
    message = str(error)
    assert message
    assert "\n" not in message
    assert len(message) < 500
    said = message.replace(fault.base_url(server), "ADDRESS")
    assert re.fullmatch(expected.says, said), said
    for secret in ("wonderland", "some-state", "alice"):
        assert secret not in message
    assert error.__cause__ is None
    assert error.__context__ is None
    if isinstance(error, ResponseError):
        assert error.status_code == expected.status
        assert str(expected.status) in message
    if isinstance(error, APIStatusError):
        assert error.conformant is expected.conformant
        assert (error.parsed is not None) is expected.conformant
        assert isinstance(error.status, RpcStatus)
        assert error.status.code == expected.number


def check_time(fault: Fault, result: Result) -> None:
    late = fault.expected.error is DeadlineExceeded or fault.timeout < 1
    if late:
        assert fault.timeout * 0.9 <= result.elapsed <= MUCH
    else:
        assert result.elapsed < fault.timeout


def check_wire(fault: Fault, server: FaultServer) -> None:
    """One connection and at most one request: nothing is followed, nothing sent twice."""
    if fault.requests is not None:
        assert len(server.requests) == fault.requests
    for head in server.requests:
        assert head.startswith(b"GET /oauth/tenant-a/authorize?")
        assert head.count(LOGIN["password"].encode()) == 1
    assert server.connections <= 1
    if fault.most_sent is not None:
        assert server.sent < fault.most_sent
