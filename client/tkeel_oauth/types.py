"""Types that calls return besides the models."""

from __future__ import annotations

from ._runtime.base.headers import Headers
from ._runtime.call.results import Response

__all__ = ["Headers", "Response"]
