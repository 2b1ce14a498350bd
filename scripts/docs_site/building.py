"""Puts together what the generator needs, runs it, and puts the site in its place.

The generator reads one folder and writes into it. So the sources are copied to one of their own first, laid
out as in the checkout, with what no page of docs/ holds: the contract and the viewer that shows it.
"""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environments import CACHE, ROOT, SetupError, executable, ready, variables
from outside_tools import from_npm

__all__ = ["build", "drawn", "for_readers", "with_help"]

_MARK = ".tkeel-oauth-docs"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_DRAWING = re.compile(r"(?m)^!\[[^]]*]\((?P<path>[\w/.-]+\.svg)\)$")
_HELP = re.compile(r"(?m)^```console\ntkeel-oauth (?P<arguments>[\w -]*--help)\n```\n")
# the viewer that shows the contract, licences included
_VIEWER = ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt")


def build(output: Path) -> str:
    """Build the site.

    Args:
        output: Where; what an earlier build left there is replaced.

    Returns:
        What the generator warned of, such as broken links; empty when all is well.

    Raises:
        SetupError: What is needed could not be installed, the build failed, or the folder holds
            something else.
    """
    if output.exists() and any(output.iterdir()) and not (output / _MARK).exists():
        raise SetupError(f"{output} holds something that is no site of ours; name an empty folder")
    tools = ready("second-stage")
    viewer = from_npm("npm-tools") / "swagger-ui-dist"
    # one for each build, as several may be under way
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="docs-") as folder:
        stage = Path(folder)
        _stage(stage, viewer)
        warnings = _generate(stage, tools)
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(stage / "site", output)
    (output / _MARK).touch()
    return warnings


def _stage(stage: Path, viewer: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__", "*.har")
    for folder in ("docs", "client/tkeel_oauth"):
        shutil.copytree(ROOT / folder, stage / folder, ignore=unwanted)
    for module in (stage / "client").glob("**/*.py"):
        module.write_text(for_readers(module.read_text(encoding="utf-8")), encoding="utf-8")
    for name in ("zensical.toml", "scripts/docs_site/docstrings.py"):
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, stage / name)
    shutil.copyfile(ROOT / "openapi.yaml", stage / "docs" / "assets" / "openapi.yaml")
    for page in (stage / "docs").glob("**/*.md"):
        page.write_text(with_help(drawn(page)), encoding="utf-8")
    place = stage / "docs" / "assets" / "swagger-ui"
    place.mkdir()
    for name in _VIEWER:
        shutil.copyfile(viewer / name, place / name)


def for_readers(source: str) -> str:
    """Leave of a module what type checkers see, as the rest says the same in a way that loads it late.

    Args:
        source: The module's text.
    """
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.orelse = []
    return ast.unparse(tree)


def drawn(page: Path) -> str:
    """Put drawings into the page itself, so that they take its colours and can be read aloud.

    Args:
        page: The page; drawings are found from its folder.

    Returns:
        The page's text, with the drawing in the place of each line that is an image in SVG alone.
    """

    def drawing(match: re.Match[str]) -> str:
        source = (page.parent / match["path"]).read_text(encoding="utf-8")
        return f"<figure>\n{source.strip()}\n</figure>"

    return _DRAWING.sub(drawing, page.read_text(encoding="utf-8"))


def with_help(text: str) -> str:
    """Let what a command answers to `--help` follow the command.

    Args:
        text: The page's text.
    """

    def answered(match: re.Match[str]) -> str:
        command = [sys.executable, "-m", "tkeel_oauth.cli", *shlex.split(match["arguments"])]
        plain = {**variables(), "COLUMNS": "88", "NO_COLOR": "1"}
        done = subprocess.run(command, env=plain, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise SetupError(f"tkeel-oauth {match['arguments']} failed: {done.stderr.strip()}")
        said = done.stdout.replace("\b", "").strip()
        return f"{match[0]}\n```text\n{said}\n```\n"

    return _HELP.sub(answered, text)


def _generate(stage: Path, tools: Path) -> str:
    done = subprocess.run(
        [str(executable("zensical", tools)), "build", "--clean"],
        cwd=stage,
        env=variables(tools),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = _COLOURS.sub("", done.stderr + done.stdout)
    if done.returncode:
        raise SetupError(f"the site could not be built:\n{said}")
    lines = [line for line in said.splitlines() if not line.startswith(("Build ", "No issues"))]
    return "".join(f"{line}\n" for line in lines if line.strip())
