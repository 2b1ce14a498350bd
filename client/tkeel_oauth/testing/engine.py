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
   wrong, whatever its `redirect_uri` and, unless the engine is strict, its login. tKeel checks tenant, user
   name and password first, `response_type` and `redirect_uri` after them: so a call without a user name or
   a password is refused whatever else stands in it, and one with another `response_type`, or without a
   `redirect_uri`, is answered as recorded where the login is good.
7. Anything else gets a `501` problem document that names the nearest scenario and what differs.

A refusal of rule 5 carries a note of who is known, which no host sends: it is for whoever wonders why a
login that they made up is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeAlias

from .matching import CanonicalRequest, Credentials, FlawedCall, canonical, url_parses
from .messages import Answer, Headers, Request, header_values
from .recording import load_recording
from .scenario import Outcome, Recording, Scenario
from .unmatched import UnknownLogin, Unmatched, answer_to, nearest_to
from .wire_forms import Wire, in_form

__all__ = ["Engine", "Replier", "Reply"]

# The scenarios that stand for a rule of the server.
_REFUSED_LOGIN = "wrong_password"
_REFUSED_REDIRECT_URI = "redirect_uri_bad_port"

_OK = 200
_EXAMPLE = re.compile(r'\s*example\s*=\s*"?([^";,\s]*)"?\s*(?:;.*)?', re.IGNORECASE)

_Login: TypeAlias = tuple[str, str | None, str | None]
"""Tenant, user name and password; None for what was not sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host does with a request.

    Args:
        scenario: The name of the scenario that answers, or of the fault that stands in for one; None for
            the engine's own 501.
        answer: What to send; None when the scenario ends without an answer.
        outcome: How it ends without one; `refuse` where there is no connection at all.
        unmatched: Why there is no recorded answer, for the 501.
        unknown_login: Who is known, where a login that was not recorded was refused.
        delay: Seconds that the answer waits.
    """

    scenario: str | None
    answer: Answer | None = field(repr=False)
    outcome: Outcome | Literal["refuse"] | None = None
    unmatched: Unmatched | None = None
    unknown_login: UnknownLogin | None = None
    delay: float = 0.0

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
        self._by_login: dict[_Login, Scenario] = {}
        for form, scenario in self._by_form.items():
            called = form.credentials
            if called and not form.media_type_refused and url_parses(called.redirect_uri):
                self._by_login.setdefault(_login(called), scenario)
        self._flawed_calls = _FlawedCalls(self._by_form, self._by_login)
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
        scenario = self._by_form.get(form)
        if scenario is not None:
            return self.play(scenario.name, request)
        scenario = self._by_rule(form)
        if scenario is not None:
            return replace(self.play(scenario.name, request), unknown_login=self._unknown_login(form))
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

    @property
    def logins(self) -> tuple[Credentials, ...]:
        """The logins that were recorded to work, each once, in the order of the recording."""
        return tuple(
            called
            for scenario in self._by_login.values()
            if scenario.status == _OK and (called := scenario.credentials)
        )

    def _unknown_login(self, form: CanonicalRequest) -> UnknownLogin | None:
        called = form.credentials
        if called is None or form.media_type_refused or _login(called) in self._by_login:
            return None
        return UnknownLogin.of(called, self.logins)

    def _by_rule(self, form: CanonicalRequest) -> Scenario | None:
        if form.media_type_refused:
            return self._media_type
        called = form.credentials
        if called is None:
            return self._by_flaw(form)
        known = self._by_login.get(_login(called))
        if known is None:
            return self._refused_login(form)
        # tKeel looks at redirect_uri only once the login is good.
        if known.status == _OK and not url_parses(called.redirect_uri):
            return self._by_name.get(_REFUSED_REDIRECT_URI)
        return known

    def _by_flaw(self, form: CanonicalRequest) -> Scenario | None:
        flawed = form.flawed
        if flawed is None:
            return None
        if flawed.name in {"username", "password"}:
            if self.strict and not self._flawed_calls.has_login_like(flawed):
                return None
            return self._slash if _has_slash(form) else self._flawed_calls.answer_to(flawed)
        known = self._by_login.get(flawed.login)
        if known is not None and known.status == _OK:
            return self._flawed_calls.answer_to(flawed)
        # A login that is refused is refused before redirect_uri is looked at; whether before response_type,
        # was not recorded.
        if flawed.name != "redirect_uri":
            return None
        return known or self._refused_login(form)

    def _refused_login(self, form: CanonicalRequest) -> Scenario | None:
        if self.strict:
            return None
        return self._slash if _has_slash(form) else self._by_name.get(_REFUSED_LOGIN)


def _login(called: Credentials) -> _Login:
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


def _headers(answer: Answer, *, mend: bool) -> Headers:
    # The body is kept decoded, so a length stands where chunks were announced.
    kept = [(name, value) for name, value in answer.headers if name.lower() != "transfer-encoding"]
    length = str(len(answer.body))
    if mend:
        kept = [(name, length if name.lower() == "content-length" else value) for name, value in kept]
    if len(kept) < len(answer.headers) and not any(header_values(tuple(kept), "content-length")):
        kept.append(("Content-Length", length))
    return tuple(kept)


class _FlawedCalls:
    """The recorded calls in which one parameter is wrong.

    Args:
        recorded: The scenarios by the forms of their requests.
        logins: The scenarios of well-formed calls by their logins.
    """

    def __init__(
        self, recorded: Mapping[CanonicalRequest, Scenario], logins: Mapping[_Login, Scenario]
    ) -> None:
        self._logins = frozenset(logins)
        good = frozenset(login for login, scenario in logins.items() if scenario.status == _OK)
        self._exact: dict[tuple[str, str | None], Scenario] = {}
        for form, scenario in recorded.items():
            wrong = form.flawed
            # Of a call whose login was refused nobody knows what the flaw was answered with.
            if wrong and not form.media_type_refused and _is_part_of(wrong.login, good) and _parses(wrong):
                self._exact.setdefault((wrong.name, wrong.value), scenario)

    def has_login_like(self, flawed: FlawedCall) -> bool:
        """Tells whether what was sent of a login is part of a recorded one."""
        return _is_part_of(flawed.login, self._logins)

    def answer_to(self, flawed: FlawedCall) -> Scenario | None:
        """Gives the recorded call in which the same was wrong, None where there is none."""
        # Which of the two is looked at first was not recorded.
        if flawed.name == "response_type" and not _parses(flawed):
            return None
        exact = self._exact.get((flawed.name, flawed.value))
        if exact is not None or flawed.value is None:
            return exact
        # All values but the right one are answered alike.
        return next((one for (_, value), one in self._exact.items() if value is not None), None)


def _parses(flawed: FlawedCall) -> bool:
    return flawed.redirect_uri is None or url_parses(flawed.redirect_uri)


def _is_part_of(login: _Login, logins: frozenset[_Login]) -> bool:
    return any(
        all(mine is None or mine == theirs for mine, theirs in zip(login, other, strict=True))
        for other in logins
    )
