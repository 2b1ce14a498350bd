"""`--format NAME[=FILE]`: where which format of a report goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tkeel_oauth.testing.recorder.writing import write_whole
from tkeel_oauth.verification.render import FORMATS, render
from tkeel_oauth.verification.results import Results

from .options import Unusable, is_terminal, print_result

__all__ = ["Output", "read_outputs", "write_outputs"]

_COLUMNS = 100
_MOST_COLUMNS = 120


@dataclass(frozen=True, slots=True)
class Output:
    """One format and where it goes.

    Args:
        format: Its name.
        file: The file; None for standard output.
    """

    format: str
    file: Path | None = None


def read_outputs(values: Iterable[str]) -> tuple[Output, ...]:
    """Reads the values of `--format`; text goes to standard output where nothing else does.

    Args:
        values: Each `NAME`, `NAME=-` or `NAME=FILE`.

    Raises:
        UsageError: When a name is unknown, or two go to the same place.
    """
    outputs: list[Output] = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in FORMATS:
            raise click.UsageError(f"--format {name!r} is unknown; there are {', '.join(FORMATS)}")
        if equals and not file:
            raise click.UsageError(f"--format {name}= names no file")
        outputs.append(Output(name, Path(file) if file not in ("", "-") else None))
    places = [None if output.file is None else output.file.resolve() for output in outputs]
    if places.count(None) > 1:
        raise click.UsageError(
            "only one --format can go to standard output; give the others a file, as json=FILE"
        )
    if len(set(places)) < len(places):
        raise click.UsageError("two --format name the same file")
    return tuple(outputs) if None in places else (*outputs, Output("text"))


def write_outputs(outputs: Sequence[Output], results: Results, *, verbose: bool) -> None:
    """Writes what was found in all formats, standard output last.

    Raises:
        Unusable: When a file cannot be written after all; the other places have theirs then.
    """
    failed: list[str] = []
    for output in sorted(outputs, key=lambda one: one.file is None):
        if output.file is None:
            text = render(results, output.format, color=_shows_color(), width=_width(), verbose=verbose)
            print_result(text)
            continue
        try:
            write_whole(output.file, render(results, output.format, verbose=verbose).encode())
        except OSError as error:
            failed.append(f"{output.file} cannot be written: {error.strerror or error}")
    if failed:
        raise Unusable("; ".join(failed))


def _shows_color() -> bool:
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    # A log is as wide everywhere; COLUMNS is for terminals.
    return min(shutil.get_terminal_size().columns, _MOST_COLUMNS) if is_terminal(sys.stdout) else _COLUMNS
