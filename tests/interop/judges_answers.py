"""The answers that the judges are shown: those of both reference servers, and what each mutant changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.verification.hosts import BASE_URL, InProcess
from tests.verification.mutating import mutants
from tests.verification.reference import BASES, LOGIN, STEPS, asked
from tkeel_oauth.verification import Severity, verify_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.verification.mutating import Mutant
    from tests.verification.reference import Asked, Reply

PATH = "/apis/security/v1"
"""What the contract's server has before the contract's own paths."""


@dataclass(frozen=True)
class Answer:
    """One answer to one request.

    Attributes:
        name: The server's name and the step, for example `code-missing @ success`.
        step: What the request is.
        target: The request's target, as `verify` sends it.
        reply: The answer.
    """

    name: str
    step: str
    target: str
    reply: Reply


def documented(asked_for: Asked) -> Reply:
    return BASES["documented"](asked_for.step)


def served(asked_for: Asked) -> Reply:
    return BASES["served"](asked_for.step)


def judged() -> list[Mutant]:
    """The mutants that give an answer of their own; the others close, or are silent."""
    return [
        mutant
        for mutant in mutants()
        if mutant.on and not mutant.needs_network and mutant.special != "timeout"
    ]


@cache
def answers() -> tuple[Answer, ...]:
    """All answers, each once."""
    transport = InProcess(documented)
    verify_server(BASE_URL, LOGIN, transport=transport)
    targets = {asked(target).step: target for target in transport.targets}
    found: list[tuple[str, str, Callable[[Asked], Reply]]] = []
    found += [("documented", step, documented) for step in STEPS]
    found += [("served", step, served) for step in STEPS]
    found += [(mutant.name, step, mutant.reply) for mutant in judged() for step in sorted(mutant.on)]
    return tuple(
        Answer(f"{name} @ {step}", step, targets[step], reply(asked(targets[step])))
        for name, step, reply in found
    )


def refused_by_verify() -> set[str]:
    """The names of the answers in which `verify` finds an error, known deviations aside."""
    refused = {*_refused("documented", documented), *_refused("served", served)}
    for mutant in judged():
        assert not mutant.options, "the judges would not know of them"
        refused |= _refused(mutant.name, mutant.reply)
    return refused & {answer.name for answer in answers()}


def _refused(name: str, reply: Callable[[Asked], Reply]) -> set[str]:
    report = verify_server(BASE_URL, LOGIN, transport=InProcess(reply))
    return {f"{name} @ {one.step}" for one in report.findings if one.severity is Severity.ERROR}
