"""What the recorder may write: the texts of tKeel's own, and what stands for all others."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus

from tkeel_oauth._runtime.base.codes import REASONS, SUCCESS, phrase
from tkeel_oauth._runtime.base.json import InvalidJSON, is_object, parse
from tkeel_oauth.testing.recording import load_recording

__all__ = [
    "MEDIA_TYPES",
    "NO_NAME",
    "NO_TEXT",
    "messages",
    "plain_texts",
    "result_names",
    "types",
    "value_of",
]

NO_TEXT = "not recorded: a text of the server's own"
"""What stands for a message that is not one of tKeel's."""

NO_NAME = "io.tkeel.NOT_RECORDED"
"""What stands for a result name that is not one of tKeel's."""

MEDIA_TYPES = {
    "application/json": "application/json",
    "application/json;charset=utf-8": "application/json; charset=utf-8",
    "text/html": "text/html",
    "text/html;charset=utf-8": "text/html; charset=utf-8",
    "text/plain": "text/plain",
    "text/plain;charset=utf-8": "text/plain; charset=utf-8",
}


@cache
def result_names() -> frozenset[str]:
    """The names of tKeel's results."""
    return frozenset({SUCCESS, *REASONS})


@cache
def messages() -> frozenset[str]:
    """The texts of tKeel's that repeat nothing of a request, and the phrases of its gateway."""
    shipped = [value_of(one.answer.body).get("msg") for one in load_recording() if one.answer]
    own = {text for text in shipped if isinstance(text, str) and ":" not in text}
    return frozenset({*own, "", *(phrase(status) for status in HTTPStatus)})


@cache
def types() -> frozenset[str]:
    """The `@type` of authorize's success."""
    data = value_of(_body_of("success")).get("data")
    return frozenset({str(data["@type"])}) if is_object(data) else frozenset()


@cache
def plain_texts() -> frozenset[bytes]:
    """The bodies of tKeel's router, which are the same whatever was asked."""
    return frozenset(one.answer.body for one in load_recording() if one.answer and one.wire_form == "text")


def _body_of(name: str) -> bytes:
    answer = load_recording()[name].answer
    return answer.body if answer else b""


def value_of(body: bytes) -> dict[str, object]:
    """Gives the members of a body that is a JSON object, none of any other."""
    try:
        value = parse(body)
    except InvalidJSON:
        return {}
    return value if is_object(value) else {}
