"""Where the two contracts come from: files, or revisions of the repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

from contract_diff.verdict import ComparisonError

__all__ = ["CONTRACT", "read"]

CONTRACT = "openapi.yaml"


def read(named: str, root: Path) -> bytes:
    """Read a contract.

    Args:
        named: A file; or a revision of git, whose openapi.yaml is meant; or `REVISION:PATH`.
        root: The checkout whose revisions are meant.

    Returns:
        The document's bytes.

    Raises:
        ComparisonError: There is neither such a file nor such a revision.
    """
    path = Path(named)
    if path.is_file():
        return path.read_bytes()
    found = named if ":" in named else f"{named}:{CONTRACT}"
    try:
        done = subprocess.run(
            ["git", "--no-pager", "show", "--end-of-options", found],  # noqa: S607 - whichever git is there
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise ComparisonError(f"{named} is no file, and git cannot be run: {error.strerror}") from error
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise ComparisonError(f"{named} is no file, and git has no {found}: {said}")
    return done.stdout
