"""Codes: the number and the advice of each HTTP status, and tKeel's reasons, explained as in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.expected import OAUTH, REASONS
from tests.contract.support import BOTH, DETAILED, GOOD, Canned, Way, name_of
from tkeel_oauth import APIStatusError
from tkeel_oauth._runtime.base.codes import REASONS as KNOWN
from tkeel_oauth._runtime.base.codes import grpc_code, hint_for, phrase
from tkeel_oauth.models import RpcStatus
from tkeel_oauth.protobuf import Code

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "errors.md").read_text("utf-8")
VERBS = r"(ask|check|choose|leave|log in|make sure|register|try again|use) "

# gRPC number, HTTP statuses
NUMBERS: list[tuple[int, set[int]]] = [
    *((1, {499}), (2, {200, 302, 399, 600, 999}), (3, {400}), (4, {408, 504}), (5, {404}), (6, {409})),
    *((7, {403}), (8, {429}), (9, {402, 412, 418, 498}), (11, {416}), (12, {501}), (13, {500, 502, 599})),
    *((14, {503}), (16, {401})),
]
ADVICE = {
    "check the arguments": (400,),
    "check the credentials": (401,),
    "ask the tenant's administrator": (403,),
    "check the base URL": (404, 405, 501),
    "Accept": (406,),
    "waited too long": (408,),
    "too large for the server": (413,),
    "too long for the server": (414, 431),
    "wait before the next one": (429,),
    "try again later": (500, 502, 599),
    "see .status and .content": (402, 499, 600),
}


def test_of_each_status_the_number_and_the_advice() -> None:
    for number, statuses in NUMBERS:
        assert {grpc_code(status) for status in statuses} == {number}
    for words, advised in ADVICE.items():
        for status in advised:
            assert words in hint_for(status), status
    assert (phrase(404), phrase(599)) == ("Not Found", "")


def test_every_reason_is_known_and_explained_in_plain_words() -> None:
    assert {name: known.grpc_code for name, known in KNOWN.items()} == {
        name: known.grpc_code for name, known in REASONS.items()
    }
    for known in KNOWN.values():
        for text in (known.explanation, known.next_step):
            assert text.isascii()
            assert text.isprintable()
            assert text[0].islower() or text.startswith("tKeel")
            assert not text.endswith((".", ";", " "))
        assert re.match(VERBS, known.next_step), known.next_step
        assert len(f"{known.explanation}; {known.next_step}") < 260


def test_the_page_has_the_same_table_and_says_what_a_400_proves() -> None:
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in PAGE.splitlines()]
    # the domain stands in the text
    found = {
        f"{OAUTH if row[0].startswith('OAUTH_') else 'io.tkeel'}.{row[0]}": row[1:]
        for row in rows
        if len(row) == 4 and row[0].isupper()
    }
    assert found == {
        name: [known.explanation, known.next_step, f"{Code.of(known.grpc_code)} ({known.grpc_code})"]
        for name, known in KNOWN.items()
    }
    page = " ".join(PAGE.split())
    for words in ("does not prove that the password is wrong", "its database is down", "token store is down"):
        assert words in page


def status_of(name: str) -> RpcStatus:
    domain, _, reason = name.rpartition(".")
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain}
    return RpcStatus.from_dict({"code": 3, "details": [info]})


@pytest.mark.parametrize(
    "name", ["", "OAUTH_ERR_INVALID_REQUEST", "None.None", f"{OAUTH}.OTHER", "io.tkeel.SUCCESS"]
)
def test_other_names_are_not_explained(name: str) -> None:
    assert KNOWN.get(name) is None
    assert (status_of(name).explanation, status_of(name).next_step) == (None, None)


def test_a_status_explains_itself() -> None:
    for name, known in KNOWN.items():
        status = status_of(name)
        assert (status.explanation, status.next_step) == (known.explanation, known.next_step)
        assert known.explanation in str(status)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_an_exception_explains_in_either_form(way: Way) -> None:
    name = f"{OAUTH}.OAUTH_ERR_INVALID_REQUEST"
    detail = b'{"@type": "a/google.rpc.ErrorInfo", "domain": "%s", "reason": "OAUTH_ERR_INVALID_REQUEST"}'
    for body in (
        b'{"code": "%s", "msg": "no", "data": null}' % name.encode(),
        b'{"code": 3, "message": "no", "details": [%s]}' % (detail % OAUTH.encode()),
    ):
        with pytest.raises(APIStatusError) as caught:
            way(Canned(400, body).host, GOOD)
        assert f"; {KNOWN[name].explanation}; {KNOWN[name].next_step}" in str(caught.value)
        assert str(caught.value).isprintable()
        assert DETAILED[0](Canned(400, body).host, GOOD).parsed == caught.value.status
