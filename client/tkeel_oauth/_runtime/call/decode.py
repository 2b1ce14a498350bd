"""What a body means: tKeel's two wire forms, told apart by shape.

The contract shows the message itself. A real tKeel wraps it::

    documented   {"code": "<authorization code>"}
    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}

Both become the same model. What mixes them, or contradicts its status, is no result.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from ..base.codes import REASONS, SUCCESS, Reason, grpc_code, phrase
from ..base.errors import ModelError
from ..base.json import InvalidJSON, is_array, is_object, parse
from ..base.redaction import SecretScanner
from ..contract.model import Field, Model, is_ref
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

_JSON = "application/json"
_RESULT_NAMES = "io.tkeel."
_NAMES_OF_ENVELOPE = frozenset({"msg", "data"})
_NAMES_OF_ERRORS = frozenset({"message", "details"})
_ERROR_PREFIX = "err"
"""As in ``error``, ``errorCode``, ``error_description``, and the ``errcode`` and ``errmsg`` of gateways."""
_FAILED = re.compile(r"[45][0-9]{2}\Z|err|fail")
_SIGNS_OF_FAILURE: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(("ok", "success", "successful", "succeeded"), lambda flag: flag is False),
    **dict.fromkeys(
        ("status", "statuscode", "status_code"),
        lambda status: isinstance(status, (str, int)) and _FAILED.match(str(status).lower()) is not None,
    ),
    **dict.fromkeys(("detail", "exception", "failure", "fault", "reason"), bool),
}
"""What other servers say of a failure: RFC 9457's problems, JSend, Spring, ASP.NET and the like."""

MOST_VALUES = 4096
"""Values that a body may hold, at any depth, to be looked through. tKeel's hold about ten."""


class Unusable(NamedTuple):
    """A body below status 400 that is no result; ``why`` says so without quoting it."""

    why: str


class Refusal(NamedTuple):
    """What an answer of status 400 or above says.

    Args:
        status: the error as ``RpcStatus``.
        parsed: the documented model of the body, or ``status`` where it came in the
            served form; None where it is neither.
        known: what is known of the name that tKeel gave, None where it gave no such name.
    """

    status: RpcStatusBase
    parsed: Model | None
    known: Reason | None = None


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
    try:
        if isinstance(value, InvalidJSON):
            found = _without_json(schema, value, body)
        else:
            found = _message(schema.model, value) if is_ref(schema) else _content(schema, value, body)
    except ModelError as error:
        why = str(error)
        if "must not be empty" in why:
            why += "; tKeel leaves empty what it did not do, as with a response_type it does not know"
        return Unusable(why)
    return cast("SuccessT", found)


def _without_json(schema: Schema, fault: InvalidJSON, body: bytes) -> object:
    if schema.media != _JSON:
        return schema.decode(body, "the body")
    if isinstance(schema, AnyValue) and not body:
        return None
    raise ModelError(f"the body is not what was asked for: {fault}")


def _message(model: type[Model], value: object) -> Model:
    """Return the model of an answer, in either form."""
    if not is_object(value):
        raise ModelError("the body is JSON but no object")
    if _is_envelope(value, model, "the body"):
        value = _unwrapped(value)
        if not is_object(value):
            raise ModelError("the body is tKeel's envelope and holds no message")
        if _is_envelope(value, model, "the message in tKeel's envelope"):
            raise ModelError("the body is tKeel's envelope in another one")
        if "@type" not in _names_of(model.FIELDS):
            value = _without_type(value)
    for field in model.FIELDS:
        if field.name == "code" and field.issued:
            _check_code(value.get("code"))
    return model.decode(value, model.__name__)


def _content(schema: Schema, value: object, body: bytes) -> object:
    """Return an answer that is no message, in either form.

    An object without a model may have members of any name, so that nothing but the name of
    a result tells an envelope.
    """
    if is_object(value) and _names_a_result(value) and value.keys() <= _NAMES_OF_ENVELOPE | {"code"}:
        value = _unwrapped(value)
        if is_object(value) and isinstance(value.get("@type"), str):
            value = _without_type(value)
            if value.keys() == {"value"} and not isinstance(schema, (AnyValue, Map)):
                value = value["value"]  # as protobuf's JSON has what is no object
        if schema.media not in {_JSON, None}:
            if not isinstance(value, str):
                raise ModelError("tKeel's envelope holds no text")
            value = value.encode()
    elif schema.media is None and is_object(value) and _tells_of_an_error(value, Model):
        raise ModelError("the body is an error, though the status is none")
    elif schema.media != _JSON:
        value = body
    return schema.decode(value, "the body")


def decode_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: object, secrets: SecretScanner
) -> Refusal:
    """Read an answer of status 400 or above; never fails, as the status alone says enough.

    Args:
        operation: what was called.
        status_code: the HTTP status.
        value: what :func:`read_json` made of the body.
        secrets: what nothing that is read may show.
    """
    refusal = None
    if is_object(value):
        name = value.get("code")
        if isinstance(name, str):
            refusal = _served_refusal(operation, status_code, name, value, secrets)
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
                if name in names and isinstance(member, str) and not _is_result_name(member):
                    found.append(member)
                pending.append(member)
        elif is_array(item):
            pending.extend(item)
    return found


