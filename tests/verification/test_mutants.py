"""Every mutant brings the findings that were written down for it, and no other."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.server import FaultServer
from tests.verification.findings import assert_silent, assert_well_said, found
from tests.verification.hosts import BASE_URL, InProcess, Line, listening
from tests.verification.mutating import Mutant, mutants
from tests.verification.reference import LOGIN, STEPS, Asked
from tkeel_oauth.verification import verify_server

ALL = mutants()
IN_PROCESS = [mutant for mutant in ALL if not mutant.needs_network]
ON_THE_NETWORK = [mutant for mutant in ALL if mutant.needs_network]


def name_of(mutant: Mutant) -> str:
    return mutant.name


@pytest.mark.parametrize("mutant", IN_PROCESS, ids=name_of)
def test_mutant(mutant: Mutant) -> None:
    transport = InProcess(mutant.reply)
    report = verify_server(BASE_URL, LOGIN, transport=transport, **mutant.options)
    assert found(report) == mutant.expected
    assert_well_said(report)
    assert_silent(report)
    assert len(transport.targets) == (1 if mutant.skips else len(STEPS))


@pytest.mark.parametrize("mutant", ON_THE_NETWORK, ids=name_of)
def test_mutant_on_the_network(mutant: Mutant) -> None:
    def act(line: Line, asked: Asked) -> None:
        special = mutant.special if asked.step in mutant.on else ""
        reply = mutant.reply(asked)
        if special == "silent":
            line.wait()
        elif special == "drip":
            line.drip()
        elif special == "cut":
            line.send(reply, len(reply.body) + 10)
        elif special == "not-http":
            line.connection.send(b"220 mail.example.com ESMTP\r\n")
        elif special != "close":
            line.send(reply)

    with FaultServer() as nobody, listening(act) as port:
        scheme = "https" if mutant.special == "no-tls" else "http"
        asked_at = nobody.port if mutant.special == "refused" else port
        report = verify_server(f"{scheme}://127.0.0.1:{asked_at}/v1", LOGIN, **mutant.options)
    assert found(report) == mutant.expected
    assert_well_said(report)
    assert_silent(report)


def test_the_table_names_each_mutant_once() -> None:
    assert [name for name, count in Counter(mutant.name for mutant in ALL).items() if count > 1] == []
