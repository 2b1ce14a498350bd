"""What the detailed functions return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from .headers import Headers

__all__ = ["Response"]

T = TypeVar("T")


class Response(Generic[T]):
    """An answer the contract allows, an error status included.

    Attributes:
        status_code: the HTTP status.
        headers: the headers; values that repeat a credential are withheld.
        content: the body as it came, **unredacted**.
        parsed: the body's model; for an error status whose body is no error of
            tKeel's, an ``RpcStatus`` made from the HTTP status.
    """

    __slots__ = ("content", "headers", "parsed", "status_code")

    def __init__(self, *, status_code: int, headers: Headers, content: bytes, parsed: T) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        self.parsed = parsed

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}] {self.parsed!r}>"
