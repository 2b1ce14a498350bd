"""A client that was in use when its process forked: parent and child each get their own answers."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

import pytest

from tests.faults.answers import echo_state, keep_answering
from tests.faults.calls import LOGIN, Arguments, call_sync, login
from tests.faults.server import CODE, Connection, FaultServer
from tkeel_oauth import AsyncClient, Client, ConfigurationError

CALLS = 20

# Forking beside threads is what these tests are about; Python warns of it from 3.12 on.
forks = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
can_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")


def in_child(work: Callable[[], str]) -> Callable[[], str]:
    """Run something in a forked process; return what waits for the text it gives."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            # A lock that another thread held may hold it up: then it ends without a word.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(60)
            said = work()
        except BaseException as error:  # noqa: BLE001 - a child must not become a second test run
            said = repr(error)
        finally:
            os.write(writing, said.encode())
            os._exit(0)
    os.close(writing)

    def result() -> str:
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return said

    return result


@can_fork
@forks
def test_fork() -> None:
    def work(who: str) -> str:
        return " ".join(client.oauth.authorize("t", **login(f"{who}{n}")).code for n in range(CALLS))

    with FaultServer(echo_state) as server, Client(server.base_url) as client:
        assert work("before") == " ".join(f"before{n}" for n in range(CALLS))
        assert server.open == 1
        child = in_child(lambda: work("child"))
        assert work("parent") == " ".join(f"parent{n}" for n in range(CALLS))
        assert child() == " ".join(f"child{n}" for n in range(CALLS))
        # The parent kept its own connection; the child made another.
        assert work("after") == " ".join(f"after{n}" for n in range(CALLS))
        assert server.connections == 2


@can_fork
@forks
def test_fork_with_all_places_taken() -> None:
    """Threads that hold a place are not in the child, and so cannot give it back there."""

    def script(connection: Connection) -> None:
        connection.request()
        released.wait(20)

    released = threading.Event()
    with FaultServer(script, keep_answering) as server, Client(server.base_url, max_connections=1) as client:
        busy = threading.Thread(target=call_sync, args=(client.with_options(timeout=20, retries=0),))
        busy.start()
        server.wait(lambda: len(server.requests) == 1)
        in_time: Arguments = {**LOGIN, "timeout": 15}
        child = in_child(lambda: client.oauth.authorize("t", **in_time).code)
        assert child() == CODE
        released.set()
        busy.join()


@can_fork
@forks
def test_child_that_closes_its_copy_leaves_the_parents_connection_alone() -> None:
    def work() -> str:
        client.close()
        try:
            client.oauth.authorize("t", **LOGIN)
        except ConfigurationError:
            return "refused"
        return "not refused"

    with FaultServer(echo_state) as server, Client(server.base_url) as client:
        client.oauth.authorize("t", **LOGIN)
        assert in_child(work)() == "refused"
        assert client.oauth.authorize("t", **login("mine")).code == "mine"
        assert server.connections == 1


@can_fork
@forks
def test_fork_async() -> None:
    async def work(who: str) -> str:
        codes = [(await client.oauth.authorize("t", **login(f"{who}{n}"))).code for n in range(CALLS)]
        return " ".join(codes)

    async def main() -> tuple[str, str]:
        async with client:
            await work("before")
            assert server.open == 1
            child = in_child(lambda: asyncio.run(work("child")))
            return await work("parent"), await asyncio.to_thread(child)

    with FaultServer(echo_state) as server:
        client = AsyncClient(server.base_url)
        parent, child = asyncio.run(main())
        assert parent == " ".join(f"parent{n}" for n in range(CALLS))
        assert child == " ".join(f"child{n}" for n in range(CALLS))
        assert server.connections == 2


@can_fork
@forks
def test_fork_that_goes_on_with_the_same_event_loop() -> None:
    """Even where loops are equal, the child does not use the parent's connection."""

    def work(who: str) -> str:
        return runner.run(client.oauth.authorize("t", **login(who))).code

    with FaultServer(echo_state) as server, asyncio.Runner() as runner:
        client = AsyncClient(server.base_url)
        assert work("before") == "before"
        # One after the other, as the two also share what the loop waits with.
        assert in_child(lambda: work("child"))() == "child"
        assert work("parent") == "parent"
        assert server.connections == 2
        runner.run(client.close())
