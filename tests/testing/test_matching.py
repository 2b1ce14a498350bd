"""The canonical form: what makes two requests one, and what does not."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tkeel_oauth.testing import Credentials, Request
from tkeel_oauth.testing.matching import accepts_json, canonical, parse_query, path_template, url_parses

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=6)
CALL = "/v1/oauth/tenant-a/authorize?response_type=code&username=u&password=p&redirect_uri=r"


def encode(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def get(target: str, **headers: str) -> Request:
    return Request("GET", target, tuple(headers.items()))


@settings(deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_order_of_pairs_is_irrelevant(pairs: list[tuple[str, str]], chance: object) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical(get("/x?" + encode(pairs))) == canonical(get("/x?" + encode(shuffled)))


@settings(deadline=None)
@given(PAIRS.filter(bool))
def test_a_second_copy_of_a_pair_counts(pairs: list[tuple[str, str]]) -> None:
    assert canonical(get("/x?" + encode(pairs))) != canonical(get("/x?" + encode([*pairs, pairs[0]])))


@settings(deadline=None)
@given(PAIRS)
def test_pairs_survive_encoding(pairs: list[tuple[str, str]]) -> None:
    assert canonical(get("/x?" + encode(pairs))).query == tuple(sorted(pairs))


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_an_encoded_segment_is_one_segment(segments: list[str]) -> None:
    target = "".join("/" + quote(segment, safe="") for segment in segments)
    assert canonical(get(target)).path == tuple(segments)


@settings(deadline=None)
@given(TEXT)
def test_every_tenant_is_told_apart_from_its_raw_form(tenant: str) -> None:
    encoded = canonical(get(f"/v1/oauth/{quote(tenant, safe='')}/authorize"))
    assert encoded.is_authorize is (tenant not in {"", ".", ".."})


def test_an_encoded_slash_is_no_separator() -> None:
    assert canonical(get("/v1/oauth/a%2Fb/authorize")) != canonical(get("/v1/oauth/a/b/authorize"))
    assert canonical(get("/v1/oauth/a%2Fb/authorize")) == canonical(get("/v1/oauth/a%2fb/authorize"))


def test_a_malformed_escape_is_not_its_encoded_form() -> None:
    assert canonical(get("/v1/oauth/%zz/authorize")) != canonical(get("/v1/oauth/%25zz/authorize"))


def test_method_counts() -> None:
    assert canonical(Request("POST", CALL)) != canonical(Request("GET", CALL))


def test_the_gateways_prefix_does_not_count() -> None:
    assert canonical(get("/apis/security" + CALL)) == canonical(get(CALL))
    assert canonical(get("/apis/other" + CALL)) != canonical(get(CALL))


def test_headers_do_not_count() -> None:
    plain = canonical(get(CALL))
    for headers in ({"Accept-Encoding": "gzip"}, {"User-Agent": "x"}, {"Accept": "application/json"}):
        assert canonical(get(CALL, **headers)) == plain


@pytest.mark.parametrize(
    ("accept", "good"),
    [
        ("application/json", True),
        ("*/*", True),
        ("text/html, */*;q=0.1", True),
        ("application/json; charset=utf-8", True),
        ("", True),
        ("application/*", False),
        ("text/html", False),
        ("application/xml,text/plain", False),
    ],
)
def test_accept(accept: str, good: bool) -> None:  # noqa: FBT001 - a column of the table
    assert accepts_json((("ACCEPT", accept),)) is good
    assert canonical(get(CALL, Accept=accept)).media_type_refused is not good


def test_accept_is_looked_at_by_the_operation_alone() -> None:
    assert not canonical(get("/v1/nothing", Accept="text/html")).media_type_refused
    assert not canonical(Request("HEAD", CALL, (("Accept", "text/html"),))).media_type_refused


@pytest.mark.parametrize(
    "query",
    [
        "username=u&password=p&redirect_uri=r",
        "response_type=token&username=u&password=p&redirect_uri=r",
        "response_type=code&password=p&redirect_uri=r",
        "response_type=code&username=u&password=p&password=p&redirect_uri=r",
        "response_type=code&username=u&password=p&redirect_uri=r&state=a&state=b",
        "response_type=code&username=u&password=p&redirect_uri=r&foo=bar",
        "response_type=code&username=u&password=a;b&redirect_uri=r",
    ],
)
def test_a_malformed_call_has_no_credentials(query: str) -> None:
    assert canonical(get(f"/v1/oauth/t/authorize?{query}")).credentials is None


def test_a_well_formed_call_has_credentials() -> None:
    assert canonical(get(CALL)).credentials == Credentials("tenant-a", "u", "p", "r")
    assert canonical(get(CALL + "&state=")).credentials == Credentials("tenant-a", "u", "p", "r", "")
    assert canonical(Request("POST", CALL)).credentials is None


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (CALL, "/v1/oauth/{tenant_id}/authorize"),
        ("/apis/security" + CALL, "/apis/security/v1/oauth/{tenant_id}/authorize"),
        ("/v1/oauth/authorize/authorize", "/v1/oauth/{tenant_id}/authorize"),
        ("/v1/oauth/t/token?code=X", "/v1/oauth/{tenant_id}/token"),
        ("/v1/wonderland?alice", "/v1/{other}"),
        ("/v1/oauth", "/v1/oauth"),
        ("/v1/oauth/authorize", "/v1/oauth/authorize"),
        ("wonderland", "{other}"),
    ],
)
def test_log_form_of_a_path(target: str, shown: str) -> None:
    assert path_template(target) == shown


@settings(deadline=None)
@given(TEXT)
def test_log_form_never_shows_the_tenant(tenant: str) -> None:
    raw = quote(tenant, safe="")
    assert path_template(f"/v1/oauth/{raw}/authorize") == "/v1/oauth/{tenant_id}/authorize"


def test_credentials_are_the_arguments_of_the_call() -> None:
    arguments = {"tenant_id": "t", "username": "u", "password": "p", "redirect_uri": "r"}
    assert Credentials("t", "u", "p", "r").arguments() == arguments
    assert Credentials("t", "u", "p", "r", "").arguments() == arguments | {"state": ""}


def test_text_forms_show_no_value() -> None:
    form = canonical(get(CALL.replace("response_type=code", "response_type=canary")))
    shown = f"{form!r} {form.flawed!r} {canonical(get(CALL)).credentials!r}"
    assert [value for value in ("canary", "tenant-a", "'u'", "'p'", "'r'") if value in shown] == []
    assert "response_type" in repr(form.flawed)


def test_a_list_in_accept_needs_no_spaces() -> None:
    assert accepts_json((("Accept", "text/html,application/json"),))
    assert accepts_json((("Accept", "text/html"), ("Accept", "text/plain,*/*;q=0.1")))


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", ()),
        ("a=1&a=1", (("a", "1"), ("a", "1"))),
        ("a", (("a", ""),)),
        ("=1", (("", "1"),)),
        ("a=b=c", (("a", "b=c"),)),
        ("&&a=1&", (("a", "1"),)),
        ("a=x+y%2Bz", (("a", "x y+z"),)),
        # Malformed pairs vanish.
        ("a=1;2&b=3", (("b", "3"),)),
        ("a=%zz&b=3", (("b", "3"),)),
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
        *("", "*", "/callback", "callback", "?a=b:c", "http://tkeel.io/cb#frag", "com.example.app:/oauth"),
        *(
            "https://app.example.com:8443/cb?a=%zz",
            "https://user:p%40ss@app.example.com/",
            "https://[::1]:80/",
        ),
        *("https://例え.jp/", "http://host:/"),
    ],
)
def test_a_redirect_uri_that_parses(url: str) -> None:
    assert url_parses(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "://",
            ":a",
            "http://tkeel.io:port/cb",
            "http://tkeel.io:80:90x/",
            "http://tkeel.io/%zz",
            "http://a b/",
        ),
        *("http://[::1/", "http://[::1]x/", "http://host\n/", "http://host/\x7f", "//host:port/", "%zz"),
    ],
)
def test_a_redirect_uri_that_does_not(url: str) -> None:
    assert not url_parses(url)
