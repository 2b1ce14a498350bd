"""What a body means: tKeel's two wire forms, told apart by shape.

The contract shows the message itself. A real tKeel wraps it::

    documented   {"code": "<authorization code>"}
    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}

Both become the same model. What mixes them, or contradicts its status, is no result.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Generic, TypeVar, cast

from ..base.codes import SUCCESS, grpc_code, phrase, reason_for
from ..base.errors import ModelError
from ..base.json import InvalidJSON, is_array, is_object, parse
from ..base.redaction import SecretScanner
from ..contract.model import Field, Model, Ref, is_ref
from ..contract.operation import Operation
from ..contract.rpc import ERROR_INFO, RpcStatusBase
from ..contract.schema import AnyValue, Map, Schema

__all__ = [
    "MOST_VALUES",
    "Refusal",
    "Unusable",
    "decode_refusal",
    "decode_success",
    "issued_secrets",
    "read_json",
]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound=Model)

_RESULT_NAMES = "io.tkeel."
_NAMES_OF_ENVELOPE = frozenset({"msg", "data"})
_ERROR_PREFIX = "err"
"""As in ``error``, ``errorCode``, ``error_description``, and the ``errcode`` and ``errmsg`` of gateways."""
_NAMES_OF_ERRORS = frozenset({"message", "details"})
_WORDS_OF_ERRORS = frozenset({"detail", "exception", "failure", "fault", "reason"})
_FLAGS = frozenset({"ok", "success", "successful", "succeeded"})
_STATUSES = frozenset({"status", "statuscode", "status_code"})
_FAILED = re.compile(r"[45][0-9]{2}|(?:err|fail).*", re.DOTALL)
"""What other servers say of a failure: RFC 9457's problems, JSend, Spring, ASP.NET and the like."""

MOST_VALUES = 4096
"""Values that a body may hold, at any depth, to be looked through. tKeel's hold about ten."""


