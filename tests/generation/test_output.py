"""What is committed is what scripts/generate writes, and `--check` says where it is not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generation.render import HEADER

if TYPE_CHECKING:
    from tests.generation.workshop import Workshop

PACKAGE = Path(__file__).resolve().parents[2] / "client" / "tkeel_oauth"
MODEL = "_generated/models/rpc_status.py"


def test_the_committed_code_is_what_the_contract_gives(workshop: Workshop) -> None:
    done = workshop.generate("--check")
    assert (done.returncode, done.stdout) == (
        0,
        f"{len(workshop.generated())} generated files are as they should be\n",
    )


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_folder_hash_seed_and_settings_around_change_no_byte(workshop: Workshop, seed: str) -> None:
    committed = workshop.generated()
    # Settings that the formatter would find on its way up, and that would change everything.
    settings = "line-length = 40\nindent-width = 2\n[format]\nquote-style = 'single'\n"
    (workshop.folder / "ruff.toml").write_text(settings, encoding="utf-8")
    temporary = workshop.folder / "temporary"
    temporary.mkdir()
    for name in ("_generated", "api"):
        shutil.rmtree(workshop.package / name)
    (workshop.package / "models.py").unlink()
    done = workshop.generate(PYTHONHASHSEED=seed, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert workshop.generated() == committed


def test_every_generated_file_says_where_it_comes_from(workshop: Workshop) -> None:
    generated = workshop.generated()
    assert len(generated) > 10
    assert [
        name for name, content in generated.items() if not content.startswith(f"{HEADER}\n".encode())
    ] == []


def test_a_hand_edited_a_stray_and_a_deleted_file_are_named(workshop: Workshop) -> None:
    edited = workshop.package / MODEL
    edited.write_text(edited.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    stray = workshop.package / "_generated" / "models" / "of_old.py"
    stray.write_text("", encoding="utf-8")
    (workshop.package / "api" / "of_old").mkdir()
    (workshop.package / "api" / "of_old" / "notes.txt").write_text("", encoding="utf-8")
    (workshop.package / "models.py").unlink()
    before = workshop.generated()

    done = workshop.generate("--check")

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "does not belong: tkeel_oauth/_generated/models/of_old.py",
        f"differs: tkeel_oauth/{MODEL}",
        "does not belong: tkeel_oauth/api/of_old/notes.txt",
        "missing: tkeel_oauth/models.py",
        "mend it with: scripts/generate",
    ]
    assert workshop.generated() == before, "--check writes nothing"

    assert workshop.generate().returncode == 0
    assert workshop.generate("--check").returncode == 0
    assert not stray.exists()
    assert not (workshop.package / "api" / "of_old").exists()


def test_a_contract_that_has_changed_is_noticed(workshop: Workshop) -> None:
    document = workshop.document
    document["components"]["schemas"]["rpcStatus"]["properties"]["message"]["description"] = (
        "What went wrong."
    )
    workshop.write(document)
    done = workshop.generate("--check")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, f"differs: tkeel_oauth/{MODEL}")


def test_what_cannot_be_generated_leaves_the_old_output(workshop: Workshop) -> None:
    before = workshop.generated()
    document = workshop.document
    document["components"]["schemas"]["rpcStatus"]["properties"]["message"]["pattern"] = "^.*$"
    workshop.write(document)
    done = workshop.generate()
    assert done.returncode == 1
    assert done.stderr == (
        "scripts/generate: openapi.yaml: #/components/schemas/rpcStatus/properties/message/pattern: "
        "`pattern` cannot be generated here\n"
    )
    assert workshop.generated() == before


def test_another_document_and_another_package_can_be_named(workshop: Workshop, tmp_path: Path) -> None:
    document = tmp_path / "other.yaml"
    shutil.copy(workshop.folder / "openapi.yaml", document)
    package = tmp_path / "elsewhere" / "tkeel_oauth"
    done = workshop.generate("--document", str(document), "--package", str(package))
    assert done.returncode == 0, done.stderr
    assert {name: (package / name).read_bytes() for name in workshop.generated()} == workshop.generated()


@pytest.mark.parametrize("module", ["tkeel_oauth.api.oauth.oauth_authorize", "tkeel_oauth.models"])
def test_importing_an_operation_or_the_models_loads_no_attrs(module: str) -> None:
    program = f"import sys, {module}; print(*{{'attr', 'attrs'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("\n", "")
