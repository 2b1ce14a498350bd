"""The command line of scripts/generate."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generation import output
from generation.document import Refusal
from generation.render import render

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Generate, or compare.

    Args:
        arguments: The command line's.

    Returns:
        0 if all is as generated, 1 if it is not or something cannot be generated.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    document: Path = options.document or ROOT / "openapi.yaml"
    folder: Path | None = options.output
    if options.document is not None and folder is None and not options.check:
        parser.error("--document needs --output: the checkout is generated from its own document")
    try:
        rendered = render(document, ROOT, in_part=options.allow_refusals)
    except Refusal as refusal:
        print(f"{document.name}: {refusal}", file=sys.stderr)
        return 1
    for refused in rendered.refusals:
        print(f"{document.name}: {refused}")
    print(f"{rendered.operations} operation{'' if rendered.operations == 1 else 's'}")
    if rendered.refusals and not options.allow_refusals:
        print("nothing is written; --allow-refusals generates what can be")
        return 1
    package = ROOT / "client" / "tkeel_oauth"
    if folder is not None:
        package = folder / "tkeel_oauth"
        if not options.check:
            output.copy(ROOT / "client" / "tkeel_oauth", package, document, rendered.methods)
    if options.check:
        problems = output.compare(rendered.files, package)
        print("\n".join([*problems, "mend it with: scripts/generate"] if problems else ["as generated"]))
        return 1 if problems else 0
    changes = output.write(rendered.files, package)
    print(f"{len(rendered.files)} files generated, {changes} changed")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/generate", description="Write the generated part of the package from openapi.yaml."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name every file that is not as generated"
    )
    parser.add_argument("--document", type=Path, metavar="FILE", help="another document; needs --output")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="write the whole package into FOLDER/tkeel_oauth, and nothing into the checkout",
    )
    parser.add_argument(
        "--allow-refusals", action="store_true", help="generate what can be, where something cannot"
    )
    return parser