class Unusable:
    """A body below status 400 that is no result; ``why`` says so without quoting it."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


class Refusal(Generic[ErrorT]):
    """What an answer of status 400 or above says.

    Args:
        status: the error as ``RpcStatus``.
        parsed: the documented model of the body, or ``status`` where it came in the
            served form; None where it is neither.
        hint: what tKeel means by it, where it gave a name that is known.
    """

    __slots__ = ("hint", "parsed", "status")

    def __init__(self, status: RpcStatusBase, parsed: Model | None, hint: str | None = None) -> None:
        self.status = status
        self.parsed = parsed
        self.hint = hint


def read_json(body: bytes) -> object:
    """Return the value of a body, an ``InvalidJSON`` where it is none."""
    try:
        return parse(body)
    except InvalidJSON as error:
        return error.with_traceback(None)


def decode_success(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: object, body: bytes = b""
) -> SuccessT | Unusable:
    """Read an answer below status 400.

    Args:
        operation: what was called.
        status_code: the HTTP status.
        value: what :func:`read_json` made of the body.
        body: the body, which need not be JSON.
    """
    schema = operation.response(status_code)
    if schema is None:
        return Unusable("the contract has no such answer")
    if not body and isinstance(value, InvalidJSON) and (schema.media is None or isinstance(schema, AnyValue)):
        return cast("SuccessT", None)
    if isinstance(value, InvalidJSON):
        if schema.media == "application/json":
            return Unusable(f"the body is not what was asked for: {value}")
        return cast("SuccessT | Unusable", _decoded(schema, body))
    found = _message(schema, value) if is_ref(schema) else _content(schema, value, body)
    return cast("SuccessT | Unusable", found)


def _message(schema: Ref[Model], value: object) -> object:
    """Return the model of an answer, in either form, or why there is none."""
    if not is_object(value):
        return Unusable("the body is JSON but no object")
    model = schema.model
    fields = model.FIELDS
    own = _names_of(fields)
    fault = _fault_of_type(value, own, model.SCHEMA)
    if fault is not None:
        return Unusable(f"the body {fault}")
    grants = _grants(fields)
    if _mixes_in_an_error(value, own, grants=grants):
        return Unusable("the body mixes a result with an error")
    if _is_envelope(value, own):
        message = _unwrap(value, own, model.SCHEMA, grants=grants)
        if isinstance(message, Unusable):
            return message
        value = message
    for field in fields:
        # RFC 6749's code; another secret may be any text.
        fault = _fault_of_secret(value.get("code")) if field.issued and field.name == "code" else None
        if fault is not None:
            return Unusable(f"{field.name} is {fault}")
    try:
        return model.from_dict(value)
    except ModelError as error:
        return Unusable(
            f"{error}; tKeel leaves empty what it did not do, as with a response_type it does not know"
            if "empty" in str(error)
            else str(error)
        )


def _content(schema: Schema, value: object, body: bytes) -> object:
    """Return an answer that is no message, in either form, or why there is none.

    An object without a model may have members of any name, so that nothing but the name of
    a result tells an envelope.
    """
    code = value.get("code") if is_object(value) else None
    wrapped = isinstance(code, str) and code.startswith(_RESULT_NAMES)
    if is_object(value) and wrapped and value.keys() <= _NAMES_OF_ENVELOPE | {"code"}:
        if code != SUCCESS:
            return Unusable(
                "the body is tKeel's envelope and does not report success, though the status does"
            )
        value = value.get("data")
        if is_object(value) and isinstance(value.get("@type"), str):
            value = {name: member for name, member in value.items() if name != "@type"}
            if value.keys() == {"value"} and not isinstance(schema, (AnyValue, Map)):
                value = value["value"]  # as protobuf's JSON has what is no object
        if schema.media not in {"application/json", None}:
            return value if isinstance(value, str) else Unusable("tKeel's envelope holds no text")
    elif schema.media is None:
        if is_object(value) and _mixes_in_an_error(value, frozenset(), grants=False):
            return Unusable("the body is an error, though the status is none")
    elif schema.media != "application/json":
        return _decoded(schema, body)
    return _decoded(schema, value)


def _decoded(schema: Schema, value: object) -> object:
    try:
        return schema.decode(value, "the body")
    except ModelError as error:
        return Unusable(str(error))


def decode_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: object, secrets: SecretScanner
) -> Refusal[ErrorT]:
    """Read an answer of status 400 or above; never fails, as the status alone says enough.

    Args:
        operation: what was called.
        status_code: the HTTP status.
        value: what :func:`read_json` made of the body.
        secrets: what nothing that is read may show.
    """
    refusal = None
    if is_object(value):
        if isinstance(value.get("code"), str):
            refusal = _served_refusal(operation, status_code, value, secrets)
        else:
            refusal = _documented_refusal(operation, status_code, value, secrets)
    return refusal or Refusal(_status_from_http(operation, status_code), None)


def issued_secrets(operation: Operation[Any, Any], value: object) -> list[str] | None:
    """Return what a body holds under those names, at any depth; None where it holds too much to look at."""
    names = operation.issued_names()
    found: list[str] = []
    pending = [value]
    left = MOST_VALUES
    while pending:
        item = pending.pop()
        if is_object(item) or is_array(item):
            left -= len(item)
            if left < 0:
                return None
        if is_object(item):
            for name, member in item.items():
                if name in names and isinstance(member, str) and not _names_a_result(member):
                    found.append(member)
                pending.append(member)
        elif is_array(item):
            pending.extend(item)
    return found


def _names_a_result(text: str) -> bool:
    return text.strip().lower().startswith(_RESULT_NAMES)


def _fault_of_secret(value: object) -> str | None:
    """Return why a text is no code or token as RFC 6749 has them, None where it is one or empty."""
    if not isinstance(value, str) or not value:
        return None  # the schema's business
    if not value.strip():
        return "blank"
    if _names_a_result(value):
        return "the name of a result"
    if not (value.isascii() and value.isprintable()):
        return "not of the characters that RFC 6749 allows"
    return None


@cache
def _names_of(fields: tuple[Field, ...]) -> frozenset[str]:
    return frozenset(field.name for field in fields)


@cache
def _grants(fields: tuple[Field, ...]) -> bool:
    """Tell whether a message brings a code or a token."""
    return any(field.issued for field in fields)


def _is_envelope(value: dict[str, object], own: frozenset[str]) -> bool:
    code = value.get("code")
    if isinstance(code, str) and code.startswith(_RESULT_NAMES):
        return True
    return any(name.lower() in _NAMES_OF_ENVELOPE and name not in own for name in value)


def _mixes_in_an_error(value: dict[str, object], own: frozenset[str], *, grants: bool) -> bool:
    """Tell whether an object has a member of the error model, or another that says that something failed."""
    for name, member in value.items():
        if name not in own and _tells_of_an_error(name.strip().lower(), member, grants=grants):
            return True
    return False


def _tells_of_an_error(name: str, member: object, *, grants: bool) -> bool:
    if name in _NAMES_OF_ERRORS:
        return True
    if name.startswith(_ERROR_PREFIX):
        return bool(member)
    if not grants:  # no harm is done then, and a plain result may have a status or a reason
        return False
    if name in _FLAGS:
        return member is False
    if name in _STATUSES:
        return isinstance(member, (str, int)) and _FAILED.fullmatch(str(member).lower()) is not None
    return bool(member) and name in _WORDS_OF_ERRORS


def _fault_of_type(value: dict[str, object], own: frozenset[str], model: str) -> str | None:
    """Return what is wrong with the ``@type`` beside a message's members, None where nothing is."""
    type_url = "" if "@type" in own else value.get("@type", "")
    if not isinstance(type_url, str):
        return "has an @type that is no string"
    name = type_url.rpartition("/")[2].rpartition(".")[2]
    if type_url and model and not (name and model.lower().endswith(name.lower())):
        return "is of another type, by its @type"
    return None


