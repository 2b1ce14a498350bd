"""`--format NAME[=FILE]`: where which format of a report goes."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tkeel_oauth.verification.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tkeel_oauth.verification.report import Report

__all__ = ["Output", "read_outputs", "refuse_unwritable", "write_outputs"]

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


def refuse_unwritable(outputs: Iterable[Output]) -> None:
    """Tries the places of all files, so that nothing is sent for a report that cannot be kept.

    Args:
        outputs: What `read_outputs` gave.

    Raises:
        UsageError: When a file could not be written.
    """
    for output in outputs:
        if output.file is None:
            continue
        try:
            _try(output.file)
        except OSError as error:
            raise click.UsageError(
                f"--format {output.format}={output.file} cannot be written: {error.strerror or error}"
            ) from None


def write_outputs(outputs: Sequence[Output], report: Report) -> None:
    """Writes a report in all formats, standard output last.

    Args:
        outputs: What `read_outputs` gave.
        report: What was verified.

    Raises:
        ClickException: When a file cannot be written after all; the other places have theirs then.
    """
    # ruff: noqa: PLC0415 - only when there is something to write
    from tkeel_oauth.verification.formats import render

    failed: list[str] = []
    for output in sorted(outputs, key=lambda one: one.file is None):
        if output.file is None:
            _print(render(output.format, report, color=_shows_color(), width=_width()))
            continue
        try:
            _write(output.file, render(output.format, report))
        except OSError as error:
            failed.append(f"{output.file} cannot be written: {error.strerror or error}")
    if failed:
        raise click.ClickException("; ".join(failed))


def _try(file: Path) -> None:
    import errno
    import tempfile

    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if file.exists() and not file.is_file():
        # A device or a pipe; opening a pipe would wait for its reader.
        if not os.access(file, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return

    with tempfile.TemporaryFile(dir=file.resolve().parent):
        pass


def _write(file: Path, text: str) -> None:
    from tkeel_oauth.testing.recorder.writing import write_whole

    if file.exists() and not file.is_file():
        # Putting another file in the place of /dev/stdout is not what was meant.
        file.write_text(text, encoding="utf-8")
    else:
        write_whole(file, text.encode())


def _print(text: str) -> None:
    # What the terminal's encoding has no place for is escaped rather than a reason to say nothing.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False, color=True)


def _is_terminal() -> bool:
    # A process without standard output has None there, whatever the annotation says.
    return bool(sys.stdout) and sys.stdout.isatty()


def _shows_color() -> bool:
    return _is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    # A log is as wide everywhere; COLUMNS is for terminals.
    return min(shutil.get_terminal_size().columns, _MOST_COLUMNS) if _is_terminal() else _COLUMNS
