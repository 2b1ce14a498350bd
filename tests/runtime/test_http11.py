"""What is said on one connection: the bytes of requests, and when an answer is one."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runtime.clocks import Clock
from tkeel_oauth._runtime.base.secrets import Secrets
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.exchange import Answer, Attempt, Flaw, Phase
from tkeel_oauth._runtime.transport.address import parse_base_url
from tkeel_oauth._runtime.transport.conversation import MAX_HEAD, NotHTTP
from tkeel_oauth._runtime.transport.http11 import H11Conversation
from tkeel_oauth._runtime.transport.message import Writer

ADDRESS = parse_base_url("https://iot.example.com:8443/apis/v1", allow_insecure=False)
HEADERS = [(b"Accept", b"application/json"), (b"User-Agent", b"tkeel-oauth/0")]
TARGET = b"/oauth/t/authorize?username=alice&password=a%20b"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def request(
    method: str = "GET", headers: list[tuple[bytes, bytes]] | None = None, content: bytes = b""
) -> Request:
    return Request(method, TARGET, headers or [], content, Secrets([]))


def attempt(clock: Clock | None = None) -> Attempt:
    return Attempt((clock or Clock()).now + 1e9, 5.0)


def asked(method: str = "GET") -> H11Conversation:
    conversation = H11Conversation()
    conversation.ask(Writer(ADDRESS), request(method), HEADERS)
    return conversation


REQUESTS = [
    request(),
    request("DELETE"),
    request("GET", [(b"X-Tag", b"a")]),
    request("POST", [(b"Content-Type", b"application/json")], b'{"a": 1}'),
    request("PUT"),
    request("GET", content=b"x"),
]


@pytest.mark.parametrize("given_request", REQUESTS, ids=lambda one: f"{one.method} {len(one.content)}")
def test_what_goes_out_is_what_h11_would_write(given_request: Request) -> None:
    length = [(b"Content-Length", b"%d" % len(given_request.content))]
    with_length = bool(given_request.content) or given_request.method in {"POST", "PUT"}
    judge = h11.Connection(h11.CLIENT)
    expected = judge.send(
        h11.Request(
            method=given_request.method,
            target=ADDRESS.prefix + TARGET,
            headers=[
                (b"Host", b"iot.example.com:8443"),
                *HEADERS,
                *given_request.headers,
                *(length if with_length else []),
            ],
        )
    )
    assert expected is not None
    written = H11Conversation().ask(Writer(ADDRESS), given_request, HEADERS)
    assert written == expected + given_request.content


def test_headers_are_written_anew_for_another_client_of_the_same_line() -> None:
    writer = Writer(ADDRESS)
    assert b"User-Agent: tkeel-oauth/0\r\n" in H11Conversation().ask(writer, request(), HEADERS)
    assert b"User-Agent: other\r\n\r\n" in H11Conversation().ask(
        writer, request(), [(b"User-Agent", b"other")]
    )
    assert b"other" not in H11Conversation().ask(writer, request(), HEADERS)


@pytest.mark.parametrize("size", [1, 7, len(OK)])
def test_one_connection_many_answers(size: int) -> None:
    conversation = H11Conversation()
    for _ in range(3):
        now = attempt()
        conversation.ask(Writer(ADDRESS), request(), HEADERS)
        parts = [OK[n : n + size] for n in range(0, len(OK), size)]
        heard = [conversation.hear(part, now) for part in parts]
        assert heard == [False] * (len(parts) - 1) + [True]
        answer = conversation.answer()
        assert (answer.status_code, answer.content, answer.flaw) == (200, b"{}", None)
        assert answer.headers == [(b"Content-Length", b"2")]
        assert (now.received, now.ended, now.phase) == (len(OK), False, Phase.READING)
        assert conversation.next()
        assert conversation.body is None


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (OK, True),
        (CHUNKED, True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK, True),
        (OK + b"\n", False),
        (OK + OK, False),
        (CHUNKED + b"0", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n{}", False),
        (OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), False),
        (OK.replace(b"1.1", b"1.0"), False),
    ],
)
def test_whether_another_question_may_follow(said: bytes, kept: bool) -> None:  # noqa: FBT001
    conversation = asked()
    assert conversation.hear(said, attempt())
    assert conversation.next() is kept


def test_an_answer_that_is_not_complete_is_followed_by_nothing() -> None:
    conversation = asked()
    assert not conversation.hear(OK[:-1], attempt())
    assert not conversation.next()


def test_the_answer_to_head_has_no_body() -> None:
    conversation = asked("HEAD")
    assert conversation.hear(OK[:-2], attempt())
    assert conversation.answer().content == b""
    assert conversation.next()


def test_an_answer_that_ends_with_the_connection() -> None:
    conversation, now = asked(), attempt()
    assert not conversation.hear(b"HTTP/1.1 200 OK\r\n\r\n{}", now)
    assert conversation.hear(b"", now)
    assert now.ended
    assert conversation.answer().content == b"{}"
    assert not conversation.next()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 2", b"HTTP/1.1 103 Early Hints\r\n\r\n"])
def test_the_connection_ends_before_the_headers(said: bytes) -> None:
    conversation, now = asked(), attempt()
    if said:
        assert not conversation.hear(said, now)
    with pytest.raises(ConnectionResetError):
        conversation.hear(b"", now)
    assert now.ended
    assert conversation.body is None


def test_the_connection_ends_within_the_body() -> None:
    conversation, now = asked(), attempt()
    assert not conversation.hear(OK[:-1], now)
    with pytest.raises(NotHTTP):
        conversation.hear(b"", now)
    assert now.ended
    assert conversation.body is not None


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 2OO OK\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        OK.replace(b"2\r", b"-2\r"),
        OK.replace(b"Length: 2", b"Length: 2\r\nContent-Length: 3"),
        CHUNKED.replace(b"\r\n2\r\n", b"\r\nzz\r\n"),
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * MAX_HEAD,
    ],
    ids=lambda said: repr(said[:30]),
)
def test_what_is_no_http(said: bytes) -> None:
    with pytest.raises(NotHTTP):
        asked().hear(said, attempt())


@pytest.mark.parametrize(
    "flood",
    [b"HTTP/1.1 100 Continue\r\n\r\n" * 3, CHUNKED.replace(b"0\r\n\r\n", b"1\r\nx\r\n" * 3)],
    ids=["1xx", "chunks"],
)
def test_a_flood_that_comes_at_once_ends_in_time(flood: bytes, clock: Clock) -> None:
    now = Attempt(clock.now, 5.0)
    with pytest.raises(TimeoutError):
        asked().hear(flood, now)


def test_a_body_that_is_refused_is_not_read_on() -> None:
    conversation = asked()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (1 << 30)
    assert not conversation.hear(head + b" " * (1 << 20), attempt())
    assert conversation.hear(b" ", attempt())
    assert conversation.answer().flaw is Flaw.LARGE
    assert not conversation.next()


def heard(connection: h11.Connection, said: bytes) -> object:
    """What h11 makes of an answer, told the whole request."""
    connection.send(h11.Request(method="GET", target=TARGET, headers=[(b"Host", b"x"), *HEADERS]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(said)
    content, status = b"", 0
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                content += event.data
            elif isinstance(event, h11.EndOfMessage):
                return status, content
            elif event is h11.NEED_DATA:
                return "more"
    except h11.RemoteProtocolError:
        return "not HTTP"


LINES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 404 No\r\n", b"HTTP/1.1 100 C\r\n\r\n", b"HTTP/1.1 204 N\r\n"),
        *(b"Content-Length: 2\r\n", b"Content-Length: 02\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(b"Transfer-Encoding: gzip\r\n", b"Connection: close\r\n", b" folded\r\n", b"X : y\r\n", b"\r\n"),
        *(b"2\r\n{}\r\n", b"0\r\n\r\n", b"{}", b"\x00", b"\n"),
    ]
)


@given(st.lists(LINES, min_size=1, max_size=8).map(b"".join))
def test_answers_are_judged_as_if_h11_knew_the_whole_request(said: bytes) -> None:
    conversation = asked()
    found: object
    try:
        found = conversation.answer() if conversation.hear(said, attempt()) else "more"
    except NotHTTP:
        found = "not HTTP"
    if isinstance(found, Answer):
        assert found.flaw is None
        found = found.status_code, found.content
    assert found == heard(h11.Connection(h11.CLIENT), said)
