"""The declaration of an operation, as the generator writes it, and one call of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Model
    from .rpc import RpcStatusBase
    from .schema import Ref, Schema

__all__ = ["Body", "Call", "Operation", "Parameter"]

SuccessT = TypeVar("SuccessT", bound="Model")
ErrorT = TypeVar("ErrorT", bound="Model")

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
        self.name = name
        self.argument = argument
        self.place: Final = place
        self.schema = schema
        self.required = required
        self.sensitive = sensitive


class Body:
    """The JSON body an operation takes; every text in it counts as sensitive."""

    __slots__ = ("required", "schema")

    def __init__(self, schema: Schema, *, required: bool = True) -> None:
        self.schema = schema
        self.required = required


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
        responses: the model of each documented status below 400.
        errors: the model of each documented status from 400 on.
        default: the model of every other status, if the document has a ``default``.
        status: the model that error answers in the served form become.
    """

    __slots__ = (
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
        responses: Mapping[int, Ref[SuccessT]],
        errors: Mapping[int, Ref[ErrorT]] | None = None,
        default: Ref[ErrorT] | None = None,
        status: Ref[RpcStatusBase],
    ) -> None:
        self.id = id
        self.method = method
        self.path = path
        self.idempotent = idempotent
        self.parameters = parameters
        self.body = body
        self.responses = responses
        self.errors = errors or {}
        self.default = default
        self.status = status

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"


class Call(Generic[SuccessT, ErrorT]):
    """One call of an operation: its arguments, in a wrapper whose text forms are mute.

    Generated functions put their arguments into one and forget them, so that a
    traceback which prints local variables has nothing to print.

    Args:
        operation: what is called.
        values: one value for each of ``operation.parameters``, in their order.
        body: the request body as a model or plain JSON value, None for none.
    """

    __slots__ = ("body", "operation", "values")

    def __init__(
        self, operation: Operation[SuccessT, ErrorT], values: tuple[object, ...], body: object = None
    ) -> None:
        self.operation = operation
        self.values = values
        self.body = body

    def __repr__(self) -> str:
        return f"<Call of {self.operation.id}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a call holds credentials and is not pickled")
