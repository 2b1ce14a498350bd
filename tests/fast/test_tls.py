"""`verify` and `cert` mean the same to both transports."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.faults.answers import keep_answering
from tests.faults.calls import LOGIN
from tests.faults.server import CODE, Connection, FaultServer
from tests.faults.ways import watching
from tests.transports import BOTH, VARIABLE
from tkeel_oauth import AsyncClient, Client, ConfigurationError, ConnectionFailed
from tkeel_oauth._runtime.transport import tls

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tkeel_oauth._runtime.transport.tls import Certificate, Verify

OURS = trustme.CA()
THEIRS = trustme.CA()


@pytest.fixture(params=BOTH, autouse=True)
def sent_by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(VARIABLE, request.param)
    return str(request.param)


def serving(*, asking: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    OURS.issue_cert("127.0.0.1").configure_cert(context)  # pyright: ignore[reportUnknownMemberType] # also PyOpenSSL's
    if asking:
        OURS.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]
    return context


def codes(server: FaultServer, verify: Verify, cert: Certificate | None = None) -> list[str]:
    """What two calls of each client get."""
    base_url = server.url("https")
    with Client(base_url, verify=verify, cert=cert, retries=0) as client:
        found = [client.oauth.authorize("t", **LOGIN).code for _ in range(2)]

    async def main() -> list[str]:
        async with AsyncClient(base_url, verify=verify, cert=cert, retries=0) as client:
            return [(await client.oauth.authorize("t", **LOGIN)).code for _ in range(2)]

    return [*found, *asyncio.run(main())]


def test_a_context() -> None:
    with FaultServer(keep_answering, tls=serving()) as server:
        assert codes(server, trusting(OURS)) == [CODE] * 4
        assert server.connections == 2
        with pytest.raises(ConnectionFailed, match="its certificate is not trusted"):
            codes(server, trusting(THEIRS))


def test_http_1_1_is_asked_for() -> None:
    """Some servers speak what they like best where a client does not say."""
    agreed: list[str | None] = []

    def script(connection: Connection) -> None:
        peer = connection._peer  # pyright: ignore[reportPrivateUsage]
        assert isinstance(peer, ssl.SSLSocket)
        agreed.append(peer.selected_alpn_protocol())
        keep_answering(connection)

    context = serving()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with FaultServer(script, tls=context) as server:
        assert codes(server, trusting(OURS)) == [CODE] * 4
    assert agreed == ["http/1.1", "http/1.1"]


def test_a_path(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.pem", tmp_path / "theirs.pem"
    OURS.cert_pem.write_to_path(str(ours))
    THEIRS.cert_pem.write_to_path(str(theirs))
    with FaultServer(keep_answering, tls=serving()) as server:
        assert codes(server, str(ours)) == [CODE] * 4
        with pytest.raises(ConnectionFailed, match="its certificate is not trusted"):
            codes(server, str(theirs))


def test_no_verification() -> None:
    with FaultServer(keep_answering, tls=serving()) as server:
        assert codes(server, verify=False) == [CODE] * 4


def test_what_the_environment_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default is httpx's, the environment's variables included."""
    ours = tmp_path / "ours.pem"
    OURS.cert_pem.write_to_path(str(ours))
    with FaultServer(keep_answering, tls=serving()) as server:
        tls._default_context.cache_clear()  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(ConnectionFailed, match="its certificate is not trusted"):
            codes(server, verify=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(ours))
        tls._default_context.cache_clear()  # pyright: ignore[reportPrivateUsage]
        assert codes(server, verify=True) == [CODE] * 4
    tls._default_context.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.fixture
def nothing_read_yet() -> Iterator[None]:
    tls._default_context.cache_clear()  # pyright: ignore[reportPrivateUsage]
    yield
    tls._default_context.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.mark.usefixtures("nothing_read_yet")
@pytest.mark.parametrize("way", [contextlib.nullcontext, watching], ids=["direct", "through httpx"])
@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "garbage"])
def test_what_the_environment_names_cannot_be_read(
    content: str | None,
    way: Callable[[], AbstractContextManager[object]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No attempt would go better, so there is one only; and nothing is connected."""

    async def main() -> None:
        async with AsyncClient(server.url("https")) as client:
            await client.oauth.authorize("t", **LOGIN)

    named = tmp_path / "certificates.pem"
    if content is not None:
        named.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    with FaultServer(keep_answering, tls=serving()) as server, way():
        with Client(server.url("https")) as client:
            for _ in range(2):
                with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE cannot be used \("):
                    client.oauth.authorize("t", **LOGIN)
        with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE cannot be used \("):
            asyncio.run(main())
        assert server.connections == 0


def test_the_context_of_a_server() -> None:
    with pytest.raises(ConfigurationError, match="verify is the SSLContext of a server"):
        Client("https://iot.example.com", verify=serving())


def test_asyncios_own_limit_comes_after_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 60 s unless told otherwise, whatever connect_timeout may be."""
    limits: list[float] = []

    async def start_tls(*arguments: object, ssl_handshake_timeout: float, **options: object) -> object:
        limits.append(ssl_handshake_timeout)
        return await right(*arguments, ssl_handshake_timeout=ssl_handshake_timeout, **options)

    async def main() -> str:
        async with AsyncClient(
            server.url("https"), verify=trusting(OURS), timeout=200, connect_timeout=150
        ) as client:
            return (await client.oauth.authorize("t", **LOGIN)).code

    right: Callable[..., Awaitable[object]] = asyncio.BaseEventLoop.start_tls
    monkeypatch.setattr(asyncio.BaseEventLoop, "start_tls", start_tls)
    with FaultServer(keep_answering, tls=serving()) as server:
        assert asyncio.run(main()) == CODE
    (limit,) = limits
    assert limit > 150


def test_a_certificate_of_the_clients(tmp_path: Path) -> None:
    ours, mine, key = tmp_path / "ours.pem", tmp_path / "mine.pem", tmp_path / "key.pem"
    issued = OURS.issue_cert("client@example.com")
    OURS.cert_pem.write_to_path(str(ours))
    issued.cert_chain_pems[0].write_to_path(str(mine))
    issued.private_key_pem.write_to_path(str(key))
    with FaultServer(keep_answering, tls=serving(asking=True)) as server:
        assert codes(server, str(ours), (str(mine), str(key))) == [CODE] * 4
        with pytest.raises(ConnectionFailed):
            codes(server, str(ours))
