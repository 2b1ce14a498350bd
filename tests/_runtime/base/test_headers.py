"""The headers of an answer: a mapping without case, plain data, and mute."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping

import pytest

from tkeel_oauth._runtime.base.redaction import WITHHELD
from tkeel_oauth.types import Headers

HEADERS = Headers([("Content-Type", "application/json"), ("X-A", "1"), ("x-a", "2"), ("Empty", "")])


def test_it_is_a_mapping_without_case() -> None:
    assert isinstance(HEADERS, Mapping)
    assert HEADERS["content-type"] == HEADERS["CONTENT-TYPE"] == "application/json"
    assert HEADERS["empty"] == ""
    assert "X-a" in HEADERS
    assert "X-B" not in HEADERS
    assert HEADERS.get("x-b") is None
    with pytest.raises(KeyError):
        HEADERS["x-b"]


def test_repeated_headers() -> None:
    assert HEADERS["x-a"] == "1, 2"
    assert HEADERS.get_list("X-A") == ["1", "2"]
    assert HEADERS.get_list("x-b") == []
    assert list(HEADERS) == ["content-type", "x-a", "empty"]
    assert len(HEADERS) == 3
    assert dict(HEADERS) == {"content-type": "application/json", "x-a": "1, 2", "empty": ""}


def test_its_text_shows_names_alone() -> None:
    assert str(HEADERS) == repr(HEADERS) == "<Headers: content-type, x-a, empty>"
    assert repr(Headers()) == "<Headers: none>"


def test_it_is_plain_data() -> None:
    for again in (pickle.loads(pickle.dumps(HEADERS)), copy.copy(HEADERS), copy.deepcopy(HEADERS)):  # noqa: S301 - our own bytes
        assert again == HEADERS
        assert again.get_list("x-a") == ["1", "2"]
    assert Headers([("A", "1")]) == Headers([("a", "1")])
    assert Headers([("A", "1")]) != Headers([("a", "2")])
    with pytest.raises(AttributeError):
        HEADERS.further = 1  # type: ignore[attr-defined]


IDS: list[tuple[dict[str, str], str | None]] = [
    ({"x-request-id": "r-1", "X-Correlation-Id": "c-1"}, "r-1"),
    ({"traceparent": "00-aa-bb-01", "X-Correlation-Id": "c-1"}, "c-1"),
    ({"traceparent": "00-aa-bb-01", "X-B3-TraceId": "463ac35c9f6413ad"}, "463ac35c9f6413ad"),
    ({"traceparent": "00-aa-bb-01"}, "00-aa-bb-01"),
    ({"X-Request-Id": "", "X-Correlation-Id": "c-1"}, "c-1"),
    ({"X-Request-Id": WITHHELD, "X-Correlation-Id": "c-1"}, "c-1"),
    ({"Server": "x", "X-Request-Id": WITHHELD}, None),
    ({"X-Request-Id": f"a\tb\x85c {'d' * 500}"}, f"a b c {'d' * 122}…"),
]


def test_the_id_of_a_request_is_the_most_telling_one_in_a_short_line() -> None:
    for headers, expected in IDS:
        assert Headers(headers.items()).request_id == expected
