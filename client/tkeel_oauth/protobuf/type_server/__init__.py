"""Asking type servers what a message type looks like, as the contract's text on ``@type`` has it."""

from __future__ import annotations

from .server import TypeServer

__all__ = ["TypeServer"]
