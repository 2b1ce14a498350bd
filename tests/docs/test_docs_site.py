"""What scripts/docs does beside the generator: checking, drawings, docstrings."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from docs_site import building, checking
from docs_site.docstrings import default_once, markdown
from environments import SetupError
from tests.documents.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NAV = """
[project]
nav = [{ "Home" = "index.md" }, { "More" = [{ "One" = "more/one.md" }, { "Gone" = "gone.md" }] }]
"""


def page(body: str) -> str:
    return f"<!doctype html><html><body>{body}</body></html>"


def test_the_navigation_is_compared_both_ways(tmp_path: Path) -> None:
    config, docs = tmp_path / "zensical.toml", tmp_path / "docs"
    config.write_text(NAV, encoding="utf-8")
    (docs / "more").mkdir(parents=True)
    for name in ("index.md", "more/one.md", "more/two.md"):
        (docs / name).touch()
    assert checking.navigation(config, docs) == [
        "zensical.toml: the navigation names gone.md, and there is no such page",
        "docs/more/two.md: the navigation in zensical.toml does not name it",
    ]


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ('<a href="other.html">', None),
        ('<a href="./other.html#here">', None),
        ('<a href="folder/">', None),
        ('<a href="#start">', None),
        ('<a href="https://example.com/">', None),
        ('<a href="mailto:a@example.com">', None),
        ('<img src="data:image/png;base64,">', None),
        ('<a href="gone.html">', "there is no such file"),
        ('<a href="other.html#gone">', "there is no such anchor"),
        ('<a href="#gone">', "there is no such anchor"),
        ('<a href="../outside.html">', "there is no such file"),
        ('<img src="gone.png">', "there is no such file"),
        ('<script src="https://example.com/x.js"></script>', "would be fetched from another host"),
        ('<link href="//example.com/x.css" rel="stylesheet">', "would be fetched from another host"),
    ],
)
def test_links(link: str, problem: str | None, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "folder").mkdir(parents=True)
    (tmp_path / "outside.html").touch()
    (site / "index.html").write_text(page(f'<p id="start">{link}'), encoding="utf-8")
    (site / "other.html").write_text(page('<p id="here">'), encoding="utf-8")
    (site / "folder" / "index.html").write_text(page(""), encoding="utf-8")
    found = checking.links(site)
    assert [line.rpartition(": ")[2] for line in found] == ([] if problem is None else [problem])


def test_a_link_that_is_dead_on_every_page_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "index.html").write_text(page('<a href="gone.html">'), encoding="utf-8")
    (tmp_path / "more" / "one.html").write_text(page('<a href="../gone.html">'), encoding="utf-8")
    assert checking.links(tmp_path) == ["index.html: gone.html: there is no such file"]


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Call :meth:`close` when done.", "Call `close` when done."),
        ("See :class:`~tkeel_oauth._runtime.Operation`.", "See `Operation`."),
        ("400. It proves little.", "400\\. It proves little."),
        (
            "Use it::\n\n    with Client() as client:\n        ...\n\nMore.",
            "Use it:\n\n```python\nwith Client() as client:\n    ...\n```\n\nMore.",
        ),
        ("Tree:\n\n::\n\n    A\n    └── B\n", "Tree:\n\n```text\nA\n└── B\n```\n\n"),
        ("Args:\n    base_url: where ``http`` is.", "Args:\n    base_url: where ``http`` is."),
    ],
)
def test_docstrings_become_markdown(docstring: str, expected: str) -> None:
    assert markdown(docstring) == expected


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("seconds it may take. Default: 30.", "30.0", ("seconds it may take.", "30.0")),
        ("wait a factor more. Default: 1.5.", "1.5", ("wait a factor more.", "1.5")),
        ('what is asked for. Default: ``"code"``.', "'code'", ("what is asked for.", "'code'")),
        ("seconds. Default: the client's own.", "None", ("seconds. Default: the client's own.", None)),
        ("Default: True.", "False", ("Default: True.", None)),
        ("a URL, or None.", "None", ("a URL, or None.", "None")),
        ("the tenant. Default: none.", None, ("the tenant. Default: none.", None)),
    ],
)
def test_a_default_stands_once(text: str, default: str | None, expected: tuple[str, str | None]) -> None:
    assert default_once(text, default) == expected


def test_readers_see_what_type_checkers_see() -> None:
    source = "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from a import b\nelse:\n    b = later('a')\n"
    assert building.for_readers(source) == "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from a import b"


def test_a_drawing_stands_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("<svg>…</svg>\n", encoding="utf-8")
    (tmp_path / "page.md").write_text(
        "# A\n\n![what it shows](a.svg)\n\n![a photo](a.png)\n", encoding="utf-8"
    )
    drawn = "# A\n\n<figure>\n<svg>…</svg>\n</figure>\n\n![a photo](a.png)\n"
    assert building.drawn(tmp_path / "page.md") == drawn


def test_help_follows_its_command() -> None:
    page = "# A\n\n```console\ntkeel-oauth serve --help\n```\n\nMore.\n"
    shown = building.with_help(page)
    assert shown.startswith(page.removesuffix("\nMore.\n"))
    assert "```text\nUsage: tkeel-oauth serve [OPTIONS]\n" in shown
    assert shown.endswith("```\n\nMore.\n")
    assert building.with_help("```console\ntkeel-oauth serve --list\n```\n").count("```") == 2


def test_help_that_fails_fails_the_build() -> None:
    with pytest.raises(SetupError, match="No such command 'nonsense'"):
        building.with_help("```console\ntkeel-oauth nonsense --help\n```\n")


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").touch()
    with pytest.raises(SetupError, match="holds something that is no site of ours"):
        building.build(tmp_path)
    assert (tmp_path / "precious.txt").exists()


def test_a_drawing_can_be_read_aloud_and_asks_nobody() -> None:
    for path in (ROOT / "docs" / "assets").glob("*.svg"):
        if path.name == "favicon.svg":
            continue
        drawing = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - it is ours
        named = {element.get("id"): element.text for element in drawing if element.get("id")}
        assert drawing.get("role") == "img"
        assert all(named[name] for name in (drawing.get("aria-labelledby") or "missing").split())
        # neither a font nor a picture of another host, and nothing that a blank line would end in Markdown
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text
        assert "\n\n" not in text
