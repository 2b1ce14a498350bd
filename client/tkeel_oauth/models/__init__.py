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
            "ProtobufAny": f"{__name__}.protobuf_any",
            "RpcStatus": f"{__name__}.rpc_status",
            "V1AuthorizeResponse": f"{__name__}.v1_authorize_response",
        },
    )

__all__ = ["ProtobufAny", "RpcStatus", "V1AuthorizeResponse"]
