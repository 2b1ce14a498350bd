"""Runs the generator, with our templates, on the document; the outcome is a set of files."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest.mock import patch

from openapi_python_client import Project, strings
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.schema import OpenAPI, UntrustedString
from pydantic import ValidationError

from generation.contract import Contract
from generation.docstrings import docstring
from generation.document import Refusal, child, elements, escaped, is_node, load
from generation.schemas import literal, text
from generation.settings import settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, MutableMapping

    from generation.document import Document, Node

__all__ = ["Rendered", "render"]

# What the generator writes and this project has by hand.
_NOT_OURS = ("__init__.py", "client.py", "errors.py", "types.py")
_OWNER = 2  # parts of the pointer to an operation or a component after which its own begin
_FORMATTER = ("--isolated", "--no-cache", "--quiet", "--no-respect-gitignore", "--line-length", "110")
_STYLE = (
    *("--target-version", "py311"),
    *("--config", "format.skip-magic-trailing-comma=true"),
    *("--config", "lint.isort.split-on-trailing-comma=false"),
)


@dataclass(frozen=True)
class Rendered:
    """What was generated.

    Attributes:
        files: The bytes of each file by its path in the package ``tkeel_oauth``; none where the whole was
            wanted and something is refused.
        operations: How many operations there are.
        refusals: What cannot be generated.
        methods: The clients' methods, each as ``tag.method``.
    """

    files: dict[str, bytes]
    operations: int
    refusals: list[Refusal]
    methods: frozenset[str]


def render(source: Path, root: Path, *, in_part: bool = False) -> Rendered:
    """Generate.

    Args:
        source: The OpenAPI document.
        root: The checkout, with settings, templates, and the project's own document, whose error model a
            document without one is given.
        in_part: Whether what can be generated is wanted where something cannot.

    Raises:
        Refusal: Nothing can be generated.
    """
    with tempfile.TemporaryDirectory(prefix="tkeel-oauth-generate-") as folder, _mended():
        package = Path(folder, "tkeel_oauth")
        config, bases = settings(root / "generator-config.yml", source, package)
        document = load(source)
        _add_bases(document, bases, root / "openapi.yaml")
        prepared = document.prepared(config, bases)
        misshapen = list(_taken_out(document, prepared))
        data = GeneratorData.from_dict(prepared, config=config)
        if isinstance(data, GeneratorError):
            raise Refusal("#", f"{data.header} {data.detail or ''}")
        contract = Contract(document, data, config, bases)
        refusals = [*misshapen, *contract.refusals]
        if refusals and not in_part:
            return Rendered({}, contract.count, refusals, frozenset())
        project = Project(openapi=data, config=config, custom_template_path=root / "scripts" / "templates")
        # Jinja's own annotations know of its own globals alone.
        known = cast("MutableMapping[str, object]", project.env.globals)
        header = f"# Generated from {source.name} by scripts/generate. Do not edit."
        known.update(contract=contract, header=header)
        project.env.filters.update(literal=literal, text=text, docstring=_docstring)
        with contextlib.redirect_stdout(io.StringIO()):
            project.build()
        for name in _NOT_OURS:
            (package / name).unlink()
        _format(package)
        files = {
            path.relative_to(package).as_posix(): path.read_bytes()
            for path in sorted(package.rglob("*"))
            if path.is_file()
        }
        methods = {
            f"{tag.attribute}.{operation.method_name}"
            for tag in contract.tags.values()
            for operation in tag.operations
        }
        return Rendered(files, contract.count, refusals, frozenset(methods))


@contextlib.contextmanager
def _mended() -> Generator[None]:
    """Let the generator name what it refuses, and write names as Python reads them."""
    sanitize = strings.sanitize

    def as_read(name: str) -> str:
        return sanitize(unicodedata.normalize("NFKC", name))

    with (
        patch.object(UntrustedString, "__repr__", UntrustedString.get_untrusted_value),
        patch.object(strings, "sanitize", as_read),
    ):
        yield


def _taken_out(document: Document, prepared: Node) -> Iterator[Refusal]:
    """Take out operations and components that are no OpenAPI: the parse would refuse all for them."""
    try:
        OpenAPI.model_validate(prepared)
    except ValidationError as error:
        faults = error.errors()
    else:
        return
    for fault in faults:
        node: object = prepared
        parts: list[str] = []
        for part in map(str, fault["loc"]):
            # Between the names stand those of the alternatives that were tried.
            if is_node(node) and part in node:
                node = node[part]
            elif part.isdecimal() and int(part) < len(elements(node)):
                node = elements(node)[int(part)]
            else:
                continue
            parts.append(part)
        if parts[:1] in (["paths"], ["components"]) and len(parts) > _OWNER:
            child(child(prepared, parts[0]), parts[1]).pop(parts[2], None)
            parts[1] = document.path(parts[1])
            missing = f"`{fault['loc'][-1]}`: " if fault["type"] == "missing" else ""
            yield Refusal("/".join(["#", *map(escaped, parts)]), f"{missing}{fault['msg']}")


def _docstring(said: str, indent: int = 0) -> str:
    return docstring([said], [], indent=indent)


def _add_bases(document: Document, bases: Mapping[str, str], own: Path) -> None:
    """Give a document the messages that the runtime needs, where it has none of that name."""
    schemas = child(child(document.root, "components"), "schemas")
    # What the details of an error are has to be known; another description of them is no use.
    details = {name: child(document.member(child(schemas, name), "details"), "items") for name in bases}
    missing = [
        name
        for name, base in bases.items()
        if name not in schemas
        or (base.endswith("RpcStatusBase") and str(details[name].get("$ref")).rpartition("/")[2] not in bases)
    ]
    if missing:
        known = child(child(load(own).root, "components"), "schemas")
        for name in missing:
            if name not in known:
                raise Refusal(f"#/model_bases/{name}", "no document has a schema of this name")
            schemas[name] = known[name]
        components = child(document.root, "components")
        document.root["components"] = {**components, "schemas": schemas}


def _format(package: Path) -> None:
    # Isolated, so that no settings of a folder above can change a byte.
    for command in (
        ("check", "--select", "I,F401", "--fix", *_FORMATTER, *_STYLE),
        ("format", *_FORMATTER, *_STYLE),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "."],
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())
            raise Refusal("#", f"the generated code could not be formatted: {said}")
