"""Shows the verdict, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contract_diff.verdict import greatest, next_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contract_diff.verdict import Finding, Verdict

__all__ = ["as_json", "as_text"]

_SECTIONS = {
    "breaks": "breaks those who rely on the old contract",
    "adds": "adds to it, breaks nothing",
    "same": "stays as it was",
}


def as_text(verdict: Verdict, *, old: str, new: str, current: str) -> str:
    """Write the verdict for a person.

    Args:
        verdict: The verdict.
        old: What the old contract was called on the command line.
        new: What the new one was called.
        current: The version that the package has.
    """
    return "\n".join(
        [
            f"old      {old}",
            f"new      {new}",
            *_face("wire", verdict.wire),
            *_face("python", verdict.python),
            f"version  {_version(verdict, current)}",
        ]
    )


def as_json(verdict: Verdict, *, old: str, new: str, current: str) -> str:
    """Write the verdict for a program; the arguments are those of `as_text`."""
    told = {
        "old": old,
        "new": new,
        "wire": _face_json(verdict.wire),
        "python": _face_json(verdict.python),
        "version": {
            "part": verdict.part,
            "current": current,
            "next": next_version(current, verdict.part),
        },
    }
    return json.dumps(told, indent=2)


def _face(name: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    yield f"{name:<8} {_SECTIONS[greatest(findings).word]}"
    places: dict[tuple[str, str], list[str]] = {}
    for finding in sorted(findings, key=lambda each: -each.effect):
        told = f"{finding.text} ({finding.seen_by}: {finding.rule})"
        places.setdefault((finding.effect.word, told), []).append(finding.place)
    for (effect, told), found in places.items():
        # one argument is in the functions and in the methods of both clients
        more = f" and {len(found) - 1} more" if found[1:] else ""
        yield f"  {effect:<7}{found[0]}{more}"
        yield f"         {told}"


def _version(verdict: Verdict, current: str) -> str:
    if verdict.part == "none":
        return f"{current} stays: the contract says the same"
    following = next_version(current, verdict.part)
    early = f", which before 1.0 lets {current} become {following}" if current.startswith("0.") else ""
    return f"{verdict.part}{early}" if early else f"{verdict.part}: after {current} comes {following}"


def _face_json(findings: tuple[Finding, ...]) -> dict[str, object]:
    return {
        "verdict": greatest(findings).word,
        "findings": [
            {
                "effect": finding.effect.word,
                "seen_by": finding.seen_by,
                "rule": finding.rule,
                "place": finding.place,
                "text": finding.text,
            }
            for finding in findings
        ],
    }
