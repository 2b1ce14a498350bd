"""What is tried again, how often, and after how long. Time is a clock of the tests'."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests._runtime.clocks import Clock
from tests.contract.support import BASE_URL, BOTH, DETAILED, GOOD, WAYS, Arguments, Host, name_of, outcome_of
from tkeel_oauth import BadRequest, ConnectionFailed, DeadlineExceeded, errors
from tkeel_oauth._runtime.call import retry
from tkeel_oauth._runtime.call.messages import RawResponse

if TYPE_CHECKING:
    from collections.abc import Callable

Event = int | tuple[int, str] | type[Exception] | Exception


class Script:
    """A server that does one thing after another; the last one for ever."""

    def __init__(self, *events: Event, takes: float = 0.0, clock: Clock | None = None) -> None:
        self.events = list(events)
        self.sent = 0
        self.takes = takes
        self.clock = clock

    @property
    def host(self) -> Host:
        transport = httpx.MockTransport(self.answer)
        return Host(BASE_URL, transport, transport)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        if self.clock is not None:
            self.clock.now += self.takes
        event = self.events[0] if len(self.events) == 1 else self.events.pop(0)
        if isinstance(event, Exception):
            raise event
        if isinstance(event, type):
            raise (
                event("scripted")
                if not issubclass(event, httpx.RequestError)
                else event("x", request=request)
            )
        status, after = event if isinstance(event, tuple) else (event, None)
        headers = {} if after is None else {"Retry-After": after}
        return httpx.Response(status, headers=headers, json={"code": "ABC"})


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("event", [429, 502, 503, httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError])
def test_tried_again_until_it_works(clock: Clock, way: Callable[..., Any], event: Event) -> None:
    script = Script(event, event, 200)
    assert way(script.host, GOOD).code == "ABC"
    assert script.sent == 3
    assert len(clock.waits) == 2


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("retries", [0, 1, 2, 5, 10])
def test_as_often_as_asked_for(clock: Clock, way: Callable[..., Any], retries: int) -> None:
    script = Script(503)
    with pytest.raises(errors.ServerError) as caught:
        way(script.host, GOOD, retries=retries, timeout=1000)
    assert caught.value.status_code == 503
    assert script.sent == retries + 1
    assert len(clock.waits) == retries


def test_twice_by_default(clock: Clock) -> None:
    script = Script(httpx.ConnectError)
    with pytest.raises(ConnectionFailed):
        WAYS[0](script.host, GOOD)
    assert (script.sent, len(clock.waits)) == (3, 2)


ONCE = [200, 204, 301, 307, *range(400, 429), 430, 431, 451, 500, 501, *range(504, 512), 599, 600, 999]
LOST: list[type[Exception]] = [
    *(httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError),
    *(httpx.LocalProtocolError, httpx.DecodingError, httpx.TooManyRedirects),
    *(httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout),
]


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("event", [*ONCE, *((status, "1") for status in (400, 408, 425, 500, 504)), *LOST])
def test_never_tried_again(clock: Clock, way: Callable[..., Any], event: Event) -> None:
    script = Script(event)
    outcome_of(way, script.host, GOOD)
    assert script.sent == 1
    assert clock.waits == []


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_a_wrong_password_goes_out_once(clock: Clock, way: Callable[..., Any]) -> None:
    script = Script(400)
    with pytest.raises(BadRequest):
        way(script.host, Arguments(password="nope"), retries=10)
    assert script.sent == 1
    assert clock.waits == []


def test_it_ends_with_what_came_last(clock: Clock) -> None:
    script = Script(httpx.ConnectError, 502, 400)
    with pytest.raises(BadRequest):
        WAYS[0](script.host, GOOD)
    assert script.sent == 3
    assert DETAILED[0](Script(503, 503, (429, "1")).host, GOOD).status_code == 429
    assert clock.waits


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("status", [429, 502, 503])
@pytest.mark.parametrize(("after", "seconds"), [("0", 0), ("1", 1), ("7", 7), (" 7 ", 7), ("29", 29)])
def test_the_server_says_when_in_seconds(
    clock: Clock, way: Callable[..., Any], status: int, after: str, seconds: float
) -> None:
    script = Script((status, after), 200)
    assert way(script.host, GOOD).code == "ABC"
    assert clock.waits == [seconds]


def http_date(clock: Clock, seconds: float) -> str:
    moment = datetime.fromtimestamp(clock.wall(), UTC) + timedelta(seconds=seconds)
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize(("ahead", "seconds"), [(7, 7), (1, 1), (0, 0), (-3600, 0)])
def test_the_server_says_when_as_a_date(
    clock: Clock, way: Callable[..., Any], ahead: float, seconds: float
) -> None:
    script = Script((503, http_date(clock, ahead)), 200)
    assert way(script.host, GOOD).code == "ABC"
    assert clock.waits == [seconds]


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("after", ["30", "31", "3600", "9" * 30, "date"])
def test_later_than_the_deadline_is_not_waited_for(clock: Clock, way: Callable[..., Any], after: str) -> None:
    script = Script((429, http_date(clock, 3600) if after == "date" else after))
    with pytest.raises(errors.RateLimited) as caught:
        way(script.host, GOOD, timeout=30)
    assert caught.value.headers["retry-after"] in {after, http_date(clock, 3600)}
    assert script.sent == 1
    assert clock.waits == []
    assert clock.now == 1000


NO_TIME = [
    "",
    "soon",
    "-1",
    "1.5",
    "1,5",
    "1e3",
    "٣",
    "Wed, 99 Foo 2026 00:00:00 GMT",
    "2026-10-21T07:28:00Z",
    "+1",
]


@pytest.mark.parametrize("after", NO_TIME)
def test_a_time_that_is_none_counts_as_not_said(clock: Clock, after: str) -> None:
    script = Script(httpx.ConnectError, 200)
    answer = RawResponse(503, [(b"Retry-After", after.encode())], b"")
    assert retry.retry_after(answer) is None
    WAYS[0](script.host, GOOD)
    assert 0 <= clock.waits[0] <= retry.FIRST_WAIT


@given(
    st.binary(max_size=40) | st.text(st.sampled_from("0123456789 ,:-+GMTWedOct"), max_size=30).map(str.encode)
)
def test_any_retry_after_is_a_time_or_none(value: bytes) -> None:
    seconds = retry.retry_after(RawResponse(503, [(b"retry-after", value)], b""))
    assert seconds is None or 0 <= seconds < float("inf")


def test_the_header_is_found_whatever_its_case() -> None:
    for name in (b"Retry-After", b"retry-after", b"RETRY-AFTER"):
        assert retry.retry_after(RawResponse(429, [(b"Date", b"9"), (name, b"5"), (name, b"6")], b"")) == 5
    assert retry.retry_after(RawResponse(429, [(b"X-Retry-After", b"5")], b"")) is None


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("seed", range(5))
def test_waits_grow_with_jitter_and_are_bounded(clock: Clock, way: Callable[..., Any], seed: int) -> None:
    random.seed(seed)
    with pytest.raises(ConnectionFailed):
        way(Script(httpx.ConnectError).host, GOOD, retries=10, timeout=1000)
    bounds = [min(0.5 * 2**n, 8.0) for n in range(10)]
    assert all(0 <= wait <= bound for wait, bound in zip(clock.waits, bounds, strict=True))
    assert len(set(clock.waits)) > 5


def test_jitter_uses_the_whole_width(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    clock.install(monkeypatch)
    for _ in range(60):
        with pytest.raises(ConnectionFailed):
            WAYS[0](Script(httpx.ConnectError).host, GOOD, retries=5, timeout=1000)
    longest = [max(clock.waits[n::5]) for n in range(5)]
    shortest = [min(clock.waits[n::5]) for n in range(5)]
    for n in range(5):
        bound = min(0.5 * 2**n, 8.0)
        assert shortest[n] < bound / 2 < longest[n] <= bound


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_no_wait_that_would_end_after_the_deadline(clock: Clock, way: Callable[..., Any]) -> None:
    script = Script((503, "4"))
    with pytest.raises(errors.ServerError):
        way(script.host, GOOD, retries=10, timeout=10)
    assert clock.waits == [4, 4]
    assert script.sent == 3
    assert clock.now < 1010


def test_attempts_share_one_deadline(clock: Clock) -> None:
    script = Script(503, takes=6, clock=clock)
    with pytest.raises(errors.ServerError):
        WAYS[0](script.host, GOOD, retries=10, timeout=15)
    # Of the waits the two possible take 1.5 s at most; a fourth attempt would begin after the deadline.
    assert script.sent == 3
    assert len(clock.waits) == 2


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_a_call_whose_time_is_up_is_not_repeated(clock: Clock, way: Callable[..., Any]) -> None:
    script = Script(httpx.ConnectError, takes=40, clock=clock)
    with pytest.raises(DeadlineExceeded, match="within 30 s"):
        way(script.host, GOOD)
    assert script.sent == 1
    assert clock.waits == []
