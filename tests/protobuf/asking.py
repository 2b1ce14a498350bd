"""Unpacking sync and async, as one function."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tkeel_oauth.models import ProtobufAny

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.protobuf.message import Message

    from tkeel_oauth.protobuf import TypeServer

    Way = Callable[[dict[str, object], TypeServer], Message | dict[str, object]]


def sync(members: dict[str, object], server: TypeServer) -> Message | dict[str, object]:
    return ProtobufAny.from_dict(members).unpack(types=server)


def asynchronous(members: dict[str, object], server: TypeServer) -> Message | dict[str, object]:
    return asyncio.run(ProtobufAny.from_dict(members).unpack_async(types=server))


WAYS: list[Way] = [sync, asynchronous]


def name_of(way: Way) -> str:
    return "sync" if way is sync else "async"
