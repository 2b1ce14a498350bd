"""What is tried again, how often, and after how long. Time is a clock of the tests'."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests._runtime.clocks import Clock
from tests.contract.support import BASE_URL, BOTH, DETAILED, GOOD, WAYS, Host, Way, name_of
from tkeel_oauth import BadRequest, ConnectionFailed, DeadlineExceeded, errors
from tkeel_oauth._runtime.call import retry
from tkeel_oauth._runtime.call.messages import Attempt, BodyError, Failure, RawResponse

both = pytest.mark.parametrize("way", BOTH, ids=name_of)
Event = int | tuple[int, str] | type[httpx.RequestError]
RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"}


def body(*details: object, **members: object) -> bytes:
    return json.dumps({"code": 14, "message": "later", "details": list(details), **members}).encode()


def answer(
    status: int, after: str | None = None, body_error: BodyError | None = None, content: bytes = b""
) -> RawResponse:
    headers = [] if after is None else [(b"Retry-After", after.encode())]
    return RawResponse(status, headers, content, body_error)


def limits(*, retries: int = 2, idempotent: bool = True) -> retry.Limits:
    return retry.Limits(
        retries=retries, idempotent=idempotent, ends=2000.0, connect_timeout=5.0, timeout=30.0
    )


UNSENT = Failure("x", unsent=True)
STALE = Failure("x", stale=True)
AGAIN = (429, 502, 503)
NEVER = [200, 204, 301, 307, *range(400, 429), 430, 431, 451, 500, 501, *range(504, 512), 599, 600, 999]

# what came, whether it is tried again, and whether that is so where the operation is not idempotent
RULES: list[tuple[RawResponse | Failure, bool, bool]] = [
    (UNSENT, True, True),
    (STALE, True, False),
    (Failure("x"), False, False),
    (Failure("x", timed_out=True), False, False),
    (Failure("x", timed_out=True, unsent=True), False, False),
    (Failure("x", permanent=True, unsent=True), False, False),
    *((answer(status), True, False) for status in AGAIN),
    *((answer(status, "1"), True, True) for status in AGAIN),
    *((answer(status, "soon"), True, False) for status in AGAIN),
    *((answer(status, "1", content=body(RETRY_INFO)), False, False) for status in NEVER),
    (answer(503, body_error=BodyError.CUT), True, False),
    (answer(503, body_error=BodyError.LARGE), True, False),
    (answer(503, "1", body_error=BodyError.LATE), False, False),
    (answer(503, content=body(RETRY_INFO)), True, True),
    (answer(503, content=body()), True, False),
]


@pytest.mark.parametrize(("result", "idempotent", "other"), RULES, ids=repr)
def test_what_may_be_repeated(result: RawResponse | Failure, idempotent: bool, other: bool) -> None:  # noqa: FBT001 - parameters of the test
    """An operation that is not idempotent is repeated only where nothing was sent or the server said when."""
    assert limits().allow_another(result) is idempotent
    assert limits(idempotent=False).allow_another(result) is other
    assert not limits(retries=0).allow_another(result)


@pytest.mark.parametrize("result", [UNSENT, answer(503)], ids=repr)
def test_a_kept_connection_that_was_closed_is_replaced_once(
    clock: Clock, result: RawResponse | Failure
) -> None:
    """After it, every connection is new."""
    fresh: list[bool] = []

    def send(attempt: Attempt) -> RawResponse | Failure:
        fresh.append(attempt.fresh)
        return result if len(fresh) > 1 else STALE

    assert retry.retry(limits(retries=3), send) is result
    assert fresh == [False, True, True, True]
    assert clock.waits[0] == 0
    used = limits()
    assert used.wait_before_another(STALE) == 0
    assert used.wait_before_another(STALE) is None


def http_date(ahead: float) -> str:
    moment = datetime.fromtimestamp(Clock().wall(), UTC) + timedelta(seconds=ahead)
    return format_datetime(moment, usegmt=True)


@pytest.mark.usefixtures("clock")
def test_the_server_says_when() -> None:
    for after, seconds in {"0": 0, "1": 1, " 7 ": 7, "007": 7, "9" * 30: 999_999_999}.items():
        assert retry.retry_after(answer(503, after)) == seconds
    for ahead, seconds in {7: 7, 1: 1, 0: 0, -3600: 0}.items():
        assert retry.retry_after(answer(503, http_date(ahead))) == seconds
    for name in (b"Retry-After", b"retry-after", b"RETRY-AFTER"):
        headers = [(b"Date", b"9"), (name, b"5"), (name, b"6")]
        assert retry.retry_after(RawResponse(429, headers, body(RETRY_INFO))) == 5
    served = json.dumps({"code": "", "msg": "later", "data": None, "details": [RETRY_INFO]}).encode()
    for content in (body(RETRY_INFO), served):
        assert retry.retry_after(answer(503, content=content)) == 17.5


NO_TIME = [
    *("", "soon", "-1", "1.5", "1,5", "1e3", "٣", "+1", "Wed, 99 Foo 2026 00:00:00 GMT"),
    *("2026-10-21T07:28:00Z", f"{http_date(9)}{' ' * 50}x"),
]
NO_DELAY: list[bytes] = [
    b"google.rpc.RetryInfo",
    b'{"details": [{"@type": "a/google.rpc.RetryInfo", "retryDelay": "3s"',  # cut
    body(RETRY_INFO)[:-1] + b', "code": 3}',  # a name twice
    json.dumps([RETRY_INFO]).encode(),
    json.dumps({"details": RETRY_INFO}).encode(),
    json.dumps({"details": None, "message": "google.rpc.RetryInfo"}).encode(),
    json.dumps({"details": [None, 5, "google.rpc.RetryInfo", [RETRY_INFO], {"@type": 5}]}).encode(),
    json.dumps({"nested": {"details": [RETRY_INFO]}}).encode(),
    body({**RETRY_INFO, "retryDelay": "soon"}),
    body({**RETRY_INFO, "@type": "google.rpc.RetryInfo"}),
]


@pytest.mark.usefixtures("clock")
def test_a_time_that_is_none_counts_as_not_said() -> None:
    for after in NO_TIME:
        assert retry.retry_after(answer(503, after)) is None, after
    for content in NO_DELAY:
        assert retry.retry_after(answer(503, content=content)) is None, content
    assert retry.retry_after(RawResponse(429, [(b"X-Retry-After", b"5")], b"")) is None
    for _ in range(9):
        wait = limits().wait_before_another(answer(503, "soon"))
        assert wait is not None
        assert 0 <= wait <= retry.FIRST_WAIT


@settings(max_examples=50)
@given(
    st.binary(max_size=40) | st.text(st.sampled_from("0123456789 ,:-+GMTWedOct"), max_size=30).map(str.encode)
)
def test_any_retry_after_is_a_time_or_none(value: bytes) -> None:
    seconds = retry.retry_after(RawResponse(503, [(b"retry-after", value)], b""))
    assert seconds is None or 0 <= seconds < float("inf")


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
        if isinstance(event, type):
            raise event("scripted", request=request)
        status, after = event if isinstance(event, tuple) else (event, None)
        headers = {} if after is None else {"Retry-After": after}
        return httpx.Response(status, headers=headers, json={"code": "ABC"})


@both
@pytest.mark.parametrize("event", [429, 502, 503, httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError])
def test_tried_again_until_it_works(clock: Clock, way: Way, event: Event) -> None:
    script = Script(event, event, 200)
    assert way(script.host, GOOD).code == "ABC"
    assert script.sent == 3
    assert len(clock.waits) == 2


@both
def test_as_often_as_asked_for(clock: Clock, way: Way) -> None:
    for retries in (0, 1, 2, 10):
        script = Script(503)
        clock.waits.clear()
        with pytest.raises(errors.ServerError) as caught:
            way(script.host, GOOD, retries=retries, timeout=1000)
        assert caught.value.status_code == 503
        assert (script.sent, len(clock.waits)) == (retries + 1, retries)
    script = Script(httpx.ConnectError)
    with pytest.raises(ConnectionFailed):
        way(script.host, GOOD)
    assert script.sent == 3, "twice by default"


LOST: list[Event] = [
    *(httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError),
    *(httpx.LocalProtocolError, httpx.DecodingError, httpx.TooManyRedirects),
    *(httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout),
]


@both
def test_never_tried_again(clock: Clock, way: Way) -> None:
    events: list[Event] = [*LOST, 400, (400, "1"), 500, 504, 301]
    for event in events:
        script = Script(event)
        with pytest.raises(errors.TkeelOAuthError):
            way(script.host, GOOD, retries=10)
        assert script.sent == 1, event
    assert clock.waits == []


def test_it_ends_with_what_came_last(clock: Clock) -> None:
    script = Script(httpx.ConnectError, 502, 400)
    with pytest.raises(BadRequest):
        WAYS[0](script.host, GOOD)
    assert script.sent == 3
    assert DETAILED[0](Script(503, 503, (429, "1")).host, GOOD).status_code == 429
    assert clock.waits


@both
def test_what_the_server_says_is_waited_for(clock: Clock, way: Way) -> None:
    assert way(Script((429, "7"), (502, http_date(20)), 200).host, GOOD).code == "ABC"
    assert clock.waits == [7, 13]


@both
@pytest.mark.parametrize("after", ["30", "31", "3600", "9" * 30, http_date(3600)])
def test_later_than_the_deadline_is_not_waited_for(clock: Clock, way: Way, after: str) -> None:
    script = Script((429, after))
    with pytest.raises(errors.RateLimited) as caught:
        way(script.host, GOOD, timeout=30)
    assert caught.value.headers["retry-after"] == after
    assert script.sent == 1
    assert (clock.waits, clock.now) == ([], 1000)


@both
def test_waits_grow_with_jitter_and_are_bounded(clock: Clock, way: Way) -> None:
    random.seed(1)
    for _ in range(12):
        with pytest.raises(ConnectionFailed):
            way(Script(httpx.ConnectError).host, GOOD, retries=10, timeout=1000)
    for n in range(10):
        bound = min(0.5 * 2**n, 8.0)
        waits = clock.waits[n::10]
        # the whole width is used
        assert 0 <= min(waits) < bound / 2 < max(waits) <= bound


@both
def test_no_wait_that_would_end_after_the_deadline(clock: Clock, way: Way) -> None:
    script = Script((503, "4"))
    with pytest.raises(errors.ServerError):
        way(script.host, GOOD, retries=10, timeout=10)
    assert (clock.waits, script.sent, clock.now) == ([4, 4], 3, 1008)


def test_attempts_share_one_deadline(clock: Clock) -> None:
    script = Script(503, takes=6, clock=clock)
    with pytest.raises(errors.ServerError):
        WAYS[0](script.host, GOOD, retries=10, timeout=15)
    # Of the waits the two possible take 1.5 s at most; a fourth attempt would begin after the deadline.
    assert (script.sent, len(clock.waits)) == (3, 2)


@both
def test_a_call_whose_time_is_up_is_not_repeated(clock: Clock, way: Way) -> None:
    script = Script(httpx.ConnectError, takes=40, clock=clock)
    with pytest.raises(DeadlineExceeded, match="within 30 s"):
        way(script.host, GOOD)
    assert (script.sent, clock.waits) == (1, [])


def test_a_wait_that_protobuf_asks_for_is_beyond_our_own(clock: Clock) -> None:
    answers = [httpx.Response(503, content=body(RETRY_INFO)), httpx.Response(200, json={"code": "ABC"})]
    transport = httpx.MockTransport(lambda _: answers.pop(0))
    WAYS[0](Host(BASE_URL, transport), GOOD)
    assert clock.waits == [17.5]
    assert retry.LONGEST_WAIT < 17.5
