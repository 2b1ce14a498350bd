"""Whether a text gives a secret away.

What a server says may repeat what it was sent, plainly or in some encoding. A text
that does is withheld whole. Cutting the secret out would not do: a password of one
letter would turn ``400`` into ``[redacted]00`` and so tell what it is.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Seeker"]

_LAYERS = 3
"""How many encodings laid over one another are undone."""

_LONGEST = 8192
_MOST_VIEWS = 2000
"""A text too long, or that can be read in too many ways, to be looked through is withheld."""

_COST_OF_A_VIEW = 32
"""Characters that looking through a view counts as, besides its own: even an empty one takes its time."""

_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_JSON_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LEAST_FRAGMENT = 4
"""Characters of base64 that must match; fewer are found in any text."""


class Seeker:
    """Looks for some values in texts.

    Args:
        values: what to look for; empty ones are ignored, for any text holds them.
        effort: characters to look at in all, views of a text included; when they are
            spent, every text is taken to hold a value. None for no limit.
    """

    __slots__ = ("_effort", "_folded", "_fragments")

    def __init__(self, values: Iterable[str], effort: int | None = None) -> None:
        self._effort = effort
        sought = tuple(dict.fromkeys(value for value in values if value))
        self._folded = tuple(value.casefold() for value in sought)
        self._fragments = tuple(_fragments(sought))

    def finds_one_in(self, text: str) -> bool:
        """Tell whether ``text`` holds a value in any encoding that is known here."""
        if not text or not self._folded:
            return False
        if len(text) > _LONGEST or (self._effort is not None and self._effort < 0):
            return True
        for count, view in enumerate(_views(text)):
            if self._effort is not None:
                self._effort -= len(view) + _COST_OF_A_VIEW
                if self._effort < 0:
                    return True
            known = view.casefold()
            if (
                count > _MOST_VIEWS
                or any(value in known for value in self._folded)
                or any(part in view for part in self._fragments)
            ):
                return True
        return False


def _views(text: str) -> Iterator[str]:
    """Yield the text and what it becomes when encodings are undone, up to some layers."""
    seen = {text}
    layer = [text]
    yield text
    for _ in range(_LAYERS):
        following: list[str] = []
        for view in layer:
            for decoded in _decodings(view):
                if decoded not in seen:
                    seen.add(decoded)
                    following.append(decoded)
                    yield decoded
        layer = following


def _decodings(text: str) -> Iterator[str]:
    yield unquote(text)
    yield unquote_plus(text)
    yield html.unescape(text)
    yield _json_unescaped(text)
    # UTF-8 read as Latin-1, as header values are.
    yield text.encode("latin-1", "replace").decode("utf-8", "replace")
    for token in _TOKEN.findall(text):
        yield from _token_decodings(token)


def _token_decodings(token: str) -> Iterator[str]:
    bare = token.rstrip("=").translate(str.maketrans("-_", "+/"))
    for decode in (_base64, bytes.fromhex):
        try:
            decoded = decode(bare).decode()
        except (ValueError, binascii.Error):
            continue
        if decoded.isprintable():
            yield decoded


def _base64(bare: str) -> bytes:
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _json_unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code, letter = match.groups()
        return chr(int(code, 16)) if code else _JSON_LETTERS.get(letter, letter)

    unescaped = _JSON_ESCAPE.sub(plain, text)
    # Characters beyond the basic plane are written as two escapes.
    return unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _fragments(values: Iterable[str]) -> Iterator[str]:
    """Yield what of a secret stands in base64 text that encodes it amid other bytes."""
    for value in values:
        raw = value.encode("utf-8", "surrogatepass")
        for before in range(3):
            encoded = base64.b64encode(b"\0" * before + raw).decode()
            # The first and last characters also hold bits of the neighbouring bytes.
            start = (before * 8 + 5) // 6
            fragment = encoded[start : (before + len(raw)) * 8 // 6]
            if len(fragment) >= _LEAST_FRAGMENT:
                yield fragment
                yield fragment.translate(str.maketrans("+/", "-_"))
