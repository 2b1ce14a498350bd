"""What OpenAPI Generator makes of openapi.yaml for urllib3."""

from __future__ import annotations

from .login import PASSWORD, REDIRECT_URI, TENANT, USERNAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .measuring import OpenedSync

__all__ = ["PACKAGE", "load", "open_sync"]

PACKAGE = "generator_urllib3_client"


def load() -> None:
    """Import the client."""
    __import__(PACKAGE)


def open_sync(base_url: str, certificates: str | None) -> OpenedSync:
    """Make a client and the call that is measured."""
    package = __import__(PACKAGE)
    client = package.ApiClient(package.Configuration(host=base_url, ssl_ca_cert=certificates))
    authorize = package.OauthApi(client).oauth_authorize

    def call() -> str:
        code: str = authorize(TENANT, "code", USERNAME, PASSWORD, REDIRECT_URI).code
        return code

    return call, client.rest_client.pool_manager.clear
