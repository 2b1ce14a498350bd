"""The files of `tkeel-oauth authorize --from`, and who stands in them."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import tkeel_oauth
from tkeel_oauth.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterable

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(tkeel_oauth.__file__).parents[1])}
COLUMNS = ["tenant_id", "username", "password", "redirect_uri"]
ALICE = ["tenant-a", "alice", "wonderland", "http://tkeel.io/callback"]
BOB = ["tenant-a", "bob@example.com", "p@ss w+rd&=%/?#;", "http://tkeel.io/callback"]
WRONG = ["tenant-a", "mallory", "hunter2", "http://tkeel.io/callback"]
SECRETS = ("wonderland", "hunter2", "p@ss", "alice", "mallory", "bob@example.com", "INVENTEDCODE")


class Files:
    """The two files of a run."""

    def __init__(self, folder: Path) -> None:
        self.users = folder / "users.csv"
        self.results = folder / "results.jsonl"
        self.arguments = ["authorize", "--from", str(self.users), "--output", str(self.results)]

    def write(self, rows: Iterable[list[str]], columns: list[str] = COLUMNS) -> None:
        self.users.touch(0o600)
        with self.users.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([columns, *rows])

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.results.read_text("ascii").splitlines()]

    def run(self, *more: str) -> int:
        return main([*self.arguments, *more])


def error_of(line: dict[str, object]) -> dict[str, object]:
    return cast("dict[str, object]", line["error"])


def assert_quiet(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []
