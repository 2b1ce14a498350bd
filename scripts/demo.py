"""Gets an authorization code, sync and async: from the recorded server, or from a live tKeel."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.errors import APIStatusError, ConfigurationError, TkeelOAuthError, TransportError
from tkeel_oauth.testing import Credentials, RecordedServer

# the invented user that the shipped recording knows
_INVENTED = Credentials("tenant-a", "alice", "wonderland", "http://tkeel.io/callback")


def main(arguments: Sequence[str]) -> int:
    """Get the codes and tell of it on standard output; the password is never shown.

    Args:
        arguments: The command line.

    Returns:
        0 done, 1 refused or broken, 2 wrong usage, 3 no HTTP answer at all, 130 interrupted.
    """
    reconfigure: object = getattr(sys.stdout, "reconfigure", None)
    if callable(reconfigure):
        # tKeel's messages are Chinese, which not every console can show.
        reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    live = (options.base_url, options.tenant_id, options.username)
    try:
        if live == (None, None, None):
            _recorded()
        elif None in live:
            return _complain("a live server needs --base-url, --tenant-id and --username", 2)
        elif (password := _password()) is None:
            return _complain("no password: set TKEEL_PASSWORD, or run this in a terminal to be asked", 2)
        else:
            login = Credentials(options.tenant_id, options.username, password, options.redirect_uri)
            print(f"server    {options.base_url}")
            _show_codes(options.base_url, login, _counted, allow_insecure=options.allow_insecure)
            print("skipped   the refused login: a wrong password may lock a live account")
    except ConfigurationError as error:
        return _complain(str(error).replace("allow_insecure=True", "--allow-insecure"), 2)
    except TransportError as error:
        return _complain(str(error), 3)
    except TkeelOAuthError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _recorded() -> None:
    with RecordedServer() as server:
        print(f"server    the recorded one, on {server.base_url}", flush=True)
        _show_codes(server.base_url, _INVENTED, str)  # invented, so it may be seen
        wrong = replace(_INVENTED, password="not-the-password")  # noqa: S106 - on purpose
        try:
            with Client(server.base_url) as client:
                client.oauth.authorize(**wrong.arguments())
        except APIStatusError as error:
            print(
                f"refused   a wrong password: {type(error).__name__}, status {error.status_code}, "
                f"reason {error.reason}, message {error.message}",
                flush=True,
            )
    print("stopped   the recorded server")


def _show_codes(
    base_url: str, login: Credentials, shown: Callable[[str], str], *, allow_insecure: bool = False
) -> None:
    with Client(base_url, allow_insecure=allow_insecure) as client:
        print(f"sync      code {shown(client.oauth.authorize(**login.arguments()).code)}")

    async def awaited() -> str:
        async with AsyncClient(base_url, allow_insecure=allow_insecure) as client:
            return (await client.oauth.authorize(**login.arguments())).code

    print(f"async     code {shown(asyncio.run(awaited()))}", flush=True)


def _counted(code: str) -> str:
    return f"received, {len(code)} characters"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="Get an authorization code, sync and async: from the recorded server, which is started "
        "and stopped, or from a live tKeel, with the password from TKEEL_PASSWORD or a prompt.",
    )
    parser.add_argument(
        "--base-url", help="a live tKeel's, for example https://iot.example.com/apis/security/v1"
    )
    parser.add_argument("--tenant-id", help="the tenant to log in to")
    parser.add_argument("--username", help="the user to log in as")
    parser.add_argument(
        "--redirect-uri",
        default="https://app.example.com/callback",
        help="default: %(default)s; nothing is sent there",
    )
    parser.add_argument(
        "--allow-insecure", action="store_true", help="allow http:// to other hosts than this one"
    )
    return parser


def _password() -> str | None:
    password = os.environ.get("TKEEL_PASSWORD")
    return getpass.getpass("Password: ") if password is None and sys.stdin.isatty() else password


def _complain(advice: str, code: int) -> int:
    print(f"scripts/run: {advice}", file=sys.stderr)
    return code
