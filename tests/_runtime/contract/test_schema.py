"""The JSON types that a document can ask for, those too that no operation uses yet."""

from __future__ import annotations

import pytest

from tkeel_oauth import ModelError
from tkeel_oauth._runtime.contract.model import Ref
from tkeel_oauth._runtime.contract.schema import (
    AnyValue,
    Boolean,
    Constant,
    Enumeration,
    Integer,
    List,
    Map,
    Nullable,
    Number,
    Schema,
    String,
)
from tkeel_oauth.models import ProtobufAny

REF = Ref(lambda: ProtobufAny)

TAKEN: list[tuple[Schema, object]] = [
    (AnyValue(), None),
    (AnyValue(), {"a": [1]}),
    (String(), ""),
    (String(min_length=2, max_length=3), "ab"),
    (String(min_length=2, max_length=3), "abc"),
    (Integer(), 10**30),
    (Integer(bits=32), 2**31 - 1),
    (Integer(bits=32), -(2**31)),
    (Integer(bits=64), 2**63 - 1),
    (Number(), 1.5),
    (Number(), 3),
    (Boolean(), False),
    (Constant("code"), "code"),
    (Constant(1), 1),
    (Constant(value=True), True),
    (Enumeration("a", "b"), "b"),
    (Enumeration(1, 2), 2),
    (List(String()), []),
    (List(List(Integer())), [[1], []]),
    (Map(Integer()), {"a": 1}),
    (Nullable(String()), None),
    (Nullable(String()), "x"),
]

REFUSED: list[tuple[Schema, object, str]] = [
    (String(), 5, "x must be a string, not a number"),
    (String(), b"bytes", "x must be a string"),
    (String(min_length=1), "", "x must not be empty"),
    (String(min_length=2), "a", "x needs 2 characters or more"),
    (String(max_length=3), "abcd", "x may have 3 characters at most"),
    (Integer(), "1", "x must be an integer, not a string"),
    (Integer(), 1.5, "x must be an integer, not a number"),
    (Integer(), float("inf"), "x must be an integer, not a number"),
    (Integer(), False, "x must be an integer, not a boolean"),
    (Integer(bits=32), 2**31, "x does not fit into 32 bits"),
    (Integer(bits=64), -(2**63) - 1, "x does not fit into 64 bits"),
    (Number(), True, "x must be a number, not a boolean"),
    (Number(), float("nan"), "x is not a finite number"),
    (Number(), float("-inf"), "x is not a finite number"),
    (Number(), "1", "x must be a number, not a string"),
    (Boolean(), 1, "x must be a boolean, not a number"),
    (Boolean(), None, "x must be a boolean, not null"),
    (Constant("code"), "CODE", "x must be 'code'"),
    (Constant("code"), None, "x must be 'code'"),
    (Constant(1), True, "x must be 1"),
    (Constant(1), 1.0, "x must be 1"),
    (Enumeration("a", "b"), "c", "x must be one of 'a', 'b'"),
    (Enumeration(1, 2), True, "x must be one of 1, 2"),
    (Enumeration("a"), ["a"], "x must be one of 'a'"),
    (List(String()), "abc", "x must be a list, not a string"),
    (List(String()), None, "x must be a list, not null"),
    (List(String()), ["a", 1], "x[1] must be a string, not a number"),
    (List(List(String())), [["a"], [1]], "x[1][0] must be a string, not a number"),
    (Map(Integer()), [], "x must be an object, not a"),
    (Map(Integer()), {"canary": "a"}, "x.* must be an integer, not a string"),
    (Nullable(String()), 5, "x must be a string, not a number"),
    (REF, [], "x must be an object, not a"),
    (REF, {"@type": 1}, "x.@type must be a string, not a number"),
]


@pytest.mark.parametrize(("schema", "value"), TAKEN)
def test_taken_both_ways(schema: Schema, value: object) -> None:
    for found in (schema.decode(value, "x"), schema.encode(value, "x")):
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize(("schema", "value", "says"), REFUSED)
def test_refused(schema: Schema, value: object, says: str) -> None:
    with pytest.raises(ModelError) as caught:
        schema.decode(value, "x")
    assert str(caught.value).startswith(says)
    assert "canary" not in str(caught.value)
    if schema is not REF:
        with pytest.raises(ModelError) as caught:
            schema.encode(value, "x")
        assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (String(), ""),
        (Integer(), 0),
        (Number(), 0.0),
        (Boolean(), False),
        (List(String()), []),
        (Map(String()), {}),
        (AnyValue(), None),
        (Nullable(String()), None),
        (REF, None),
        (Enumeration("a"), None),
    ],
)
def test_what_an_absent_member_reads_as(schema: Schema, value: object) -> None:
    assert schema.empty() == value
    assert type(schema.empty()) is type(value)


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
