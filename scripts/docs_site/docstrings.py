"""Turns what is reStructuredText in the docstrings into Markdown, for the API reference.

The docstrings follow Google's style. Inline they are Markdown enough, but for three things: roles such as
``:meth:`close` ``, double colons before a block, and a number with a full stop that is no list. And a default
that the text names would stand in the reference twice, as it is read from the signature, too. The generator
loads this file by its path, so nothing else of the project can be imported here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from griffe import Alias, Class, DocstringSectionParameters, Extension, Module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from griffe import DocstringParameter, Object

__all__ = ["MarkdownDocstrings", "default_once", "markdown"]

_ROLE = re.compile(r":(?:meth|class|func|attr|mod|exc|data):`([^`]+)`")
_STATUS = re.compile(r"(?m)^( *\d+)\.(?= |$)")
_DEFAULT = re.compile(r"\s*\bDefault: (?P<value>[^.]+(?:\.\d+)?)\.$")
_LITERAL = re.compile(r"(?m)^(?P<indent> *)(?P<text>.*?)::\n\n(?P<block>(?:(?P=indent) {4}.*\n?|\n)+)")


class MarkdownDocstrings(Extension):
    """Rewrites each docstring as it is read."""

    def on_instance(self, *, obj: Object, **_: object) -> None:
        """Rewrite the docstring of a module, class, function or attribute."""
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)

    def on_package(self, *, pkg: Module, **_: object) -> None:
        """Let each parameter's default stand once, when all signatures are known."""
        for parameter in _parameters(pkg):
            default = None if parameter.default is None else str(parameter.default)
            parameter.description, parameter.value = default_once(parameter.description, default)


def markdown(text: str) -> str:
    """Give a docstring as Markdown.

    Args:
        text: The docstring, without its common indentation.
    """
    return _LITERAL.sub(_fenced, _STATUS.sub(r"\1\\.", _ROLE.sub(_code, text)))


def default_once(text: str, default: str | None) -> tuple[str, str | None]:
    """Keep one of the two places that tell a default: the signature's, unless the text says more than it.

    Args:
        text: What the docstring says of a parameter.
        default: What the signature says, as it stands there; None without a default.

    Returns:
        The text and the default to show.
    """
    if default is None or not (said := _DEFAULT.search(text)):
        return text, default
    written = default.replace("'", '"').removesuffix(".0")
    if said["value"].strip("`") == written:
        return text[: said.start()], default
    return text, None


def _parameters(parent: Module | Class) -> Iterator[DocstringParameter]:
    for member in parent.members.values():
        if isinstance(member, Alias):
            continue
        # what names no default is read by the generator alone, if it shows it
        if member.docstring and "Default: " in member.docstring.value:
            for section in member.docstring.parsed:
                if isinstance(section, DocstringSectionParameters):
                    yield from section.value
        if isinstance(member, Class | Module):
            yield from _parameters(member)


def _code(match: re.Match[str]) -> str:
    name = match[1]
    return f"`{name.rpartition('.')[2] if name.startswith('~') else name.lstrip('.')}`"


def _fenced(match: re.Match[str]) -> str:
    indent = match["indent"]
    lines = [line.removeprefix(f"{indent}    ") for line in match["block"].rstrip().split("\n")]
    language = "python" if any("(" in line for line in lines) and "├" not in match["block"] else "text"
    lead = f"{indent}{match['text']}:\n\n" if match["text"] else ""
    body = "\n".join(f"{indent}{line}".rstrip() for line in lines)
    return f"{lead}{indent}```{language}\n{body}\n{indent}```\n\n"
