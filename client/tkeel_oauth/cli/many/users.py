"""The CSV file that says who logs in.

It holds passwords, so no error quotes it: errors name the line, and columns by their place. A file without
a header would otherwise have its first password shown as the name of a column.
"""

from __future__ import annotations

import csv
import io
import os
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

__all__ = ["COLUMNS", "Login", "Users", "UsersError", "opened", "readable_by_others"]

COLUMNS = ("tenant_id", "username", "password", "redirect_uri", "state")

_LONGEST_LINE = 1 << 20
_MOST_PIPED = 64 << 20
_BOM = b"\xef\xbb\xbf"


class UsersError(Exception):
    """The file cannot be used; the text names the line and nothing of what stands there."""


class Login:
    """One row: who logs in, and how.

    Args:
        row: Its number, from 1; the header and empty lines do not count.
        tenant_id: The tenant.
        username: The user.
        password: The password.
        redirect_uri: Where the application would take the code.
        state: The application's own value, None for none.
    """

    __slots__ = ("password", "redirect_uri", "row", "state", "tenant_id", "username")

    def __init__(  # noqa: PLR0913 - the columns
        self, row: int, *, tenant_id: str, username: str, password: str, redirect_uri: str, state: str | None
    ) -> None:
        self.row: int = row
        self.tenant_id: str = tenant_id
        self.username: str = username
        self.password: str = password
        self.redirect_uri: str = redirect_uri
        self.state: str | None = state

    def __repr__(self) -> str:
        return f"<Login of row {self.row}>"


class Users:
    """The rows of a file, which are read anew by each iteration and never kept.

    Args:
        source: The file's bytes; it must be seekable.
        options: The values, by the names of columns, that the file does not have; None where there is none.

    Raises:
        UsersError: When the header is missing or cannot be used, or a value comes twice or not at all.
    """

    def __init__(self, source: BinaryIO, options: Mapping[str, str | None]) -> None:
        self._source = source
        self._options = {name: options.get(name) or "" for name in COLUMNS}
        header = next(_records(source), None)
        if header is None:
            raise UsersError(f"line 1: there is no header; it names columns of {', '.join(COLUMNS)}")
        self._columns = _columns(*header)
        for name in COLUMNS:
            if name in self._columns and self._options[name]:
                raise UsersError(f"{name} is given twice: as a column and as an option")
            if not (name in self._columns or self._options[name] or name in {"password", "state"}):
                raise UsersError(f"{name} is missing: it is neither a column nor given as an option")

    def __repr__(self) -> str:
        return f"<Users with {', '.join(self._columns)}>"

    @property
    def has_passwords(self) -> bool:
        """Whether the file has a password for each row."""
        return "password" in self._columns

    def all_have(self, password: str) -> None:
        """Sets the password of all rows of a file that has none.

        Args:
            password: The password.
        """
        self._options["password"] = password

    def count(self) -> int:
        """Gives the number of rows, all of which are checked.

        Raises:
            UsersError: When a row cannot be used.
        """
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[Login]:
        records = _records(self._source)
        next(records, None)
        for row, (line, fields) in enumerate(records, start=1):
            if len(fields) != len(self._columns):
                found = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
                raise UsersError(f"line {line}: it has {found}, and the header {len(self._columns)}")
            values = dict(zip(self._columns, fields, strict=True))
            for name, value in values.items():
                # Another's value in its place would be worse than none.
                if not value and name != "state":
                    raise UsersError(f"line {line}: {name} is empty")
            values = self._options | values
            yield Login(
                row,
                tenant_id=values["tenant_id"],
                username=values["username"],
                password=values["password"],
                redirect_uri=values["redirect_uri"],
                state=values["state"] or None,
            )


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """Opens a file to read it more than once; what comes through a pipe is held in memory.

    Args:
        path: The file; `-` is standard input.

    Raises:
        UsersError: When more than 64 MiB come through a pipe.
        OSError: When it cannot be read.
    """
    if str(path) == "-":
        yield _held(sys.stdin.buffer)
        return
    with path.open("rb") as stream:
        yield stream if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else _held(stream)


def readable_by_others(source: BinaryIO) -> bool:
    """Tells whether other users of this machine can read a file; False where systems do not say it so."""
    if os.name != "posix" or isinstance(source, io.BytesIO):
        return False
    return bool(os.fstat(source.fileno()).st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _held(stream: BinaryIO) -> BinaryIO:
    content = stream.read(_MOST_PIPED + 1)
    if len(content) > _MOST_PIPED:
        raise UsersError(f"more than {_MOST_PIPED >> 20} MiB came through a pipe; give a file")
    return io.BytesIO(content)


def _columns(line: int, names: list[str]) -> list[str]:
    columns: list[str] = []
    for place, name in enumerate((name.strip() for name in names), start=1):
        if name not in COLUMNS:
            separated = len(names) == 1 and (";" in name or "\t" in name)
            hint = "; fields are separated by commas" if separated else ""
            if name.lower() in COLUMNS:
                hint = "; names are in lower case"
            raise UsersError(
                f"line {line}: the name of column {place} is not known{hint}; "
                f"the header names columns of {', '.join(COLUMNS)}"
            )
        if name in columns:
            raise UsersError(f"line {line}: the column {name} is there twice")
        columns.append(name)
    return columns


def _records(source: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yields the line that each record begins on, and its fields; empty lines are passed over."""
    source.seek(0)
    reader = csv.reader(_lines(source), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UsersError(
                f"line {line}: not CSV: a quote without its counterpart, a carriage return without a line "
                f"feed, or a field of more than {csv.field_size_limit()} characters"
            ) from None
        if fields:
            yield line, fields


def _lines(source: BinaryIO) -> Iterator[str]:
    number = 0
    while raw := source.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE:
            raise UsersError(f"line {number}: longer than {_LONGEST_LINE} bytes")
        try:
            yield (raw.removeprefix(_BOM) if number == 1 else raw).decode("utf-8")
        except UnicodeDecodeError:
            # The error holds the line.
            raise UsersError(f"line {number}: not UTF-8; save the file as UTF-8") from None
