# pyright: basic
# packages and documents here are known at run time alone
"""The client's token, secret path segments, and what may be repeated, of an operation that is generated."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest

BASE = "https://x.example"
TOKEN = {"access_token": "given-out", "scopes": []}


def answered(sent: list[httpx.Request], *answers: httpx.Response) -> httpx.MockTransport:
    pending = list(answers)

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return pending.pop(0) if pending else httpx.Response(200, json=TOKEN)

    return httpx.MockTransport(respond)


@pytest.fixture
def secrets(constructs: ModuleType) -> Callable[[str], Any]:
    return lambda name: importlib.import_module(f"{constructs.__name__}.api.secrets.{name}")


@pytest.mark.parametrize(
    ("name", "target", "header"),
    [
        ("secret", "/secret", ("Authorization", "Bearer t0ken & more")),
        ("key_in_header", "/key", ("X-Key", "t0ken & more")),
        ("key_in_query", "/query?key=t0ken%20%26%20more", None),
    ],
)
def test_the_token_is_sent_as_the_document_says(
    name: str,
    target: str,
    header: tuple[str, str] | None,
    constructs: ModuleType,
    secrets: Callable[[str], Any],
) -> None:
    sent: list[httpx.Request] = []
    with constructs.Client(BASE, transport=answered(sent), token="t0ken & more") as client:
        secrets(name).sync(client=client)

    async def awaited() -> None:
        async def token() -> str:
            await asyncio.sleep(0)
            return "t0ken & more"

        async with constructs.AsyncClient(BASE, transport=answered(sent), token=token) as client:
            await secrets(name).asyncio(client=client)

    asyncio.run(awaited())
    assert [request.url.raw_path.decode() for request in sent] == [target, target]
    for request in sent:
        assert "t0ken" not in str(request.url)
        assert [one for one in request.headers.multi_items() if "t0ken" in one[1]] == (
            [] if header is None else [(header[0].lower(), header[1])]
        )


def test_no_other_operation_sends_it(constructs: ModuleType) -> None:
    sent: list[httpx.Request] = []
    with constructs.Client(BASE, transport=answered(sent, httpx.Response(204)), token="t0ken") as client:
        client.things.nothing()
    assert "t0ken" not in str(sent[0].headers) + sent[0].url.raw_path.decode()


def test_a_callable_is_asked_before_each_attempt(
    constructs: ModuleType, secrets: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    sent: list[httpx.Request] = []
    tokens = iter(["first", "second"])
    refused = httpx.Response(503, headers={"Retry-After": "0"}, json={"code": 14})
    transport = answered(sent, refused)
    with constructs.Client(BASE, transport=transport, token=lambda: next(tokens)) as client:
        secrets("key_in_header").sync(client=client)
    assert [request.headers["X-Key"] for request in sent] == ["first", "second"]


def test_what_repeats_the_token_is_withheld(constructs: ModuleType, secrets: Callable[[str], Any]) -> None:
    transport = answered(
        [], httpx.Response(400, json={"code": 3, "message": "bad t0ken-value", "details": []})
    )
    with (
        constructs.Client(BASE, transport=transport, token="t0ken-value") as client,
        pytest.raises(constructs.BadRequest) as caught,
    ):
        secrets("secret").sync(client=client)
    assert "t0ken-value" not in str(caught.value) + repr(caught.value.status)


@pytest.mark.parametrize("token", ["", "a\nb", 5, "ü\u2603"])
def test_a_token_that_cannot_be_sent_is_refused(
    token: str, constructs: ModuleType, secrets: Callable[[str], Any]
) -> None:
    sent: list[httpx.Request] = []
    with (
        constructs.Client(BASE, transport=answered(sent), token=lambda: token) as client,
        pytest.raises(constructs.ConfigurationError, match="token"),
    ):
        secrets("secret").sync(client=client)
    assert sent == []


def test_an_operation_that_needs_a_token_says_so(
    constructs: ModuleType, secrets: Callable[[str], Any]
) -> None:
    sent: list[httpx.Request] = []
    with constructs.Client(BASE, transport=answered(sent)) as client:
        with pytest.raises(constructs.ConfigurationError, match="pass token= to the client"):
            secrets("secret").sync(client=client)
        secrets("key_in_query").sync(client=client)  # which can do without
    with constructs.Client(BASE, transport=answered(sent), headers={"authorization": "Basic eA=="}) as client:
        secrets("secret").sync(client=client)
    assert [request.url.path for request in sent] == ["/query", "/secret"]
    assert sent[1].headers["Authorization"] == "Basic eA=="


def test_a_get_that_spends_something_is_not_repeated(
    constructs: ModuleType, secrets: Callable[[str], Any]
) -> None:
    sent: list[httpx.Request] = []
    answers = [httpx.Response(502, json={"code": 14}) for _ in range(3)]
    with (
        constructs.Client(BASE, transport=answered(sent, *answers), token="t") as client,
        pytest.raises(constructs.ServerError),
    ):
        secrets("secret").sync(client=client)
    assert len(sent) == 1


def test_a_secret_in_the_path_is_masked(constructs: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
    sent: list[httpx.Request] = []
    with (
        caplog.at_level(logging.DEBUG),
        constructs.Client(
            BASE + "/api", transport=answered(sent, httpx.Response(200, json={"name": "a"}))
        ) as client,
    ):
        client.things.key("shown", "s3cret")
    url = sent[0].url
    assert url.raw_path == b"/api/v1/shown/keys/s3cret"
    shown = [
        str(url),
        repr(url),
        str(url.copy_with(fragment="x")),
        str(url.join("other/s3cret")),
        caplog.text,
    ]
    assert "/api/v1/shown/keys/" in shown[0]
    assert not [text for text in shown if "s3cret" in text]
