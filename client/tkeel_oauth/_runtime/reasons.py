"""The result names tKeel's OAuth service answers with, and what they stand for.

From the service's own table of errors. The gRPC number is the one it sends a name
with; the hint says what a caller can do, in English, since tKeel's own messages are
Chinese and short.
"""

from __future__ import annotations

__all__ = ["SUCCESS", "Reason", "reason_for"]

SUCCESS = "io.tkeel.SUCCESS"
_OAUTH = "io.tkeel.security.api.oauth.v1."


class Reason:
    """One result name.

    Args:
        grpc_code: the number of the gRPC status it is sent with.
        hint: what it means and what to do about it.
    """

    __slots__ = ("grpc_code", "hint")

    def __init__(self, grpc_code: int, hint: str) -> None:
        self.grpc_code = grpc_code
        self.hint = hint


_REASONS = {
    "io.tkeel.INTERNAL_ERROR": Reason(13, "the service could not read the request or failed inside"),
    "io.tkeel.REDIRECT": Reason(15, "the service points elsewhere; check the base URL"),
    _OAUTH + "OAUTH_ERR_UNKNOWN": Reason(2, "the service does not know what failed; look at its log"),
    _OAUTH + "OAUTH_ERR_INVALID_REQUEST": Reason(
        3,
        "tKeel answers this to a wrong password, an unknown user or tenant, an empty username or password, "
        "and when its database is down; check tenant and credentials first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_UNAUTHORIZED_CLIENT": Reason(
        3,
        "tKeel answers this to a redirect_uri it cannot parse, and when its token store is down; "
        "check redirect_uri first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_ACCESS_DENIED": Reason(3, "the user may not do this; ask the tenant's administrator"),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_RESPONSE_TYPE": Reason(3, "response_type must be 'code'"),
    _OAUTH + "OAUTH_ERR_INVALID_SCOPE": Reason(3, "the scope is not one the service knows"),
    _OAUTH + "OAUTH_ERR_SERVER_ERROR": Reason(13, "the service failed inside; try again later"),
    _OAUTH + "OAUTH_ERR_INVALID_CLIENT": Reason(7, "the service does not know this client"),
    _OAUTH + "OAUTH_ERR_INVALID_GRANT": Reason(
        13, "the authorization code is unknown, used or expired; log in again"
    ),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_GRANT_TYPE": Reason(3, "the service does not offer this grant_type"),
    _OAUTH + "OAUTH_ERR_INVALID_ACCESS_TOKEN": Reason(3, "the access token is not valid; log in again"),
    _OAUTH + "OAUTH_ERR_INVALID_RESET_PWD": Reason(
        3, "the link to reset the password is not valid; ask for a new one"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_USER_OR_PWD": Reason(3, "username or password is wrong"),
    _OAUTH + "OAUTH_UNSUPPORTED_PROVIDER_TYPE": Reason(3, "the service does not know this login provider"),
}


def reason_for(name: str) -> Reason | None:
    """Return what is known of a result name, given in full (``io.tkeel…``)."""
    return _REASONS.get(name)
