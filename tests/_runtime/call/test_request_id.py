"""Ids of requests: the server's on what comes back, and the caller's on the way out."""

from __future__ import annotations

import pickle

import pytest

from tests._runtime.call.conftest import LOGIN, Serve, granted, refused
from tests.contract.support import sync_detailed, sync_method
from tkeel_oauth import BadRequest
from tkeel_oauth._runtime.base.headers import Headers


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Request-Id": "r-1"}, "r-1"),
        ({"x-request-id": "r-1", "X-Correlation-Id": "c-1"}, "r-1"),
        ({"traceparent": "00-aa-bb-01", "X-Correlation-Id": "c-1"}, "c-1"),
        ({"X-B3-TraceId": "463ac35c9f6413ad"}, "463ac35c9f6413ad"),
        ({"traceparent": "00-aa-bb-01"}, "00-aa-bb-01"),
        ({"X-Request-Id": "", "X-Correlation-Id": "c-1"}, "c-1"),
        ({"Server": "x"}, None),
        ({"X-Request-Id": "wonderland"}, None),
        ({"X-Request-Id": "d29uZGVybGFuZA==", "X-Correlation-Id": "c-1"}, "c-1"),
    ],
)
def test_an_error_has_the_id_of_its_answer(
    serve: Serve, headers: dict[str, str], expected: str | None
) -> None:
    with pytest.raises(BadRequest) as caught:
        sync_method(serve(refused(400, headers)).host, LOGIN)
    assert caught.value.request_id == expected
    assert pickle.loads(pickle.dumps(caught.value)).request_id == expected  # noqa: S301 - our own


def test_a_response_has_the_id_of_its_answer(serve: Serve) -> None:
    ids = [{"X-Request-Id": name} for name in ("r-1", "r-2", "SECRET-CODE")]
    host = serve(granted(ids[0]), refused(400, ids[1]), granted(ids[2])).host
    assert [sync_detailed(host, LOGIN).request_id for _ in range(3)] == ["r-1", "r-2", None]


@pytest.mark.parametrize(
    "name", ["X-Request-Id", "X-Correlation-Id", "traceparent", "tracestate", "b3", "X-B3-TraceId"]
)
def test_an_id_of_the_callers_is_sent_and_recognised(serve: Serve, name: str) -> None:
    server = serve(refused(400, {"X-Request-Id": "mine-7"}))
    with pytest.raises(BadRequest) as caught:
        sync_method(server.host, LOGIN, headers={name: "mine-7"})
    assert server.requests[0].headers[name] == "mine-7"
    # Other headers of the caller's may be credentials, and an answer that repeats them is withheld.
    assert caught.value.request_id == "mine-7"


def test_an_id_is_one_short_line() -> None:
    assert Headers([("X-Request-Id", f"a\tb\x85c {'d' * 500}")]).request_id == f"a b c {'d' * 122}…"
