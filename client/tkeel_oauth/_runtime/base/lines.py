"""Texts of others, made fit to stand in a message of ours."""

from __future__ import annotations

__all__ = ["one_line"]


def one_line(text: str, limit: int = 300) -> str:
    """Return a text as one line of printable characters, cut where it is too long.

    Args:
        text: any text.
        limit: the characters it may have.
    """
    line = " ".join(text.split())
    line = "".join(character for character in line if character.isprintable())
    return line if len(line) <= limit else f"{line[:limit]}…"
