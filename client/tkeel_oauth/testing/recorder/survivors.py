"""Looks for live values in a finished recording, in any encoding.

Every text, name and number in the file is looked at. A text is read as it stands; with escapes
undone that HTML, URLs, JSON and program text know; as base64 and hexadecimal, also in the middle of other
bytes; in its compatibility form; a body that is no UTF-8 also in the encodings that are met in practice.
Letters match in either case. `_runtime.base.redaction` does most of that.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from typing import TYPE_CHECKING, cast

from tkeel_oauth._runtime.base.redaction import SecretScanner

from .errors import SecretSurvivedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .parts import Role

__all__ = ["LABELS", "Survivors"]

LABELS: dict[Role, str] = {
    "password": "a password",
    "username": "a user name",
    "tenant_id": "a tenant",
    "redirect_uri": "a redirect_uri",
    "state": "a state",
    "code": "an authorization code",
    "access_token": "an access token",
    "refresh_token": "a refresh token",
    "other": "a value that was to be replaced",
    "host": "the server's or the application's host",
    "path": "the path that the server is reached under",
}

# More than SecretScanner looks through at a time is read in windows that overlap by half.
_WINDOW = 8000
_PIECE = 200
_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "latin-1")
_HEX_ESCAPE = re.compile(r"\\+x([0-9a-f]{2})|=([0-9A-F]{2})", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<=[A-Za-z0-9+/_-]{60})(?:\\r|\\n|\s)+")


class Survivors:
    """The values that must not be in a file.

    Args:
        values: The live values with their roles.
    """

    def __init__(self, values: Iterable[tuple[Role, str]]) -> None:
        self._by_role: dict[Role, list[str]] = {}
        for role, value in values:
            self._by_role.setdefault(role, []).extend(_searched(value))
        self._all = SecretScanner(value for found in self._by_role.values() for value in found)

    def __repr__(self) -> str:
        return "<Survivors>"

    def refuse(self, har: bytes) -> None:
        """Makes sure that none of the values is in a file.

        Args:
            har: The bytes that are to be written.

        Raises:
            SecretSurvivedError: When one is; the message says what it is and where, not what it reads.
        """
        clean = set[str]()
        for place, text in _texts(har):
            if text in clean:
                continue
            if not self._in(self._all, text):
                clean.add(text)
            else:
                role = self._role(text)
                raise SecretSurvivedError(f"{LABELS[role]} would stand in the recording, at {place}", role)

    def _role(self, text: str) -> Role:
        for role, values in self._by_role.items():
            if self._in(SecretScanner(values), text):
                return role
        return "other"

    def _in(self, secrets: SecretScanner, text: str) -> bool:
        return any(secrets.finds(window) for view in dict.fromkeys(_views(text)) for window in _windows(view))


def _searched(value: str) -> Iterator[str]:
    """Yields what to look for: the value, or where it is long each of its pieces, and its bytes."""
    pieces = [value[at : at + _PIECE] for at in range(0, len(value), _PIECE)]
    if len(pieces) > 1 and len(pieces[-1]) < _PIECE:
        pieces.pop()
    for piece in pieces:
        yield piece
        yield unicodedata.normalize("NFKC", piece)
        yield piece.encode("utf-8", "surrogatepass").hex()
        # What a body that is no UTF-8 holds of it when its bytes are read in Latin-1.
        yield from (piece.encode(charset, "ignore").decode("latin-1") for charset in _CHARSETS[1:])


def _texts(har: bytes) -> Iterator[tuple[str, str]]:
    yield from _leaves(cast("object", json.loads(har)), "")


def _leaves(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        for name, member in members.items():
            yield f"{place}, in the name of a member", name
            yield from _leaves(member, f"{place}.{name}".lstrip("."))
        if members.get("encoding") == "base64":
            raw = base64.b64decode(str(members.get("text")))
            yield from ((f"{place}.text", raw.decode(charset, "replace")) for charset in _CHARSETS)
    elif isinstance(value, list):
        for index, element in enumerate(cast("list[object]", value)):
            yield from _leaves(element, f"{place}[{index}]")
    elif isinstance(value, str):
        yield place, value
        if "\0" in value:
            yield place, value.replace("\0", "")
    elif isinstance(value, int | float):
        yield place, str(value)


def _views(text: str) -> Iterator[str]:
    yield text
    yield unicodedata.normalize("NFKC", text)
    yield _HEX_ESCAPE.sub(_unescaped, text).encode("latin-1", "replace").decode("utf-8", "replace")
    yield _WRAPPED.sub("", text)


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1] or match[2], 16))


def _windows(text: str) -> Iterator[str]:
    for start in range(0, max(len(text) - _WINDOW // 2, 1), _WINDOW // 2):
        yield text[start : start + _WINDOW]
