"""From the last answer, or the lack of one, to what the caller gets.

Errors are returned, not raised: whoever raises them does so where no secret is in sight.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Generic, TypeVar
from urllib.parse import unquote_plus

from ..base.codes import FIRST_ERROR, hint_for, title
from ..base.errors import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailed,
    DeadlineExceeded,
    TransportError,
    UnexpectedResponse,
    class_for,
)
from ..base.headers import REQUEST_IDS, Headers
from ..base.json import InvalidJSON
from ..base.redaction import WITHHELD, SecretScanner, one_line
from ..contract.model import Model
from ..contract.operation import Operation
from .decode import (
    MOST_VALUES,
    Refusal,
    Unusable,
    decode_refusal,
    decode_success,
    issued_secrets,
    read_json,
)
from .messages import Failure, RawResponse

__all__ = ["Response", "no_answer", "received_id", "response_of", "result_of"]

ParsedT = TypeVar("ParsedT")
SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound=Model)

Stopped = ConfigurationError | TransportError | UnexpectedResponse
"""What both kinds of functions raise."""

_NEVER_SHOWN = frozenset({"set-cookie", "www-authenticate", "proxy-authenticate", "authentication-info"})
_REDIRECTS = frozenset({"location", "content-location", "refresh", "link", "hx-redirect", "hx-location"})
_USUAL_NAMES = frozenset(
    {
        *("age", "allow", "cache-control", "connection", "content-length", "content-type", "date", "etag"),
        *("keep-alive", "location", "retry-after", "server", "transfer-encoding", "vary", "via"),
    }
)
"""Names that repeat nobody, which saves a search for each."""
_QUERY = re.compile(r"[?#][^\s\"'<>]*")
_ID_HEADERS = frozenset(name.encode() for name in REQUEST_IDS)


class Response(Generic[ParsedT]):
    """An answer the contract allows, an error status included.

    Attributes:
        status_code: the HTTP status.
        headers: the headers; values that repeat a credential are withheld.
        content: the body as it came, **unredacted**.
        parsed: the body's model; for an error status whose body is no error of
            tKeel's, an ``RpcStatus`` made from the HTTP status.
        request_id: the id that the server's headers name, None if they name none.
    """

    __slots__ = ("content", "headers", "parsed", "status_code")

    status_code: int
    headers: Headers
    content: bytes
    parsed: ParsedT

    def __init__(self, *, status_code: int, headers: Headers, content: bytes, parsed: ParsedT) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        self.parsed = parsed

    @property
    def request_id(self) -> str | None:
        """The id to look for in the server's logs: ``X-Request-Id``, or another header of that kind."""
        return self.headers.request_id

    def __repr__(self) -> str:
        if not hasattr(self, "parsed"):  # half built, as a debugger may meet it
            return "<Response>"
        # A model hides its secrets, a list of texts does not.
        shown = repr(self.parsed) if isinstance(self.parsed, Model) else type(self.parsed).__name__
        return f"<Response [{self.status_code}] {shown}>"


def result_of(
    operation: Operation[SuccessT, ErrorT], outcome: RawResponse | Failure, secrets: SecretScanner
) -> SuccessT | Stopped | APIStatusError:
    """Return the model of a success, or the error to raise."""
    if isinstance(outcome, Failure):
        return no_answer(outcome)
    return _result(operation, outcome, read_json(outcome.content), secrets)


def response_of(
    operation: Operation[SuccessT, ErrorT], outcome: RawResponse | Failure, secrets: SecretScanner
) -> Response[SuccessT | ErrorT] | Stopped:
    """Return the response where the contract allows the answer, an error status included."""
    if isinstance(outcome, Failure):
        return no_answer(outcome)
    value = read_json(outcome.content)
    result = _result(operation, outcome, value, secrets)
    if isinstance(result, Stopped):
        return result
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
        headers=_headers(outcome, secrets.in_answer(_issued(operation, outcome, value))),
        content=outcome.content,
        parsed=result,
    )


def received_id(
    operation: Operation[Any, Any], outcome: RawResponse | Failure, secrets: SecretScanner
) -> str | None:
    """Return the id under which the server has logged an answer, None if it names none or repeats a secret.

    Args:
        operation: what was called.
        outcome: the answer, or the lack of one.
        secrets: what the id must not hold.
    """
    if isinstance(outcome, Failure) or not any(name.lower() in _ID_HEADERS for name, _ in outcome.headers):
        return None
    issued = _issued(operation, outcome, read_json(outcome.content))
    return _headers(outcome, secrets.in_answer(issued)).request_id


