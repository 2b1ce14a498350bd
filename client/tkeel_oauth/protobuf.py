"""Messages in ``@type``: their types, and who knows them.

``ProtobufAny.unpack`` and ``pack``, and ``RpcStatus.details_of``, take what stands here.
All of it needs ``pip install 'tkeel-oauth[protobuf]'`` but for :class:`Code`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._runtime.codes import Code
    from ._runtime.protobuf.registry import TypeRegistry
    from ._runtime.protobuf.type_server import TypeServer
else:
    from ._runtime.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "Code": f"{__package__}._runtime.codes",
            "TypeRegistry": f"{__package__}._runtime.protobuf.registry",
            "TypeServer": f"{__package__}._runtime.protobuf.type_server",
        },
    )

__all__ = ["Code", "TypeRegistry", "TypeServer"]
