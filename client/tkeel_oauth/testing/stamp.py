"""Refreshes the hash of openapi.yaml that a recording carries.

    python -m tkeel_oauth.testing.stamp openapi.yaml [RECORDING]

Run it after a change of openapi.yaml that leaves what was recorded true.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from .har import document, dumps
from .recording import load_recording

if TYPE_CHECKING:
    import os

__all__ = ["contract_sha256", "stamp"]


def contract_sha256(path: str | os.PathLike[str]) -> str:
    """Gives the SHA-256 of an openapi.yaml, in hexadecimal.

    Args:
        path: The file; its bytes count as they are.
    """
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def stamp(openapi: str | os.PathLike[str], recording: str | os.PathLike[str]) -> bool:
    """Writes the hash of openapi.yaml into a recording and tells whether that changed it.

    Args:
        openapi: The openapi.yaml.
        recording: The HAR file; left untouched when it is up to date.

    Raises:
        InvalidRecordingError: When the HAR file is not a recording.
    """
    path = Path(recording)
    loaded = load_recording(path)
    fresh = replace(loaded, contract=replace(loaded.contract, openapi_sha256=contract_sha256(openapi)))
    written = dumps(document(fresh))
    if written == path.read_bytes():
        return False
    part = path.with_name(path.name + ".part")
    part.write_bytes(written)
    part.replace(path)
    return True


def main(arguments: list[str]) -> int:
    """Runs the command and gives its exit code."""
    match arguments:
        case [openapi] | [openapi, _]:
            rest = arguments[1:]
        case _:
            sys.stderr.write("usage: python -m tkeel_oauth.testing.stamp openapi.yaml [RECORDING]\n")
            return 2
    with resources.as_file(resources.files("tkeel_oauth.recordings").joinpath("tkeel.har")) as shipped:
        changed = stamp(openapi, rest[0] if rest else shipped)
    sys.stdout.write("stamped\n" if changed else "up to date\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
