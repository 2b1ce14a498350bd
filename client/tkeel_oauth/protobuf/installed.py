"""Everything that needs protobuf, which comes with the extra ``[protobuf]``.

Nothing here is imported before it is used; whatever is imported first says what to
install where the extra is missing.
"""

from __future__ import annotations

from importlib import import_module

from .._runtime.base.errors import ConfigurationError

__all__: list[str] = []


def _is_installed() -> bool:
    try:
        import_module("google.protobuf.json_format")
        import_module("google.rpc.error_details_pb2")
    except ImportError:
        return False
    return True


if not _is_installed():
    raise ConfigurationError("protobuf messages need an extra: pip install 'tkeel-oauth[protobuf]'")
