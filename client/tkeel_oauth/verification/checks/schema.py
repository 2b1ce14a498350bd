"""Is a message what its schema allows? The jsonschema library judges; its messages would quote values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeAlias, cast

from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth._runtime.contract.schema import json_name
from tkeel_oauth.testing.errors import MissingExtraError
from tkeel_oauth.verification.findings import Findings
from tkeel_oauth.verification.openapi import DOCUMENT, OpenAPI, child

try:
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator
except ImportError:
    raise MissingExtraError("jsonschema", "verify") from None

__all__ = ["Schemas"]

_MOST = 5
"""Findings about one body; a hostile one could have half a million."""

_BITS = {"int32": 32, "int64": 64}


JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | float | bool | None"


class Schemas:
    """The schemas of a contract.

    Args:
        document: The contract.
    """

    def __init__(self, document: OpenAPI) -> None:
        self._document = document
        self._formats = FormatChecker(formats=())
        for name, bits in _BITS.items():
            self._formats.checks(name)(_fits(bits))

    def allow(self, findings: Findings, value: object, pointer: str) -> bool:
        """Tells whether a schema allows a value."""
        errors = list(islice(self._validator(pointer).iter_errors(cast("JsonValue", value)), _MOST))
        for error in errors:
            place = self._place(pointer, error)
            found = f"{_path(error.absolute_path)} {_fault(error)}."
            findings.add("schema", found, place, wanted=_rule(error))
        return not errors

    def _validator(self, pointer: str) -> Validator:
        schema = {"$ref": f"{DOCUMENT}#{pointer}"}
        return Draft202012Validator(schema, registry=self._document.registry, format_checker=self._formats)

    def _place(self, pointer: str, error: ValidationError) -> str:
        """Gives the place in the document of the rule that was broken, with references followed."""
        for step in error.absolute_schema_path:
            # The library's path leaves references out.
            place = self._document.followed(pointer)[0] if isinstance(step, str) else pointer
            pointer = child(place, step)
        return pointer


def _fits(bits: int) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return True  # its type is another rule's affair
        return -(1 << (bits - 1)) <= value < 1 << (bits - 1)

    return check


def _path(path: Iterable[str | int]) -> str:
    """Names a place in a message; schemas name all members on the way, so none is the server's."""
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}"
    return said.removeprefix(".") or "The message"


def _rule(error: ValidationError) -> str:
    """Says what a rule asks; everything in it is the contract's."""
    wanted = cast("object", error.validator_value)
    match error.validator:
        case "type":
            kinds = wanted if is_array(wanted) else [wanted]
            return f"{_path(error.absolute_path)} has the type {' or '.join(map(str, kinds))}"
        case "required":
            return f"{_path(error.absolute_path)} holds {', '.join(_texts(wanted))}"
        case "minLength":
            return f"{_path(error.absolute_path)} has a length of {wanted} or more"
        case _:
            return f"{_path(error.absolute_path)} keeps to {error.validator}"


def _fault(error: ValidationError) -> str:
    """Says how a value breaks a rule, without the value."""
    value = cast("object", error.instance)
    match error.validator:
        case "type":
            return f"is {json_name(value)}"
        case "required" if is_object(value):
            return f"lacks {', '.join(name for name in _texts(error.validator_value) if name not in value)}"
        case "minLength" if value == "":
            return "is empty"
        case "format":
            return f"does not fit the format {error.validator_value}"
        case _:
            return f"breaks the rule {error.validator}"


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if is_array(value) else []
