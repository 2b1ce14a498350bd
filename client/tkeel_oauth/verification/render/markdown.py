"""The format `markdown`: tables for GitHub's job summaries, merge requests and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tkeel_oauth.verification.results import Results

from .summary import answer, facts, grouped, headline, outcome, parts, tally

__all__ = ["render"]

# Whatever means something inside a line of CommonMark or its GitHub kind; no line starts with a text that is
# not ours. A colon is among them because http://x becomes a link by itself and :x: a picture.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$:&]|(?<=www)\.)", re.IGNORECASE)
# An @ before a name calls somebody, even an escaped one; a character without width between them ends that.
_CALL = "@&#8288;"


def render(results: Results) -> str:
    """Writes what was found."""
    return "".join(f"{line}\n" for line in _lines(results))


def _lines(results: Results) -> Iterator[str]:
    yield f"## {_escaped(headline(results))}"
    yield ""
    yield f"{_escaped(tally(results))}"
    yield ""
    yield from _table(("", "what was verified"), facts(results))
    yield ""
    yield "### Steps"
    yield ""
    steps = ((step.name, outcome(results, step), answer(step), step.title) for step in results.steps)
    yield from _table(("step", "outcome", "answer", "what it asks"), steps)
    groups = grouped(results)
    if groups:
        yield ""
        yield "### Findings"
    for group in groups:
        yield ""
        yield f"#### {_escaped(group.kind.capitalize())}: {_escaped(group.finding.check)}"
        yield ""
        yield from _table(("", f"in {', '.join(group.steps)}"), parts(group.finding))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = [*map(_escaped, head)]
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(_escaped, row))} |"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("@", _CALL)
