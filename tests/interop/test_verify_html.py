"""The page that `tkeel-oauth verify --format html` writes, looked at in Debian's Chromium."""

from __future__ import annotations

import os
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pytest

from outside_tools import tool
from tests.interop.test_playwright import ARGUMENTS
from tests.verification.render.reports import ALL, NASTY, STEPS
from tkeel_oauth.verification import Finding, Report, Severity, Step
from tkeel_oauth.verification.render import render
from tkeel_oauth.verification.render.summary import headline

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTHS = (320, 390, 1280)
SCHEMES = ("light", "dark")
LONG = "x" * 300
HOSTILE = Report(
    target=LONG,
    live=True,
    release=LONG,
    started=LONG,
    seconds=1.0,
    strict=True,
    form=LONG,
    recorded_at=LONG,
    steps=(
        *STEPS,
        *(
            Step(
                f"{number}{LONG}",
                text,
                200,
                text,
                1.0,
                (Finding(text, severity, text, LONG, text, text, text),),
            )
            for number, (text, severity) in enumerate(zip(NASTY, [*Severity] * len(NASTY), strict=False))
        ),
    ),
)
REPORTS = {**ALL, "hostile": HOSTILE}


class View(TypedDict):
    title: str
    language: str
    overflow: int
    outside: int
    headings: list[int]
    texts: int
    contrast: float
    smallest: float
    ground: str
    text: str
    ids: int
    said: list[str]
    asked: list[str]
    violations: list[str]


@pytest.mark.parametrize("name", REPORTS)
def test_it_reads_well(name: str, run_script: Callable[..., list[View]], tmp_path: Path) -> None:
    report = REPORTS[name]
    file = tmp_path / "report.html"
    file.write_text(render(report, "html"), encoding="utf-8")
    # a person who wants to see what this test sees
    shots = os.environ.get("TKEEL_OAUTH_SCREENSHOTS")
    (chromium,) = tool("chromium")
    views = run_script(
        "look.cjs",
        given={
            "chromium": chromium,
            "arguments": ARGUMENTS,
            "file": file.as_uri(),
            "views": [
                {
                    "width": width,
                    "scheme": scheme,
                    **({"screenshot": str(Path(shots, f"{name}-{width}-{scheme}.png"))} if shots else {}),
                }
                for width, scheme in product(WIDTHS, SCHEMES)
            ],
        },
    )
    assert len({view["ground"] for view in views}) == len(SCHEMES)
    for view in views:
        assert (view["said"], view["asked"]) == ([], [file.as_uri()])
        assert (view["overflow"], view["outside"], view["ids"]) == (0, 0, 0)
        # WCAG 2.2 AA asks for 4.5 of normal text
        assert view["contrast"] >= 4.5
        assert view["smallest"] >= 13
        assert view["headings"][0] == 1
        assert view["headings"].count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(view["headings"]))
        assert view["language"] == "en"
        assert headline(report) in view["title"]
        assert headline(report) in view["text"]
        assert view["texts"] > 10
        assert view.get("violations", []) == []
