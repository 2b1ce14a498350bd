"""What generated functions know of a client: that it sends calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ..base.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..contract.model import Model
    from ..contract.operation import Call
    from .results import Response

__all__ = ["Api", "AsyncSender", "SyncSender", "not_a_client"]

ApiT = TypeVar("ApiT")
SenderT = TypeVar("SenderT")
SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")


class SyncSender:
    """What sends the calls of sync code: a ``tkeel_oauth.Client``."""

    __slots__ = ()

    if TYPE_CHECKING:

        def _api(self, kind: Callable[[SyncSender], ApiT]) -> ApiT: ...

        def _call(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT: ...

        def _call_detailed(
            self, call: Call[SuccessT, ErrorT], timeout: float | None
        ) -> Response[SuccessT | ErrorT]: ...


class AsyncSender:
    """What sends the calls of code on asyncio: a ``tkeel_oauth.AsyncClient``."""

    __slots__ = ()

    if TYPE_CHECKING:

        def _api(self, kind: Callable[[AsyncSender], ApiT]) -> ApiT: ...

        async def _acall(self, call: Call[SuccessT, ErrorT], timeout: float | None) -> SuccessT: ...

        async def _acall_detailed(
            self, call: Call[SuccessT, ErrorT], timeout: float | None
        ) -> Response[SuccessT | ErrorT]: ...


class Api(Generic[SenderT]):
    """The operations of a tag, as methods.

    Args:
        client: what sends them.
    """

    def __init__(self, client: SenderT) -> None:
        self._client = client

    def __repr__(self) -> str:
        # A half-built one, as a debugger may meet, has none.
        return f"<{type(self).__name__} of {getattr(self, '_client', 'no client')}>"


def not_a_client(client: object, wanted: str) -> ConfigurationError:
    """Return the error of a function that was given something else for its client.

    Args:
        client: what it was given; the message names its type alone.
        wanted: the client's class.
    """
    return ConfigurationError(
        f"client must be {wanted}, not {type(client).__name__}; pass the one that shall send this call"
    )
