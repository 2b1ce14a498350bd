"""The settings in ``generator-config.yml``: each has its effect, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.config import Config, ConfigFile, MetaType
from pydantic import ValidationError

from generation.document import Refusal, child, load

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["settings"]

_OURS = "model_bases"
_WITHOUT_EFFECT = {
    "docstrings_on_attributes": "attributes are described in the class's docstring",
    "http_timeout": "the document is a file",
    "package_name_override": "the package is tkeel_oauth",
    "package_version_override": "the version stands in _version.py",
    "post_hooks": "scripts/generate formats what it writes",
    "project_name_override": "the package is tkeel_oauth",
}


def settings(path: Path, document: Path, output: Path) -> tuple[Config, dict[str, str]]:
    """Read the settings.

    Args:
        path: The file.
        document: The OpenAPI document.
        output: Where the generator writes.

    Returns:
        The generator's settings, and for some schemas the hand-written bases of their models.

    Raises:
        Refusal: A setting is not known, is wrong, or would have no effect.
    """
    found = load(path).root
    for name, value in found.items():
        if name != _OURS and name not in ConfigFile.model_fields:
            raise Refusal(f"#/{name}", f"{path.name} has no such setting")
        if name in _WITHOUT_EFFECT and value not in (None, [], ConfigFile.model_fields[name].default):
            raise Refusal(f"#/{name}", f"{path.name}: would have no effect: {_WITHOUT_EFFECT[name]}")
    try:
        file = ConfigFile.model_validate({name: value for name, value in found.items() if name != _OURS})
    except ValidationError as error:
        first = error.errors()[0]
        raise Refusal("#/" + "/".join(map(str, first["loc"])), f"{path.name}: {first['msg']}") from error
    file.post_hooks = []
    config = Config.from_sources(
        file,
        meta_type=MetaType.NONE,
        document_source=document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=output,
    )
    return config, {name: str(base) for name, base in child(found, _OURS).items()}
