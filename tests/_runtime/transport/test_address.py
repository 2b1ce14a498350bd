"""Which base URLs are taken, what becomes of them, and that a refusal repeats nothing of one."""

from __future__ import annotations

import pytest

from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth._runtime.transport.address import parse_base_url

# base URL -> (origin, prefix of every path, Host header)
TAKEN: dict[str, tuple[str, bytes, bytes]] = {
    "https://iot.example.com": ("https://iot.example.com", b"", b"iot.example.com"),
    "https://iot.example.com/apis/v1": ("https://iot.example.com", b"/apis/v1", b"iot.example.com"),
    "https://iot.example.com/apis/v1/": ("https://iot.example.com", b"/apis/v1", b"iot.example.com"),
    "HTTPS://IoT.Example.COM/Apis": ("https://iot.example.com", b"/Apis", b"iot.example.com"),
    "https://iot.example.com:443/v1": ("https://iot.example.com", b"/v1", b"iot.example.com"),
    "https://iot.example.com:/v1": ("https://iot.example.com", b"/v1", b"iot.example.com"),
    "https://iot.example.com:8443/v1": ("https://iot.example.com:8443", b"/v1", b"iot.example.com:8443"),
    "https://iot.example.com:65535": ("https://iot.example.com:65535", b"", b"iot.example.com:65535"),
    "https://[2001:db8::1]:8443/v1": ("https://[2001:db8::1]:8443", b"/v1", b"[2001:db8::1]:8443"),
    "https://[fe80::1%25lo]:8443/v1": ("https://[fe80::1%25lo]:8443", b"/v1", b"[fe80::1]:8443"),
    "https://iot.example.com./v1": ("https://iot.example.com.", b"/v1", b"iot.example.com."),
    "http://[::ffff:127.0.0.1]": ("http://[::ffff:127.0.0.1]", b"", b"[::ffff:127.0.0.1]"),
    f"https://{'a.' * 123}example./v1": (f"https://{'a.' * 123}example.", b"/v1", b"a." * 123 + b"example."),
    "https://bücher.example/v1": ("https://xn--bcher-kva.example", b"/v1", b"xn--bcher-kva.example"),
    "https://iot.example.com/ü/v1": ("https://iot.example.com", b"/%C3%BC/v1", b"iot.example.com"),
    "https://iot.example.com/a%2Fb/v1": ("https://iot.example.com", b"/a%2Fb/v1", b"iot.example.com"),
    "https://iot.example.com/a@b/v1": ("https://iot.example.com", b"/a@b/v1", b"iot.example.com"),
    "https://@iot.example.com/v1": ("https://iot.example.com", b"/v1", b"iot.example.com"),
    "https://iot.example.com/.well/...": ("https://iot.example.com", b"/.well/...", b"iot.example.com"),
    "http://localhost/v1": ("http://localhost", b"/v1", b"localhost"),
    "http://LOCALHOST:8080": ("http://localhost:8080", b"", b"localhost:8080"),
    "http://127.255.255.254": ("http://127.255.255.254", b"", b"127.255.255.254"),
    "http://[::1]:8080": ("http://[::1]:8080", b"", b"[::1]:8080"),
}

