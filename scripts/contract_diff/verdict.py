"""What was found, and what it means for the version number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

__all__ = ["ComparisonError", "Effect", "Finding", "Verdict", "next_version"]


class ComparisonError(Exception):
    """The two contracts cannot be compared; the text is one line that says what to do."""


class Effect(IntEnum):
    """What a change does to those who rely on the old contract; the higher counts."""

    SAME = 0
    ADDS = 1
    BREAKS = 2

    @property
    def word(self) -> str:
        """The effect as it is shown."""
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One difference.

    Attributes:
        effect: What it does.
        seen_by: `redocly` or `rules` for the wire, `griffe` or `annotations` for Python.
        rule: The name of the rule that found it.
        place: Where: a JSON pointer, or a name in the package.
        text: What changed, in a sentence.
    """

    effect: Effect
    seen_by: str
    rule: str
    place: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """The outcome.

    Attributes:
        wire: What was found on the wire.
        python: What was found in the regenerated package.
        changed: Whether the documents differ at all, comments left aside.
    """

    wire: tuple[Finding, ...]
    python: tuple[Finding, ...]
    changed: bool

    @property
    def effect(self) -> Effect:
        """The greatest effect of all."""
        return greatest((*self.wire, *self.python))

    @property
    def part(self) -> str:
        """The part of the version number that has to grow: `major`, `minor`, `patch` or `none`."""
        if not self.changed:
            return "none"
        return {Effect.BREAKS: "major", Effect.ADDS: "minor", Effect.SAME: "patch"}[self.effect]


def greatest(findings: tuple[Finding, ...]) -> Effect:
    """The greatest effect of some findings, `SAME` if there are none."""
    return max((finding.effect for finding in findings), default=Effect.SAME)


def next_version(current: str, part: str) -> str:
    """The lowest version that a release with this change may have.

    Before 1.0 Semantic Versioning promises nothing; the project then lets the minor number grow where
    something breaks and the patch number otherwise.

    Args:
        current: The last release's version, three numbers.
        part: What `Verdict.part` says.
    """
    major, minor, patch = (int(number) for number in current.split("."))
    if part == "none":
        return current
    if major == 0:
        part = "minor" if part == "major" else "patch"
    if part == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if part == "minor" else f"{major}.{minor}.{patch + 1}"
