"""The recorded server on a loopback socket, in a thread of its own: asyncio carries it, h11 reads requests.

An answer goes out byte for byte as it was recorded: status line, headers in their case and order, body.
What h11 takes for no request gets what tKeel's server, written in Go, says to one.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import h11

from .call_log import Call, CallLog
from .engine import Engine, Replier, Reply
from .errors import ListenError
from .messages import Answer, Headers, Request, header_values
from .scenario import Recording
from .wire_forms import Wire

__all__ = ["LoopbackServer", "RecordedServer"]

_LAST_PORT = 65535
_BACKLOG = 1024
# Go's server takes headers of this size, and reads on after an answer for as much of a body.
_LARGEST_HEAD = 1 << 20
_LARGEST_REST = 1 << 18
_READ_SIZE = 1 << 16
_LEAVE_SECONDS = 0.5
_OLD = "HTTP/1.0"
_NO_BODY = frozenset({204, 304})
_GO_SAYS = frozenset({400, 431, 501})
"""What Go's server answers to what is no request; to anything else 400."""


class LoopbackServer:
    """Serves what answers requests over HTTP while its `with` block runs.

    Args:
        engine: What finds the answers.
        log: Where calls are noted; without one, a log of its own.
        host: The address to listen on.
        port: 0 picks a free one.
        latency: Seconds that every answer waits; other requests are answered meanwhile.
    """

    def __init__(
        self,
        engine: Replier,
        log: CallLog | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
    ) -> None:
        self._engine = engine
        self._log = CallLog() if log is None else log
        self._host, self._port = host, port
        self._latency = latency
        self._base_url: str | None = None
        self._refusing: int | None = None
        self._thread: threading.Thread | None = None
        self._stop: Callable[[], object]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """The base URL for `Client`, such as `http://127.0.0.1:49152/v1`.

        Raises:
            RuntimeError: When the server is not running.
        """
        if self._base_url is None:
            raise RuntimeError("the recorded server is not running: use it in a with block or call start()")
        return self._base_url

    @property
    def requests(self) -> tuple[Call, ...]:
        """What was asked so far, oldest first, without query values."""
        return self._log.calls

    def start(self) -> None:
        """Listens, and returns once connections are accepted.

        Raises:
            ListenError: When the port is busy or the host is not one of this machine's.
            RuntimeError: When the server is running already.
        """
        if self._base_url is not None:
            raise RuntimeError("the recorded server is running already")
        self._open(self._port)

    def stop(self) -> None:
        """Closes every connection and waits until the port is free; does nothing when not running."""
        self._close()
        self._base_url = self._refusing = None

    def refuse(self) -> None:
        """Closes every connection and refuses new ones under the same address, until `accept`."""
        if self._thread is not None:
            self._refusing = urlsplit(self.base_url).port
            self._close()

    def accept(self) -> None:
        """Takes connections again after `refuse`.

        Raises:
            ListenError: When another program has taken the port meanwhile.
        """
        if self._refusing is not None:
            port, self._refusing = self._refusing, None
            self._open(port)

    def _open(self, port: int) -> None:
        listener = _listen(self._host, port)
        host, port = listener.getsockname()[:2]
        listening: Future[None] = Future()

        async def main() -> None:
            stop, loop = asyncio.Event(), asyncio.get_running_loop()
            self._stop = lambda: loop.call_soon_threadsafe(stop.set)
            await self._serve(listener, lambda: listening.set_result(None), stop)

        def run() -> None:
            try:
                asyncio.run(main())
            except BaseException as error:
                if listening.done():
                    raise
                listening.set_exception(error)
            finally:
                listener.close()

        thread = threading.Thread(target=run, name="tkeel-oauth recorded server", daemon=True)
        thread.start()
        try:
            listening.result()
        except OSError as error:
            raise ListenError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
        self._thread = thread
        self._base_url = f"http://[{host}]:{port}/v1" if ":" in host else f"http://{host}:{port}/v1"

    def _close(self) -> None:
        if self._thread is not None:
            self._stop()
            self._thread.join()
            self._thread = None

    async def _serve(
        self, listener: socket.socket, listening: Callable[[], None], stop: asyncio.Event
    ) -> None:
        connections = set[asyncio.Task[None]]()
        # Those live longer than their tasks whose clients do not read; in the end nobody waits for them.
        transports = weakref.WeakSet[asyncio.WriteTransport]()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            transports.add(writer.transport)
            task = asyncio.ensure_future(_Connection(self._reply, self._log, reader, writer).run())
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(connected, sock=listener, limit=_LARGEST_HEAD, backlog=_BACKLOG)
        listening()
        await stop.wait()
        server.close()
        for transport in tuple(transports):
            transport.abort()
        for task in tuple(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await server.wait_closed()

    def _reply(self, request: Request) -> Reply:
        reply = self._engine.reply(request)
        self._log.add(request, reply)
        return replace(reply, delay=reply.delay + self._latency) if self._latency else reply


class RecordedServer(LoopbackServer):
    """Serves a recording over HTTP while its `with` block runs.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        host: The address to listen on.
        port: 0 picks a free one.
        strict: Answer 501 to credentials that were not recorded, instead of tKeel's refusal.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
        latency: Seconds that every answer waits; other requests are answered meanwhile.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        recording: Recording | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        strict: bool = False,
        wire: Wire | None = None,
        latency: float = 0.0,
    ) -> None:
        engine = Engine(recording, strict=strict, wire=wire)
        super().__init__(engine, host=host, port=port, latency=latency)


class _Connection:
    """One client: its requests, one after another."""

    def __init__(
        self,
        reply: Callable[[Request], Reply],
        log: CallLog,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._reply = reply
        self._log = log
        self._reader = reader
        self._writer = writer
        self._http = _reader_of_requests()

    async def run(self) -> None:
        """Answers until either side has enough."""
        try:
            while await self._exchange():
                # h11 would have a say in what is answered; what it has read ahead goes on to the next.
                rest, _ = self._http.trailing_data
                self._http = _reader_of_requests()
                if rest:
                    self._http.receive_data(rest)
            await self._take_leave()
        except ConnectionError:
            pass
        finally:
            self._writer.close()

    async def _exchange(self) -> bool:
        """Answers one request, and tells whether there may be another."""
        try:
            event = await self._next()
        except h11.RemoteProtocolError as error:
            answer = _go_says(error.error_status_hint)
            self._log.add_malformed(answer.status)
            await self._send(answer)
            return False
        if not isinstance(event, h11.Request):
            return False
        request = Request(
            event.method.decode("latin-1"),
            event.target.decode("latin-1"),
            tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers),
            f"HTTP/{event.http_version.decode('latin-1')}",
        )
        reply = self._reply(request)
        if reply.delay and await self._leaves_within(reply.delay):
            return False
        if reply.answer is None:
            if reply.outcome == "hang":
                await self._leaves_within(None)
            self._writer.transport.abort()
            return False
        answer = _as_answer_to(request, reply.answer)
        await self._send(answer, with_body=request.method != "HEAD")
        return _stays_open(request, answer) and await self._skip_body()

    async def _next(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(_READ_SIZE))
        return event

    async def _skip_body(self) -> bool:
        """Reads what is left of a request; False where that is too much, or no HTTP."""
        if self._http.they_are_waiting_for_100_continue:
            return False
        left = _LARGEST_REST
        try:
            while isinstance(event := await self._next(), h11.Data):
                left -= len(event.data)
                if left < 0:
                    return False
        except h11.RemoteProtocolError:
            return False
        return isinstance(event, h11.EndOfMessage)

    async def _leaves_within(self, seconds: float | None) -> bool:
        """Waits, and tells whether the client left meanwhile, or sent more than anybody does."""
        left = _LARGEST_HEAD
        try:
            async with asyncio.timeout(seconds):
                while left > 0 and (more := await self._reader.read(_READ_SIZE)):
                    self._http.receive_data(more)
                    left -= len(more)
        except TimeoutError:
            return False
        return True

    async def _send(self, answer: Answer, *, with_body: bool = True) -> None:
        self._writer.write(_head(answer) + (answer.body if with_body else b""))
        await self._writer.drain()

    async def _take_leave(self) -> None:
        # Closing at once, with something unread, would take the answer from the client.
        with contextlib.suppress(TimeoutError, OSError):
            self._writer.write_eof()
            async with asyncio.timeout(_LEAVE_SECONDS):
                while await self._reader.read(_READ_SIZE):
                    pass


def _reader_of_requests() -> h11.Connection:
    return h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)


def _go_says(hint: int) -> Answer:
    status = HTTPStatus(hint if hint in _GO_SAYS else HTTPStatus.BAD_REQUEST)
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"))
    return Answer(int(status), status.phrase, headers, f"{status:d} {status.phrase}".encode())


def _as_answer_to(request: Request, answer: Answer) -> Answer:
    if request.http_version == _OLD:
        return replace(answer, http_version=_OLD)
    if _has_token(request.headers, "close") and not _has_token(answer.headers, "close"):
        return replace(answer, headers=(*answer.headers, ("Connection", "close")))
    return answer


def _stays_open(request: Request, answer: Answer) -> bool:
    sized = any(header_values(answer.headers, "content-length"))
    if not sized and request.method != "HEAD" and answer.status not in _NO_BODY:
        # The body ends with the connection.
        return False
    if answer.http_version == _OLD:
        asked = request.http_version != _OLD or _has_token(request.headers, "keep-alive")
        return asked and _has_token(answer.headers, "keep-alive")
    return not _has_token(answer.headers, "close")


def _has_token(headers: Headers, token: str) -> bool:
    return any(
        part.strip().lower() == token
        for value in header_values(headers, "connection")
        for part in value.split(",")
    )


@lru_cache(maxsize=256)
def _head(answer: Answer) -> bytes:
    # An engine gives the same few answers again and again.
    lines = [f"{answer.http_version} {answer.status} {answer.reason}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _listen(host: str, port: int) -> socket.socket:
    where = f"cannot listen on {host}:{port}"
    if not 0 <= port <= _LAST_PORT:
        raise ListenError(f"{where}: the port must be 0 to {_LAST_PORT}")
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((str(address[0]), port), family=family, backlog=_BACKLOG)
    except (socket.gaierror, UnicodeError):
        raise ListenError(f"{where}: no such host") from None
    except OSError as error:
        # The error's own text repeats the address on some versions of Python.
        reason = os.strerror(error.errno) if error.errno else "not possible"
        hint = "; choose another port, or 0 for a free one" if error.errno == errno.EADDRINUSE else ""
        raise ListenError(f"{where}: {reason}{hint}") from None
