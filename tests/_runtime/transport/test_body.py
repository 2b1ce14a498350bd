"""Bodies: within bounds, and as they are."""

from __future__ import annotations

import gzip

import httpx
import pytest

from tests._runtime.clocks import Clock
from tkeel_oauth._runtime.call.messages import Attempt, BodyError, Failure, RawResponse
from tkeel_oauth._runtime.transport.body import Body

PACKED = gzip.compress(b'{"code": "X"}')


@pytest.mark.parametrize(
    "coding", [b"gzip", b"deflate", b"br", b"GZIP", b"identity, gzip", b"gzip, identity"]
)
def test_what_is_compressed_is_refused(coding: bytes) -> None:
    body = Body(200, [(b"Content-Encoding", coding)])
    assert not body.feed(PACKED)
    answer = body.answer()
    assert (answer.content, answer.body_error) == (b"", BodyError.ENCODED)


@pytest.mark.parametrize("coding", [b"identity", b" Identity ", b""])
def test_identity_is_no_compression(coding: bytes) -> None:
    body = Body(200, [(b"content-encoding", coding)])
    assert body.feed(PACKED)
    assert (body.answer().content, body.answer().body_error) == (PACKED, None)


def test_what_others_have_decoded_is_taken() -> None:
    body = Body(200, [(b"Content-Encoding", b"gzip")])
    body.take(b"decoded")
    assert (body.answer().content, body.answer().body_error) == (b"decoded", None)


@pytest.mark.parametrize("timed_out", [True, False])
def test_of_a_body_without_an_end_the_failure_tells_most_and_of_an_error_the_answer(
    *, timed_out: bool
) -> None:
    failure = Failure("why", timed_out=timed_out)
    assert Body(399, []).broken_off(failure) is failure
    answer = Body(400, []).broken_off(failure)
    assert isinstance(answer, RawResponse)
    assert answer.body_error is (BodyError.LATE if timed_out else BodyError.CUT)


def test_there_must_be_time_for_each_part(clock: Clock) -> None:
    parts = iter([b"a", b"b"])
    with pytest.raises(httpx.ReadTimeout):
        Body(200, []).receive(parts, Attempt(clock.now, 1.0, 1.0))
    assert list(parts) == [b"b"]
