"""What the pytest fixtures hand to a test: a recorded tKeel that the test can give orders.

`Replay` answers in the process of the test, `ReplayServer` on a loopback port. Both can be used without
pytest, too.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import cached_property
from types import TracebackType
from typing import Self

from .call_log import Call, CallLog
from .engine import Engine
from .errors import UnknownScenarioError
from .matching import Credentials
from .overrides import Overrides, failing, hanging, html, refusing
from .scenario import Recording, Scenario
from .server import LoopbackServer
from .transport import AsyncReplayTransport, ReplayTransport
from .wire_forms import Wire

__all__ = ["Controls", "Replay", "ReplayServer"]


class Controls:
    """The orders that a test can give, and what it can ask afterwards.

    Without an order, requests are answered as tKeel was recorded to answer them. An order replaces the one
    before it, but a delay, which goes with any; `times` says for how many requests it holds, the SDK's own
    retries included; without it, for all until `reset`.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Treat credentials that were not recorded as a mistake of the test, instead of refusing them
            as tKeel refuses a wrong password.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        on_call: Called with each call as it is answered.
    """

    def __init__(
        self,
        recording: Recording | None = None,
        *,
        strict: bool = False,
        wire: Wire | None = None,
        on_call: Callable[[Call], None] | None = None,
    ) -> None:
        self._engine = Engine(recording, strict=strict, wire=wire)
        self._overrides = Overrides(self._engine)
        self._log = CallLog(sink=on_call)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.requests)} requests>"

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, the latest 1000; no text form of it shows a secret."""
        return self._log.calls

    @property
    def unmatched(self) -> tuple[Call, ...]:
        """The requests that were not recorded."""
        return tuple(call for call in self.requests if call.unmatched)

    def scenario(self, name: str, *, times: int | None = None) -> Scenario:
        """Answers with one recorded scenario, whatever is asked.

        Args:
            name: The scenario's name, such as `wrong_password`.
            times: For how many requests; None is all until `reset`.

        Returns:
            The scenario.

        Raises:
            UnknownScenarioError: When the recording has none of that name; the text names the nearest.
        """
        __tracebackhide__ = True
        found = self._find(name)
        self._overrides.answer(lambda request: self._engine.play(found.name, request), times)
        return found

    def credentials(self, name: str = "success") -> Credentials:
        """Gives the arguments with which a scenario calls authorize; all of them are invented.

        Args:
            name: The scenario's name.

        Raises:
            UnknownScenarioError: When the recording has none of that name, or it is no well-formed call.
        """
        __tracebackhide__ = True
        credentials = self._find(name).credentials
        if credentials is None:
            raise UnknownScenarioError(f"the scenario {name} is no well-formed call of authorize")
        return credentials

    def fail(self, status: int = 503, *, times: int | None = None, retry_after: int | None = 0) -> None:
        """Answers with an error status, as tKeel's gateway does when what lies behind it is gone.

        Args:
            status: 400 to 599.
            times: For how many requests; None is all until `reset`.
            retry_after: Seconds for the `Retry-After` header; 0 lets the SDK's retries follow at once, so
                that tests do not wait; None sends none.

        Raises:
            ValueError: When `status` is no status of an error.
        """
        __tracebackhide__ = True
        reply = failing(status, retry_after=retry_after, wire=self._engine.wire)
        self._overrides.answer(lambda _: reply, times)

    def delay(self, seconds: float, *, times: int | None = None) -> None:
        """Lets answers wait, recorded and other ones.

        In process, an answer that would come after the client's deadline is not waited for: the SDK raises
        `DeadlineExceeded` at once.

        Args:
            seconds: How long; 0 takes an earlier delay back.
            times: For how many requests; None is all until `reset`.

        Raises:
            ValueError: When `seconds` is negative or not finite.
        """
        __tracebackhide__ = True
        self._overrides.delay(seconds, times)

    def hang(self, *, times: int | None = None) -> None:
        """Takes requests and never answers them.

        In process, the client's deadline passes at once: the SDK raises `DeadlineExceeded` without waiting.
        Over a socket it waits until its `timeout` is up: give the client a short one.

        Args:
            times: For how many requests; None is all until `reset`.
        """
        __tracebackhide__ = True
        reply = hanging()
        self._overrides.answer(lambda _: reply, times)

    def html(self, status: int = 200, *, times: int | None = None, retry_after: int | None = 0) -> None:
        """Answers with a page of HTML, as a proxy, a portal or a wrong base URL does.

        Args:
            status: 200 to 599.
            times: For how many requests; None is all until `reset`.
            retry_after: Seconds for the `Retry-After` header of an error status; None sends none.

        Raises:
            ValueError: When `status` is no final status.
        """
        __tracebackhide__ = True
        reply = html(status, retry_after=retry_after)
        self._overrides.answer(lambda _: reply, times)

    def reset(self) -> None:
        """Takes all orders back: requests are answered as recorded again."""
        self._overrides.reset()

    def _find(self, name: str) -> Scenario:
        __tracebackhide__ = True
        recording = self._engine.recording
        if name in recording:
            return recording[name]
        near = get_close_matches(name, recording.names, n=3, cutoff=0.4)
        hint = f"; nearest: {', '.join(near)}" if near else "; load_recording().names lists them"
        raise UnknownScenarioError(f"no scenario is called {name!r}{hint}")


class Replay(Controls):
    """The recorded tKeel in the process of the test; it patches nothing.

    Hand `transport` to a `Client`, `async_transport` to an `AsyncClient`. A request that was not recorded
    raises `NotRecordedError` (an AssertionError) in the code that sent it.
    """

    base_url = "https://tkeel.example.com/apis/security/v1"
    """A base URL for the client; nothing is sent there."""

    @property
    def transport(self) -> ReplayTransport:
        """The transport for `Client(transport=…)`, or for an `httpx.Client`."""
        return ReplayTransport(self._overrides, self._log, strict=True)

    @property
    def async_transport(self) -> AsyncReplayTransport:
        """The transport for `AsyncClient(transport=…)`, or for an `httpx.AsyncClient`."""
        return AsyncReplayTransport(self._overrides, self._log, strict=True)

    def refuse(self, *, times: int | None = None) -> None:
        """Refuses connections, as a machine does on which nothing listens: the SDK raises `ConnectionFailed`.

        Args:
            times: For how many requests; None is all until `reset`.
        """
        __tracebackhide__ = True
        reply = refusing()
        self._overrides.answer(lambda _: reply, times)


class ReplayServer(Controls):
    """The recorded tKeel on a loopback port, while its `with` block runs.

    For applications that take a base URL and no transport, and for other processes and languages. A request
    that was not recorded gets a 501 that names the nearest scenario.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        on_call: Called with each call as it is answered, in the server's thread.
    """

    @cached_property
    def _server(self) -> LoopbackServer:
        return LoopbackServer(self._overrides, self._log)

    @property
    def base_url(self) -> str:
        """The base URL for the client, such as `http://127.0.0.1:49152/v1`.

        Raises:
            RuntimeError: When the server is not running.
        """
        return self._server.base_url

    def refuse(self) -> None:
        """Closes every connection and refuses new ones, as a server does that is down, until `reset`."""
        self._server.refuse()

    def reset(self) -> None:
        """Takes all orders back: requests are answered as recorded again, under the same address.

        Raises:
            ListenError: When another program took the port while connections were refused.
        """
        super().reset()
        self._server.accept()

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
