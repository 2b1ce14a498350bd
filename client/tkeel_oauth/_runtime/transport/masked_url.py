"""A URL that goes to the wire whole and is shown without its query."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import httpx

__all__ = ["MaskedURL"]


class MaskedURL(httpx.URL):
    """The URL of a request whose query holds credentials.

    Reads as any :class:`httpx.URL`; its text forms end before the query. httpx's own
    transports send ``raw_path`` and so the whole of it.

    Args:
        base: scheme, host and port.
        target: path and query as they go out, percent-encoded.
    """

    def __init__(self, base: httpx.URL, target: bytes) -> None:
        super().__init__(base)
        self._base = base
        self._target = target

    def plain(self) -> httpx.URL:
        """Return the URL with nothing masked, for transports that send its text."""
        return self._base.copy_with(raw_path=self._target)

    @property
    def raw_path(self) -> bytes:
        return self._target

    @property
    def path(self) -> str:
        return unquote(self._target.partition(b"?")[0].decode("ascii"))

    @property
    def query(self) -> bytes:
        return self._target.partition(b"?")[2]

    @property
    def params(self) -> httpx.QueryParams:
        return httpx.QueryParams(self.query.decode("ascii"))

    def copy_with(self, **kwargs: Any) -> httpx.URL:
        return _masked(self.plain().copy_with(**kwargs))

    def join(self, url: httpx.URL | str) -> httpx.URL:
        return _masked(self.plain().join(url))

    def __str__(self) -> str:
        path, mark, _ = self._target.partition(b"?")
        shown = f"{self._base.copy_with(raw_path=path)}"
        return f"{shown}?[hidden]" if mark else shown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MaskedURL):
            return self._target == other._target and self._base == other._base
        return self.plain() == other

    def __hash__(self) -> int:
        return hash(self.plain())

    def __reduce__(self) -> tuple[type[httpx.URL], tuple[str]]:
        return httpx.URL, (str(self),)

    def __copy__(self) -> MaskedURL:
        return self

    def __deepcopy__(self, memo: object) -> MaskedURL:
        return self


def _masked(url: httpx.URL) -> MaskedURL:
    return MaskedURL(url.copy_with(raw_path=b"/"), url.raw_path)
