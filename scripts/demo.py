"""Gets an authorization code, sync and async: from the recorded server, or from a live tKeel."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.errors import APIStatusError, ConfigurationError, TkeelOAuthError, TransportError
from tkeel_oauth.testing import RecordedServer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class _UsageError(Exception):
    """The command line lacks something."""


@dataclass(frozen=True)
class _Login:
    base_url: str
    tenant_id: str
    username: str
    redirect_uri: str
    password: str = field(repr=False)
    allow_insecure: bool = False

    def sync(self) -> str:
        with Client(self.base_url, allow_insecure=self.allow_insecure) as client:
            return client.oauth.authorize(
                self.tenant_id,
                username=self.username,
                password=self.password,
                redirect_uri=self.redirect_uri,
            ).code

    async def asyncio(self) -> str:
        async with AsyncClient(self.base_url, allow_insecure=self.allow_insecure) as client:
            grant = await client.oauth.authorize(
                self.tenant_id,
                username=self.username,
                password=self.password,
                redirect_uri=self.redirect_uri,
            )
            return grant.code


# the invented user that the shipped recording knows; a local server needs no TLS
_INVENTED = _Login("", "tenant-a", "alice", "http://tkeel.io/callback", "wonderland")


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
    try:
        live = _live_login(arguments)
        if live is None:
            with RecordedServer() as server:
                print(f"server    the recorded one, on {server.base_url}", flush=True)
                login = replace(_INVENTED, base_url=server.base_url)
                _show_codes(login, str)  # invented, so it may be seen
                _show_refusal(login)
            print("stopped   the recorded server")
        else:
            print(f"server    {live.base_url}")
            _show_codes(live, lambda code: f"received, {len(code)} characters")
            print("skipped   the refused login: a wrong password may lock a live account")
    except (_UsageError, ConfigurationError) as error:
        return _complain(error, 2)
    except TransportError as error:
        return _complain(error, 3)
    except TkeelOAuthError as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _show_codes(login: _Login, shown: Callable[[str], str]) -> None:
    print(f"sync      code {shown(login.sync())}")
    print(f"async     code {shown(asyncio.run(login.asyncio()))}", flush=True)


def _show_refusal(login: _Login) -> None:
    try:
        replace(login, password="not-the-password").sync()  # noqa: S106 - a wrong one, on purpose
    except APIStatusError as error:
        print(
            f"refused   a wrong password: {type(error).__name__}, status {error.status_code}, "
            f"reason {error.reason}, message {error.message}",
            flush=True,
        )


def _live_login(arguments: Sequence[str]) -> _Login | None:
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
    options = parser.parse_args(arguments)
    base_url: str | None = options.base_url
    tenant_id: str | None = options.tenant_id
    username: str | None = options.username
    if base_url is None and tenant_id is None and username is None:
        return None
    if base_url is None or tenant_id is None or username is None:
        raise _UsageError("a live server needs --base-url, --tenant-id and --username")
    return _Login(base_url, tenant_id, username, options.redirect_uri, _password(), options.allow_insecure)


def _password() -> str:
    password = os.environ.get("TKEEL_PASSWORD")
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise _UsageError("no password: set TKEEL_PASSWORD, or run this in a terminal to be asked")
    return getpass.getpass("Password: ")


def _complain(error: Exception, code: int) -> int:
    advice = str(error).replace("allow_insecure=True", "--allow-insecure")
    print(f"scripts/run: {advice}", file=sys.stderr)
    return code
