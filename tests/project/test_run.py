"""scripts/run: a code from the recorded server, and the same against a server that is named."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

import demo
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = r"[A-Z0-9]{48}"


@pytest.fixture
def server() -> Iterator[str]:
    with RecordedServer() as server:
        yield server.base_url


def live(base_url: str) -> list[str]:
    return ["--base-url", base_url, "--tenant-id", "tenant-a", "--username", "alice"]


def test_gets_codes_from_the_recorded_server(capfd: pytest.CaptureFixture[str]) -> None:
    assert demo.main([]) == 0
    shown = capfd.readouterr()
    assert re.search(rf"^sync +code {CODE}$", shown.out, re.MULTILINE)
    assert re.search(rf"^async +code {CODE}$", shown.out, re.MULTILINE)
    assert "BadRequest, status 400, reason OAUTH_ERR_INVALID_REQUEST" in shown.out
    assert "wonderland" not in shown.out + shown.err


def test_gets_codes_from_a_named_server(
    server: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "wonderland")
    redirect = ["--redirect-uri", "http://tkeel.io/callback"]
    assert demo.main([*live(server), *redirect]) == 0
    shown = capfd.readouterr()
    assert shown.out.count("code received, 48 characters") == 2
    assert not re.findall(CODE, shown.out), "a live code is good for a login"
    assert "refused   " not in shown.out
    assert "wonderland" not in shown.out + shown.err


def test_a_refusal_is_exit_1(
    server: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TKEEL_PASSWORD", "not-the-password")
    assert demo.main(live(server)) == 1
    shown = capfd.readouterr()
    assert "not-the-password" not in shown.out + shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("arguments", [["--base-url", "http://127.0.0.1:1/v1"], ["--username", "alice"]])
def test_half_a_live_server_is_wrong_usage(arguments: list[str]) -> None:
    assert demo.main(arguments) == 2


def test_no_password_and_no_terminal_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TKEEL_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("typed"))
    assert demo.main(live("http://127.0.0.1:1/v1")) == 2
    assert "TKEEL_PASSWORD" in capfd.readouterr().err
