"""What goes on the wire, byte for byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import tkeel_oauth
from tests.contract.support import EVERY_WAY, GOOD, Arguments, Host, name_of, sync_function
from tests.contract.wiretap import Wiretap

TARGET = (
    "/v1/oauth/tenant-a/authorize?response_type=code&username=alice&password=wonderland"
    "&redirect_uri=http%3A%2F%2Ftkeel.io%2Fcallback"
)


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_a_request_is_these_bytes_and_no_others(wiretap: Wiretap, way: Callable[..., object]) -> None:
    way(Host(wiretap.base_url), GOOD)
    (seen,) = wiretap.seen
    assert seen.raw.decode("ascii").split("\r\n") == [
        f"GET {TARGET} HTTP/1.1",
        f"Host: 127.0.0.1:{wiretap.port}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        f"User-Agent: tkeel-oauth/{tkeel_oauth.__version__}",
        "",
        "",
    ]


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_everything_is_encoded_once_and_state_comes_last(
    wiretap: Wiretap, way: Callable[..., object]
) -> None:
    text = "p@ss w+rd&=%/?#;"
    encoded = "p%40ss%20w%2Brd%26%3D%25%2F%3F%23%3B"
    way(Host(wiretap.base_url), Arguments(text, text, text, text, text))
    (seen,) = wiretap.seen
    assert seen.target == (
        f"/v1/oauth/{encoded}/authorize?response_type=code&username={encoded}&password={encoded}"
        f"&redirect_uri={encoded}&state={encoded}"
    )


def test_each_header_stands_there_once(wiretap: Wiretap) -> None:
    sync_function(
        Host(wiretap.base_url), GOOD, headers={"X-Trace": "1", "accept": "*/*"}, user_agent="shop/2.1"
    )
    (seen,) = wiretap.seen
    assert seen.headers == [
        ("Host", f"127.0.0.1:{wiretap.port}"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", f"shop/2.1 tkeel-oauth/{tkeel_oauth.__version__}"),
        ("X-Trace", "1"),
    ]


def test_no_cookie_is_kept(wiretap: Wiretap) -> None:
    with Host(wiretap.base_url).client() as client:
        for _ in range(3):
            client.oauth.authorize(GOOD.tenant_id, **GOOD.keywords())
    assert wiretap.connections == 1
    assert len({seen.raw for seen in wiretap.seen}) == 1
    assert len(wiretap.seen) == 3


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/apis/security/v1", "/a%2Fb/v1", "/ü"])
def test_the_base_urls_path_stands_before_the_operations(wiretap: Wiretap, path: str) -> None:
    sync_function(Host(f"http://127.0.0.1:{wiretap.port}{path}"), GOOD)
    (seen,) = wiretap.seen
    prefix = path.removesuffix("/").replace("ü", "%C3%BC")
    assert seen.target.partition("?")[0] == f"{prefix}/oauth/tenant-a/authorize"
