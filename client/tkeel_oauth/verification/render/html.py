"""The format `html`: one file that needs nothing else, to be kept beside a build and read in a browser.

It runs no script and asks for nothing: its policy forbids both, and names its one style sheet by hash.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from tkeel_oauth.verification.results import Results

from .summary import answer, facts, grouped, headline, outcome, parts, tally

__all__ = ["render"]


def render(results: Results) -> str:
    """Writes what was found."""
    style = f"\n{_text('report.css')}"
    return _template().render(
        # The package's own text; everything else is escaped.
        style=Markup(style),  # noqa: S704
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        verdict=results.verdict,
        headline=headline(results),
        tally=tally(results),
        facts=facts(results),
        target=results.target,
        steps=[(step, outcome(results, step), answer(step)) for step in results.steps],
        groups=[(group, parts(group.finding)) for group in grouped(results)],
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_text("report.html.jinja"))


def _text(name: str) -> str:
    return resources.files(__package__ or "").joinpath(name).read_text(encoding="utf-8")
