"""What a server says costs steps in proportion to its bytes; the search for secrets in it has an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from benchmarks.shapes import SHAPES, made
from tests._runtime.profiling import profiled
from tests.fresh import run_fresh
from tkeel_oauth import APIStatusError, BadRequest, UnexpectedResponse
from tkeel_oauth._runtime.base import redaction
from tkeel_oauth._runtime.base.redaction import WITHHELD, SecretScanner
from tkeel_oauth._runtime.call import decode
from tkeel_oauth._runtime.call.decode import issued_secrets
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.call.results import Response, received_id, response_of, result_of
from tkeel_oauth._runtime.call.retry import retry_after
from tkeel_oauth.api.oauth.oauth_authorize import OPERATION

SECRETS = ["alice", "wonderland", "a-state-of-some-length", "https://app.example.com/callback"]
KIB = 1024


def steps_of(work: Callable[[], object]) -> int:
    """How many functions are called, those in C included."""
    steps = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    profiled(work, count)
    return steps


def read(status_code: int, body: bytes) -> None:
    answer = RawResponse(status_code, [(b"X-Request-Id", b"r-1"), (b"Retry-After", b"x")], body)
    response_of(OPERATION, answer, SecretScanner(SECRETS))
    received_id(OPERATION, answer, SecretScanner(SECRETS))
    retry_after(RawResponse(status_code, [], body))


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_bytes_are_twice_the_steps(shape: str) -> None:
    for status_code in (200, 400):
        read(status_code, b"{}")  # loads what is loaded once
        once, twice = (steps_of(partial(read, status_code, made(shape, size * KIB))) for size in (2, 4))
        assert twice <= 2.2 * once + 100


def test_what_is_not_python_ends_too() -> None:
    """What is not Python has no steps to count; were it quadratic, each of these would take minutes."""
    code = f"""
from tests._runtime.call.test_cost import SHAPES, made, read
for shape in SHAPES:
    read(200, made(shape, {256 * KIB}))
