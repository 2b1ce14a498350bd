"""What a table was measured on; never the name of a host."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

__all__ = ["cores", "load", "processor"]


def processor() -> str:
    """The model of the processor as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def cores() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def load() -> float | None:
    """How many processes wanted to run in the last minute, None where systems do not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None
