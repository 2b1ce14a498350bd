"""No answer makes the search for secrets in it long, and none shows a secret by being too large for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth import BadRequest
from tkeel_oauth._generated.api.oauth.oauth_authorize import OPERATION
from tkeel_oauth._runtime.base import revealing
from tkeel_oauth._runtime.base.request_ids import received_id
from tkeel_oauth._runtime.base.secrets import WITHHELD, Secrets
from tkeel_oauth._runtime.call import decode
from tkeel_oauth._runtime.call.decode import Refusal, decode_refusal, issued_secrets
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.call.outcome import result_of, shown_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tkeel_oauth.models import RpcStatus

MOST = 32 * 1024 + 8192  # the text at which it ends may have so many
MOST_SOUGHT = 32
SECRETS = ["wonderland", "alice"]


class Work:
    """How many characters were looked at, and for how many values at most."""

    def __init__(self) -> None:
        self.characters = 0
        self.sought = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()
    views: Callable[[str], Iterator[str]] = vars(revealing)["_views"]

    def counted(text: str) -> Iterator[str]:
        for view in views(text):
            done.characters += len(view)
            yield view

    class Counted(revealing.Seeker):
        def __init__(self, values: Iterable[str], *more: int | None) -> None:
            values = tuple(values)
            done.sought = max(done.sought, len(values))
            super().__init__(values, *more)

    monkeypatch.setattr(revealing, "_views", counted)
    monkeypatch.setattr(revealing, "Seeker", Counted)
    return done


def refusal(value: object) -> Refusal[RpcStatus]:
    return decode_refusal(OPERATION, 400, json.dumps(value).encode(), Secrets(SECRETS))


def error(details: list[dict[str, object]]) -> dict[str, object]:
    return {"code": 3, "message": "no", "details": details}


LARGE: dict[str, object] = {
    "codes": error([{"@type": "a/b", "code": f"zz{number:05d}"} for number in range(1000)]),
    "details": error([{"@type": "a/b", "v": "%252541&amp;lt;"} for _ in range(2000)]),
    "more details": error([{"@type": "a/b", "v": "%252541&amp;lt;"} for _ in range(20_000)]),
    "texts": error([{"@type": "a/b", "v": [f"%25QUJD{number:05d}" for number in range(3000)]}]),
    "members": error([{"@type": "a/b", **{f"%41%2541k{number}": number for number in range(3000)}}]),
    "one text": {"code": 3, "message": "%252525&amp;amp;amp; QUJD \\\\u0041 " * 230},
    "served": {"code": "io.tkeel.NEW", "msg": "%252525&amp;amp;amp; QUJD \\\\u0041 " * 230},
    "long codes": error([{"@type": "a/b", "code": "a" * 4000 + str(number)} for number in range(30)]),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_search_of_a_body_has_an_end(name: str, work: Work) -> None:
    refusal(LARGE[name])
    assert work.characters <= MOST
    assert work.sought <= MOST_SOUGHT


@pytest.mark.parametrize("name", LARGE)
def test_what_is_not_searched_is_not_shown(name: str) -> None:
    value = json.loads(json.dumps(LARGE[name]).replace("a/b", "a/wonderland"))
    value |= {"message": f"{value['message']} wonderland"} if "message" in value else {"msg": "wonderland"}
    found = refusal(value)
    assert "wonderland" not in json.dumps(found.status.to_dict())


def test_texts_are_withheld_from_where_the_effort_is_spent() -> None:
    details: list[dict[str, object]] = [
        {"@type": "a/b", "v": f"{number} nothing to see"} for number in range(1000)
    ]
    found = refusal({"code": 3, "message": "no", "more": details})
    assert found.status.message == "no"
    assert found.parsed is found.status
    shown = json.dumps(found.status.additional_properties)
    assert "0 nothing to see" in shown
    assert "999 nothing to see" not in shown


@pytest.mark.parametrize(
    "value",
    [error([{"@type": "a/b"}] * 5000), {"code": "io.tkeel.NEW", "msg": "no", "more": [0] * 5000}],
    ids=["documented", "served"],
)
def test_a_body_of_too_many_values_is_not_looked_at(value: object, work: Work) -> None:
    found = refusal(value)
    assert (found.status.code, found.status.message, found.parsed) == (3, "Bad Request", None)
    assert work.characters == 0
    assert issued_secrets(OPERATION, json.dumps(value).encode()) is None


@pytest.mark.parametrize(
    "brought",
    [[{"code": f"c-{number}"} for number in range(17)], [0] * 5000],
    ids=["too many codes", "too many values"],
)
@pytest.mark.parametrize("status_code", [200, 400])
def test_no_header_is_shown_where_the_codes_are_not_known(
    brought: object, status_code: int, work: Work
) -> None:
    body = json.dumps({"code": "c-last", "more": brought}).encode()
    answer = RawResponse(status_code, [(b"X-Request-Id", b"id-7"), (b"X-A", b"c-last"), (b"X-B", b"")], body)
    shown = shown_headers(OPERATION, answer, Secrets(SECRETS))
    assert shown == {WITHHELD.lower(): f"{WITHHELD}, {WITHHELD}, "}
    assert received_id(OPERATION, answer, Secrets(SECRETS)) is None
    assert work.characters == 0


def test_the_search_of_the_headers_has_an_end(work: Work) -> None:
    headers = [
        (b"X-Request-Id", b"id-7"),
        *((b"x-%d" % number, b"%252541&amp;lt;" * 9) for number in range(700)),
    ]
    headers.append((b"X-Last", b"wonderland"))
    shown = shown_headers(OPERATION, RawResponse(400, headers, b""), Secrets(SECRETS))
    assert 0 < work.characters <= MOST
    assert shown["x-request-id"] == "id-7"
    assert "wonderland" not in str(dict(shown))
    assert "x-699" not in shown


def test_headers_of_a_gateway_are_all_shown() -> None:
    policy = (
        "default-src 'self'; script-src 'self' https://cdn.example 'nonce-r4nd0m=='; img-src data: * " * 20
    )
    headers = [
        *((b"X-Header-%d" % number, b"of some length, usual") for number in range(40)),
        (b"P", policy.encode()),
    ]
    body = json.dumps({"code": "c-1", "redirect_url": ""}).encode()
    shown = shown_headers(OPERATION, RawResponse(200, headers, body), Secrets(SECRETS))
    assert WITHHELD not in shown.values()
    assert shown["p"] == policy


def test_a_long_code_is_known_by_its_beginning() -> None:
    code = "A1b2" * 100
    answer = RawResponse(
        200, [(b"X-A", code.encode()), (b"X-B", code[:-1].encode())], json.dumps({"code": code}).encode()
    )
    assert dict(shown_headers(OPERATION, answer, Secrets(SECRETS))) == {"x-a": WITHHELD, "x-b": WITHHELD}


def test_the_body_of_an_error_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []

    def counted(body: bytes) -> object:
        parsed.append(body)
        return json.loads(body)

    monkeypatch.setattr(decode, "parse", counted)
    body = json.dumps(error([{"@type": "a/b", "code": "c-1"}])).encode()
    found = result_of(OPERATION, RawResponse(400, [(b"X-A", b"c-1"), (b"X-B", b"b")], body), Secrets(SECRETS))
    assert isinstance(found, BadRequest)
    assert dict(found.headers) == {"x-a": WITHHELD, "x-b": "b"}
    assert parsed == [body]


@pytest.mark.parametrize("brought", [17, 5000])
def test_an_error_shows_no_header_where_the_codes_are_not_known(brought: int) -> None:
    body = json.dumps(error([{"@type": "a/b", "code": f"c-{number}"} for number in range(brought)])).encode()
    found = result_of(OPERATION, RawResponse(400, [(b"X-A", b"c-1")], body), Secrets(SECRETS))
    assert isinstance(found, BadRequest)
    assert list(found.headers.values()) == [WITHHELD]
    assert found.status.message == "Bad Request"
    assert not found.conformant
