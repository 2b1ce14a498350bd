"""A copy of what scripts/generate reads and writes, in which a test may change everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Workshop:
    """The copy.

    Attributes:
        folder: Its root; the layout is the checkout's.
    """

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Workshop:
        """Make a copy in a folder that does not exist yet."""
        leave_out = shutil.ignore_patterns("__pycache__", ".cache")
        for part in ("scripts/generation", "scripts/templates", "client"):
            shutil.copytree(ROOT / part, folder / part, ignore=leave_out)
        for part in ("openapi.yaml", "generator-config.yml"):
            shutil.copy(ROOT / part, folder / part)
        return cls(folder)

    @property
    def package(self) -> Path:
        """The copy of the package."""
        return self.folder / "client" / "tkeel_oauth"

    @property
    def document(self) -> dict[str, Any]:
        """The copy of the contract."""
        loaded: dict[str, Any] = yaml.safe_load((self.folder / "openapi.yaml").read_text(encoding="utf-8"))
        return loaded

    def write(self, document: dict[str, Any]) -> None:
        """Replace the copy of the contract."""
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
        (self.folder / "openapi.yaml").write_text(text, encoding="utf-8")

    def generate(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run scripts/generate in the copy, with this Python and from another folder.

        Args:
            arguments: Its arguments.
            variables: Environment variables.
        """
        return subprocess.run(
            [sys.executable, "-m", "generation", *arguments],
            cwd=self.folder.parent,
            env={**os.environ, "PYTHONPATH": str(self.folder / "scripts"), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def generated(self) -> dict[str, bytes]:
        """The bytes of everything that belongs to the generator, by path in the package."""
        tops = [self.package / "_generated", self.package / "api", self.package / "models.py"]
        files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*.py"))]
        return {file.relative_to(self.package).as_posix(): file.read_bytes() for file in files}
