# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The operations: a package for each tag, and the tags as attributes of the clients."""

from __future__ import annotations

from typing import ClassVar

from .._runtime.call.sender import AsyncSender, SyncSender
from .oauth import AsyncOauthApi, OauthApi

__all__ = ["AsyncOperations", "SyncOperations"]


class SyncOperations(SyncSender):
    """The tags of the contract, each as an attribute of the client."""

    __slots__ = ()

    TAKES_TOKEN: ClassVar[bool] = False
    """Whether an operation sends the client's ``token``."""

    @property
    def oauth(self) -> OauthApi:
        """Operations tagged ``oauth``."""
        return self._api(OauthApi)


class AsyncOperations(AsyncSender):
    """The tags of the contract, each as an attribute of the client."""

    __slots__ = ()

    TAKES_TOKEN: ClassVar[bool] = False
    """Whether an operation sends the client's ``token``."""

    @property
    def oauth(self) -> AsyncOauthApi:
        """Operations tagged ``oauth``."""
        return self._api(AsyncOauthApi)
