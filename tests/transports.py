"""The two readers of answers, by the names that ask for them."""

from __future__ import annotations

from tkeel_oauth._runtime.transport.choice import VARIABLE

__all__ = ["BOTH", "VARIABLE"]

BOTH = ("default", "fast")
