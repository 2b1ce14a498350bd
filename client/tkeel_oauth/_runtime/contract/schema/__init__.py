"""The types an OpenAPI document can ask for, as objects that check and convert.

The generator turns every schema of the document into one of these. ``decode`` takes
parsed JSON to the Python value, ``encode`` the other way; both raise
:class:`~tkeel_oauth._runtime.base.errors.ModelError`, which names the place and the JSON
type found there and never the value: it may be a secret.
"""

from .bodies import Binary, Nothing, PlainText
from .containers import Closed, List, Map, Nullable, Union
from .values import (
    AnyValue,
    Boolean,
    Constant,
    Date,
    DateTime,
    Enumeration,
    Integer,
    Number,
    Schema,
    String,
    Uuid,
    json_name,
)

__all__ = [
    "AnyValue",
    "Binary",
    "Boolean",
    "Closed",
    "Constant",
    "Date",
    "DateTime",
    "Enumeration",
    "Integer",
    "List",
    "Map",
    "Nothing",
    "Nullable",
    "Number",
    "PlainText",
    "Schema",
    "String",
    "Union",
    "Uuid",
    "json_name",
]
