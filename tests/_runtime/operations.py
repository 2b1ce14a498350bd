"""Operations that the shipped contract does not have, for tests of what the runtime knows of them."""

from __future__ import annotations

from typing import Any

from tkeel_oauth._runtime.contract.model import Ref
from tkeel_oauth._runtime.contract.operation import Operation
from tkeel_oauth._runtime.contract.schema import Schema
from tkeel_oauth.models import RpcStatus


def operation(responses: dict[int, Schema], **more: Any) -> Operation[Any, RpcStatus]:  # noqa: ANN401 - its arguments
    """An operation without parameters that has these answers."""
    return Operation(
        id="Try",
        method="GET",
        path="/x",
        idempotent=True,
        parameters=(),
        responses=responses,
        status=Ref(lambda: RpcStatus),
        **more,
    )
