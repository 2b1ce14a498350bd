"""Queries and redirect_uris are read as Go's net/url reads them."""

from __future__ import annotations

import pytest

from tkeel_oauth.testing.go_urls import parse_query, url_parses


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", ()),
        ("a=1&b=2", (("a", "1"), ("b", "2"))),
        ("a=1&a=1", (("a", "1"), ("a", "1"))),
        ("a", (("a", ""),)),
        ("=1", (("", "1"),)),
        ("a=b=c", (("a", "b=c"),)),
        ("&&a=1&", (("a", "1"),)),
        ("a=x+y%2Bz", (("a", "x y+z"),)),
        ("a%3D=1", (("a=", "1"),)),
        # Malformed pairs vanish.
        ("a=1;2&b=3", (("b", "3"),)),
        ("a=%zz&b=3", (("b", "3"),)),
        ("a=%2&b=3", (("b", "3"),)),
        ("a=%3B", (("a", ";"),)),
        ("a=%F0%9F%98%80", (("a", "😀"),)),
        ("a=%ff", (("a", "\udcff"),)),
    ],
)
def test_query(query: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert parse_query(query) == pairs


@pytest.mark.parametrize(
    "url",
    [
        "",
        "*",
        "/callback",
        "callback",
        "?a=b:c",
        "http://tkeel.io/cb#frag",
        "com.example.app:/oauth",
        "com.example.app:oauth%zz",
        "https://app.example.com:8443/cb?a=%zz",
        "https://user:p%40ss@app.example.com/",
        "https://[::1]:80/",
        "https://[fe80::1%25en0]/",
        "https://例え.jp/",
        "https://h%E4%BE%8B/",
        "http://host:/",
        "///a:b",
        "a/b:c",
    ],
)
def test_redirect_uri_that_parses(url: str) -> None:
    assert url_parses(url)


@pytest.mark.parametrize(
    "url",
    [
        "://",
        ":a",
        "1a:b",
        "a b:c",
        "http://tkeel.io:port/cb",
        "http://tkeel.io:80:90x/",
        "http://tkeel.io/%zz",
        "http://tkeel.io/#%zz",
        "http://a b/",
        "http://a%41/",
        "http://us er@host/",
        "http://user%zz@host/",
        "http://[::1/",
        "http://[::1]x/",
        "http://host\n/",
        "http://host/\x7f",
        "//host:port/",
        "%zz",
    ],
)
def test_redirect_uri_that_does_not_parse(url: str) -> None:
    assert not url_parses(url)
