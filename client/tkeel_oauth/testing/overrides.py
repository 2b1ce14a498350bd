"""What a test wants answered in place of what was recorded, and the faults that no tKeel answers with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Generic, TypeAlias, TypeVar

from tkeel_oauth._runtime.base.codes import phrase

from .engine import Replier, Reply
from .messages import Answer, Headers, Request
from .wire_forms import Wire, error_body

__all__ = ["Overrides", "failing", "hanging", "html", "refusing"]

_HTML = b"<!doctype html>\n<html><head><title>Sign in</title></head><body>Not tKeel.</body></html>\n"
_LAST_STATUS = 599

_T = TypeVar("_T")
_Make: TypeAlias = Callable[[Request], Reply]


class Overrides:
    """An engine whose answers can be replaced or delayed; safe to share between threads.

    Args:
        engine: What answers where nothing else is wanted.
    """

    def __init__(self, engine: Replier) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._answers = _Order[_Make]()
        self._delays = _Order[float]()

    def answer(self, make: _Make, times: int | None) -> None:
        """Sets what makes the replies to so many requests, None being all, in place of what did before."""
        with self._lock:
            self._answers.set(make, times)

    def delay(self, seconds: float, times: int | None) -> None:
        """Sets how long the answers to so many requests wait, None being all, recorded and other ones."""
        # A NaN is neither more nor less than anything.
        if not 0 <= seconds < float("inf"):
            raise ValueError("seconds must be 0 or more, and finite")
        with self._lock:
            self._delays.set(seconds, times)

    def reset(self) -> None:
        """Takes both back."""
        with self._lock:
            self._answers, self._delays = _Order[_Make](), _Order[float]()

    def reply(self, request: Request) -> Reply:
        """Answers as wanted, else as the engine does."""
        with self._lock:
            make, delay = self._answers.take(), self._delays.take()
        reply = make(request) if make else self._engine.reply(request)
        return replace(reply, delay=delay) if delay else reply


class _Order(Generic[_T]):
    """A value that holds for so many requests, or until another is set."""

    def __init__(self) -> None:
        self._value: _T | None = None
        self._left: int | None = None

    def set(self, value: _T, times: int | None) -> None:
        if times is not None and times < 1:
            raise ValueError("times must be 1 or more, or None for all requests until reset()")
        self._value, self._left = value, times

    def take(self) -> _T | None:
        value = self._value
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._value = self._left = None
        return value


def failing(status: int, *, retry_after: int | None, wire: Wire | None) -> Reply:
    """An error as tKeel's gateway makes them."""
    if not HTTPStatus.BAD_REQUEST <= status <= _LAST_STATUS:
        raise ValueError("status must be 400 to 599: fail() answers errors")
    return _reply("fail", status, "application/json", error_body(status, wire), retry_after)


def html(status: int, *, retry_after: int | None) -> Reply:
    """A page of something that is not tKeel: a proxy, a portal, a wrong base URL."""
    if not HTTPStatus.OK <= status <= _LAST_STATUS:
        raise ValueError("status must be 200 to 599")
    asked = retry_after if status >= HTTPStatus.BAD_REQUEST else None
    return _reply("html", status, "text/html; charset=utf-8", _HTML, asked)


def hanging() -> Reply:
    """A server that takes the request and never answers."""
    return Reply("hang", None, "hang")


def refusing() -> Reply:
    """A server that is not there: nothing takes the connection."""
    return Reply("refuse", None, "refuse")


def _reply(name: str, status: int, media_type: str, body: bytes, retry_after: int | None) -> Reply:
    more: Headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    headers = (("Content-Type", media_type), ("Content-Length", str(len(body))), *more)
    return Reply(name, Answer(status, phrase(status), headers, body))
