"""Tests of an application, none of which passes; the messages are what matters."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tkeel_oauth import Client
from tkeel_oauth.errors import TkeelOAuthError

if TYPE_CHECKING:
    from tkeel_oauth.testing import Replay, ReplayServer

URI = "https://app.example.com/callback"


def log_in(client: Client, password: str = "canary-password") -> None:
    client.oauth.authorize("canary-tenant", username="canary-user", password=password, redirect_uri=URI)


def test_misspelt_scenario(tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.scenario("wrong_pasword")


def test_no_such_scenario(tkeel_oauth_server: ReplayServer) -> None:
    tkeel_oauth_server.credentials("zzzzzz")


def test_scenario_without_credentials(tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.credentials("unknown_path_v1")


@pytest.mark.tkeel_oauth(scenario="sucess")
def test_misspelt_scenario_in_the_marker(tkeel_oauth_server: ReplayServer) -> None:
    assert not tkeel_oauth_server.requests


@pytest.mark.tkeel_oauth(scenarios="success")
def test_misspelt_argument_of_the_marker(tkeel_oauth_replay: Replay) -> None:
    assert not tkeel_oauth_replay.requests


@pytest.mark.tkeel_oauth("success")
def test_marker_without_a_name(tkeel_oauth_replay: Replay) -> None:
    assert not tkeel_oauth_replay.requests


@pytest.mark.tkeel_oauth(wire="grpc")
def test_wrong_wire_in_the_marker(tkeel_oauth_replay: Replay) -> None:
    assert not tkeel_oauth_replay.requests


@pytest.mark.tkeel_oauth(recording="no-such-file.har")
def test_missing_recording(tkeel_oauth_replay: Replay) -> None:
    assert not tkeel_oauth_replay.requests


@pytest.mark.tkeel_oauth(strict=True)
def test_unmatched_in_process(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        log_in(client)


@pytest.mark.tkeel_oauth(strict=True)
def test_unmatched_over_a_socket(tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url, timeout=10) as client:
        log_in(client)


@pytest.mark.tkeel_oauth(strict=True)
def test_unmatched_and_swallowed(tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url, timeout=10) as client:
        try:
            log_in(client)
        except TkeelOAuthError:
            return
    raise AssertionError


def test_unmatched_and_swallowed_in_process(tkeel_oauth_replay: Replay) -> None:
    tkeel_oauth_replay.scenario("success", times=1)
    with Client(tkeel_oauth_replay.base_url + "/elsewhere", transport=tkeel_oauth_replay.transport) as client:
        log_in(client)
        with pytest.raises(AssertionError):
            log_in(client)


def test_credentials_differ(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        tkeel_oauth_replay.scenario("success")
        log_in(client)
    assert tkeel_oauth_replay.requests[0].credentials == tkeel_oauth_replay.credentials()


@dataclass
class Credentials:
    """An application's own, and none of ours."""

    user: str


def test_credentials_of_the_applications_own_differ() -> None:
    assert Credentials("somebody") == Credentials("else")


def test_requests_differ(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        tkeel_oauth_replay.scenario("success")
        log_in(client)
    assert [call.scenario for call in tkeel_oauth_replay.requests] == ["wrong_password"]
    assert tkeel_oauth_replay.requests == ()


def test_a_stranger_in_process(tkeel_oauth_replay: Replay) -> None:
    with Client(tkeel_oauth_replay.base_url, transport=tkeel_oauth_replay.transport) as client:
        log_in(client)


def test_a_stranger_over_a_socket_twice(tkeel_oauth_server: ReplayServer) -> None:
    with Client(tkeel_oauth_server.base_url, timeout=10) as client:
        for tenant in ("tenant-a", "tenant-a"):
            with pytest.raises(TkeelOAuthError):
                client.oauth.authorize(tenant, username="canary-user", password="canary", redirect_uri=URI)
    raise AssertionError


def test_what_is_no_http(tkeel_oauth_server: ReplayServer) -> None:
    address = urlsplit(tkeel_oauth_server.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(b"canary\r\n\r\n")
        assert connection.recv(100) == b"HTTP/1.1 200 OK"
