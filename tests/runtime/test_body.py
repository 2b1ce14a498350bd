"""Bodies that are compressed although nobody asked for that."""

from __future__ import annotations

import gzip
import random

import pytest

from tkeel_oauth._runtime.call.messages import MAX_BODY, BodyError
from tkeel_oauth._runtime.transport.body import Body

PACKED = gzip.compress(b'{"code": "X"}')


def body() -> Body:
    return Body(200, [(b"Content-Encoding", b"gzip")])


def test_whole() -> None:
    found = body()
    assert found.feed(PACKED[:9])
    assert found.feed(PACKED[9:])
    assert found.feed(b"")
    answer = found.answer()
    assert (answer.content, answer.body_error) == (b'{"code": "X"}', None)


@pytest.mark.parametrize("parts", [[PACKED, b"x"], [PACKED + b"x"], [PACKED[:9], PACKED[9:] + PACKED]])
def test_what_follows_the_end_is_not_read(parts: list[bytes]) -> None:
    """It would never be the end of the answer, and make the body no larger."""
    found = body()
    *others, last = parts
    assert all(found.feed(part) for part in others)
    assert not found.feed(last)
    assert found.answer().body_error is BodyError.ENCODED


def test_what_unpacks_to_nothing_is_bounded() -> None:
    """Empty blocks, of which there may be any number."""
    found = body()
    assert found.feed(PACKED[:10])
    block = b"\0\0\0\xff\xff" * 1000
    fed = 10
    while found.feed(block):
        fed += len(block)
        assert fed <= MAX_BODY
    assert found.answer().body_error is BodyError.LARGE


def test_what_cannot_be_packed_may_be_as_large_as_allowed() -> None:
    noise = random.Random(1).randbytes(MAX_BODY - 1000)  # noqa: S311 - the same in every run
    found = body()
    assert found.feed(gzip.compress(noise))
    answer = found.answer()
    assert (answer.content, answer.body_error) == (noise, None)
