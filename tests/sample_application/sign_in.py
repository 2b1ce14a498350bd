"""A small web application's login through tKeel. It stands for any application that uses the package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tkeel_oauth import BadRequest, TkeelOAuthError, TransportError, callback_url, new_state

if TYPE_CHECKING:
    from tkeel_oauth import AsyncClient, Client

__all__ = ["Page", "Redirect", "sign_in", "sign_in_with_await"]

CALLBACK = "https://app.example.com/callback"


@dataclass(frozen=True)
class Redirect:
    """Where the user is sent."""

    url: str


@dataclass(frozen=True)
class Page:
    """What the user is shown."""

    status: int
    text: str


def sign_in(client: Client, tenant: str, username: str, password: str) -> Redirect | Page:
    """Logs a user in and sends them back with a code, or shows what went wrong."""
    state = new_state()
    try:
        grant = client.oauth.authorize(tenant, username=username, password=password, redirect_uri=CALLBACK)
    except TkeelOAuthError as error:
        return page_for(error)
    return Redirect(callback_url(CALLBACK, code=grant.code, state=state))


async def sign_in_with_await(
    client: AsyncClient, tenant: str, username: str, password: str
) -> Redirect | Page:
    """As `sign_in`, for an asynchronous application."""
    state = new_state()
    try:
        grant = await client.oauth.authorize(
            tenant, username=username, password=password, redirect_uri=CALLBACK
        )
    except TkeelOAuthError as error:
        return page_for(error)
    return Redirect(callback_url(CALLBACK, code=grant.code, state=state))


def page_for(error: TkeelOAuthError) -> Page:
    """Says what went wrong, in words for a user."""
    if isinstance(error, BadRequest):
        return Page(401, "User name or password is wrong.")
    if isinstance(error, TransportError):
        return Page(504, "The login service does not answer. Try again later.")
    return Page(502, "The login service has a problem. Try again later.")
