"""Playwright's `routeFromHAR` in Debian's Chromium, on the recording that ships.

It looks for an entry with the URL, the method and the body of a request, and takes of several the one with
the most headers in common, of those the first.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, TypeAlias

from outside_tools import tool
from tests.interop.expressed import check, recorded
from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.har import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tkeel_oauth.testing import Scenario

RECORDING = load_recording()
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # what no entry answers must not leave the machine either
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
_SAME = "its request is that of an entry before, which Playwright takes every time"
_REDIRECT = "Playwright follows a recorded redirect itself, inside the file"
_DOTS = "a browser resolves dots before it sends anything"
CANNOT = {
    "success_again": _SAME,
    "empty_tenant": _REDIRECT,
    "double_slash": _REDIRECT,
    "tenant_dot": _DOTS,
    "tenant_dotdot": _DOTS,
    "tenant_bad_percent": "a URL in HAR must be a URI, so it is not the one that a browser sends",
    "accept_encoding_gzip": "a page may not set Accept-Encoding",
    "http10": "the version does not count: " + _SAME,
    "http10_keepalive": "the version does not count: " + _SAME,
    "keepalive_1": _SAME,
    "keepalive_2": _SAME,
    "token_authorization_code_replayed": _SAME,
    "backend_redis_frozen": _SAME,
    "backend_mysql_down": _SAME,
    "backend_mysql_frozen": _SAME,
    "shutdown_sigkill_mid_request": _SAME,
}
Answers: TypeAlias = list[tuple[int, dict[str, str], str] | str]


def as_fetched(scenario: Scenario) -> dict[str, object]:
    request = scenario.request
    # A page may not set the others.
    settable = {"accept", "content-type"}
    return {
        "url": ORIGIN + request.target,
        "method": request.method,
        "headers": {name: value for name, value in request.headers if name.lower() in settable},
        **({"body": request.body.decode()} if request.body else {}),
    }


def test_every_scenario(run_script: Callable[..., Answers], tmp_path: Path) -> None:
    (chromium,) = tool("chromium")
    answers = run_script(
        "playwright.cjs",
        given={
            "chromium": chromium,
            "arguments": ARGUMENTS,
            "profile": str(tmp_path / "profile"),
            "har": str(resources.files("tkeel_oauth.recordings").joinpath("tkeel.har")),
            "origin": ORIGIN,
            "requests": [as_fetched(scenario) for scenario in RECORDING],
        },
    )
    wrong: dict[str, object] = {}
    for scenario, answer in zip(RECORDING, answers, strict=True):
        if isinstance(answer, str) or tuple(answer) != recorded(scenario):
            wrong[scenario.name] = answer
    check(wrong, CANNOT)
