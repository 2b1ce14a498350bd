"""`tkeel-oauth serve` as a user runs it: a process, its two streams, its exit code."""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import socket
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.cli.processes import process
from tkeel_oauth.cli import main
from tkeel_oauth.cli.serve import log_call, shown
from tkeel_oauth.testing import Engine, Request, load_recording
from tkeel_oauth.testing.har import document, dumps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

RECORDING = load_recording()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run what ends by itself, in this process; return its exit code and what it wrote to its streams."""

    def act(*options: str) -> tuple[int, str, str]:
        code = main(["serve", *options])
        return code, *capsys.readouterr()  # pyright: ignore[reportReturnType]

    return act


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Engine, str, int, float]]:
    """What would be served: engine, host, port and latency in seconds."""
    made: list[tuple[Engine, str, int, float]] = []

    def serve(*asked: Any) -> None:  # noqa: ANN401 - its arguments are looked at
        made.append(asked)

    monkeypatch.setattr("tkeel_oauth.cli.serve._serve", serve)
    return made


def ask(base_url: str, target: str, example: str = "") -> tuple[int, bytes]:
    headers = {"Prefer": f"example={example}"} if example else {}
    with closing(http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)) as connection:
        connection.request("GET", target, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_listens_serves_logs_and_ends(number: signal.Signals, code: int) -> None:
    success = RECORDING["success"]
    with process("serve", "--port", "0") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        said = running.stdout.readline()
        listening = re.fullmatch(r"listening on (http://127\.0\.0\.1:[1-9]\d*/v1)\n", said)
        assert listening, said + running.stderr.read()
        assert success.answer is not None
        assert ask(listening[1], success.request.target) == (200, success.answer.body)
        assert ask(listening[1], "/wonderland?password=wonderland")[0] == 501
        address = urlsplit(listening[1])
        with socket.create_connection((address.hostname, address.port), timeout=10) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nPrefer: example=backend_mysql_frozen\r\n\r\n")
            # The last line says that the request has arrived, which is never answered.
            assert [running.stderr.readline() for _ in range(3)] == [
                "GET /v1/oauth/{tenant_id}/authorize 200 success\n",
                "GET /{other} 501 not recorded\n",
                "GET / - backend_mysql_frozen\n",
            ]
            running.send_signal(number)
            assert waiting.recv(1) == b""
        # Not communicate(), which passes over what came with the first line.
        assert running.stdout.read().splitlines()[:3] == [
            "who can log in: tenant, user name, password",
            "  tenant-a  alice  wonderland",
            "  tenant-b  alice  looking-glass",
        ]
        assert running.stderr.read() == ("interrupted\n" if code else "")
    assert running.returncode == code


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_reader_of_the_log_that_leaves_does_not_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as left:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(left, write_through=True))
        log_call("GET / 200 success")


def test_without_a_standard_error_it_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    log_call("GET / 200 success")


def test_its_options_say_what_is_served_and_how(
    served: list[tuple[Engine, str, int, float]], tmp_path: Path
) -> None:
    own = tmp_path / "mine.har"
    own.write_bytes(dumps(document(replace(RECORDING, scenarios=(RECORDING["unknown_path_v1"],)))))
    assert main(["serve"]) == 0
    assert main(["serve", "--strict", "--wire", "documented", "--recording", str(own)]) == 0
    assert main(["serve", "--host", "::1", "--port", "0", "--latency", "200"]) == 0
    usual, told, _ = (engine for engine, *_ in served)
    assert (usual.strict, usual.wire, usual.recording) == (False, None, RECORDING)
    assert (told.strict, told.wire, told.recording.names) == (True, "documented", ("unknown_path_v1",))
    assert [(host, port, latency) for _, host, port, latency in served] == [
        ("127.0.0.1", 8080, 0.0),
        ("127.0.0.1", 8080, 0.0),
        ("::1", 0, 0.2),
    ]
    assert told.reply(Request("GET", RECORDING["success"].request.target)).status == 501


def test_a_busy_port_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("--port", str(port))
    assert (code, out) == (1, "")
    assert err == (
        f"Error: cannot listen on 127.0.0.1:{port}: Address already in use; "
        "choose another port, or 0 for a free one\n"
    )


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
    ("options", "message"),
    [
        (("--json",), "--json goes with --list"),
        (("--port", "65536"), "'--port': 65536 is not in the range 0<=x<=65535"),
        (("--recording", "no-such-file.har"), "File 'no-such-file.har' does not exist"),
        (("--wire", "grpc"), "'grpc' is not one of 'served', 'documented'"),
        (("--latency", "-1"), "'--latency': -1 is not in the range 0<=x<=3600000"),
    ],
)
def test_wrong_usage(options: tuple[str, ...], message: str, run: Run) -> None:
    code, out, err = run(*options)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: tkeel-oauth serve")
    assert message in err


@pytest.mark.parametrize(
    ("name", "encoding", "seen"),
    [
        ("alice", "utf-8", "alice"),
        ("a\x1b[2J用", "utf-8", r"'a\x1b[2J\u7528'"),
        ("用户", "utf-8", "用户"),
        ("用户", "ascii", r"\u7528\u6237"),
    ],
)
def test_no_terminal_obeys_a_recording(
    name: str, encoding: str, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    assert shown(name) == seen


def test_no_terminal_obeys_the_name_of_a_scenario(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "mine.har"
    hostile = replace(RECORDING["success"], name="a\x1b[2J")
    own.write_bytes(dumps(document(replace(RECORDING, scenarios=(hostile,)))))
    assert run("--list", "--recording", str(own)) == (0, "200  served      sdk  'a\\x1b[2J'\n", "")
    log_call("GET / 200 a\x1b[2J")
    assert capsys.readouterr().err == "GET / 200 a\\x1b[2J\n"
