"""Compares the generated files with those in a package, and puts them there."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["GENERATED", "compare", "copy", "write"]

# What belongs to the generator, in the package; nothing else is looked at or touched.
GENERATED = ("api", "models")
# What knows the one operation of the project's own document, and would not work without it.
_OWN_OPERATION = "oauth.authorize"
_ABOUT_IT = ("__main__.py", "cli", "recordings", "testing", "verification")


def compare(files: Mapping[str, bytes], package: Path) -> list[str]:
    """Say what is not as generated.

    Args:
        files: What is generated: bytes by path in the package.
        package: The package.

    Returns:
        A line for every file that differs, is missing or does not belong, in the order of their paths.
    """
    present = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for name in GENERATED
        for path in (package / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    lines: list[str] = []
    for name in sorted(present.keys() | files.keys()):
        if name not in present:
            lines.append(f"missing: {package.name}/{name}")
        elif name not in files:
            lines.append(f"does not belong: {package.name}/{name}")
        elif present[name] != files[name]:
            lines.append(f"differs: {package.name}/{name}")
    return lines


def write(files: Mapping[str, bytes], package: Path) -> int:
    """Put the files into the package in the place of what was generated before.

    Args:
        files: What is generated, all of it: bytes by path in the package.
        package: The package.

    Returns:
        How many files are other ones now.
    """
    changes = len(compare(files, package))
    if changes:
        for name in GENERATED:
            shutil.rmtree(package / name, ignore_errors=True)
        for name, content in files.items():
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).write_bytes(content)
    return changes


def copy(package: Path, target: Path, document: Path, methods: Collection[str]) -> None:
    """Put the hand-written parts of the package where another document's are generated.

    Args:
        package: The package.
        target: Where; what is there is replaced.
        document: The document, which goes with the package.
        methods: The clients' methods that will be there. Without the one that the project is about,
            what knows it is left out: the command line, the recorded server, the verification.
    """
    left_out = {"__pycache__", *GENERATED}
    if _OWN_OPERATION not in methods:
        left_out.update(_ABOUT_IT)
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(
        package,
        target,
        ignore=lambda folder, names: (
            left_out.intersection(names) if Path(folder) == package else {"__pycache__"}.intersection(names)
        ),
    )
    shutil.copyfile(document, target / "openapi.yaml")
