"""No secret is seen anywhere, whatever the server does; and the watch is awake."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote, quote_plus

import pytest

from tests.faults.canary import CANARIES, CODE, LOGIN, Watch, ours, reachable
from tests.faults.catalog import FAULTS
from tests.faults.fault import Fault
from tests.faults.leaks import LEAKS
from tests.faults.sweep import CHANNELS, sweep

PARTS = 6

_BY_NAME = {fault.name: fault for fault in FAULTS}
FEW = [
    _BY_NAME[name]
    for name in (
        "no fault",
        "echo: Location",
        "echo: msg",
        "echo: message",
        "echo: header line",
        "echo: headers",
    )
]
"""Faults that between them speak on every channel."""


@pytest.mark.parametrize("faults", [FAULTS[part::PARTS] for part in range(PARTS)], ids=range(PARTS))
def test_no_secret_is_seen(
    faults: tuple[Fault, ...], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list(sweep(faults, capfd, monkeypatch))
    assert not seen, "\n".join(map(repr, seen[:20]))


@pytest.mark.parametrize(("channel", "how", "leak"), LEAKS, ids=[f"{leak[0]}: {leak[1]}" for leak in LEAKS])
def test_every_leak_is_seen(
    channel: str,
    how: str,
    leak: Callable[[pytest.MonkeyPatch], None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del how
    leak(monkeypatch)
    with closing(sweep(FEW, capfd, monkeypatch)) as sightings:
        assert any(sighting.channel == channel for sighting in sightings)


def test_every_channel_has_a_leak() -> None:
    assert sorted({channel for channel, _, _ in LEAKS}) == sorted(CHANNELS)


ENCODINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "upper case": str.upper,
    "percent": lambda text: quote(text, safe=""),
    "percent, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "plus": quote_plus,
    "JSON": json.dumps,
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "repr": lambda text: repr(text.encode()),
    "HTML": html.escape,
    "Latin-1": lambda text: text.encode().decode("latin-1"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one byte before": lambda text: base64.b64encode(b"u" + text.encode()).decode(),
    "base64, two bytes before": lambda text: base64.b64encode(b"u:" + text.encode()).decode(),
    "base64 of a query": lambda text: base64.b64encode(f"a={quote(text)}&b".encode()).decode(),
    "base64, URL-safe": lambda text: base64.urlsafe_b64encode(b"u:" + text.encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_is_recognised(encoding: str) -> None:
    values = {**LOGIN, "code": CODE}
    watch = Watch("a fault")
    for secret in CANARIES:
        watch.look("log", f"before {ENCODINGS[encoding](str(values[secret]))} after")
    assert [(seen.channel, seen.secret) for seen in watch.sightings] == [("log", name) for name in CANARIES]


def test_nothing_else_is_recognised() -> None:
    watch = Watch()
    watch.look("log", "alice wonderland " + base64.b64encode(bytes(range(256))).decode())
    assert watch.sightings == []


def test_what_is_reachable() -> None:
    class Slots:
        __slots__ = ("content", "inside")

        def __init__(self) -> None:
            self.inside = [{"key": ({"deep"},)}]
            self.content = "the body"

        @property
        def shown(self) -> str:
            return "a property"

    error = ValueError("said")
    error.__dict__["more"] = Slots()
    found = reachable(error)
    assert {"key", "deep", "a property"} <= {one for one in found if isinstance(one, str)}
    assert "the body" not in found


def test_frames_of_ours_are_in_tracebacks() -> None:
    """Otherwise the watch on local variables would look at nothing."""
    from tests.faults.calls import call  # noqa: PLC0415

    for face in ("sync function", "async method"):
        error = call(face, "http://127.0.0.1:1", retries=0).error
        assert error is not None
        assert ours(error) >= 2
