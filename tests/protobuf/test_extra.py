"""The extra: loaded when it is used, and missed in one clear line."""

from __future__ import annotations

import pytest

import tkeel_oauth.protobuf as face
from tests.fresh import run_fresh

SENTENCE = "protobuf messages need an extra: pip install 'tkeel-oauth[protobuf]'"


def test_every_public_name_is_there() -> None:
    assert {name for name in face.__all__ if not hasattr(face, name)} == set()
    assert set(face.__all__) <= set(dir(face))
    with pytest.raises(AttributeError, match="no attribute 'Any'"):
        _ = face.Any  # type: ignore[attr-defined]


USES = [
    "ProtobufAny('a/b.C').unpack()",
    "asyncio.run(ProtobufAny('a/b.C').unpack_async())",
    "ProtobufAny('a/b.C').unpack_as(object)",
    "ProtobufAny.pack(None)",
    "RpcStatus().details_of(object)",
    "tkeel_oauth.protobuf.TypeRegistry",
    "tkeel_oauth.protobuf.TypeServer",
]


TELL = f"""
for use in {USES * 2!r}:
    try:
        eval(use)
    except tkeel_oauth.ConfigurationError as error:
        print(error, error.__context__)
"""
TOLD = f"{SENTENCE} None\n" * len(USES) * 2


def test_what_to_install_is_said_and_the_rest_needs_no_extra() -> None:
    code = """
import asyncio, sys
sys.modules["google"] = None
import tkeel_oauth
from tkeel_oauth.models import ProtobufAny, RpcStatus
from tkeel_oauth.protobuf import Code
info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "R"}
retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}
status = RpcStatus.from_dict({"code": 3, "details": [info, retry]})
print(status, status.retry_delay, status.localized_message(), status.details[0].type_name)
print(status.canonical_code is Code.INVALID_ARGUMENT)
"""
    assert (
        run_fresh(code + TELL, "-W", "error")
        == f"INVALID_ARGUMENT (3), R 3.0 None google.rpc.ErrorInfo\nTrue\n{TOLD}"
    )


def test_half_an_extra_is_none() -> None:
    code = """
import asyncio, sys
sys.modules["google.rpc"] = None
import tkeel_oauth.protobuf
from tkeel_oauth.models import ProtobufAny, RpcStatus
"""
    assert run_fresh(code + TELL, "-W", "error") == TOLD


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = """
import sys
import tkeel_oauth.protobuf
from tkeel_oauth.models import ProtobufAny, RpcStatus
print([name for name in sys.modules if name.startswith(("google", "httpx"))])
ProtobufAny("type.googleapis.com/google.rpc.Help").unpack()
print([name for name in sys.modules if name.startswith("httpx")])
"""
    assert run_fresh(code, "-W", "error") == "[]\n[]\n"
