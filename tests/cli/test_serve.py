"""`tkeel-oauth serve` as a user runs it: a process, its two streams, its exit code."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import tkeel_oauth.cli
from tkeel_oauth.cli import main
from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.har import document, dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    Run = Callable[..., tuple[int, str, str]]

COMMAND = [sys.executable, "-m", "tkeel_oauth.cli", "serve"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(tkeel_oauth.cli.__file__).parents[2])}
RECORDING = load_recording()


# Windows ends a process without asking it, and sends Ctrl-C to whole consoles.
has_signals = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def _hear_sigint() -> None:
    # A test runner in the background may have SIGINT ignored, which children inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def serving(*options: str) -> Generator[tuple[subprocess.Popen[str], str], None, None]:
    process = subprocess.Popen(
        [*COMMAND, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        preexec_fn=_hear_sigint if os.name == "posix" else None,  # noqa: PLW1509
    )
    with process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            match = re.fullmatch(r"listening on (http://127\.0\.0\.1:[1-9]\d*/v1)\n", first)
            assert match, (first, process.stderr.read() if process.stderr else "")
            yield process, match[1]
        finally:
            process.kill()


def ask(base_url: str, name: str, target: str | None = None) -> tuple[int, bytes]:
    recorded = RECORDING[name].request
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    try:
        connection.request(
            recorded.method,
            target or recorded.target,
            headers={"Prefer": f"example={name}"} if not target else {},
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def finish(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(number)
    process.wait(timeout=20)
    assert process.stdout is not None
    assert process.stderr is not None
    # Not communicate(), which passes over what came with the first line.
    return process.returncode, process.stdout.read(), process.stderr.read()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run what ends by itself, in this process; return its exit code and what it wrote to its streams."""

    def act(*options: str) -> tuple[int, str, str]:
        code = main(["serve", *options])
        return code, *capsys.readouterr()  # pyright: ignore[reportReturnType]

    return act


@has_signals
def test_it_listens_serves_logs_and_ends_on_sigterm() -> None:
    with serving("--port", "0") as (process, base_url):
        success = RECORDING["success"].answer
        assert success is not None
        assert ask(base_url, "success") == (200, success.body)
        assert ask(base_url, "wrong_password")[0] == 400
        assert ask(base_url, "success", "/wonderland?password=wonderland")[0] == 501
        code, out, err = finish(process, signal.SIGTERM)
    assert (code, out.splitlines()[:3]) == (
        0,
        [
            "who can log in: tenant, user name, password",
            "  tenant-a  alice  wonderland",
            "  tenant-b  alice  looking-glass",
        ],
    )
    assert err.splitlines() == [
        "GET /v1/oauth/{tenant_id}/authorize 200 success",
        "GET /v1/oauth/{tenant_id}/authorize 400 wrong_password",
        "GET /{other} 501 not recorded",
    ]


@has_signals
def test_ctrl_c_is_130() -> None:
    with serving("--port", "0") as (process, base_url):
        assert ask(base_url, "success")[0] == 200
        code, out, err = finish(process, signal.SIGINT)
    assert (code, out[:14]) == (130, "who can log in")
    assert "Traceback" not in err


