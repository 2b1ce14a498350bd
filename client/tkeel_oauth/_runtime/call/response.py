"""What the detailed functions return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ..base.headers import Headers

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
        request_id: the id that the server's headers name, None if they name none.
    """

    __slots__ = ("content", "headers", "parsed", "status_code")

    def __init__(self, *, status_code: int, headers: Headers, content: bytes, parsed: T) -> None:
        self.status_code: int = status_code
        self.headers: Headers = headers
        self.content: bytes = content
        self.parsed: T = parsed

    @property
    def request_id(self) -> str | None:
        """The id to look for in the server's logs: ``X-Request-Id``, or another header of that kind."""
        from ..base.request_ids import request_id_in  # noqa: PLC0415 - a response need not be asked

        return request_id_in(self.headers)

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}] {self.parsed!r}>"
