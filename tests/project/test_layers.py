"""Which layer may import which. Imports for type checkers alone count too."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = Path(__file__).resolve().parents[2] / "client"
PACKAGE = CLIENT / "tkeel_oauth"
GENERATED = ("tkeel_oauth.api", "tkeel_oauth.models")

# where httpx and httpcore may be met: moving to their successor has to touch these folders alone
HTTP_FOLDERS = (
    "tkeel_oauth._runtime.transport",
    "tkeel_oauth._runtime.client",
    "tkeel_oauth.testing",
    "tkeel_oauth.verification",
)
# what _runtime may take from the package besides itself: it is data, no face
DATA = ("tkeel_oauth._version",)


def module_name(path: Path) -> str:
    parts = path.relative_to(CLIENT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, *, is_package: bool) -> Iterator[str]:
    """The full names of what a module imports; for `from x import y` both `x` and `x.y`.

    Args:
        source: The module's text.
        module: Its full name, which relative imports start from.
        is_package: Whether it is a package's `__init__`.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = module.split(".")
            start = start[: len(start) - node.level + is_package] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            # Only a name that stands there can be followed.
            yield from (
                argument.value
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def broken_rules(module: str, imported: str) -> Iterator[str]:
    ours = within(imported, "tkeel_oauth") and imported != "tkeel_oauth"
    if within(module, *GENERATED):
        if ours and not within(imported, "tkeel_oauth._runtime", *GENERATED):
            yield f"{module} imports {imported}: generated code knows _runtime and itself alone"
    elif within(module, "tkeel_oauth._runtime"):
        loads_it = module == "tkeel_oauth._runtime.contract.rpc" and within(imported, "tkeel_oauth.protobuf")
        if ours and not loads_it and not within(imported, "tkeel_oauth._runtime", *DATA):
            yield f"{module} imports {imported}: _runtime knows neither generated code nor a public face"
    if within(imported, "httpx", "httpcore") and not within(module, *HTTP_FOLDERS):
        yield f"{module} imports {imported}: httpx is met in {' and '.join(HTTP_FOLDERS)} alone"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_keeps_to_its_layer(path: Path) -> None:
    module = module_name(path)
    found = imports(path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py")
    assert [rule for name in found for rule in broken_rules(module, name)] == []


def test_there_is_something_in_every_layer() -> None:
    names = [module_name(path) for path in modules()]
    for layer in ("models", "_runtime", "_runtime.transport", "testing", "cli", "api"):
        assert any(within(name, f"tkeel_oauth.{layer}") for name in names), layer


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("tkeel_oauth.api.oauth", "from tkeel_oauth import errors"),
        ("tkeel_oauth.api.oauth", "from ..errors import BadRequest"),
        ("tkeel_oauth.models", "import httpx"),
        ("tkeel_oauth._runtime.call.decode", "if TYPE_CHECKING:\n    from ... import models"),
        ("tkeel_oauth._runtime.call.decode", "from tkeel_oauth import client"),
        ("tkeel_oauth._runtime.call.decode", "import tkeel_oauth.errors"),
        ("tkeel_oauth._runtime.call.decode", "def f():\n    import_module('tkeel_oauth.models')"),
        ("tkeel_oauth._runtime.call.decode", "from httpx._models import Response"),
        ("tkeel_oauth.client", "if TYPE_CHECKING:\n    import httpcore"),
    ],
)
def test_a_breach_is_told(module: str, source: str) -> None:
    found = imports(source, module, is_package=False)
    assert [rule for name in found for rule in broken_rules(module, name)] != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "tkeel_oauth.api.oauth",
            "from .._runtime.operation import Operation\nfrom .models import x",
        ),
        ("tkeel_oauth._runtime.base.headers", "from tkeel_oauth._version import __version__"),
        ("tkeel_oauth._runtime.transport.sync", "import httpx, httpcore"),
        ("tkeel_oauth.errors", "from tkeel_oauth._runtime.base.errors import BadRequest"),
    ],
)
def test_what_is_allowed_is_not_told(module: str, source: str) -> None:
    found = imports(source, module, is_package=False)
    assert [rule for name in found for rule in broken_rules(module, name)] == []
