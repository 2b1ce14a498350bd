"""Shows answers to the judges. What they say is kept to names: their own texts hold passwords and codes."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

import pytest

from outside_tools import tool
from tests.interop.judges_answers import PATH, Answer
from tests.verification.hosts import free_port, listening

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from tests.verification.hosts import Line
    from tests.verification.reference import Asked

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "openapi.yaml"
_STARTING_TAKES_AT_MOST = 60.0


class _Violation(TypedDict):
    location: list[str]
    code: NotRequired[str]


def ask_openapi_core(answers: Sequence[Answer]) -> dict[str, list[str]]:
    """What openapi-core finds wrong with each answer."""
    given = [
        {
            "target": answer.target,
            "status": answer.reply.status,
            "headers": answer.reply.headers,
            "body": base64.b64encode(answer.reply.body).decode(),
        }
        for answer in answers
    ]
    done = subprocess.run(
        [*tool("judges-python"), "-I", str(Path(__file__).with_name("judges_openapi_core.py"))],
        input=json.dumps({"document": str(CONTRACT), "answers": given}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr.splitlines()[-1]
    told: list[list[str]] = json.loads(done.stdout)
    return {answer.name: found for answer, found in zip(answers, told, strict=True)}


def ask_prism(answers: Sequence[Answer], log: Path) -> dict[str, list[str]]:
    """What Prism's validation proxy finds wrong with each answer that passes through it."""
    current = [answers[0]]

    def act(line: Line, asked: Asked) -> None:
        assert asked.step == current[0].step
        reply = current[0].reply
        # Closed unsaid, Prism would send the next request over it; closed at once, an answer would be cut.
        line.send(replace(reply, headers=[*reply.headers, ("Connection", "close")]))
        line.connection.finish_sending()
        line.wait()

    told: dict[str, list[str]] = {}
    with listening(act) as upstream, _prism(upstream, log) as port:
        for answer in answers:
            current[0] = answer
            told[answer.name] = _wrong(port, answer)
    return told


def _wrong(port: int, answer: Answer) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", answer.target.removeprefix(PATH))
        response = connection.getresponse()
        body = response.read()
    violations: list[_Violation] = json.loads(response.getheader("sl-violations", "[]"))
    found = ["/".join([*one["location"], one.get("code", "media-type")]) for one in violations]
    if response.getheader("content-type") == "application/problem+json" != _media_type(answer):
        # It could not read the answer and says so in one of its own.
        found.append(f"response/{json.loads(body)['type']}")
    return [one for one in found if one.startswith("response")]


def _media_type(answer: Answer) -> str:
    return dict(answer.reply.headers).get("Content-Type", "")


@contextlib.contextmanager
def _prism(upstream: int, log: Path) -> Generator[int]:
    port = free_port()
    arguments = ["proxy", str(CONTRACT), f"http://127.0.0.1:{upstream}{PATH}", "--host", "127.0.0.1"]
    with (
        log.open("wb") as written,
        subprocess.Popen(
            [*tool("prism"), *arguments, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait(process, port)
            yield port
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _STARTING_TAKES_AT_MOST
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as it,
        ):
            it.connect()
            return
        time.sleep(0.05)
    pytest.fail(f"Prism did not listen; it ended with {process.poll()}")
