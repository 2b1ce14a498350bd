"""All that a call can need is loaded by importing its client, and nothing within the call.

A process that forks while another thread loads a module has that module's lock taken for ever in the
child; one that has no descriptor left can load nothing. Each question is asked of a fresh interpreter.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.faults import certificates
from tests.faults.answers import answer, envelope, keep_answering, respond, say
from tests.faults.calls import LOGIN, Options
from tests.faults.proxy import Proxy
from tests.faults.server import CODE, Connection, FaultServer
from tests.fresh import run_fresh

CALLS = {
    "Client": """
from tkeel_oauth import Client
def work(base_url, options):
    with Client(base_url, **options) as client:
        return client.oauth.authorize("t", **LOGIN).code
""",
    "AsyncClient": """
import asyncio
from tkeel_oauth import AsyncClient
async def main(base_url, options):
    async with AsyncClient(base_url, **options) as client:
        return (await client.oauth.authorize("t", **LOGIN)).code
runner = asyncio.Runner()
runner.get_loop()
def work(base_url, options):
    return runner.run(main(base_url, options))
""",
}


def run(kind: str, then: str, ways: dict[str, tuple[str, Options]]) -> str:
    """Define `work`, which makes a call, run some code, and return what it printed."""
    code = f"LOGIN = {LOGIN!r}\nWAYS = {ways!r}\n{CALLS[kind]}{then}"
    return run_fresh(code).strip()


LATE = """
import sys
for way, (base_url, options) in WAYS.items():
    before = set(sys.modules)
    try:
        outcome = work(base_url, options)
    except Exception as error:
        outcome = type(error).__name__
    print(way, outcome, *sorted(set(sys.modules) - before))
"""


def _busy(connection: Connection) -> None:
    while True:
        connection.request()
        connection.send(answer(envelope(), status=503, headers=("Retry-After: 0",)))


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_loads_nothing(kind: str, tmp_path: Path) -> None:
    trusted = tmp_path / "trusted.pem"
    certificates.authority().cert_pem.write_to_path(str(trusted))
    refused = respond(b'{"code": 16, "message": "no", "details": []}', status=401)
    with (
        FaultServer(keep_answering) as plain,
        FaultServer(keep_answering, tls=certificates.good()) as secure,
        Proxy(secure.port) as proxy,
        FaultServer(refused) as refusing,
        FaultServer(_busy) as busy,
        FaultServer(say(b"\x00\x01 canary")) as garbage,
        FaultServer() as nobody,
    ):
        common: Options = {"timeout": 20, "trust_env": False}
        trusting: Options = {**common, "verify": str(trusted)}
        said = run(
            kind,
            LATE,
            {
                "http": (plain.base_url, common),
                "name": (plain.base_url.replace("127.0.0.1", "localhost"), common),
                "https": (secure.base_url, trusting),
                "proxy": (secure.base_url, {**trusting, "proxy": proxy.proxy_url()}),
                "refused": (refusing.base_url, common),
                "busy": (busy.base_url, common),
                "garbage": (garbage.base_url, common),
                "nobody": (nobody.base_url, common),
                "untrusted": (secure.base_url, common),
            },
        )
    assert said.splitlines() == [
        *(f"{way} {CODE}" for way in ("http", "name", "https", "proxy")),
        "refused Unauthorized",
        "busy ServerError",
        *(f"{way} ConnectionFailed" for way in ("garbage", "nobody", "untrusted")),
    ]


NO_DESCRIPTORS = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
kept = []
try:
    while True:
        kept.append(open("/dev/null"))
except OSError:
    pass
for base_url, options in WAYS.values():
    try:
        print(work(base_url, options))
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("kind", CALLS)
def test_with_no_descriptor_left_a_call_says_so(kind: str) -> None:
    with FaultServer(keep_answering) as server:
        said = run(kind, NO_DESCRIPTORS, {scheme: (server.url(scheme), {}) for scheme in ("https", "http")})
    lines = said.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("ConnectionFailed no connection to")
        assert "too many files are open" in line


FORKING = """
import os, sys, threading
threads = [threading.Thread(target=work, args=WAYS["only"]) for _ in range(3)]
for thread in threads:
    thread.start()
child = os.fork()
if child == 0:
    print(work(*WAYS["only"]), flush=True)
    os._exit(0)
os.waitpid(child, 0)
for thread in threads:
    thread.join()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_during_the_first_call() -> None:
    with FaultServer(keep_answering) as server:
        assert run("Client", FORKING, {"only": (server.base_url, {})}) == CODE
