"""The documentation site as its readers meet it: in Chromium, on a wide screen and a phone, light, dark."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import pytest

from docs_site import building
from outside_tools import tool

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN = Path(__file__).with_name("broken_site")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # a request to another host is noted, and goes nowhere
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP = {"name": "desktop, light", "width": 1280, "height": 900, "scheme": "light"}
PHONE = {"name": "phone, dark", "width": 360, "height": 740, "scheme": "dark"}
WORDS = "Retry-After"


class Met(TypedDict):
    """Something wrong, and where."""

    view: str
    page: str
    kind: str
    text: str


class Page(TypedDict):
    """What is on a page: the anchors a link may lead to, and the buttons of the contract."""

    anchors: list[str]
    buttons: list[str]


class Search(TypedDict):
    """What the search found, and where its first result led."""

    found: list[str]
    url: str
    text: str


class Answer(TypedDict):
    """What site.cjs prints."""

    met: list[Met]
    seen: dict[str, Page]
    search: Search | None


@dataclass(frozen=True)
class Reading:
    """What Chromium met on a site.

    Args:
        met: What is wrong, a line each, by kind.
        seen: What is on each page.
        search: What the search found, and where its first result led.
    """

    met: dict[str, list[str]]
    seen: dict[str, Page]
    search: Search | None


def read(site: Path, run_script: Callable[..., Answer], search: str | None = None) -> Reading:
    """Read every page of a built site."""
    pages = sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.name != "404.html"
    )
    serving = partial(SimpleHTTPRequestHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            (chromium,) = tool("chromium")
            given = {"origin": origin, "pages": pages, "views": [DESKTOP, PHONE], "search": search}
            answer = run_script("site.cjs", given={"chromium": chromium, "arguments": ARGUMENTS, **given})
        finally:
            server.shutdown()
            thread.join()
    met: dict[str, list[str]] = {}
    for one in answer["met"]:
        met.setdefault(one["kind"], []).append(f"{one['page']} ({one['view']}): {one['text']}")
    return Reading(met, answer["seen"], answer["search"])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    assert building.build(folder) == ""
    return folder


@pytest.fixture(scope="module")
def reading(built: Path, run_script: Callable[..., Answer]) -> Reading:
    found = read(built, run_script, WORDS)
    assert len(found.seen) > 20
    return found


def test_no_console_error(reading: Reading) -> None:
    assert reading.met.get("console", []) == []
    assert reading.met.get("missing", []) == []


def test_no_outside_request(reading: Reading) -> None:
    assert reading.met.get("outside", []) == []


def test_readable_on_a_phone(reading: Reading) -> None:
    assert reading.met.get("wide", []) == []


def test_accessible(reading: Reading) -> None:
    assert reading.met.get("axe", []) == []


def test_search_finds_something(reading: Reading) -> None:
    assert reading.search is not None
    assert any("timeouts-and-retries.html" in link for link in reading.search["found"])
    assert WORDS in reading.search["text"]


def test_the_contract_is_shown_and_cannot_be_tried(reading: Reading) -> None:
    page = reading.seen["reference/http-api.html"]
    assert "operations-oauth-OauthAuthorize" in page["anchors"]
    assert "Schemas" in page["buttons"]
    assert not {"Try it out", "Execute", "Authorize"} & set(page["buttons"])


def test_each_kind_of_fault_is_found(run_script: Callable[..., Answer]) -> None:
    reading = read(BROKEN, run_script)
    assert [line for line in reading.met["console"] if "something went wrong" in line]
    assert [line for line in reading.met["outside"] if "elsewhere.example.com" in line]
    assert [line for line in reading.met["wide"] if "phone" in line]
    assert [line for line in reading.met["axe"] if "color-contrast" in line]
    assert [line for line in reading.met["axe"] if "heading-order" in line]
