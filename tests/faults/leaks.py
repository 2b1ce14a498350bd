"""Deliberate leaks, one for each channel: with any of them the sweep must see a secret there."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import tkeel_oauth
from tests.faults.canary import LOGIN
from tkeel_oauth import TkeelOAuthError
from tkeel_oauth._runtime.call.messages import Attempt, Failure, RawResponse
from tkeel_oauth._runtime.client import async_session, sync_session
from tkeel_oauth._runtime.transport.aio import pool as async_pool
from tkeel_oauth._runtime.transport.pool import outcome_of_break
from tkeel_oauth._runtime.transport.request import MaskedURL
from tkeel_oauth._runtime.transport.sync import pool
from tkeel_oauth.models import V1AuthorizeResponse

PASSWORD = LOGIN["password"]


def _on_error(act: Callable[[TkeelOAuthError], object]) -> Callable[[pytest.MonkeyPatch], None]:
    """Do something with each error that a call ends in."""

    def leak(monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (sync_session, async_session):
            for name in ("result_of", "response_of"):
                right: Callable[..., object] = getattr(module, name)

                def wrong(*args: object, right: Callable[..., object] = right) -> object:
                    result = right(*args)
                    if isinstance(result, TkeelOAuthError):
                        act(result)
                    return result

                monkeypatch.setattr(module, name, wrong)

    return leak


def _say(error: TkeelOAuthError) -> None:
    error.args = (f"{error.args[0]} {PASSWORD}",)


def _hold(error: TkeelOAuthError) -> None:
    error.__dict__["details"] = {"deep": [{"inside": (PASSWORD,)}]}


def _drag(error: TkeelOAuthError) -> None:
    error.__cause__ = ValueError(PASSWORD)


def _drag_hidden(error: TkeelOAuthError) -> None:
    error.__context__ = ValueError(PASSWORD)
    error.__suppress_context__ = True


def _raise_beside_it(error: TkeelOAuthError) -> None:
    """Raise it from a frame of ours that has the secret in a variable."""
    source = "def fail(error):\n    seen = {'password': PASSWORD}\n    raise error\n"
    names: dict[str, object] = {"PASSWORD": PASSWORD}
    code = compile(source, str(Path(tkeel_oauth.__file__).with_name("leaking.py")), "exec")
    exec(code, names)  # noqa: S102 - the only way to have a frame in that file
    fail = names["fail"]
    assert callable(fail)
    fail(error)


def _print(error: TkeelOAuthError) -> None:
    print(f"{error}: {PASSWORD}")  # noqa: T201


def _print_to_stderr(error: TkeelOAuthError) -> None:
    print(f"{error}: {PASSWORD}", file=sys.stderr)  # noqa: T201


def _log(error: TkeelOAuthError) -> None:
    logging.getLogger("tkeel_oauth").debug("failed", extra={"details": PASSWORD, "error": error})


def _warn(_: TkeelOAuthError) -> None:
    warnings.warn(PASSWORD, stacklevel=2)


def _pickle(monkeypatch: pytest.MonkeyPatch) -> None:
    right = TkeelOAuthError.__reduce__

    def wrong(self: TkeelOAuthError) -> tuple[object, ...]:
        self.__dict__["_request"] = PASSWORD
        try:
            return right(self)
        finally:
            del self.__dict__["_request"]

    monkeypatch.setattr(TkeelOAuthError, "__reduce__", wrong)


def _logs_not_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> bool:
        return True

    monkeypatch.setattr("tkeel_oauth._runtime.transport.request._Quiet.filter", wrong)


def _errors_not_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    right = outcome_of_break

    def wrong(error: Exception, attempt: Attempt, label: str) -> RawResponse | Exception:
        outcome = right(error, attempt, label)
        return outcome if isinstance(outcome, RawResponse) else error

    for module in (pool, async_pool):
        monkeypatch.setattr(module, "outcome_of_break", wrong)


def _url(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: MaskedURL) -> str:
        return repr(self.plain())

    monkeypatch.setattr(MaskedURL, "__repr__", wrong)


def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: V1AuthorizeResponse) -> str:
        return f"V1AuthorizeResponse({self.code!r})"

    monkeypatch.setattr(V1AuthorizeResponse, "__repr__", wrong)


def _nothing_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> bool:
        return False

    monkeypatch.setattr("tkeel_oauth._runtime.base.redaction.SecretScanner.finds", wrong)


def _request_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: object, outcome: RawResponse | Failure, __: object) -> str | None:
        headers = outcome.headers if isinstance(outcome, RawResponse) else []
        return next((value.decode() for name, value in headers if name == b"X-Request-Id"), None)

    monkeypatch.setattr("tkeel_oauth._runtime.call.log.received_id", wrong)


LEAKS: tuple[tuple[str, str, Callable[[pytest.MonkeyPatch], None]], ...] = (
    ("text", "an exception says it", _on_error(_say)),
    ("text", "the cause says it", _on_error(_drag)),
    ("text", "a hidden context says it", _on_error(_drag_hidden)),
    ("text", "the server's words are believed", _nothing_withheld),
    ("traceback", "the cause says it", _on_error(_drag)),
    ("locals", "a variable of ours", _on_error(_raise_beside_it)),
    ("attributes", "an exception holds it", _on_error(_hold)),
    ("attributes", "the server's words are believed", _nothing_withheld),
    ("pickle", "an exception takes it along", _pickle),
    ("repr", "the URL shows it", _url),
    ("repr", "the model shows it", _model),
    ("log", "our own log", _on_error(_log)),
    ("log", "the request id", _request_id),
    ("log", "httpcore's log", _logs_not_quiet),
    ("span", "httpcore's errors", _errors_not_quiet),
    ("warning", "a warning", _on_error(_warn)),
    ("stdout", "a print", _on_error(_print)),
    ("stderr", "a print", _on_error(_print_to_stderr)),
)
