# Generated from openapi.yaml by `scripts/generate`. Do not edit.
"""The operations tagged ``oauth``, a module for each."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import oauth_authorize
else:
    from tkeel_oauth._runtime.base.lazy import members

    __getattr__, __dir__ = members(__name__, {"oauth_authorize": f"{__name__}.oauth_authorize"})

__all__ = ["oauth_authorize"]
