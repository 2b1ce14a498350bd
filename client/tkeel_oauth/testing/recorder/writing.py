"""Puts a file in place whole, or leaves what is there."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from pathlib import Path

__all__ = ["try_place", "write_whole"]


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Writes a file by way of another in the same folder, so that nobody ever finds a part of it.

    A file that is replaced keeps its permissions; a link keeps its place, what it points to is replaced. What
    is no file, such as a pipe or /dev/null, is written to and stays.

    Raises:
        OSError: When it cannot be written; the old file is untouched then.
    """
    target = Path(path)
    if _is_no_file(target):
        target.write_bytes(content)
        return
    target = target.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    # Opened so that the permissions of a new file are what the umask leaves.
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as stream:  # noqa: PTH123 - a descriptor has no path
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def try_place(path: str | os.PathLike[str]) -> None:
    """Finds out whether a file could be written, without touching what is there.

    Raises:
        OSError: When it could not.
    """
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if _is_no_file(target):
        # Opening a pipe would wait for its reader.
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return
    with tempfile.TemporaryFile(dir=target.resolve().parent):
        pass


def _is_no_file(target: Path) -> bool:
    # Before links are followed: what /dev/stdout or a shell's >(…) leads to has no path.
    return target.exists() and not target.is_file()
