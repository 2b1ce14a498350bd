"""What is trusted and offered: by default, as the environment says, as the caller says."""

from __future__ import annotations

import os
import shutil
import ssl
from pathlib import Path
from typing import cast

import certifi
import pytest

from tests.faults import certificates
from tests.faults.answers import answer, keep_answering
from tests.faults.calls import METHODS, Held, call
from tests.faults.server import CODE, Connection, FaultServer
from tkeel_oauth import AsyncClient, Client, ConfigurationError
from tkeel_oauth._runtime.transport.tls import HandsOff, context_source, hands_off

faces = pytest.mark.parametrize("face", METHODS)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, a client's certificate of it, and its key, plain and locked."""
    folder = tmp_path_factory.mktemp("files")
    authority = certificates.authority()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    issued = authority.issue_cert("client.example")
    issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "client.pem"))
    issued.private_key_pem.write_to_path(str(folder / "client.key"))
    issued.cert_chain_pems[0].write_to_path(str(folder / "client.crt"))
    (folder / "locked.pem").write_bytes(
        b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
    )
    return folder


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


def default() -> ssl.SSLContext:
    """Return what a new client would use."""
    return context_source(True, None, trust_env=True)()  # noqa: FBT003 - as users write it


def test_clients_share_the_default_context() -> None:
    assert default() is default()
    source = context_source(True, None, trust_env=True)  # noqa: FBT003
    assert source() is source() is default()


def test_a_later_certificate_file_is_seen(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = default()
    monkeypatch.setenv("SSL_CERT_FILE", str(files / "authority.pem"))
    after = default()
    assert after is not before
    assert len(after.get_ca_certs()) == 1
    assert default() is after
    assert context_source(True, None, trust_env=False)() is not after  # noqa: FBT003
    monkeypatch.delenv("SSL_CERT_FILE")
    assert default() is before


def test_a_certificate_file_that_was_replaced_is_read_again(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = tmp_path / "used.pem"
    shutil.copy(files / "authority.pem", used)
    monkeypatch.setenv("SSL_CERT_FILE", str(used))
    before = default()
    shutil.copy(certifi.where(), used)
    assert len(default().get_ca_certs()) > len(before.get_ca_certs())


def test_a_later_certificate_folder_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = default()
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert default() is not before
    assert default().get_ca_certs() == []


def test_a_later_key_log_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = default()
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert default() is not before
    assert default().keylog_filename == str(tmp_path / "keys")


class Injected(ssl.SSLContext.__base__):  # type: ignore[misc, name-defined]
    """In the place of ``ssl.SSLContext``, as truststore puts its own there."""

    set_alpn_protocols = ssl.SSLContext.set_alpn_protocols


@pytest.fixture
def injected(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The default context from before an injection."""
    before = default()
    monkeypatch.setattr(ssl, "SSLContext", Injected)
    return before


def test_a_later_injection_is_seen(injected: ssl.SSLContext) -> None:
    assert not isinstance(injected, Injected)
    assert isinstance(default(), Injected)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_context_and_a_client_made_before_an_injection_go_on(
    kind: type[Client | AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificates.trusting()
    with FaultServer(keep_answering, tls=certificates.good()) as server:
        with Held(kind, server.base_url, verify=context) as before:
            assert before.call().code == CODE
            monkeypatch.setattr(ssl, "SSLContext", Injected)
            assert before.call().code == CODE
            with Held(kind, server.base_url, verify=context) as after:
                assert after.call().code == CODE
        monkeypatch.undo()


@faces
def test_a_callers_context_is_left_as_it_is(face: str) -> None:
    class Guarded(ssl.SSLContext):
        def set_alpn_protocols(self, _: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            raise AssertionError("the caller's context was changed")

    context = certificates.client_context(Guarded)
    with FaultServer(keep_answering, tls=certificates.good()) as server:
        assert call(face, server.base_url, verify=context).code == CODE


@faces
def test_http2_that_was_agreed_on_is_an_error_that_says_so(face: str) -> None:
    """The caller's context offers it, and is left as it is."""
    server_side, context = certificates.server_context(), certificates.client_context()
    for side in (server_side, context):
        side.set_alpn_protocols(["h2", "http/1.1"])
    with FaultServer(keep_answering, tls=server_side) as server:
        result = call(face, server.base_url, verify=context)
        assert isinstance(result.error, ConfigurationError)
        assert 'set_alpn_protocols(["http/1.1"])' in str(result.error)
        assert "HTTP/2" in str(result.error)
        context.set_alpn_protocols(["http/1.1"])
        assert call(face, server.base_url, verify=context).error is None


def test_httpcore_gets_nothing_that_it_could_change() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    handed = hands_off(context)
    handed.set_alpn_protocols(["h2"])
    assert cast("HandsOff", handed).context is context


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("form", [str, Path])
def test_paths(kind: type[Client | AsyncClient], form: type[str | Path], files: Path) -> None:
    def path(name: str) -> str | Path:
        return form(files / name)

    for verify in (path("authority.pem"), path(".")):
        for cert in (None, path("client.pem"), (path("client.crt"), path("client.key"))):
            kind("https://iot.example.com", verify=verify, cert=cert)
    kind("https://iot.example.com", cert=(path("client.crt"), path("client.key"), "password"))
    with pytest.raises(ConfigurationError, match=r"^verify cannot be used .*; give the path of PEM"):
        kind("https://iot.example.com", verify=path("none.pem"))
    with pytest.raises(ConfigurationError, match=r"^cert cannot be used .*; give the path of a PEM"):
        kind("https://iot.example.com", cert=path("authority.pem"))


@faces
def test_a_certificate_that_is_asked_for_after_the_handshake(face: str, files: Path) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.ask_for_certificate()
        connection.send(answer(b'{"code": "for-this-path"}'))

    context = certificates.server_context()
    context.load_verify_locations(files / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    context.post_handshake_auth = True
    verify, cert = str(files / "authority.pem"), str(files / "client.pem")
    with FaultServer(script, tls=context) as server:
        assert call(face, server.base_url, verify=verify, cert=cert, retries=0).code == "for-this-path"


def test_a_locked_key_asks_nobody(files: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """OpenSSL would ask for the password on the terminal, and a service would hang."""
    with pytest.raises(ConfigurationError, match=r"^cert cannot be used"):
        Client("https://iot.example.com", cert=(files / "client.crt", files / "locked.pem"))
    assert capfd.readouterr() == ("", "")


@faces
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("SSL_CERT_FILE", "SSL_CERT_FILE cannot be used"),
        ("SSLKEYLOGFILE", "SSLKEYLOGFILE names a file that cannot be written"),
    ],
)
def test_a_fault_of_the_environment_names_the_variable(
    face: str, name: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "none" / "file"))
    result = call(face, "https://127.0.0.1:9")
    assert isinstance(result.error, ConfigurationError)
    assert str(result.error).startswith(says)
    assert os.fspath(tmp_path) not in str(result.error)
    monkeypatch.delenv(name)
    assert not isinstance(call(face, "https://127.0.0.1:9", retries=0).error, ConfigurationError)


def test_a_key_log_that_cannot_be_written_is_not_blamed_on_the_callers_files(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "none" / "file"))
    says = r"^SSLKEYLOGFILE names a file that cannot be written"
    with pytest.raises(ConfigurationError, match=says):
        Client("https://iot.example.com", verify=files / "authority.pem")
    with pytest.raises(ConfigurationError, match=says):
        Client("https://iot.example.com", cert=files / "client.pem")
