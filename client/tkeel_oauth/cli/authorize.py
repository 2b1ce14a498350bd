"""`tkeel-oauth authorize`: an authorization code for a user name and a password."""

from __future__ import annotations

import json

import click

from .options import Login, NoAnswer, in_options, login_command, print_result, read_password

__all__ = ["authorize"]

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


@login_command(epilog=_EXAMPLES)
@click.option("--state", help="The application's own value for this login; tKeel does not return it.")
@click.option("--json", "as_json", is_flag=True, help='Print {"code": "..."} instead of the code alone.')
def authorize(login: Login, *, state: str | None, as_json: bool) -> None:
    """Get an authorization code for a user name and a password.

    The code alone goes to standard output. The password comes from TKEEL_PASSWORD or a prompt.

    Exit codes: 0 done, 1 refused, 2 usage, 3 no HTTP answer at all, 130 interrupted.
    """
    login.need("base_url", "tenant_id", "username", "redirect_uri")
    # ruff: noqa: PLC0415 - --help needs none of it
    from tkeel_oauth import Client, ConfigurationError, TkeelOAuthError, TransportError

    try:
        with Client(
            login.base_url, timeout=login.timeout, allow_insecure=login.allow_insecure, verify=login.verify
        ) as client:
            code = client.oauth.authorize(
                login.tenant_id,
                username=login.username,
                password=read_password(),
                redirect_uri=login.redirect_uri,
                state=state,
            ).code
    except ConfigurationError as error:
        raise click.UsageError(in_options(error)) from None
    except TransportError as error:
        raise NoAnswer(in_options(error)) from None
    except TkeelOAuthError as error:
        raise click.ClickException(in_options(error)) from None
    print_result(f"{json.dumps({'code': code}) if as_json else _plain(code)}\n")


def _plain(code: str) -> str:
    # RFC 6749, appendix A.11. Anything else could move a terminal's cursor or be two lines to a script.
    if not all(" " <= letter <= "~" for letter in code):
        raise click.ClickException("the code holds characters that no code has; --json prints it")
    return code
