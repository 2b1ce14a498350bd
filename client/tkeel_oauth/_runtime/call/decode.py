"""What a body means: tKeel's two wire forms, told apart by shape.

The contract shows the message itself. A real tKeel wraps it::

    documented   {"code": "<authorization code>"}
    served       {"code": "io.tkeel.SUCCESS", "msg": "", "data": {"@type": …, "code": "<authorization code>"}}

Both become the same model. What mixes them, or contradicts its status, is no result.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

from ..base.errors import ModelError
from ..base.json import InvalidJSON, is_array, is_object, parse
from ..base.reasons import SUCCESS, reason_for
from ..base.statuses import grpc_code, phrase
from ..contract.rpc import ERROR_INFO, RpcStatusBase

if TYPE_CHECKING:
    from ..base.secrets import Secrets
    from ..contract.model import Field, Model
    from ..contract.operation import Operation

__all__ = ["Refusal", "Unusable", "decode_refusal", "decode_success", "issued_secrets"]

SuccessT = TypeVar("SuccessT", bound="Model")
ErrorT = TypeVar("ErrorT", bound="Model")

_RESULT_NAMES = "io.tkeel."
_NAMES_OF_ENVELOPE = frozenset({"msg", "data"})
_NAMES_OF_ERRORS = frozenset({"message", "details"})
_MOST_VALUES = 4096
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

    Attributes:
        issued: what :func:`issued_secrets` finds in the body.
    """

    __slots__ = ("hint", "issued", "parsed", "status")

    def __init__(self, status: RpcStatusBase, parsed: Model | None, hint: str | None = None) -> None:
        self.issued: list[str] | None = []
        self.status = status
        self.parsed = parsed
        self.hint = hint


def decode_success(
    operation: Operation[SuccessT, ErrorT], status_code: int, body: bytes
) -> SuccessT | Unusable:
    """Read an answer below status 400."""
    ref = operation.responses.get(status_code)
    if ref is None:
        return Unusable("the contract has no such answer")
    try:
        value = parse(body)
    except InvalidJSON as error:
        return Unusable(f"the body is not what was asked for: {error}")
    if not is_object(value):
        return Unusable("the body is JSON but no object")
    own = _names_of(ref.model.FIELDS)
    if _mixes_in_an_error(value, own):
        return Unusable("the body mixes a result with an error")
    if _is_envelope(value, own):
        message = _unwrap(value, own)
        if isinstance(message, Unusable):
            return message
        value = message
    try:
        return ref.model.from_dict(value)
    except ModelError as error:
        return Unusable(
            f"{error}; tKeel leaves empty what it did not do, as with a response_type it does not know"
            if "empty" in str(error)
            else str(error)
        )


def decode_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, body: bytes, secrets: Secrets
) -> Refusal[ErrorT]:
    """Read an answer of status 400 or above; never fails, as the status alone says enough."""
    try:
        value = parse(body)
    except InvalidJSON:
        value = None
    refusal = None
    issued = _sensitive_members(operation, value)
    if is_object(value) and issued is not None:
        secrets = secrets.in_answer(issued)
        if isinstance(value.get("code"), str):
            refusal = _served_refusal(operation, status_code, value, secrets)
        else:
            refusal = _documented_refusal(operation, status_code, value, secrets)
    refusal = refusal or Refusal(_status_from_http(operation, status_code), None)
    refusal.issued = issued
    return refusal


def issued_secrets(operation: Operation[SuccessT, ErrorT], body: bytes) -> list[str] | None:
    """Return what a body holds under the names of the operation's sensitive members.

    None where it holds too much to look through.
    """
    try:
        value = parse(body)
    except InvalidJSON:
        return []
    return _sensitive_members(operation, value)


