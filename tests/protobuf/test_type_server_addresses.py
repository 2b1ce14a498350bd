"""Which addresses a type server is reached at: public ones, and the very ones that were checked."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.faults import certificates
from tests.protobuf.asking import Way, ways
from tests.protobuf.conftest import LoopbackTypes
from tests.protobuf.types_of import device_types
from tkeel_oauth import ConnectionFailed
from tkeel_oauth.protobuf import TypeServer
from tkeel_oauth.protobuf.type_server import public_network
from tkeel_oauth.protobuf.type_server.public_network import is_public

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]


class Names:
    """A name service that gives one answer after another; the last one for ever."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: object, port: str | int, *_: object, **__: object) -> list[AddressInfo]:
        # Addresses are no names, and asyncio asks for them as well.
        self.asked.append(str(host))
        found = (
            [str(host)]
            if _is_address(str(host))
            else (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        )
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port))) for address in found]

    @property
    def names(self) -> list[str]:
        return [host for host in self.asked if not _is_address(host)]


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Stands for the check of addresses where a test's server, on loopback, is to pass for public."""
    return address == "127.0.0.1"


PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),  # noqa: S104 - nothing is bound
    *("172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "2001::1"),
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "100::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1"),
    *("fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "64:ff9b::10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::808:808", "2002:a00:1::", "2002:7f00:1::1"),
    *("", "localhost", "10.1", "0x7f.1", "1.2.3.4.5"),
]
OPEN = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1"),
    *("2606:4700:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
]


def test_which_addresses_are_public() -> None:
    assert [address for address in PRIVATE if is_public(address)] == []
    assert [address for address in OPEN if not is_public(address)] == []


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were connected to, sync or async; no connection is made but to loopback."""
    found: list[str] = []
    connect = socket.socket.connect

    def sync(self: socket.socket, address: tuple[str, int]) -> None:
        if address[1] != 80:
            connect(self, address)
            return
        found.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    async def asynchronous(_: object, __: object, address: tuple[str, int]) -> None:
        found.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", sync)
    monkeypatch.setattr("asyncio.selector_events.BaseSelectorEventLoop.sock_connect", asynchronous)
    return found


PUBLIC = TypeServer(["http://types.example.com"])
DEVICE: dict[str, object] = {"@type": "http://types.example.com/acme.v1.Device"}


@ways
@pytest.mark.parametrize(
    ("answer", "tried"),
    [
        (["8.8.8.8"], ["8.8.8.8"]),
        (["10.0.0.1"], []),
        (["127.0.0.1"], []),
        (["169.254.169.254"], []),
        (["10.0.0.1", "8.8.8.8", "127.0.0.1", "1.1.1.1", "8.8.8.8"], ["8.8.8.8", "1.1.1.1"]),
    ],
)
def test_private_addresses_are_left_out(
    way: Way, answer: list[str], tried: list[str], monkeypatch: pytest.MonkeyPatch, connected: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(answer))
    with pytest.raises(ConnectionFailed) as caught:
        way(DEVICE, PUBLIC)
    assert connected == tried
    assert ("private ones are not allowed" in str(caught.value)) is (not tried)


@ways
def test_a_name_that_changes_its_meaning(
    way: Way, monkeypatch: pytest.MonkeyPatch, connected: list[str]
) -> None:
    """The name is looked up once: what was checked is what is connected to."""
    names = Names(["8.8.8.8"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    with pytest.raises(ConnectionFailed):
        way(DEVICE, PUBLIC)
    assert connected == ["8.8.8.8"]
    assert names.names == ["types.example.com"]


@ways
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "[::ffff:127.0.0.1]", "169.254.169.254"])
def test_a_private_address_instead_of_a_name(way: Way, host: str, connected: list[str]) -> None:
    server = TypeServer([f"http://{host}"])
    with pytest.raises(ConnectionFailed, match="private ones are not allowed"):
        way({"@type": f"http://{host}/a.B"}, server)
    assert connected == []


@ways
def test_the_loopback_server_is_private(types: LoopbackTypes, way: Way) -> None:
    types.serve(device_types())
    with pytest.raises(ConnectionFailed, match="private ones are not allowed"):
        way({"@type": types.url_of("acme.v1.Device")}, TypeServer([types.host]))
    assert types.asked == []


@ways
def test_a_name_that_does_not_exist(way: Way, monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConnectionFailed, match="no host of that name"):
        way(DEVICE, PUBLIC)
    assert connected == []


@ways
def test_a_public_address_is_used(types: LoopbackTypes, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way over checked addresses works, with the host's name where the server looks for it."""
    types.serve(device_types())
    monkeypatch.setattr(public_network, "is_public", is_loopback)
    monkeypatch.setattr(socket, "getaddrinfo", Names(["10.0.0.1", "127.0.0.1"]))
    host = f"http://types.example.com:{types.port}"
    unpacked = way({"@type": f"{host}/v1/acme.v1.Device", "name": "pump"}, TypeServer([host]))
    assert not isinstance(unpacked, dict)
    assert types.headers["host"] == f"types.example.com:{types.port}"


@ways
def test_no_scheme_means_https(way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connected is by the address that was checked; the certificate is the one of the name."""
    monkeypatch.setattr(public_network, "is_public", is_loopback)
    monkeypatch.setattr(socket, "getaddrinfo", Names(["127.0.0.1"]))
    authorities = tmp_path / "authorities.pem"
    certificates.authority().cert_pem.write_to_path(str(authorities))
    with LoopbackTypes(certificates.good("types.example.com")) as secured:
        secured.serve(device_types())
        hosts = [f"{name}.example.com:{secured.port}" for name in ("types", "other")]
        server = TypeServer(hosts, verify=str(authorities))
        with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
            way({"@type": f"{hosts[1]}/v1/acme.v1.Device"}, server)
        assert secured.asked == []
        assert not isinstance(way({"@type": f"{hosts[0]}/v1/acme.v1.Device", "name": "pump"}, server), dict)
        assert secured.asked == ["/v1/acme.v1.Device"]
