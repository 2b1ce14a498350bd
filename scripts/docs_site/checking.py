"""What the generator does not look at: pages outside the navigation, and links in what it has built."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["links", "navigation"]

_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "object": "data", "iframe": "src"}


def navigation(config: Path, docs: Path) -> list[str]:
    """Compare the navigation with the pages that there are.

    Args:
        config: The site's configuration.
        docs: The folder of the pages.

    Returns:
        What is missing on either side, a line each.
    """
    project = tomllib.loads(config.read_text(encoding="utf-8"))["project"]
    named = set(_named(project["nav"]))
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")}
    return [
        *(
            f"{config.name}: the navigation names {name}, and there is no such page"
            for name in sorted(named - there)
        ),
        *(f"docs/{name}: the navigation in {config.name} does not name it" for name in sorted(there - named)),
    ]


def _named(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in cast("dict[str, object]", entry).values():
            yield from _named(value)
    elif isinstance(entry, list):
        for value in cast("list[object]", entry):
            yield from _named(value)


@dataclass
class _Page(HTMLParser):
    targets: set[str] = field(default_factory=set[str])
    links: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.targets.update(value for name in ("id", "name") if (value := given.get(name)))
        if (address := given.get(_LINKS.get(tag, ""))) is not None:
            self.links.append((tag, address))


def links(site: Path) -> list[str]:
    """Follow every link inside the built site.

    Args:
        site: Its folder.

    Returns:
        A line for each link to a page, a file or an anchor that is not there, and for each file that a page
        would fetch from another host, with the first page that has it.
    """
    pages: dict[Path, _Page] = {}
    for path in sorted(site.rglob("*.html")):
        page = pages[path] = _Page()
        page.feed(path.read_text(encoding="utf-8"))
    found: dict[tuple[str, str], str] = {}
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its links start at the root, wherever the site is put
        for tag, address in page.links:
            if problem := _problem(site, path, pages, tag, address):
                target = address.removeprefix("../")
                found.setdefault(
                    (target, problem), f"{path.relative_to(site).as_posix()}: {address}: {problem}"
                )
    return list(found.values())


def _problem(site: Path, path: Path, pages: dict[Path, _Page], tag: str, address: str) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "would be fetched from another host" if tag != "a" and parts.scheme != "data" else None
    target = path
    if parts.path:
        target = (path.parent / unquote(parts.path)).resolve()
        if target.is_dir():
            target /= "index.html"
    if not target.is_relative_to(site) or not target.is_file():
        return "there is no such file"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].targets:
        return "there is no such anchor"
    return None
