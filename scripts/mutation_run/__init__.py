"""What scripts/mutation measures: how many small mistakes in the code the tests notice."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

from mutation_run import trial
from mutation_run.targets import TARGETS
from tooling.environment import ROOT, SetupError, environment, executable, locked_environment
from tooling.steps import CACHE, environment_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_PACKAGE = "client/tkeel_oauth"
_TIMES_AS_LONG = 5
_AT_LEAST_S = 10


@dataclass
class Score:
    """What became of one module's mutants."""

    module: str
    tried: int = 0
    made: int = 0
    survivors: list[str] = field(default_factory=list[str])
    fault: str = ""

    def __str__(self) -> str:
        if self.fault:
            return f"{self.module:36} not measured: {self.fault.splitlines()[0]}"
        noticed = self.tried - len(self.survivors)
        share = f"{noticed / self.tried:.0%}" if self.tried else "-"
        return f"{self.module:36} {noticed:4} of {self.tried:4} noticed {share:>5}   ({self.made} made)"


def main(arguments: Sequence[str]) -> int:
    """Mutate, test, and print the score of each module and the mutants that no test noticed.

    Args:
        arguments: The command line.

    Returns:
        0 done, 1 when it could not be measured, 2 wrong usage, 130 interrupted.
    """
    parser = argparse.ArgumentParser(prog="scripts/mutation", description="Measure the tests.")
    parser.add_argument("modules", nargs="*", help="for example _runtime/base/json.py; all by default")
    parser.add_argument("--minutes", type=float, default=60, help="when to stop (60)")
    parser.add_argument("--at-most", type=int, default=0, help="mutants of a module, spread evenly (all)")
    parser.add_argument("--nice", type=int, default=10, help="how far to stand back for others (10)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.modules if name not in TARGETS]
    if unknown:
        parser.error(f"{unknown[0]} is none of {', '.join(TARGETS)}")
    if sys.platform == "win32":
        print("scripts/mutation: needs fork, which Windows has not", file=sys.stderr)
        return 1
    os.nice(options.nice)
    tools = environment().with_name(f"{environment().name}-mutation")
    try:
        locked_environment(tools, ROOT / "requirements" / "mutation.txt")
    except SetupError as error:
        print(f"scripts/mutation: {error}", file=sys.stderr)
        return 1
    trial.preload()
    end = time.monotonic() + options.minutes * 60
    try:
        with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
            tree = Path(folder) / "tree"
            _copy_checkout(tree)
            run = _Run(tree, executable("python", tools), end, options.at_most)
            scores = [run.measure(module) for module in options.modules or TARGETS]
    except KeyboardInterrupt:
        return 130
    return _report(scores)


@dataclass
class _Run:
    tree: Path
    python: Path
    end: float
    at_most: int

    def measure(self, module: str) -> Score:
        """Try the mutants of a module, for as long as there is time."""
        score = Score(module)
        if time.monotonic() > self.end:
            return score
        path = self.tree / _PACKAGE / module
        original = path.read_text("utf-8")
        output = self.tree.with_name("output.txt")
        tests = list(dict.fromkeys(TARGETS[module]))
        start = time.monotonic()
        # The first writes the compiled files, the second tells how long it takes with them.
        for warm in (True, False):
            start = time.monotonic()
            if not trial.passes(self.tree, tests, output=output, timeout=600, warm=warm):
                score.fault = f"its tests fail as it is\n{output.read_text('utf-8')}"
                print(f"{module}: {score.fault}", flush=True)
                return score
        timeout = _AT_LEAST_S + _TIMES_AS_LONG * (time.monotonic() - start)
        Path(cache_from_source(str(path))).unlink(missing_ok=True)
        path.write_text("raise SystemError\n", "utf-8")
        if trial.passes(self.tree, tests, output=output, timeout=timeout):
            score.fault = "it is not what its tests import"
        mutants = [] if score.fault else self._mutants(path, original)
        score.made = len(mutants)
        step = max(1, -(-len(mutants) // self.at_most)) if self.at_most else 1
        for mutant in mutants[::step]:
            if time.monotonic() > self.end:
                break
            path.write_text(mutant, "utf-8")
            score.tried += 1
            if trial.passes(self.tree, tests, output=output, timeout=timeout):
                score.survivors.append(_difference(original, mutant))
                print(f"{module}\n{score.survivors[-1]}", flush=True)
        path.write_text(original, "utf-8")
        print(score, flush=True)
        return score

    def _mutants(self, path: Path, original: str) -> list[str]:
        path.write_text(original, "utf-8")
        script = Path(__file__).with_name("mutants.py")
        done = subprocess.run(
            [str(self.python), "-I", str(script), str(path)],
            env=environment_variables(),
            stdout=subprocess.PIPE,
            check=True,
        )
        found: list[str] = json.loads(done.stdout)
        return found


def _copy_checkout(tree: Path) -> None:
    """Copy what git has or would take, as it lies there now."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git's own place
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, tree / name)


def _difference(original: str, mutant: str) -> str:
    lines = difflib.unified_diff(original.splitlines(), mutant.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


def _report(scores: list[Score]) -> int:
    total = Score("all", sum(s.tried for s in scores), sum(s.made for s in scores))
    total.survivors = [survivor for score in scores for survivor in score.survivors]
    lines = [str(score) for score in [*scores, total]]
    print("\n".join(["", *lines]))
    details = [f"\n{score.module}\n{survivor}" for score in scores for survivor in score.survivors]
    file = CACHE / "mutation.txt"
    file.write_text("\n".join([*lines, *details, ""]), "utf-8")
    print(f"the mutants that no test noticed are in {file.relative_to(ROOT)}")
    return int(any(score.fault for score in scores))
