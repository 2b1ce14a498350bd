"""Reading answers: in whatever pieces they come, within bounds, and one after the other."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth._runtime.base import clock
from tkeel_oauth._runtime.base.secrets import Secrets
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.exchange import MAX_BODY, Attempt, Flaw, Phase
from tkeel_oauth._runtime.transport import llhttp as module
from tkeel_oauth._runtime.transport.address import Address
from tkeel_oauth._runtime.transport.body import Body
from tkeel_oauth._runtime.transport.conversation import NotHTTP
from tkeel_oauth._runtime.transport.llhttp import LlhttpConversation
from tkeel_oauth._runtime.transport.message import Writer

if TYPE_CHECKING:
    from tests.runtime.clocks import Clock

BODY = b'{"code": "ABC"}'
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n" + BODY
CHUNKS = (
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;a=b\r\n" + BODY[:5] + b"\r\na\r\n" + BODY[5:] + b"\r\n0\r\nX-Trailer: 1\r\n\r\n"
)
WRITER = Writer(Address("https", "iot.example.com", None, b"/v1"))
CHUNKED_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Heard:
    """A conversation in which something has been asked, and parts of an answer come."""

    def __init__(self, talk: LlhttpConversation | None = None, method: str = "GET") -> None:
        self.talk = talk or LlhttpConversation()
        self.attempt = Attempt(clock.monotonic() + 60, 5)
        self.attempt.question_sent()
        self.message = self.talk.ask(WRITER, Request(method, b"/x", [], b"", Secrets(())), [])

    def hear(self, *parts: bytes) -> bool:
        """Hear parts until no more is wanted."""
        return any(self.talk.hear(part, self.attempt) for part in parts)


def content(*parts: bytes) -> tuple[bytes, LlhttpConversation]:
    heard = Heard()
    assert heard.hear(*parts)
    return heard.talk.answer().content, heard.talk


@pytest.mark.parametrize("answer", [PLAIN, CHUNKS], ids=["plain", "chunks"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_in_pieces(answer: bytes, size: int) -> None:
    heard = Heard()
    pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
    assert [heard.talk.hear(piece, heard.attempt) for piece in pieces] == [*[False] * (len(pieces) - 1), True]
    found = heard.talk.answer()
    assert (found.status_code, found.content, found.flaw) == (200, BODY, None)
    assert not any(name == b"X-Trailer" for name, _ in found.headers)


def test_one_after_the_other() -> None:
    talk = LlhttpConversation()
    for answer in (PLAIN, CHUNKED_HEAD + b"f\r\n" + BODY + b"\r\n0\r\n\r\n", PLAIN):
        assert Heard(talk).hear(answer)
        assert talk.answer().content == BODY
        assert talk.next()
        assert talk.body is None


@pytest.mark.parametrize("extra", [b"x", b"\r\n", PLAIN, PLAIN[:9], b"\0"])
@pytest.mark.parametrize("answer", [PLAIN, CHUNKED_HEAD + b"f\r\n" + BODY + b"\r\n0\r\n\r\n"])
def test_what_follows_is_left_over(answer: bytes, extra: bytes) -> None:
    found, talk = content(answer + extra)
    assert found == BODY
    assert not talk.next()


@pytest.mark.parametrize(
    "answer",
    [
        PLAIN.replace(b"Content-Type", b"Connection: close\r\nContent-Type"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 15\r\n\r\n" + BODY,
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n"
        + BODY
        + b"\r\n0\r\n\r\n",
    ],
    ids=["close", "HTTP/1.0", "two lengths"],
)
def test_not_kept(answer: bytes) -> None:
    found, talk = content(answer)
    assert found == BODY
    assert not talk.next()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("answer", [PLAIN, CHUNKED_HEAD + b"f\r\n" + BODY + b"\r\n0\r\n\r\n"])
def test_kept_in_whatever_pieces_it_came(answer: bytes, size: int) -> None:
    _, talk = content(*(answer[at : at + size] for at in range(0, len(answer), size)))
    assert talk.next()


@pytest.mark.parametrize("status", [b"204", b"304"])
def test_kept_without_a_body(status: bytes) -> None:
    for headers in (b"", b"Content-Length: 15\r\n"):
        found, talk = content(b"HTTP/1.1 " + status + b" X\r\n" + headers + b"\r\n")
        assert found == b""
        assert talk.next()
        _, talk = content(b"HTTP/1.1 " + status + b" X\r\n" + headers + b"\r\n" + BODY)
        assert not talk.next()


@pytest.mark.parametrize(
    "other",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nX: 0\r\n\r\n",
        b"HTTP/1.1 204 No\r\nX: 0\r\n\r\n",
        CHUNKED_HEAD + b"0\r\n\r\n",
    ],
)
def test_another_answer_is_left_over_though_it_ends_alike(other: bytes) -> None:
    """Else the next answer would be taken for the other one's body."""
    found, talk = content(CHUNKED_HEAD + b"f\r\n" + BODY + b"\r\n0\r\n\r\n" + other)
    assert found == BODY
    assert not talk.next()


