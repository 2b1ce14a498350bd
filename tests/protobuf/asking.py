"""Unpacking sync and async, as one function, and a type server that may ask loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.message import Message

from tests.protobuf.conftest import LoopbackTypes
from tkeel_oauth.models import ProtobufAny
from tkeel_oauth.protobuf import TypeServer

Way = Callable[[dict[str, object], TypeServer], Message | dict[str, object]]


def sync(members: dict[str, object], server: TypeServer) -> Message | dict[str, object]:
    return ProtobufAny.from_dict(members).unpack(types=server)


def asynchronous(members: dict[str, object], server: TypeServer) -> Message | dict[str, object]:
    return asyncio.run(ProtobufAny.from_dict(members).unpack_async(types=server))


ways = pytest.mark.parametrize("way", [sync, asynchronous])


def loopback(types: LoopbackTypes, **options: Any) -> TypeServer:  # noqa: ANN401 - its arguments
    return TypeServer([types.host], allow_private=True, **options)
