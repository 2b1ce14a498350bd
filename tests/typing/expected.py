"""The errors that `rejected.py` says a type checker has to find."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ACCEPTED = HERE / "accepted.py"
REJECTED = HERE / "rejected.py"

_COMMENT = re.compile(r"# refused: (?P<mypy>[a-z-]+), (?P<pyright>report\w+)$")


def expected(checker: str) -> set[tuple[int, str]]:
    """Line and rule of every error to be found.

    Args:
        checker: `mypy` or `pyright`.
    """
    lines = REJECTED.read_text(encoding="utf-8").splitlines()
    found = ((number, _COMMENT.search(line)) for number, line in enumerate(lines, start=1))
    return {(number, match[checker]) for number, match in found if match}
