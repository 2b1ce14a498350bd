"""The JSON types that a document can ask for, those too that no operation uses yet."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from enum import Enum

import pytest

from tkeel_oauth import ModelError
from tkeel_oauth._runtime.contract.model import Ref
from tkeel_oauth._runtime.contract.schema import (
    AnyValue,
    Binary,
    Boolean,
    Closed,
    Constant,
    Date,
    DateTime,
    Enumeration,
    Integer,
    List,
    Map,
    Nothing,
    Nullable,
    Number,
    PlainText,
    Schema,
    String,
    Union,
    Uuid,
)
from tkeel_oauth.models import ProtobufAny

REF = Ref(lambda: ProtobufAny)


class Letter(Enum):
    A = "a"
    B = "b"


TAKEN: list[tuple[Schema, Sequence[object]]] = [
    (AnyValue(), [None, {"a": [1]}]),
    (String(), [""]),
    (String(min_length=2, max_length=3), ["ab", "abc"]),
    (Integer(), [10**30]),
    (Integer(bits=32), [2**31 - 1, -(2**31)]),
    (Integer(bits=64), [2**63 - 1]),
    (Number(), [1.5, 3]),
    (Boolean(), [False]),
    (Constant("code"), ["code"]),
    (Constant(1), [1]),
    (Constant(value=True), [True]),
    (Enumeration("a", "b"), ["b"]),
    (Enumeration(1, 2), [2]),
    (List(String()), [[]]),
    (List(List(Integer())), [[[1], []]]),
    (Map(Integer()), [{"a": 1}]),
    (Nullable(String()), [None, "x"]),
    (Integer(minimum=1, maximum=3), [1, 3]),
    (Integer(above=0, below=2), [1]),
    (Number(minimum=0.5), [0.5]),
    (List(Integer(), min_items=1, max_items=2), [[1], [1, 2]]),
    (Union(String(), Integer()), ["a", 5]),
    (Binary(), [b"\xff"]),
]

PARSED: list[tuple[Schema, str, object]] = [
    (DateTime(), "2026-01-02T03:04:05+00:00", dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
    (DateTime(), "2026-01-02t03:04:05.123456789z", dt.datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=dt.UTC)),
    (Date(), "2026-01-02", dt.date(2026, 1, 2)),
    (Uuid(), "6f9619ff-8b86-d011-b42d-00c04fc964ff", uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")),
    (Enumeration("a", "b", kind=lambda: Letter), "b", Letter.B),
]

# says what, with "x " before it
REFUSED: list[tuple[Schema, object, str]] = [
    (String(), 5, "must be a string, not a number"),
    (String(), b"bytes", "must be a string"),
    (String(min_length=1), "", "must not be empty"),
    (String(min_length=2), "a", "needs 2 characters or more"),
    (String(max_length=3), "abcd", "may have 3 characters at most"),
    *((Integer(), value, "must be an integer, not a number") for value in (1.5, float("inf"))),
    (Integer(), "1", "must be an integer, not a string"),
    (Integer(), False, "must be an integer, not a boolean"),
    *((Integer(bits=32), value, "does not fit into 32 bits") for value in (2**31, -(2**31) - 1)),
    (Integer(bits=64), -(2**63) - 1, "does not fit into 64 bits"),
    (Number(), True, "must be a number, not a boolean"),
    *((Number(), float(value), "is not a finite number") for value in ("nan", "-inf")),
    (Number(), "1", "must be a number, not a string"),
    (Boolean(), 1, "must be a boolean, not a number"),
    (Boolean(), None, "must be a boolean, not null"),
    *((Constant("code"), value, "must be 'code'") for value in ("CODE", None)),
    *((Constant(1), value, "must be 1") for value in (True, 1.0)),
    (Enumeration("a", "b"), "c", "must be one of 'a', 'b'"),
    (Enumeration(1, 2), True, "must be one of 1, 2"),
    (Enumeration("a"), ["a"], "must be one of 'a'"),
    (List(String()), "abc", "must be a list, not a string"),
    (List(String()), None, "must be a list, not null"),
    (Map(Integer()), [], "must be an object, not a"),
    (Nullable(String()), 5, "must be a string, not a number"),
    (Integer(minimum=1), 0, "must be 1 or more"),
    (Integer(maximum=1), 2, "must be 1 or less"),
    (Number(above=0), 0, "must be more than 0"),
    (Number(below=1.5), 1.5, "must be less than 1.5"),
    (List(Integer(), min_items=1), [], "needs 1 items or more"),
    (List(Integer(), max_items=1), [1, 2], "may have 1 items at most"),
    (Closed(), 5, "is no member that the contract allows"),
    (Union(Integer(), Boolean()), "canary", "is none of what it may be, and is a string"),
    (Binary(), "canary", "must be bytes, not a string"),
    (REF, [], "must be an object, not a"),
]
WITHIN: list[tuple[Schema, object, str]] = [
    (List(String()), ["a", 1], "x[1] must be a string, not a number"),
    (List(List(String())), [["a"], [1]], "x[1][0] must be a string, not a number"),
    (Map(Integer()), {"canary": "a"}, "x.* must be an integer, not a string"),
    (REF, {"@type": 1}, "x.@type must be a string, not a number"),
]


def test_taken_both_ways() -> None:
    for schema, values in TAKEN:
        for value in values:
            for found in (schema.decode(value, "x"), schema.encode(value, "x")):
                assert found == value
                assert type(found) is type(value)


@pytest.mark.parametrize(("schema", "text", "value"), PARSED)
def test_texts_with_a_type_of_their_own(schema: Schema, text: str, value: object) -> None:
    assert schema.decode(text, "x") == value
    assert schema.decode(schema.encode(value, "x"), "x") == value


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (DateTime(), "2026-01-02"),
        (DateTime(), "2026-01-02T03:04:05"),
        (DateTime(), "2026-13-02T03:04:05Z"),
        (Date(), "2026-02-30"),
        (Date(), "20260102"),
        (Uuid(), "{6f9619ff-8b86-d011-b42d-00c04fc964ff}"),
        (Uuid(), "canary"),
    ],
)
def test_texts_that_stand_for_nothing(schema: Schema, text: str) -> None:
    with pytest.raises(ModelError, match=r"^x must be a") as caught:
        schema.decode(text, "x")
    assert text not in str(caught.value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (DateTime(), dt.date(2026, 1, 2)),
        (DateTime(), "2026-01-02T03:04:05Z"),
        (DateTime(), dt.datetime(2026, 1, 2)),  # noqa: DTZ001 - that is the mistake
        (Date(), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        (Uuid(), "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    ],
)
def test_another_python_type_is_not_sent(schema: Schema, value: object) -> None:
    with pytest.raises(ModelError):
        schema.encode(value, "x")


def test_bodies_that_are_no_json() -> None:
    assert PlainText().decode("ü".encode(), "x") == "ü"
    with pytest.raises(ModelError, match="x is no UTF-8"):
        PlainText().decode(b"\xff", "x")
    assert Nothing().decode(b"whatever", "x") is None
    kinds: list[Schema] = [String(), PlainText(), Binary(), Binary("image/png"), Nothing()]
    assert [kind.media for kind in kinds] == [
        *("application/json", "text/plain", "application/octet-stream", "image/png", None)
    ]


@pytest.mark.parametrize(
    ("schema", "holds"),
    [
        *((kind(), True) for kind in (String, AnyValue, PlainText, Binary)),
        *((kind(), False) for kind in (Integer, Number, Boolean, Date, DateTime, Uuid, Nothing, Closed)),
        (Constant("a"), False),
        (Enumeration("a"), False),
        (List(String()), True),
        (List(Integer()), False),
        (Map(Integer()), True),
        (Nullable(String()), True),
        (Union(Integer(), String()), True),
        (Union(Integer(), Boolean()), False),
    ],
)
def test_what_may_hold_a_secret_text(schema: Schema, *, holds: bool) -> None:
    assert schema.holds_text() is holds


@pytest.mark.parametrize(
    ("schema", "value", "says"), [*((*row, f"x {says}") for *row, says in REFUSED), *WITHIN]
)
def test_refused(schema: Schema, value: object, says: str) -> None:
    with pytest.raises(ModelError) as caught:
        schema.decode(value, "x")
    assert str(caught.value).startswith(says)
    assert "canary" not in str(caught.value)
    if schema is not REF:
        with pytest.raises(ModelError) as caught:
            schema.encode(value, "x")
        assert str(caught.value).startswith(says)


def test_what_an_absent_member_reads_as() -> None:
    schemas = (String(), Integer(), Number(), Boolean(), List(String()), Map(String()))
    assert repr([schema.empty() for schema in schemas]) == "['', 0, 0.0, False, [], {}]"
    for schema in (AnyValue(), Nullable(String()), REF, Enumeration("a")):
        assert schema.empty() is None


def test_which_types_hold_null() -> None:
    assert [schema.nullable for schema in (AnyValue(), Nullable(String()))] == [True, True]
    assert [schema.nullable for schema in (String(), List(Nullable(String())), REF)] == [False] * 3


def test_an_integer_may_be_written_with_a_point() -> None:
    assert type(Integer().decode(3.0, "x")) is int
    assert List(Integer()).decode([3.0], "x") == [3]


def test_a_reference_is_looked_up_late_and_takes_models_alone() -> None:
    models: dict[str, type[ProtobufAny]] = {}
    missing = Ref(lambda: models["not yet"])
    with pytest.raises(KeyError):
        missing.decode({}, "x")
    assert REF.decode({"@type": "a/b"}, "x") == ProtobufAny("a/b")
    assert REF.encode(ProtobufAny("a/b"), "x") == {"@type": "a/b"}
    with pytest.raises(ModelError, match=r"^x must be a ProtobufAny, not an object"):
        REF.encode({"@type": "a/b"}, "x")


def test_a_list_is_named_as_json_does() -> None:
    with pytest.raises(ModelError, match=r"^x must be a string, not a list$"):
        String().decode(["canary"], "x")
