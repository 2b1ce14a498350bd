"""Runs the generator, with our templates, on the document; the outcome is a set of files."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from generation import document
from generation.contract import Contract
from generation.document import Refusal
from generation.names import Names
from generation.schemas import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from generation.document import Node

__all__ = ["HEADER", "Sources", "render"]

HEADER = "# Generated from openapi.yaml by `scripts/generate`. Do not edit."

# What the generator writes and this project has by hand, in _runtime.
_NOT_OURS = ("errors.py", "types.py")
_FORMATTER = ("--isolated", "--no-cache", "--quiet", "--no-respect-gitignore", "--line-length", "110")
_STYLE = (
    *("--target-version", "py311"),
    *("--config", "format.skip-magic-trailing-comma=true"),
    *("--config", "lint.isort.split-on-trailing-comma=false"),
)


@dataclass(frozen=True)
class Sources:
    """What code is generated from.

    Attributes:
        document: The OpenAPI document.
        config: ``generator-config.yml``.
        templates: The folder of templates.
    """

    document: Path
    config: Path
    templates: Path


def render(sources: Sources) -> dict[str, bytes]:
    """Generate.

    Args:
        sources: What from.

    Returns:
        The bytes of each generated file by its path in the package ``tkeel_oauth``.

    Raises:
        Refusal: The document asks for what the templates or the runtime do not have.
    """
    contract_document = document.load(sources.document)
    config_document = document.load(sources.config)
    with tempfile.TemporaryDirectory(prefix="tkeel-oauth-generate-") as folder:
        package = Path(folder, "tkeel_oauth")
        config = _config(config_document, sources, package / "_generated")
        contract = Contract(contract_document, Names(config), _bases(config_document, contract_document))
        project = _project(contract_document, config, contract, sources.templates)
        with contextlib.redirect_stdout(io.StringIO()):
            _refuse_all(project.build())
        for name in _NOT_OURS:
            (package / "_generated" / name).unlink()
        _write_more(project, contract, package)
        _format(package)
        return {
            path.relative_to(package).as_posix(): path.read_bytes()
            for path in sorted(package.rglob("*"))
            if path.is_file()
        }


def _config(node: Node, sources: Sources, output: Path) -> Config:
    node.only(frozenset({*ConfigFile.model_fields, "model_bases"}))
    return Config.from_sources(
        ConfigFile.load_from_path(sources.config),
        meta_type=MetaType.NONE,
        document_source=sources.document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=output,
    )


def _bases(config: Node, contract_document: Node) -> dict[str, str]:
    table = config.need("model_bases")
    schemas = contract_document.need("components").need("schemas")
    for name, node in table.items():
        if schemas.get(name) is None:
            raise node.refuse(f"the document has no schema {name!r}")
    return {name: table.text(name) for name in table.members()}


def _project(node: Node, config: Config, contract: Contract, templates: Path) -> Project:
    data = GeneratorData.from_dict(node.members(), config=config)
    if isinstance(data, GeneratorError):
        raise node.refuse(_one_line(data))
    # The generator makes a class of every mapping and enumeration, a name in the document or not.
    models = {model.name for model in contract.models}
    enumerations = {enumeration.name for enumeration in contract.enumerations}
    data.models = [model for model in data.models if model.class_info.name in models]
    data.enums = [enum for enum in data.enums if enum.class_info.name in enumerations]
    project = Project(openapi=data, config=config, custom_template_path=templates)
    # Jinja's own annotations know of its own globals alone.
    known = cast("MutableMapping[str, object]", project.env.globals)
    known.update(contract=contract, header=HEADER)
    project.env.filters["literal"] = literal
    return project


def _refuse_all(errors: Iterable[GeneratorError]) -> None:
    for error in errors:
        raise Refusal(_one_line(error))


def _one_line(error: GeneratorError) -> str:
    return " ".join(f"{error.header} {error.detail or ''}".split())


def _write_more(project: Project, contract: Contract, package: Path) -> None:
    """Write what the generator has no page for: the public modules, which only pass on, for one."""
    pages = {
        page: project.env.get_template(template).render()
        for page, template in (
            ("_generated/async_client.py", "async_client.py.jinja"),
            ("api/__init__.py", "face/api_init.py.jinja"),
            ("models.py", "face/models.py.jinja"),
        )
    }
    for tag in contract.tags:
        folder = f"api/{tag.attribute}"
        pages[f"{folder}/__init__.py"] = project.env.get_template("face/tag_init.py.jinja").render(tag=tag)
        for operation in tag.operations:
            page = project.env.get_template("face/operation.py.jinja").render(operation=operation)
            pages[f"{folder}/{operation.module}.py"] = page
    for name, text in pages.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


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
            raise Refusal(f"the generated code could not be formatted: {said}")
