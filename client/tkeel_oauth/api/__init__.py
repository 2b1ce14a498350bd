# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""The operations as functions: a package for each tag, a module for each operation."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import oauth
else:
    from tkeel_oauth._runtime.base.lazy import members

    __getattr__, __dir__ = members(__name__, {"oauth": f"{__name__}.oauth"})

__all__ = ["oauth"]
