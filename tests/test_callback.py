"""The address an application sends its user to (RFC 6749 section 4.1.2), and a fresh state."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tkeel_oauth import ConfigurationError, callback_url, new_state

BUILT: list[tuple[str, str, str | None, str]] = [
    ("https://app.example.com/cb", "ABC", None, "https://app.example.com/cb?code=ABC"),
    ("https://app.example.com/cb", "ABC", "xyz", "https://app.example.com/cb?code=ABC&state=xyz"),
    ("https://app.example.com/cb", "ABC", "", "https://app.example.com/cb?code=ABC&state="),
    ("https://app.example.com", "ABC", None, "https://app.example.com?code=ABC"),
    ("https://app.example.com/cb?a=1&b=", "ABC", "x", "https://app.example.com/cb?a=1&b=&code=ABC&state=x"),
    ("https://app.example.com/cb?a=%20%2F&a=+", "A", None, "https://app.example.com/cb?a=%20%2F&a=+&code=A"),
    ("https://app.example.com/cb?", "ABC", None, "https://app.example.com/cb?code=ABC"),
    ("https://app.example.com/cb?state=own", "A", None, "https://app.example.com/cb?state=own&code=A"),
    ("https://u@app.example.com:8443/%7Ea/b;c", "A", None, "https://u@app.example.com:8443/%7Ea/b;c?code=A"),
    ("com.example.app:/oauth", "ABC", "x", "com.example.app:/oauth?code=ABC&state=x"),
    ("com.example.app://oauth", "ABC", None, "com.example.app://oauth?code=ABC"),
    (
        "http://127.0.0.1:5000/",
        "a b&c=d#e+é",
        "p/q?r%",
        "http://127.0.0.1:5000/?code=a%20b%26c%3Dd%23e%2B%C3%A9&state=p%2Fq%3Fr%25",
    ),
    ("https://app.example.com/~cb", "A", None, "https://app.example.com/~cb?code=A"),
    ("https://app.example.com/cb??", "A", None, "https://app.example.com/cb??&code=A"),
    ("HTTPS://App.example.com/cb", "A", None, "HTTPS://App.example.com/cb?code=A"),
    ("com.example.app:////oauth", "A", None, "com.example.app:////oauth?code=A"),
]


@pytest.mark.parametrize(("redirect_uri", "code", "state", "url"), BUILT)
def test_built(redirect_uri: str, code: str, state: str | None, url: str) -> None:
    assert callback_url(redirect_uri, code=code, state=state) == url


REFUSED: list[tuple[Any, Any, Any, str]] = [
    ("https://app.example.com/cb#canary", "A", None, "fragment"),
    ("https://app.example.com/cb#", "A", None, "fragment"),
    ("https://app.example.com/cb?a#b", "A", None, "fragment"),
    ("/cb", "A", None, "absolute"),
    ("cb", "A", None, "absolute"),
    ("", "A", None, "absolute"),
    ("//app.example.com/cb", "A", None, "absolute"),
    ("https:", "A", None, "absolute"),
    ("https:/app.example.com/cb", "A", None, "absolute"),
    ("HTTP:////app.example.com/cb", "A", None, "absolute"),
    ("https://app.example.com/cb?code=canary", "A", None, "already has"),
    ("https://app.example.com/cb?a=1&code=", "A", None, "already has"),
    ("https://app.example.com/cb?c%6Fde=1", "A", None, "already has"),
    ("https://app.example.com/cb?state=1", "A", "canary", "already has"),
    ("https://app.example.com/cb", "", "canary", "code is empty"),
    (None, "A", None, "must be"),
    (5, "A", None, "must be text"),
    ("https://app.example.com/cb", None, None, "must be text"),
    ("https://app.example.com/cb", 5, None, "must be text"),
    ("https://app.example.com/cb", "A", 5, "must be text"),
    ("https://app.example.com/cb", "A\ud800", None, "must be text"),
    ("https://[canary/cb", "A", None, "must be text"),
]


@pytest.mark.parametrize(("redirect_uri", "code", "state", "says"), REFUSED)
def test_refused(redirect_uri: str, code: str, state: str | None, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        callback_url(redirect_uri, code=code, state=state)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("name", ["redirect_uri", "code", "state"])
def test_bytes_are_no_text(name: str) -> None:
    values: dict[str, Any] = {"redirect_uri": "https://app.example.com/cb", "code": "A", "state": "x"}
    values[name] = values[name].encode()
    with pytest.raises(ConfigurationError, match="must be text"):
        callback_url(**values)


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://app.example.com/\tcb",
        " https://app.example.com/cb",
        "https://app.example.com/cb\r\nX: y",
        "https://app.example.com/a b",
    ],
)
def test_what_is_not_sayable_in_a_uri_does_not_come_out(redirect_uri: str) -> None:
    """A redirect header is where this goes."""
    try:
        built = callback_url(redirect_uri, code="A")
    except ConfigurationError:
        return
    assert not re.search(r"[\x00-\x20]", built)


TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT.filter(bool), st.none() | TEXT, st.sampled_from(["", "?a=b", "?a=%41&b", "?&&"]))
def test_any_code_and_state_can_be_read_back(code: str, state: str | None, query: str) -> None:
    url = callback_url(f"https://app.example.com/cb{query}", code=code, state=state)
    assert url.startswith(f"https://app.example.com/cb{query}")
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    assert [value for name, value in pairs if name == "code"] == [code]
    assert [value for name, value in pairs if name == "state"] == ([] if state is None else [state])


def test_a_state_is_fresh_and_needs_no_encoding() -> None:
    states = {new_state() for _ in range(200)}
    assert len(states) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", state) for state in states)
    assert "state=" + (state := new_state()) in callback_url("https://a.example/cb", code="A", state=state)
