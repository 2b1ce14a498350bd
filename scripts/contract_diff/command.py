"""The command line of scripts/contract-diff."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contract_diff import callers, redocly, report, rules, sources
from contract_diff.verdict import ComparisonError, Effect, Verdict
from generation import document
from generation.document import Refusal
from tkeel_oauth import __version__
from tooling.environment import ROOT

if TYPE_CHECKING:
    from generation.document import Node

__all__ = ["judge", "main"]


def main(arguments: list[str]) -> int:
    """Compare two contracts and print the verdict.

    Args:
        arguments: The command line's.

    Returns:
        0 if nothing breaks, 1 if something does, 2 if they cannot be compared.
    """
    options = _parser().parse_args(arguments)
    old: str = options.old
    new: str = options.new
    try:
        verdict = judge(sources.read(old, ROOT), sources.read(new, ROOT))
    except ComparisonError as error:
        print(f"scripts/contract-diff: {error}", file=sys.stderr)
        return 2
    show = report.as_json if options.json else report.as_text
    print(show(verdict, old=old, new=new, current=__version__))
    return int(verdict.effect is Effect.BREAKS)


def judge(old: bytes, new: bytes) -> Verdict:
    """Compare two contracts.

    Args:
        old: The old document.
        new: The new document.

    Raises:
        ComparisonError: One of them cannot be read or generated from, or Redocly is not installed.
    """
    redocly.command()
    with tempfile.TemporaryDirectory(prefix="tkeel-oauth-contract-diff-") as name:
        folder = Path(name)
        files = (_put(old, folder / "old.yaml"), _put(new, folder / "new.yaml"))
        try:
            before, after = (document.load(file) for file in files)
            if _same(before, after):
                return Verdict((), (), changed=False)
            # First, because it refuses references that lead out of the document; Redocly would follow them.
            python = callers.compare(*files, folder)
            wire = [*redocly.compare(*files), *rules.compare(before, after)]
        except Refusal as refusal:
            raise ComparisonError(str(refusal)) from refusal
        return Verdict(tuple(wire), tuple(python), changed=True)


def _put(content: bytes, file: Path) -> Path:
    file.write_bytes(content)
    return file


def _same(old: Node, new: Node) -> bool:
    # as text, because the order of members counts: it is that of a constructor's arguments
    return json.dumps(old.value, default=str) == json.dumps(new.value, default=str)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/contract-diff",
        description="Say what a change of openapi.yaml breaks: on the wire, and for callers of the package "
        "that is generated from it; and which part of the version number has to grow.",
        epilog="Exit code 0: nothing breaks; 1: something does; 2: wrong usage, or they cannot be compared. "
        "docs/contract-changes.md says more.",
    )
    parser.add_argument(
        "old", metavar="OLD", help="a file, a revision of git, or REVISION:PATH; what is relied upon"
    )
    parser.add_argument("new", metavar="NEW", help="the same; what shall take its place")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