def _unwrap(
    value: dict[str, object], own: frozenset[str], model: str, *, grants: bool
) -> dict[str, object] | Unusable:
    """Return the message in an envelope of status 200, or why there is none.

    Args:
        value: the envelope.
        own: the names of the model's members.
        model: the model's name.
        grants: whether it brings a code or a token.
    """
    if value.get("code") != SUCCESS:
        return Unusable("the body is tKeel's envelope and does not report success, though the status does")
    if not isinstance(value.get("msg", ""), str):
        return Unusable("the body is tKeel's envelope and its msg is no string")
    data = value.get("data")
    if not is_object(data):
        return Unusable("the body is tKeel's envelope and holds no message")
    message = dict(data)
    fault = _fault_of_type(message, own, model)
    if fault is not None:
        return Unusable(f"the message in tKeel's envelope {fault}")
    if "@type" not in own:
        message.pop("@type", None)
    if _is_envelope(message, own):
        return Unusable("the body is tKeel's envelope in another one")
    if _mixes_in_an_error(message, own, grants=grants):
        return Unusable("the message in tKeel's envelope mixes a result with an error")
    return message


def _served_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: dict[str, object], secrets: SecretScanner
) -> Refusal[ErrorT] | None:
    name, message = value["code"], value.get("msg")
    if not isinstance(name, str) or not isinstance(message, str):
        return None
    if name == SUCCESS or (name and not name.startswith(_RESULT_NAMES)):
        return None  # a success, or an authorization code, under an error status
    if value.get("data") is not None or any(other in value for other in _NAMES_OF_ERRORS):
        return None
    known = reason_for(name)
    number = grpc_code(status_code) if known is None else known.grpc_code
    # A known name is ours to say, whatever was sent; an unknown one is text from the server.
    shown = name if known is not None else secrets.redact(name)
    domain, _, reason = shown.rpartition(".")
    details = [{"@type": ERROR_INFO, "reason": reason, "domain": domain}] if name else []
    status = operation.status.model.from_dict(
        {"code": number, "message": secrets.redact(message), "details": details}
    )
    return Refusal(status, status, None if known is None else known.hint)


def _documented_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: dict[str, object], secrets: SecretScanner
) -> Refusal[ErrorT] | None:
    ref = operation.error(status_code) or operation.status
    try:
        model = ref.model.from_dict(_withheld(value, secrets))
    except ModelError:
        return None
    documented = operation.error(status_code) is not None
    if not isinstance(model, RpcStatusBase):
        return Refusal(_status_from_http(operation, status_code), model)
    if model.code == 0 or any(name in value for name in _NAMES_OF_ENVELOPE):
        return None  # "OK" under an error status, or two forms in one
    known = reason_for(f"{model.domain}.{model.reason}")
    return Refusal(model, model if documented else None, None if known is None else known.hint)


def _status_from_http(operation: Operation[SuccessT, ErrorT], status_code: int) -> RpcStatusBase:
    message = phrase(status_code) or f"HTTP status {status_code}"
    return operation.status.model.from_dict({"code": grpc_code(status_code), "message": message})


def _withheld(value: dict[str, object], secrets: SecretScanner) -> dict[str, object]:
    return {secrets.redact(name): _withheld_value(member, secrets) for name, member in value.items()}


def _withheld_value(value: object, secrets: SecretScanner) -> object:
    if isinstance(value, str):
        return secrets.redact(value)
    if is_object(value):
        return _withheld(value, secrets)
    if is_array(value):
        return [_withheld_value(item, secrets) for item in value]
    return value
