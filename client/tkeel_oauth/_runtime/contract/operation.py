"""The declaration of an operation, as the generator writes it, and one call of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from .model import Model, Ref, is_ref
from .schema import Schema

if TYPE_CHECKING:
    from .rpc import RpcStatusBase

__all__ = ["Body", "Call", "Operation", "Parameter", "Token"]

SuccessT = TypeVar("SuccessT")
ErrorT = TypeVar("ErrorT", bound=Model)

Place = Literal["path", "query", "header"]


class Parameter:
    """One parameter of an operation.

    Args:
        name: its name on the wire.
        argument: its name in Python.
        place: where it goes.
        schema: its type.
        required: whether it must be given; what need not be is left out when None.
        sensitive: whether no text form of anything may show its value.
    """

    __slots__ = ("argument", "name", "place", "required", "schema", "sensitive")

    def __init__(  # noqa: PLR0913 - a declaration
        self,
        name: str,
        argument: str,
        place: Place,
        schema: Schema,
        *,
        required: bool = True,
        sensitive: bool = True,
    ) -> None:
        self.name: str = name
        self.argument: str = argument
        self.place: Final = place
        self.schema: Schema = schema
        self.required: bool = required
        self.sensitive: bool = sensitive


class Body:
    """The body an operation takes; every text in it counts as sensitive.

    Args:
        schema: its type.
        required: whether it must be given; one that need not be is left out when None.
        media: what it is sent as, where that is not the type's own.
    """

    __slots__ = ("media", "required", "schema")

    def __init__(self, schema: Schema, *, required: bool = True, media: str | None = None) -> None:
        self.schema: Schema = schema
        self.required: bool = required
        self.media: str = media or schema.media or ""


class Token:
    """How an operation sends the client's token.

    Args:
        name: the header or the query parameter.
        place: which of the two it is.
        scheme: the word before the token, ``Bearer`` for example; None for none.
        required: whether the operation needs one.
    """

    __slots__ = ("name", "place", "required", "scheme")

    def __init__(
        self,
        name: str = "Authorization",
        place: Literal["header", "query"] = "header",
        *,
        scheme: str | None = None,
        required: bool = True,
    ) -> None:
        self.name: str = name
        self.place: Final = place
        self.scheme: str | None = scheme
        self.required: bool = required

    def value(self, token: str) -> str:
        """Return what is sent for a token."""
        return token if self.scheme is None else f"{self.scheme} {token}"


class Operation(Generic[SuccessT, ErrorT]):
    """Everything the runtime knows of one operation.

    Args:
        id: the ``operationId``.
        method: the HTTP method, in capitals.
        path: the path template below the base URL.
        idempotent: whether sending it twice does no more than sending it once; it
            decides what may be retried.
        parameters: in the order in which :class:`Call` takes their values.
        body: the request body, if it has one.
        token: how it sends the client's token, None where it needs none.
        responses: the type of each documented status below 400; 2 stands for every
            status from 200 to 299 that is not named.
        errors: the model of each documented status from 400 on, likewise.
        default: the model of every other status, if the document has a ``default``.
        status: the model that error answers in the served form become.

    Attributes:
        accept: the media types to ask for, None where JSON is all there is.
    """

    __slots__ = (
        "_issued",
        "accept",
        "body",
        "default",
        "errors",
        "id",
        "idempotent",
        "method",
        "parameters",
        "path",
        "responses",
        "status",
        "token",
    )

    def __init__(  # noqa: PLR0913 - a declaration
        self,
        *,
        id: str,  # noqa: A002 - OpenAPI's word
        method: str,
        path: str,
        idempotent: bool,
        parameters: tuple[Parameter, ...],
        body: Body | None = None,
        token: Token | None = None,
        responses: Mapping[int, Schema],
        errors: Mapping[int, Ref[ErrorT]] | None = None,
        default: Ref[ErrorT] | None = None,
        status: Ref[RpcStatusBase],
    ) -> None:
        self.id: str = id
        self.method: str = method
        self.path: str = path
        self.idempotent: bool = idempotent
        self.parameters: tuple[Parameter, ...] = parameters
        self.body: Body | None = body
        self.token: Token | None = token
        self.responses: Mapping[int, Schema] = responses
        self.errors: Mapping[int, Ref[ErrorT]] = errors or {}
        self.default: Ref[ErrorT] | None = default
        self.status: Ref[RpcStatusBase] = status
        self.accept: str | None = _accept(responses)
        self._issued: frozenset[str] | None = None

    def response(self, status_code: int) -> Schema | None:
        """Return the type of an answer below status 400, None where the contract has no such answer."""
        return self.responses.get(status_code) or self.responses.get(status_code // 100)

    def error(self, status_code: int) -> Ref[ErrorT] | None:
        """Return the model of an answer from status 400 on, None where the contract has none."""
        return self.errors.get(status_code) or self.errors.get(status_code // 100) or self.default

    def issued_names(self) -> frozenset[str]:
        """Return the names of the answers' members, at any depth, that the document marks as secret."""
        if self._issued is None:
            self._issued = frozenset(_issued_names(self.responses.values()))
        return self._issued

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"


def _accept(responses: Mapping[int, Schema]) -> str | None:
    media = dict.fromkeys(schema.media for schema in responses.values() if schema.media)
    if not media or set(media) == {"application/json"}:
        return None
    # An error is JSON all the same.
    return ", ".join({**media, "application/json": None})


def _issued_names(schemas: Iterable[Schema]) -> Iterator[str]:
    pending = list(schemas)
    seen: set[type[Model]] = set()
    while pending:
        schema = pending.pop()
        if is_ref(schema):
            if schema.model in seen:
                continue
            seen.add(schema.model)
            yield from (field.name for field in schema.model.FIELDS if field.issued)
        pending.extend(schema.parts())


class Call(Generic[SuccessT, ErrorT]):
    """One call of an operation: its arguments, in a wrapper whose text forms are mute.

    Generated functions put their arguments into one and forget them, so that a
    traceback which prints local variables has nothing to print.

    Args:
        operation: what is called.
        values: one value for each of ``operation.parameters``, in their order.
        body: the request body as a model or plain value, None for none.
    """

    __slots__ = ("body", "operation", "values")

    def __init__(
        self, operation: Operation[SuccessT, ErrorT], values: tuple[object, ...], body: object = None
    ) -> None:
        self.operation: Operation[SuccessT, ErrorT] = operation
        self.values: tuple[object, ...] = values
        self.body: object = body

    def __repr__(self) -> str:
        return f"<Call of {self.operation.id}>" if hasattr(self, "operation") else "<Call>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a call holds credentials and is not pickled")