@has_signals
@pytest.mark.parametrize(("number", "expected"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_client_that_waits_for_ever_does_not_hold_up_the_end(number: signal.Signals, expected: int) -> None:
    with serving("--port", "0") as (process, base_url):
        address = urlsplit(base_url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nPrefer: example=backend_mysql_frozen\r\n\r\n")
            assert process.stderr is not None
            # The log line says that the request has arrived.
            assert process.stderr.readline() == "GET / - backend_mysql_frozen\n"
            code, _, _ = finish(process, number)
            assert connection.recv(1) == b""
    assert code == expected


def test_strict() -> None:
    target = RECORDING["wrong_password"].request.target.replace("nope", "other")
    with serving("--port", "0") as (_, base_url):
        assert ask(base_url, "success", target)[0] == 400
    with serving("--port", "0", "--strict") as (_, base_url):
        assert ask(base_url, "success", target)[0] == 501


def test_wire() -> None:
    success = RECORDING["success"].answer
    assert success is not None
    with serving("--port", "0", "--wire", "documented") as (_, base_url):
        status, body = ask(base_url, "success")
        assert (status, list(json.loads(body))) == (200, ["code"])
        assert list(json.loads(ask(base_url, "wrong_password")[1])) == ["code", "message", "details"]
        assert ask(base_url, "unknown_path_v1") == (404, b"404: Page Not Found")
    # 20 ms, not seconds, which nobody would wait for
    with serving("--port", "0", "--wire", "served", "--latency", "20") as (_, base_url):
        assert ask(base_url, "success") == (200, success.body)


@has_signals
def test_latency_keeps_an_answer_back_and_nobody_else() -> None:
    with serving("--port", "0", "--latency", "3600000") as (process, base_url):
        address = urlsplit(base_url)
        waiting = [socket.create_connection((address.hostname, address.port), timeout=10) for _ in range(3)]
        assert process.stderr is not None
        for connection in waiting:
            connection.sendall(b"GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n")
            # Logged as it comes in: the ones before it wait, and it does not wait for them.
            assert process.stderr.readline() == "GET /v1/{other} 404 unknown_path_v1\n"
        for connection in waiting:
            connection.settimeout(0)
            with pytest.raises(BlockingIOError):
                connection.recv(1)
            connection.settimeout(10)
        code, _, _ = finish(process, signal.SIGTERM)
        assert [connection.recv(1) for connection in waiting] == [b"", b"", b""]
        for connection in waiting:
            connection.close()
    assert code == 0


def test_a_recording_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.har"
    own.write_bytes(dumps(document(type(RECORDING)(RECORDING.provenance, (RECORDING["unknown_path_v1"],)))))
    with serving("--port", "0", "--recording", str(own)) as (_, base_url):
        assert ask(base_url, "unknown_path_v1")[0] == 404
        assert ask(base_url, "success")[0] == 501


def test_a_busy_port_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("--port", str(port))
    assert (code, out) == (1, "")
    assert err == (
        f"Error: cannot listen on 127.0.0.1:{port}: Address already in use; "
        "choose another port, or 0 for a free one\n"
    )


def test_a_broken_recording_is_one_line(tmp_path: Path, run: Run) -> None:
    broken = tmp_path / "mine.har"
    broken.write_text("wonderland")
    code, out, err = run("--port", "0", "--recording", str(broken))
    assert (code, out) == (2, "")
    assert err.startswith(f"Error: {broken} is no recording (HAR): not JSON; ")
    assert err.count("\n") == 1


def test_the_scenarios_can_be_listed(run: Run) -> None:
    code, out, err = run("--list")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert [line[-1] for line in lines] == list(RECORDING.names)
    assert lines[RECORDING.names.index("wrong_password")] == ["400", "served", "sdk", "wrong_password"]
    assert lines[RECORDING.names.index("backend_mysql_frozen")][0] == "-"


def test_the_list_as_json(run: Run) -> None:
    code, out, err = run("--list", "--json")
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert [(one["name"], one["status"]) for one in listed] == [(one.name, one.status) for one in RECORDING]
    assert all(set(one) == {"name", "status", "wire_form", "reach", "comment"} for one in listed)


@pytest.mark.parametrize(
    "options",
    [
        ("--json",),
        ("--port", "65536"),
        ("--recording", "no-such-file.har"),
        ("--wonderland",),
        ("--wire", "grpc"),
        ("--latency", "-1"),
        ("--latency", "soon"),
    ],
)
def test_wrong_usage(options: tuple[str, ...], run: Run) -> None:
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: tkeel-oauth serve")


def test_a_reader_of_the_log_that_leaves_does_not_stop_it() -> None:
    with serving("--port", "0") as (process, base_url):
        assert process.stderr is not None
        process.stderr.close()
        assert [ask(base_url, "success")[0] for _ in range(3)] == [200, 200, 200]
        process.stderr = None
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_no_terminal_obeys_a_recording(tmp_path: Path) -> None:
    success = RECORDING["success"]
    target = success.request.target.replace("alice", "a%1B[2J%E7%94%A8")
    own = tmp_path / "own.har"
    scenario = replace(success, request=replace(success.request, target=target))
    own.write_bytes(dumps(document(replace(RECORDING, scenarios=(scenario,)))))
    with serving("--port", "0", "--recording", str(own)) as (process, _):
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
    assert said[1] == "  tenant-a  'a\\x1b[2J\\u7528'  wonderland\n"
