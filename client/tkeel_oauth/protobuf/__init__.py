"""Messages in ``@type``: their types, and who knows them.

``ProtobufAny.unpack`` and ``pack``, and ``RpcStatus.details_of``, take what stands here.
All of it needs ``pip install 'tkeel-oauth[protobuf]'`` but for :class:`Code` and the
protocols :class:`TypeResolver` and :class:`TypeLookup`, for resolvers of your own.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._runtime.base.codes import Code
    from .._runtime.base.message_types import TypeLookup, TypeResolver
    from .registry import TypeRegistry
    from .type_server.server import TypeServer
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "tkeel_oauth._runtime.base.codes": ("Code",),
            "tkeel_oauth._runtime.base.message_types": ("TypeLookup", "TypeResolver"),
            ".registry": ("TypeRegistry",),
            ".type_server.server": ("TypeServer",),
        },
    )

__all__ = ["Code", "TypeLookup", "TypeRegistry", "TypeResolver", "TypeServer"]
