"""The net below: nothing live is in what would be written, whatever else is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.contract.rpc import ERROR_INFO
from tkeel_oauth.testing.errors import SecretSurvivedError
from tkeel_oauth.testing.har import document
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.scenario import Recording, Scenario, WireForm

from .known import MEDIA_TYPES, NO_NAME, NO_TEXT, messages, result_names, types, value_of

__all__ = ["known_texts", "refuse_survivors", "texts_in", "times_of"]

_MEMBERS = ("code", "msg", "data", "message", "details", "@type", "reason", "domain")
_FORMS: tuple[WireForm, ...] = ("served", "documented", "text", "html")


def refuse_survivors(recording: Recording, secrets: list[str]) -> None:
    """Makes sure that no live secret is in what would be written.

    What stands in the shipped recording, too, is no secret; all else is looked through in every form that
    is known.

    Args:
        recording: What would be written.
        secrets: The password, and every code that came.

    Raises:
        SecretSurvivedError: When one is; the message says where, not what it reads.
    """
    scanner = SecretScanner(secrets)
    known = known_texts()
    times = {value for one in recording for value in times_of(one)} | {recording.provenance.recorded_at}
    for place, text in texts_in(document(recording), ""):
        if text not in known and text not in times and scanner.finds(text):
            raise SecretSurvivedError(f"a password or a code would stand in the recording, at {place}")


def times_of(scenario: Scenario) -> Iterator[str]:
    """Yields the moments in a scenario, which are the recorder's own."""
    yield scenario.started_at
    if scenario.answer:
        yield from header_values(scenario.answer.headers, "date")


@cache
def known_texts() -> frozenset[str]:
    """Gives every text that the recorder has of its own: what it writes is one of these, or a number."""
    shipped = frozenset(text for _, text in texts_in(document(load_recording()), ""))
    info = {ERROR_INFO, *(part for name in result_names() for part in (name.rpartition(".")[::2]))}
    words = {NO_NAME, NO_TEXT, *MEDIA_TYPES.values(), *_FORMS, *_MEMBERS, *info}
    return shipped | result_names() | messages() | types() | words


def texts_in(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Yields every name and text in a document; a body that is JSON is taken apart."""
    if is_object(value):
        for name, member in value.items():
            yield f"{place}, in the name of a member", name
            yield from texts_in(member, f"{place}.{name}".lstrip("."))
    elif is_array(value):
        for index, element in enumerate(value):
            yield from texts_in(element, f"{place}[{index}]")
    elif isinstance(value, str):
        inner = value_of(value.encode()) if value.startswith("{") else {}
        if inner or value == "{}":
            yield from texts_in(inner, place)
        else:
            yield place, value
