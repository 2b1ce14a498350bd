"""What docs/verify.md shows, made by a real verification of the recorded server.

`python -m tests.docs.verify_outputs`, from the root of the checkout and with `client`, `scripts` and `.` in
PYTHONPATH, puts what is made now into the page and the report beside it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.documents.blocks import ADDRESS
from tkeel_oauth.testing import RecordedServer
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.verification import verify_server
from tkeel_oauth.verification.render import render

__all__ = ["PAGE", "REPORT", "SHOWN", "normalised", "output", "shown", "shown_text"]

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "verify.md"
CRONTAB = DOCS.parent / "examples" / "ci" / "crontab"
REPORT = DOCS / "assets" / "verify-report.html"
SHOWN = {
    "text": "The contract ",
    "json": "{\n",
}
"""The formats that the page shows, and how what it shows of them starts."""

_LOGIN = Credentials("tenant-a", "alice", "wonderland", "http://tkeel.io/callback")
_CUT = "…\n"
# What differs from run to run, and from release to release.
_VARIABLE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d(\\?):\d\d\1:\d\dZ?"), "2026-01-01T00:00:00Z"),
    (re.compile(r"\b\d+ ms\b"), "1 ms"),
    (re.compile(r"\bin \d+\.\d s\b"), "in 1.0 s"),
    (re.compile(r'\btime="\d+\.\d+"'), 'time="1.000"'),
    (re.compile(r"(by tkeel-oauth) \d+(\\?)\.\d+\2\.\S+"), r"\1 1.0.0"),
    # columns are as wide as their widest cell
    (re.compile(r"(?<=\S) {2,}"), "  "),
)


@cache
def output(name: str) -> str:
    """What a real run prints in a format, as if the server listened where the documents say.

    An operation that is new in the contract is in no report on the page before it is recorded.
    """
    with RecordedServer() as server:
        report = verify_server(server.base_url, _LOGIN)
    return render(replace(report, target=ADDRESS, not_verified=()), name)


def shown(name: str) -> str:
    """What the page shows of a format: all of it, or its start and a part that says enough."""
    text = output(name)
    match name:
        case "json":
            (step,) = [one for one in json.loads(text)["steps"] if one["name"] == "missing-redirect-uri"]
            return f"{json.dumps(step, ensure_ascii=False, indent=2)}\n"
        case _:
            return text


def normalised(text: str) -> str:
    """The same text for every run."""
    for pattern, constant in _VARIABLE:
        text = pattern.sub(constant, text)
    return re.sub(r'"seconds": [\d.]+', '"seconds": 1', text)


def shown_text(text: str) -> None:
    """Compare a block of text on the page with what a real run prints, or with the example that it is."""
    if text.startswith("# "):
        assert text == CRONTAB.read_text(encoding="utf-8")
        return
    names = [name for name, start in SHOWN.items() if text.startswith(start)]
    assert names, f"no format starts like {text[:40]!r}"
    assert normalised(text) == normalised(shown(names[0])), f"renew it: {__doc__}"


def _renew() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, start in SHOWN.items():
        block = re.compile(rf"(?ms)^(```\w+\n)(?={re.escape(start)}).*?^```$")
        text = shown(name)
        found = block.search(page)
        if found is None:
            raise SystemExit(f"{PAGE.name} has no block that starts with {start!r}")
        page = f"{page[: found.end(1)]}{text}```{page[found.end() :]}"
    PAGE.write_text(page, encoding="utf-8")
    REPORT.write_text(output("html"), encoding="utf-8")


if __name__ == "__main__":
    _renew()
