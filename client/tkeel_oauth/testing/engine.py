"""The recorded server without any I/O: a request goes in, the recorded answer comes out.

In this order:

1. `Prefer: example=<scenario>` gets that scenario, whatever the request.
2. A request that was recorded gets its scenario; of several with one request, the primary one.
3. A call of authorize whose `Accept` is refused gets the recorded 406.
4. A well-formed call of authorize with recorded credentials but another `redirect_uri` or `state` gets
   what those credentials got, since tKeel looks at neither; a `redirect_uri` that does not parse gets
   the recorded refusal of one.
5. Credentials that were not recorded get the recorded refusal, unless the engine is strict.
6. A call that is well-formed but for one parameter gets what a recorded call got in which the same was
   wrong (`deviating` says when), whatever its `redirect_uri` and, unless the engine is strict, its login.
7. Anything else gets a `501` problem document that names the nearest scenario and what differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from .deviating import Deviations, Login
from .go_urls import url_parses
from .matching import CanonicalRequest, Credentials, canonical
from .messages import Answer, Request, header_values
from .problem import Unmatched, answer_to, nearest_to
from .recording import load_recording
from .wire_forms import Wire, in_form

if TYPE_CHECKING:
    from .scenario import Outcome, Recording, Scenario

__all__ = ["Engine", "Replier", "Reply"]

# The scenarios that stand for a rule of the server.
_REFUSED_LOGIN = "wrong_password"
_REFUSED_REDIRECT_URI = "redirect_uri_bad_port"

# The host's business, not the recording's: a keep-alive answered to HTTP/1.0, and framing.
_CONNECTION_HEADERS = frozenset({"keep-alive", "transfer-encoding"})
_OK = 200
_EXAMPLE = re.compile(r'\s*example\s*=\s*"?([^";,\s]*)"?\s*(?:;.*)?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host does with a request.

    Args:
        scenario: The name of the scenario that answers, or of the fault that stands in for one; None for
            the engine's own 501.
        answer: What to send; None when the scenario ends without an answer.
        outcome: How it ends without one.
        unmatched: Why there is no recorded answer, for the 501.
    """

    scenario: str | None
    answer: Answer | None = field(repr=False)
    outcome: Outcome | None = None
    unmatched: Unmatched | None = None

    @property
    def status(self) -> int:
        """The status code, 0 when there is no answer."""
        return self.answer.status if self.answer else 0


class Replier(Protocol):
    """What a host asks for its answers."""

    def reply(self, request: Request) -> Reply:
        """Finds the answer to a request."""
        ...


