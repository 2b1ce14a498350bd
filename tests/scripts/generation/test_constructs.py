# pyright: basic
# packages and documents here are known at run time alone
"""Construct by construct: what is called, what stands on the wire, and what comes of the answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import importlib
import json
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

HERE = Path(__file__).resolve().parent
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
ANYTHING: list[object] = [0, "", False, [], {}, {"a": 1}, 1.5]
ID = uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")


@dataclass
class Case:
    """One call.

    Attributes:
        name: The construct.
        module: Where its functions are, below ``api``.
        arguments: What they are called with; a function is given the models first.
        target: Path and query on the wire.
        body: The body on the wire.
        headers: Some of the headers on the wire.
        answer: The body of the answer.
        result: What comes of it; a function is given the models first.
        media: What the answer is.
        status: Its status.
    """

    name: str
    module: str
    arguments: Any
    target: str
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    answer: object = None
    result: Any = None
    media: str = "application/json"
    status: int = 200


def listed(arguments: dict[str, object], query: str, name: str) -> Case:
    return Case(name, "things.things_list", arguments, f"/list{query}", answer=[], result=[])


def replaced(name: str, given: Callable[[Any], object], sent: dict[str, object]) -> Case:
    return Case(
        name,
        "things.things_replace",
        lambda models: {"id": "a", "body": given(models)},
        "/thing/a",
        sent,
        answer=sent,
        result=given,
    )


CASES = [
    Case("no content", "things.things_nothing", {}, "/nothing", status=204),
    Case(
        "nothing given",
        "things.things_list",
        {},
        "/list",
        answer=[{"name": "a"}],
        result=lambda m: [m.Thing("a")],
    ),
    listed({"id": ["a", "b&c"]}, "?id=a&id=b%26c", "a repeated parameter"),
    listed({"id": []}, "", "an empty list of parameters"),
    listed({"size": 7}, "?size=7", "a bounded integer"),
    listed({"deep": False}, "?deep=false", "false in the query"),
    listed({"ratio": 0.5}, "?ratio=0.5", "a number"),
    listed({"since": AT}, "?since=2026-01-02T03%3A04%3A05%2B00%3A00", "a moment"),
    listed({"day": AT.date()}, "?day=2026-01-02", "a day"),
    listed({"trace": ID}, f"?trace={ID}", "a UUID"),
    listed({"order": "DOWN"}, "?order=DOWN", "an enumeration"),
    Case(
        "a header",
        "things.things_list",
        {"x_tenant": "t"},
        "/list",
        headers={"X-Tenant": "t"},
        answer=[],
        result=[],
    ),
    Case("a text", "things.things_text", {}, "/text", answer="hello", result="hello"),
    Case("an empty text", "things.things_text", {}, "/text", answer="", result=""),
    Case(
        "a text that is no JSON",
        "things.things_plain",
        {},
        "/plain",
        answer=b"hello",
        result="hello",
        media="text/plain; charset=utf-8",
    ),
    Case(
        "bytes",
        "things.things_bytes",
        {"body": b"\0\xff"},
        "/bytes",
        b"\0\xff",
        headers={"Content-Type": "application/octet-stream"},
        answer=b"\xff\0",
        result=b"\xff\0",
        media="application/octet-stream",
    ),
    Case(
        "a free object",
        "things.things_free",
        {"body": {"a": [1, None]}},
        "/free",
        {"a": [1, None]},
        answer={"msg": 1},
        result={"msg": 1},
    ),
    Case("no body", "things.things_free", {}, "/free", answer={}, result={}),
    Case(
        "a map",
        "things.things_labels",
        {"body": {"a": "b"}},
        "/labels",
        {"a": "b"},
        answer={"c": "d"},
        result=lambda m: m.Labels(additional_properties={"c": "d"}),
    ),
    *(
        Case(
            f"any value: {value!r}",
            "things.things_any",
            {"body": value},
            "/any",
            value,
            answer=value,
            result=value,
        )
        for value in ANYTHING
    ),
    replaced("a message", lambda m: m.Thing("a"), {"name": "a"}),
    replaced("an optional member that is empty", lambda m: m.Thing("a", note=""), {"name": "a", "note": ""}),
    replaced("an optional member that is zero", lambda m: m.Thing("a", count=0), {"name": "a", "count": 0}),
    replaced(
        "an optional member that is false", lambda m: m.Thing("a", done=False), {"name": "a", "done": False}
    ),
    replaced(
        "an optional member that is an empty list", lambda m: m.Thing("a", tags=[]), {"name": "a", "tags": []}
    ),
    replaced("nullable in 3.0, null", lambda m: m.Thing("a", old=None), {"name": "a", "old": None}),
    replaced(
        "a nullable enumeration, null", lambda m: m.Thing("a", chosen=None), {"name": "a", "chosen": None}
    ),
    replaced(
        "a nullable enumeration", lambda m: m.Thing("a", chosen="LEFT"), {"name": "a", "chosen": "LEFT"}
    ),
    replaced(
        "a nullable enumeration in 3.1, null",
        lambda m: m.Thing("a", picked=None),
        {"name": "a", "picked": None},
    ),
    replaced("null alone", lambda m: m.Thing("a", nothing=None), {"name": "a", "nothing": None}),
    replaced("nullable in 3.1, null", lambda m: m.Thing("a", new=None), {"name": "a", "new": None}),
    replaced("nullable in 3.1, a text", lambda m: m.Thing("a", new="b"), {"name": "a", "new": "b"}),
    replaced("a nullable reference, null", lambda m: m.Thing("a", newer=None), {"name": "a", "newer": None}),
    replaced("a nullable reference", lambda m: m.Thing("a", newer="UP"), {"name": "a", "newer": "UP"}),
    replaced("any value, null", lambda m: m.Thing("a", any_=None), {"name": "a", "any": None}),
    replaced(
        "int64", lambda m: m.Thing("a", size="9007199254740993"), {"name": "a", "size": "9007199254740993"}
    ),
    replaced("bytes in JSON", lambda m: m.Thing("a", data="AP8="), {"name": "a", "data": "AP8="}),
    replaced(
        "a URI", lambda m: m.Thing("a", link="https://a.example"), {"name": "a", "link": "https://a.example"}
    ),
    replaced("a member that is a moment", lambda m: m.Thing("a", at=AT), {"name": "a", "at": AT.isoformat()}),
    replaced(
        "a member that is a day", lambda m: m.Thing("a", day=AT.date()), {"name": "a", "day": "2026-01-02"}
    ),
    replaced("a member that is a UUID", lambda m: m.Thing("a", id=ID), {"name": "a", "id": str(ID)}),
    replaced("a constant", lambda m: m.Thing("a", kind="thing"), {"name": "a", "kind": "thing"}),
    replaced("an enumeration of integers", lambda m: m.Thing("a", level=2), {"name": "a", "level": 2}),
    replaced(
        "characters that are not seen",
        lambda m: m.Thing("a", twolines="zero\u200cwidth"),
        {"name": "a", "two\nlines": "zero\u200cwidth"},
    ),
    replaced("a default", lambda m: m.Thing("a", grade="good"), {"name": "a", "grade": "good"}),
    replaced("itself", lambda m: m.Thing("a", parent=m.Thing("b")), {"name": "a", "parent": {"name": "b"}}),
    replaced(
        "an object within",
        lambda m: m.Thing("a", inner=m.ThingInner("d")),
        {"name": "a", "inner": {"deep": "d"}},
    ),
    replaced(
        "a map of messages",
        lambda m: m.Thing("a", map_={"k": m.Base("b")}),
        {"name": "a", "map": {"k": {"base": "b"}}},
    ),
    replaced("an open object", lambda m: m.Thing("a", open_={"k": [1]}), {"name": "a", "open": {"k": [1]}}),
    replaced(
        "allOf of one", lambda m: m.Thing("a", whole=m.Base("b")), {"name": "a", "whole": {"base": "b"}}
    ),
    replaced(
        "additional members of a type",
        lambda m: m.Thing("a", whole=m.Base(additional_properties={"n": 1})),
        {"name": "a", "whole": {"n": 1}},
    ),
    replaced(
        "a member nobody named",
        lambda m: m.Thing("a", additional_properties={"x": None}),
        {"name": "a", "x": None},
    ),
    Case(
        "a verb in the path",
        "things.things_cancel",
        {"id": "a/b"},
        "/thing/a%2Fb:cancel",
        answer={"name": "a"},
        result=lambda m: m.Thing("a"),
    ),
    Case(
        "odd path parameters",
        "things.things_key",
        {"name": "n", "api_token": "t"},
        "/v1/n/keys/t",
        answer={"name": "a"},
        result=lambda m: m.Thing("a"),
        media="application/problem+json; charset=utf-8",
    ),
    Case(
        "no tag, no operationId",
        "default.get_unnamed",
        {},
        "/unnamed",
        answer={"own": "a", "base": "b"},
        result=lambda m: m.Named("a", "b"),
    ),
    Case("a choice: the first", "名字.either", {"body": "a"}, "/either", "a", answer=5, result=5),
    Case(
        "a choice: the last",
        "名字.either",
        lambda m: {"body": m.Thing("a")},
        "/either",
        {"name": "a"},
        answer={"name": "b"},
        result=lambda m: m.Thing("b"),
    ),
    Case(
        "names",
        "名字.用户",
        {"class_": "a", "城市": "b", "state": "c", "State": "d", "models": "e", "client_query": "f"}
        | {"call_": "g", "Call_": "h", "timeout_": "i", "body_": "j", "self_": "k", "filter_name": "l"}
        | {"not_a_client_": "m", "flag": "n"},
        "/names?class=a&%E5%9F%8E%E5%B8%82=b&state=c&State=d&models=e&client=f&call=g&Call=h"
        "&timeout=i&body=j&self=k&filter.name=l&not_a_client=m&%EF%AC%82ag=n",
        answer={"名": "a", "from": "b", "encode": "c", "models": "d", "fooBar": "e", "FooBar": "f"}
        | {"ﬁt": {"ｎame": "g"}},  # noqa: RUF001 - that is the point
        result=lambda m: m.用户(
            名="a", from_="b", encode_="c", models_="d", fooBar="e", FooBar="f", fit=m.Fit(name="g")
        ),
    ),
    Case(
        "an operation named as what its package imports",
        "名字.models_operation",
        {},
        "/modules",
        answer=str(ID),
        result=ID,
    ),
    Case(
        "an operation with underscores around",
        "名字.field_uuid",
        {},
        "/modules",
        answer={"name": "a"},
        result=lambda m: m.Thing("a"),
    ),
    Case(
        "names of the runtime",
        "名字.runtime",
        lambda m: {
            "body": m.Model(
                field=m.Field("field", ["i"]),
                ref=m.Ref("r"),
                list_=m.List(["l"]),
                literal=m.Literal("literal"),
                lower=m.V1Foo("l"),
                upper=m.V1Foo2("u"),
                dotted=m.IoTkeelFooV1Bar("d"),
                status=m.RpcStatus2("s"),
            )
        },
        "/runtime",
        {
            "field": {"value": "field", "items": ["i"]},
            "ref": {"value": "r"},
            "list": {"value": ["l"]},
            "literal": {"value": "literal"},
            "lower": {"value": "l"},
            "upper": {"other": "u"},
            "dotted": {"value": "d"},
            "status": {"value": "s"},
        },
        answer={"class_var": {"value": "c"}, "operation": {"value": "o"}},
        result=lambda m: m.Model(class_var=m.ClassVar("c"), operation=m.Operation("o")),
    ),
]


def meant(value: Any, models: Any) -> Any:  # noqa: ANN401 - of whatever document
    return value(models) if callable(value) else value


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_construct(case: Case, constructs: ModuleType) -> None:
    module = importlib.import_module(f"{constructs.__name__}.api.{case.module}")
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        content = case.answer if isinstance(case.answer, bytes) else json.dumps(case.answer).encode()
        return httpx.Response(
            case.status, content=b"" if case.answer is None else content, headers={"Content-Type": case.media}
        )

    arguments = meant(case.arguments, constructs.models)
    transport = httpx.MockTransport(respond)
    with constructs.Client("https://x.example", transport=transport) as client:
        result = module.sync(**arguments, client=client)

    async def awaited() -> object:
        async with constructs.AsyncClient("https://x.example", transport=transport) as client:
            return await module.asyncio(**arguments, client=client)

    assert result == meant(case.result, constructs.models)
    assert asyncio.run(awaited()) == result
    for request in sent:
        assert request.url.raw_path.decode() == case.target
        if isinstance(case.body, bytes):
            assert request.content == case.body
        elif "body" in arguments:
            assert json.loads(request.content) == case.body
        else:
            assert request.content == b""
        for name, value in case.headers.items():
            assert request.headers[name] == value


@pytest.mark.parametrize(
    ("module", "arguments", "word"),
    [
        ("things.things_list", {"size": 0}, "size must be 1 or more"),
        ("things.things_list", {"size": 101}, "size must be 100 or less"),
        ("things.things_list", {"order": "SIDEWAYS"}, "order must be one of"),
        ("things.things_list", {"since": dt.datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001 - that is the mistake
        ("things.things_replace", {"id": "a", "body": {"name": "a"}}, "must be a Thing"),
        ("things.things_labels", {"body": {"a": 1}}, r"body\.\* must be a string"),
        ("things.things_bytes", {"body": "text"}, "must be bytes"),
    ],
)
def test_what_a_schema_does_not_allow_is_not_sent(
    module: str, arguments: dict[str, object], word: str, constructs: ModuleType
) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request)

    with constructs.Client("https://x.example", transport=httpx.MockTransport(respond)) as client:
        call = importlib.import_module(f"{constructs.__name__}.api.{module}").sync
        with pytest.raises((constructs.ConfigurationError, constructs.ModelError), match=word):
            call(**arguments, client=client)


@pytest.mark.parametrize(
    ("module", "answer"),
    [
        ("things.things_list", {"name": "no list"}),
        ("things.things_list", [{"name": "a", "count": 100}]),
        ("things.things_list", [{"name": "a", "at": "2026-01-02"}]),
        ("things.things_list", [{"name": "a", "id": "no UUID"}]),
        ("things.things_text", 5),
        ("things.things_labels", {"a": 1}),
        ("things.things_free", {"code": "io.tkeel.INTERNAL_ERROR", "msg": "", "data": None}),
        ("things.things_nothing", {"code": "io.tkeel.INTERNAL_ERROR", "msg": "", "data": None}),
        ("default.get_unnamed", {"own": "a", "other": 1}),
    ],
)
def test_an_answer_that_is_not_allowed_is_unexpected(
    module: str, answer: object, constructs: ModuleType
) -> None:
    required: dict[str, dict[str, object]] = {"things.things_labels": {"body": {}}}
    status = 204 if module == "things.things_nothing" else 200
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=answer))
    with constructs.Client("https://x.example", transport=transport) as client:
        call = importlib.import_module(f"{constructs.__name__}.api.{module}").sync
        with pytest.raises(constructs.UnexpectedResponse):
            call(client=client, **required.get(module, {}))


def test_what_is_no_json_is_asked_for(constructs: ModuleType) -> None:
    operation = importlib.import_module(f"{constructs.__name__}.api.things.things_plain").OPERATION
    assert operation.accept == "text/plain, application/json"


def test_ranges_of_statuses(constructs: ModuleType) -> None:
    module = importlib.import_module(f"{constructs.__name__}.api.things.things_replace")
    body = constructs.models.Thing("something")
    answers = [httpx.Response(202, json={"name": "b"}), httpx.Response(422, json={"detail": "no"})]
    with constructs.Client(
        "https://x.example", transport=httpx.MockTransport(lambda _: answers.pop(0))
    ) as client:
        assert module.sync("a", body=body, client=client) == constructs.models.Thing("b")
        refused = module.sync_detailed("a", body=body, client=client)
        assert refused.parsed == constructs.models.WhatWentWrong("no")


def test_client_methods_are_the_same_calls(constructs: ModuleType) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=request.url.path))
    with constructs.Client("https://x.example", transport=transport) as client:
        assert client.things.text() == "/text"
        assert {name for name in dir(client.things) if not name.startswith("_")} == {
            *(
                "any_",
                "bytes_",
                "cancel",
                "free",
                "key",
                "labels",
                "list_",
                "nothing",
                "plain",
                "replace",
                "text",
            )
        }


def test_texts_are_hidden_unless_the_document_says_otherwise(constructs: ModuleType) -> None:
    models = constructs.models
    token = models.Token(access_token="a", scopes=["b"], plain="c", secret_order="UP", expires_in=5)
    assert repr(token) == (
        "Token(access_token='**********', scopes='**********', plain='c', "
        "secret_order='**********', expires_in=5)"
    )
    thing = models.Thing(
        "n", count=1, at=AT, day=AT.date(), id=ID, order="UP", kind="thing", size="5", any_=1
    )
    shown = repr(thing)
    for part in (
        "count=1",
        f"at={AT!r}",
        f"id={ID!r}",
        "order='UP'",
        "kind='thing'",
        "note='**********'",
        "any_='**********'",
    ):
        assert part in shown
    assert "'n'" not in shown
    assert repr(models.RpcStatus(3, "said", [models.ProtobufAny("a/b")])) == (
        "RpcStatus(code=3, message='said', details=[ProtobufAny(type_='a/b')])"
    )


def test_marked_members_are_sought_in_texts_of_the_server(constructs: ModuleType) -> None:
    module = importlib.import_module(f"{constructs.__name__}.api.secrets.secret")
    assert module.OPERATION.issued_names() == {"access_token", "secret_order"}
    assert module.OPERATION.idempotent is False


def test_secret_path_parameters_are_masked(constructs: ModuleType) -> None:
    operation = importlib.import_module(f"{constructs.__name__}.api.things.things_key").OPERATION
    assert [(one.name, one.sensitive) for one in operation.parameters] == [
        ("name", False),
        ("api.token", True),
    ]


def test_every_operation_answers_in_both_wire_forms(constructs_folder: Path) -> None:
    command = [sys.executable, str(HERE / "call_all.py"), str(constructs_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": ""})
    assert done.stdout.splitlines()[-1] == "20 operations answered, 0 failed", done.stdout + done.stderr
