"""How build services read a line of a log, written down from what their runners are documented to do."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A workflow command as GitHub's runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def github_command(line: str) -> Command | None:
    """Reads `::name key=value,key=value::data`; blanks before it do not count."""
    found = re.match(r"::(?P<head>.*?)::(?P<data>.*)", line.strip(), re.DOTALL)
    if not found:
        return None
    name, _, rest = found["head"].partition(" ")
    if not name:
        return None
    pairs = (pair.partition("=") for pair in rest.split(",") if "=" in pair)
    properties = {key.strip(): _decoded(value, properties=True) for key, _, value in pairs}
    return Command(name, properties, _decoded(found["data"]))


def other_command(line: str) -> bool:
    """Whether there is an older command of GitHub's or Azure's, or one of TeamCity's, anywhere in a line."""
    return bool(re.search(r"##\w*\[", line))


def _decoded(text: str, *, properties: bool = False) -> str:
    for code, character in (("%3A", ":"), ("%2C", ",")) if properties else ():
        text = text.replace(code, character)
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
