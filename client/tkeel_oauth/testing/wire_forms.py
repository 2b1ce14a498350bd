"""The two forms of one answer: as a tKeel server sends it, and as tKeel's page documents it.

    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}
    documented   {"code": "<authorization code>"}

    served       {"code": "io.tkeel.security.api.oauth.v1.OAUTH_ERR_…", "msg": "…", "data": null}
    documented   {"code": 3, "message": "…", "details": [{"@type": "…ErrorInfo", "reason": …, "domain": …}]}

Answers that are not JSON (301, 404, 405, 406) come from tKeel's router and have one form only.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Literal, TypeAlias, cast

from tkeel_oauth._runtime.base.codes import FIRST_ERROR, REASONS, SUCCESS, grpc_code, phrase
from tkeel_oauth._runtime.contract.rpc import ERROR_INFO

from .messages import Answer
from .scenario import Scenario

__all__ = ["Wire", "error_body", "in_form"]

Wire: TypeAlias = Literal["served", "documented"]
"""`served`: tKeel's envelope. `documented`: the message itself, as on tKeel's page."""

_AUTHORIZE_RESPONSE = "type.googleapis.com/io.tkeel.security.api.oauth.v1.AuthorizeResponse"


def in_form(scenario: Scenario, wire: Wire | None) -> Answer | None:
    """Gives a scenario's answer in a wire form.

    Args:
        scenario: The exchange.
        wire: The form; None leaves the answer as it was recorded.
    """
    answer = scenario.answer
    if answer is None or wire is None or scenario.wire_form not in ("served", "documented"):
        return answer
    body: object = json.loads(answer.body or b"null")
    if scenario.wire_form == wire or not isinstance(body, dict):
        return answer
    members = cast("dict[str, object]", body)
    other = _documented(answer.status, members) if wire == "documented" else _served(answer.status, members)
    return replace(answer, body=_encode(other))


def error_body(status: int, wire: Wire | None) -> bytes:
    """Makes the body of an error that tKeel's gateway makes itself, without a result name.

    Args:
        status: The HTTP status.
        wire: The form; None is `served`.
    """
    served: dict[str, object] = {"code": "", "msg": phrase(status), "data": None}
    return _encode(_documented(status, served) if wire == "documented" else served)


def _documented(status: int, served: dict[str, object]) -> dict[str, object]:
    if status < FIRST_ERROR:
        data = served.get("data")
        message = cast("dict[str, object]", data) if isinstance(data, dict) else {}
        return {name: value for name, value in message.items() if name != "@type"}
    name = str(served.get("code", ""))
    domain, _, reason = name.rpartition(".")
    known = REASONS.get(name)
    return {
        "code": known.grpc_code if known else grpc_code(status),
        "message": served.get("msg", ""),
        "details": [{"@type": ERROR_INFO, "reason": reason, "domain": domain}] if name else [],
    }


def _served(status: int, documented: dict[str, object]) -> dict[str, object]:
    if status < FIRST_ERROR:
        return {"code": SUCCESS, "msg": "", "data": {"@type": _AUTHORIZE_RESPONSE, **documented}}
    return {"code": _result_name(documented), "msg": documented.get("message", ""), "data": None}


def _result_name(documented: dict[str, object]) -> str:
    details = documented.get("details")
    for detail in cast("list[object]", details) if isinstance(details, list) else []:
        if isinstance(detail, dict):
            info = cast("dict[str, object]", detail)
            if info.get("@type") == ERROR_INFO:
                return f"{info.get('domain')}.{info.get('reason')}"
    return ""


def _encode(body: dict[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
