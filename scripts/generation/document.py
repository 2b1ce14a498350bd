"""The contract as it is written, each value with its place, so that a refusal can name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Node", "Refusal", "load"]


class Refusal(Exception):
    """The code cannot be generated; the text is one line that says what stands in the way."""


@dataclass(frozen=True)
class Node:
    """One value of the document.

    Attributes:
        value: The value, as the YAML parser gave it.
        place: Its place as a JSON pointer, ``#`` for the document itself.
        root: The document's own value.
        source: The document's file name, for messages.
    """

    value: object
    place: str
    root: object
    source: str

    def refuse(self, why: str) -> Refusal:
        """Make the error that says why this place cannot be generated."""
        return Refusal(f"{self.source}: {self.place}: {why}")

    def get(self, name: str) -> Node | None:
        """The member of that name, None if there is none."""
        members = self.members()
        return self._child(name, members[name]) if name in members else None

    def need(self, name: str) -> Node:
        """The member of that name.

        Raises:
            Refusal: There is none.
        """
        found = self.get(name)
        if found is None:
            raise self.refuse(f"`{name}` is missing")
        return found

    def members(self) -> dict[str, object]:
        """The members of an object.

        Raises:
            Refusal: It is none, or has a name that is no text.
        """
        if not _is_object(self.value):
            raise self.refuse("must be an object")
        for name in self.value:
            # YAML reads an unquoted 200 as a number, which can only mean the text.
            if isinstance(name, bool) or not isinstance(name, (str, int)):
                raise self.refuse(f"the name {name!r} in it must be quoted")
        return {str(name): value for name, value in self.value.items()}

    def items(self) -> Iterator[tuple[str, Node]]:
        """Each member of an object with its name, in the document's order; none for a missing one."""
        for name, value in self.members().items():
            yield name, self._child(name, value)

    def elements(self) -> Iterator[Node]:
        """Each element of a list, in order."""
        if not _is_list(self.value):
            raise self.refuse("must be a list")
        for index, value in enumerate(self.value):
            yield self._child(str(index), value)

    def text(self, name: str) -> str:
        """The text of that member, empty if there is none."""
        found = self.get(name)
        if found is None:
            return ""
        if not isinstance(found.value, str):
            raise found.refuse("must be a text")
        return found.value.strip()

    def description(self) -> str:
        """What the document says about this, or about what it refers to."""
        said = self.text("description") or self.resolved().text("description")
        return f"{said}\n\nDeprecated.".strip() if self.resolved().flag("deprecated") else said

    def flag(self, name: str) -> bool | None:
        """The truth value of that member, None if there is none."""
        found = self.get(name)
        if found is None:
            return None
        if not isinstance(found.value, bool):
            raise found.refuse("must be true or false")
        return found.value

    def only(self, known: frozenset[str]) -> None:
        """Refuse every member that is not known.

        What the templates do not look at would be promised by the document and not kept by the code;
        a mistyped ``x-sensitive`` would show a secret.
        """
        for name, child in self.items():
            if name not in known:
                raise child.refuse(f"`{name}` cannot be generated here")

    def resolved(self) -> Node:
        """What ``$ref`` names if this is a reference, else this itself."""
        node, seen = self, {self.place}
        while _is_object(node.value) and "$ref" in node.members():
            node = node.target()
            if node.place in seen:
                raise self.refuse("`$ref` leads back to itself")
            seen.add(node.place)
        return node

    def target(self) -> Node:
        """What this reference's ``$ref`` names, which may be a reference again."""
        pointer = self.text("$ref")
        if not pointer.startswith("#/"):
            raise self.refuse(f"`$ref` to {pointer} leads out of the document")
        node = Node(self.root, "#", self.root, self.source)
        for part in pointer[2:].split("/"):
            child = node.get(part.replace("~1", "/").replace("~0", "~"))
            if child is None:
                raise self.refuse(f"`$ref` to {pointer} leads nowhere")
            node = child
        return node

    def _child(self, name: str, value: object) -> Node:
        escaped = name.replace("~", "~0").replace("/", "~1")
        return Node(value, f"{self.place}/{escaped}", self.root, self.source)


def load(path: Path) -> Node:
    """Read a YAML document.

    Args:
        path: The file.

    Raises:
        Refusal: It cannot be read, or is no YAML object.
    """
    try:
        # The parser that the generator reads the document with.
        value: object = YAML(typ="safe").load(path.read_text(encoding="utf-8"))  # pyright: ignore[reportUnknownMemberType]
    except OSError as error:
        raise Refusal(f"{path.name}: cannot be read: {error.strerror}") from error
    except (YAMLError, UnicodeError) as error:
        raise Refusal(f"{path.name}: no YAML: {' '.join(str(error).split())}") from error
    node = Node(value, "#", value, path.name)
    node.members()
    return node


def _is_object(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