# base URL -> what the refusal says
REFUSED: dict[str, str] = {
    "": "is empty",
    " https://iot.example.com": "a space or a character that no URL has",
    "https://iot.example.com/a b": "a space or a character that no URL has",
    "https://iot.example.com/\n": "a space or a character that no URL has",
    "https://iot.example.com\0": "a space or a character that no URL has",
    "https:\\\\iot.example.com": "a space or a character that no URL has",
    'https://iot.example.com/"': "a space or a character that no URL has",
    "https://iot.example.com/{tenant}": "a space or a character that no URL has",
    "iot.example.com": "must start with https://",
    "//iot.example.com": "must start with https://",
    "ftp://iot.example.com": "must start with https://",
    "httpx://iot.example.com": "must start with https://",
    "https:iot.example.com": "names no host",
    "https://": "names no host",
    "https://:8443/v1": "names no host",
    "https://iot.example.com:port": "is not a URL",
    "https://iot.example.com:99999": "is not a URL|has no valid port",
    "https://iot.example.com:-1": "is not a URL|has no valid port",
    "https://iot.example.com:0": "has no valid port",
    "https://[nonsense]/": "is not a URL",
    "https://999.1.1.1/": "is not a URL",
    "https://xn--/": "",
    "https://xn--a/v1": "",
    f"https://{'a.' * 125}example": "a host that is longer than names are",
    "https://iot.example.com%2f/": "an escape in its host",
    "https://user:canary@iot.example.com": "holds credentials; they belong in the call",
    "https://user@iot.example.com": "holds credentials",
    "https://:canary@iot.example.com": "holds credentials",
    "https://user:canary@iot.example.com?a=b#c": "holds credentials",
    "https://iot.example.com?": "has a query",
    "https://iot.example.com/v1?token=canary": "has a query",
    "https://iot.example.com/v1#": "has a fragment",
    "https://iot.example.com/v1#canary": "has a fragment",
    "https://iot.example.com/.": "'.' or '..'",
    "https://iot.example.com/v1/../v2": "'.' or '..'",
    "https://iot.example.com/v1/./v2": "'.' or '..'",
    "https://iot.example.com/%2e%2E/v2": "'.' or '..'",
    "https://iot.example.com/.%2e/v2": "'.' or '..'",
    "https://iot.example.com//v1": "a doubled slash",
    "https://iot.example.com/a//b": "a doubled slash",
}

INSECURE = [
    "http://iot.example.com/v1",
    "http://192.168.1.10/v1",
    "http://10.0.0.1",
    "http://0.0.0.0:8080",
    "http://128.0.0.1",
    "http://[::]:8080",
    "http://[2001:db8::1]",
    "http://api.localhost:8080",
    "http://localhost.example.com",
    "http://notlocalhost",
    "http://127.0.0.1.example.com",
    "http://xlocalhost:8080",
    "http://localhost.",
    "http://127.1",
    "http://0x7f000001",
    "http://126.255.255.255",
    "http://[::2]",
    "http://[::ffff:192.0.2.1]",
    "http://[fe80::1%25lo]",
]


@pytest.mark.parametrize("base_url", TAKEN)
def test_taken(base_url: str) -> None:
    origin, prefix, host = TAKEN[base_url]
    address = parse_base_url(base_url, allow_insecure=False)
    assert (address.origin, address.prefix, address.host_header) == (origin, prefix, host)
    assert address.text == origin + prefix.decode()
    assert address.secure is origin.startswith("https")
    assert address.url.raw_path == b"/"
    with Client(base_url) as client:
        assert address.text in repr(client)


@pytest.mark.parametrize("base_url", REFUSED)
@pytest.mark.parametrize("allow_insecure", [False, True])
def test_refused(base_url: str, allow_insecure: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with pytest.raises(ConfigurationError, match=f"^base_url .*({REFUSED[base_url]})") as caught:
        parse_base_url(base_url, allow_insecure=allow_insecure)
    message = str(caught.value)
    assert "canary" not in message
    assert "user" not in message
    assert "\n" not in message
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    "base_url", [None, 5, b"https://iot.example.com", ["https://iot.example.com"]], ids=repr
)
def test_no_text_at_all(
    kind: type[Client | AsyncClient], base_url: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TKEEL_BASE_URL", raising=False)
    with pytest.raises(ConfigurationError, match="base_url"):
        kind(base_url)  # type: ignore[arg-type]


@pytest.mark.parametrize("base_url", INSECURE)
def test_plain_http_stays_on_this_machine(base_url: str) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(ConfigurationError, match=r"^base_url is http, .*allow_insecure=True"):
            kind(base_url)
        assert base_url in repr(kind(base_url, allow_insecure=True))


@pytest.mark.parametrize("base_url", [*TAKEN, *INSECURE])
def test_what_was_taken_is_taken_again(base_url: str) -> None:
    once = parse_base_url(base_url, allow_insecure=True)
    again = parse_base_url(once.text, allow_insecure=True)
    assert (again.text, again.host_header, again.prefix) == (once.text, once.host_header, once.prefix)


def test_the_whole_address_of_the_operation_is_too_much() -> None:
    with pytest.raises(ConfigurationError, match="ends in /authorize, which the client adds itself"):
        parse_base_url("https://iot.example.com/v1/oauth/t/authorize", allow_insecure=False)
    parse_base_url("https://iot.example.com/authorize/v1", allow_insecure=False)
