"""The types of bodies that are no JSON."""

from __future__ import annotations

from ...base.errors import ModelError
from .values import Schema, wrong

__all__ = ["Binary", "Nothing", "PlainText"]


class PlainText(Schema):
    """An answer that is a text and no JSON."""

    __slots__ = ()

    media = "text/plain"

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, bytes):
            raise wrong(where, "bytes", value)
        try:
            return value.decode()
        except UnicodeDecodeError:  # which quotes the bytes
            pass
        raise ModelError(f"{where} is no UTF-8")

    def holds_text(self) -> bool:
        return True


class Binary(Schema):
    """A body of bytes, of whatever media type it is sent as."""

    __slots__ = ("media",)

    def __init__(self, media: str = "application/octet-stream") -> None:
        self.media: str | None = media

    def decode(self, value: object, where: str) -> object:
        if not isinstance(value, bytes):
            raise wrong(where, "bytes", value)
        return value

    def encode(self, value: object, where: str) -> object:
        return self.decode(value, where)

    def holds_text(self) -> bool:
        return True


class Nothing(Schema):
    """An answer without content."""

    __slots__ = ()

    media = None

    def decode(self, value: object, where: str) -> object:  # noqa: ARG002 - there is nothing to look at
        return None
