"""What a status and its details can say of themselves."""

from __future__ import annotations

from typing import Any

import pytest

from tkeel_oauth import InvalidTypeUrl
from tkeel_oauth.models import ProtobufAny, RpcStatus

# @type -> (type_name, type_url)
VALID: dict[str, tuple[str, str]] = {
    "type.googleapis.com/google.rpc.ErrorInfo": (
        "google.rpc.ErrorInfo",
        "https://type.googleapis.com/google.rpc.ErrorInfo",
    ),
    "path/google.protobuf.Duration": ("google.protobuf.Duration", "https://path/google.protobuf.Duration"),
    "https://types.example.com/v1/a.B": ("a.B", "https://types.example.com/v1/a.B"),
    "http://types.example.com/a.B": ("a.B", "http://types.example.com/a.B"),
    "custom://types/a.B": ("a.B", "custom://types/a.B"),
    "types.example.com/a/b/c.D": ("c.D", "https://types.example.com/a/b/c.D"),
    "types.example.com:8080/a.B": ("a.B", "https://types.example.com:8080/a.B"),
}

INVALID = [
    "",
    "google.protobuf.Duration",
    "/",
    "a/",
    "https://",
    "a/.B",
    "types.example.com/.google.rpc.ErrorInfo",
    "a/b/",
]


@pytest.mark.parametrize("type_", VALID)
def test_a_type_that_is_named(type_: str) -> None:
    message = ProtobufAny.from_dict({"@type": type_, "reason": "x"})
    assert (message.type_name, message.type_url) == VALID[type_]
    assert message.type_ == type_


@pytest.mark.parametrize("type_", INVALID)
def test_a_type_that_is_not_stays_readable(type_: str) -> None:
    message = ProtobufAny(type_)
    for name in ("type_name", "type_url"):
        with pytest.raises(InvalidTypeUrl, match="does not name a message type") as caught:
            getattr(message, name)
        assert isinstance(caught.value, ValueError)
    assert message.type_ == type_
    assert message.to_dict() == {"@type": type_}


INFO = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "R", "domain": "d"}
OTHER = {"@type": "type.googleapis.com/google.rpc.Help", "reason": "not this", "domain": "nor this"}


@pytest.mark.parametrize(
    ("details", "reason", "domain"),
    [
        ([], None, None),
        ([OTHER], None, None),
        ([INFO], "R", "d"),
        ([OTHER, INFO], "R", "d"),
        ([INFO, {**INFO, "reason": "second"}], "R", "d"),
        ([{**INFO, "@type": "elsewhere.example/google.rpc.ErrorInfo"}], "R", "d"),
        ([{**INFO, "@type": "a/b.google.rpc.ErrorInfo"}], None, None),
        ([{"@type": INFO["@type"]}], None, None),
        ([{**INFO, "reason": 5, "domain": None}], None, None),
        ([{"reason": "R", "domain": "d"}], None, None),
    ],
)
def test_reason_and_domain(details: list[dict[str, Any]], reason: str | None, domain: str | None) -> None:
    status = RpcStatus.from_dict({"code": 3, "details": details})
    assert (status.reason, status.domain) == (reason, domain)
