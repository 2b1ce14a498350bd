r"""Finds a value in text however each of its characters is escaped, and puts another one there.

Whoever repeats a value escapes some of its characters and not others: a Go server writes `&` as `\u0026`
in JSON and as `%26` in a URL, a page has `&amp;`. So each character is looked for in every form on its
own. What is encoded as a whole, as base64 is, is not found here; such a file is refused later.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Replacer"]

_NAMED = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")


class Replacer:
    """Replaces values by others, the longest first where several could begin.

    Args:
        pairs: Each value and what stands for it; of two with one value the first counts.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        fresh: dict[str, str] = {}
        for live, stand_in in pairs:
            if live and live != stand_in:
                fresh.setdefault(live, stand_in)
        ordered = sorted(fresh, key=len, reverse=True)
        self._stand_ins = [fresh[live] for live in ordered]
        self._pattern = re.compile(
            "|".join(f"({_anywhere(live)})" for live in ordered) or r"(?!)", re.IGNORECASE
        )

    def __repr__(self) -> str:
        return "<Replacer>"

    def __call__(self, text: str) -> str:
        """Gives the text with every value replaced."""
        return self._pattern.sub(self._stand_in, text)

    def _stand_in(self, match: re.Match[str]) -> str:
        stand_in = self._stand_ins[(match.lastindex or 1) - 1]
        if _UNRESERVED.fullmatch(stand_in):
            return stand_in
        if "%25" in match[0]:
            return quote(quote(stand_in, safe=""), safe="")
        if "%" in match[0]:
            return quote(stand_in, safe="")
        return html.escape(stand_in) if "&" in match[0] else stand_in


def _anywhere(value: str) -> str:
    return "".join(_forms(character) for character in value)


@lru_cache(maxsize=1024)
def _forms(character: str) -> str:
    raw = character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    forms = [
        re.escape(character),
        # %25 is the escaped sign of an escape that was escaped again.
        "".join(rf"%(?:25)*{byte:02x}" for byte in raw),
        "".join(rf"\\+u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)),
        rf"&\#0*{ord(character)};",
        rf"&\#x0*{ord(character):x};",
    ]
    if character in _NAMED:
        forms.append(rf"&{_NAMED[character]};")
    if character == " ":
        forms += [r"\+", r"%(?:25)*2b"]
    if character in '"\\/':
        forms.append(r"\\+" + re.escape(character))
    if len(raw) > 1:
        # UTF-8 read as Latin-1, as header values are.
        forms.append(re.escape(raw.decode("latin-1")))
    return f"(?:{'|'.join(forms)})"
