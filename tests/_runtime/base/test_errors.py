"""The tree of errors: complete, public, plain data, one line each."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import traceback
from typing import Any

import pytest

import tkeel_oauth
from tests.contract.support import (
    BOTH,
    EVERY_WAY,
    GOOD,
    Arguments,
    Canned,
    DetailedWay,
    Host,
    Way,
    name_of,
    outcome_of,
)
from tkeel_oauth import errors
from tkeel_oauth._runtime.base.errors import class_for, shed_frames
from tkeel_oauth.models import RpcStatus
from tkeel_oauth.types import Headers

# class -> its parents
TREE: dict[str, tuple[type, ...]] = {
    "TkeelOAuthError": (Exception,),
    "ConfigurationError": (errors.TkeelOAuthError, ValueError),
    "ModelError": (errors.TkeelOAuthError, ValueError),
    "InvalidTypeUrl": (errors.TkeelOAuthError, ValueError),
    "TransportError": (errors.TkeelOAuthError,),
    "ConnectionFailed": (errors.TransportError,),
    "DeadlineExceeded": (errors.TransportError, TimeoutError),
    "ResponseError": (errors.TkeelOAuthError,),
    "UnexpectedResponse": (errors.ResponseError,),
    "APIStatusError": (errors.ResponseError,),
    "BadRequest": (errors.APIStatusError,),
    "Unauthorized": (errors.APIStatusError,),
    "Forbidden": (errors.APIStatusError,),
    "NotFound": (errors.APIStatusError,),
    "Conflict": (errors.APIStatusError,),
    "RateLimited": (errors.APIStatusError,),
    "ServerError": (errors.APIStatusError,),
}

ANSWER: dict[str, Any] = {
    "status_code": 400,
    "headers": Headers([("Date", "today"), ("X-A", "1"), ("X-A", "2")]),
    "content": b"\xff\0body",
}
STATUS = RpcStatus.from_dict(
    {"code": 3, "message": "no", "details": [{"@type": "a/google.rpc.ErrorInfo", "reason": "R"}], "more": [1]}
)


def example(kind: type[errors.TkeelOAuthError]) -> errors.TkeelOAuthError:
    if issubclass(kind, errors.APIStatusError):
        return kind("it says no", **ANSWER, status=STATUS, conformant=True, parsed=STATUS)
    if issubclass(kind, errors.ResponseError):
        return kind("it says no", **ANSWER)
    return kind("it says no")


def same(one: errors.TkeelOAuthError, other: errors.TkeelOAuthError) -> None:
    assert type(one) is type(other)
    assert (one.args, str(one), repr(one)) == (other.args, str(other), repr(other))
    assert vars(one) == vars(other)


@pytest.mark.parametrize("name", TREE)
def test_every_class_is_public_and_where_it_belongs_and_plain_data(name: str) -> None:
    kind = getattr(errors, name)
    assert kind.__bases__ == TREE[name]
    assert kind is getattr(tkeel_oauth, name)
    assert kind.__name__ == name
    assert inspect.getdoc(kind)
    assert name in (inspect.getdoc(errors) or ""), "the drawing shows it"
    error = example(kind)
    assert str(error) == "it says no"
    assert repr(error) == f"{name}('it says no')"
    error.add_note("while testing")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        same(pickle.loads(pickle.dumps(error, protocol)), error)  # noqa: S301 - our own bytes
    same(copy.copy(error), error)
    same(copy.deepcopy(error), error)


def test_there_is_no_other_class() -> None:
    assert set(errors.__all__) == set(TREE)
    assert set(TREE) <= set(tkeel_oauth.__all__)
    found = {errors.TkeelOAuthError}
    while grown := {child for kind in found for child in kind.__subclasses__()} - found:
        found |= grown
    ours = {kind.__name__ for kind in found if kind.__module__ == "tkeel_oauth.errors"}
    assert ours == set(TREE)
    assert not [kind for kind in found if kind.__module__.startswith("tkeel_oauth._runtime")]


def test_an_api_error_says_what_the_status_says() -> None:
    error = example(errors.BadRequest)
    assert isinstance(error, errors.APIStatusError)
    assert (error.reason, error.message, error.status.code) == ("R", "no", 3)
    with pytest.raises(AttributeError):
        error.message = "yes"  # type: ignore[misc]


def test_class_for_a_status() -> None:
    names = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound"}
    names |= {409: "Conflict", 429: "RateLimited", **dict.fromkeys(range(500, 600), "ServerError")}
    for status in range(400, 1000):
        assert class_for(status) is getattr(errors, names.get(status, "APIStatusError")), status


WORDS = "first\nsecond\r\n\tthird \x1b[31mred\x07 " + "long " * 500


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_the_servers_words_are_put_on_one_short_line(way: Way) -> None:
    body = json.dumps({"code": 3, "message": WORDS})
    with pytest.raises(errors.BadRequest) as caught:
        way(Canned(400, body.encode()).host, GOOD)
    text = str(caught.value)
    assert "first second third [31mred long" in text
    assert text.isprintable()
    assert len(text) < 600
    assert caught.value.message == WORDS
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    same(again, caught.value)


RAISED: list[tuple[Host, dict[str, Any]]] = [
    (Canned(500, b"").host, {"retries": 0}),
    (Canned(200, b"").host, {}),
    (Host("http://127.0.0.1:1"), {"retries": 0}),
    (Canned().host, {"timeout": -1}),
]


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_whatever_is_raised_pickles_and_is_one_line(way: DetailedWay) -> None:
    for host, options in RAISED:
        error = outcome_of(way, host, GOOD, **options)
        if not isinstance(error, errors.TkeelOAuthError):
            assert error.status_code == 500
            continue
        same(pickle.loads(pickle.dumps(error)), error)  # noqa: S301 - our own bytes
        assert str(error).isprintable()
        assert error.__cause__ is None
        assert error.__context__ is None


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_a_refused_argument_leaves_no_arguments_in_the_traceback(way: DetailedWay) -> None:
    for wrong in ({"tenant_id": ".."}, {"state": 5}, {"response_type": "token"}):
        called = Arguments(**{**vars(GOOD), "username": "canary-name", "password": "canary-word", **wrong})
        error = outcome_of(way, Canned().host, called)
        assert isinstance(error, errors.ConfigurationError)
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        ours = [frame for frame in shown.stack if "tkeel_oauth" in frame.filename and frame.locals]
        assert ours
        assert "canary" not in str([frame.locals for frame in ours])
        assert "encode.py" not in str([frame.filename for frame in ours])


def passing_through(namespaces: list[str]) -> BaseException:
    """What is raised at the end of frames of these modules, each with a secret among its locals."""
    code = "def call(rest):\n    secret = 'hunter22'\n    rest[0](rest[1:])"

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    frames: list[Any] = []
    for name in namespaces:
        namespace: dict[str, Any] = {"__name__": name}
        exec(code, namespace)  # noqa: S102 - a frame of a module of that name
        frames.append(namespace["call"])
    try:
        frames[0]([*frames[1:], stop])
    except KeyboardInterrupt as error:
        return error
    raise AssertionError


def names_of(error: BaseException) -> list[str]:
    return [frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__)]


def test_an_exception_that_passes_through_loses_the_frames_that_held_what_was_sent() -> None:
    ours = ("tkeel_oauth._runtime.call.encode", "httpx._client")
    inner = passing_through([*ours, "application", "anyio._core._sockets", "h11._writers"])
    outer = passing_through(["application", "httpcore._sync.http11", "tkeel_oauth._runtime.transport.x"])
    outer.__context__ = inner
    inner.__cause__ = outer  # a circle ends, too
    assert "h11._writers" in names_of(inner)
    shed_frames(BaseExceptionGroup("several", [outer]))
    assert names_of(inner) == [__name__, "application", __name__]
    assert names_of(outer) == [__name__, "application", __name__]
