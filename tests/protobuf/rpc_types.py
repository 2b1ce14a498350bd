"""Modules of ``google.rpc``, which come with types but without saying so."""

from __future__ import annotations

from google.rpc import (  # pyright: ignore[reportMissingTypeStubs]
    code_pb2,
    error_details_pb2,
    http_pb2,
    status_pb2,
)

__all__ = ["code_pb2", "error_details_pb2", "http_pb2", "status_pb2"]
