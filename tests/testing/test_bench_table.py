"""The table of scripts/bench: what it is made of, and that its clients are measured on equal terms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.figures import Figures, table
from benchmarks.inside import floor, measuring
from benchmarks.loopback import CODE, FORMS
from benchmarks.plan import REFERENCE, ROWS, SUBJECTS, Shown
from benchmarks.servers import loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.servers import Loopback

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
ROW = {row.key: row for row in ROWS}
OURS = next(subject for subject in SUBJECTS if subject.key == "ours")


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with loopback() as running:
        yield running


def test_a_cell_is_the_median_of_the_ratios_of_each_round() -> None:
    figures = Figures()
    # A machine that slows down: the ratio of the medians would be 1.
    for number, (theirs, ours) in enumerate([(1.0, 0.5), (2.0, 1.0), (4.0, 2.4)]):
        figures.add(ROW["sync"], REFERENCE, number, theirs)
        figures.add(ROW["sync"], OURS, number, ours)
    figures.add(ROW["latency-50"], REFERENCE, 0, 0.01)
    figures.add(ROW["latency-50"], OURS, 0, 0.002)
    figures.add(ROW["second"], OURS, 0, 0.000_05)
    figures.add(ROW["memory-sync"], OURS, 0, 524_288)
    figures.failures["import", "httpx"] = "why"
    figures.add(ROW["import"], OURS, 0, 0.002)
    rows = [ROW[key] for key in ("sync", "latency-50", "second", "memory-sync", "import")]
    assert table(figures, rows, [REFERENCE, OURS], 100_000).splitlines() == [
        "|  | bare httpx | tkeel-oauth |",
        "| --- | --: | --: |",
        "| sync call, one connection | 2 s (1 s to 4 s) | 0.50 (0.50 to 0.60) |",
        "| 200 at once, server latency 50 ms: calls/s | 100/s | 5.00 |",
        "| building a second client | - | 50 µs |",
        "| memory growth over 100 000 sync calls | - | 0.50 MiB |",
        "| import | failed | 2 ms |",
    ]


def test_the_growth_of_a_calls_cost_stands_below_the_row_it_comes_from() -> None:
    figures = Figures()
    figures.add(ROW["async-1"], OURS, 0, 0.001)
    figures.add(ROW["async-200"], OURS, 0, 0.0011)
    lines = table(figures, [ROW["async-1"], ROW["async-200"]], [REFERENCE, OURS], 1).splitlines()
    assert lines[-1] == "| cost of an async call at 200 over at 1 | - | 1.10 |"


def test_every_row_can_be_measured() -> None:
    assert {row.measure for row in ROWS} <= set(measuring.MEASURES)
    assert {row.shown for row in ROWS} == set(Shown)
    assert len(ROW) == len(ROWS)


@pytest.mark.parametrize("module", sorted({subject.module for subject in SUBJECTS}))
def test_what_measures_a_client_imports_nothing_for_it(module: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); before = set(sys.modules)\n"
        f"import benchmarks.inside.measuring, benchmarks.inside.{module}\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('benchmarks')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['__future__']\n"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tls", [False, True])
async def test_the_floor_finds_the_code(server: Loopback, form: str, *, tls: bool) -> None:
    where = server.url(form, tls=tls), str(server.certificates) if tls else None
    call, close = floor.open_sync(*where)
    assert [call(), call()] == [CODE, CODE]
    close()
    call_async, close_async = await floor.open_async(*where)
    assert [await call_async(), await call_async()] == [CODE, CODE]
    await close_async()


def test_the_server_waits_as_the_path_says(server: Loopback) -> None:
    call, close = floor.open_sync(server.url(latency=100), None)
    answered: list[str] = []
    asking = threading.Thread(target=lambda: answered.append(call()))
    asking.start()
    fast, close_fast = floor.open_sync(server.url(), None)
    assert fast() == CODE
    assert answered == [], "nobody waits for another's latency"
    asking.join()
    assert answered == [CODE]
    close()
    close_fast()


def run_inside(measure: str, base_url: str, *, clean: bool) -> subprocess.CompletedProcess[str]:
    # The environment of the tests holds what httpx would import besides.
    hide = "import sys; sys.modules.update(click=None, rich=None, trio=None); " if clean else ""
    settings = (f"url={base_url}", "seconds=0.01", "concurrency=3", "calls=20", "way=sync", "clock=wall")
    return subprocess.run(
        [
            *(sys.executable, "-c", f"{hide}from benchmarks.inside.measuring import main; main()"),
            *("bare_httpx", measure, *settings),
        ],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("measure", sorted(measuring.MEASURES))
def test_every_measure_gives_a_figure(server: Loopback, measure: str) -> None:
    done = run_inside(measure, server.url(), clean=True)
    assert done.returncode == 0, done.stderr
    value = json.loads(done.stdout)["value"]
    assert value == CODE if measure == "code" else value >= 0


def test_an_environment_that_would_distort_the_figures_is_refused(server: Loopback) -> None:
    done = run_inside("import", server.url(), clean=False)
    assert done.returncode
    assert "the environment is not clean" in done.stderr
