"""The ways in which a server may repeat what it was sent, written without the code under test."""

from __future__ import annotations

import base64
import html
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable


def _go_json(text: str) -> str:
    """As Go writes JSON: with `&`, `<` and `>` as escapes."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    return escaped.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def _encoded(text: str) -> bytes:
    return text.encode()


# Escapes of single characters: these are replaced in place.
ESCAPES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "url": lambda text: quote(text, safe=""),
    "url, slashes kept": quote,
    "url, lower case": lambda text: quote(text, safe="").lower(),
    "url, every byte": lambda text: "".join(f"%{byte:02X}" for byte in _encoded(text)),
    "form": quote_plus,
    "url, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "html": html.escape,
    "html, numbers": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "html, hexadecimal": lambda text: "".join(f"&#x{ord(character):X};" for character in text),
    "json": lambda text: json.dumps(text)[1:-1],
    "json, not only ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json, as Go writes it": _go_json,
    "json in json": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "UTF-8 read as Latin-1": lambda text: _encoded(text).decode("latin-1"),
}

# Encodings of the whole: these are refused.
ENCODINGS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: base64.b64encode(_encoded(text)).decode(),
    "base64, for URLs": lambda text: base64.urlsafe_b64encode(_encoded(text)).decode().rstrip("="),
    "base64, amid other bytes": lambda text: base64.b64encode(b"user:" + _encoded(text) + b":x").decode(),
    "base64, in lines": lambda text: base64.encodebytes(b"Q" * 50 + _encoded(text)).decode(),
    "base64, escaped": lambda text: quote(base64.b64encode(_encoded(text)).decode(), safe=""),
    "base64 of a URL": lambda text: base64.b64encode(quote(text, safe="").encode()).decode(),
    "hexadecimal": lambda text: _encoded(text).hex(),
    "hexadecimal, upper case amid others": lambda text: ("ff" + _encoded(text).hex() + "00").upper(),
    "program text": lambda text: "".join(f"\\x{byte:02x}" for byte in _encoded(text)),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in _encoded(text)),
    "url, three times": lambda text: quote(html.escape(quote(text, safe="")), safe=""),
    "full width": lambda text: "".join(
        chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text
    ),
}
