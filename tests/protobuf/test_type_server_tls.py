"""Type servers over TLS, which ``https`` and no scheme mean."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.protobuf.asking import ways
from tests.protobuf.conftest import LoopbackTypes
from tests.protobuf.names import Names, is_loopback
from tests.protobuf.types_of import device_types
from tkeel_oauth import ConnectionFailed
from tkeel_oauth.protobuf import TypeServer
from tkeel_oauth.protobuf.type_server import public_network

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.protobuf.asking import Way


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secured(authority: trustme.CA) -> Iterator[LoopbackTypes]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("types.example.com").configure_cert(context)  # pyright: ignore[reportUnknownMemberType] # pyOpenSSL is not installed
    server = LoopbackTypes(context)
    server.serve(device_types())
    yield server
    server.close()


@pytest.fixture
def authorities(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(autouse=True)
def checked_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_network, "is_public", is_loopback)
    monkeypatch.setattr(socket, "getaddrinfo", Names(["127.0.0.1"]))


@ways
def test_no_scheme_means_https(secured: LoopbackTypes, way: Way, authorities: str) -> None:
    """Connected is by the address that was checked; the certificate is the one of the name."""
    host = f"types.example.com:{secured.port}"
    server = TypeServer([host], verify=authorities)
    assert not isinstance(way({"@type": f"{host}/v1/acme.v1.Device", "name": "pump"}, server), dict)
    assert secured.asked == ["/v1/acme.v1.Device"]


@ways
def test_a_certificate_of_another_name(secured: LoopbackTypes, way: Way, authorities: str) -> None:
    host = f"other.example.com:{secured.port}"
    with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
        way({"@type": f"{host}/v1/acme.v1.Device"}, TypeServer([host], verify=authorities))
    assert secured.asked == []


@ways
def test_a_certificate_of_nobody_known(secured: LoopbackTypes, way: Way) -> None:
    host = f"types.example.com:{secured.port}"
    with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
        way({"@type": f"{host}/v1/acme.v1.Device"}, TypeServer([host]))
    assert secured.asked == []
