"""For PyInstaller, which by itself takes modules alone: an application is frozen with the recordings in it."""
# ruff: noqa: N999 - PyInstaller finds it by this name

from pathlib import Path

datas = [(str(Path(__file__).parent / "*.har"), "tkeel_oauth/recordings")]
