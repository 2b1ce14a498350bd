"""Reads the table of mutants and makes servers of them."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from tests.verification.reference import BASES, CODE, KNOWN, LOGIN, STEPS, Asked, Form, Reply
from tkeel_oauth._runtime.base.json import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = Path(__file__).with_name("mutants.toml")

NETWORK = ("refused", "silent", "drip", "close", "cut", "not-http", "no-tls")
"""The specials that need a socket."""

_PLACE = re.compile(r"\{(password|sent|state|code)(?::([A-Za-z0-9-]+))?\}")
_ENCODINGS: dict[str, Callable[[str], str]] = {
    "url": lambda text: quote(text, safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "html": html.escape,
}
_SPECIAL: dict[str, Callable[[bytes], bytes]] = {
    "deep": lambda _: b'{"code": "x", "deep": ' + b"[" * 70 + b"]" * 70 + b"}",
    "utf-16": lambda body: body.decode().encode("utf-16"),
    "bom": lambda body: b"\xef\xbb\xbf" + body,
    "large": lambda body: body[:-1] + b', "more": "' + b"a" * (1 << 20) + b'"}',
    "gzip": gzip.compress,
}


@dataclass(frozen=True)
class Mutant:
    """One row of the table."""

    name: str
    base: Form
    on: frozenset[str]
    change: dict[str, Any]
    options: dict[str, Any]
    brings: tuple[str, ...]
    lifts: tuple[str, ...]
    skips: bool

    @property
    def special(self) -> str:
        return str(self.change.get("special", ""))

    @property
    def needs_network(self) -> bool:
        return self.special in NETWORK

    @property
    def expected(self) -> list[str]:
        """All findings that a verification of it owes, its base's included."""
        found = [] if self.base == "documented" or self.skips else list(KNOWN)
        for lifted in self.lifts:
            found.remove(lifted)
        skipped = [f"info skipped @ {step}" for step in STEPS[1:]] if self.skips else []
        return sorted([*found, *self.brings, *skipped])

    def reply(self, asked: Asked) -> Reply:
        """Answers a request as the mutant does."""
        reply = BASES[self.base](asked.step)
        if self.special == "timeout" and asked.step in self.on:
            raise httpx.ReadTimeout("the time is up")
        return _changed(reply, self.change, asked) if asked.step in self.on else reply


def mutants() -> list[Mutant]:
    rows: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"]
    return [
        Mutant(
            name=row.pop("name"),
            base=row.pop("base"),
            on=frozenset(row.pop("on")),
            change=row.pop("change", {}),
            options=row.pop("options", {}),
            brings=tuple(row.pop("brings")),
            lifts=tuple(row.pop("lifts", ())),
            skips=row.pop("skips", False),
            **row,
        )
        for row in rows
    ]


def _changed(reply: Reply, change: dict[str, Any], asked: Asked) -> Reply:  # noqa: C901 - one branch a member of the table
    form: Form = "served" if b'"data"' in reply.body else "documented"
    like = change.get("like", asked.step)
    if like != asked.step:
        reply = BASES[form](like)
    if "form" in change:
        reply = BASES[change["form"]](like)
    reply.status = change.get("status", reply.status)
    if "body" in change:
        reply.body = _filled(change["body"], asked).encode()
    if "body_hex" in change:
        reply.body = bytes.fromhex(change["body_hex"])
    if any(name in change for name in ("set", "remove", "rename")):
        reply.body = _edited(reply.body, change, asked)
    if change.get("special") in _SPECIAL:
        reply.body = _SPECIAL[change["special"]](reply.body)
        if change["special"] == "gzip":
            reply.headers.append(("Content-Encoding", "gzip"))
    if "media_type" in change:
        reply.headers = [(name, value) for name, value in reply.headers if name != "Content-Type"]
        if change["media_type"]:
            reply.headers.append(("Content-Type", change["media_type"]))
    if "header" in change:
        name, value = change["header"]
        # Header values go out as UTF-8, as a careless server sends them.
        reply.headers.append((name, _filled(value, asked)))
    return reply


def _edited(body: bytes, change: dict[str, Any], asked: Asked) -> bytes:
    value = json.loads(body)
    for pointer, text in change.get("set", {}).items():
        owner, name = _found(value, _filled_pointer(pointer, asked))
        owner[name] = _filled_value(json.loads(text), asked)
    for pointer in change.get("remove", ()):
        owner, name = _found(value, pointer.split("/")[1:])
        del owner[name]
    for pointer, other in change.get("rename", {}).items():
        owner, name = _found(value, pointer.split("/")[1:])
        member = owner.pop(name)
        owner, name = _found(value, other.split("/")[1:])
        owner[name] = member
    return json.dumps(value).encode()


def _found(value: Any, names: list[str]) -> tuple[Any, Any]:  # noqa: ANN401 - JSON
    for name in names[:-1]:
        value = value[int(name) if isinstance(value, list) else name]
    return value, names[-1]


def _filled_pointer(pointer: str, asked: Asked) -> list[str]:
    # Filled in after the split: a password may hold a slash.
    return [_filled(name, asked) for name in pointer.split("/")[1:]]


def _filled_value(value: Any, asked: Asked) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return _filled(value, asked)
    if is_object(value):
        return {name: _filled_value(member, asked) for name, member in value.items()}
    return [_filled_value(item, asked) for item in value] if is_array(value) else value


def _filled(text: str, asked: Asked) -> str:
    def value(match: re.Match[str]) -> str:
        values = {
            "password": LOGIN.password,
            "sent": asked.sent.get("password", ""),
            "state": asked.sent.get("state", ""),
            "code": CODE,
        }
        found = values[match[1]]
        return _ENCODINGS[match[2]](found) if match[2] else found

    return _PLACE.sub(value, text)
