"""Hand-written bases of the generated ``RpcStatus`` and ``ProtobufAny``.

``generator-config.yml`` says which schema of the document gets which base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import TkeelOAuthError
from .model import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ERROR_INFO", "InvalidTypeUrl", "ProtobufAnyBase", "RpcStatusBase"]

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


class InvalidTypeUrl(TkeelOAuthError, ValueError):
    """A ``@type`` does not name a message type."""


class ProtobufAnyBase(Model):
    """A message of any type, named by its ``@type``."""

    __slots__ = ()

    if TYPE_CHECKING:
        type_: str

    @property
    def type_name(self) -> str:
        """The full name of the message type: what follows the last ``/`` of ``@type``.

        Raises:
            InvalidTypeUrl: ``@type`` holds no ``/``, or the name is empty or starts with a dot.
        """
        path, slash, name = self.type_.rpartition("/")
        if not slash or not path or not name or name.startswith("."):
            raise InvalidTypeUrl(
                "@type does not name a message type: it needs at least one '/', and after the last one a "
                "full name such as google.protobuf.Duration; .type_ holds it as sent"
            )
        return name

    @property
    def type_url(self) -> str:
        """``@type`` as a URL, with ``https`` where it has no scheme.

        Raises:
            InvalidTypeUrl: as for ``type_name``.
        """
        _ = self.type_name  # nothing that names no type has a URL
        return self.type_ if "://" in self.type_ else f"https://{self.type_}"


class RpcStatusBase(Model):
    """The error message of gRPC in JSON: a number, a text, details."""

    __slots__ = ()

    if TYPE_CHECKING:
        code: int
        message: str

        @property
        def details(self) -> Sequence[ProtobufAnyBase]: ...

    @property
    def reason(self) -> str | None:
        """The ``reason`` of the first ``google.rpc.ErrorInfo`` among the details, None without one."""
        return self._error_info("reason")

    @property
    def domain(self) -> str | None:
        """The ``domain`` of the first ``google.rpc.ErrorInfo`` among the details, None without one."""
        return self._error_info("domain")

    def _error_info(self, member: str) -> str | None:
        for detail in self.details:
            if detail.type_.rpartition("/")[2] == "google.rpc.ErrorInfo":
                value = detail.additional_properties.get(member)
                return value if isinstance(value, str) else None
        return None
