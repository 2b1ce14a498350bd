"""From the last answer, or the lack of one, to what the caller gets.

Errors are returned, not raised: whoever raises them does so where no secret is in sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..base.errors import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    TransportError,
    UnexpectedResponse,
    class_for,
)
from ..base.headers import Headers
from ..base.secrets import WITHHELD, Secrets
from ..base.statuses import FIRST_ERROR, hint_for, phrase
from .decode import Unusable, decode_refusal, decode_success, issued_secrets
from .messages import BodyError, Failure, RawResponse
from .response import Response

if TYPE_CHECKING:
    from ..contract.model import Model
    from ..contract.operation import Operation

__all__ = ["response_of", "result_of", "shown_headers"]

SuccessT = TypeVar("SuccessT", bound="Model")
ErrorT = TypeVar("ErrorT", bound="Model")

Stopped = ConfigurationError | TransportError | UnexpectedResponse
"""What both kinds of functions raise."""

_MAY_HOLD_A_QUERY = frozenset({"location", "content-location", "refresh", "link"})
_NEVER_SHOWN = frozenset({"set-cookie", "www-authenticate", "proxy-authenticate", "authentication-info"})


def result_of(
    operation: Operation[SuccessT, ErrorT], outcome: RawResponse | Failure, secrets: Secrets
) -> SuccessT | Stopped | APIStatusError:
    """Return the model of a success, or the error to raise."""
    if isinstance(outcome, Failure):
        if outcome.permanent:
            return ConfigurationError(outcome.why)
        return DeadlineExceeded(outcome.why) if outcome.timed_out else ConnectionFailed(outcome.why)
    if outcome.status_code >= FIRST_ERROR:
        return _status_error(operation, outcome, secrets)
    if outcome.body_error is BodyError.CUT:
        return ConnectionFailed(f"{BodyError.CUT.value}; try again")
    if outcome.body_error is BodyError.LATE:
        return DeadlineExceeded(f"{BodyError.LATE.value}; raise timeout, or look whether the server hangs")
    model: SuccessT | Unusable
    if outcome.body_error is not None:
        model = Unusable(outcome.body_error.value)
    else:
        model = decode_success(operation, outcome.status_code, outcome.content)
    if isinstance(model, Unusable):
        return UnexpectedResponse(
            f"{_title(outcome.status_code)}: {model.why}; {_advice(outcome)}",
            status_code=outcome.status_code,
            headers=shown_headers(operation, outcome, secrets),
            content=outcome.content,
        )
    return model


def response_of(
    operation: Operation[SuccessT, ErrorT], outcome: RawResponse | Failure, secrets: Secrets
) -> Response[SuccessT | ErrorT] | Stopped:
    """Return the response where the contract allows the answer, an error status included."""
    result = result_of(operation, outcome, secrets)
    if isinstance(result, Stopped) or isinstance(outcome, Failure):
        return result  # type: ignore[return-value] # a failure never becomes an APIStatusError
    if isinstance(result, APIStatusError):
        parsed = result.status if result.parsed is None else result.parsed
        return Response(
            status_code=result.status_code,
            headers=result.headers,
            content=result.content,
            parsed=parsed,  # type: ignore[arg-type] # the operation's error model, or its RpcStatus
        )
    return Response(
        status_code=outcome.status_code,
        headers=shown_headers(operation, outcome, secrets),
        content=outcome.content,
        parsed=result,
    )


def _status_error(
    operation: Operation[SuccessT, ErrorT], answer: RawResponse, secrets: Secrets
) -> APIStatusError:
    from ..base.lines import one_line  # noqa: PLC0415 - a success never needs it

    refusal = decode_refusal(
        operation, answer.status_code, answer.content if answer.body_error is None else b"", secrets
    )
    # A large body is not parsed twice.
    issued = refusal.issued if answer.body_error is None else issued_secrets(operation, answer.content)
    status = refusal.status
    said = f'{status.reason}: "{status.message}"' if status.reason else f'"{status.message}"'
    title = _title(answer.status_code)
    message = f"{title}: {one_line(said)}" if refusal.parsed is not None else title
    return class_for(answer.status_code)(
        f"{message}; {refusal.hint or hint_for(answer.status_code)}",
        status_code=answer.status_code,
        headers=_headers(answer, secrets.in_answer(issued)),
        content=answer.content,
        status=status,
        conformant=refusal.parsed is not None,
        parsed=refusal.parsed,
    )


def _title(status_code: int) -> str:
    return f"{status_code} {phrase(status_code)}".rstrip()


def _advice(answer: RawResponse) -> str:
    if 300 <= answer.status_code < FIRST_ERROR:  # noqa: PLR2004 - redirects
        return "redirects are never followed, as they repeat the password; check the base URL"
    return "check that the base URL leads to tKeel; .content holds what came"


def shown_headers(operation: Operation[SuccessT, ErrorT], answer: RawResponse, secrets: Secrets) -> Headers:
    """Return the headers, without what a text form of them must not show."""
    return _headers(answer, secrets.in_answer(issued_secrets(operation, answer.content)))


def _headers(answer: RawResponse, secrets: Secrets) -> Headers:
    items: list[tuple[str, str]] = []
    for raw_name, raw_value in answer.headers:
        name = raw_name.decode("latin-1")
        value = raw_value.decode("latin-1")
        if name.lower() in _NEVER_SHOWN:
            value = WITHHELD
        elif name.lower() in _MAY_HOLD_A_QUERY and ("?" in value or "#" in value):
            # A redirect in the manner of RFC 6749 carries a code this call did not send.
            value = f"{value.partition('?')[0].partition('#')[0]}?[hidden]"
        items.append((secrets.withhold(name), secrets.withhold(value)))
    return Headers(items)
