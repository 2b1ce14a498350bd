"""The generated part of the package, as griffe reads it: nothing is imported, nothing is run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import griffe

from contract_diff.verdict import ComparisonError
from generation.document import Refusal
from generation.render import Sources, render
from tooling.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Member", "faces", "load", "surface"]

Member: TypeAlias = griffe.Function | griffe.Attribute | griffe.Class | griffe.Module
"""What a caller can name."""

_NAME = "tkeel_oauth"
# the classes behind `client.oauth`, which no public module names; callers use their methods all the same
_CLIENTS = ("_generated.client", "_generated.async_client")
_PUBLIC = ("models", "api")


def load(document: Path, folder: Path) -> griffe.Module:
    """Generate the package from a contract and read it.

    Args:
        document: The contract.
        folder: An empty folder to put the package in.

    Raises:
        ComparisonError: The generator refuses the contract.
    """
    try:
        files = render(Sources(document, ROOT / "generator-config.yml", ROOT / "scripts" / "templates"))
    except Refusal as refusal:
        raise ComparisonError(f"the package cannot be generated: {refusal}") from refusal
    package = folder / _NAME
    # The hand-written part is the same for both contracts and is left out.
    for name, content in {"__init__.py": b"", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    loaded = _module(griffe.load(_NAME, search_paths=[folder], allow_inspection=False, resolve_aliases=True))
    for model in _models(loaded):
        for name in [name for name in model.members if not _is_field(model.members[name])]:
            # what the runtime reads off the class; callers see the same of it on the hand-written base
            model.del_member(name)
        model.set_member("__init__", _constructor(model))
    return loaded


def faces(package: griffe.Module) -> Iterator[griffe.Module]:
    """The modules whose members callers use."""
    for name in (*_PUBLIC, *_CLIENTS):
        yield _module(package[name])


def surface(package: griffe.Module) -> dict[str, Member]:
    """Everything that a caller can name, by its dotted name in the package, modules included."""
    found: dict[str, Member] = {}
    for module in faces(package):
        _collect(module, module.path, found)
    return found


def _module(found: griffe.Object | griffe.Alias) -> griffe.Module:
    if not isinstance(found, griffe.Module):
        raise TypeError(f"{found.path} is no module")
    return found


def _collect(owner: griffe.Module | griffe.Class, path: str, found: dict[str, Member]) -> None:
    found[path] = owner
    for name, member in owner.members.items():
        if not member.is_public:
            continue
        target = member.final_target if isinstance(member, griffe.Alias) else member
        below = f"{path}.{name}"
        if isinstance(target, (griffe.Module, griffe.Class)):
            _collect(target, below, found)
        elif isinstance(target, (griffe.Function, griffe.Attribute)):
            found[below] = target


def _models(package: griffe.Module) -> Iterator[griffe.Class]:
    for module in package["_generated.models"].members.values():
        if isinstance(module, griffe.Module):
            yield from (found for found in module.members.values() if isinstance(found, griffe.Class))


def _is_field(member: griffe.Object | griffe.Alias) -> bool:
    return isinstance(member, griffe.Attribute) and "instance-attribute" in member.labels


def _constructor(model: griffe.Class) -> griffe.Function:
    """The constructor that attrs makes of a model's attributes; griffe knows dataclasses alone."""
    positional: list[griffe.Parameter] = []
    named: list[griffe.Parameter] = []
    for name, member in model.attributes.items():
        default = None if member.value is None else str(member.value)
        keyword_only = default is not None and "kw_only=True" in default
        kind = (
            griffe.ParameterKind.keyword_only if keyword_only else griffe.ParameterKind.positional_or_keyword
        )
        parameter = griffe.Parameter(name, annotation=member.annotation, kind=kind, default=default)
        (named if keyword_only else positional).append(parameter)
    this = griffe.Parameter("self", kind=griffe.ParameterKind.positional_or_keyword)
    return griffe.Function("__init__", parameters=griffe.Parameters(this, *positional, *named), parent=model)
