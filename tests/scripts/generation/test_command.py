# pyright: basic
# packages and documents here are known at run time alone
"""What scripts/generate writes, compares and leaves alone, and that a setting works or is refused."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from generation import command
from generation.command import main
from tests.scripts.generation.conftest import HERE, generate

ROOT = HERE.parents[2]
PACKAGE = ROOT / "client" / "tkeel_oauth"
GENERATED = ("api", "models")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, as far as the generator knows one."""
    for name in ("openapi.yaml", "generator-config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "scripts" / "templates", tmp_path / "scripts" / "templates")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "client" / "tkeel_oauth", ignore=ignore)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def set_up(checkout: Path, **settings: object) -> None:
    path = checkout / "generator-config.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**found, **settings}), encoding="utf-8")


def test_the_checkout_is_as_generated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == "1 operation\nas generated\n"


def test_every_generated_file_says_where_it_comes_from(constructs_folder: Path) -> None:
    for package, name in ((PACKAGE, "openapi.yaml"), (constructs_folder / "tkeel_oauth", "constructs.yaml")):
        for top in GENERATED:
            for path in (package / top).rglob("*.py"):
                first = path.read_text(encoding="utf-8").partition("\n")[0]
                assert first == f"# Generated from {name} by scripts/generate. Do not edit.", path


def test_check_names_what_is_not_as_generated(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = checkout / "client" / "tkeel_oauth"
    (package / "models" / "rpc_status.py").write_text("", encoding="utf-8")
    (package / "models" / "of_old.py").write_text("", encoding="utf-8")
    (package / "api" / "__init__.py").unlink()
    assert main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "missing: tkeel_oauth/api/__init__.py",
        "does not belong: tkeel_oauth/models/of_old.py",
        "differs: tkeel_oauth/models/rpc_status.py",
        "mend it with: scripts/generate",
    ]
    assert main([]) == 0
    assert digests(package) == digests(PACKAGE)


def test_another_document_leaves_the_checkout_alone(checkout: Path, tmp_path: Path) -> None:
    before = digests(checkout)
    shutil.copy(HERE / "constructs.yaml", checkout / "other.yaml")
    folder = tmp_path / "out"
    assert generate(checkout / "other.yaml", folder) == 0
    assert {
        name: digest
        for name, digest in digests(checkout).items()
        if not name.startswith("out/") and name != "other.yaml"
    } == before
    written = digests(folder / "tkeel_oauth")
    kept = {
        name: digest
        for name, digest in digests(PACKAGE).items()
        if name.partition("/")[0] in {"_runtime", "client.py", "errors.py", "py.typed"}
    }
    assert kept.items() <= written.items()
    assert written["openapi.yaml"] == digests(checkout)["other.yaml"]


def test_what_knows_the_one_operation_goes_with_it_alone(constructs_folder: Path, tmp_path: Path) -> None:
    about_it = ("cli", "recordings", "testing", "verification")
    assert not [name for name in about_it if (constructs_folder / "tkeel_oauth" / name).exists()]
    assert generate(ROOT / "openapi.yaml", tmp_path) == 0
    assert [name for name in about_it if (tmp_path / "tkeel_oauth" / name).exists()] == list(about_it)


def test_what_is_generated_elsewhere_can_be_checked(tmp_path: Path) -> None:
    assert generate(ROOT / "openapi.yaml", tmp_path) == 0
    before = digests(tmp_path)
    assert generate(ROOT / "openapi.yaml", tmp_path, "--check") == 0
    assert digests(tmp_path) == before


def test_the_same_bytes_come_of_any_folder(constructs_folder: Path, tmp_path: Path) -> None:
    assert generate(HERE / "constructs.yaml", tmp_path / "elsewhere") == 0
    assert digests(tmp_path / "elsewhere") == digests(constructs_folder)


def test_another_document_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--document", "other.yaml"])
    assert "--document needs --output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"docstrings_on_attributes": True}, "#/docstrings_on_attributes: "),
        ({"http_timeout": 9}, "#/http_timeout: "),
        ({"package_name_override": "other"}, "#/package_name_override: "),
        ({"package_version_override": "9"}, "#/package_version_override: "),
        ({"post_hooks": ["ruff format ."]}, "#/post_hooks: "),
        ({"project_name_override": "other"}, "#/project_name_override: "),
        ({"literal_enum": True}, "has no such setting"),
        ({"literal_enums": "perhaps"}, "#/literal_enums: "),
        (
            {"model_bases": {"rpcStatus": "rpc.RpcStatusBase", "none": "rpc.ProtobufAnyBase"}},
            "no document has",
        ),
    ],
)
def test_a_setting_without_effect_is_refused(
    settings: dict[str, object], word: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(checkout, **settings)
    before = digests(checkout)
    assert main([]) == 1
    assert word in capsys.readouterr().err
    assert digests(checkout) == before


@pytest.fixture(scope="module")
def as_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of every construct, with the settings that work."""
    folder = tmp_path_factory.mktemp("settings")
    for name in ("openapi.yaml", "generator-config.yml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "scripts").mkdir()
    (folder / "scripts" / "templates").symlink_to(ROOT / "scripts" / "templates", target_is_directory=True)
    (folder / "client").symlink_to(ROOT / "client", target_is_directory=True)
    set_up(
        folder,
        literal_enums=False,
        class_overrides={"Thing": {"class_name": "Gadget", "module_name": "gadgets"}},
        generate_all_tags=True,
        content_type_overrides={"application/x-odd": "application/json"},
    )
    text = (HERE / "constructs.yaml").read_text(encoding="utf-8")
    document = folder / "odd.yaml"
    document.write_text(text.replace("application/problem+json", "application/x-odd"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(command, "ROOT", folder)
        assert generate(document, folder / "out") == 0
    return folder / "out" / "tkeel_oauth"


def test_enumerations_can_be_classes(as_set: Path) -> None:
    text = (as_set / "models" / "order.py").read_text(encoding="utf-8")
    assert "class Order(_StrEnum):" in text
    assert '    UP = "UP"\n    DOWN = "DOWN"\n' in text
    text = (as_set / "models" / "gadgets.py").read_text(encoding="utf-8")
    assert '_schema.Enumeration("UP", "DOWN", kind=lambda: models.Order)' in text
    assert "    level: models.GadgetLevel | None = None" in text


def test_values_of_one_name_cannot_be_members_of_a_class(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(checkout, literal_enums=False)
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    document["components"]["schemas"]["Two"] = {"type": "string", "enum": ["a-b", "a b"]}
    (checkout / "openapi.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    assert main([]) == 1
    assert capsys.readouterr().err == (
        "openapi.yaml: #/components/schemas/Two: two values would have one name in Python\n"
    )


def test_a_class_can_be_given_another_name(as_set: Path) -> None:
    assert "class Gadget(_Model):" in (as_set / "models" / "gadgets.py").read_text(encoding="utf-8")


def test_an_operation_can_stand_under_all_its_tags(as_set: Path) -> None:
    assert (as_set / "api" / "second" / "either.py").read_text(encoding="utf-8").startswith("# Generated")


def test_a_media_type_can_be_read_as_another(as_set: Path) -> None:
    text = (as_set / "api" / "things" / "things_key.py").read_text(encoding="utf-8")
    assert "responses={200: Ref(lambda: models.Gadget)}," in text


def test_the_prefix_of_fields_can_be_chosen(checkout: Path) -> None:
    set_up(checkout, field_prefix="p_")
    document = {
        **yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8")),
        "components": {"schemas": {"A": {"type": "object", "properties": {"1st": {"type": "string"}}}}},
        "paths": {},
    }
    (checkout / "other.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    assert generate(checkout / "other.yaml", checkout / "out") == 0
    text = (checkout / "out" / "tkeel_oauth" / "models" / "a.py").read_text(encoding="utf-8")
    assert '    p_1st: str = ""' in text
