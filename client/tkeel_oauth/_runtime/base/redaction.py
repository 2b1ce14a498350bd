r"""What may not be shown: whether a text holds a secret, and what stands in its place.

What a server or a gateway says may repeat what it was sent. A text that does is withheld
whole. Cutting the secret out would not do: a password of one letter would turn ``400``
into ``[redacted]00`` and so tell what it is.

A value is found in the forms in which servers and gateways really write it, in either case:

* plain, in Unicode's compatibility forms (full-width letters), and as UTF-8 read as Latin-1;
* percent-encoded (``%u`` included), with ``+`` for a space, with JSON's, Python's or C's backslashes
  (``\u``, ``\x``, octal, ``repr(bytes)``) and with HTML's references, up to four deep and mixed;
* in base64 (either alphabet, at any offset, over several lines) and in hex (pairs may stand
  apart), the value alone or amid a raw request, and one of these in the other.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["WITHHELD", "SecretScanner", "one_line"]

WITHHELD = "[withheld: it may repeat what was sent]"

EFFORT = 1 << 20
"""Comparisons of a character with a value that the texts of one answer are worth. tKeel's need thousands."""

_LAYERS = 4
"""How many encodings laid over one another are undone."""

_LAYERS_OF_BYTES = 2
"""How many of them may be base64 or hex."""

_OF_A_VIEW = 32
_OF_DECODING = 8
_OF_A_VALUE = 1024
"""What looking costs besides: characters for each text, values for its encodings, and for each value."""

_LEAST = 3
"""Characters that a value must have to be told from noise."""


class SecretScanner:
    """Looks for the secret values of a call in texts. What it costs is linear in the text.

    Args:
        values: the secrets as text; empty ones are ignored, for any text holds them.
            None where they are not known: then every text is taken to hold one.
        effort: how much looking there may be in all, None for no limit. When it is spent,
            every text is taken to hold a secret.
    """

    __slots__ = ("_effort", "_needles", "_values")

    def __init__(self, values: Iterable[str] | None, effort: int | None = None) -> None:
        self._values = None if values is None else tuple(dict.fromkeys(filter(None, values)))
        self._effort = effort
        self._needles: tuple[str, ...] | None = None  # most calls never need them

    def __repr__(self) -> str:
        return "<SecretScanner>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("secrets are not pickled")

    def in_answer(self, issued: Iterable[str] | None) -> SecretScanner:
        """Return what looks through one part of an answer, at a cost that no server can raise.

        Args:
            issued: the secrets that the answer itself brings, None where they are not known.
        """
        if issued is None or self._values is None:
            return SecretScanner(None)
        brought = tuple(issued)
        left = EFFORT - sum(_OF_DECODING * len(value) + _OF_A_VALUE for value in brought)
        return SecretScanner(None) if left < 0 else SecretScanner((*self._values, *brought), left)

    def and_also(self, value: str) -> SecretScanner:
        """Return what looks for one value more."""
        return SecretScanner(None if self._values is None else (*self._values, value), self._effort)

    def redact(self, text: str) -> str:
        """Return ``text``, or a note in its place if it gives a secret away."""
        return WITHHELD if self.finds(text) else text

    def finds(self, text: str) -> bool:
        """Tell whether ``text`` holds a secret in any form that is known here."""
        if self._values is None:
            return bool(text)
        if not text or not self._values:
            return False
        if self._needles is None:
            self._needles = _needles(self._values)
        telling = tuple(value for value in self._needles if len(value) >= _LEAST)
        for view, is_noise in _views(text):
            if self._effort is not None:
                self._effort -= (len(view) + _OF_A_VIEW) * (len(self._values) + _OF_DECODING)
                if self._effort < 0:
                    return True
            sought = telling if is_noise else self._needles
            if any(value in reading for reading in _readings(view) for value in sought):
                return True
        return False


def _needles(values: Iterable[str]) -> tuple[str, ...]:
    """Return what is looked for where values are."""
    found: dict[str, None] = {}
    for value in values:
        found.update(dict.fromkeys(_readings(value)))
        # Encodings may be undone within a value that holds what looks like one.
        for layer in _unescaped(value):
            found.update(dict.fromkeys(reading for reading in _readings(layer) if len(reading) > _LEAST))
    return tuple(found)


_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{4,}+")
_HEX = re.compile(r"[A-Fa-f0-9]{4,}+")
_HEX_APART = re.compile(r"[A-Fa-f0-9]{2}(?:[ :-][A-Fa-f0-9]{2}){2,}+")
_STANDARD = str.maketrans("-_", "+/")


def _readings(text: str) -> Iterator[str]:
    """Yield a text as it is compared: in one case, a plus as the space that it may stand for."""
    yield text.casefold().replace("+", " ")
    if not text.isascii():
        import unicodedata  # noqa: PLC0415

        yield unicodedata.normalize("NFKD", text).casefold().replace("+", " ")
        # UTF-8 read as Latin-1, as header values are.
        latin = text.encode("latin-1", "replace").decode("utf-8", "replace")
        if latin != text:
            latin = "".join(filter(str.isprintable, unicodedata.normalize("NFKD", latin)))
            yield latin.casefold().replace("+", " ")


