"""Prints the mutants of one file, as JSON. Runs in an environment of its own, see `requirements/mutation.in`.

The operators are mutmut's. Its runner is not used: it puts a switch into every function, which tests of
signatures, frames and imports see.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# by name: the environment that types are checked in has neither
cst = importlib.import_module("libcst")
OPERATORS = importlib.import_module("mutmut.mutation.mutators").mutation_operators

# what these take has no say in what happens, or a wrong value ends in the first test that passes by
_LEFT_ALONE = {"cast", "isinstance", "issubclass", "len", "field", "TypeVar"}


def main(path: Path) -> None:
    """Print a list with the text of each mutant of a file."""
    module = cst.parse_module(path.read_text("utf-8"))
    original = module.code
    texts = (module.deep_replace(node, mutant).code for node, mutant in _changes(module, inside=False))
    json.dump([text for text in dict.fromkeys(texts) if text != original and _compiles(text)], sys.stdout)


def _changes(node: Any, *, inside: bool) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - of libcst, which is not there
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
        return
    if inside:
        for kind, operator in OPERATORS:
            if isinstance(node, kind) and not _is_noise(node):
                yield from ((node, mutant) for mutant in operator(node) if not _is_case_alone(node, mutant))
    if isinstance(node, cst.Call) and _is_noise(node):
        return
    inside = inside or isinstance(node, cst.FunctionDef)
    for child in node.children:
        yield from _changes(child, inside=inside)


def _is_noise(node: Any) -> bool:  # noqa: ANN401 - of libcst, which is not there
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in _LEFT_ALONE
    if isinstance(node, cst.SimpleString):
        # a sentence for a person: that it is there is tested, not each of its words
        return " " in node.value or node.value[-3:] in {'"""', "'''"}
    return False


def _is_case_alone(node: Any, mutant: Any) -> bool:  # noqa: ANN401 - of libcst, which is not there
    if not isinstance(node, cst.SimpleString):
        return False
    return bool(node.value.lower() == mutant.value.lower())


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