@cache
def _names_of(fields: tuple[Field, ...]) -> frozenset[str]:
    return frozenset(field.name for field in fields)


def _is_result_name(text: str) -> bool:
    return text.strip().lower().startswith(_RESULT_NAMES)


def _names_a_result(value: dict[str, object]) -> bool:
    code = value.get("code")
    return isinstance(code, str) and code.startswith(_RESULT_NAMES)


def _is_envelope(value: dict[str, object], model: type[Model], where: str) -> bool:
    """Tell whether an object is an envelope, and not the message itself.

    Raises:
        ModelError: it is neither: by its ``@type``, or as it tells of an error.
    """
    own = _names_of(model.FIELDS)
    type_url = "" if "@type" in own else value.get("@type", "")
    if not isinstance(type_url, str):
        raise ModelError(f"{where} has an @type that is no string")
    name = type_url.rpartition("/")[2].rpartition(".")[2]
    if type_url and model.SCHEMA and not (name and model.SCHEMA.lower().endswith(name.lower())):
        raise ModelError(f"{where} is of another type, by its @type")
    if _tells_of_an_error(value, model):
        raise ModelError(f"{where} mixes a result with an error")
    if _names_a_result(value):
        return True
    return any(name.lower() in _NAMES_OF_ENVELOPE and name not in own for name in value)


def _unwrapped(envelope: dict[str, object]) -> object:
    """Return what an envelope holds."""
    if envelope.get("code") != SUCCESS:
        raise ModelError("the body is tKeel's envelope and does not report success, though the status does")
    if not isinstance(envelope.get("msg", ""), str):
        raise ModelError("the body is tKeel's envelope and its msg is no string")
    return envelope.get("data")


def _without_type(value: dict[str, object]) -> dict[str, object]:
    return {name: member for name, member in value.items() if name != "@type"}


def _check_code(code: object) -> None:
    """Refuse a text that is no code as RFC 6749 has it; other secrets may be any text."""
    if not isinstance(code, str) or not code:
        return  # the schema's business
    if not code.strip():
        raise ModelError("code is blank")
    if _is_result_name(code):
        raise ModelError("code is the name of a result")
    if not (code.isascii() and code.isprintable()):
        raise ModelError("code is not of the characters that RFC 6749 allows")


def _tells_of_an_error(value: dict[str, object], model: type[Model]) -> bool:
    """Tell whether a member that is none of a model's is the error model's, or says that something failed."""
    own = _names_of(model.FIELDS)
    for name, member in value.items():
        if name not in own and _is_sign_of_an_error(name.strip().lower(), member, model):
            return True
    return False


def _is_sign_of_an_error(name: str, member: object, model: type[Model]) -> bool:
    if name in _NAMES_OF_ERRORS:
        return True
    if name.startswith(_ERROR_PREFIX):
        return bool(member)
    sign = _SIGNS_OF_FAILURE.get(name)
    # A result that brings no secret may well have a status or a reason, and taking it for one does no harm.
    return sign is not None and sign(member) and any(field.issued for field in model.FIELDS)


def _served_refusal(
    operation: Operation[SuccessT, ErrorT],
    status_code: int,
    name: str,
    value: dict[str, object],
    secrets: SecretScanner,
) -> Refusal | None:
    message = value.get("msg")
    if not isinstance(message, str):
        return None
    if name == SUCCESS or (name and not name.startswith(_RESULT_NAMES)):
        return None  # a success, or an authorization code, under an error status
    if value.get("data") is not None or any(other in value for other in _NAMES_OF_ERRORS):
        return None
    known = REASONS.get(name)
    number = grpc_code(status_code) if known is None else known.grpc_code
    # A known name is ours to say, whatever was sent; an unknown one is text from the server.
    shown = name if known is not None else secrets.redact(name)
    domain, _, reason = shown.rpartition(".")
    details = [{"@type": ERROR_INFO, "reason": reason, "domain": domain}] if name else []
    status = operation.status.model.from_dict(
        {"code": number, "message": secrets.redact(message), "details": details}
    )
    return Refusal(status, status, known)


def _documented_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: dict[str, object], secrets: SecretScanner
) -> Refusal | None:
    documented = operation.error(status_code)
    try:
        model = (documented or operation.status).decode(_withheld(value, secrets), "the error")
    except ModelError:
        return None
    if not isinstance(model, RpcStatusBase):
        return Refusal(_status_from_http(operation, status_code), model)
    if model.code == 0 or any(name in value for name in _NAMES_OF_ENVELOPE):
        return None  # "OK" under an error status, or two forms in one
    known = REASONS.get(f"{model.domain}.{model.reason}")
    return Refusal(model, None if documented is None else model, known)


def _status_from_http(operation: Operation[SuccessT, ErrorT], status_code: int) -> RpcStatusBase:
    message = phrase(status_code) or f"HTTP status {status_code}"
    return operation.status.model.from_dict({"code": grpc_code(status_code), "message": message})


def _withheld(value: object, secrets: SecretScanner) -> object:
    if isinstance(value, str):
        return secrets.redact(value)
    if is_object(value):
        return {secrets.redact(name): _withheld(member, secrets) for name, member in value.items()}
    if is_array(value):
        return [_withheld(item, secrets) for item in value]
    return value
