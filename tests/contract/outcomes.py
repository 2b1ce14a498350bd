"""Checks of what a call came to, each field of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import assert_never

import pytest

from tests.contract.expected import Granted, NoAnswer, Refused, Unexpected
from tests.contract.support import RECORDING, Arguments
from tests.contract.wiretap import Seen
from tkeel_oauth import errors
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse
from tkeel_oauth.testing import Answer
from tkeel_oauth.types import Response

TYPE_OF_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def check_arrived(seen: Seen, called: Arguments) -> None:
    """The request is this call and nothing else, for a parser that is not the client's."""
    assert seen.segments == ["v1", "oauth", called.tenant_id, "authorize"]
    names = ["response_type", "username", "password", "redirect_uri", "state"]
    assert seen.pairs == [(name, vars(called)[name]) for name in names if vars(called)[name] is not None]


def recorded(name: str) -> Answer:
    answer = RECORDING[name].answer
    assert answer is not None
    return answer


def recorded_code(name: str) -> str:
    """The code in a recorded success, read by nothing of the package."""
    code: str = json.loads(recorded(name).body)["data"]["code"]
    assert len(code) == 48
    return code


def status_of(wanted: Refused) -> dict[str, object]:
    details = [{"@type": TYPE_OF_ERROR_INFO, "reason": wanted.reason, "domain": wanted.domain}]
    return {
        "code": wanted.grpc_code,
        "message": wanted.message,
        **({"details": details} if wanted.conformant else {}),
    }


def check_status(status: object, wanted: Refused) -> None:
    assert type(status) is RpcStatus
    assert status.to_dict() == status_of(wanted)
    assert (status.reason, status.domain) == (wanted.reason, wanted.domain)


def check_error(error: errors.APIStatusError, wanted: Refused, body: bytes) -> None:
    assert type(error) is wanted.kind
    assert (error.status_code, error.reason, error.message) == (wanted.status, wanted.reason, wanted.message)
    assert error.conformant is wanted.conformant
    check_status(error.status, wanted)
    assert error.parsed == (error.status if wanted.conformant else None)
    assert error.content == body
    text = str(error)
    assert text.startswith(str(wanted.status))
    assert "\n" not in text
    assert (wanted.reason or "") in text


def check_plain(call: Callable[[], V1AuthorizeResponse], wanted: object, name: str) -> None:
    """The outcome of a function or method that returns the model or raises."""
    match wanted:
        case Granted():
            grant = call()
            assert type(grant) is V1AuthorizeResponse
            assert grant.code == recorded_code(name)
            assert grant.additional_properties == {}
        case Refused():
            with pytest.raises(errors.APIStatusError) as caught:
                call()
            check_error(caught.value, wanted, recorded(name).body)
        case Unexpected() | NoAnswer():
            check_raised(call, wanted, name)
        case _:
            raise AssertionError(wanted)


def check_detailed(
    call: Callable[[], Response[V1AuthorizeResponse | RpcStatus]], wanted: object, name: str
) -> None:
    """The outcome of a detailed function: refusals are returned, all else is raised."""
    match wanted:
        case Granted() | Refused():
            response = call()
            assert type(response) is Response
            assert response.status_code == wanted.status
            assert response.content == recorded(name).body
            assert response.headers["content-type"] == content_type(name)
            if isinstance(wanted, Granted):
                assert response.parsed == V1AuthorizeResponse(recorded_code(name))
            else:
                check_status(response.parsed, wanted)
        case Unexpected() | NoAnswer():
            check_raised(call, wanted, name)
        case _:
            raise AssertionError(wanted)


def check_raised(call: Callable[[], object], wanted: Unexpected | NoAnswer, name: str) -> None:
    match wanted:
        case Unexpected():
            with pytest.raises(errors.UnexpectedResponse) as unexpected:
                call()
            assert type(unexpected.value) is errors.UnexpectedResponse
            assert unexpected.value.status_code == wanted.status
            assert wanted.says in str(unexpected.value)
            assert unexpected.value.content == recorded(name).body
        case NoAnswer():
            with pytest.raises(errors.TransportError) as lost:
                call()
            assert type(lost.value) is wanted.kind
        case _:
            assert_never(wanted)


def content_type(name: str) -> str:
    (value,) = (value for known, value in recorded(name).headers if known.lower() == "content-type")
    return value
