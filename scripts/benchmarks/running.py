"""Runs one measure of one client in a fresh process of a clean environment."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from benchmarks.plan import Place
from environments import ROOT, executable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.plan import Row, Subject
    from benchmarks.servers import Loopback

__all__ = ["MeasureError", "Runner", "Scale"]

# What a process needs to run at all; proxies, PYTHON… and TKEEL_… variables would change what is measured.
_PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "SYSTEMROOT")
_PROGRAM = "from benchmarks.inside.measuring import main; main()"


class MeasureError(Exception):
    """A measure did not come to its end; the text is one line."""


@dataclass(frozen=True)
class Scale:
    """How long measures last.

    Args:
        seconds: Of calls, for most rows.
        memory_calls: For the growth of memory.
        limit: Seconds after which a measure is given up.
        clock: `wall`, or `processor` for the time that the client's process has used it.
    """

    seconds: float
    memory_calls: int
    limit: float
    clock: str = "wall"


class Runner:
    """Runs measures.

    Args:
        environment: The folder of the environment that holds the clients.
        folders: Those that hold the generated clients.
        loopback: The server of fixed answers.
        recorded_port: The port of the recorded server.
        scale: How long measures last.
    """

    def __init__(
        self,
        environment: Path,
        folders: Sequence[Path],
        loopback: Loopback,
        recorded_port: int,
        scale: Scale,
    ) -> None:
        self._python = str(executable("python", environment))
        self._path = os.pathsep.join(map(str, (ROOT / "client", ROOT / "scripts", *folders)))
        self._loopback = loopback
        self._recorded = f"http://127.0.0.1:{recorded_port}/v1"
        self._scale = scale

    def measure(self, subject: Subject, row: Row) -> float:
        """Gives a figure: seconds, or bytes for memory.

        Args:
            subject: The client.
            row: What is measured.

        Raises:
            MeasureError: When it failed or took too long.
        """
        settings: dict[str, object] = {"url": self._recorded, "seconds": self._scale.seconds * row.longer}
        if row.place is not Place.RECORDED:
            settings["url"] = self._loopback.url(latency=row.latency, tls=row.place is Place.TLS)
        if row.place is Place.TLS:
            settings["certificates"] = self._loopback.certificates
        settings |= {"concurrency": row.concurrency, "calls": self._scale.memory_calls, "way": row.way}
        settings["clock"] = self._scale.clock
        figure = self._run(subject, row.measure, settings)
        if not isinstance(figure, int | float):
            raise MeasureError("it gave no figure")
        return figure

    def code(self, subject: Subject, form: str) -> str:
        """Tells what a client takes for the authorization code of an answer.

        Args:
            subject: The client.
            form: The answer's wire form.

        Raises:
            MeasureError: When it failed.
        """
        return str(self._run(subject, "code", {"url": self._loopback.url(form)}))

    def works(self, subject: Subject) -> str | None:
        """Tells why a client cannot be measured, None where it can.

        Args:
            subject: The client.
        """
        try:
            self.code(subject, "served")
        except MeasureError as error:
            return str(error)
        return None

    def program(self, code: str, environment: Mapping[str, str] | None = None) -> str:
        """Runs a program where the clients run, and gives what it prints.

        Args:
            code: The program.
            environment: Variables that it gets besides.

        Raises:
            MeasureError: When it failed.
        """
        return self._python_with([code], environment or {})

    def _run(self, subject: Subject, measure: str, settings: Mapping[str, object]) -> object:
        arguments = [_PROGRAM, subject.module, measure]
        arguments += [f"{name}={value}" for name, value in settings.items()]
        printed = self._python_with(arguments, subject.environment)
        return cast("dict[str, object]", json.loads(printed)).get("value")

    def _python_with(self, arguments: Sequence[str], variables: Mapping[str, str]) -> str:
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        try:
            done = subprocess.run(
                [self._python, "-c", *arguments],
                env={**passed_on, "PYTHONPATH": self._path, **variables},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self._scale.limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise MeasureError(f"it took longer than {self._scale.limit:g} s") from None
        if done.returncode:
            raise MeasureError("".join(done.stderr.strip().splitlines()[-1:]) or "it failed")
        return done.stdout
