"""Every raw scenario as bytes over a socket: the loopback server answers as tKeel did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.testing.catalog import CANNOT_SAY
from tests.testing.wire import RawAnswer, as_bytes, connect, read_answer
from tkeel_oauth.testing import RecordedServer, Scenario, load_recording

if TYPE_CHECKING:
    from collections.abc import Iterator

RAW = [one for one in load_recording() if one.reach == "raw" and one.answer is not None]
MATTERS = ("content-type", "location", "allow", "x-content-type-options", "date")


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedServer]:
    with RecordedServer() as running:
        yield running


def play(server: RecordedServer, scenario: Scenario) -> RawAnswer:
    # A request that several scenarios share reaches the others only by name.
    prefer = [("Prefer", f"example={scenario.name}")] if scenario.primary is False else []
    with connect(server.base_url) as connection:
        connection.sendall(as_bytes(scenario.request, *prefer))
        return read_answer(connection, head=scenario.request.method == "HEAD")


def mismatches(scenario: Scenario, played: RawAnswer) -> list[str]:
    recorded = scenario.answer
    assert recorded is not None
    headers = {name.lower(): value for name, value in recorded.headers}
    wrong = [name for name in MATTERS if played.headers.get(name) != headers.get(name)]
    if (played.version, played.status, played.reason) != (
        recorded.http_version,
        recorded.status,
        recorded.reason,
    ):
        wrong.append("status line")
    if played.body != recorded.body:
        wrong.append("body")
    if "content-length" in headers and played.headers.get("content-length") != headers["content-length"]:
        wrong.append("content-length")
    wrong += sorted(played.headers.keys() - headers.keys() - {"content-length"})
    # HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
    keeps = (
        headers.get("connection") == "keep-alive"
        if recorded.http_version == "HTTP/1.0"
        else headers.get("connection") != "close"
    )
    if played.closed is keeps:
        wrong.append("connection")
    return wrong


@pytest.mark.parametrize("scenario", RAW, ids=[scenario.name for scenario in RAW])
def test_raw_scenario(server: RecordedServer, scenario: Scenario) -> None:
    wrong = mismatches(scenario, play(server, scenario))
    if scenario.name in CANNOT_SAY:
        assert wrong, f"{scenario.name} can be said after all: strike it from the table"
    else:
        assert wrong == []


def test_the_table_names_raw_scenarios_only() -> None:
    assert set(CANNOT_SAY) <= {scenario.name for scenario in RAW}


def test_several_requests_on_one_connection(server: RecordedServer) -> None:
    recording = load_recording()
    names = ["keepalive_1", "keepalive_2", "method_post_form", "method_head", "unknown_path_v1", "success"]
    with connect(server.base_url) as connection:
        for name in names:
            scenario = recording[name]
            connection.sendall(as_bytes(scenario.request, ("Prefer", f"example={name}")))
            played = read_answer(connection, head=scenario.request.method == "HEAD")
            assert mismatches(scenario, played) == []


def test_pipelined_requests_are_answered_in_order(server: RecordedServer) -> None:
    recording = load_recording()
    first, second = recording["wrong_password"], recording["tenant_encoded_slash"]
    with connect(server.base_url) as connection:
        connection.sendall(as_bytes(first.request) + as_bytes(second.request))
        with connection.makefile("rb") as stream:
            assert stream.readline() == b"HTTP/1.1 400 Bad Request\r\n"
            while stream.readline() != b"\r\n":
                pass
            assert first.answer is not None
            assert stream.read(len(first.answer.body)) == first.answer.body
            assert stream.readline() == b"HTTP/1.1 404 Not Found\r\n"
