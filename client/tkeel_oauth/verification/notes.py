"""Collects the findings of one step, and quotes the little that may be quoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tkeel_oauth.testing.recorder.errors import SecretSurvivedError
from tkeel_oauth.testing.recorder.survivors import Survivors

from .report import Finding, Severity
from .texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Notes", "Quotes"]

_WORD = re.compile(r"[A-Za-z0-9@_$][A-Za-z0-9@_$.+/-]{0,59}")
_WITHHELD = "[withheld]"


class Quotes:
    """Says names that a server chose, where they are plain words and hold nothing secret.

    Args:
        secrets: What no report may hold.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._survivors = Survivors(("other", value) for value in secrets if value)

    def __repr__(self) -> str:
        return "<Quotes>"

    def word(self, text: str) -> str:
        """Gives a name as it may stand in a report.

        Args:
            text: What the server wrote.
        """
        if _WORD.fullmatch(text) is None:
            return _WITHHELD
        try:
            self._survivors.refuse(f'"{text}"'.encode())
        except SecretSurvivedError:
            return _WITHHELD
        return text

    def words(self, texts: Iterable[str], most: int = 5) -> str:
        """Gives several names in a line.

        Args:
            texts: What the server wrote.
            most: How many are named.
        """
        said = [self.word(text) for text in texts]
        shown = list(dict.fromkeys(said[:most]))
        return ", ".join(shown) + (f" and {len(said) - most} more" if len(said) > most else "")


class Notes:
    """The findings of one step.

    Args:
        step: The step's name.
    """

    def __init__(self, step: str) -> None:
        self._step = step
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noted, in that order."""
        return tuple(self._findings)

    def add(
        self, key: str, found: str, contract: str, *, severity: Severity = Severity.ERROR, wanted: str = ""
    ) -> None:
        """Notes a finding.

        Args:
            key: One of `TEXTS`; what stands before its `/` is the check's name.
            found: What came instead, in a sentence.
            contract: A JSON pointer into openapi.yaml, or a promise.
            severity: What it means for the verdict.
            wanted: What the text fills in.
        """
        text = TEXTS[key]
        self._findings.append(
            Finding(
                check=key.partition("/")[0],
                severity=severity,
                step=self._step,
                expected=text.expected.format(wanted=wanted),
                contract=contract,
                found=found,
                advice=text.known if severity is Severity.KNOWN else text.advice.format(wanted=wanted),
            )
        )
