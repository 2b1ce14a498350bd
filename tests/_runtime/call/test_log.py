"""The logger tkeel_oauth: one line a call at DEBUG, with no secret in it."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests._runtime.clocks import Clock
from tests.contract.support import BASE_URL, Arguments, Host, async_method, sync_detailed, sync_method
from tkeel_oauth import (
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    ServerError,
    TkeelOAuthError,
    UnexpectedResponse,
)
from tkeel_oauth._runtime.call import log as call_log

pytestmark = pytest.mark.usefixtures("clock")  # so that retries do not wait

LOGIN = Arguments(state="my-state")
SECRETS = (LOGIN.username, LOGIN.password, LOGIN.state, "SECRET-CODE")

Said = httpx.Response | BaseException


def granted(headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, json={"code": "SECRET-CODE"}, headers=headers)


def refused(status: int = 400, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json={"code": 3, "message": "no"}, headers=headers)


def serve(*says: Said) -> Host:
    """A server that answers with what it is told, in turn."""
    left = list(says)

    def answer(_: httpx.Request) -> httpx.Response:
        said = left.pop(0)
        if isinstance(said, BaseException):
            raise said
        return said

    transport = httpx.MockTransport(answer)
    return Host(BASE_URL, transport, transport)


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """What is logged at DEBUG."""
    found: list[logging.LogRecord] = []

    def keep(record: logging.LogRecord) -> bool:
        found.append(record)
        return True

    logger = logging.getLogger("tkeel_oauth")
    logger.addFilter(keep)
    with caplog.at_level(logging.DEBUG, logger.name):
        yield found
    logger.removeFilter(keep)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name.startswith("tkeel_")}


def came_to_of(records: list[logging.LogRecord]) -> tuple[object, ...]:
    (record,) = records
    found = fields(record)
    return found["tkeel_outcome"], found["tkeel_status"], found["tkeel_attempts"]


def test_the_time_is_in_milliseconds(records: list[logging.LogRecord], clock: Clock) -> None:
    sync_method(serve(refused(503, {"Retry-After": "2"}), granted()), LOGIN)
    (record,) = records
    assert clock.waits
    assert fields(record)["tkeel_time_ms"] == sum(clock.waits) * 1000


def test_a_success_is_a_line(records: list[logging.LogRecord]) -> None:
    sync_method(serve(granted({"X-Request-Id": "abc-123"})), LOGIN)
    (record,) = records
    assert (record.name, record.levelname) == ("tkeel_oauth", "DEBUG")
    assert record.getMessage() == "OauthAuthorize success status=200 time=0.0ms attempts=1 request_id=abc-123"
    assert fields(record) == {
        "tkeel_operation": "OauthAuthorize",
        "tkeel_outcome": "success",
        "tkeel_status": 200,
        "tkeel_time_ms": 0.0,
        "tkeel_attempts": 1,
        "tkeel_request_id": "abc-123",
    }


def test_async_calls_have_the_same_line(records: list[logging.LogRecord]) -> None:
    host = serve(refused(), granted())
    with pytest.raises(BadRequest):
        async_method(host, LOGIN)
    async_method(host, LOGIN)
    assert [re.sub(r"[0-9.]+ms", "?", record.getMessage()) for record in records] == [
        "OauthAuthorize BadRequest status=400 time=? attempts=1 request_id=-",
        "OauthAuthorize success status=200 time=? attempts=1 request_id=-",
    ]


@pytest.mark.parametrize(
    ("says", "error", "came_to"),
    [
        ([refused(400)], BadRequest, (400, 1)),
        ([refused(503), refused(503), refused(503)], ServerError, (503, 3)),
        ([httpx.ConnectError("no"), httpx.ConnectError("no"), refused(500)], ServerError, (500, 3)),
        ([refused(503), httpx.ReadError("cut")], ConnectionFailed, (None, 2)),
        ([httpx.ReadTimeout("late")], DeadlineExceeded, (None, 1)),
        ([httpx.Response(200, text="<html>")], UnexpectedResponse, (200, 1)),
    ],
    ids=["refused", "again and again", "in the end", "broken", "late", "unexpected"],
)
def test_a_failure_is_a_line(
    records: list[logging.LogRecord],
    says: list[Said],
    error: type[TkeelOAuthError],
    came_to: tuple[int | None, int],
) -> None:
    with pytest.raises(error):
        sync_method(serve(*says), LOGIN)
    assert came_to_of(records) == (error.__name__, *came_to)


def test_a_returned_error_has_the_word_of_a_raised_one(records: list[logging.LogRecord]) -> None:
    sync_detailed(serve(refused(404)), LOGIN)
    assert came_to_of(records) == ("NotFound", 404, 1)


def test_a_call_that_sends_nothing_is_a_line(records: list[logging.LogRecord]) -> None:
    with pytest.raises(ConfigurationError):
        sync_method(serve(), replace(LOGIN, tenant_id=".."))
    (record,) = records
    assert re.sub(r"[0-9.]+ms", "?", record.getMessage()) == (
        "OauthAuthorize ConfigurationError status=- time=? attempts=0 request_id=-"
    )


@pytest.mark.parametrize("error", [RuntimeError("of a transport"), KeyboardInterrupt()], ids=repr)
def test_what_passes_through_is_a_line(records: list[logging.LogRecord], error: BaseException) -> None:
    with pytest.raises(type(error)):
        sync_method(serve(refused(503), error), LOGIN)
    assert came_to_of(records) == (type(error).__name__, None, 2)


async def test_a_call_that_is_cancelled_while_it_waits_is_a_line(
    records: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = asyncio.Event()

    async def wait(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.async_sleep", wait)
    async with serve(refused(503)).async_client() as client:
        task = asyncio.create_task(client.oauth.authorize("tenant-a", **LOGIN.keywords()))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [fields(record)["tkeel_outcome"] for record in records] == ["CancelledError"]


def test_no_secret_is_in_a_line(records: list[logging.LogRecord]) -> None:
    echoes = {"X-Request-Id": "for wonderland", "X-Correlation-Id": "SECRET-CODE"}
    host = serve(granted(echoes), refused(400, {"X-Request-Id": "d29uZGVybGFuZA=="}))
    sync_method(host, LOGIN)
    with pytest.raises(BadRequest):
        sync_method(host, LOGIN)
    assert len(records) == 2
    for record in records:
        assert fields(record)["tkeel_request_id"] is None
        assert not any(secret in f"{record.getMessage()} {vars(record)}" for secret in SECRETS)


def test_nobody_listens_above_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tkeel_oauth"):
        sync_method(serve(granted()), LOGIN)
    assert caplog.records == []


def test_nothing_is_watched_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(*_: object) -> None:
        raise AssertionError("a call was watched")

    monkeypatch.setattr(call_log.CallLog, "__init__", begin)
    assert sync_method(serve(granted()), LOGIN).code


def test_the_logger_has_no_handler_of_ours() -> None:
    assert logging.getLogger("tkeel_oauth").handlers == []