def _views(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text and what it becomes when encodings are undone, and whether that may be mere noise."""
    for view in _unescaped(text):
        yield view, False
    yield from _views_within(text, _LAYERS_OF_BYTES)


def _views_within(text: str, deep: int) -> Iterator[tuple[str, bool]]:
    for layer in (text, *_layers(text, _patterns()[0])):
        for seen in _with_and_without_breaks(layer):
            clean, noise = _bytes_within(seen)
            for view in _unescaped(clean):
                yield view, False
            for view in _unescaped(noise):
                yield view, True
            if clean and deep > 1:
                yield from _views_within(clean, deep - 1)


def _unescaped(text: str) -> Iterator[str]:
    """Yield a text and what it is without its escapes: those of each kind, and all of them."""
    for seen in _with_and_without_breaks(text):
        if seen:
            yield seen
        if "%" in seen or "\\" in seen or "&" in seen:
            for pattern in _patterns():
                yield from _layers(seen, pattern)


def _with_and_without_breaks(text: str) -> tuple[str, ...]:
    """Return a text, also without what nobody sees: lines that break base64 or hex, UTF-16's zeros."""
    return (text,) if text.isprintable() else (text, "".join(filter(str.isprintable, text)))


def _layers(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield what a text becomes when escapes are undone, and undone again."""
    for _ in range(_LAYERS):
        without = pattern.sub(_undone, text)
        if without == text:
            return
        if "\\u" in text:
            # Characters beyond the basic plane are written as two escapes.
            without = without.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = without
        yield text


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return what finds all escapes at once, and those of each kind."""
    kinds = (
        r"(?P<percent>(?:%[0-9a-fA-F]{2})++|(?:%u[0-9a-fA-F]{4})++|(?:%U[0-9a-fA-F]{4})++)",
        r"\\(?P<backslash>[ux]\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3}|.)",
        r"(?P<html>&(?:#0{0,64}+[0-9]{1,7}|#[xX]0{0,64}+[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)",
    )
    return tuple(re.compile(pattern, re.DOTALL) for pattern in ("|".join(kinds), *kinds))


_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _undone(escape: re.Match[str]) -> str:
    if escape.lastgroup == "percent":
        if escape[0][1] in "uU":  # as JavaScript's escape() and IIS write it
            return bytes.fromhex(escape[0][2:].replace(escape[0][:2], "")).decode("utf-16-be", "replace")
        return bytes.fromhex(escape[0].replace("%", "")).decode("utf-8", "replace")
    if escape.lastgroup == "html":
        from html import unescape  # noqa: PLC0415 - few texts need it

        return unescape(escape[0])
    said: str = escape["backslash"]
    if said.isdigit():
        return chr(int(said, 8)) if said.isascii() and not set(said) & {"8", "9"} else said
    if len(said) == 1:
        return _LETTERS.get(said, said)
    number = int(said[1:].strip("{}"), 16)
    return chr(number) if number < _FIRST_NO_CHARACTER else "\ufffd"


_FIRST_NO_CHARACTER = 0x110000


def _bytes_within(text: str) -> tuple[str, str]:
    """Return what base64 and hex in a text stand for, a line each: what is text, and what may be noise."""
    from binascii import a2b_base64  # noqa: PLC0415 - most calls never look for anything

    clean: list[str] = []
    noise: list[str] = []
    for token in _TOKEN.findall(text):
        bare = token.translate(_STANDARD)
        end = len(bare)
        for start in range(min(end - 3, 4)):  # it may begin with something else
            # One character more than bytes have says nothing.
            part = bare[start : end - ((end - start) % 4 == 1)]
            _sort(a2b_base64(part + "=" * (-len(part) % 4)), clean, noise)
        for digits in _HEX.findall(token):
            for start in range(2):
                _sort(bytes.fromhex(digits[start : len(digits) - (len(digits) - start) % 2]), clean, noise)
    for pairs in _HEX_APART.findall(text):
        _sort(bytes.fromhex(pairs.replace(":", "").replace("-", "")), clean, noise)
    return "\n".join(clean), "\n".join(noise)


def _sort(found: bytes, clean: list[str], noise: list[str]) -> None:
    text = found.decode("utf-8", "ignore")
    is_clean = len(text.encode()) == len(found) and "".join(text.split()).isprintable()
    (clean if is_clean else noise).append(text)


def one_line(text: str, limit: int = 300) -> str:
    """Return a text of somebody else's as one line of printable characters, cut where it is too long.

    Args:
        text: any text.
        limit: the characters it may have.
    """
    line = "".join(filter(str.isprintable, " ".join(text.split())))
    return line if len(line) <= limit else f"{line[:limit]}…"
