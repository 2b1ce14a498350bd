"""Two servers of the tests' own: one that keeps the page to the letter, one that answers as tKeel does.

They know one login and are written without the code under test.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, unquote

from tkeel_oauth.testing import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable

Form = Literal["documented", "served"]

LOGIN = Credentials(
    "tenant-7Qx2", "carol.canary@corp.example", "Pw+Canary &<9%ü/'\"", "https://app.corp.example/cb?x=1&y=a b"
)
CODE = "C0DE" * 12
DOMAIN = "io.tkeel.security.api.oauth.v1"

STEPS: tuple[str, ...] = (
    "success",
    "wrong-password",
    "success-with-state",
    "empty-password",
    "tenant-encoded-slash",
    "missing-password",
    "response-type-token",
    "missing-response-type",
    "missing-username",
    "missing-redirect-uri",
)
SUCCESSES = ("success", "success-with-state")
KNOWN: tuple[str, ...] = (
    "known wire-form @ success",
    "known media-type @ tenant-encoded-slash",
    "known status @ response-type-token",
    "known status @ missing-response-type",
    "known accepted @ missing-redirect-uri",
)
"""What the tKeel-like server deserves."""


@dataclass
class Reply:
    """An answer as it goes on the wire."""

    status: int
    body: bytes
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@dataclass(frozen=True)
class Asked:
    """What a request asks, read without the code under test."""

    step: str
    sent: dict[str, str]


def asked(target: str) -> Asked:
    path, _, query = target.partition("?")
    tenant = unquote(path.split("/")[-2])
    sent = {"tenant_id": tenant, **dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))}
    return Asked(_step(sent), sent)


def _step(sent: dict[str, str]) -> str:
    if sent["tenant_id"].startswith(f"{LOGIN.tenant_id}/"):
        return "tenant-encoded-slash"
    assert sent["tenant_id"] == LOGIN.tenant_id
    for name in ("response_type", "username", "password", "redirect_uri"):
        if name not in sent:
            return f"missing-{name.replace('_', '-')}"
    assert sent["username"] == LOGIN.username
    assert sent["redirect_uri"] == LOGIN.redirect_uri
    if sent["response_type"] != "code":
        return f"response-type-{sent['response_type']}"
    if sent["password"] != LOGIN.password:
        return "wrong-password" if sent["password"] else "empty-password"
    return "success-with-state" if "state" in sent else "success"


def documented(step: str) -> Reply:
    """Answers as the page says."""
    if step in SUCCESSES:
        return _json(200, {"code": CODE})
    status, number = (404, 5) if step == "tenant-encoded-slash" else (400, 3)
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "OAUTH_ERR_INVALID_REQUEST",
        "domain": DOMAIN,
    }
    return _json(status, {"code": number, "message": "invalid request", "details": [info]})


def served(step: str) -> Reply:
    """Answers as a real tKeel does."""
    if step == "tenant-encoded-slash":
        return Reply(404, b"404: Page Not Found", [("Content-Type", "text/plain; charset=utf-8")])
    code = {
        **dict.fromkeys((*SUCCESSES, "missing-redirect-uri"), CODE),
        **dict.fromkeys(("missing-response-type", "response-type-token"), ""),
    }
    if step in code:
        data = {"@type": f"type.googleapis.com/{DOMAIN}.AuthorizeResponse", "code": code[step]}
        return _json(200, {"code": "io.tkeel.SUCCESS", "msg": "", "data": data})
    return _json(400, {"code": f"{DOMAIN}.OAUTH_ERR_INVALID_REQUEST", "msg": "无效请求", "data": None})


BASES: dict[Form, Callable[[str], Reply]] = {"documented": documented, "served": served}


def _json(status: int, body: object) -> Reply:
    return Reply(status, json.dumps(body).encode(), [("Content-Type", "application/json")])
