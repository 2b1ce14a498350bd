"""Base URLs that are read without httpx are read as httpx reads them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.runtime.test_address import REFUSED, TAKEN
from tkeel_oauth._runtime.transport import address
from tkeel_oauth._runtime.transport.address import parse_base_url

usual = address._usual  # pyright: ignore[reportPrivateUsage]
as_httpx_reads = address._as_httpx_reads  # pyright: ignore[reportPrivateUsage]

_CHARACTERS = "aZ09-._~!$&'()*+,;=:@/[]%?#é\\ \t"
_HOSTS = st.one_of(
    st.sampled_from(
        ["localhost", "127.0.0.1", "1.2.3", "256.1.1.1", "01.2.3.4", "1.2.3.4.", "xn--bcher-kva.de", "[::1]"]
    ),
    st.text("aZ9-._:@[]é%", max_size=8),
)
_URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS", "httpx", "ftp", ""]),
    st.sampled_from(["://", ":/", ":", "//", ""]),
    _HOSTS,
    st.one_of(
        st.sampled_from(["", ":", ":80", ":443", ":0443", ":0", ":65536", ":-1", ":8x", ":٣"]),
        st.text(":09", max_size=7),
    ),
    st.one_of(st.just(""), st.just("/"), st.text(_CHARACTERS, max_size=12).map("/{}".format)),
)


def without_root(path: bytes) -> bytes:
    return path.rstrip(b"/")


@given(url=_URLS)
def test_as_httpx(url: str) -> None:
    found = usual(url)
    if found is not None:
        expected = as_httpx_reads(url)
        assert expected is not None
        assert without_root(found.path) == without_root(expected.path) or "/." in url
        assert found._replace(path=b"") == expected._replace(path=b"")


def test_those_of_the_other_tests() -> None:
    read_here = [url for url in (*TAKEN, *REFUSED) if usual(url) is not None]
    assert len(read_here) > len(TAKEN) / 2
    for url in read_here:
        expected = as_httpx_reads(url)
        assert expected is not None
        assert usual(url)._replace(path=b"") == expected._replace(path=b"")  # type: ignore[union-attr]


def test_the_url_for_httpx() -> None:
    found = parse_base_url("https://iot.example.com:8443/apis/v1", allow_insecure=False)
    assert str(found.url) == "https://iot.example.com:8443/"
    assert found.url is found.url
    assert (found.root().text, found.number) == ("https://iot.example.com:8443", 8443)
    assert parse_base_url("https://iot.example.com", allow_insecure=False).number == 443
    assert parse_base_url("http://[::1]", allow_insecure=False).number == 80
