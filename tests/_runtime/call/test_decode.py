"""What is read from a body: why one is no result, and what an error says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest
from attrs import field

from tests._runtime.operations import operation
from tkeel_oauth._runtime.base.redaction import WITHHELD, SecretScanner
from tkeel_oauth._runtime.call.decode import (
    MOST_VALUES,
    Refusal,
    Unusable,
    decode_refusal,
    decode_success,
    issued_secrets,
    read_json,
)
from tkeel_oauth._runtime.contract.model import Field, Model, Ref, define
from tkeel_oauth._runtime.contract.schema import (
    AnyValue,
    Binary,
    List,
    Map,
    Nothing,
    PlainText,
    Schema,
    String,
)
from tkeel_oauth.api.oauth.oauth_authorize import OPERATION
from tkeel_oauth.models import ProtobufAny, RpcStatus, V1AuthorizeResponse

NAMES = "io.tkeel.security.api.oauth.v1."
OK = "io.tkeel.SUCCESS"
RESULT = {"code": "c-1", "redirect_url": "https://app.example"}
INFO = "type.googleapis.com/google.rpc.ErrorInfo"
DETAIL = {"@type": INFO, "reason": "OAUTH_ERR_INVALID_REQUEST", "domain": NAMES[:-1]}


def success(value: object) -> V1AuthorizeResponse | str:
    found = decode_success(OPERATION, 200, value)
    return found.why if isinstance(found, Unusable) else found


def refusal(value: object, status_code: int = 400, *secrets: str) -> Refusal:
    return decode_refusal(
        OPERATION, status_code, value, SecretScanner(secrets).in_answer(issued_secrets(OPERATION, value))
    )


def rpc(value: object, status_code: int = 400, *secrets: str) -> dict[str, object]:
    return refusal(value, status_code, *secrets).status.to_dict()


NOTHING: list[object] = []

TYPES_OF_OTHERS = [
    *(
        "type.googleapis.com/google.rpc.Status",
        "google.rpc.Status",
        "google.rpc.Status.",
        "google.rpc.Status/",
    ),
    *("x/io.tkeel.TokenResponse", "a/b.AuthorizeResponseV2", "."),
]


@pytest.mark.parametrize("type_url", TYPES_OF_OTHERS)
def test_another_type_is_no_result_in_either_form(type_url: str) -> None:
    other = RESULT | {"@type": type_url}
    assert success(other) == "the body is of another type, by its @type"
    wrapped = success({"code": OK, "msg": "", "data": other})
    assert wrapped == "the message in tKeel's envelope is of another type, by its @type"


@pytest.mark.parametrize("type_url", ["", "x/io.tkeel.v1.AuthorizeResponse", "v1AuthorizeResponse"])
def test_its_own_type_is_a_result_in_either_form(type_url: str) -> None:
    own = RESULT | {"@type": type_url}
    for value in (own, {"code": OK, "msg": "", "data": own}):
        found = success(value)
        assert not isinstance(found, str)
        assert found.code == "c-1"


ERRORS_BY_THEIR_LOOKS: list[dict[str, object]] = [
    {"Message": "An error has occurred."},
    {"MESSAGE": ""},
    {"Details": NOTHING},
    {"detail": "Not authenticated"},
    {"type": "about:blank", "title": "Unauthorized", "status": 401},
    {"status": "401"},
    {"status": "error"},
    {"Status": "FAILED"},
    {"statusCode": 500},
    {"success": False},
    {"ok": False},
    {"exception": "java.lang.IllegalStateException"},
    {"fault": {"faultstring": "no"}},
    {"reason": "UNAUTHENTICATED"},
]


@pytest.mark.parametrize("members", ERRORS_BY_THEIR_LOOKS, ids=str)
def test_an_error_by_its_looks_is_no_result(members: dict[str, object]) -> None:
    assert success({"code": "401"} | members) == "the body mixes a result with an error"
    wrapped = {"code": OK, "msg": "", "data": {"code": "401"} | members}
    assert success(wrapped) == "the message in tKeel's envelope mixes a result with an error"


@pytest.mark.parametrize("name", ["Msg", "DATA"])
def test_an_envelope_in_another_case_is_no_result(name: str) -> None:
    found = success({"code": "401", name: "no"})
    assert found == "the body is tKeel's envelope and does not report success, though the status does"


NO_ERROR: list[Mapping[str, object]] = [
    *[{"status": value} for value in ("ok", 200, "active", None)],
    *[{"error": value} for value in (None, "")],
    {"success": True, "ok": None, "detail": "", "reason": None, "expires_in": 600},
    {"errors": NOTHING, "errcode": 0, "terror": "x", "trace": "e"},
]


@pytest.mark.parametrize("members", NO_ERROR, ids=str)
def test_members_that_tell_of_no_error(members: Mapping[str, object]) -> None:
    found = success({**RESULT, **members})
    assert not isinstance(found, str)
    assert found.code == "c-1"


def test_an_empty_code_is_explained() -> None:
    why = success({"code": "", "redirect_url": ""})
    assert isinstance(why, str)
    assert why.endswith("; tKeel leaves empty what it did not do, as with a response_type it does not know")
    other = success({"code": 1})
    assert isinstance(other, str)
    assert "tKeel" not in other


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (
            {"code": "io.tkeel.hunter22", "msg": "it was hunter22"},
            {"code": 3, "message": WITHHELD, "details": [{"@type": INFO, "reason": WITHHELD, "domain": ""}]},
        ),
        (
            {"code": 3, "message": "it was hunter22", "details": [{"@type": "x", "a": ["b", "hunter22"]}]},
            {"code": 3, "message": WITHHELD, "details": [{"@type": "x", "a": ["b", WITHHELD]}]},
        ),
        (
            {"code": 3, "message": "no", "details": [{"@type": "x", "hunter22": 1}]},
            {"code": 3, "message": "no", "details": [{"@type": "x", WITHHELD: 1}]},
        ),
    ],
)
def test_an_error_that_repeats_a_secret_is_withheld(value: object, wanted: dict[str, object]) -> None:
    assert rpc(value, 400, "hunter22") == wanted


def test_an_error_that_brings_a_code_and_repeats_it_is_withheld() -> None:
    value = {
        "code": 3,
        "message": "issued c0de-77",
        "details": [{"@type": "x", "deep": [{"code": "c0de-77"}]}],
    }
    detail = {"@type": "x", "deep": [{"code": WITHHELD}]}
    assert rpc(value) == {"code": 3, "message": WITHHELD, "details": [detail]}


def test_a_name_of_a_result_is_no_secret() -> None:
    name = NAMES + "OAUTH_ERR_INVALID_REQUEST"
    assert rpc({"code": name, "msg": f"see {name}"})["message"] == f"see {name}"


@pytest.mark.parametrize(
    ("value", "issued"),
    [
        (RESULT, ["c-1"]),
        ({"code": OK, "data": RESULT}, ["c-1"]),
        ([{"a": [{"code": "x"}]}], ["x"]),
        ({"code": 3}, []),
        ("code", []),
    ],
)
def test_codes_are_found_wherever_they_are(value: object, issued: list[str]) -> None:
    assert issued_secrets(OPERATION, value) == issued


def test_where_nobody_looks_for_codes() -> None:
    assert issued_secrets(OPERATION, read_json(b"code")) == []
    assert issued_secrets(OPERATION, [{"code": "x"}, *[0] * (MOST_VALUES - 2)]) == ["x"]
    assert issued_secrets(OPERATION, [{"code": "x"}, *[0] * (MOST_VALUES - 1)]) is None
    assert MOST_VALUES == 4096


@pytest.mark.parametrize(("status_code", "is_documented"), [(404, True), (403, False)])
def test_only_a_documented_error_is_of_the_contract(status_code: int, *, is_documented: bool) -> None:
    one_error = operation({}, errors={404: Ref(lambda: RpcStatus)})
    found = decode_refusal(one_error, status_code, {"code": 5, "message": "no"}, SecretScanner([]))
    assert found.status.to_dict() == {"code": 5, "message": "no"}
    assert found.parsed is (found.status if is_documented else None)


def test_a_known_name_is_shown_though_a_secret_is_part_of_it() -> None:
    name = NAMES + "OAUTH_ERR_INVALID_REQUEST"
    assert refusal({"code": name, "msg": "no"}, 400, "OAUTH").status.details[0].to_dict() == DETAIL


LIKE_ERRORS: list[dict[str, object]] = [
    {"code": "401", "error": "invalid password"},
    {"code": "401", "Error_Description": "invalid password"},
    {"code": "401", "errors": [{"title": "no"}]},
    {"code": "1", "errcode": 40001, "errmsg": "invalid credential"},
    {"code": OK, "msg": "", "data": RESULT, "error": "no"},
    {"code": OK, "msg": "", "data": RESULT | {"error": {"status": 401}}},
    {"code": OK, "msg": "", "data": {"code": OK.upper()}},
]
NO_CODES = [
    *(f" {OK}", f"{OK} ", f"\t{NAMES}OAUTH_ERR_INVALID_REQUEST", OK.upper(), "Io.Tkeel.Success", " ", "   "),
    *("\n", "\0", "a\r\nb", "a\x7f", "授权码", "abc\u00e9", "a\u2028b"),
]
CODES = ["c-1", "!", "a b", "~" * 4096, "ioxtkeel", "XIO.TKEEL.SUCCESS"]


def test_what_looks_like_an_error_is_no_result() -> None:
    for value in (*LIKE_ERRORS, *({"code": code} for code in NO_CODES)):
        assert isinstance(success(value), str), value


@pytest.mark.parametrize("code", CODES, ids=lambda code: code[:20])
def test_every_code_that_rfc_6749_allows_is_one(code: str) -> None:
    for value in ({"code": code}, {"code": OK, "msg": "", "data": {"code": code}}):
        found = success(value)
        assert not isinstance(found, str)
        assert found.to_dict() == {"code": code}


TEXTS = List(String())
CONTENTS: list[tuple[Schema, bytes, object]] = [
    (TEXTS, b'["a"]', ["a"]),
    (TEXTS, b'{"code": "io.tkeel.SUCCESS", "msg": "", "data": ["a"]}', ["a"]),
    (TEXTS, b'{"code": "io.tkeel.SUCCESS", "data": {"@type": "a/b.C", "value": ["a"]}}', ["a"]),
    (
        Map(String()),
        b'{"code": "io.tkeel.SUCCESS", "data": {"@type": "a/b.C", "value": "x"}}',
        {"value": "x"},
    ),
    (Map(String()), b'{"code": "io.tkeel.SUCCESS", "data": {"@type": "a/b.C", "a": "x"}}', {"a": "x"}),
    (Map(String()), b'{"code": "abc", "data": "x"}', {"code": "abc", "data": "x"}),
    (Map(String()), b'{"code": "io.tkeel.X", "a": "x"}', {"code": "io.tkeel.X", "a": "x"}),
    (AnyValue(), b'{"code": "io.tkeel.SUCCESS", "data": {"@type": "a/b.C", "value": 1}}', {"value": 1}),
    (AnyValue(), b"", None),
    (Nothing(), b"", None),
    (Nothing(), b"{}", None),
    (Nothing(), b"[1]", None),
    (Map(String()), b'{"message": "no"}', {"message": "no"}),
    (PlainText(), b"no JSON", "no JSON"),
    (PlainText(), b'"JSON"', '"JSON"'),
    (PlainText(), b'{"code": "io.tkeel.SUCCESS", "data": "a text"}', "a text"),
    (Binary(), b"\xff", b"\xff"),
    (Binary(), b'{"code": "io.tkeel.SUCCESS", "data": "a text"}', b"a text"),
]
NO_CONTENTS: list[tuple[Schema, bytes, str]] = [
    (TEXTS, b"", "the body is not what was asked for: it is empty"),
    (AnyValue(), b"x", "the body is not what was asked for: it is not JSON"),
    (
        TEXTS,
        b'{"code": "io.tkeel.SUCCESS", "data": {"@type": "a/b.C"}}',
        "the body must be a list, not an object",
    ),
    (
        TEXTS,
        b'{"code": "io.tkeel.SUCCESS", "data": {"value": ["a"]}}',
        "the body must be a list, not an object",
    ),
    (TEXTS, b"[1]", "the body[0] must be a string, not a number"),
    (
        TEXTS,
        b'{"code": "io.tkeel.NEW", "msg": "no"}',
        "the body is tKeel's envelope and does not report success",
    ),
    (PlainText(), b"\xff", "the body is no UTF-8"),
    (PlainText(), b'{"code": "io.tkeel.SUCCESS", "data": {"a": 1}}', "tKeel's envelope holds no text"),
    (Nothing(), b'{"message": "no"}', "the body is an error, though the status is none"),
    (Nothing(), b'{"code": "io.tkeel.NEW", "msg": "no"}', "the body is tKeel's envelope and does not report"),
]


@pytest.mark.parametrize(("schema", "body", "value"), CONTENTS)
def test_an_answer_that_has_no_model(schema: Schema, body: bytes, value: object) -> None:
    assert decode_success(operation({2: schema}), 201, read_json(body), body) == value


@pytest.mark.parametrize(("schema", "body", "says"), NO_CONTENTS)
def test_what_is_no_answer_of_that_type(schema: Schema, body: bytes, says: str) -> None:
    found = decode_success(operation({2: schema}), 200, read_json(body), body)
    assert isinstance(found, Unusable)
    assert found.why.startswith(says)


@define
class Tokens(Model):
    """Brings a secret that is no code."""

    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field("access_token", "access_token", String(), required=True, sensitive=True),
    )

    access_token: str
    additional_properties: dict[str, object] = field(factory=dict[str, object], kw_only=True)


@pytest.mark.parametrize("code", [OK, "c0de-77"])
def test_a_success_or_a_code_under_an_error_status_is_no_error_of_tkeels(code: str) -> None:
    found = refusal({"code": code, "msg": "no"}, 400)
    assert (found.status.to_dict(), found.parsed) == ({"code": 3, "message": "Bad Request"}, None)


def test_an_error_of_a_model_of_its_own() -> None:
    value = {"access_token": "t", "code": 5}
    found = decode_refusal(
        operation({}, errors={404: Ref(lambda: Tokens)}), 404, value, SecretScanner(["hidden"])
    )
    assert found.status.to_dict() == {"code": 5, "message": "Not Found"}
    assert isinstance(found.parsed, Tokens)
    assert found.parsed.to_dict() == value


def test_a_message_keeps_a_type_that_is_a_member_of_its_own() -> None:
    packed = {"@type": "a/b.C", "x": 1}
    for value in (packed, {"code": OK, "msg": "", "data": packed}):
        found = decode_success(operation({2: Ref(lambda: ProtobufAny)}), 200, value)
        assert isinstance(found, ProtobufAny)
        assert found.to_dict() == packed


def test_a_message_without_a_secret_may_have_a_status_and_a_reason() -> None:
    value = {"@type": "a/b.C", "status": "failed", "reason": "x", "ok": False}
    found = decode_success(operation({2: Ref(lambda: ProtobufAny)}), 200, value)
    assert isinstance(found, ProtobufAny)
    refused = decode_success(operation({2: Ref(lambda: ProtobufAny)}), 200, {**value, "error": "x"})
    assert refused == Unusable("the body mixes a result with an error")


def test_a_schema_without_a_name_is_of_any_type() -> None:
    value = {"@type": "a/b.C", "access_token": "t"}
    assert isinstance(decode_success(operation({2: Ref(lambda: Tokens)}), 200, value), Tokens)


def test_a_secret_that_is_no_code_may_be_any_text() -> None:
    for token in (" ", "io.tkeel.SUCCESS", "授权码"):
        value = {"access_token": token, "code": " "}
        found = decode_success(operation({2: Ref(lambda: Tokens)}), 200, value)
        assert isinstance(found, Tokens)
        assert found.to_dict() == value
