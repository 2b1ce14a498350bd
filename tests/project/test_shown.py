"""However a Python program shows an object of ours, it shows no secret."""

from __future__ import annotations

import copy
import io
import json
import logging
import pprint
import reprlib
import traceback
import unittest
from collections.abc import Callable

import devtools
import httpx
import pytest
import rich.traceback
from rich.console import Console
from rich.pretty import pretty_repr

from tkeel_oauth import AsyncClient, Client, TkeelOAuthError, callback_url
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.models import V1AuthorizeResponse
from tkeel_oauth.testing import Credentials

CODE = "CanaryCode"
LOGIN = Credentials(
    tenant_id="t",
    username="CanaryUser",
    password="CanaryPassword",
    redirect_uri="https://a.example",
    state="CanaryState",
)


def answer(_: httpx.Request) -> httpx.Response:
    headers = {"X-Request-Id": CODE, "Location": f"/callback?code={CODE}"}
    return httpx.Response(200, headers=headers, json={"code": CODE, "more": CODE})


transport = httpx.MockTransport(answer)
with Client("https://x.example", transport=transport, headers={"X-Key": "CanaryKey"}) as client:
    detailed = oauth_authorize.sync_detailed(client=client, **LOGIN.arguments())

OBJECTS: dict[str, object] = {
    "a model": detailed.parsed,
    "a response": detailed,
    "headers": detailed.headers,
    "a client": client,
    "its operations": client.oauth,
    "credentials": LOGIN,
    "a half-built model": V1AuthorizeResponse.__new__(V1AuthorizeResponse),
    "a half-built client": Client.__new__(Client),
}


def in_rich(value: object) -> str:
    file = io.StringIO()
    Console(file=file, width=200).print(value, [value], {"a": value})
    return file.getvalue() + pretty_repr(value, expand_all=True)


def in_a_traceback(value: object) -> str:
    def fail() -> None:
        things = [value]
        raise LookupError(len(things))

    try:
        fail()
    except LookupError as error:
        plain = traceback.TracebackException.from_exception(error, capture_locals=True)
        file = io.StringIO()
        trace = error.__traceback__
        shown = rich.traceback.Traceback.from_exception(LookupError, error, trace, show_locals=True)
        Console(file=file, width=200).print(shown)
        return "".join(plain.format()) + file.getvalue()
    raise AssertionError


def in_a_log(value: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "%s %r", (value, value), None)
    return logging.Formatter("%(message)s").format(record)


def in_a_failed_test(value: object) -> str:
    with pytest.raises(AssertionError) as caught:
        unittest.TestCase().assertEqual([value], [None])  # noqa: PT009 - its words are looked at
    return str(caught.value)


WAYS: dict[str, Callable[[object], str]] = {
    "text": lambda value: f"{value} {value!r} {value!a}",
    "pprint": lambda value: pprint.pformat([value] * 9, width=20),
    "reprlib": reprlib.repr,
    "a copy": lambda value: repr(copy.copy(value)) if value is LOGIN or value is detailed.parsed else "",
    "json": lambda value: json.dumps([value], default=repr),
    "rich": in_rich,
    "devtools": lambda value: devtools.pformat([value]),
    "a traceback": in_a_traceback,
    "a log": in_a_log,
    "a failed test": in_a_failed_test,
}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("way", WAYS)
def test_no_secret_is_shown(way: str, name: str) -> None:
    assert "Canary" not in WAYS[way](OBJECTS[name])


def test_what_pytest_says_of_two_that_differ() -> None:
    one, other = V1AuthorizeResponse(code=CODE), V1AuthorizeResponse(code=f"{CODE}2")
    with pytest.raises(AssertionError) as caught:
        assert one == other
    assert "Canary" not in str(caught.value)


CANARY = "CanaryPassword"
PROXY = f"http://u:{CANARY}@proxy.example:99999"


@pytest.mark.parametrize(
    "refused",
    [
        lambda: callback_url("not-absolute", code=CODE, state="CanaryState"),
        lambda: callback_url("https://a.example", code=CODE, states="CanaryState"),  # type: ignore[call-arg]
        lambda: Client("https://x.example", proxy=PROXY),
        lambda: AsyncClient("https://x.example", proxy=PROXY),
        lambda: Client("https://x.example", proxies=PROXY),  # type: ignore[call-arg]
        lambda: Client(f"https://u:{CANARY}@x.example"),
        lambda: Client("https://x.example", token=CANARY),
        lambda: AsyncClient("https://x.example", cert=("missing", "missing", CANARY)),
        lambda: client.with_options(headers={"Authorization": f"{CANARY}\n"}),
        lambda: V1AuthorizeResponse.from_dict({"code": [CODE]}),
        lambda: V1AuthorizeResponse(code=[CODE]).to_dict(),  # type: ignore[arg-type]
    ],
)
def test_what_refuses_its_arguments_forgets_them(refused: Callable[[], object]) -> None:
    with pytest.raises((TkeelOAuthError, TypeError)) as caught:
        refused()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    locals_of_ours = [frame.locals for frame in shown.stack if "/tkeel_oauth/" in frame.filename]
    assert locals_of_ours
    assert "Canary" not in str(locals_of_ours)


def test_the_proxy_of_the_environment_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    test_what_refuses_its_arguments_forgets_them(lambda: Client("https://x.example"))
