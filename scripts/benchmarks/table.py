"""Measures in fresh processes and interleaved rounds, and prints the table of the documentation."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import generated, server
from benchmarks.chart import chart
from benchmarks.server import CODE, FORMS
from environments import ROOT, SetupError, executable, ready

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["COLUMNS", "ROWS", "Figures", "Row", "main", "table", "with_figures"]

# What a process needs to run at all; proxies, PYTHON… and TKEEL_… variables would change what is measured.
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT")
_ROUNDS = 5
_PAGE = ROOT / "docs" / "performance.md"
_DRAWING = ROOT / "docs" / "assets" / "performance.svg"
_PACKAGES = (
    "httpx",
    "httpcore",
    "h11",
    "httpx2",
    "openapi-python-client",
    "openapi-generator-cli",
    "aiohttp",
    "urllib3",
)
_VERSIONS = """
import sys
from importlib.metadata import version
print(", ".join(f"{name} {version(name)}" for name in sys.argv[1:]))
"""

# client -> its column
COLUMNS = {
    "httpx": "bare httpx",
    "ours": "tkeel-oauth",
    "stock": "openapi-python-client",
    "peer": "OpenAPI Generator",
    "httpx2": "bare httpx2",
    "raw": "raw socket",
}


@dataclass(frozen=True)
class Row:
    """A figure.

    Args:
        key: Its name in the JSON.
        title: Its name in the table.
        measure: What `benchmarks.measuring` does.
        over: The client whose figure in the same round it is given over; "" for as measured.
        clock: `cpu` for time on the processor, with the wall's beside it; `wall`, `rate`, `bytes`.
        latency: Milliseconds that each answer takes.
        at_once: Calls at once.
        longer: How many times as long as others it is measured.
        only: The one client that it is measured of, None for all.
    """

    key: str
    title: str
    measure: str
    over: str = "httpx"
    clock: str = "cpu"
    latency: int = 0
    at_once: int = 1
    longer: float = 1.0
    only: str | None = None


_LOGIN = "**a login of 55 ms: wall time over a raw socket's**"
_LOGINS = "**200 such at once: share of a raw socket's rate**"
ROWS = (
    Row("import", "import", "import", clock="wall"),
    Row("cold", "cold start: import, client, first call", "cold", clock="wall"),
    Row("second", "building a second client", "second", over="", clock="wall"),
    Row("sync", "sync call", "sync"),
    Row("async-1", "async call, 1 at once", "async"),
    Row("async-50", "async call, 50 at once", "async", at_once=50),
    Row("async-200", "async call, 200 at once", "async", at_once=200),
    # some turns of all the calls, or what is cut off at the end would count too much
    Row("rate-50", "200 at once, server latency 50 ms: calls/s", "async", "httpx", "rate", 50, 200, 2),
    Row("rate-200", "200 at once, server latency 200 ms: calls/s", "async", "httpx", "rate", 200, 200, 5),
    Row("login", _LOGIN, "sync", "raw", "wall", latency=55, longer=3),
    Row("logins", _LOGINS, "async", "raw", "rate", 55, 200, 2),
    Row("memory", "memory growth over {calls} sync calls", "memory", "", "bytes"),
    Row("memory-async", "memory growth over {calls} async calls, 10 at once", "memory-async", "", "bytes"),
    Row("costly", "an answer of 1 MiB that is made to be costly", "costly", "", only="ours"),
)


class Figures:
    """What was measured: by row, client and round, what `benchmarks.measuring` gave."""

    def __init__(self) -> None:
        self.measured: dict[str, dict[str, dict[int, dict[str, float]]]] = {}
        self.failed: dict[tuple[str, str], str] = {}

    def add(self, row: str, client: str, number: int, figures: dict[str, float]) -> None:
        """Take a figure."""
        self.measured.setdefault(row, {}).setdefault(client, {})[number] = figures

    def of(self, row: str, client: str, clock: str) -> list[float]:
        """The figures of a row and a client, of all rounds."""
        return [figures[clock] for figures in self.measured.get(row, {}).get(client, {}).values()]

    def ratio(self, row: str, client: str, over: str, clock: str, over_row: str = "") -> float | None:
        """The median of a client's figures over another's in the same round."""
        above = self.measured.get(row, {}).get(client, {})
        below = self.measured.get(over_row or row, {}).get(over, {})
        pairs = [(above[number][clock], below[number][clock]) for number in above if number in below]
        return median(over / under for over, under in pairs) if pairs else None


def table(figures: Figures, rows: Sequence[Row], calls: int) -> str:
    """Make the table, in Markdown."""
    lines = [["", *COLUMNS.values()], ["---", *("--:" for _ in COLUMNS)]]
    for row in rows:
        lines.append(
            [
                row.title.format(calls=f"{calls:_}".replace("_", " ")),
                *(_cell(figures, row, one) for one in COLUMNS),
            ]
        )
        if row.key == "async-200":
            grown = [figures.ratio("async-200", one, one, "cpu", "async-1") for one in COLUMNS]
            lines.append(["cost of an async call at 200 over at 1", *(_shown(value) for value in grown)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(figures: Figures, row: Row, client: str) -> str:
    if (row.key, client) in figures.failed:
        return "failed"
    clock = "wall" if row.clock == "rate" else row.clock
    measured = figures.of(row.key, client, clock)
    if not measured:
        return "-"
    if not row.over or client == row.over == "httpx":
        return _absolute(median(measured), row.clock)
    ratio = figures.ratio(row.key, client, row.over, clock)
    if row.clock == "rate" and ratio:
        ratio = 1 / ratio
    beside = figures.ratio(row.key, client, row.over, "wall") if row.clock == "cpu" else None
    return _shown(ratio) + (f" ({_shown(beside)})" if beside else "")


def _shown(ratio: float | None) -> str:
    if ratio is None:
        return "-"
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"  # noqa: PLR2004 - where two places say little


def _absolute(value: float, clock: str) -> str:
    if clock == "bytes":
        return f"{value / (1 << 20):.2f} MiB"
    if clock == "rate":
        return f"{1 / value:.0f}/s"
    unit, size = next((each for each in (("s", 1.0), ("ms", 1e-3)) if value >= each[1]), ("µs", 1e-6))
    return f"{value / size:.3g} {unit}"


class _Runner:
    """Runs measures, each in a fresh process of an environment that holds the clients and nothing else."""

    def __init__(self, origin: str, seconds: float, calls: int) -> None:
        folder = ready("bench")
        self.python = str(executable("python", folder))
        self._origin, self._seconds, self._calls = origin, seconds, calls
        path = os.pathsep.join(map(str, (ROOT / "client", ROOT / "scripts", *generated.packages(folder))))
        self._variables = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
            "PYTHONPATH": path
        }

    def measure(self, client: str, row: Row) -> dict[str, float]:
        figures: dict[str, float] = self._run(
            client, row.measure, "served", latency=row.latency, at_once=row.at_once, calls=self._calls,
            seconds=self._seconds * row.longer,
        )  # fmt: skip
        return figures

    def code(self, client: str, form: str) -> str:
        return str(self._run(client, "code", form)["code"])

    def _run(self, client: str, measure: str, form: str, *, latency: int = 0, **settings: float) -> Any:  # noqa: ANN401 - JSON
        settings |= {"latency": latency}
        url = f"url={self._origin}/{form}/{latency}/v1"
        command = [self.python, "-m", "benchmarks.measuring", client, measure, url]
        command += [f"{name}={value}" for name, value in settings.items()]
        done = subprocess.run(
            command, env=self._variables, capture_output=True, text=True, timeout=900, check=False
        )
        if done.returncode:
            raise RuntimeError("".join(done.stderr.strip().splitlines()[-1:]) or "it failed")
        return json.loads(done.stdout)


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and write what is asked for; 1 when a measure failed."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="This client beside others.")
    parser.add_argument("--quick", action="store_true", help="one short round, in a few minutes")
    parser.add_argument("--rounds", type=int, help=f"default: {_ROUNDS}, or 1 with --quick")
    parser.add_argument(
        "--only", metavar="ROW", action="append", choices=[row.key for row in ROWS], help="repeatable"
    )
    parser.add_argument(
        "--client", metavar="CLIENT", action="append", choices=list(COLUMNS), help="repeatable"
    )
    parser.add_argument("--calls", type=int, help="for the growth of memory (100000, with --quick 2000)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every figure there, too")
    parser.add_argument("--docs", action="store_true", help="put table and chart into docs/, too")
    options = parser.parse_args(arguments)
    rounds: int = options.rounds or (1 if options.quick else _ROUNDS)
    calls: int = options.calls or (2_000 if options.quick else 100_000)
    rows = [row for row in ROWS if not options.only or row.key in options.only]
    clients = [client for client in COLUMNS if not options.client or client in options.client]
    figures = Figures()
    with server.running() as origin:
        try:
            runner = _Runner(origin, 0.2 if options.quick else 1.0, calls)
        except SetupError as error:
            sys.exit(f"scripts/bench: {error}")
        for number in range(rounds):
            for row in rows:
                # Nobody is always the one behind a client that has warmed, or throttled, the processor.
                turn = number % len(clients)
                for client in (*clients[turn:], *clients[:turn]):
                    # memory takes long and varies little
                    again = number and row.clock == "bytes"
                    of_it = row.only in {None, client} and (row.key, client) not in figures.failed
                    if of_it and not again:
                        _add(figures, runner, row, client, number)
        told = "\n".join([table(figures, rows, calls), "", *_notes(figures, runner, rounds, clients)])
    print(told)
    for (key, client), why in figures.failed.items():
        print(f"scripts/bench: {client}, {key}: {why}", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(figures.measured, indent=2) + "\n", "utf-8")
    if options.docs:
        _PAGE.write_text(with_figures(_PAGE.read_text("utf-8"), told), "utf-8")
        _DRAWING.write_text(chart(_costs(figures)), "utf-8")
    return 1 if figures.failed else 0


def with_figures(page: str, told: str) -> str:
    """Put what is printed between the two comments of the documentation's page that say where."""
    begin, end = "<!-- figures -->\n", "<!-- end of figures -->\n"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{told}\n\n{end}{after}"


