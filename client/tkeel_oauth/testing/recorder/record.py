"""Asks a live server the scenarios, one after another, and keeps what may be written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from tkeel_oauth._runtime.base.codes import hint_for
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.encode import Request
from tkeel_oauth._runtime.call.messages import Failure, RawResponse
from tkeel_oauth.testing.errors import LoginRefusedError, RecordingError, UnansweredError
from tkeel_oauth.testing.har import as_text, document, dumps
from tkeel_oauth.testing.matching import Credentials
from tkeel_oauth.testing.recording import parse_recording
from tkeel_oauth.testing.scenario import Provenance, Recording, Scenario
from tkeel_oauth.testing.sender import ELSEWHERE, Sender, Verify

from .redact import Redactor
from .scenarios import Asked, Base, planned
from .survivors import refuse_survivors
from .writing import write_whole

__all__ = ["ORIGIN_TEXT", "Recorded", "Recorder", "start"]

ORIGIN_TEXT = "a live tKeel"
"""What a recording says of where it comes from unless told otherwise; the server itself stays unnamed."""

_OURS = frozenset({"host", "content-length"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of it.

    Args:
        recording: As it is loaded from the file.
        left_out: What the recorder does not know and did not write, a line each.
    """

    recording: Recording
    left_out: tuple[str, ...]

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes the recording as HAR.

        Raises:
            OSError: When the file cannot be written.
        """
        write_whole(path, dumps(document(self.recording)))


class Recorder:
    """One login, one server, and the scenarios that are asked there, once.

    Args:
        base_url: The server, such as `https://iot.example.com/apis/security/v1`.
        login: Who logs in; all but `state` must be given.
        timeout: Seconds that each call may take at most.
        allow_insecure: Whether plain http may leave this machine.
        verify: What certificates are checked with, as for `Client`.
        origin: What is recorded, in words; must not name the server.

    Raises:
        ConfigurationError: An argument that cannot be used.
        IndistinctError: When a scenario that must be refused would be the login that works.
        RecordingError: When `origin` names the server.
    """

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        base_url: str,
        login: Credentials,
        *,
        timeout: float = 30.0,
        allow_insecure: bool = False,
        verify: Verify = True,
        origin: str | None = None,
    ) -> None:
        self._sender = Sender(base_url, timeout=timeout, allow_insecure=allow_insecure, verify=verify)
        address = urlsplit(self._sender.base_url)
        self._base = Base(f"{address.scheme}://{address.netloc}", self._sender.base_path)
        self._login = replace(login, state=None)
        self._asked = planned(self._base, self._login)
        # Our own words name nobody, even where the server is called tkeel.
        if origin and _is_named(address.hostname or "", origin):
            raise RecordingError("origin names the server, which a recording must not")
        self._origin = ORIGIN_TEXT if origin is None else origin

    def __repr__(self) -> str:
        return f"<Recorder of {len(self)} scenarios>"

    def __len__(self) -> int:
        return len(self._asked)

    def run(self, progress: Callable[[int, str], None] = lambda _number, _name: None) -> Recorded:
        """Asks every scenario and gives what may be written.

        Args:
            progress: Called before each call with its number, from 1, and the scenario's name.

        Raises:
            UnansweredError: When a call gets no whole answer; the rest is not sent.
            LoginRefusedError: When the first scenario, the login, is refused; the rest is not sent.
            RecordingError: When it gets no code in another way.
            SecretSurvivedError: When the password or a code would be written.
        """
        moment = start()
        redactor = Redactor(self._base, self._login, moment)
        scenarios: list[Scenario] = []
        left_out: list[str] = []
        live = [self._login.password]
        with self._sender:
            for number, asked in enumerate(self._asked, start=1):
                name = asked.scenario.name
                progress(number, name)
                response = self._answer_to(asked, answered=number > 1)
                redacted = redactor.redact(asked.scenario, response)
                if number == 1 and not redacted.issued:
                    raise _no_code(response.status_code)
                live += redacted.issued
                left_out += [f"{name}: {what}" for what in redacted.left_out]
                if redacted.scenario:
                    scenarios.append(redacted.scenario)
        provenance = Provenance(as_text(moment), self._origin)
        recording = Recording(provenance, tuple(scenarios))
        refuse_survivors(recording, live)
        return Recorded(parse_recording(dumps(document(recording))), tuple(left_out))

    def _answer_to(self, asked: Asked, *, answered: bool) -> RawResponse:
        request = asked.request
        headers = [
            (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers
            if name.lower() not in _OURS
        ]
        login = self._login
        kept_quiet = SecretScanner((login.password, login.username, login.redirect_uri))
        sent = self._sender.send(
            Request(request.method, request.target.encode("ascii"), headers, request.body, kept_quiet)
        )
        name = asked.scenario.name
        if isinstance(sent.answer, Failure):
            raise UnansweredError(f"scenario {name}: {sent.answer.why}", answered=answered)
        if sent.answer.body_error is not None:
            raise UnansweredError(f"scenario {name}: {sent.answer.body_error.value}", answered=True)
        return sent.answer


def _no_code(status: int) -> RecordingError:
    refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    what_to_do = (
        hint_for(status)
        if status in ELSEWHERE
        else "check tenant, user name, password and that the base URL is tKeel's"
    )
    return (LoginRefusedError if refused else RecordingError)(
        f"the login got no code (status {status}): {what_to_do}; nothing else was sent"
    )


def _is_named(host: str, text: str) -> bool:
    """Tells whether a text has a host in it, and not merely as a part of a longer word."""
    # Not by a word's borders: an address may begin with a colon, and an underscore be what stands beside.
    word = rf"(?<![^\W_]){re.escape(host.rstrip('.'))}(?![^\W_])"
    return re.search(word, text, re.IGNORECASE) is not None


def start() -> datetime:
    """Gives the moment of now in whole seconds, or that of `SOURCE_DATE_EPOCH` where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return moment.replace(microsecond=0)