def _sensitive_members(operation: Operation[SuccessT, ErrorT], value: object) -> list[str] | None:
    names = {
        field.name for ref in operation.responses.values() for field in ref.model.FIELDS if field.sensitive
    }
    found: list[str] = []
    pending = [value]
    left = _MOST_VALUES
    while pending:
        item = pending.pop()
        if is_object(item) or is_array(item):
            left -= len(item)
            if left < 0:
                return None
        if is_object(item):
            for name, member in item.items():
                if name in names and isinstance(member, str) and not member.startswith(_RESULT_NAMES):
                    found.append(member)
                pending.append(member)
        elif is_array(item):
            pending.extend(item)
    return found


@cache
def _names_of(fields: tuple[Field, ...]) -> frozenset[str]:
    return frozenset(field.name for field in fields)


def _is_envelope(value: dict[str, object], own: frozenset[str]) -> bool:
    code = value.get("code")
    return (isinstance(code, str) and code.startswith(_RESULT_NAMES)) or _holds(
        value, _NAMES_OF_ENVELOPE, own
    )


def _mixes_in_an_error(value: dict[str, object], own: frozenset[str]) -> bool:
    return _holds(value, _NAMES_OF_ERRORS, own)


def _holds(value: dict[str, object], names: frozenset[str], own: frozenset[str]) -> bool:
    """Tell whether an object has a member of one of these names that is not the model's own."""
    return not names.isdisjoint(value) and any(name in value for name in names - own)


def _unwrap(value: dict[str, object], own: frozenset[str]) -> dict[str, object] | Unusable:
    """Return the message in an envelope of status 200, or why there is none."""
    if value.get("code") != SUCCESS:
        return Unusable("the body is tKeel's envelope and does not report success, though the status does")
    if not isinstance(value.get("msg", ""), str):
        return Unusable("the body is tKeel's envelope and its msg is no string")
    data = value.get("data")
    if not is_object(data):
        return Unusable("the body is tKeel's envelope and holds no message")
    message = dict(data)
    if not isinstance(message.get("@type", ""), str):
        return Unusable("the message in tKeel's envelope has an @type that is no string")
    if "@type" not in own:
        message.pop("@type", None)
    if _is_envelope(message, own):
        return Unusable("the body is tKeel's envelope in another one")
    if _mixes_in_an_error(message, own):
        return Unusable("the message in tKeel's envelope mixes a result with an error")
    return message


def _served_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: dict[str, object], secrets: Secrets
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
    shown = name if known is not None else secrets.withhold(name)
    domain, _, reason = shown.rpartition(".")
    details = [{"@type": ERROR_INFO, "reason": reason, "domain": domain}] if name else []
    status = operation.status.model.from_dict(
        {"code": number, "message": secrets.withhold(message), "details": details}
    )
    return Refusal(status, status, None if known is None else known.hint)


def _documented_refusal(
    operation: Operation[SuccessT, ErrorT], status_code: int, value: dict[str, object], secrets: Secrets
) -> Refusal[ErrorT] | None:
    ref = operation.errors.get(status_code) or operation.default or operation.status
    try:
        model = ref.model.from_dict(_withheld(value, secrets))
    except ModelError:
        return None
    documented = status_code in operation.errors or operation.default is not None
    if not isinstance(model, RpcStatusBase):
        return Refusal(_status_from_http(operation, status_code), model)
    if model.code == 0 or any(name in value for name in _NAMES_OF_ENVELOPE):
        return None  # "OK" under an error status, or two forms in one
    known = reason_for(f"{model.domain}.{model.reason}")
    return Refusal(model, model if documented else None, None if known is None else known.hint)


def _status_from_http(operation: Operation[SuccessT, ErrorT], status_code: int) -> RpcStatusBase:
    message = phrase(status_code) or f"HTTP status {status_code}"
    return operation.status.model.from_dict({"code": grpc_code(status_code), "message": message})


def _withheld(value: dict[str, object], secrets: Secrets) -> dict[str, object]:
    return {secrets.withhold(name): _withheld_value(member, secrets) for name, member in value.items()}


def _withheld_value(value: object, secrets: Secrets) -> object:
    if isinstance(value, str):
        return secrets.withhold(value)
    if is_object(value):
        return _withheld(value, secrets)
    if is_array(value):
        return [_withheld_value(item, secrets) for item in value]
    return value
