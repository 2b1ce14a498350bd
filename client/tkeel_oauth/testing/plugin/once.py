"""Does one thing once in a whole test run, however many workers pytest-xdist has on this machine."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import BinaryIO

    import pytest

__all__ = ["once"]

_FILE = "tkeel-oauth-verify.json"


def once(config: pytest.Config, make: Callable[[], dict[str, object]]) -> dict[str, object]:
    """Gives what `make` gives, made by the first worker that needs it; the others wait for it.

    Args:
        config: The configuration of this process.
        make: Makes what JSON can hold, without a secret: it is written to pytest's temporary folder.
    """
    folder = _common_folder(config)
    if folder is None:
        return make()
    file = folder / _FILE
    with _locked(folder / f"{_FILE}.lock"):
        if file.exists():
            return cast("dict[str, object]", json.loads(file.read_text(encoding="utf-8")))
        made = make()
        file.write_text(json.dumps(made), encoding="utf-8")
        return made


def _common_folder(config: pytest.Config) -> Path | None:
    """Gives the temporary folder of the run, which pytest makes for its user alone and xdist hands on."""
    # Asked in the order in which they can be missing: no worker, or one on another machine.
    if not hasattr(config, "workerinput"):
        return None
    own = cast("str | None", config.getoption("--basetemp"))
    folder = Path(own).parent if own else None
    return folder if folder is not None and folder.is_dir() else None


@contextmanager
def _locked(path: Path) -> Generator[None]:
    # The system lets go of the lock should the worker die.
    with path.open("ab") as stream:
        _lock(stream)
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        while True:
            try:
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:
                # It gives up after ten seconds; a verification may take longer.
                continue
            return

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