def no_answer(failure: Failure, who: str = "") -> ConfigurationError | TransportError:
    """Return the error of an answer that did not come.

    Args:
        failure: what happened.
        who: what stands before it in the message, where it was not tKeel that was asked.
    """
    kind = DeadlineExceeded if failure.timed_out else ConnectionFailed
    return (ConfigurationError if failure.permanent else kind)(f"{who}{failure.why}")


def _result(
    operation: Operation[SuccessT, ErrorT], answer: RawResponse, value: object, secrets: SecretScanner
) -> SuccessT | Stopped | APIStatusError:
    """As :func:`result_of`, where ``value`` is what :func:`read_json` made of the body."""
    if answer.status_code >= FIRST_ERROR:
        return _status_error(operation, answer, value, secrets)
    model: SuccessT | Unusable
    if answer.body_error is not None:
        model = Unusable(answer.body_error.value)
    else:
        model = decode_success(operation, answer.status_code, value, answer.content)
    if isinstance(model, Unusable):
        return UnexpectedResponse(
            f"{title(answer.status_code)}: {model.why}; {_advice(answer)}",
            status_code=answer.status_code,
            headers=_headers(answer, secrets.in_answer(_issued(operation, answer, value))),
            content=answer.content,
        )
    return model


def _status_error(
    operation: Operation[SuccessT, ErrorT], answer: RawResponse, value: object, secrets: SecretScanner
) -> APIStatusError:
    issued = _issued(operation, answer, value)
    readable = value if answer.body_error is None and issued is not None else None
    refusal = decode_refusal(operation, answer.status_code, readable, secrets.in_answer(issued))
    status = refusal.status
    reason = status.reason
    known = refusal.known
    hint = _hint(answer, refusal) if known is None else f"{known.explanation}; {known.next_step}"
    said = f'{reason}: "{status.message}"' if reason else f'"{status.message}"'
    message = title(answer.status_code)
    conformant = refusal.parsed is not None
    if conformant:
        message += f": {one_line(said)}"
    return class_for(answer.status_code)(
        f"{message}; {hint}",
        status_code=answer.status_code,
        headers=_headers(answer, secrets.in_answer(issued)),
        content=answer.content,
        status=status,
        conformant=conformant,
        parsed=refusal.parsed,
    )


_WANTS_HTTPS = (b"to HTTPS port", b"to an HTTPS server", b"speaking plain HTTP", b"requires TLS")
"""What nginx, Go, Apache and Tomcat say to plain http on a port of TLS."""


def _hint(answer: RawResponse, refusal: Refusal) -> str:
    is_foreign = answer.status_code == FIRST_ERROR and refusal.parsed is None
    if is_foreign and any(said in answer.content for said in _WANTS_HTTPS):
        return "perhaps it wants https; check scheme and port of the base URL"
    return hint_for(answer.status_code)


def _advice(answer: RawResponse) -> str:
    if 300 <= answer.status_code < FIRST_ERROR:  # noqa: PLR2004 - redirects
        return "redirects are never followed, as they repeat the password; check the base URL"
    return "check that the base URL leads to tKeel; .content holds what came"


def _issued(operation: Operation[Any, Any], answer: RawResponse, value: object) -> list[str] | None:
    """Return the secrets that an answer brings, in its body or in a URL of its headers; None if too many."""
    found = issued_secrets(operation, value)
    names = operation.issued_names()
    if found is None or not names:
        return found
    texts = [value.decode("latin-1") for _, value in answer.headers]
    if isinstance(value, InvalidJSON):
        texts.append(answer.content.decode("utf-8", "replace"))
    for name in map(re.escape, names):
        # The literal first, so that a text without it is passed over quickly.
        pair = re.compile(rf"{name}=(?<![A-Za-z0-9_-]{name}=)([^\s&;#\"'<>]+)")
        for text in texts:
            found.extend(unquote_plus(match[1]) for match in islice(pair.finditer(text), MOST_VALUES))
    return found if len(found) <= MOST_VALUES else None


def _headers(answer: RawResponse, secrets: SecretScanner) -> Headers:
    """Return the headers of an answer, without what a text form of them must not show."""
    items: list[tuple[str, str]] = []
    for raw_name, raw_value in answer.headers:
        name = raw_name.decode("latin-1")
        value = raw_value.decode("latin-1")
        # A redirect in the manner of RFC 6749 carries a code that this call did not send.
        cut = _QUERY.sub("?[hidden]", value)
        if name.lower() in _NEVER_SHOWN:
            shown = WITHHELD
        elif name.lower() in _REDIRECTS:
            # What repeats the query that it was sent still says where to.
            shown = secrets.redact(cut)
        else:
            shown = WITHHELD if secrets.finds(value) else cut
        items.append((name if name.lower() in _USUAL_NAMES else secrets.redact(name), shown))
    return Headers(items)
