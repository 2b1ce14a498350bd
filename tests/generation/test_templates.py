"""The templates are forks of one release of the generator, and say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generation import upstream
from generation.document import Refusal

if TYPE_CHECKING:
    from tests.generation.workshop import Workshop

TEMPLATES = Path(__file__).resolve().parents[2] / "scripts" / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.jinja"))


def test_the_lock_is_of_the_installed_generator() -> None:
    assert upstream.pinned(TEMPLATES) == upstream.installed(TEMPLATES)


def test_the_generator_is_pinned_to_the_locked_release() -> None:
    requirements = (TEMPLATES.parents[1] / "requirements" / "dev.in").read_text(encoding="utf-8")
    assert f"openapi-python-client=={upstream.pinned(TEMPLATES)['release']}\n" in requirements


@pytest.mark.parametrize("name", NAMES)
def test_a_template_says_what_it_is(name: str) -> None:
    lock = upstream.pinned(TEMPLATES)
    comment = " ".join((TEMPLATES / name).read_text(encoding="utf-8").partition("#}")[0].split())
    if name in lock["templates"]:
        assert comment.startswith(f"{{# Fork of {name} of openapi-python-client {lock['release']}. Changed: ")
        assert " Why: " in comment
        assert " When the generator is renewed: " in comment
    else:
        assert comment.startswith("{# Ours: ")


def test_another_release_is_refused(workshop: Workshop) -> None:
    path = workshop.folder / "scripts" / "templates" / "upstream.lock"
    lock = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**lock, "release": "0.1.0"}), encoding="utf-8")
    done = workshop.generate("--check")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"openapi-python-client {lock['release']} is installed" in done.stderr
    assert "forks of 0.1.0" in done.stderr


def test_another_template_of_the_same_release_is_refused(tmp_path: Path) -> None:
    lock = upstream.pinned(TEMPLATES)
    for name in lock["templates"]:
        (tmp_path / name).touch()
    changed = {**lock, "templates": {**lock["templates"], "model.py.jinja": "0" * 64}}
    (tmp_path / "upstream.lock").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(Refusal, match=r"model\.py\.jinja"):
        upstream.check(tmp_path)


def test_a_new_fork_is_not_forgotten_in_the_lock(workshop: Workshop) -> None:
    (workshop.folder / "scripts" / "templates" / "errors.py.jinja").touch()
    done = workshop.generate("--check")
    assert done.returncode == 1
    assert "errors.py.jinja" in done.stderr


def test_the_lock_is_renewed_on_request(workshop: Workshop) -> None:
    path = workshop.folder / "scripts" / "templates" / "upstream.lock"
    committed = path.read_bytes()
    path.write_text('{"release": "0.1.0", "templates": {}}', encoding="utf-8")
    assert workshop.generate("--accept-upstream", "--check").returncode == 0
    assert path.read_bytes() == committed
