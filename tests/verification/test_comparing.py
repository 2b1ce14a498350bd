"""What a schema does not name is compared with what was recorded, in its types alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.verification.documents import contract_of, document
from tkeel_oauth.verification.comparing import Difference, differences

if TYPE_CHECKING:
    from tkeel_oauth.verification.contract import Contract

STATUS = "/components/schemas/rpcStatus"
INFO = "type.googleapis.com/google.rpc.ErrorInfo"
HELP = "type.googleapis.com/google.rpc.Help"


@pytest.fixture(scope="module")
def contract() -> Contract:
    changed = document()
    changed["components"]["schemas"]["bare"] = {"type": "object", "properties": {"list": {"type": "array"}}}
    changed["components"]["schemas"]["lines"] = {
        "type": "array",
        "items": {"type": "object", "properties": {"text": {"type": "string"}}},
    }
    return contract_of(changed)


def detail(kind: str, **members: object) -> dict[str, object]:
    return {"details": [{"@type": kind, **members}]}


CASES: list[tuple[object, object, str | None, list[Difference]]] = [
    ({"a": 1}, {"a": 2}, None, []),
    ({"a": 1}, {"a": 1.5}, None, []),
    ({"a": True}, {"a": 1}, None, [Difference("changed", ("a",), "a number", "a boolean")]),
    ({"a": None}, {"a": "x"}, None, [Difference("changed", ("a",), "a string", "null")]),
    ({}, {"a": "x"}, None, [Difference("gone", ("a",), "a string")]),
    ({"a": "x"}, {}, None, [Difference("new", ("a",), "", "a string")]),
    (
        {"a": [{"b": 1}]},
        {"a": [{"b": "x"}, {"b": 1}]},
        None,
        [Difference("changed", ("a", "[]", "b"), "a string", "a number")],
    ),
    ({"a": []}, {"a": [1]}, None, []),
    ({"a": [1]}, {"a": 1}, None, [Difference("changed", ("a",), "a number", "a list")]),
    ({"a": {}}, {"a": [1]}, None, [Difference("changed", ("a",), "a list", "an object")]),
    ({"a": 1}, {"a": {}}, None, [Difference("changed", ("a",), "an object", "a number")]),
    (
        {"a": {"b": {"c": 1}}},
        {"a": {"b": {}}},
        None,
        [Difference("new", ("a", "b", "c"), "", "a number")],
    ),
    # What the schema names is the schema's affair, there or not, whatever its type.
    ({"code": "3"}, {"code": 3, "message": "x", "details": []}, STATUS, []),
    ([{"text": 1}], [{"text": "x"}], "/components/schemas/lines", []),
    (
        [{}],
        [{"more": "x"}],
        "/components/schemas/lines",
        [Difference("gone", ("[]", "more"), "a string")],
    ),
    # A new member is told by another check where no schema allows it.
    ({"more": 1}, {}, STATUS, []),
    ({}, {"more": 1}, STATUS, [Difference("gone", ("more",), "a number")]),
    (
        {"list": [1]},
        {"list": ["x"]},
        "/components/schemas/bare",
        [Difference("changed", ("list", "[]"), "a string", "a number")],
    ),
    # A message of any type is compared with one of the same type.
    (
        detail(INFO, reason=1),
        detail(INFO, reason="x"),
        STATUS,
        [Difference("changed", ("details", "[]", "reason"), "a string", "a number")],
    ),
    (
        detail(INFO, more=1),
        detail(INFO),
        STATUS,
        [Difference("new", ("details", "[]", "more"), "", "a number")],
    ),
    (
        detail(INFO),
        detail(INFO, more=1),
        STATUS,
        [Difference("gone", ("details", "[]", "more"), "a number")],
    ),
    (detail(HELP, links=[]), detail(INFO, reason="x"), STATUS, []),
    ({"details": []}, detail(INFO, reason="x"), STATUS, []),
]


@pytest.mark.parametrize(("after", "before", "pointer", "expected"), CASES)
def test_difference(
    contract: Contract, after: object, before: object, pointer: str | None, expected: list[Difference]
) -> None:
    assert list(differences(contract, after, before, pointer)) == expected
