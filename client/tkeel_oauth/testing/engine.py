"""The recorded server without any I/O: a request goes in, the recorded answer comes out.

In this order:

1. `Prefer: example=<scenario>` gets that scenario, whatever the request.
2. A request that was recorded gets its scenario; of several with one request, the primary one.
3. A call of authorize whose `Accept` is refused gets the recorded 406.
4. A well-formed call of authorize with recorded credentials but another `redirect_uri` or `state` gets
   what those credentials got, since tKeel looks at neither; a `redirect_uri` that does not parse gets
   the recorded refusal of one.
5. Credentials that were not recorded get the recorded refusal, unless the engine is strict.
6. Anything else gets a `501` problem document that names the nearest scenario and what differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .go_urls import url_parses
from .matching import CanonicalRequest, Credentials, canonical
from .messages import Answer, Request, header_values
from .problem import differences, not_recorded, path_distance
from .recording import load_recording

if TYPE_CHECKING:
    from .scenario import Outcome, Recording, Scenario

__all__ = ["Engine", "Reply"]

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
        scenario: The name of the scenario that answers, None for the engine's own 501.
        answer: What to send; None when the scenario ends without an answer.
        outcome: How it ends without one.
    """

    scenario: str | None
    answer: Answer | None = field(repr=False)
    outcome: Outcome | None = None

    @property
    def status(self) -> int:
        """The status code, 0 when there is no answer."""
        return self.answer.status if self.answer else 0


class Engine:
    """Answers requests from a recording; stateless, so threads and tasks may share one.

    Args:
        recording: What to answer from; without one, the recording that ships with the package.
        strict: Treat credentials that were not recorded as unmatched instead of refusing them the way
            tKeel refuses a wrong password.
    """

    def __init__(self, recording: Recording | None = None, *, strict: bool = False) -> None:
        self.recording = load_recording() if recording is None else recording
        self.strict = strict
        self._by_name = {scenario.name: scenario for scenario in self.recording}
        self._forms = [(scenario.canonical, scenario) for scenario in self.recording]
        self._by_form = {form: scenario for form, scenario in self._forms if scenario.primary is not False}
        self._by_login: dict[tuple[str, str, str], Scenario] = {}
        for form, scenario in self._by_form.items():
            called = form.credentials
            if called and not form.media_type_refused and url_parses(called.redirect_uri):
                self._by_login.setdefault(_login(called), scenario)
        self._media_type = next((one for form, one in self._by_form.items() if form.media_type_refused), None)
        self._slash = next((one for form, one in self._by_form.items() if _has_slash(form)), None)
        self._names = frozenset(name for form, _ in self._forms for name, _ in form.query)

    def __repr__(self) -> str:
        return f"Engine({len(self.recording)} scenarios, strict={self.strict})"

    def reply(self, request: Request) -> Reply:
        """Finds the answer to a request.

        Args:
            request: The request as it stood on the wire.
        """
        wanted = _example(request)
        if wanted is not None:
            chosen = self._by_name.get(wanted)
            if chosen is None:
                return Reply(
                    None, not_recorded("Prefer names an example that is not in the recording.", None, ())
                )
            return _from(chosen, request)
        form = canonical(request)
        scenario = self._by_form.get(form) or self._by_rule(form)
        return _from(scenario, request) if scenario else self._unmatched(form)

    def _by_rule(self, form: CanonicalRequest) -> Scenario | None:
        if form.media_type_refused:
            return self._media_type
        called = form.credentials
        if called is None:
            return None
        known = self._by_login.get(_login(called))
        if known is None:
            if self.strict:
                return None
            return self._slash if _has_slash(form) else self._by_name.get(_REFUSED_LOGIN)
        # tKeel looks at redirect_uri only once the login is good.
        if known.status == _OK and not url_parses(called.redirect_uri):
            return self._by_name.get(_REFUSED_REDIRECT_URI)
        return known

    def _unmatched(self, form: CanonicalRequest) -> Reply:
        ranked = [
            (differences(form, recorded, self._names), path_distance(form, recorded), scenario)
            for recorded, scenario in self._forms
        ]
        differs, _, nearest = min(
            ranked, key=lambda rank: (len(rank[0]), rank[1]), default=(list[str](), 0, None)
        )
        return Reply(
            None, not_recorded("No scenario of the recording answers this request.", nearest, differs)
        )


def _login(called: Credentials) -> tuple[str, str, str]:
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


def _from(scenario: Scenario, request: Request) -> Reply:
    answer = scenario.answer
    if answer is None:
        return Reply(scenario.name, None, scenario.outcome)
    return Reply(scenario.name, replace(answer, headers=_headers(answer, request)))


def _headers(answer: Answer, request: Request) -> tuple[tuple[str, str], ...]:
    length = str(len(answer.body))
    kept: list[tuple[str, str]] = []
    for name, value in answer.headers:
        lower = name.lower()
        if lower in _CONNECTION_HEADERS or (lower == "connection" and value.lower() == "keep-alive"):
            continue
        # Differs from the recorded length when another method asks for a HEAD's answer.
        mend = lower == "content-length" and request.method != "HEAD"
        kept.append((name, length if mend else value))
    if not any(header_values(tuple(kept), "content-length")):
        kept.append(("Content-Length", length))
    return tuple(kept)
