"""Starts the servers that are measured, or measured against, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import trustme

from environments import ROOT, executable

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["HOST", "Loopback", "ServerError", "loopback", "recorded"]

HOST = "127.0.0.1"


class ServerError(Exception):
    """A server did not start."""


@dataclass(frozen=True)
class Loopback:
    """Where `benchmarks.loopback` listens.

    Args:
        plain: The port for http.
        secure: The port for https.
        certificates: The certificates to trust for it, a file.
    """

    plain: int
    secure: int
    certificates: Path

    def url(self, form: str = "served", latency: int = 0, *, tls: bool = False) -> str:
        """Gives a base URL.

        Args:
            form: The wire form of the answers.
            latency: Milliseconds that each takes.
            tls: Whether it is https.
        """
        scheme, port = ("https", self.secure) if tls else ("http", self.plain)
        return f"{scheme}://{HOST}:{port}/{form}/{latency}/v1"


@contextmanager
def loopback() -> Generator[Loopback]:
    """Runs the server of fixed answers.

    Raises:
        ServerError: When it does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        authority = trustme.CA()
        certificates, own = Path(folder, "trusted.pem"), Path(folder, "own.pem")
        authority.cert_pem.write_to_path(certificates)
        authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(own)
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.loopback", str(own)],
            cwd=ROOT / "scripts",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                ports = (process.stdout.readline() if process.stdout else "").split()
                if len(ports) != 2:  # noqa: PLR2004 - http and https
                    raise ServerError("the loopback server did not start")
                yield Loopback(int(ports[0]), int(ports[1]), certificates)
            finally:
                process.terminate()


@contextmanager
def recorded() -> Generator[tuple[subprocess.Popen[str], int]]:
    """Runs `tkeel-oauth serve`, and gives its process and port.

    Raises:
        ServerError: When it does not start.
    """
    with subprocess.Popen(
        [str(executable("tkeel-oauth")), "serve", "--host", HOST, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            port = urlsplit(line.removeprefix("listening on ").strip()).port
            if port is None:
                raise ServerError("the recorded server did not start")
            yield process, port
        finally:
            process.terminate()
