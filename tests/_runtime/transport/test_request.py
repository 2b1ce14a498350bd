"""The URL of a request: sent whole, shown without its query."""

from __future__ import annotations

import copy
import pickle
import traceback

import httpx
import pytest

from tkeel_oauth._runtime.transport.request import MaskedURL

BASE = httpx.URL("https://tkeel.example.com:8443/")
TARGET = b"/v1/oauth/a%2Fb/authorize?username=alice&password=canary%20x&state="
PLAIN = httpx.URL(
    "https://tkeel.example.com:8443/v1/oauth/a%2Fb/authorize?username=alice&password=canary%20x&state="
)
URL = MaskedURL(BASE, TARGET)
SHOWN = "https://tkeel.example.com:8443/v1/oauth/a%2Fb/authorize?[hidden]="


@pytest.mark.parametrize(
    "name",
    [
        *("scheme", "raw_scheme", "host", "raw_host", "port", "netloc", "userinfo", "username", "password"),
        *("raw_path", "path", "query", "params", "fragment", "is_absolute_url", "is_relative_url"),
    ],
)
def test_it_reads_as_any_url(name: str) -> None:
    assert getattr(URL, name) == getattr(PLAIN, name)


def test_what_is_sent_is_whole() -> None:
    assert URL.raw_path == TARGET
    assert URL.plain() == PLAIN
    assert type(URL.plain()) is httpx.URL
    assert dict(URL.params) == {"username": "alice", "password": "canary x", "state": ""}


def test_its_texts_end_before_the_query() -> None:
    for shown in (str(URL), repr(URL), f"{URL}", f"{URL!r}", "%s" % URL, repr([URL]), repr({URL: 1})):  # noqa: UP031 - one of the ways
        assert SHOWN in shown
        assert "canary" not in shown
        assert "alice" not in shown


def test_a_url_without_a_query_hides_nothing() -> None:
    assert str(MaskedURL(BASE, b"/v1/oauth")) == "https://tkeel.example.com:8443/v1/oauth"


@pytest.mark.parametrize(
    "derived",
    [
        copy.copy(URL),
        copy.deepcopy(URL),
        URL.copy_with(scheme="http"),
        URL.copy_with(params={"password": "canary"}),
        URL.copy_set_param("password", "canary"),
        URL.copy_add_param("state", "canary"),
        URL.copy_merge_params({"state": "canary"}),
        URL.join("?password=canary"),
        URL.join("/elsewhere?password=canary"),
        pickle.loads(pickle.dumps(URL)),  # noqa: S301 - our own bytes
    ],
)
def test_what_is_derived_from_it_is_as_mute(derived: httpx.URL) -> None:
    assert "canary" not in str(derived) + repr(derived)


def test_what_is_derived_from_it_is_right() -> None:
    assert URL.copy_with(scheme="http", port=None).raw_path == TARGET
    assert URL.join("/x?y=1").raw_path == b"/x?y=1"
    assert URL.copy_remove_param("password").query == b"username=alice&state="


def test_it_compares_as_the_url_it_is() -> None:
    assert MaskedURL(BASE, TARGET) == URL == PLAIN
    assert PLAIN == URL
    assert hash(URL) == hash(PLAIN)
    assert {PLAIN: 1}[URL] == 1
    assert MaskedURL(BASE, TARGET + b"x") != URL
    assert MaskedURL(httpx.URL("https://other.example/"), TARGET) != URL
    assert str(PLAIN) == URL
    assert URL != "https://tkeel.example.com"
    assert URL != 5


def test_a_request_keeps_it() -> None:
    request = httpx.Request("GET", BASE)
    request.url = URL
    response = httpx.Response(400, request=request)
    assert "canary" not in repr(request) + repr(response) + str(response.url)
    with pytest.raises(httpx.HTTPStatusError) as caught:
        response.raise_for_status()
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_a_second_question_mark_belongs_to_the_query() -> None:
    target = b"/v1/oauth?a=b?c"
    url, plain = MaskedURL(BASE, target), BASE.copy_with(raw_path=target)
    assert (url.path, url.query, dict(url.params)) == (plain.path, plain.query, dict(plain.params))


def test_what_is_pickled_is_the_text_that_is_shown() -> None:
    assert pickle.loads(pickle.dumps(URL)) == httpx.URL(str(URL))  # noqa: S301 - our own bytes
