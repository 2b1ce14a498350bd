"""The command line of scripts/generate."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generation import output, upstream
from generation.document import Refusal
from generation.render import Sources, render

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "scripts" / "templates"


def main(arguments: list[str]) -> int:
    """Generate, or compare.

    Args:
        arguments: The command line's.

    Returns:
        0 if all is as generated, 1 if it is not or cannot be generated.
    """
    options = _parser().parse_args(arguments)
    document: Path = options.document
    package: Path = options.package
    try:
        if options.accept_upstream:
            upstream.write(TEMPLATES)
        upstream.check(TEMPLATES)
        files = render(Sources(document, ROOT / "generator-config.yml", TEMPLATES))
    except Refusal as refusal:
        print(f"scripts/generate: {refusal}", file=sys.stderr)
        return 1
    if not options.check:
        changes = output.write(files, package)
        print(f"{len(files)} files generated, {changes} changed")
        return 0
    problems = output.compare(files, package)
    if problems:
        print("\n".join(problems))
        print("mend it with: scripts/generate")
        return 1
    print(f"{len(files)} generated files are as they should be")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/generate", description="Write the generated part of the package from openapi.yaml."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name every file that is not as generated"
    )
    parser.add_argument(
        "--document", type=Path, default=ROOT / "openapi.yaml", metavar="FILE", help="another document"
    )
    parser.add_argument(
        "--package",
        type=Path,
        default=ROOT / "client" / "tkeel_oauth",
        metavar="DIR",
        help="another place of the package",
    )
    parser.add_argument(
        "--accept-upstream",
        action="store_true",
        help="once the forked templates are ported to the installed generator: lock its release",
    )
    return parser
