"""Collects the findings of one step, and quotes the little that may be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tkeel_oauth._runtime.base.redaction import SecretScanner

from .finding_texts import TEXTS
from .results import Finding, Severity

__all__ = ["Findings", "Quotes"]

_WORD = re.compile(r"[A-Za-z0-9@_$][A-Za-z0-9@_$.+/-]{0,59}")
_WITHHELD = "[withheld]"


class Quotes:
    """Says names that a server chose, where they are plain words and hold nothing secret.

    Args:
        secrets: What no report may hold.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = SecretScanner(secrets)

    def word(self, text: str) -> str:
        """Gives a name as it may stand in a report."""
        plain = _WORD.fullmatch(text) is not None and not self._secrets.finds(text)
        return text if plain else _WITHHELD

    def words(self, texts: Iterable[str], most: int = 5) -> str:
        """Gives several names in a line."""
        said = list(texts)
        shown = list(dict.fromkeys(map(self.word, said[:most])))
        return ", ".join(shown) + (f" and {len(said) - most} more" if len(said) > most else "")


class Findings:
    """The findings of one step.

    Args:
        step: The step's name.
    """

    def __init__(self, step: str) -> None:
        self._step = step
        self._found: list[Finding] = []

    @property
    def all(self) -> tuple[Finding, ...]:
        """What was found, in that order."""
        return tuple(self._found)

    @property
    def broken(self) -> bool:
        """Whether an error is among them."""
        return any(finding.severity is Severity.ERROR for finding in self._found)

    def add(
        self, key: str, found: str, rule: str, *, severity: Severity = Severity.ERROR, wanted: str = ""
    ) -> None:
        """Adds a finding.

        Args:
            key: One of `TEXTS`; what stands before its `/` is the check's name.
            found: What came instead, in a sentence.
            rule: A JSON pointer into openapi.yaml, or a promise.
            severity: What it means for the verdict.
            wanted: What the text fills in.
        """
        text = TEXTS[key]
        self._found.append(
            Finding(
                check=key.partition("/")[0],
                severity=severity,
                step=self._step,
                expected=text.expected.format(wanted=wanted),
                rule=rule,
                found=found,
                advice=text.known if severity is Severity.KNOWN else text.advice.format(wanted=wanted),
            )
        )
