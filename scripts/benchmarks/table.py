"""This client beside others, in fresh processes and interleaved rounds: the table of the documentation."""

from __future__ import annotations

import json
import platform
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import machine
from benchmarks.figures import Figures, table
from benchmarks.generated import generated
from benchmarks.loopback import CODE, FORMS
from benchmarks.plan import FAST, ROWS, SUBJECTS, Shown
from benchmarks.running import MeasureError, Runner, Scale
from benchmarks.servers import loopback, recorded
from environments import ROOT, environment, locked_environment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from benchmarks.plan import Row, Subject

__all__ = ["add_arguments", "measure"]

_FULL = Scale(seconds=1.0, memory_calls=100_000, limit=900.0)
_QUICK = Scale(seconds=0.15, memory_calls=500, limit=60.0)
_ROUNDS = 5
# They take minutes with some clients, and an impression does without them.
_NOT_QUICK = ("async-1000", "cold-tls", "memory-async", "sync-recorded")
_PACKAGES = (
    *("httpx", "httpcore", "aiohttp", "urllib3", "pydantic", "openapi-python-client"),
    *("openapi-generator-cli", "h11", "httptools"),
)
_KNOWN = "from tkeel_oauth import Client; Client('http://127.0.0.1:1').close()"
_VERSIONS = f"""
from importlib.metadata import PackageNotFoundError, version
for name in {_PACKAGES!r}:
    try:
        print(name, version(name))
    except PackageNotFoundError:
        pass
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be set.

    Args:
        parser: The parser of the part of the command line behind `table`.
    """
    parser.add_argument("--quick", action="store_true", help="one short round, in about a minute")
    parser.add_argument("--rounds", type=int, default=None, help=f"default: {_ROUNDS}, or 1 with --quick")
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="no round begins after so many (default: %(default)g)"
    )
    keys = [row.key for row in ROWS]
    parser.add_argument(
        "--only", metavar="ROW", action="append", choices=keys, help=f"repeatable: {', '.join(keys)}"
    )
    parser.add_argument(
        "--calls",
        type=int,
        help=f"for the growth of memory (default: {_FULL.memory_calls}, with --quick {_QUICK.memory_calls})",
    )
    parser.add_argument(
        "--clock",
        choices=("wall", "processor"),
        default="wall",
        help="processor: the time that the client's own process uses, which tells more on a busy machine "
        "(default: %(default)s)",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every figure there, too")


def measure(options: argparse.Namespace) -> int:
    """Measure, and print the table.

    Args:
        options: What `add_arguments` declares.

    Returns:
        0, or 1 when a measure failed.

    Raises:
        SetupError: When the clients could not be installed or generated.
        ServerError: When a server did not start.
    """
    folder = environment().with_name(f"{environment().name}-bench")
    locked_environment(folder, ROOT / "requirements" / "bench.txt")
    folders = generated(folder)
    scale = replace(_QUICK if options.quick else _FULL, clock=options.clock)
    if options.calls:
        scale = replace(scale, memory_calls=options.calls)
    rows = _rows(options.only, quick=options.quick)
    if scale.clock == "processor":
        rows = [row for row in rows if row.shown is not Shown.RATE]
    rounds: int = options.rounds or (1 if options.quick else _ROUNDS)
    with ExitStack() as stack:
        server = stack.enter_context(loopback())
        _, port = stack.enter_context(recorded())
        runner = Runner(folder, folders, server, port, scale)
        subjects, without = _subjects(runner)
        before = machine.load()
        figures = Figures()
        done = _rounds(runner, figures, rows, subjects, rounds, time.monotonic() + 60 * options.minutes)
        print(table(figures, rows, subjects, scale.memory_calls))
        print()
        notes = [
            _reading(done, scale.clock),
            _setting(runner, before),
            *without,
            *_codes(runner, subjects),
        ]
    print("\n".join(f"- {note}" for note in notes))
    for (row, subject), why in figures.failures.items():
        print(f"scripts/bench: {subject}, {row}: {why}", file=sys.stderr)
    if options.json is not None:
        document = {"rounds": done, "notes": notes, "figures": figures.document()}
        options.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if figures.failures else 0


def _rows(only: Sequence[str] | None, *, quick: bool) -> list[Row]:
    if only:
        return [row for row in ROWS if row.key in only]
    return [row for row in ROWS if not (quick and row.key in _NOT_QUICK)]


def _subjects(runner: Runner) -> tuple[list[Subject], list[str]]:
    """The clients that can be measured, and what is to be said of one that cannot."""
    subjects = list(SUBJECTS)
    try:
        runner.program(_KNOWN, {"TKEEL_OAUTH_TRANSPORT": "no such transport"})
    except MeasureError:
        why = runner.works(FAST)
    else:
        why = "this package has no other transport"
    if why is None:
        return subjects, []
    subjects.remove(FAST)
    return subjects, [f"Without a column for `[fast]`: {why}."]


def _rounds(  # noqa: PLR0913, PLR0917 - all that a run needs
    runner: Runner,
    figures: Figures,
    rows: Sequence[Row],
    subjects: Sequence[Subject],
    rounds: int,
    ends: float,
) -> int:
    """Measure everything once a round, and give how many rounds there were."""
    for subject in subjects:
        runner.works(subject)  # so that everybody's modules are compiled before the first is measured
    for number in range(rounds):
        if number and time.monotonic() > ends:
            return number
        for row in rows:
            if row.once and number:
                continue
            _show(f"round {number + 1} of {rounds}: {row.key}")
            # Nobody is always the one behind a client that has warmed, or throttled, the processor.
            turn = number % len(subjects)
            for subject in (*subjects[turn:], *subjects[:turn]):
                if (row.way is None or row.way in subject.ways) and (
                    (row.key, subject.key) not in figures.failures
                ):
                    _measure(runner, figures, row, subject, number)
    _show("")
    return rounds


def _measure(runner: Runner, figures: Figures, row: Row, subject: Subject, number: int) -> None:
    try:
        figures.add(row, subject, number, runner.measure(subject, row))
    except MeasureError as error:
        figures.failures[row.key, subject.key] = str(error)


def _codes(runner: Runner, subjects: Sequence[Subject]) -> list[str]:
    """Which clients take something else for the authorization code, and in which form."""
    notes: list[str] = []
    for form in FORMS:
        wrong: dict[str, list[str]] = {}
        for subject in subjects:
            if subject.generated or subject.module == "ours":
                code = runner.code(subject, form)
                if code != CODE:
                    wrong.setdefault(code, []).append(subject.title)
        notes += [
            f"In the {form} form, these hand their caller `{code}` as the authorization code: "
            f"{'; '.join(titles)}."
            for code, titles in wrong.items()
        ]
    return notes


def _reading(rounds: int, clock: str) -> str:
    times = "Time of the client's process on the processor. " if clock == "processor" else ""
    several = f"Medians of {rounds} rounds, and the least and the most. " if rounds > 1 else "One round. "
    return (
        f"{times}{several}The first column is as measured. The others are ratios to it in the same round, "
        "where they have no unit: of the time, or of the calls a second."
    )


def _setting(runner: Runner, before: float | None) -> str:
    versions = ", ".join(runner.program(_VERSIONS).splitlines())
    return (
        "Loopback, kept connections, fresh processes, rounds interleaved. "
        f"{machine.processor()}, {machine.cores()} cores, {platform.system()}, "
        f"Python {platform.python_version()}; {versions}. "
        f"Load before and after: {_load(before)} and {_load(machine.load())}."
    )


def _load(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1f}"


def _show(text: str) -> None:
    """Show one line of progress in place of the one before, to a person alone."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
