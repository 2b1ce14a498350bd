"""What public signatures say: it resolves at run time, and names what users find in the docs."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

import pytest

import tkeel_oauth

FACES = (
    "tkeel_oauth",
    "tkeel_oauth.api.oauth",
    "tkeel_oauth.api.oauth.oauth_authorize",
    "tkeel_oauth.errors",
    "tkeel_oauth.models",
    "tkeel_oauth.protobuf",
    "tkeel_oauth.testing",
    "tkeel_oauth.types",
    "tkeel_oauth.verification",
)
"""The modules that the reference documents. What they say names nothing that they do not have."""


def public_modules() -> Iterator[ModuleType]:
    yield tkeel_oauth
    for found in pkgutil.walk_packages(tkeel_oauth.__path__, "tkeel_oauth."):
        if not any(part.startswith("_") for part in found.name.split(".")):
            yield importlib.import_module(found.name)


EXPORTED = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in public_modules()
    for name in getattr(module, "__all__", ())
}
CLASSES = {
    id(value)
    for name, value in EXPORTED.items()
    if isinstance(value, type) and name.rpartition(".")[0] in FACES
}


def functions_of(name: str, value: object) -> Iterator[tuple[str, FunctionType]]:
    """A function, or what a class of ours offers: its constructor, methods and properties."""
    if isinstance(value, FunctionType):
        yield name, value
    if not isinstance(value, type):
        return
    for member, found in inspect.getmembers_static(value):
        if member.startswith("_") and member != "__init__":
            continue
        function: object = getattr(found, "__func__", found)  # a class method's, a static one's
        if isinstance(found, property):
            function = found.fget
        if isinstance(function, FunctionType) and function.__module__.startswith("tkeel_oauth"):
            yield f"{name}.{member}", function


def parts(annotation: object) -> Iterator[object]:
    """An annotation and all that it is made of."""
    yield annotation
    inner: tuple[object, ...] = typing.get_args(annotation)
    for each in inner:
        # the arguments of a callable are a list
        for one in cast("list[object]", each) if isinstance(each, list) else [each]:
            yield from parts(one)


def faults(annotations: dict[str, Any]) -> Iterator[str]:
    for where, annotation in annotations.items():
        for part in parts(annotation):
            kind = typing.get_origin(part) or part
            if part is Any:
                yield f"{where} is of any type"
            elif isinstance(part, TypeVar):
                if part.__name__.startswith("_"):
                    yield f"{where} names the private {part.__name__}"
            elif isinstance(kind, type) and kind.__module__.partition(".")[0] == "tkeel_oauth":
                if id(kind) not in CLASSES:
                    yield f"{where} names {kind.__name__}, which no public module has in its __all__"
                elif not kind.__doc__:
                    yield f"{where} names {kind.__name__}, which has no docstring"


def verdict(name: str, value: object) -> list[str]:
    found: list[str] = []
    checked: list[tuple[str, object]] = [*functions_of(name, value)]
    if isinstance(value, type):
        checked.append((name, value))
    for where, each in checked:
        try:
            hints = typing.get_type_hints(each)
        except (NameError, AttributeError, TypeError) as error:
            found.append(f"{where}: {error}")
        else:
            # A name in capitals is for generated code.
            public = {key: hint for key, hint in hints.items() if not (key.startswith("_") or key.isupper())}
            if name.rpartition(".")[0] in FACES:
                found.extend(f"{where}: {fault}" for fault in faults(public))
    return found


@pytest.mark.parametrize("name", sorted(EXPORTED))
def test_a_public_signature_resolves_and_names_public_classes(name: str) -> None:
    assert verdict(name, EXPORTED[name]) == []


_SecretT = TypeVar("_SecretT")


def test_a_fault_is_told() -> None:
    def unresolved(value: Nothing) -> None:  # type: ignore[name-defined] # pyright: ignore[reportUndefinedVariable] # noqa: F821
        del value

    def secretive(value: _SecretT) -> list[_SecretT]:
        raise NotImplementedError(value)

    def careless(value: dict[str, Any]) -> None:
        raise NotImplementedError(value)

    assert verdict("x", cast("object", unresolved)) == ["x: name 'Nothing' is not defined"]
    assert len(verdict("tkeel_oauth.x", secretive)) == 2
    assert verdict("tkeel_oauth.x", careless) == ["tkeel_oauth.x: value is of any type"]
