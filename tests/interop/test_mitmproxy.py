"""mitmproxy's server replay, on the recording that ships.

It looks for an entry with the method, the path, the body and the parameters of a request, these in their
order, and uses each entry once, in the order of the file.
"""

from __future__ import annotations

import re
import socket
import subprocess
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from outside_tools import tool
from tests.interop.expressed import check, recorded
from tkeel_oauth import Client, TkeelOAuthError
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.har import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.interop.expressed import Told
    from tkeel_oauth.testing import Scenario

RECORDING = load_recording()
OPTIONS = (
    # without it every request makes a connection to the server first
    "connection_strategy=lazy",
    "server_replay_extra=kill",
    "flow_detail=0",
    # leave the dates as they are
    "server_replay_refresh=false",
)
_URI = "a URL in HAR must be a URI, so it is not the one that the request has"
_NONE = "mitmproxy has no entry without an answer"
CANNOT = {
    "tenant_bad_percent": _URI,
    "target_with_space": _URI,
    "http10": "mitmproxy answers with HTTP/1.1",
    "http10_keepalive": "mitmproxy answers with HTTP/1.1",
    "backend_mysql_frozen": _NONE,
    "shutdown_sigkill_mid_request": _NONE,
}


@contextmanager
def replay(folder: Path, *options: str) -> Generator[int]:
    """Run mitmproxy as a server on loopback; gives its port."""
    har = resources.files("tkeel_oauth.recordings").joinpath("tkeel.har")
    command = [
        *(*tool("mitmdump"), "--mode", f"reverse:{ORIGIN}@127.0.0.1:0", "--server-replay", str(har)),
        *(part for option in (f"confdir={folder}", *OPTIONS, *options) for part in ("--set", option)),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            said = ""
            for line in process.stdout:
                said += line
                if match := re.search(r"listening at 127\.0\.0\.1:(\d+)", line):
                    yield int(match[1])
                    break
            else:
                pytest.fail(said)
        finally:
            process.terminate()


def ask(port: int, scenario: Scenario) -> tuple[str, Told] | str:
    """Send a request as it was recorded; gives the version and the answer, or why there was none."""
    request = scenario.request
    head = [f"{request.method} {request.target} {request.http_version}"]
    head += [f"{name}: {value}" for name, value in request.headers]
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + request.body)
        try:
            answer = HTTPResponse(connection, method=request.method)
            answer.begin()
            body = answer.read().decode()
        except (HTTPException, OSError) as error:
            return repr(error)
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return f"HTTP/1.{answer.version % 10}", (answer.status, headers, body)


def test_every_scenario(tmp_path: Path) -> None:
    wrong: dict[str, object] = {}
    with replay(tmp_path) as port:
        for scenario in RECORDING:
            version = scenario.answer.http_version if scenario.answer else None
            told = ask(port, scenario)
            if told != (version, recorded(scenario)):
                wrong[scenario.name] = told
    check(wrong, CANNOT)


def test_the_sdk(tmp_path: Path) -> None:
    # With the entries used again, the first of several with one request answers each time.
    told: dict[str, object] = {}
    expected: dict[str, object] = {}
    with (
        replay(tmp_path, "server_replay_reuse=true") as port,
        Client(f"http://127.0.0.1:{port}/v1", retries=0) as client,
    ):
        for scenario in RECORDING:
            call = scenario.credentials
            if scenario.reach != "sdk" or scenario.primary is False or call is None:
                continue
            assert scenario.answer is not None
            expected[scenario.name] = (scenario.status, scenario.answer.body)
            try:
                got = oauth_authorize.sync_detailed(
                    call.tenant_id,
                    client=client,
                    username=call.username,
                    password=call.password,
                    redirect_uri=call.redirect_uri,
                    state=call.state,
                )
            except TkeelOAuthError as error:
                told[scenario.name] = repr(error)
            else:
                told[scenario.name] = (got.status_code, got.content)
    assert expected
    assert told == expected
