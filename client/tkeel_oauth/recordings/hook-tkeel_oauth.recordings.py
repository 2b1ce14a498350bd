"""For PyInstaller, which by itself takes modules alone: the recordings come along with an application."""
# ruff: noqa: N999 - PyInstaller finds it by this name

from pathlib import Path

datas = [(str(Path(__file__).parent / "*.har"), "tkeel_oauth/recordings")]