class Engine:
    """Answers requests from a recording; stateless, so threads and tasks may share one.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Treat credentials that were not recorded as unmatched instead of refusing them the way
            tKeel refuses a wrong password.
        wire: Answer in tKeel's `served` or its `documented` form; without it, in the recorded one.
    """

    def __init__(
        self, recording: Recording | None = None, *, strict: bool = False, wire: Wire | None = None
    ) -> None:
        self.recording: Recording = load_recording() if recording is None else recording
        self.strict = strict
        self.wire: Wire | None = wire
        self._replies = {scenario.name: _prepared(scenario, wire) for scenario in self.recording}
        self._by_name = {scenario.name: scenario for scenario in self.recording}
        self._by_form = {
            scenario.canonical: scenario for scenario in self.recording if scenario.primary is not False
        }
        self._by_login: dict[Login, Scenario] = {}
        for form, scenario in self._by_form.items():
            called = form.credentials
            if called and not form.media_type_refused and url_parses(called.redirect_uri):
                self._by_login.setdefault(_login(called), scenario)
        self._deviations = Deviations(self._by_form, self._by_login)
        self._media_type = next((one for form, one in self._by_form.items() if form.media_type_refused), None)
        self._slash = next((one for form, one in self._by_form.items() if _has_slash(form)), None)
        self._names = frozenset(name for form in self._by_form for name, _ in form.query)

    def __repr__(self) -> str:
        return f"Engine({len(self.recording)} scenarios, strict={self.strict})"

    def reply(self, request: Request) -> Reply:
        """Finds the answer to a request.

        Args:
            request: The request as it stood on the wire.
        """
        wanted = _example(request)
        if wanted is not None:
            if wanted in self._replies:
                return self.play(wanted, request)
            return _refusal(Unmatched("Prefer names an example that is not in the recording."))
        form = canonical(request)
        scenario = self._by_form.get(form) or self._by_rule(form)
        if scenario is not None:
            return self.play(scenario.name, request)
        near = nearest_to(form, self._by_form.items(), self._names)
        return _refusal(Unmatched("No scenario of the recording answers this request.", near))

    def play(self, name: str, request: Request) -> Reply:
        """Gives the answer of a scenario, whatever the request.

        Args:
            name: The scenario's name.
            request: What is answered; only its method counts, as a `HEAD` keeps the recorded length.
        """
        to_head, to_others = self._replies[name]
        return to_head if request.method == "HEAD" else to_others

    def _by_rule(self, form: CanonicalRequest) -> Scenario | None:
        if form.media_type_refused:
            return self._media_type
        called = form.credentials
        if called is None:
            return self._by_deviation(form)
        known = self._by_login.get(_login(called))
        if known is None:
            return self._refused_login(form)
        # tKeel looks at redirect_uri only once the login is good.
        if known.status == _OK and not url_parses(called.redirect_uri):
            return self._by_name.get(_REFUSED_REDIRECT_URI)
        return known

    def _by_deviation(self, form: CanonicalRequest) -> Scenario | None:
        deviation = form.deviation
        if deviation is None:
            return None
        if deviation.name in {"username", "password"}:
            if self.strict and not self._deviations.has_login_like(deviation):
                return None
            return self._slash if _has_slash(form) else self._deviations.answer_to(deviation)
        known = self._by_login.get(deviation.login)
        if known is not None and known.status == _OK:
            return self._deviations.answer_to(deviation)
        # A login that is refused is refused before redirect_uri is looked at; whether before response_type,
        # was not recorded.
        if deviation.name != "redirect_uri":
            return None
        return known or self._refused_login(form)

    def _refused_login(self, form: CanonicalRequest) -> Scenario | None:
        if self.strict:
            return None
        return self._slash if _has_slash(form) else self._by_name.get(_REFUSED_LOGIN)


def _login(called: Credentials) -> Login:
    return called.tenant_id, called.username, called.password


def _has_slash(form: CanonicalRequest) -> bool:
    # The server routes on the decoded path, so no tenant whose name holds a slash is ever found.
    return form.is_authorize and "/" in form.path[2]


def _example(request: Request) -> str | None:
    for value in header_values(request.headers, "prefer"):
        for preference in value.split(","):
            match = _EXAMPLE.fullmatch(preference)
            if match:
                return match.group(1)
    return None


def _refusal(unmatched: Unmatched) -> Reply:
    return Reply(None, answer_to(unmatched), unmatched=unmatched)


def _prepared(scenario: Scenario, wire: Wire | None) -> tuple[Reply, Reply]:
    """Makes the replies to a HEAD and to any other method."""
    answer = in_form(scenario, wire)
    if answer is None:
        silence = Reply(scenario.name, None, scenario.outcome)
        return silence, silence
    # A HEAD's answer keeps the recorded length; under another method the length must be the body's.
    as_head, as_other = (
        Reply(scenario.name, replace(answer, headers=_headers(answer, mend=mend))) for mend in (False, True)
    )
    return as_head, as_other


def _headers(answer: Answer, *, mend: bool) -> tuple[tuple[str, str], ...]:
    length = str(len(answer.body))
    kept: list[tuple[str, str]] = []
    for name, value in answer.headers:
        lower = name.lower()
        if lower in _CONNECTION_HEADERS or (lower == "connection" and value.lower() == "keep-alive"):
            continue
        kept.append((name, length if mend and lower == "content-length" else value))
    if not any(header_values(tuple(kept), "content-length")):
        kept.append(("Content-Length", length))
    return tuple(kept)
