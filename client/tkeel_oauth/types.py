"""Types of what calls take and return, and errors hold, besides the models."""

from __future__ import annotations

from ._runtime.base.errors import ErrorModel, ErrorStatus
from ._runtime.base.headers import Headers
from ._runtime.call.options import Certificate
from ._runtime.call.results import Response
from ._runtime.call.sender import AsyncSender, SyncSender

__all__ = ["AsyncSender", "Certificate", "ErrorModel", "ErrorStatus", "Headers", "Response", "SyncSender"]
