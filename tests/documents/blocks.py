"""The code blocks of a Markdown document, and what they promise."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ADDRESS", "Block", "blocks_of", "promised"]

ADDRESS = "http://127.0.0.1:8080/v1"
"""Where every document says that the recorded server listens; the running one's is put in its place."""

_TITLE = re.compile(r'\btitle="([^"]+)"')
_LAST = re.compile(r"(?:^# .*\n)+\Z", re.MULTILINE)
_PRINTS = re.compile(r"^ *print\([^\n]*\)(?:\n *|  )# (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Args:
        document: The file's name.
        line: Where it starts, from 1.
        language: The first word behind the fence, `""` without one.
        title: The file name that the block is shown under, `""` without one.
        text: What is in it.
    """

    document: str
    line: int
    language: str
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def is_test(self) -> bool:
        """Whether pytest collects it."""
        return self.language == "python" and "def test_" in self.text

    def commands(self) -> list[list[str]]:
        """The commands of a console block, split as a shell would; a backslash joins lines."""
        lines = self.text.replace("\\\n", " ").splitlines()
        return [shlex.split(line) for line in lines if line.strip() and not line.startswith("#")]


def blocks_of(path: Path) -> list[Block]:
    """The blocks of a document, in their order; those in quotes and lists, too."""
    return [
        Block(
            document=path.name,
            line=(token.map or [0])[0] + 1,
            language=token.info.split()[0] if token.info.strip() else "",
            title=found[1] if (found := _TITLE.search(token.info)) else "",
            text=token.content,
        )
        for token in MarkdownIt().parse(path.read_text(encoding="utf-8"))
        if token.type in {"fence", "code_block"}
    ]


def promised(text: str) -> list[str]:
    """What the comments behind and below `print`, or those that end a program, say that it prints."""
    behind = _PRINTS.findall(text)
    last = [line[2:] for line in (_LAST.search(text) or [""])[0].splitlines()]
    return last if len(last) > len(behind) else behind
