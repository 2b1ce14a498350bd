"""Types of what calls return, and errors hold, besides the models."""

from __future__ import annotations

from ._runtime.base.errors import ErrorModel, ErrorStatus
from ._runtime.base.headers import Headers
from ._runtime.call.results import Response

__all__ = ["ErrorModel", "ErrorStatus", "Headers", "Response"]