def test_after_an_interim_answer_the_size_is_not_certain() -> None:
    found, talk = content(b"HTTP/1.1 103 Early\r\n\r\n" + PLAIN)
    assert found == BODY
    assert not talk.next()


@pytest.mark.parametrize("answer", [PLAIN[: -len(BODY)], CHUNKED_HEAD, b"HTTP/1.1 200 OK\r\n\r\n", PLAIN])
def test_the_answer_to_head_has_no_body(answer: bytes) -> None:
    heard = Heard(method="HEAD")
    assert heard.hear(answer)
    assert heard.talk.answer().content == b""
    assert not heard.talk.next()


def test_an_unfinished_answer_is_not_kept() -> None:
    heard = Heard()
    assert not heard.hear(PLAIN[:-1])
    assert not heard.talk.next()


def test_the_end_of_the_connection() -> None:
    assert content(b"HTTP/1.1 200 OK\r\n\r\n", BODY, b"")[0] == BODY
    for cut in (PLAIN[:-1], CHUNKED_HEAD):
        heard = Heard()
        assert not heard.hear(cut)
        with pytest.raises(NotHTTP):
            heard.hear(b"")
        assert heard.attempt.ended
    heard = Heard()
    heard.hear(PLAIN[:20])
    with pytest.raises(ConnectionResetError):
        heard.hear(b"")


def test_a_closed_one_is_freed_without_the_collector() -> None:
    class Watched(LlhttpConversation):
        """With a place for a weak reference."""

    talk = Watched()
    Heard(talk).hear(PLAIN)
    watched = weakref.ref(talk)
    gc.disable()
    try:
        talk.close()
        assert talk.body is None
        del talk
        assert watched() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"a" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n" * 100),
        (b"HTTP/1.1 200 " + b"a", b"a" * 1000),
        (CHUNKED_HEAD + b"5;", b"a" * 1000),
        (CHUNKED_HEAD + b"0\r\n", b"X: a\r\n" * 100),
        (CHUNKED_HEAD + b"0\r\nX: ", b"a" * 1000),
    ],
    ids=["header", "headers", "reason", "extension", "trailers", "trailer"],
)
def test_what_is_no_part_of_a_body_is_bounded(first: bytes, more: bytes) -> None:
    heard = Heard()
    with pytest.raises(NotHTTP):
        heard.hear(first, *[more] * 1000)
    assert heard.attempt.received < 110_000


def test_interim_answers_are_not_counted_together() -> None:
    interim = b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" * 100
    assert content(*[interim] * 100, PLAIN)[0] == BODY


def test_small_chunks_are_not_counted_together() -> None:
    found, _ = content(CHUNKED_HEAD, *[b"1\r\n \r\n" * 1000] * 100, b"0\r\n\r\n")
    assert len(found) == 100_000


def test_a_body_too_large_is_not_read_on() -> None:
    heard = Heard()
    assert heard.hear(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", *[b"x" * 65536] * 100)
    found = heard.talk.answer()
    assert found.flaw is Flaw.LARGE
    assert len(found.content) <= MAX_BODY
    assert heard.attempt.received < MAX_BODY + 200_000
    assert not heard.talk.next()


def test_reading_is_the_phase_from_the_body_on() -> None:
    heard = Heard()
    heard.attempt.phase = Phase.WAITING
    phases: list[Phase] = []
    for part in (PLAIN[:20], PLAIN[20:-5]):
        heard.hear(part)
        phases.append(heard.attempt.phase)
    assert phases == [Phase.WAITING, Phase.READING]


def test_late_by_the_clock(clock: Clock) -> None:
    heard = Heard()
    assert not heard.hear(PLAIN[:-5])
    clock.now += 61
    with pytest.raises(TimeoutError):
        heard.hear(PLAIN[-5:-2])


def test_whole_just_in_time(clock: Clock) -> None:
    heard = Heard()
    clock.now += 61
    assert heard.hear(PLAIN)


def test_an_interrupt_while_reading_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals are handled wherever Python code runs, and llhttp calls Python code."""

    class Interrupted(Body):
        def feed(self, data: bytes) -> bool:  # noqa: ARG002
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "Body", Interrupted)
    heard = Heard()
    with pytest.raises(KeyboardInterrupt) as caught:
        heard.hear(PLAIN)
    assert caught.value.__cause__ is None
    assert not heard.talk.next()


def test_text_forms_are_mute() -> None:
    heard = Heard()
    heard.hear(PLAIN)
    assert repr(heard.talk) == str(heard.talk) == "<LlhttpConversation>"
