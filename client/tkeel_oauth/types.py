"""Types that calls return besides the models."""

from __future__ import annotations

from ._runtime.base.headers import Headers
from ._runtime.call.response import Response

__all__ = ["Headers", "Response"]
