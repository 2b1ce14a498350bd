"""Whether somebody has put something in the place of httpx's and httpcore's methods."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING
from unittest.mock import MagicMock

import httpcore
import httpx
import pytest
import wrapt

from tkeel_oauth._runtime.transport import watched

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FunctionType

Place = tuple[type, str, "Callable[[], bool]"]

PLACES: list[Place] = [
    (httpx.HTTPTransport, "handle_request", watched.sync_watched),
    (httpcore.HTTPConnection, "handle_request", watched.sync_watched),
    (httpcore.HTTP11Connection, "handle_request", watched.sync_watched),
    (httpx.AsyncHTTPTransport, "handle_async_request", watched.async_watched),
    (httpcore.AsyncHTTPConnection, "handle_async_request", watched.async_watched),
    (httpcore.AsyncHTTP11Connection, "handle_async_request", watched.async_watched),
]


def under_the_same_name(right: FunctionType) -> object:
    def stand_in(*args: object) -> object:
        return right(*args)

    stand_in.__name__, stand_in.__qualname__ = right.__name__, right.__qualname__
    stand_in.__module__ = right.__module__
    return stand_in


def wrapped(right: FunctionType) -> object:
    @functools.wraps(right)
    def wrapper(*args: object) -> object:
        return right(*args)

    return wrapper


def wrapt_object(right: FunctionType) -> object:
    """As OpenTelemetry does: it looks like the function in nearly every way."""
    return wrapt.ObjectProxy(right)


def mock(right: FunctionType) -> object:
    return MagicMock(wraps=right)


def of_another_class(right: FunctionType) -> object:
    return vars(httpx.MockTransport if "async" in right.__name__ else httpx.WSGITransport)[right.__name__]


@pytest.mark.parametrize("known", [True, False], ids=["seen before", "not seen before"])
@pytest.mark.parametrize("change", [under_the_same_name, wrapped, wrapt_object, mock, of_another_class])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0].__name__)
def test_each_change_is_noticed_and_its_end(
    place: Place,
    change: Callable[[object], object],
    known: bool,  # noqa: FBT001 - a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind, method, is_watched = place
    monkeypatch.setattr(watched, "_genuine", {})
    if known:
        assert not is_watched()
    with monkeypatch.context() as patch:
        patch.setattr(kind, method, change(vars(kind)[method]))
        assert is_watched()
    assert not is_watched()
    assert not is_watched()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[0].__name__)
def test_another_class_is_noticed_and_its_end(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is whole in itself: its method stands beside its own initialisation."""
    kind, method, is_watched = place
    source = f"class {kind.__name__}:\n    def __init__(self): ...\n    def {method}(self, request): ..."
    names: dict[str, object] = {"__name__": "fakes"}
    exec(source, names)  # noqa: S102 - a class of that name, in a module of its own
    monkeypatch.setattr(watched, "_genuine", {})
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules[kind.__module__.partition(".")[0]], kind.__name__, names[kind.__name__])
        assert is_watched()
        assert is_watched()
    assert not is_watched()


@pytest.mark.parametrize("is_watched", [watched.sync_watched, watched.async_watched])
def test_what_is_not_loaded_is_not_watched(
    is_watched: Callable[[], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*_: object) -> None: ...

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", changed)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", changed)
    assert is_watched()
    monkeypatch.delitem(sys.modules, "httpx")
    assert not is_watched()
    monkeypatch.setitem(sys.modules, "httpx", object())  # half loaded
    assert not is_watched()
