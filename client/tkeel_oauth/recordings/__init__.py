"""The recordings that ship with the package, as HAR 1.2 files."""

from __future__ import annotations

from pathlib import Path

__all__ = ["hook_dirs"]


def hook_dirs() -> list[str]:
    """Tells PyInstaller, which asks by an entry point, where it finds that files belong to the package."""
    return [str(Path(__file__).parent)]
