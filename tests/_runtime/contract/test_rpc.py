"""What a status and its details say of themselves, without protobuf being needed for it."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from google.protobuf import duration_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.protobuf.rpc_types import code_pb2
from tkeel_oauth.models import RpcStatus
from tkeel_oauth.protobuf import Code

TYPES = "type.googleapis.com/google.rpc."
DOMAIN = "io.tkeel.security.api.oauth.v1"


def status(*details: dict[str, Any], **members: object) -> RpcStatus:
    return RpcStatus.from_dict({"code": 3, "details": list(details), **members})


def test_codes_are_those_of_grpc() -> None:
    assert {code.name: code.value for code in Code} == dict(code_pb2.Code.items())


def test_a_code_that_grpc_has_and_one_that_it_has_not() -> None:
    for code in Code:
        found = status(code=code.value)
        assert found.canonical_code is code
        assert type(found.code) is int
        assert f"{found.canonical_code}" == code.name
    for number in (-1, 17, 400, -(1 << 31), (1 << 31) - 1):
        assert (status(code=number).canonical_code, status(code=number).code) == (Code.UNKNOWN, number)


INFO = {"@type": f"{TYPES}ErrorInfo", "reason": "R", "domain": "d"}
OTHER = {"@type": f"{TYPES}Help", "reason": "not this", "domain": "nor this"}


@pytest.mark.parametrize(
    ("details", "said"),
    [
        *(
            (details, (None, None))
            for details in ([], [OTHER], [{"@type": INFO["@type"]}], [{"reason": "R"}])
        ),
        *((details, ("R", "d")) for details in ([INFO], [OTHER, INFO], [INFO, {**INFO, "reason": "second"}])),
        ([{**INFO, "@type": "elsewhere.example/google.rpc.ErrorInfo"}], ("R", "d")),
        ([{**INFO, "@type": "a/b.google.rpc.ErrorInfo"}], (None, None)),
        ([{**INFO, "reason": 5, "domain": None}], (None, None)),
    ],
)
def test_reason_and_domain(details: list[dict[str, Any]], said: tuple[str | None, str | None]) -> None:
    assert (status(*details).reason, status(*details).domain) == said


RETRY = {"@type": f"{TYPES}RetryInfo"}
SECONDS = [
    *(("3s", 3.0), ("0s", 0.0), ("1.500s", 1.5), ("0.000000001s", 1e-9), ("-3s", 0.0)),
    ("315576000000s", 315_576_000_000.0),
]
NO_SECONDS = [
    *("315576000001s", "9999999999999s", "3", "3 s", "3s\n", "1e3s", "infs", "٣s", "0.0000000001s"),
    *(3, {"seconds": 3}),
]


@pytest.mark.parametrize(
    ("details", "seconds"),
    [
        ([], None),
        *(([{**RETRY, "retryDelay": said}], seconds) for said, seconds in SECONDS),
        *(([{**RETRY, "retryDelay": said}], None) for said in NO_SECONDS),
        ([{**RETRY, "retry_delay": "3s"}], 3.0),
        ([{"@type": "a/x.Y"}, {**RETRY, "retryDelay": "3s"}], 3.0),
        ([{**RETRY, "retryDelay": "3s"}, {**RETRY, "retryDelay": "4s"}], 3.0),
        ([{"@type": "elsewhere.example/v1/google.rpc.RetryInfo", "retryDelay": "3s"}], 3.0),
        # what says nothing
        ([RETRY], None),
        ([{"@type": "google.rpc.RetryInfo", "retryDelay": "3s"}], None),
        ([{"@type": "a/b.google.rpc.RetryInfo", "retryDelay": "3s"}], None),
        ([{"@type": "/google.rpc.RetryInfo", "retryDelay": "3s"}], None),
        ([{"retryDelay": "3s"}], None),
    ],
)
def test_retry_delay(details: list[dict[str, Any]], seconds: float | None) -> None:
    assert status(*details).retry_delay == seconds


@settings(max_examples=30)
@given(st.integers(0, 315_576_000_000 * 10**9))
def test_retry_delay_reads_what_protobuf_writes(nanos: int) -> None:
    duration = duration_pb2.Duration()
    duration.FromNanoseconds(nanos)
    assert status({**RETRY, "retryDelay": duration.ToJsonString()}).retry_delay == pytest.approx(nanos / 1e9)


def said(locale: object, message: object) -> dict[str, Any]:
    return {"@type": f"{TYPES}LocalizedMessage", "locale": locale, "message": message}


SAID = [
    {"@type": f"{TYPES}Help"},
    said("zh-CN", "zh"),
    said("en-US", "us"),
    said("en-GB", "gb"),
    said("de", "de"),
]
LOCALES: dict[str | None, str | None] = {
    **dict.fromkeys((None, "zh-CN", "ZH-cn", "zh_CN", "zh", "zh-CN-x-own"), "zh"),
    **dict.fromkeys(("de", "de-CH"), "de"),
    **dict.fromkeys(("fr", "", "z")),
    "en-GB": "gb",
    "en": "us",  # any English will do, the first
    "en-AU": None,  # but not that of a country that was not asked for
}


def test_localized_message() -> None:
    for locale, message in LOCALES.items():
        assert status(*SAID).localized_message(locale) == message, locale
    assert [
        status(*details).localized_message()
        for details in (
            (),
            [said("en", "")],
            [said("en", 5)],
            [said(5, "x")],
            [said("en", "x"), said("en", "y")],
        )
    ] == [None, None, None, "x", "x"]


def info(reason: str, domain: str = DOMAIN) -> dict[str, Any]:
    return {"@type": f"{TYPES}ErrorInfo", "reason": reason, "domain": domain}


TEXTS: list[tuple[RpcStatus, str]] = [
    (RpcStatus(), "OK (0)"),
    (status(code=5), "NOT_FOUND (5)"),
    (status(code=42, message="no"), 'UNKNOWN (42): "no"'),
    (status(message="no"), 'INVALID_ARGUMENT (3): "no"'),
    (status(info("OWN", "elsewhere"), message="no"), 'INVALID_ARGUMENT (3), OWN: "no"'),
    (
        status(info("OAUTH_ERR_INVALID_SCOPE"), message="无效范围"),
        'INVALID_ARGUMENT (3), OAUTH_ERR_INVALID_SCOPE: "无效范围"; the service does not know the scope',
    ),
    (status(message="a\r\nb\x1b[31m"), 'INVALID_ARGUMENT (3): "a b[31m"'),
    (status(info("A\nB", "d")), "INVALID_ARGUMENT (3), A B"),
    (status(more="hidden", message="no"), 'INVALID_ARGUMENT (3): "no"'),
    (status({"@type": "a/b.C", "member": "hidden"}, message="no"), 'INVALID_ARGUMENT (3): "no"'),
]


@pytest.mark.parametrize(("found", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_text(found: RpcStatus, text: str) -> None:
    assert str(found) == text
    assert repr(found).startswith("RpcStatus(code=")
    assert str(pickle.loads(pickle.dumps(found))) == text  # noqa: S301 - our own bytes


def test_text_is_not_too_long() -> None:
    found = status(info("R" * 5000), message="long " * 5000)
    assert len(str(found)) < 700
    assert str(found).isprintable()
