"""``google.protobuf.Any`` in JSON: from it to the message that it holds, and back.

protobuf's own code does both. What it says of JSON that it cannot read quotes the JSON, so
none of it is passed on but the names of fields, and those only where the type has them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from typing import TypeVar, cast

from .._runtime.base.errors import ModelError
from .._runtime.base.json import is_array, is_object
from .._runtime.base.message_types import TypeLookup, TypeResolver
from .asking import work, work_async
from .registry import KnownTypes, TypeRegistry, pool_of

# isort: split

# after the registry, which says what to install where the extra is missing
from google.protobuf.any_pb2 import Any as PackedMessage
from google.protobuf.descriptor import Descriptor
from google.protobuf.json_format import MessageToDict, Parse, ParseError, SerializeToJsonError
from google.protobuf.message import Error, Message

__all__ = ["pack", "unpack", "unpack_as", "unpack_async"]

MessageT = TypeVar("MessageT", bound=Message)

_MOST_TYPES = 16
"""Types of messages within a message that are asked for."""

_FIELD = re.compile(r"Failed to parse (\w+) field: ")


def unpack(
    type_name: str, type_url: str, members: dict[str, object], types: TypeResolver | None
) -> Message | None:
    """See ``ProtobufAny.unpack``; None where a type is not known."""
    lookup = _lookup(types)
    return work(_unpacking(type_name, type_url, members, lookup), lookup.find)


async def unpack_async(
    type_name: str, type_url: str, members: dict[str, object], types: TypeResolver | None
) -> Message | None:
    """See ``ProtobufAny.unpack_async``; None where a type is not known."""
    lookup = _lookup(types)
    return await work_async(_unpacking(type_name, type_url, members, lookup), lookup.find_async)


def unpack_as(
    type_name: str, members: dict[str, object], message: type[MessageT], types: TypeResolver | None
) -> MessageT:
    """See ``ProtobufAny.unpack_as``."""
    name: str = message.DESCRIPTOR.full_name
    if type_name != name:
        raise ModelError(f"the message is not a {name}; .type_name says what it is")
    known = KnownTypes(_lookup(types))
    known.learn(name, message)
    unpacked = _read(_json_text(members), message, known)
    if isinstance(unpacked, str):
        raise ModelError(f"a message within the {name} is of a type that is not known; pass types=")
    return unpacked


def pack(message: Message, prefix: str, types: TypeResolver | None) -> dict[str, object]:
    """Return the JSON of a ``google.protobuf.Any`` that holds a message; see ``ProtobufAny.pack``."""
    name: str = message.DESCRIPTOR.full_name
    # Whoever made the message had the types of what is in it, so its own pool may know them, too.
    known = KnownTypes(_lookup(types), pool_of(type(message)))
    known.learn(name, type(message))
    holder = PackedMessage()
    try:
        holder.Pack(message, type_url_prefix=prefix)
        members: dict[str, object] = MessageToDict(holder, descriptor_pool=known.as_pool())
    except (SerializeToJsonError, Error, TypeError, ValueError, RecursionError):
        pass
    else:
        return members
    raise ModelError(
        f"JSON cannot express this {name}: a value is out of range, a required one is "
        "missing, or a message within is of a type that is not known; pass types= for the last"
    )


def _unpacking(
    name: str, type_url: str, members: dict[str, object], lookup: TypeLookup
) -> Generator[str, type[Message] | None, Message | None]:
    """Unpack one message; yields URLs of types, and is sent the class of each, None where nobody knows it."""
    known = KnownTypes(lookup)
    message = lookup.known(name)
    of_server = message is None
    if message is None:
        message = yield type_url
        if message is None:
            return None
        known.learn(name, message)
    text = _json_text(members)
    for _ in range(_MOST_TYPES):
        unpacked = _read(text, message, known, of_server=of_server)
        if not isinstance(unpacked, str):
            return unpacked
        # The message within names its type by a URL; protobuf has asked for the name in it.
        url = next((url for url in _type_urls_in(json.loads(text)) if url.endswith(f"/{unpacked}")), None)
        found = None if url is None else (yield url)
        if found is None:
            return None
        known.learn(unpacked, found)
    return None


def _lookup(types: TypeResolver | None) -> TypeLookup:
    return (TypeRegistry() if types is None else types).lookup()


def _json_text(members: dict[str, object]) -> str:
    """Return members as JSON.

    Raises:
        ModelError: they are not JSON, as a caller's own may not be.
    """
    try:
        return json.dumps(members)
    except (TypeError, ValueError, RecursionError):
        pass
    raise ModelError("the message is not JSON; its members must be what json.dumps takes")


def _read(
    text: str, message: type[MessageT], types: KnownTypes, *, of_server: bool = False
) -> MessageT | str:
    """Read the JSON of an ``Any``; return the message, or the name of a type that is not known.

    Args:
        text: the JSON.
        message: the class of the message in it.
        types: the types of the messages in the message.
        of_server: whether the names in the type are the server's, so that no text may show them.

    Raises:
        ModelError: the members do not fit the type.
    """
    holder = PackedMessage()
    try:
        # What a newer server adds to a type is passed over, as protobuf's binary form does it.
        Parse(text, holder, ignore_unknown_fields=True, descriptor_pool=types.as_pool())
    except (ParseError, RecursionError) as error:
        words = str(error)
    else:
        return message.FromString(holder.value)
    missing = types.missing()
    if missing is not None:
        return missing
    name = "the type" if of_server else message.DESCRIPTOR.full_name
    where = "" if of_server else ".".join(_known_fields(cast("Descriptor", message.DESCRIPTOR), words))
    raise ModelError(
        f"the members do not fit {name}{f', see {where}' if where else ''}; to_dict() gives them as they are"
    )


def _type_urls_in(value: object) -> Iterator[str]:
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
