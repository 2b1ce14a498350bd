"""`tkeel-oauth serve`, used for real by curl and by Node's fetch."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from outside_tools import tool
from tests.documents.running import serving
from tkeel_oauth.testing import load_recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tkeel_oauth.testing import Scenario

RECORDING = load_recording()
ANSWERED = [one for one in RECORDING if one.answer is not None]
# curl sends every target as it is given.
CURL_CANNOT = {
    "http10": "the loopback server answers HTTP/1.0 with an HTTP/1.1 status line",
    "http10_keepalive": "as http10",
    "target_with_space": "the loopback server refuses the target with a body of its own",
}
FETCH_CANNOT = CURL_CANNOT | {
    "tenant_dot": "fetch resolves dots before it sends anything",
    "tenant_dotdot": "as tenant_dot",
}
FETCH = """
const answers = [];
for (const {url, method, headers, body} of JSON.parse(process.argv[1])) {
  const answer = await fetch(url, {method, headers, body: body || undefined, redirect: "manual"});
  answers.push([answer.status, await answer.text(), Object.fromEntries(answer.headers)]);
}
console.log(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving([sys.executable, "-m", "tkeel_oauth.cli", "serve"]) as base_url:
        yield base_url.removesuffix("/v1")


def headers_of(scenario: Scenario) -> dict[str, str]:
    dropped = {"host", "content-length", "connection"}
    kept = {name: value for name, value in scenario.request.headers if name.lower() not in dropped}
    return kept | ({"Prefer": f"example={scenario.name}"} if scenario.primary is False else {})


def headers_that_matter(pairs: dict[str, str]) -> dict[str, str]:
    names = ("allow", "content-type", "date", "location", "x-content-type-options")
    return {name.lower(): value for name, value in pairs.items() if name.lower() in names}


def test_curl(origin: str, tmp_path: Path) -> None:
    wrong: dict[str, object] = {}
    for scenario in ANSWERED:
        if scenario.name in CURL_CANNOT:
            continue
        request, recorded = scenario.request, scenario.answer
        assert recorded is not None
        # curl adds these of its own accord; an empty value takes one away.
        sent = {"Accept": "", "User-Agent": "", "Content-Type": ""} | headers_of(scenario)
        done = subprocess.run(
            [
                *(*tool("curl"), "--silent", "--show-error", "--noproxy", "*", "--path-as-is", "--globoff"),
                *("--max-time", "20", "--dump-header", str(tmp_path / "headers"), "--output", "-"),
                *(("--head",) if request.method == "HEAD" else ("--request", request.method)),
                *(("--data-binary", request.body.decode()) if request.body else ()),
                *(part for name, value in sent.items() for part in ("--header", f"{name}: {value}")),
                origin + request.target,
            ],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        status_line, *lines = (tmp_path / "headers").read_text("utf-8").strip().split("\n")
        got = dict(line.strip().split(": ", 1) for line in lines)
        body = b"" if request.method == "HEAD" else done.stdout
        expected = (f"HTTP/1.1 {recorded.status}", recorded.body, headers_that_matter(dict(recorded.headers)))
        if (" ".join(status_line.split()[:2]), body, headers_that_matter(got)) != expected:
            wrong[scenario.name] = (status_line, got)
    assert wrong == {}


def test_fetch(origin: str) -> None:
    played = [one for one in ANSWERED if one.name not in FETCH_CANNOT]
    asked = [
        {
            "url": origin + one.request.target,
            "method": one.request.method,
            "headers": headers_of(one),
            "body": one.request.body.decode(),
        }
        for one in played
    ]
    done = subprocess.run(
        [*tool("node"), "--input-type=module", "--eval", FETCH, json.dumps(asked)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers: list[tuple[int, str, dict[str, str]]] = json.loads(done.stdout)
    wrong: dict[str, object] = {}
    for scenario, (status, text, headers) in zip(played, answers, strict=True):
        recorded = scenario.answer
        assert recorded is not None
        expected = (recorded.status, recorded.body.decode(), headers_that_matter(dict(recorded.headers)))
        if (status, text, headers_that_matter(headers)) != expected:
            wrong[scenario.name] = (status, text, headers)
    assert wrong == {}