def _add(figures: Figures, runner: _Runner, row: Row, client: str, number: int) -> None:
    try:
        figures.add(row.key, client, number, runner.measure(client, row))
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        figures.failed[row.key, client] = str(error)


def _costs(figures: Figures) -> dict[str, dict[str, float]]:
    """What a call costs over bare httpx, by row and column, for the chart."""
    costs = {
        row.title: {title: figures.ratio(row.key, one, "httpx", "cpu") for one, title in COLUMNS.items()}
        for row in ROWS
        if row.clock == "cpu" and row.only is None
    }
    return {row: {title: value for title, value in bars.items() if value} for row, bars in costs.items()}


def _notes(figures: Figures, runner: _Runner, rounds: int, clients: Sequence[str]) -> Iterator[str]:
    several = f"Medians of {rounds} rounds" if rounds > 1 else "One round"
    versions = subprocess.run(
        [runner.python, "-c", _VERSIONS, *_PACKAGES], capture_output=True, text=True, check=True
    )
    yield (
        f"- {several}. The first column is as measured. The others are ratios to it in the same round where "
        "they have no unit: of time on the processor, with the wall's in parentheses, of the wall's alone "
        "where a call is not repeated, or of calls a second. The bold rows are over a raw socket."
    )
    yield (
        f"- Loopback, kept connections, fresh processes, rounds interleaved. {_processor()}, "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; "
        f"{versions.stdout.strip()}."
    )
    if costly := list(figures.measured.get("costly", {}).get("ours", {}).values()):
        shapes = {name: median(one[name] for one in costly) for name in costly[0] if name != "cpu"}
        worst = max(shapes, key=shapes.__getitem__)
        yield (
            f"- The worst of {len(shapes)} answers made to be costly is of the shape “{worst}”: "
            f"{_absolute(shapes[worst], 'cpu')} on the processor."
        )
    for form in FORMS:
        for client in clients:
            generated_from_it = client in {"ours", "stock", "peer"}
            if generated_from_it and (code := runner.code(client, form)) != CODE:
                told = f"hands its caller `{code}` as the authorization code"
                yield f"- In the {form} form, {COLUMNS[client]} {told}."


def _processor() -> str:
    """The model of the processor as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()
