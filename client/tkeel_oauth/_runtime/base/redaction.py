r"""What may not be shown: whether a text holds a secret, and what stands in its place.

What a server or a gateway says may repeat what it was sent. A text that does is withheld
whole. Cutting the secret out would not do: a password of one letter would turn ``400``
into ``[redacted]00`` and so tell what it is.

A value is found in the forms in which servers and gateways really write it, in either case:

* plain, in Unicode's compatibility forms (full-width letters), and as UTF-8 read as Latin-1;
* percent-encoded (``%u`` included), with ``+`` for a space, with JSON's, Python's or C's backslashes
  (``\u``, ``\x``, octal, ``repr(bytes)``) and with HTML's references, up to four deep and mixed;
* in base64 (either alphabet, at any offset, over several lines) and in hex (pairs may stand
  apart), the value alone or amid a raw request.
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

_OF_A_VIEW = 32
_OF_DECODING = 8
_OF_A_VALUE = 1024
"""What looking costs besides: characters for each text, values for its encodings, and for each value."""

_LEAST = 3
"""Bytes that a value must have to be told from noise, in base64 and in hex."""


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
        self._needles: _Needles | None = None  # most calls never need them

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
            self._needles = _Needles(self._values)
        for view, is_noise in _views(text):
            if self._effort is not None:
                self._effort -= (len(view) + _OF_A_VIEW) * (len(self._values) + _OF_DECODING)
                if self._effort < 0:
                    return True
            if self._needles.are_in(view, is_noise=is_noise):
                return True
        return False


class _Needles:
    """Some values, in the forms in which they are looked for."""

    __slots__ = ("_base64", "_plain", "_telling")

    def __init__(self, values: Iterable[str]) -> None:
        import base64  # noqa: PLC0415 - most calls never look for anything

        plain: dict[str, None] = {}
        encoded: dict[str, None] = {}
        for value in values:
            raw = value.encode("utf-8", "surrogatepass")
            plain.update(dict.fromkeys(_readings(value)))
            # Encodings may be undone within a value that holds what looks like one.
            for layer in _unescaped(value):
                plain.update(dict.fromkeys(reading for reading in _readings(layer) if len(reading) > _LEAST))
            if len(raw) < _LEAST:
                continue
            plain[raw.hex()] = None
            for before in range(3):
                text = base64.b64encode(b"\0" * before + raw).decode()
                # The first and last characters also hold bits of the neighbouring bytes.
                part = text[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
                if len(part) > _LEAST:
                    encoded[part] = encoded[part.translate(_URL_SAFE)] = None
        self._plain = tuple(plain)
        self._telling = tuple(value for value in plain if len(value) > _LEAST)
        self._base64 = tuple(encoded)

    def are_in(self, view: str, *, is_noise: bool) -> bool:
        sought = self._telling if is_noise else self._plain
        return any(value in reading for reading in _readings(view) for value in sought) or any(
            part in view for part in self._base64
        )


_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{4,}+")
_HEX = re.compile(r"[A-Fa-f0-9]{4,}+")
_HEX_APART = re.compile(r"[A-Fa-f0-9]{2}(?:[ :-][A-Fa-f0-9]{2}){2,}+")
_LONGEST_TIME = 6
"""Pairs of digits that are a date and a time."""
_LONG_TOKEN = 12
"""Characters of base64 that may hold a whole word though they begin with something else."""
_URL_SAFE = str.maketrans("+/", "-_")
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
    for layer in (text, *_layers(text, _patterns()[0])):
        clean, noise = _bytes_within(layer)
        for view in _unescaped(clean):
            yield view, False
        for view in _unescaped(noise):
            yield view, True


def _unescaped(text: str) -> Iterator[str]:
    """Yield a text and what it is without its escapes: those of each kind, and all of them."""
    # Without what nobody sees: base64 over several lines, UTF-16, and a text that has been made one line.
    for seen in (text,) if text.isprintable() else (text, "".join(filter(str.isprintable, text))):
        if seen:
            yield seen
        if "%" in seen or "\\" in seen or "&" in seen:
            for pattern in _patterns():
                yield from _layers(seen, pattern)


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
    import base64  # noqa: PLC0415 - most calls never look for anything

    clean: list[str] = []
    noise: list[str] = []
    for token in _TOKEN.findall(text):
        bare = token.translate(_STANDARD)
        for start in range(4 if len(bare) >= _LONG_TOKEN else 1):
            part = bare[start:]
            part = part[: len(part) - (len(part) % 4 == 1)]  # one character more than bytes have says nothing
            _sort(base64.b64decode(part + "=" * (-len(part) % 4)), clean, noise)
        for digits in _HEX.findall(token):
            for start in range(2):
                _sort(bytes.fromhex(digits[start : len(digits) - (len(digits) - start) % 2]), clean, noise)
    for pairs in _HEX_APART.findall(text):
        found = bytes.fromhex(pairs.replace(":", "").replace("-", ""))
        if len(found) > _LONGEST_TIME:
            _sort(found, clean, noise)
        else:
            noise.append(found.decode("utf-8", "ignore"))
    return "\n".join(clean), "\n".join(noise)


def _sort(found: bytes, clean: list[str], noise: list[str]) -> None:
    try:
        text = found.decode()
    except UnicodeDecodeError:
        noise.append(found.decode("utf-8", "ignore"))
    else:
        (clean if all(part.isprintable() for part in text.split()) else noise).append(text)


def one_line(text: str, limit: int = 300) -> str:
    """Return a text of somebody else's as one line of printable characters, cut where it is too long.

    Args:
        text: any text.
        limit: the characters it may have.
    """
    line = "".join(filter(str.isprintable, " ".join(text.split())))
    return line if len(line) <= limit else f"{line[:limit]}…"
