# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""The messages of the contract, each loaded when it is first asked for."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._generated.models import ProtobufAny, RpcStatus, V1AuthorizeResponse
else:
    from ._runtime.base.lazy import members

    __getattr__, __dir__ = members(
        __name__,
        {
            "ProtobufAny": f"{__package__}._generated.models",
            "RpcStatus": f"{__package__}._generated.models",
            "V1AuthorizeResponse": f"{__package__}._generated.models",
        },
    )

__all__ = ["ProtobufAny", "RpcStatus", "V1AuthorizeResponse"]
