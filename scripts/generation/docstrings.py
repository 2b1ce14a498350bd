"""Docstrings of the generated code, from the document's descriptions."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from openapi_python_client.strings import safe_for_docstring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generation.operations import Operation

__all__ = ["call_docstring", "docstring"]

_WIDTH = 100
_BULLET = re.compile(r"^\* ", re.MULTILINE)

_RAISES = {
    "ConfigurationError": "An argument, the base URL or the state of the client does not allow the call. "
    "Nothing was sent.",
    "ModelError": "`body` is not what its schema allows. Nothing was sent.",
    "ConnectionFailed": "No whole answer came: refused, reset, cut short, TLS, DNS.",
    "DeadlineExceeded": "The time was up before the answer was complete.",
    "APIStatusError": "The status is 400 or above; `status` says why. Common statuses have a class of "
    "their own, `BadRequest` for example.",
    "UnexpectedResponse": "The status is below 400 and the answer not one that the contract allows.",
}


def docstring(
    blocks: Iterable[str], sections: Iterable[tuple[str, Sequence[tuple[str, str]]]], *, indent: int
) -> str:
    """Write a docstring, quotes included.

    Args:
        blocks: Paragraphs and ``*`` lists, the first line of the first being the summary.
        sections: Title and entries of each section; an entry without a name is plain text.
        indent: Columns that the docstring stands from the margin; its first line is not indented here.
    """
    width = _WIDTH - indent
    lines: list[str] = []
    for block in blocks:
        if block:
            lines += [*([""] if lines else []), *_laid_out(block, width)]
    for title, entries in sections:
        if entries:
            lines += ["", f"{title}:"]
            for name, text in entries:
                said = f"{name}: {text}" if name else text
                # What follows an entry's first paragraph must not look like another entry.
                first, *rest = _laid_out(said, width - 4, hanging=bool(name))
                lines += [f"    {first}", *(f"    {line}" if line else "" for line in rest)]
    if len(lines) > 1:
        lines.append("")
    body = f"\n{' ' * indent}".join(lines)
    # A last line of its own for the quotes; no blank at the end of an empty one.
    return re.sub(r"[ ]+\n", "\n", f'"""{body}"""')


def call_docstring(operation: Operation, *, method: bool) -> str:
    """Write the docstring of a function or method that calls an operation.

    Args:
        operation: The operation.
        method: Whether it is a client's method, which needs no ``client``.
    """
    where = f"Stands in the contract as `{operation.id}`: `{operation.method} {operation.path}`."
    arguments = [(parameter.argument, parameter.explained) for parameter in operation.positional]
    if not method:
        arguments.append(("client", "The client that sends it."))
    explained = {parameter.argument: parameter.explained for parameter in operation.parameters}
    if operation.body is not None:
        optional = "" if operation.body.required else " Not sent when None."
        explained["body"] = f"{operation.body.description}{optional}"
    arguments += [(name, explained[name]) for name, _, _ in operation.named]
    arguments.append(
        ("timeout", "Seconds from call to return, retries included. Default: the client's own `timeout`.")
    )
    raises = [(name, text) for name, text in _RAISES.items() if operation.body or name != "ModelError"]
    documented = [f"{status}: `{shape.annotation}`" for status, shape in operation.errors.items()]
    errors = (
        f"Errors with a message of their own in the contract: {', '.join(documented)}." if documented else ""
    )
    token = "It sends the client's `token`." if operation.token else ""
    return docstring(
        [operation.summary, operation.description, where, token, errors],
        [("Args", arguments), ("Returns", [("", operation.answer or "The answer.")]), ("Raises", raises)],
        indent=8 if method else 4,
    )


def _laid_out(text: str, width: int, *, hanging: bool = False) -> list[str]:
    """Wrap paragraphs and lists; with ``hanging``, all but the first line are indented once more."""
    lines: list[str] = []
    marked = re.sub(r"(?<!`)`([^`]+)`(?!`)", r"``\1``", safe_for_docstring(text).strip())
    for paragraph in re.split(r"\n\s*\n", marked):
        items = _BULLET.split(paragraph)
        pieces = [*([("", items[0])] if items[0].strip() else []), *(("* ", item) for item in items[1:])]
        if lines:
            lines.append("")
        for bullet, piece in pieces:
            margin = "    " if hanging and lines else ""
            lines += textwrap.wrap(
                " ".join(piece.split()),
                width,
                initial_indent=margin + bullet,
                subsequent_indent=("    " if hanging else "") + " " * len(bullet),
                break_long_words=False,
                break_on_hyphens=False,
            )
    return lines
