# Generated from openapi.yaml by scripts/generate. Do not edit.
"""The messages of the contract, each loaded when it is first asked for."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .protobuf_any import ProtobufAny
    from .rpc_status import RpcStatus
    from .v1_authorize_response import V1AuthorizeResponse
else:
    from .._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            ".protobuf_any": ("ProtobufAny",),
            ".rpc_status": ("RpcStatus",),
            ".v1_authorize_response": ("V1AuthorizeResponse",),
        },
    )

__all__ = ["ProtobufAny", "RpcStatus", "V1AuthorizeResponse"]
