"""Both readers make the same of an answer; what they see differently stands here, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fast.exchanging import attempt, sync_exchange
from tests.faults.server import Connection, FaultServer
from tkeel_oauth._runtime.call.exchange import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tkeel_oauth._runtime.call.exchange import Failure, SyncExchanger

BODY = b'{"code": "ABC"}'
HEAD = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 15\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@dataclass(frozen=True)
class Difference:
    """Answers that h11 and llhttp may read differently.

    Args:
        why: the reason.
        pattern: what such answers look like.
        example: one on which they do differ.
    """

    why: str
    pattern: re.Pattern[bytes]
    example: bytes


DIFFERENCES = {
    "a line that ends in LF alone": Difference(
        "llhttp refuses it; it could be told not to, but would then take chunks of a wrong size, too",
        re.compile(rb"(?<!\r)\n"),
        HEAD.replace(b"\r", b"") + LENGTH + b"\r\n" + BODY,
    ),
    "a length that stands there twice": Difference(
        "llhttp refuses it even where both are equal, as RFC 9110 (8.6) allows",
        re.compile(rb"(?is)content-length.*content-length|content-length:[^\r\n]*,"),
        HEAD + LENGTH + LENGTH + b"\r\n" + BODY,
    ),
    "a control character in the reason phrase": Difference(
        "llhttp skips the phrase, which is shown nowhere",
        re.compile(rb"HTTP/\d\.\d \d{3}[^\r\n]*[\x00\r\v\f](?!\n)"),
        b"HTTP/1.1 200 a\0\r\n" + LENGTH + b"\r\n" + BODY,
    ),
    "space before the first header": Difference(
        "llhttp takes it for a part of the line before or of the header",
        re.compile(rb"HTTP/[^\n]*\n[ \t]"),
        HEAD + b" X: a\r\n" + LENGTH + b"\r\n" + BODY,
    ),
    "an interim answer that has a body": Difference(
        "llhttp knows which interim answers there are, and reads the body of others",
        re.compile(rb"(?is)HTTP/\d\.\d 1(?!0[0-3]).*(content-length|transfer-encoding)"),
        b"HTTP/1.1 110 Stale\r\nContent-Length: 2\r\n\r\n" + HEAD + LENGTH + b"\r\n" + BODY,
    ),
    "an extension of a chunk that is none": Difference(
        "llhttp reads extensions, h11 skips them",
        re.compile(rb"(?is)chunked.*\n[0-9a-f]+ *;"),
        HEAD + CHUNKED + b"\r\nf;\xff\r\n" + BODY + b"\r\n0\r\n\r\n",
    ),
}

ANSWERS = {
    "usual": HEAD + b"Content-Type: application/json\r\n" + LENGTH + b"\r\n" + BODY,
    "nothing": b"",
    "an empty line first": b"\r\n" + HEAD + LENGTH + b"\r\n" + BODY,
    "chunks": HEAD + CHUNKED + b"\r\n5\r\n" + BODY[:5] + b"\r\na\r\n" + BODY[5:] + b"\r\n0\r\nX-T: 1\r\n\r\n",
    "capital chunks": HEAD + CHUNKED.title() + b"\r\n00F \r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": b"HTTP/1.0 200 OK\r\n" + CHUNKED + b"\r\nf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunks and a length": HEAD + CHUNKED + b"Content-Length: 3\r\n\r\nf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "a length and chunks": HEAD + b"Content-Length: 3\r\n" + CHUNKED + b"\r\nf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "chunks, twice": HEAD + CHUNKED + CHUNKED + b"\r\nf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "gzip and chunks": HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\nf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "identity": HEAD + b"Transfer-Encoding: identity\r\n\r\n" + BODY,
    "unknown coding of an error": b"HTTP/1.1 400 No\r\nTransfer-Encoding: x\r\n\r\n" + BODY,
    "a chunk too short": HEAD + CHUNKED + b"\r\nf\r\n" + BODY[1:] + b"\r\n0\r\n\r\n",
    "a chunk without an end": HEAD + CHUNKED + b"\r\nf\r\n" + BODY + b"0\r\n\r\n",
    "a size that is none": HEAD + CHUNKED + b"\r\n0xf\r\n" + BODY + b"\r\n0\r\n\r\n",
    "no last chunk": HEAD + CHUNKED + b"\r\nf\r\n" + BODY + b"\r\n0\r\n",
    "a bad trailer": HEAD + CHUNKED + b"\r\nf\r\n" + BODY + b"\r\n0\r\nbad\r\n\r\n",
    "a bad chunk of an error": b"HTTP/1.1 400 No\r\n" + CHUNKED + b"\r\nzz\r\n",
    "no length": HEAD + b"\r\n" + BODY,
    "no length, HTTP/1.0": b"HTTP/1.0 200 OK\r\nA: b\r\n\r\n" + BODY,
    "cut": HEAD + LENGTH + b"\r\n" + BODY[:9],
    "cut, an error": b"HTTP/1.1 500 No\r\n" + LENGTH + b"\r\n" + BODY[:9],
    "cut in the headers": HEAD + LENGTH[:9],
    "more than the length": HEAD + LENGTH + b"\r\n" + BODY + b"x",
    "two lengths": HEAD + LENGTH + b"Content-Length: 14\r\n\r\n" + BODY,
    "length with a sign": HEAD + b"Content-Length: +15\r\n\r\n" + BODY,
    "length with a zero": HEAD + b"Content-Length: 015 \r\n\r\n" + BODY,
    "length with an underscore": HEAD + b"Content-Length: 1_5\r\n\r\n" + BODY,
    "empty length": HEAD + b"Content-Length:\r\n\r\n" + BODY,
    "length beyond all numbers": HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY,
    "204": b"HTTP/1.1 204 No\r\n" + LENGTH + b"\r\n" + BODY,
    "205": b"HTTP/1.1 205 Reset\r\n" + LENGTH + b"\r\n" + BODY,
    "304": b"HTTP/1.1 304 Not\r\n" + LENGTH + b"\r\n",
    "429": b"HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
    "099": b"HTTP/1.1 099 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "099, and another": b"HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n" + HEAD + LENGTH + b"\r\n" + BODY,
    "999": b"HTTP/1.1 999 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "1000": b"HTTP/1.1 1000 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "20": b"HTTP/1.1 20 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "two spaces": b"HTTP/1.1  200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "no space": b"HTTP/1.1 200OK\r\n" + LENGTH + b"\r\n" + BODY,
    "no reason": b"HTTP/1.1 200\r\nConnection: close\r\nX:\t a b \t\r\n\r\n" + BODY,
    "a reason in Latin-1": b"HTTP/1.1 200 \xff\xfe\r\n" + LENGTH + b"\r\n" + BODY,
    "interim": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"
    + HEAD
    + b"\r\n"
    + BODY,
    "switching": b"HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
    + HEAD
    + LENGTH
    + b"\r\n"
    + BODY,
    "switching to nothing": b"HTTP/1.1 101 S\r\n\r\n" + HEAD + LENGTH + b"\r\n" + BODY,
    "upgrade offered": HEAD + b"Connection: upgrade\r\nUpgrade: x\r\n" + LENGTH + b"\r\n" + BODY,
    "HTTP/2.0": b"HTTP/2.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "HTTP/0.9": b"HTTP/0.9 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "small letters": b"http/1.1 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
    "another protocol": b"RTSP/1.0 200 OK\r\n\r\n",
    "no protocol": b"SSH-2.0-OpenSSH\r\n",
    "a beginning": b"H",
    "folded": HEAD + b"X: a\r\n\t b\r\n" + LENGTH + b"\r\n" + BODY,
    "space before a colon": HEAD + b"X : a\r\n" + LENGTH + b"\r\n" + BODY,
    "no name": HEAD + b": a\r\n" + LENGTH + b"\r\n" + BODY,
    "no colon": HEAD + b"X\r\n" + LENGTH + b"\r\n" + BODY,
    "no value": HEAD + b"X:\r\n" + LENGTH + b"\r\n" + BODY,
    "a name in Latin-1": HEAD + b"X\xff: a\r\n" + LENGTH + b"\r\n" + BODY,
    "a value in Latin-1": HEAD + b"X: \xff\xc3\r\n" + LENGTH + b"\r\n" + BODY,
    "NUL in a value": HEAD + b"X: a\0b\r\n" + LENGTH + b"\r\n" + BODY,
    "CR in a value": HEAD + b"X: a\rb\r\n" + LENGTH + b"\r\n" + BODY,
    "SOH in a value": HEAD + b"X: a\x01b\r\n" + LENGTH + b"\r\n" + BODY,
    "many headers": HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(300)) + LENGTH + b"\r\n" + BODY,
    "a large header": HEAD + b"X: " + b"a" * 90_000 + b"\r\n" + LENGTH + b"\r\n" + BODY,
    "a header too large": HEAD + b"X: " + b"a" * 200_000 + b"\r\n" + LENGTH + b"\r\n" + BODY,
    "headers too large": HEAD + b"X: a\r\n" * 40_000 + LENGTH + b"\r\n" + BODY,
}


class Pair:
    """Both readers, before a server that gives one answer to everything and hangs up."""

    def __init__(self, default: SyncExchanger, fast: SyncExchanger) -> None:
        self.default = default
        self.fast = fast
        self.answer = b""

    def script(self, connection: Connection) -> None:
        connection.request()
        connection.send(self.answer)

    def outcomes(self, answer: bytes) -> tuple[object, object]:
        self.answer = answer
        # On connections of their own: that one was kept after another answer is no matter here.
        default, fast = (attempt(one, fresh=True) for one in (self.default, self.fast))
        return essence(default), essence(fast)


def essence(outcome: Answer | Failure) -> object:
    """What is made of an outcome: the words of failures are not, and neither is how space is written."""
    if isinstance(outcome, Answer):
        headers = [(name.lower(), b" ".join(value.lower().split())) for name, value in outcome.headers]
        return outcome.status_code, headers, outcome.content, outcome.flaw
    return outcome.late, outcome.unsent, outcome.stale, outcome.hopeless


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    def script(connection: Connection) -> None:
        found.script(connection)

    with FaultServer(script) as server:
        found = Pair(
            sync_exchange(monkeypatch, "default", server.base_url),
            sync_exchange(monkeypatch, "fast", server.base_url),
        )
        yield found
        found.default.close()
        found.fast.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_same_outcome(pair: Pair, name: str) -> None:
    default, fast = pair.outcomes(ANSWERS[name])
    assert fast == default


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_is_needed(pair: Pair, name: str) -> None:
    difference = DIFFERENCES[name]
    assert difference.pattern.search(difference.example)
    default, fast = pair.outcomes(difference.example)
    assert fast != default


def test_no_difference_covers_a_usual_answer() -> None:
    for difference in DIFFERENCES.values():
        for name in ("usual", "chunks", "no length", "interim", "429", "many headers"):
            assert not difference.pattern.search(ANSWERS[name])


_PIECES = (
    b"\r",
    b"\n",
    b"\r\n",
    b" ",
    b":",
    b"\t",
    b"\0",
    b"\x01",
    b",",
    b";",
    b"0",
    b"1",
    b"5",
    b"f",
    b"\xff",
)
_SHORT = [answer for answer in ANSWERS.values() if len(answer) < 300]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An answer in which something has been put in, taken out, or cut off."""
    answer = bytearray(draw(st.sampled_from(_SHORT)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(answer)))
        piece = draw(st.sampled_from(_PIECES))
        how = draw(st.sampled_from(("in", "out", "over", "cut")))
        if how == "in":
            answer[at:at] = piece
        elif how == "out":
            del answer[at : at + 1]
        elif how == "over":
            answer[at : at + 1] = piece
        else:
            del answer[at:]
    return bytes(answer)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(answer=damaged())
def test_the_same_outcome_of_damaged_answers(pair: Pair, answer: bytes) -> None:
    default, fast = pair.outcomes(answer)
    if not any(difference.pattern.search(answer) for difference in DIFFERENCES.values()):
        assert fast == default
