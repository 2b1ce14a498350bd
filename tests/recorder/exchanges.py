"""Live-looking exchanges, made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TypedDict
from urllib.parse import quote, urlencode

from tkeel_oauth.testing import Answer, Credentials, Request
from tkeel_oauth.testing.recorder.base import Base, base_of
from tkeel_oauth.testing.recorder.exchange import Exchange


class Arguments(TypedDict):
    """What the SDK's authorize takes besides the tenant."""

    username: str
    password: str
    redirect_uri: str


INVENTED: Arguments = {
    "username": "alice",
    "password": "wonderland",
    "redirect_uri": "http://tkeel.io/callback",
}

BASE: Base = base_of("https://iot.corp.example:8443/apis/security/v1")
LOGIN = Credentials("MpUNHo3P", "carol.smith@corp.test", "Tr0ub4dor&3", "https://app.corp.test/cb")
CODE = "ABCDEFGHIJKLMNOPQRSTUVWX"


def exchange(login: Credentials = LOGIN, *, code: str = CODE, name: str = "", **extra: str) -> Exchange:
    """A login that got a code."""
    return replace(
        answered(json.dumps({"code": "io.tkeel.SUCCESS", "msg": "", "data": {"code": code}}), login=login),
        request=request_of(login, **extra),
        name=name,
    )


def answered(body: str, headers: dict[str, str] | None = None, login: Credentials = LOGIN) -> Exchange:
    """A login and any answer to it."""
    shown = {"Content-Type": "application/json", **(headers or {})}
    ordered = tuple(sorted(shown.items(), reverse=True))
    answer = Answer(200, "OK", ordered, body.encode("utf-8", "surrogateescape"))
    return Exchange(BASE, request_of(login), answer)


def request_of(login: Credentials = LOGIN, **extra: str) -> Request:
    query = {
        "response_type": "code",
        "username": login.username,
        "password": login.password,
        "redirect_uri": login.redirect_uri,
        **({} if login.state is None else {"state": login.state}),
        **extra,
    }
    path = f"/apis/security/v1/oauth/{quote(login.tenant_id, safe='')}/authorize"
    return Request("GET", f"{path}?{urlencode(query)}", (("Host", BASE.netloc), ("Accept", "*/*")))
