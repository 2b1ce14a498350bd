"""The logger tkeel_oauth: one line a call at DEBUG, with no secret in it."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests._runtime.call.servers import SECRETS, granted, log_in, log_in_async, log_in_detailed, refused
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests._runtime.call.servers import Said, Serve


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """What is logged at DEBUG."""
    lines, logger = Lines(), logging.getLogger("tkeel_oauth")
    level = logger.level
    logger.addHandler(lines)
    logger.setLevel(logging.DEBUG)
    try:
        yield lines.records
    finally:
        logger.removeHandler(lines)
        logger.setLevel(level)


def fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name.startswith("tkeel_")}


@pytest.mark.usefixtures("clock")
def test_a_success_is_a_line(serve: Serve, records: list[logging.LogRecord]) -> None:
    server = serve(granted({"X-Request-Id": "abc-123"}))
    with server.client() as client:
        log_in(client)
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


async def test_async_calls_have_the_same_line(serve: Serve, records: list[logging.LogRecord]) -> None:
    async with serve(refused(), granted()).async_client() as client:
        with pytest.raises(BadRequest):
            await log_in_async(client)
        await log_in_async(client)
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
    serve: Serve,
    records: list[logging.LogRecord],
    says: list[Said],
    error: type[TkeelOAuthError],
    came_to: tuple[int | None, int],
) -> None:
    with serve(*says).client() as client, pytest.raises(error):
        log_in(client)
    (record,) = records
    found = fields(record)
    assert (found["tkeel_outcome"], found["tkeel_status"], found["tkeel_attempts"]) == (
        error.__name__,
        *came_to,
    )


def test_a_returned_error_has_the_word_of_a_raised_one(
    serve: Serve, records: list[logging.LogRecord]
) -> None:
    with serve(refused(404)).client() as client:
        log_in_detailed(client)
    assert fields(records[0])["tkeel_outcome"] == "NotFound"


def test_a_call_that_sends_nothing_is_a_line(serve: Serve, records: list[logging.LogRecord]) -> None:
    with serve().client() as client, pytest.raises(ConfigurationError):
        client.oauth.authorize("..", username="u", password="p", redirect_uri="r")
    (record,) = records
    assert re.sub(r"[0-9.]+ms", "?", record.getMessage()) == (
        "OauthAuthorize ConfigurationError status=- time=? attempts=0 request_id=-"
    )


@pytest.mark.parametrize("error", [RuntimeError("of a transport"), KeyboardInterrupt()], ids=repr)
def test_what_passes_through_is_a_line(
    serve: Serve, records: list[logging.LogRecord], error: BaseException
) -> None:
    with serve(refused(503), error).client() as client, pytest.raises(type(error)):
        log_in(client)
    (record,) = records
    found = fields(record)
    assert (found["tkeel_outcome"], found["tkeel_status"], found["tkeel_attempts"]) == (
        type(error).__name__,
        None,
        2,
    )


async def test_a_call_that_is_cancelled_while_it_waits_is_a_line(
    serve: Serve, records: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = asyncio.Event()

    async def wait(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("tkeel_oauth._runtime.base.clock.async_sleep", wait)
    async with serve(refused(503)).async_client() as client:
        task = asyncio.create_task(log_in_async(client))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [fields(record)["tkeel_outcome"] for record in records] == ["CancelledError"]


def test_no_secret_is_in_a_line(serve: Serve, records: list[logging.LogRecord]) -> None:
    echoes = {"X-Request-Id": "for wonderland", "X-Correlation-Id": "SECRET-CODE"}
    with serve(granted(echoes), refused(400, {"X-Request-Id": "d29uZGVybGFuZA=="})).client() as client:
        log_in(client)
        with pytest.raises(BadRequest):
            log_in(client)
    assert len(records) == 2
    for record in records:
        assert fields(record)["tkeel_request_id"] is None
        assert not any(secret in f"{record.getMessage()} {vars(record)}" for secret in SECRETS)


def test_nobody_listens_above_debug(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tkeel_oauth"), serve(granted()).client() as client:
        log_in(client)
    assert caplog.records == []


def test_nothing_is_watched_for_nobody(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(*_: object) -> None:
        raise AssertionError("a call was watched")

    monkeypatch.setattr(call_log.CallLog, "__init__", begin)
    with serve(granted()).client() as client:
        assert log_in(client).code


def test_the_logger_has_no_handler_of_ours() -> None:
    assert logging.getLogger("tkeel_oauth").handlers == []
