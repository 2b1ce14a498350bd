"""A server on loopback that keeps the page to the letter, whatever it is asked, or has tKeel's own form."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from tests.faults.server import Connection, FaultServer
from tests.verification.hosts import Line
from tests.verification.reference import BASES, LOGIN, Form

if TYPE_CHECKING:
    from collections.abc import Generator

_RIGHT = {
    "response_type": "code",
    "username": LOGIN.username,
    "password": LOGIN.password,
    "redirect_uri": LOGIN.redirect_uri,
}


def _step(target: str) -> str:
    path, _, query = target.partition("?")
    parts = path.split("/")
    if parts[:2] != ["", "oauth"] or parts[3:] != ["authorize"] or not parts[2]:
        return "tenant-encoded-slash"
    sent = parse_qsl(query, keep_blank_values=True)
    known = {name: value for name, value in sent if name != "state"}
    once = len(sent) == len({name for name, _ in sent})
    return "success" if once and known == _RIGHT and parts[2] == LOGIN.tenant_id else "wrong-password"


@contextlib.contextmanager
def letter_server(form: Form, asked: list[tuple[str, int]]) -> Generator[str]:
    """Run it; gives its base URL.

    Args:
        form: In which form it answers.
        asked: Gets the method and the status of every answer.
    """

    def script(connection: Connection) -> None:
        method, target, _ = connection.request().decode().partition("\r\n")[0].split(" ")
        reply = BASES[form](_step(target) if method == "GET" else "wrong-password")
        headers = [*reply.headers, ("Connection", "close")]
        if method != "GET":
            reply = replace(reply, status=405)
            headers.append(("Allow", "GET"))
        asked.append((method, reply.status))
        body = b"" if method == "HEAD" else reply.body
        Line(connection).send(replace(reply, headers=headers, body=body), len(reply.body))
        # A body that came with the request is taken: unread, it would reset the connection.
        connection.finish_sending()
        connection.hold()

    with FaultServer(script) as server:
        yield server.base_url
