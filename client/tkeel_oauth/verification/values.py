"""The parameters of a call with their values, in a wrapper whose text form is mute."""

from __future__ import annotations

__all__ = ["Values"]


class Values(dict[str, str]):
    """Values by the parameters' names, not encoded; a traceback that prints variables shows none of them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<Values>"

    __str__ = __repr__
