"""From a call's arguments to the request that goes out.

Everything is checked here, before anything is sent. Messages name arguments and never
show their values.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from ..base.errors import ConfigurationError, ModelError
from ..base.json import is_array, is_object
from ..base.redaction import SecretScanner
from ..contract.schema import Binary, String

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..contract.model import Model
    from ..contract.operation import Call, Parameter, Token
    from ..contract.schema import Schema

__all__ = ["HIDDEN_SEGMENT", "Request", "encode", "header_bytes"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound="Model")

_NOT_A_SEGMENT = {"": "empty", ".": "'.'", "..": "'..'"}

HIDDEN_SEGMENT = "[hidden]"
"""What stands in a shown path for a segment that is secret."""

_NOT_UNRESERVED = re.compile(r"[^A-Za-z0-9_.~-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Request:
    """A request, ready to be sent; its text form names the operation alone.

    Args:
        method: the HTTP method.
        target: the path below the base URL and the query, percent-encoded.
        headers: what this call adds to the client's own headers.
        content: the body, ``b""`` for none.
        secrets: the values in it that nothing may show.
        shown_path: the path as text forms may show it, with what is secret in it masked;
            None where nothing is.
    """

    __slots__ = ("content", "headers", "method", "secrets", "shown_path", "target")

    def __init__(  # noqa: PLR0913 - all that goes out
        self,
        method: str,
        target: bytes,
        headers: list[tuple[bytes, bytes]],
        content: bytes,
        secrets: SecretScanner,
        *,
        shown_path: bytes | None = None,
    ) -> None:
        self.method: str = method
        self.target: bytes = target
        self.headers: list[tuple[bytes, bytes]] = headers
        self.content: bytes = content
        self.secrets: SecretScanner = secrets
        self.shown_path: bytes | None = shown_path

    def authorized(self, how: Token, token: str) -> Request:
        """Return this request with the client's token.

        Args:
            how: how the operation sends it.
            token: the token.

        Raises:
            ConfigurationError: the token cannot be sent as a header.
        """
        target, headers = self.target, self.headers
        if how.place == "header":
            headers = [*headers, (how.name.encode(), header_bytes("token", how.value(token)))]
        else:
            pair = f"{_encoded_name(how.name)}={_percent_encoded(token)}".encode()
            target += (b"&" if b"?" in target else b"?") + pair
        secrets = self.secrets.and_also(token)
        return Request(self.method, target, headers, self.content, secrets, shown_path=self.shown_path)

    def __repr__(self) -> str:
        return f"<Request {getattr(self, 'method', 'being made')}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a request holds credentials and is not pickled")


def encode(call: Call[SuccessT, ErrorT], further_secrets: Iterable[str] = ()) -> Request:
    """Check and encode a call.

    Args:
        call: the operation and its arguments.
        further_secrets: what else the request will hold that nothing may show.

    Raises:
        ConfigurationError: an argument that cannot be sent as the contract wants it.
        ModelError: a request body that is not what its schema allows.
    """
    operation = call.operation
    path = shown = operation.path
    query: list[str] = []
    headers: list[tuple[bytes, bytes]] = []
    secrets = list(further_secrets)
    if operation.accept is not None:
        headers.append((b"Accept", operation.accept.encode()))
    for parameter, value in zip(operation.parameters, call.values, strict=True):
        if value is None and not parameter.required:
            continue
        # Nearly all of them are texts of any kind, so what need not be checked is not.
        schema = parameter.schema
        for text in (value,) if type(value) is str and schema.any_text else _texts(parameter, value):
            if parameter.sensitive:
                secrets.append(text)
            if parameter.place == "query":
                query.append(f"{_encoded_name(parameter.name)}={_quoted(parameter, text)}")
            elif parameter.place == "path":
                segment = _segment(parameter, text)
                place = f"{{{parameter.name}}}"
                path = path.replace(place, segment, 1)
                shown = shown.replace(place, HIDDEN_SEGMENT if parameter.sensitive else segment, 1)
            else:
                headers.append((parameter.name.encode(), header_bytes(parameter.argument, text)))
    content = b""
    if operation.body is not None and (call.body is not None or operation.body.required):
        content, texts = _content(operation.body.schema, call.body)
        secrets.extend(texts)
        headers.append((b"Content-Type", operation.body.media.encode()))
    target = f"{path}?{'&'.join(query)}" if query else path
    return Request(
        operation.method,
        target.encode(),
        headers,
        content,
        SecretScanner(secrets),
        shown_path=None if shown == path else shown.encode(),
    )


def _content(schema: Schema, body: object) -> tuple[bytes, Iterable[str]]:
    """Return a body as it goes out, and the texts in it."""
    try:
        value = schema.encode(body, "body")
        if isinstance(schema, Binary) and isinstance(value, bytes):
            return value, ()
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except ModelError:
        raise
    except (TypeError, ValueError, RecursionError):  # UnicodeEncodeError is a ValueError
        pass
    else:
        return content, _leaves(value)
    # Raised here and not there: the cause would hold the body.
    raise ModelError(
        "body holds what no JSON can say: NaN, half of a surrogate pair, itself, levels without end, or an "
        "object of another kind"
    )


def header_bytes(name: str, value: str) -> bytes:
    """Return a header's value as it goes out.

    Raises:
        ConfigurationError: it holds what a header cannot: a control character, space at
            an end, or a character outside Latin-1.
    """
    fault = None
    try:
        encoded = value.encode("latin-1")
    except UnicodeEncodeError:
        fault = "a character outside Latin-1"
    else:
        if value != value.strip() or _CONTROL.search(encoded):
            fault = "a control character or space at an end"
        else:
            return encoded
    raise ConfigurationError(f"{name} cannot be sent as a header: it holds {fault}")


def _texts(parameter: Parameter, value: object) -> Iterator[str]:
    """Yield the text of each item of a parameter: one, unless it is a list."""
    if isinstance(parameter.schema, String) and not isinstance(value, str):
        # In Python's words, as it is a Python argument.
        raise ConfigurationError(f"{parameter.argument} must be a str, not {type(value).__name__}")
    try:
        encoded = parameter.schema.encode(value, parameter.argument)
    except ModelError as error:
        raise ConfigurationError(str(error)) from None
    for item in encoded if is_array(encoded) else [encoded]:
        yield item if isinstance(item, str) else json.dumps(item)


def _segment(parameter: Parameter, text: str) -> str:
    """Return one path segment. What would name another path is refused: servers resolve it."""
    if text in _NOT_A_SEGMENT:
        raise ConfigurationError(
            f"{parameter.argument} is {_NOT_A_SEGMENT[text]}, which would send the request to another path; "
            f"give the {parameter.argument} itself"
        )
    return _quoted(parameter, text)


def _quoted(parameter: Parameter, text: str) -> str:
    """Return what ``urllib.parse.quote`` would, with nothing safe but RFC 3986's unreserved characters."""
    try:
        return _percent_encoded(text)
    except UnicodeEncodeError:
        pass
    raise ConfigurationError(f"{parameter.argument} holds half of a surrogate pair, which no UTF-8 can say")


def _percent_encoded(text: str) -> str:
    return _NOT_UNRESERVED.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return "%" + found[0].encode().hex("%").upper()


_encoded_name = cache(_percent_encoded)
"""The same for names, of which a contract has few."""


def _leaves(value: object) -> Iterator[str]:
    """Yield the texts in what JSON can say, names apart."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield str.__str__(item)
        elif is_object(item):
            pending.extend(item.values())
        elif isinstance(item, (list, tuple)):
            pending.extend(cast("Iterable[object]", item))
