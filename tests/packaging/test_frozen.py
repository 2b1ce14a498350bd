"""An application that is frozen with PyInstaller has the recording in it, without an option of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Installed, install

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Built

# one worker builds once
pytestmark = pytest.mark.xdist_group("built")

APPLICATION = """
from tkeel_oauth import Client
from tkeel_oauth.testing import mock_transport

with Client("http://tkeel.example.com/v1", transport=mock_transport()) as client:
    login = {"username": "alice", "password": "wonderland", "redirect_uri": "http://tkeel.io/callback"}
    print(len(client.oauth.authorize("tenant-a", **login).code))
"""


@pytest.fixture(scope="module")
def freezing(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(tmp_path_factory.mktemp("freezing"), str(built.wheel), "pyinstaller")


def test_the_recording_comes_along(freezing: Installed, tmp_path: Path) -> None:
    (tmp_path / "application.py").write_text(APPLICATION)
    subprocess.run(
        [freezing.command("pyinstaller"), "--log-level", "ERROR", "application.py"],
        cwd=tmp_path,
        check=True,
        timeout=100,
    )
    done = subprocess.run(
        [tmp_path / "dist" / "application" / "application"],
        cwd=tmp_path.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "48\n"), done.stderr
