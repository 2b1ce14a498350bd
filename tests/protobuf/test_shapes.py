"""What the JSON of messages may look like besides what protobuf's Python writes, and what does not fit.

That every type is read and written as protobuf itself does it is held in test_json_format.py.
"""

from __future__ import annotations

import pytest
from google.protobuf import duration_pb2, empty_pb2
from google.protobuf.message import Message

from tests.protobuf.rpc_types import error_details_pb2
from tkeel_oauth import ModelError
from tkeel_oauth.models import ProtobufAny

P = "type.googleapis.com/google.protobuf."
R = "type.googleapis.com/google.rpc."

# What other implementations write, or a reader has to take; protobuf's Python would write it differently.
READ_ONLY: list[tuple[dict[str, object], Message]] = [
    ({"@type": f"{P}Empty", "value": {}}, empty_pb2.Empty()),  # as Go writes it
    ({"@type": f"{R}ErrorInfo", "reason": "R", "domain": None}, error_details_pb2.ErrorInfo(reason="R")),
    ({"@type": f"{R}ErrorInfo", "reason": "R", "since": {"a": [1]}}, error_details_pb2.ErrorInfo(reason="R")),
    ({"@type": f"{P}Duration", "value": "3s", "since": 1}, duration_pb2.Duration(seconds=3)),
    ({"@type": "elsewhere.example/google.rpc.Help", "links": []}, error_details_pb2.Help()),
]

WRONG: list[tuple[dict[str, object], str]] = [
    ({"@type": f"{P}Duration"}, "google.protobuf.Duration;"),
    ({"@type": f"{P}Duration", "value": 3}, "google.protobuf.Duration;"),
    ({"@type": f"{P}Duration", "value": "secret"}, "google.protobuf.Duration;"),
    ({"@type": f"{P}Duration", "seconds": 3}, "google.protobuf.Duration;"),
    ({"@type": f"{P}Int32Value", "value": "secret"}, "google.protobuf.Int32Value;"),
    ({"@type": f"{P}Struct", "value": ["secret"]}, "google.protobuf.Struct;"),
    ({"@type": f"{R}ErrorInfo", "reason": 5}, "google.rpc.ErrorInfo, see reason;"),
    ({"@type": f"{R}ErrorInfo", "metadata": {"secret": 1}}, "google.rpc.ErrorInfo, see metadata;"),
    ({"@type": f"{R}RetryInfo", "retryDelay": "secret"}, "google.rpc.RetryInfo, see retryDelay;"),
    ({"@type": f"{R}BadRequest", "field_violations": [{"field": ["secret"]}]}, "see field_violations.field;"),
    ({"@type": f"{R}Help", "links": {"secret": 1}}, "google.rpc.Help, see links;"),
    ({"@type": f"{R}Status", "code": 1 << 31}, "google.rpc.Status, see code;"),
    ({"@type": f"{R}ErrorInfo", "reason": "\ud83d"}, "google.rpc.ErrorInfo, see reason;"),
]


def shown(case: tuple[dict[str, object], object]) -> str:
    return str(case[0])[len("{'@type': 'type.googleapis.com/google.") :]


@pytest.mark.parametrize("case", READ_ONLY, ids=shown)
def test_is_read(case: tuple[dict[str, object], Message]) -> None:
    members, message = case
    unpacked = ProtobufAny.from_dict(members).unpack()
    assert type(unpacked) is type(message)
    assert unpacked == message


@pytest.mark.parametrize("case", WRONG, ids=shown)
def test_what_does_not_fit_is_told_and_not_quoted(case: tuple[dict[str, object], str]) -> None:
    members, words = case
    packed = ProtobufAny.from_dict(members)
    with pytest.raises(ModelError) as caught:
        packed.unpack()
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert packed.to_dict() == members
