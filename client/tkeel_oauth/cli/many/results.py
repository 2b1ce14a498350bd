"""The file that codes and errors go to, a line of JSON each, which its owner alone can read."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

__all__ = ["Results", "ResultsError"]

_ONLY_OWNER = 0o600
_OTHERS = 0o077
_BUSY = "another run writes it"
_HIGHEST_ROW = 100_000_000
_FLAGS = os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class ResultsError(Exception):
    """The file cannot be used; the text says why and what to do."""


class Results:
    """Results in a file; each is there, whole, as soon as it is known.

    Args:
        descriptor: The file, open for appending.

    Attributes:
        found: How many rows had a code when the file was opened.
        highest: The highest row that was in it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._done = bytearray()
        self.found: int = 0
        self.highest: int = 0

    @classmethod
    def create(cls, path: Path, *, force: bool = False) -> Self:
        """Makes the file, never through a link.

        Args:
            path: Where.
            force: Whether a file that is there is removed first.

        Raises:
            ResultsError: When something is there that may not be removed, as another run writes it.
            OSError: When the file cannot be made.
        """
        if force and os.path.lexists(path):
            _remove(path)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, _ONLY_OWNER)
        except FileExistsError:
            raise ResultsError(
                "it exists; --resume adds the rows that have no code in it, --force replaces it"
            ) from None
        try:
            _lock(descriptor)
            _refuse_replaced(path, descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(descriptor)

    @classmethod
    def resume(cls, path: Path) -> Self:
        """Opens the file of an earlier run to add to it; a line that was not written whole is cut off.

        Args:
            path: The file.

        Raises:
            ResultsError: When it is no such file, others can read it, or another run writes it.
            OSError: When it cannot be opened.
        """
        _refuse_special(path.lstat())
        descriptor = os.open(path, os.O_RDWR | _FLAGS)
        results = cls(descriptor)
        try:
            _refuse_shared(os.fstat(descriptor))
            _lock(descriptor)
            _refuse_replaced(path, descriptor)
            results._read()
        except BaseException:
            results.close()
            raise
        return results

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def has_code(self, row: int) -> bool:
        """Tells whether the file held a code for a row when it was opened."""
        return row < len(self._done) and bool(self._done[row])

    def add_code(self, row: int, code: str) -> None:
        """Writes the code of a row.

        Raises:
            OSError: When it cannot be written.
        """
        self._write({"row": row, "code": code})

    def add_error(
        self, row: int, *, kind: str, status_code: int | None, reason: str | None, message: str
    ) -> None:
        """Writes why a row has no code.

        Args:
            row: The row's number.
            kind: The error's class.
            status_code: The HTTP status, None where no answer came.
            reason: The server's name for the error, if it gave one.
            message: What happened and what to do, without secrets.

        Raises:
            OSError: When it cannot be written.
        """
        error = {"type": kind, "status_code": status_code, "reason": reason, "message": message}
        self._write({"row": row, "error": error})

    def close(self) -> None:
        """Closes the file."""
        os.close(self._descriptor)

    def _write(self, result: dict[str, object]) -> None:
        line = json.dumps(result).encode("ascii") + b"\n"
        while line:
            line = line[os.write(self._descriptor, line) :]

    def _read(self) -> None:
        whole = 0
        with open(self._descriptor, "rb", closefd=False) as stream:
            for number, line in enumerate(stream, start=1):
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._note(number, line)
        os.ftruncate(self._descriptor, whole)

    def _note(self, number: int, line: bytes) -> None:
        try:
            result: object = json.loads(line)
        except (ValueError, RecursionError):
            result = None
        entry = cast("dict[str, object]", result) if isinstance(result, dict) else {}
        row = entry.get("row")
        if type(row) is not int or not 0 < row < _HIGHEST_ROW or not entry.keys() & {"code", "error"}:
            raise ResultsError(f"line {number} is not one of its results; --force replaces the file")
        self.highest = max(self.highest, row)
        if entry.get("code"):
            self._done.extend(bytes(max(0, row + 1 - len(self._done))))
            self.found += not self._done[row]
            self._done[row] = 1


def _refuse_special(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = "a link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        raise ResultsError(f"it is {kind}; give another --output")


def _refuse_shared(status: os.stat_result) -> None:
    _refuse_special(status)
    if sys.platform == "win32":
        return
    if status.st_uid != os.geteuid():
        raise ResultsError("it belongs to another user, who could read the codes; give another --output")
    if status.st_mode & _OTHERS:
        raise ResultsError("others can read it, and it holds codes: chmod 600 it first")


def _remove(path: Path) -> None:
    """Removes a file that no run writes.

    A new one takes its place instead of the old one emptied: that may have other names, and readers.
    """
    _refuse_special(path.lstat())
    if sys.platform == "win32":  # it does not remove a file that is open
        path.unlink()
        return
    try:
        # For writing, as NFS locks nothing else.
        descriptor = os.open(path, os.O_RDWR | _FLAGS)
    except FileNotFoundError:
        return
    except PermissionError:
        raise ResultsError("it cannot be written, so it is no earlier --output: remove it first") from None
    try:
        _refuse_special(os.fstat(descriptor))
        _lock(descriptor)
        _refuse_replaced(path, descriptor)
        path.unlink()
    finally:
        os.close(descriptor)


def _refuse_replaced(path: Path, descriptor: int) -> None:
    """Makes sure, once the lock is held, that no other run has removed the file before."""
    try:
        replaced = not os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        replaced = True
    if replaced:
        raise ResultsError(_BUSY)


def _lock(descriptor: int) -> None:
    """Keeps a second run from adding to the same file, where the system can."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - of POSIX

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ResultsError(_BUSY) from None
    except OSError:
        return  # a file system without locks
