"""`tkeel-oauth authorize`: an authorization code for a user name and a password."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .options import (
    NoAnswer,
    in_options,
    login_options,
    print_result,
    read_password,
    refuse_arguments,
)

if TYPE_CHECKING:
    from tkeel_oauth import Client

__all__ = ["authorize"]

_NEEDED = ("--base-url (or TKEEL_BASE_URL)", "--tenant-id", "--username", "--redirect-uri")

_EXAMPLES = """\b
Examples:
  export TKEEL_BASE_URL=https://iot.example.com/apis/security/v1

\b
  # asks for the password, prints the code
  tkeel-oauth authorize --tenant-id tenant-a --username alice \\
      --redirect-uri https://app.example.com/callback

\b
  # in a script; TKEEL_PASSWORD is in its environment
  code=$(tkeel-oauth authorize --tenant-id tenant-a --username alice \\
      --redirect-uri https://app.example.com/callback)
"""


# What stands there without an option may be a password, so click, which would repeat it, does not refuse it.
@click.command(epilog=_EXAMPLES, context_settings={"allow_extra_args": True})
@login_options
@click.option("--state", help="The application's own value for this login; tKeel does not return it.")
@click.option("--json", "as_json", is_flag=True, help='Print {"code": "..."} instead of the code alone.')
@click.pass_context
def authorize(  # noqa: PLR0913 - one for each option
    context: click.Context,
    *,
    base_url: str | None,
    tenant_id: str | None,
    username: str | None,
    redirect_uri: str | None,
    timeout: float,
    allow_insecure: bool,
    cacert: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """Get an authorization code for a user name and a password.

    The code alone goes to standard output. The password comes from TKEEL_PASSWORD or a prompt.

    Exit codes: 0 done, 1 refused, 2 usage, 3 no HTTP answer at all, 130 interrupted.
    """
    refuse_arguments(context)
    # An empty one is what a variable that is not set leaves in a script.
    if not (base_url and tenant_id and username and redirect_uri):
        raise click.UsageError(_missing(base_url, tenant_id, username, redirect_uri))
    with _client(base_url, timeout, allow_insecure=allow_insecure, cacert=cacert) as client:
        code = _code(client, tenant_id, username, redirect_uri, state)
    print_result(f"{json.dumps({'code': code}) if as_json else _plain(code)}\n")


def _missing(*given: str | None) -> str:
    """Names the options without a value, in the order of `_NEEDED`."""
    names = [name for name, value in zip(_NEEDED, given, strict=False) if not value]
    return f"missing, or empty: {', '.join(names)}"


def _client(base_url: str, timeout: float, *, allow_insecure: bool, cacert: str | None) -> Client:
    # ruff: noqa: PLC0415 - --help needs none of it
    from tkeel_oauth import Client, ConfigurationError

    try:
        return Client(base_url, timeout=timeout, allow_insecure=allow_insecure, verify=cacert or True)
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None


def _code(client: Client, tenant_id: str, username: str, redirect_uri: str, state: str | None) -> str:
    from tkeel_oauth import ConfigurationError, TkeelOAuthError, TransportError

    password = read_password()
    try:
        return client.oauth.authorize(
            tenant_id, username=username, password=password, redirect_uri=redirect_uri, state=state
        ).code
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None
    except TransportError as error:
        raise NoAnswer(in_options(error)) from None
    except TkeelOAuthError as error:
        raise click.ClickException(in_options(error)) from None


def _plain(code: str) -> str:
    # RFC 6749, appendix A.11. Anything else could move a terminal's cursor or be two lines to a script.
    if not all(" " <= letter <= "~" for letter in code):
        raise click.ClickException("the code holds characters that no code has; --json prints it")
    return code
