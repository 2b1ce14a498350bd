"""Builds the documentation site: the pages of docs/, the API reference from docstrings, the HTTP API."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from docs_site import building, checking
from environments import CACHE, ROOT, SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Build the site, and check or serve it if asked to.

    Args:
        arguments: `--output FOLDER`, `--check`, `--serve`, `--port N`.

    Returns:
        0, 1 when the site could not be built or the check found something.
    """
    parser = argparse.ArgumentParser(prog="scripts/docs", description="Build the documentation site.")
    parser.add_argument(
        "--output", type=Path, default=CACHE / "site", help="the folder to put it in; it is replaced"
    )
    parser.add_argument("--check", action="store_true", help="fail on what is broken or cannot be reached")
    parser.add_argument("--serve", action="store_true", help="show it at a loopback address")
    parser.add_argument("--port", type=int, default=8000, help="for --serve; 0 picks a free one")
    chosen = parser.parse_args(arguments)
    output: Path = chosen.output.resolve()

    try:
        warnings = building.build(output)
    except SetupError as error:
        print(f"scripts/docs: {error}", file=sys.stderr)
        return 1
    print(warnings, end="", file=sys.stderr)
    if chosen.check:
        found = [*checking.navigation(ROOT / "zensical.toml", ROOT / "docs"), *checking.links(output)]
        for problem in found:
            print(problem, file=sys.stderr)
        if found or warnings:
            print("scripts/docs: the site has faults, see above", file=sys.stderr)
            return 1
    print(f"built {_shown(output)}", flush=True)
    if chosen.serve:
        handler = partial(SimpleHTTPRequestHandler, directory=str(output))
        with ThreadingHTTPServer(("127.0.0.1", chosen.port), handler) as server, suppress(KeyboardInterrupt):
            print(f"open http://127.0.0.1:{server.server_address[1]}/ , end with Ctrl-C", flush=True)
            server.serve_forever()
    return 0


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
