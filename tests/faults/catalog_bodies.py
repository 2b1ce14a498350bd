"""Bodies under status 200 that are no result, and a few that are one though they look odd."""

from __future__ import annotations

from tests.faults.answers import SUCCESS, TYPE, documented, envelope, refusal, respond, rpc_status
from tests.faults.fault import Expected, Fault, value
from tkeel_oauth import UnexpectedResponse

__all__ = ["BODIES"]


def _wrong(name: str, body: bytes, kind: str = "application/json") -> Fault:
    return Fault(f"200 {name}", respond(body, kind=kind), Expected(UnexpectedResponse, status=200))


def _right(name: str, body: bytes, kind: str = "application/json") -> Fault:
    return Fault(f"200 {name}", respond(body, kind=kind), value())


_NESTED = {"code": SUCCESS, "msg": "", "data": {"@type": TYPE, "code": "@CODE@"}}

_SHAPES: tuple[Fault, ...] = (
    _wrong("HTML", b"<!doctype html><title>login</title>", "text/html"),
    _wrong("empty", b""),
    _wrong("whitespace", b" \r\n\t"),
    _wrong("null", b"null"),
    _wrong("list", b"[]"),
    _wrong("list of a result", b'[{"code": "@CODE@"}]'),
    _wrong("number", b"42"),
    _wrong("string", b'"@CODE@"'),
    _wrong("true", b"true"),
    _wrong("{}", b"{}"),
    _wrong("code a number", b'{"code": 123}'),
    _wrong("code null", b'{"code": null}'),
    _wrong("code empty", b'{"code": ""}'),
    _wrong("code a list", b'{"code": []}'),
    _wrong("code a list of it", b'{"code": ["@CODE@"]}'),
    _wrong("code an object", b'{"code": {}}'),
    _wrong("code true", b'{"code": true}'),
    _wrong("Code", b'{"Code": "@CODE@"}'),
    _wrong("code SUCCESS alone", b'{"code": "io.tkeel.SUCCESS"}'),
)

_ENVELOPES: tuple[Fault, ...] = (
    _wrong("envelope, data null", envelope(data=None)),
    _wrong("envelope, data a list", envelope(data=[{"code": "@CODE@"}])),
    _wrong("envelope, data a string", envelope(data="@CODE@")),
    _wrong("envelope, data a number", envelope(data=1)),
    _wrong("envelope, data {}", envelope(data={})),
    _wrong("envelope, data missing", b'{"code": "io.tkeel.SUCCESS", "msg": ""}'),
    _wrong("envelope, code empty", envelope(data={"@type": TYPE, "code": ""})),
    _wrong("envelope, code missing", envelope(data={"@type": TYPE})),
    _wrong("envelope, code a number", envelope(data={"@type": TYPE, "code": 1})),
    _wrong("envelope in an envelope", envelope(data=_NESTED)),
    _wrong("envelope in two", envelope(data={"code": SUCCESS, "msg": "", "data": _NESTED})),
    _wrong("envelope, msg a number", envelope(msg=1)),
    _wrong("envelope, @type a number", envelope(data={"@type": 1, "code": "@CODE@"})),
    _wrong("envelope, own code null", envelope(None)),
    _wrong("envelope, own code 0", envelope(0)),
    _wrong("envelope, own code empty", envelope("")),
    _wrong("envelope, an error", refusal()),
    _wrong("envelope, an error with a result", envelope("io.tkeel.INTERNAL_ERROR")),
    _wrong("envelope, a wrong name", envelope("io.tkeel.success")),
    _wrong("rpcStatus", rpc_status()),
    _wrong("rpcStatus 0", rpc_status(0)),
)

_MIXED: tuple[Fault, ...] = (
    _wrong("result with data", b'{"code": "@CODE@", "data": {"code": "@CODE@"}}'),
    _wrong("result with data null", b'{"code": "@CODE@", "data": null}'),
    _wrong("result with msg", b'{"code": "@CODE@", "msg": ""}'),
    _wrong("result with message", b'{"code": "@CODE@", "message": "failed"}'),
    _wrong("result with details", b'{"code": "@CODE@", "details": []}'),
    _wrong("envelope with message", envelope(message="failed")),
    _wrong("envelope with details", envelope(details=[])),
    _wrong("rpcStatus in an envelope", envelope(data={"code": 3, "message": "m", "details": []})),
    _wrong("result and rpcStatus in an envelope", envelope(data={"code": "@CODE@", "message": "m"})),
)

_TEXT: tuple[Fault, ...] = (
    _wrong("invalid UTF-8", b'{"code": "@CODE@\xff"}'),
    _wrong("overlong UTF-8", b'{"code": "@CODE@\xc0\xaf"}'),
    _wrong("UTF-16", '{"code": "AUTHORIZATION"}'.encode("utf-16")),
    _wrong("UTF-16 without a BOM", '{"code": "AUTHORIZATION"}'.encode("utf-16-le")),
    _wrong("BOM", b"\xef\xbb\xbf" + documented()),
    _wrong("NaN", b'{"code": NaN}'),
    _wrong("NaN beside it", b'{"code": "@CODE@", "more": NaN}'),
    _wrong("Infinity beside it", b'{"code": "@CODE@", "more": -Infinity}'),
    _wrong("1e999 beside it", b'{"code": "@CODE@", "more": 1e999}'),
    _wrong("lone surrogate", b'{"code": "@CODE@\\ud800"}'),
    _wrong("lone surrogate beside it", b'{"code": "@CODE@", "\\udfff": 1}'),
    _wrong("code twice", b'{"code": "@CODE@", "code": "@CODE@"}'),
    _wrong("code twice in an envelope", b'{"code": "io.tkeel.SUCCESS", "data": {"code": "a", "code": "b"}}'),
    _wrong("100 000 levels", b'{"code": ' + b"[" * 100_000),
    _wrong("100 000 levels, closed", b'{"code": "@CODE@", "m": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    _wrong("100 000 objects", b'{"code": "@CODE@", "m": ' + b'{"m":' * 100_000),
    _wrong("65 levels", b'{"code": "@CODE@", "m": ' + b"[" * 64 + b"]" * 64 + b"}"),
    _wrong("10 000 digits", b'{"code": ' + b"9" * 10_000 + b"}"),
    _wrong("10 000 digits beside it", b'{"code": "@CODE@", "more": ' + b"9" * 10_000 + b"}"),
    _wrong("cut JSON", documented()[:-1]),
    _wrong("two documents", documented() + documented()),
    _wrong("comment", b"// here it is\n" + documented()),
    _wrong("single quotes", b"{'code': '@CODE@'}"),
    _wrong("control character", b'{"code": "@CODE@\n"}'),
)

_FINE: tuple[Fault, ...] = (
    _right("documented form", documented()),
    _right("served form", envelope()),
    _right("served form, sorted", b'{"code":"io.tkeel.SUCCESS","data":{"code":"@CODE@"},"msg":""}'),
    _right("called HTML", envelope(), "text/html"),
    _right("called nothing it is", envelope(), "image/png; charset=utf-16"),
    _right("spaced", b" \r\n" + documented() + b"\n\n"),
    _right("more members", b'{"code": "@CODE@", "expires_in": 600, "more": {"deep": [1, null]}}'),
    _right("more members in an envelope", envelope(data={"@type": TYPE, "code": "@CODE@", "more": 1})),
    _right("64 levels", b'{"code": "@CODE@", "m": ' + b"[" * 63 + b"]" * 63 + b"}"),
)

BODIES: tuple[Fault, ...] = (*_SHAPES, *_ENVELOPES, *_MIXED, *_TEXT, *_FINE)
