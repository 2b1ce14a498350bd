"""tKeel's reasons: each explained, in exceptions and in the docs, and the two agree."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tkeel_oauth import APIStatusError, AsyncClient, Client
from tkeel_oauth._runtime.base.codes import reason_for, reasons
from tkeel_oauth.api.oauth import oauth_authorize
from tkeel_oauth.models import RpcStatus
from tkeel_oauth.protobuf import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[3] / "docs" / "errors.md"
OAUTH = "io.tkeel.security.api.oauth.v1."

# Everything that the service defines but success: name -> gRPC number, HTTP status.
DEFINED = {
    f"{OAUTH}OAUTH_ERR_UNKNOWN": (2, 500),
    f"{OAUTH}OAUTH_ERR_INVALID_REQUEST": (3, 400),
    f"{OAUTH}OAUTH_ERR_UNAUTHORIZED_CLIENT": (3, 400),
    f"{OAUTH}OAUTH_ERR_ACCESS_DENIED": (3, 400),
    f"{OAUTH}OAUTH_ERR_UNSUPPORTED_RESPONSE_TYPE": (3, 400),
    f"{OAUTH}OAUTH_ERR_INVALID_SCOPE": (3, 400),
    f"{OAUTH}OAUTH_ERR_SERVER_ERROR": (13, 500),
    f"{OAUTH}OAUTH_ERR_INVALID_CLIENT": (7, 403),
    f"{OAUTH}OAUTH_ERR_INVALID_GRANT": (13, 500),
    f"{OAUTH}OAUTH_ERR_UNSUPPORTED_GRANT_TYPE": (3, 400),
    f"{OAUTH}OAUTH_ERR_INVALID_ACCESS_TOKEN": (3, 400),
    f"{OAUTH}OAUTH_ERR_INVALID_RESET_PWD": (3, 400),
    f"{OAUTH}OAUTH_ERR_INVALID_USER_OR_PWD": (3, 400),
    f"{OAUTH}OAUTH_UNSUPPORTED_PROVIDER_TYPE": (3, 400),
    "io.tkeel.INTERNAL_ERROR": (13, 400),
    "io.tkeel.REDIRECT": (15, 301),
}

_VERBS = r"(ask|check|choose|leave|log in|make sure|register|try again|use) "


def table() -> Iterator[tuple[str, ...]]:
    """The rows of the page's table of reasons, their cells without backquotes."""
    for line in PAGE.read_text("utf-8").splitlines():
        cells = tuple(cell.strip().strip("`") for cell in line.strip("|").split("|"))
        if len(cells) == 4 and cells[0].isupper() and "_" in cells[0] + "_":
            yield cells


def test_every_reason_is_known() -> None:
    assert {name: known.grpc_code for name, known in reasons().items()} == {
        name: number for name, (number, _) in DEFINED.items()
    }


@pytest.mark.parametrize("name", DEFINED)
def test_a_reason_is_explained_in_plain_words(name: str) -> None:
    known = reason_for(name)
    assert known is not None
    for text in (known.explanation, known.next_step):
        assert text.isascii()
        assert text.isprintable()
        assert text[0].islower() or text.startswith("tKeel")
        assert not text.endswith((".", ";", " "))
    assert re.match(_VERBS, known.next_step), known.next_step
    assert len(known.hint) < 260


def test_the_page_has_the_same_table() -> None:
    # the domain stands in the text
    found = {
        f"{OAUTH if reason.startswith('OAUTH_') else 'io.tkeel.'}{reason}": (code, explanation, next_step)
        for reason, explanation, next_step, code in table()
    }
    assert found == {
        name: (f"{Code.of(known.grpc_code)} ({known.grpc_code})", known.explanation, known.next_step)
        for name, known in reasons().items()
    }


def test_the_page_says_what_a_400_proves() -> None:
    page = " ".join(PAGE.read_text("utf-8").split())
    for words in ("does not prove that the password is wrong", "its database is down", "token store is down"):
        assert words in page


@pytest.mark.parametrize(
    "name", ["", "OAUTH_ERR_INVALID_REQUEST", "None.None", f"{OAUTH}OTHER", "io.tkeel.SUCCESS"]
)
def test_other_names_are_not_explained(name: str) -> None:
    assert reason_for(name) is None
    domain, _, reason = name.rpartition(".")
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain}
    status = RpcStatus.from_dict({"code": 3, "details": [info]})
    assert (status.explanation, status.next_step) == (None, None)


def bodies(name: str) -> dict[str, bytes]:
    domain, _, reason = name.rpartition(".")
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain}
    documented = {"code": DEFINED[name][0], "message": "无效", "details": [info]}
    served = {"code": name, "msg": "无效", "data": None}
    return {"documented": json.dumps(documented).encode(), "served": json.dumps(served).encode()}


@pytest.mark.parametrize("form", ["documented", "served"])
@pytest.mark.parametrize("name", [name for name in DEFINED if DEFINED[name][1] >= 400])
async def test_the_exception_explains(name: str, form: str) -> None:
    number, http_status = DEFINED[name]
    transport = httpx.MockTransport(lambda _: httpx.Response(http_status, content=bodies(name)[form]))
    arguments: Any = {"username": "u-1", "password": "p-1", "redirect_uri": "https://app.example.com/"}
    caught: list[APIStatusError] = []
    with Client("https://tkeel.example.com/v1", transport=transport, retries=0) as client:
        with pytest.raises(APIStatusError) as sync:
            client.oauth.authorize("t-1", **arguments)
        detailed = oauth_authorize.sync_detailed("t-1", client=client, **arguments).parsed
    caught.append(sync.value)
    async with AsyncClient("https://tkeel.example.com/v1", transport=transport, retries=0) as client_:
        with pytest.raises(APIStatusError) as asynchronous:
            await client_.oauth.authorize("t-1", **arguments)
    caught.append(asynchronous.value)
    known = reason_for(name)
    assert known is not None
    assert isinstance(detailed, RpcStatus)
    for error in caught:
        assert f"; {known.explanation}; {known.next_step}" in str(error)
        assert str(error).isprintable()
        for status in (error.status, detailed):
            assert (status.explanation, status.next_step) == (known.explanation, known.next_step)
            assert status.canonical_code == number
            assert known.explanation in str(status)
