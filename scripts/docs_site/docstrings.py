"""Turns what is reStructuredText in the docstrings into Markdown, for the API reference.

The docstrings follow Google's style. Inline they are Markdown enough, but for three things: roles such as
``:meth:`close` ``, double colons before a block, and a number with a full stop that is no list. The generator
loads this file by its path, so nothing else of the project can be imported here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from griffe import Extension

if TYPE_CHECKING:
    from griffe import Object

__all__ = ["MarkdownDocstrings", "markdown"]

_ROLE = re.compile(r":(?:meth|class|func|attr|mod|exc|data):`([^`]+)`")
_STATUS = re.compile(r"(?m)^( *\d+)\.(?= |$)")
_LITERAL = re.compile(r"(?m)^(?P<indent> *)(?P<text>.*?)::\n\n(?P<block>(?:(?P=indent) {4}.*\n?|\n)+)")


class MarkdownDocstrings(Extension):
    """Rewrites each docstring as it is read."""

    def on_instance(self, *, obj: Object, **_: object) -> None:
        """Rewrite the docstring of a module, class, function or attribute."""
        if obj.docstring is not None:
            obj.docstring.value = markdown(obj.docstring.value)


def markdown(text: str) -> str:
    """Give a docstring as Markdown.

    Args:
        text: The docstring, without its common indentation.
    """
    return _LITERAL.sub(_fenced, _STATUS.sub(r"\1\\.", _ROLE.sub(_code, text)))


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
