"""The result names tKeel's OAuth service answers with, and what they stand for.

From the service's own table of errors. The gRPC number is the one it sends a name
with. tKeel's own messages are Chinese and short, so each name has an explanation and a
next step in English; ``docs/errors.md`` has the same table for people.
"""

from __future__ import annotations

__all__ = ["SUCCESS", "Reason", "reason_for", "reasons"]

SUCCESS = "io.tkeel.SUCCESS"
_OAUTH = "io.tkeel.security.api.oauth.v1."


class Reason:
    """One result name.

    Args:
        grpc_code: the number of the gRPC status it is sent with.
        explanation: what it means.
        next_step: what to do about it.
    """

    __slots__ = ("explanation", "grpc_code", "next_step")

    def __init__(self, grpc_code: int, explanation: str, next_step: str) -> None:
        self.grpc_code = grpc_code
        self.explanation = explanation
        self.next_step = next_step

    @property
    def hint(self) -> str:
        """Both in a line, for the text of an exception."""
        return f"{self.explanation}; {self.next_step}"


_REASONS = {
    "io.tkeel.INTERNAL_ERROR": Reason(
        13,
        "the service could not read the request, as when a parameter comes twice, or failed inside",
        "make sure that nothing on the way changes the query, then look at the service's log",
    ),
    "io.tkeel.REDIRECT": Reason(15, "the service points to another address", "check the base URL"),
    _OAUTH + "OAUTH_ERR_UNKNOWN": Reason(
        2, "the service failed and does not know why", "try again later, and look at the service's log"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_REQUEST": Reason(
        3,
        "tKeel answers this to a wrong password, an unknown user or tenant, an empty username or password, "
        "and when its database is down",
        "check tenant and credentials first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_UNAUTHORIZED_CLIENT": Reason(
        3,
        "tKeel answers this to a redirect_uri it cannot parse, and when its token store is down",
        "check redirect_uri first, then the server",
    ),
    _OAUTH + "OAUTH_ERR_ACCESS_DENIED": Reason(
        3, "the user may not do this", "ask the tenant's administrator"
    ),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_RESPONSE_TYPE": Reason(
        3, "the service does not offer this response_type", "leave response_type at 'code'"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_SCOPE": Reason(
        3, "the service does not know the scope", "ask for a scope that it knows, or for none"
    ),
    _OAUTH + "OAUTH_ERR_SERVER_ERROR": Reason(
        13, "the service failed inside", "try again later, and look at its log if it lasts"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_CLIENT": Reason(
        7, "the service does not know this client", "register the client with tKeel, or check its name"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_GRANT": Reason(
        13, "the authorization code is unknown, used or expired", "log in again for a new one"
    ),
    _OAUTH + "OAUTH_ERR_UNSUPPORTED_GRANT_TYPE": Reason(
        3, "the service does not offer this grant_type", "use one that it offers"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_ACCESS_TOKEN": Reason(
        3,
        "the access token is unknown or expired, though the message speaks of the grant type",
        "log in again for a new one",
    ),
    _OAUTH + "OAUTH_ERR_INVALID_RESET_PWD": Reason(
        3, "the link to reset the password is not valid", "ask for a new link"
    ),
    _OAUTH + "OAUTH_ERR_INVALID_USER_OR_PWD": Reason(
        3, "username or password is wrong", "check tenant and credentials"
    ),
    _OAUTH + "OAUTH_UNSUPPORTED_PROVIDER_TYPE": Reason(
        3, "the service does not know this login provider", "choose one that the tenant has set up"
    ),
}


def reason_for(name: str) -> Reason | None:
    """Return what is known of a result name, given in full (``io.tkeel…``)."""
    return _REASONS.get(name)


def reasons() -> dict[str, Reason]:
    """Return everything that is known, by full name."""
    return dict(_REASONS)
