"""Compares the generated files with those in a package, and puts them there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

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
    present = set(_present(package))
    lines: list[tuple[str, str]] = []
    for name, content in files.items():
        if name not in present:
            lines.append((name, "missing"))
        elif (package / name).read_bytes() != content:
            lines.append((name, "differs"))
    lines += [(name, "does not belong") for name in present - set(files)]
    return [f"{what}: {package.name}/{name}" for name, what in sorted(lines)]


def write(files: Mapping[str, bytes], package: Path) -> int:
    """Put the files into the package, and delete what does not belong.

    Everything has been generated when this starts, and each file changes in one step.

    Args:
        files: What is generated: bytes by path in the package.
        package: The package.

    Returns:
        How many files were written or deleted.
    """
    changes = 0
    for name, content in files.items():
        path = package / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, content)
            changes += 1
    for name in sorted(set(_present(package)) - set(files)):
        path = package / name
        path.unlink()
        changes += 1
        _prune(path.parent, package)
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


def _present(package: Path) -> Iterator[str]:
    for name in GENERATED:
        top = package / name
        for path in [top, *top.rglob("*")]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(package).as_posix()


def _replace(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(content)
    written = Path(file.name)
    # A temporary file is for its owner alone; this one is for all readers.
    written.chmod(0o644)
    written.replace(path)


def _prune(folder: Path, package: Path) -> None:
    """Remove folders that hold nothing any more, or only bytecode of what is gone."""
    while folder != package and not any(
        path.is_file() and path.suffix != ".pyc" for path in folder.rglob("*")
    ):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
        folder = folder.parent
