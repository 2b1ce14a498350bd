"""The two wire forms: told apart by shape, equal in what they mean, never mixed into a success."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.contract.expected import OAUTH, REASONS
from tests.contract.support import BOTH, DETAILED, GOOD, WAYS, Canned, Way, name_of
from tkeel_oauth import APIStatusError, UnexpectedResponse, errors
from tkeel_oauth._runtime.base.redaction import SecretScanner
from tkeel_oauth._runtime.call.messages import RawResponse
from tkeel_oauth._runtime.call.results import response_of, result_of
from tkeel_oauth.api.oauth.oauth_authorize import OPERATION
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.types import Response

CODE = "INVENTED-CODE-OF-THE-TABLE"
TYPE = "type.googleapis.com/io.tkeel.security.api.oauth.v1.AuthorizeResponse"
SUCCESS = "io.tkeel.SUCCESS"
INVALID = f"{OAUTH}.OAUTH_ERR_INVALID_REQUEST"
INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def served(data: object, code: object = SUCCESS, **further: object) -> dict[str, object]:
    return {"code": code, "msg": "", "data": data, **further}


def body_of(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()


def canned(status: int, value: object) -> Canned:
    return Canned(status, body_of(value))


def came_to(status: int, value: object) -> object:
    """What a client gives or raises for an answer, once it has the bytes of it."""
    return result_of(OPERATION, RawResponse(status, [], body_of(value)), SecretScanner(()))


SUCCESSES: dict[str, Any] = {
    "documented": {"code": CODE},
    "served": served({"@type": TYPE, "code": CODE}),
    "served, no @type": served({"code": CODE}),
    "served, no msg": {"code": SUCCESS, "data": {"@type": TYPE, "code": CODE}},
    "served, msg with words": {**served({"code": CODE}), "msg": "ok"},
    "served, other members of the envelope": served({"@type": TYPE, "code": CODE}, trace="abc"),
    "documented, other spacing": f' \n{{\t"code" :"{CODE}"\r\n}} '.encode(),
    "documented, escaped": ('{"c\\u006fde": "' + "".join(f"\\u{ord(c):04x}" for c in CODE) + '"}').encode(),
}


@pytest.mark.parametrize("form", SUCCESSES)
def test_every_form_of_one_success_is_one_model(form: str) -> None:
    for way in BOTH:
        assert way(canned(200, SUCCESSES[form]).host, GOOD) == V1AuthorizeResponse(CODE)


@pytest.mark.parametrize(
    "body", [{"code": CODE, "expires": [1, None]}, served({"code": CODE, "expires": [1, None]})]
)
def test_unknown_members_of_the_message_are_kept(body: object) -> None:
    grant = WAYS[0](canned(200, body).host, GOOD)
    assert grant.to_dict() == {"code": CODE, "expires": [1, None]}


@pytest.mark.parametrize(
    "content_type", ["text/html", "application/octet-stream", "application/json; charset=gbk", ""]
)
@pytest.mark.parametrize("body", [{"code": CODE}, served({"@type": TYPE, "code": CODE})])
def test_the_content_type_decides_nothing(content_type: str, body: object) -> None:
    answer = canned(200, body)
    answer.headers = [("Content-Type", content_type)]
    assert WAYS[0](answer.host, GOOD).code == CODE


# Below status 400, and no result. What stands beside it is said in the message. What is no JSON is told in
# tests/_runtime/base/test_json.py.
NO_RESULT: dict[str, tuple[Any, str]] = {
    "empty body": (b"", "it is empty"),
    "whitespace": (b" \r\n\t ", "it is empty"),
    "null": (None, "no object"),
    "a list": ([{"code": CODE}], "no object"),
    "a string": (CODE, "no object"),
    "no member": ({}, "code is missing"),
    "code null": ({"code": None}, "code must not be null"),
    "code empty": ({"code": ""}, "leaves empty what it did not do"),
    "code a number": ({"code": 123}, "must be a string"),
    "code a list": ({"code": [CODE]}, "must be a string"),
    "Code": ({"Code": CODE}, "code is missing"),
    "success alone": ({"code": SUCCESS}, "no message"),
    "success in the documented form with words": ({"code": SUCCESS, "message": "x"}, "mixes"),
    "envelope, data null": (served(None), "no message"),
    "envelope, data a list": (served([{"code": CODE}]), "no message"),
    "envelope, data a string": (served(CODE), "no message"),
    "envelope, data empty": (served({}), "code is missing"),
    "envelope, data missing": ({"code": SUCCESS, "msg": ""}, "no message"),
    "envelope, data without code": (served({"@type": TYPE}), "code is missing"),
    "envelope, code in it empty": (served({"@type": TYPE, "code": ""}), "leaves empty what it did not do"),
    "envelope, code in it null": (served({"@type": TYPE, "code": None}), "code must not be null"),
    "envelope, code in it a number": (served({"code": 1}), "must be a string"),
    "envelope, success in it": (served({"@type": TYPE, "code": SUCCESS}), "envelope in another"),
    "envelope in an envelope": (served(served({"@type": TYPE, "code": CODE})), "envelope in another"),
    "envelope, msg no text": ({**served({"code": CODE}), "msg": 5}, "msg"),
    "envelope, @type no text": (served({"@type": 5, "code": CODE}), "@type"),
    "envelope of an error": (served(None, INVALID), "does not report success"),
    "envelope of an error with a code": (served({"code": CODE}, INVALID), "does not report success"),
    "envelope with another name": (served({"code": CODE}, SUCCESS.lower()), "does not report success"),
    "envelope without a result name": (served({"@type": TYPE, "code": CODE}, ""), "does not report success"),
    "envelope with a code for its name": (served({"code": CODE}, CODE), "does not report success"),
    "envelope whose name is null": (served({"code": CODE}, None), "does not report success"),
    "envelope whose name is a number": (served({"code": CODE}, 0), "does not report success"),
    "envelope without a name": ({"msg": "", "data": {"code": CODE}}, "does not report success"),
    "both forms: data beside a code": ({"code": CODE, "data": {"code": CODE}}, "does not report success"),
    "both forms: data null beside a code": ({"code": CODE, "data": None}, "does not report success"),
    "both forms: msg beside a code": ({"code": CODE, "msg": ""}, "does not report success"),
    "both forms: message beside an envelope": (served({"code": CODE}, message=""), "mixes"),
    "both forms: details beside an envelope": (served({"code": CODE}, details=[]), "mixes"),
    "both forms: result and error in an envelope": (served({"code": CODE, "message": "m"}), "mixes"),
    "an error in an envelope": (served({"code": 3, "message": "m", "details": []}), "mixes"),
    "details beside a code": ({"code": CODE, "details": []}, "mixes"),
    "documented error": ({"code": 3, "message": "no", "details": []}, "mixes"),
    "documented error, code alone": ({"code": 3}, "must be a string"),
    "result and error": ({"code": CODE, "message": "denied"}, "mixes"),
    "HTML": (b"<html><body>Login</body></html>", "it is not JSON"),
    "cut JSON": (b'{"code": "INVEN', "it is not JSON"),
    "a name twice": (b'{"code": "A", "code": "B"}', "twice"),
    "invalid UTF-8": (b'{"code": "\xff"}', "UTF-8"),
    "deep nesting": (b'{"code": "A", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper than 64"),
}


@pytest.mark.parametrize("case", NO_RESULT)
def test_nothing_else_below_400_is_a_result(case: str) -> None:
    value, says = NO_RESULT[case]
    error = came_to(200, value)
    assert type(error) is UnexpectedResponse
    assert error.__cause__ is error.__context__ is None
    assert says in str(error)
    assert str(error).startswith("200 OK: ")
    assert "\n" not in str(error)
    assert CODE not in str(error)
    assert (error.status_code, error.content) == (200, body_of(value))


def test_another_status_below_400_is_no_success() -> None:
    for status in (201, 202, 204, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 399):
        for body in ({"code": CODE}, served({"@type": TYPE, "code": CODE})):
            error = came_to(status, body)
            assert type(error) is UnexpectedResponse
            assert re.match(rf"{status}\b", str(error))
            assert error.status_code == status
            assert ("never followed" in str(error)) is (status >= 300)


def details(reason: str, domain: str = OAUTH) -> list[dict[str, object]]:
    return [{"@type": INFO, "reason": reason, "domain": domain}]


@pytest.mark.parametrize("name", REASONS)
def test_every_result_name_becomes_its_number(name: str) -> None:
    known = REASONS[name]
    domain, _, reason = name.rpartition(".")
    error = came_to(max(known.http_status, 400), {"code": name, "msg": known.message, "data": None})
    assert isinstance(error, APIStatusError)
    assert error.parsed == RpcStatus.from_dict(
        {"code": known.grpc_code, "message": known.message, "details": details(reason, domain)}
    )


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_both_forms_of_one_error_are_one_error(way: Way) -> None:
    found: list[errors.BadRequest] = []
    for body in (
        {"code": INVALID, "msg": "无效请求", "data": None},
        {"code": 3, "message": "无效请求", "details": details("OAUTH_ERR_INVALID_REQUEST")},
    ):
        with pytest.raises(errors.BadRequest) as caught:
            way(canned(400, body).host, GOOD)
        assert caught.value.conformant
        found.append(caught.value)
    first, second = found
    assert first.status == second.status == first.parsed == second.parsed
    assert (first.reason, first.message) == (second.reason, second.message)


# What every other status comes to is tested where it is decided, in tests/_runtime/base.
STATUSES: list[tuple[int, type[APIStatusError], int, str]] = [
    (404, errors.NotFound, 5, "Not Found"),
    (503, errors.ServerError, 14, "Service Unavailable"),
    (999, APIStatusError, 2, "HTTP status 999"),
]


BODIES_OF_NO_ERROR: dict[str, Any] = {
    "deep nesting": b"[" * 100_000,
    "code a list": {"code": [3], "message": "x"},
    "empty": b"",
    "HTML": b"<h1>502</h1>",
    "null": None,
    "list": [],
    "empty object": {},
    "code 0": {"code": 0, "message": "fine"},
    "success": served({"@type": TYPE, "code": CODE}),
    "success without data": served(None),
    "a code": {"code": CODE},
    "a code in the place of a name": {"code": CODE, "msg": "x", "data": None},
    "envelope with data": served({}, INVALID),
    "envelope without msg": {"code": INVALID, "data": None},
    "envelope, msg no text": {"code": INVALID, "msg": 5, "data": None},
    "both forms": {"code": INVALID, "msg": "x", "data": None, "message": "x"},
    "both forms, documented first": {"code": 3, "message": "x", "data": None, "msg": "x"},
    "code a decimal": {"code": 3.5, "message": "x"},
    "code too large": {"code": 2**31, "message": "x"},
    "code true": {"code": True, "message": "x"},
    "message a list": {"code": 3, "message": ["x"]},
    "details an object": {"code": 3, "message": "x", "details": {}},
    "details of numbers": {"code": 3, "message": "x", "details": [1]},
    "@type a number": {"code": 3, "message": "x", "details": [{"@type": 1}]},
}


@pytest.mark.parametrize(("status", "kind", "number", "phrase"), STATUSES)
def test_the_status_says_enough_where_the_body_is_no_error(
    status: int, kind: type[APIStatusError], number: int, phrase: str
) -> None:
    for case, value in BODIES_OF_NO_ERROR.items():
        error = came_to(status, value)
        assert type(error) is kind, case
        assert (error.conformant, error.parsed, error.reason) == (False, None, None), case
        assert (error.status_code, error.content) == (status, body_of(value))
        assert (error.status.code, error.message) == (number, phrase)
        assert CODE not in repr(error)
        detailed = response_of(OPERATION, RawResponse(status, [], body_of(value)), SecretScanner(()))
        assert isinstance(detailed, Response)
        assert detailed.parsed == error.status
    # A gateway's own words have the number of the status.
    error = came_to(status, {"code": "", "msg": f"no: {phrase}", "data": None})
    assert type(error) is kind
    assert (error.status.code, error.message, error.reason) == (number, f"no: {phrase}", None)
    assert error.conformant
    assert error.status.details == []


def test_an_unknown_result_name_is_kept_with_the_number_of_the_status() -> None:
    body = {"code": "io.tkeel.billing.v1.OUT_OF_FUNDS", "msg": "x", "data": None}
    with pytest.raises(errors.Conflict) as caught:
        WAYS[0](canned(409, body).host, GOOD)
    assert (caught.value.reason, caught.value.status.domain) == ("OUT_OF_FUNDS", "io.tkeel.billing.v1")
    assert caught.value.status.code == 6


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"code": 5}, RpcStatus(5)),
        ({"code": 5, "message": None, "details": None}, RpcStatus(5)),
        ({"code": 5.0, "details": []}, RpcStatus(5)),
        ({"code": 5, "extra": {"a": 1}}, RpcStatus(5, additional_properties={"extra": {"a": 1}})),
        ({"code": -1, "message": "x"}, RpcStatus(-1, "x")),
    ],
)
def test_what_a_documented_error_may_leave_out(body: object, wanted: RpcStatus) -> None:
    assert DETAILED[0](canned(404, body).host, GOOD).parsed == wanted
