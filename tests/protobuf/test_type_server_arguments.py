"""Whom a type server may ask, and what else it is told."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tkeel_oauth import ConfigurationError
from tkeel_oauth.protobuf import TypeServer


def give(_: str) -> bytes:
    return b""


WRONG_HOSTS: list[object] = [
    *(None, 5),
    *("types.example.com", [""], ["https://types.example.com/v1"], ["types.example.com?x"], [5]),
    *(["user:word@types.example.com"], ["ftp://types.example.com"], ["types.example.com:0"]),
    *(["types example com"], ["type.googleapis.com"], ["https://Type.GoogleApis.com"]),
    *(["http://type.googleapis.com:8080"], ["type.googleapis.com."]),
]


def test_hosts_must_be_hosts() -> None:
    for hosts in WRONG_HOSTS:
        with pytest.raises(ConfigurationError, match=r"^(each of )?hosts") as caught:
            TypeServer(cast("list[str]", hosts))
        assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        *({"timeout": 0}, {"timeout": float("nan")}, {"connect_timeout": -1}, {"verify": "nowhere.pem"}),
        *({"max_types": value} for value in (0, 10_001)),
        *({"handlers": {scheme: give}} for scheme in ("https", "", "HTTP")),
        *({"handlers": 5}, {"handlers": {"x": 5}}, {"registry": 5}, {"allow_private": "no"}, {"verify": 5}),
    ],
)
def test_other_arguments(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        TypeServer(["types.example.com"], **options)


ASKED = [
    ("types.example.com", "types.example.com/v1/a.B"),
    ("types.example.com", "//types.example.com/a.B"),
    ("types.example.com", "https://types.example.com:443/a.B"),
    ("Types.Example.com", "HTTPS://TYPES.example.COM/a.B"),
    ("https://types.example.com", "types.example.com/a.B"),
    ("types.example.com:8443", "types.example.com:8443/a.B"),
    ("http://types.example.com", "http://types.example.com:80/a.B"),
    ("[2001:db8::1]", "[2001:db8::1]/a.B"),
]
NOT_ASKED = [
    *("http://types.example.com/a.B", "types.example.com:8443/a.B", "sub.types.example.com/a.B"),
    *("types.example.com.evil.example/a.B", "evil.example/types.example.com/a.B", "types.example.com./a.B"),
    *("https://types.example.com@evil.example/a.B", "https://evil.example:x@types.example.com/a.B"),
    *("types.example.com/../a.B", "types.example.com/%2e%2e/a.B", "types.example.com//a.B"),
    *("types.example.com/Duration", "type.googleapis.com/a.B", "https://type.googleapis.com/a.B"),
    *("ftp://types.example.com/a.B", "types.example.com:99999/a.B"),
]


def test_who_may_be_asked_and_who_may_not() -> None:
    for host, url in ASKED:
        assert TypeServer([host], max_types=1).may_ask(url), url
    for url in NOT_ASKED:
        assert not TypeServer(["types.example.com"], max_types=10_000).may_ask(url), url
    assert not TypeServer(["types.example.com"]).may_ask(cast("str", None))


def test_text() -> None:
    server = TypeServer(["types.example.com", "http://x:81"])
    assert repr(server) == "<TypeServer https://types.example.com, http://x:81>"
    assert repr(TypeServer([])) == "<TypeServer no hosts>"
    assert repr(object.__new__(TypeServer)) == "<TypeServer no hosts>"
