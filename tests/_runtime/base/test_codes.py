"""HTTP statuses: their gRPC numbers, and advice for each."""

from __future__ import annotations

import pytest

from tkeel_oauth._runtime.base.codes import grpc_code, hint_for, phrase

NUMBERS = {
    200: 2,
    302: 2,
    399: 2,
    400: 3,
    401: 16,
    402: 9,
    403: 7,
    404: 5,
    408: 4,
    409: 6,
    412: 9,
    416: 11,
    418: 9,
    429: 8,
    498: 9,
    499: 1,
    500: 13,
    501: 12,
    502: 13,
    503: 14,
    504: 4,
    599: 13,
    600: 2,
    999: 2,
}


@pytest.mark.parametrize(("status_code", "number"), NUMBERS.items())
def test_grpc_number(status_code: int, number: int) -> None:
    assert grpc_code(status_code) == number


@pytest.mark.parametrize(
    ("status_code", "advice"),
    [
        (404, "check the base URL"),
        (501, "check the base URL"),
        (429, "wait before the next one"),
        (500, "try again later"),
        (599, "try again later"),
        (499, "see .status and .content"),
        (600, "see .status and .content"),
    ],
)
def test_advice(status_code: int, advice: str) -> None:
    assert advice in hint_for(status_code)


def test_phrase() -> None:
    assert (phrase(404), phrase(599)) == ("Not Found", "")
