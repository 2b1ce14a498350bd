"""How names of the document are written in Python: the generator's rules, and what they leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import PythonIdentifier, pascal_case

if TYPE_CHECKING:
    from openapi_python_client.config import Config

    from generation.document import Node

__all__ = ["Names"]

# What a model has already: the methods of its base, and the modules that its file imports.
_IN_MODELS = frozenset(
    {
        *("additional_properties", "decode", "define", "encode", "field", "from_dict", "models", "to_dict"),
        # of the hand-written bases
        *("canonical_code", "details_of", "domain", "explanation", "localized_message", "next_step"),
        *("pack", "reason", "retry_delay", "type_name", "type_url", "unpack", "unpack_as", "unpack_async"),
    }
)
# What a generated function has already.
_IN_FUNCTIONS = frozenset({"body", "call", "client", "send", "timeout"})
# What a client has already.
_IN_CLIENTS = frozenset({"base_url", "close", "with_options"})


class Names:
    """Writes names of the document in Python.

    Args:
        config: The generator's settings.
    """

    def __init__(self, config: Config) -> None:
        self._config = config

    def class_name(self, name: str, schema: Node) -> str:
        """The class of a named schema."""
        return self._class(name, schema).name

    def module_name(self, name: str, schema: Node) -> str:
        """The module that the class of a named schema stands in."""
        return self._class(name, schema).module_name

    def type_name(self, name: str) -> str:
        """A name as a part of a class name."""
        return pascal_case(name)

    def attribute(self, name: str) -> str:
        """An attribute of a model."""
        return _apart_from(_IN_MODELS, self.identifier(name))

    def argument(self, name: str) -> str:
        """An argument of a generated function."""
        return _apart_from(_IN_FUNCTIONS, self.identifier(name))

    def identifier(self, name: str) -> str:
        """A name as the generator writes it, for modules for example."""
        return str(PythonIdentifier(name, self._config.field_prefix))

    def tag(self, name: str) -> str:
        """The package of a tag, and the clients' attribute for it."""
        return str(PythonIdentifier(name, "tag"))

    def method(self, operation: str, tag: str) -> str:
        """The clients' method for an operation: its name without the tag's in front."""
        name = self.identifier(operation)
        rest = name.removeprefix(f"{self.tag(tag)}_")
        return self.identifier(rest) if rest.isidentifier() else name

    def distinct(self, place: Node, names: list[str]) -> None:
        """Refuse names that are the same in Python."""
        for name in names:
            if names.count(name) > 1:
                raise place.refuse(f"two names in it would both be `{name}` in Python")

    def free(self, place: Node, tag: str) -> None:
        """Refuse a tag that would hide something of the clients' own."""
        if tag in _IN_CLIENTS:
            raise place.refuse(f"the tag `{tag}` would hide the clients' own attribute of that name")

    def _class(self, name: str, schema: Node) -> Class:
        return Class.from_string(string=UntrustedString(schema.text("title") or name), config=self._config)


def _apart_from(taken: frozenset[str], name: str) -> str:
    return f"{name}_" if name in taken else name
