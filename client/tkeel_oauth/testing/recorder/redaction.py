"""From live exchanges to scenarios that hold no live value, and the list of what must not be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tkeel_oauth.testing.classify import mark_primaries, operation_id, reach, wire_form
from tkeel_oauth.testing.scenario import Scenario

from .answers import issued, redacted
from .base import RECORDED_HOST
from .naming import Names
from .parts import parts, with_parts
from .patterns import Replacer
from .places import application_places, is_known_word, server_places
from .stand_ins import StandIns
from .survivors import Survivors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.messages import Answer, Headers, Request
    from tkeel_oauth.testing.scenario import WireForm

    from .exchange import Exchange
    from .parts import Role

__all__ = ["Redacted", "known", "redact"]

_AGENT = "recorder/1.0"
_KEPT = frozenset({"accept", "content-type"})
_ISSUED = ("code", "access_token", "refresh_token")
_PERSONAL = ("password", "username", "tenant_id")
_LEAST_SEARCHED = 4
"""Characters of a value from the traffic alone that is looked for in free text; shorter ones are anywhere."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is to be written, and what must not be in it.

    Args:
        scenarios: The exchanges with stand-ins.
        survivors: Finds live values.
    """

    scenarios: tuple[Scenario, ...]
    survivors: Survivors


def known(credentials: Iterable[Credentials]) -> list[tuple[Role, str]]:
    """Gives the values of logins with their roles.

    Args:
        credentials: The logins.
    """
    found: list[tuple[Role, str]] = []
    for login in credentials:
        values: dict[Role, str | None] = {
            "password": login.password,
            "username": login.username,
            "tenant_id": login.tenant_id,
            "redirect_uri": login.redirect_uri,
            "state": login.state,
        }
        found.extend((role, value) for role, value in values.items() if value)
    return found


def redact(
    exchanges: Sequence[Exchange],
    credentials: Iterable[Credentials],
    secrets: Iterable[str],
    moment: datetime,
) -> Redacted:
    """Replaces all that is live.

    Args:
        exchanges: What was exchanged, in order.
        credentials: Logins that work; those in the exchanges need not be told.
        secrets: Further texts that must not be written.
        moment: The start of the recording, in UTC.
    """
    requests = [_in_place(exchange) for exchange in exchanges]
    given = known(credentials)
    hidden: list[tuple[Role, str]] = [("other", secret) for secret in secrets if secret]
    works = [
        *given,
        *(
            part
            for request, exchange in zip(requests, exchanges, strict=True)
            for part in _login(request, exchange.answer)
        ),
    ]
    seen = [part for request in requests for part in parts(request)]
    stand_ins = StandIns([*works, *(part for part in seen if part[0] not in _ISSUED), *hidden], works)
    named = _named(requests, exchanges, stand_ins)

    strict = {*given, *(part for part in works if part[0] in _PERSONAL), *hidden}
    places = [
        *server_places(exchange.base for exchange in exchanges),
        *application_places(value for role, value, _ in stand_ins.replaced() if role == "redirect_uri"),
    ]
    searched: list[tuple[Role, str, str]] = [
        (role, live, fresh)
        for role, live, fresh in stand_ins.replaced()
        if (role, live) in strict
        or role in _ISSUED
        or (len(live) >= _LEAST_SEARCHED and not is_known_word(live))
    ]
    replacer = Replacer(
        [*((live, fresh) for _, live, fresh in searched), *((live, fresh) for live, fresh, _ in places)]
    )
    forbidden: list[tuple[Role, str]] = [(role, live) for role, live, _ in searched]
    forbidden.extend((_place_role(live), live) for live, _, telling in places if telling)
    scenarios = [
        _scenario(name, request, exchange.answer, replacer, moment)
        for (name, request), exchange in zip(named, exchanges, strict=True)
    ]
    return Redacted(mark_primaries(tuple(scenarios)), Survivors(forbidden))


def _place_role(place: str) -> Role:
    return "path" if "/" in place else "host"


def _in_place(exchange: Exchange) -> Request:
    target = exchange.base.recorded(exchange.request.target)
    return replace(exchange.request, target=target or exchange.request.target)


def _login(request: Request, answer: Answer) -> list[tuple[Role, str]]:
    """Gives the values of a request that got a code, or tokens, for a password."""
    values = list(parts(request))
    works = any(role == "password" for role, _ in values) and any(issued(answer))
    return [part for part in values if works and part[0] not in (*_ISSUED, "other")]


def _named(
    requests: Sequence[Request], exchanges: Sequence[Exchange], stand_ins: StandIns
) -> list[tuple[str, Request]]:
    names = Names()
    named: list[tuple[str, Request]] = []
    for request, exchange in zip(requests, exchanges, strict=True):
        fresh = with_parts(request, stand_ins)
        status = exchange.answer.status
        name = names.unique(exchange.name) if exchange.name else names.of(fresh, status)
        for role, value in issued(exchange.answer):
            stand_ins(role, value, name)
        named.append((name, fresh))
    return named


def _scenario(name: str, request: Request, live: Answer, replacer: Replacer, moment: datetime) -> Scenario:
    body = replacer(request.body.decode("utf-8", "replace")).encode()
    fresh = replace(
        request,
        target=replacer(request.target),
        headers=_headers(request.headers, replacer, len(body) if request.body else None),
        http_version="HTTP/1.1",
        body=body,
    )
    answer = redacted(live, replacer, moment, head=request.method == "HEAD")
    return Scenario(
        name=name,
        request=fresh,
        answer=answer,
        operation_id=operation_id(fresh),
        wire_form=_wire_form(answer),
        reach=reach(fresh, answer),
        started_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _headers(headers: Headers, replacer: Replacer, length: int | None) -> Headers:
    kept = [("Host", RECORDED_HOST), ("User-Agent", _AGENT)]
    kept += [(name.title(), replacer(value)) for name, value in headers if name.lower() in _KEPT]
    if length is not None:
        kept.append(("Content-Length", str(length)))
    return tuple(kept)


def _wire_form(answer: Answer) -> WireForm:
    try:
        return wire_form(answer)
    except (ValueError, RecursionError):
        # Called JSON, and is none.
        return "text"
