"""From the JSON of a ``google.protobuf.Any`` to the message in it, by protobuf's own code.

What protobuf says of JSON that it cannot read quotes the JSON, so none of it is passed on
but the names of fields, and those only where the type has them.
"""

from __future__ import annotations

from . import installed as installed  # noqa: PLC0414 - says what to install before anything needs it

# isort: split

import json
import re
from typing import TYPE_CHECKING, TypeVar

from google.protobuf.any_pb2 import Any as ProtobufAny
from google.protobuf.json_format import Parse, ParseError

from .._runtime.base.errors import ModelError
from .._runtime.base.json import is_array, is_object
from .descriptors import descriptor_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.protobuf.descriptor import Descriptor
    from google.protobuf.message import Message

    from .pool import KnownTypes

    MessageT = TypeVar("MessageT", bound=Message)

__all__ = ["Unknown", "json_text", "read", "type_urls_in"]

_FIELD = re.compile(r"Failed to parse (\w+) field: ")


class Unknown:
    """A message in the message is of a type that is not known."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name


def json_text(members: dict[str, object]) -> str:
    """Return members as JSON.

    Raises:
        ModelError: they are not JSON, as a caller's own may not be.
    """
    try:
        return json.dumps(members)
    except (TypeError, ValueError, RecursionError):
        pass
    raise ModelError("the message is not JSON; its members must be what json.dumps takes")


def read(
    text: str, message: type[MessageT], types: KnownTypes, *, foreign: bool = False
) -> MessageT | Unknown:
    """Read the JSON of an ``Any``.

    Args:
        text: the JSON.
        message: the class of the message in it.
        types: the types of the messages in the message.
        foreign: whether the names in the type are the server's, so that no text may show them.

    Raises:
        ModelError: the members do not fit the type.
    """
    holder = ProtobufAny()
    try:
        # What a newer server adds to a type is passed over, as protobuf's binary form does it.
        Parse(text, holder, ignore_unknown_fields=True, descriptor_pool=types.as_pool())
    except (ParseError, RecursionError) as error:
        words = str(error)
    else:
        return message.FromString(holder.value)
    missing = types.missing()
    if missing is not None:
        return Unknown(missing)
    name = "the type" if foreign else message.DESCRIPTOR.full_name
    where = "" if foreign else ".".join(_known_fields(descriptor_of(message), words))
    raise ModelError(
        f"the members do not fit {name}{f', see {where}' if where else ''}; to_dict() gives them as they are"
    )


def type_urls_in(value: object) -> Iterator[str]:
    """Yield every ``@type`` in parsed JSON."""
    pending = [value]
    while pending:
        item = pending.pop()
        if is_object(item):
            type_url = item.get("@type")
            if isinstance(type_url, str):
                yield type_url
            pending.extend(item.values())
        elif is_array(item):
            pending.extend(item)


def _known_fields(descriptor: Descriptor | None, words: str) -> Iterator[str]:
    """Yield the fields that lead to what could not be read, as far as the type has them."""
    while descriptor is not None and (found := _FIELD.match(words)):
        field = next(
            (field for field in descriptor.fields if found[1] in (field.name, field.json_name)), None
        )
        if field is None:
            return
        yield found[1]
        descriptor, words = field.message_type, words[found.end() :]
