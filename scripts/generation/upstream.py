"""The release of the generator whose templates ours are forks of, and what these were like then."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from generation.document import Refusal

__all__ = ["check", "installed", "pinned", "write"]

_GENERATOR = "openapi-python-client"
_LOCK = "upstream.lock"


class Lock(TypedDict):
    """What ``upstream.lock`` holds: the release, and the SHA-256 of each of its templates that was forked."""

    release: str
    templates: dict[str, str]


def check(templates: Path) -> None:
    """Refuse to work with another release than the one that the templates are forks of.

    Args:
        templates: The folder of templates.

    Raises:
        Refusal: The installed generator is another.
    """
    want, have = pinned(templates), installed(templates)
    if want["release"] != have["release"]:
        raise Refusal(
            f"{_GENERATOR} {have['release']} is installed, the templates are forks of {want['release']}: "
            "install that one, or port the forks and run scripts/generate --accept-upstream"
        )
    for name in sorted({*want["templates"], *have["templates"]}):
        if want["templates"].get(name) != have["templates"].get(name):
            raise Refusal(f"{_LOCK} and the installed {_GENERATOR} do not agree on {name}")


def pinned(templates: Path) -> Lock:
    """What the lock says."""
    lock: Lock = json.loads((templates / _LOCK).read_text(encoding="utf-8"))
    return lock


def installed(templates: Path) -> Lock:
    """What the lock would say of the installed generator."""
    upstream = Path(str(resources.files("openapi_python_client") / "templates"))
    forked = sorted(path.name for path in templates.glob("*.jinja"))
    return {
        "release": version(_GENERATOR),
        "templates": {
            name: hashlib.sha256((upstream / name).read_bytes()).hexdigest()
            for name in forked
            if (upstream / name).exists()
        },
    }


def write(templates: Path) -> None:
    """Write the lock for the installed generator: its templates have been read and the forks ported."""
    text = json.dumps(installed(templates), indent=2)
    (templates / _LOCK).write_text(f"{text}\n", encoding="utf-8")
