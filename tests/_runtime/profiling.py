"""What is called while something runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def profiled(work: Callable[[], object], note: Callable[[FrameType, str, object], None]) -> None:
    """Run something, and tell of each call and return meanwhile, as `sys.setprofile` does."""
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
