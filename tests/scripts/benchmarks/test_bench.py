"""scripts/bench: what its table is made of, and that its clients are measured on equal terms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import server
from benchmarks.chart import chart
from benchmarks.clients import CLIENTS, Raw
from benchmarks.measuring import MEASURES
from benchmarks.server import CODE, FORMS
from benchmarks.table import COLUMNS, ROWS, Figures, table, with_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
ROW = {row.key: row for row in ROWS}


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with server.running() as origin:
        yield origin


def test_a_cell_is_the_median_of_the_ratios_of_each_round() -> None:
    figures = Figures()
    # A machine that slows down: the ratio of the medians would be 1.
    for number, (theirs, ours) in enumerate([(1.0, 0.5), (2.0, 1.0), (4.0, 2.4)]):
        figures.add("sync", "httpx", number, {"cpu": theirs, "wall": 2 * theirs})
        figures.add("sync", "ours", number, {"cpu": ours, "wall": ours})
    figures.add("rate-50", "httpx", 0, {"cpu": 1, "wall": 0.01})
    figures.add("rate-50", "ours", 0, {"cpu": 1, "wall": 0.002})
    figures.add("login", "raw", 0, {"cpu": 1, "wall": 0.055})
    figures.add("login", "ours", 0, {"cpu": 2, "wall": 0.0561})
    figures.add("second", "ours", 0, {"cpu": 1, "wall": 0.000_05})
    figures.add("memory", "ours", 0, {"bytes": 524_288})
    figures.failed["import", "httpx"] = "why"
    rows = [ROW[key] for key in ("sync", "rate-50", "login", "second", "memory", "import")]
    lines = [line.split(" | ")[:3] for line in table(figures, rows, 100_000).splitlines()[2:]]
    assert lines == [
        ["| sync call", "2 s", "0.50 (0.25)"],
        ["| 200 at once, server latency 50 ms: calls/s", "100/s", "5.00"],
        ["| **a login of 55 ms: wall time over a raw socket's**", "-", "1.02"],
        ["| building a second client", "-", "50 µs"],
        ["| memory growth over 100 000 sync calls", "-", "0.50 MiB"],
        ["| import", "failed", "-"],
    ]


def test_the_growth_of_a_calls_cost_stands_below_the_row_it_comes_from() -> None:
    figures = Figures()
    figures.add("async-1", "ours", 0, {"cpu": 0.001, "wall": 1})
    figures.add("async-200", "ours", 0, {"cpu": 0.0011, "wall": 1})
    last = table(figures, [ROW["async-1"], ROW["async-200"]], 1).splitlines()[-1]
    assert last.startswith("| cost of an async call at 200 over at 1 | - | 1.10 |")


def test_every_row_and_column_can_be_measured() -> None:
    assert {row.measure for row in ROWS} == MEASURES.keys() - {"code"}
    assert {row.clock for row in ROWS} == {"cpu", "wall", "rate", "bytes"}
    assert {row.over for row in ROWS} <= {"", *COLUMNS}
    assert COLUMNS.keys() == CLIENTS.keys()
    assert len(ROW) == len(ROWS)


def test_what_measures_a_client_imports_nothing_for_it() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); before = set(sys.modules)\n"
        "import benchmarks.measuring\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('benchmarks')))"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "['__future__']\n"


@pytest.mark.parametrize("form", FORMS)
async def test_a_raw_socket_finds_the_code(origin: str, form: str) -> None:
    call, close = Raw().sync(f"{origin}/{form}/0/v1")
    assert [call(), call()] == [CODE, CODE]
    close()
    call_async, close_async = await Raw().aio(f"{origin}/{form}/0/v1")
    assert [await call_async(), await call_async()] == [CODE, CODE]
    await close_async()


def test_the_server_waits_as_the_path_says(origin: str) -> None:
    call, close = Raw().sync(f"{origin}/served/100/v1")
    answered: list[str] = []
    asking = threading.Thread(target=lambda: answered.append(call()))
    asking.start()
    fast, close_fast = Raw().sync(f"{origin}/served/0/v1")
    assert fast() == CODE
    assert answered == [], "nobody waits for another's latency"
    asking.join()
    assert answered == [CODE]
    close()
    close_fast()


def measured(measure: str, base_url: str, *, clean: bool) -> subprocess.CompletedProcess[str]:
    # The environment of the tests holds what httpx would import besides.
    hide = "import sys; sys.modules.update(click=None, rich=None); " if clean else ""
    settings = (f"url={base_url}", "seconds=0.01", "at_once=3", "calls=20", "latency=0", "bytes=2048")
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"{hide}from benchmarks.measuring import main; main()",
            "httpx",
            measure,
            *settings,
        ],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_gives_a_figure(origin: str, measure: str) -> None:
    done = measured(measure, f"{origin}/served/0/v1", clean=True)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures == {"code": CODE} if measure == "code" else min(figures.values()) >= 0


def test_an_environment_that_would_distort_the_figures_is_refused(origin: str) -> None:
    done = measured("import", origin, clean=False)
    assert done.returncode
    assert "the environment is not clean" in done.stderr


def test_the_chart_has_a_bar_for_each_figure_and_asks_nobody() -> None:
    text = chart({"sync call": {"bare httpx": 1.0, "tkeel-oauth": 0.5}, "async call": {"<raw>": 0.02}})
    drawing = ET.fromstring(text)  # noqa: S314 - it is ours
    widths = [float(bar.get("width", "")) for bar in drawing.iter("{http://www.w3.org/2000/svg}rect")]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 0.5, 0.02], abs=0.001)
    assert "&lt;raw&gt;" in text
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "\n\n" not in text


def test_the_page_gets_the_table_in_its_place() -> None:
    page = "# A\n\n<!-- figures -->\n\nold\n\n<!-- end of figures -->\n\nMore.\n"
    new = with_figures(page, "| new |")
    assert new == "# A\n\n<!-- figures -->\n\n| new |\n\n<!-- end of figures -->\n\nMore.\n"
    assert with_figures(new, "| new |") == new
    shown = (SCRIPTS.parent / "docs" / "performance.md").read_text(encoding="utf-8")
    assert with_figures(shown, "| new |") != shown
