"""Types that calls return besides the models."""

from __future__ import annotations

from ._runtime.headers import Headers
from ._runtime.response import Response

__all__ = ["Headers", "Response"]
