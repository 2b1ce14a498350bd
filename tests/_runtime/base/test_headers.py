"""The headers of an answer: a mapping without case, plain data, and mute."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping

import pytest

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
