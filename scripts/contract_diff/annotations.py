"""Whether one type accepts what another does, as far as the types of the generated package need it.

griffe does not compare annotations. A type is read as a set of alternatives: the members of a union, the
values of a `Literal`, and names. Anything with parameters, as `list[str]`, is one name.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["accepts", "alternatives"]

# what a value of a type is as well, for a type checker
_IS_ALSO = {"bool": {"int", "float"}, "int": {"float"}}


def alternatives(annotation: str, aliases: Mapping[str, str]) -> frozenset[str]:
    """Take a type apart.

    Args:
        annotation: The type as it is written, for example `Literal["a", "b"] | None`.
        aliases: What stands for a name that is an alias of a type.
    """
    return frozenset(_apart(ast.parse(annotation, mode="eval").body, aliases))


def accepts(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    """Tell whether every value of one type is one of another.

    Args:
        wide: The type that should take the values.
        narrow: The type that they have.
    """
    return "object" in wide or all(wide & {name, *_kinds(name)} for name in narrow)


def _apart(node: ast.expr, aliases: Mapping[str, str]) -> set[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _apart(node.left, aliases) | _apart(node.right, aliases)
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return {ast.unparse(value) for value in values}
    name = ast.unparse(node)
    return set(alternatives(aliases[name], aliases)) if name in aliases else {name}


def _kinds(name: str) -> set[str]:
    """The names of the types that an alternative belongs to besides itself."""
    node = ast.parse(name, mode="eval").body
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant) and node.value is not None:
        kind = type(node.value).__name__
        return {kind, *_IS_ALSO.get(kind, ())}
    return _IS_ALSO.get(name, set())