"""
    run_fresh(code)


class Work:
    """How many characters were looked at."""

    def __init__(self) -> None:
        self.characters = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    views: Callable[[str], Iterator[tuple[str, bool]]] = vars(redaction)["_views"]

    def counted(text: str) -> Iterator[tuple[str, bool]]:
        for view, is_noise in views(text):
            done.characters += len(view)
            yield view, is_noise

    monkeypatch.setattr(redaction, "_views", counted)
    return done


TEXTS = [
    *("%25", "\\\\", "&amp;", "QUJD ", "QUJDQUJD", "a ", "%252541&amp;lt;", "\ufdfa", "&#65", "+", "é"),
    *("61", "\\u0041", "\n", "=", "\\", "%", "&", "&#", "\\u", "\\u{", "<", "wonderlan"),
]


def test_looking_through_twice_the_text_is_twice_the_work(work: Work) -> None:
    scanner = SecretScanner(SECRETS)
    for part in TEXTS:
        work.characters = 0
        assert not scanner.finds(part * (2000 // len(part)))
        once = work.characters
        assert not scanner.finds(part * (4000 // len(part)))
        assert work.characters - once <= 2.2 * once, part


def test_more_values_are_more_work_in_proportion() -> None:
    text = "nothing to see here %41 &amp; QUJDREVG " * 4

    def looking(count: int) -> Callable[[], object]:
        scanner = SecretScanner([f"value-{number:04}" for number in range(count)])
        scanner.finds("x")
        return lambda: scanner.finds(text)

    assert steps_of(looking(400)) <= 2.2 * steps_of(looking(200)) + 100


def error(details: list[dict[str, object]]) -> dict[str, object]:
    return {"code": 3, "message": "no", "details": details}


LARGE: dict[str, dict[str, object]] = {
    "codes": error([{"@type": "a/b", "code": f"zz{number:05d}"} for number in range(1000)]),
    "details": error([{"@type": "a/b", "v": "%252541&amp;lt;"} for _ in range(2000)]),
    "more details": error([{"@type": "a/b", "v": "%252541&amp;lt;"} for _ in range(20_000)]),
    "texts": error([{"@type": "a/b", "v": [f"%25QUJD{number:05d}" for number in range(3000)]}]),
    "members": error([{"@type": "a/b", **{f"%41%2541k{number}": number for number in range(3000)}}]),
    "one text": {"code": 3, "message": "%252525&amp;amp;amp; QUJD \\\\u0041 " * 2300},
    "served": {"code": "io.tkeel.NEW", "msg": "%252525&amp;amp;amp; QUJD \\\\u0041 " * 2300},
    "long codes": error([{"@type": "a/b", "code": "a" * 4000 + str(number)} for number in range(30)]),
}
MOST = redaction.EFFORT // 4


def refused(value: object, headers: list[tuple[bytes, bytes]] | None = None) -> APIStatusError:
    found = result_of(
        OPERATION, RawResponse(400, headers or [], json.dumps(value).encode()), SecretScanner(SECRETS)
    )
    assert isinstance(found, APIStatusError)
    return found


@pytest.mark.parametrize("name", LARGE)
def test_the_search_of_a_body_has_an_end_and_what_is_not_searched_is_not_shown(name: str, work: Work) -> None:
    value = json.loads(json.dumps(LARGE[name]).replace("a/b", "a/wonderland"))
    value |= {"message": f"{value['message']} wonderland"} if "message" in value else {"msg": "wonderland"}
    found = refused(value)
    assert "wonderland" not in json.dumps(found.status.to_dict())
    assert "wonderland" not in str(found)
    assert work.characters <= MOST


def test_texts_are_withheld_from_where_the_effort_is_spent() -> None:
    found = refused(
        {"code": 3, "message": "no", "more": [{"v": f"{number} nothing to see"} for number in range(2000)]}
    )
    assert found.status.message == "no"
    assert found.parsed is found.status
    shown = json.dumps(found.status.to_dict())
    assert "0 nothing to see" in shown
    assert "1999 nothing to see" not in shown


@pytest.mark.parametrize(
    "value",
    [error([{"@type": "a/b"}] * 5000), {"code": "io.tkeel.NEW", "msg": "no", "more": [0] * 5000}],
    ids=["documented", "served"],
)
def test_a_body_of_too_many_values_is_not_looked_at(value: object, work: Work) -> None:
    found = refused(value)
    assert (found.status.to_dict(), found.parsed) == ({"code": 3, "message": "Bad Request"}, None)
    assert work.characters == 0
    assert issued_secrets(OPERATION, value) is None


def headers_of(status_code: int, headers: list[tuple[bytes, bytes]], body: bytes) -> dict[str, str]:
    found = response_of(OPERATION, RawResponse(status_code, headers, body), SecretScanner(SECRETS))
    assert isinstance(found, (Response, UnexpectedResponse))
    return dict(found.headers)


@pytest.mark.parametrize(
    "brought",
    [[{"code": f"c-{number}"} for number in range(1500)], [0] * 5000],
    ids=["too many codes", "too many values"],
)
@pytest.mark.parametrize("status_code", [200, 400])
def test_no_header_is_shown_where_the_codes_are_not_known(
    brought: object, status_code: int, work: Work
) -> None:
    body = json.dumps({"code": "c-last", "more": brought}).encode()
    headers = [(b"X-Request-Id", b"id-7"), (b"X-A", b"c-last"), (b"X-B", b"")]
    assert headers_of(status_code, headers, body) == {WITHHELD.lower(): f"{WITHHELD}, {WITHHELD}, "}
    answer = RawResponse(status_code, headers, body)
    assert received_id(OPERATION, answer, SecretScanner(SECRETS)) is None
    assert work.characters == 0


def test_the_search_of_the_headers_has_an_end(work: Work) -> None:
    headers = [
        (b"X-Request-Id", b"id-7"),
        *((b"x-%d" % number, b"%252541&amp;lt;" * 9) for number in range(700)),
        (b"X-Last", b"wonderland"),
    ]
    shown = headers_of(400, headers, b"")
    assert 0 < work.characters <= MOST
    assert shown["x-request-id"] == "id-7"
    assert "wonderland" not in str(shown)
    assert "x-699" not in shown


def test_headers_of_a_gateway_are_all_shown() -> None:
    policy = (
        "default-src 'self'; script-src 'self' https://cdn.example 'nonce-r4nd0m=='; img-src data: * " * 20
    )
    headers = [
        *((b"X-Header-%d" % number, b"of some length, usual") for number in range(40)),
        (b"P", policy.encode()),
    ]
    shown = headers_of(200, headers, json.dumps({"code": "c-1", "redirect_url": ""}).encode())
    assert WITHHELD not in shown.values()
    assert shown["p"] == policy


def test_a_long_code_is_known() -> None:
    code = "A1b2" * 100
    headers = [(b"X-A", code.encode()), (b"X-B", code[:-1].encode())]
    shown = headers_of(200, headers, json.dumps({"code": code}).encode())
    assert shown == {"x-a": WITHHELD, "x-b": code[:-1]}


@pytest.mark.parametrize("status_code", [200, 400])
def test_a_body_is_parsed_once(status_code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[bytes] = []

    def counted(body: bytes) -> object:
        bodies.append(body)
        return json.loads(body)

    monkeypatch.setattr(decode, "parse", counted)
    body = json.dumps({"code": "c-1"}).encode()
    assert headers_of(status_code, [(b"X-A", b"c-1"), (b"X-B", b"b")], body) == {"x-a": WITHHELD, "x-b": "b"}
    assert bodies == [body]


@pytest.mark.parametrize("brought", [1500, 5000])
def test_an_error_shows_no_header_where_the_codes_are_not_known(brought: int) -> None:
    details: list[dict[str, object]] = [{"@type": "a/b", "code": f"c-{number}"} for number in range(brought)]
    found = refused(error(details), [(b"X-A", b"c-1")])
    assert isinstance(found, BadRequest)
    assert list(found.headers.values()) == [WITHHELD]
    assert (found.status.message, found.conformant) == ("Bad Request", False)
