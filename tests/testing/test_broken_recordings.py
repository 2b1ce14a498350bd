"""A file that is no recording is refused with the place of the fault, and without its content."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import tkeel_oauth.recordings
from tkeel_oauth.testing import InvalidRecordingError, load_recording
from tkeel_oauth.testing.recording import parse_recording

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: dict[str, Any] = json.loads(Path(tkeel_oauth.recordings.__file__).with_name("tkeel.har").read_bytes())

FAULTS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("log.version must be one of 1.2", lambda log: log.update(version="1.1")),
    ("log._contract is missing, must be an object", lambda log: log.pop("_contract")),
    ("log._contract.format must be one of 1", lambda log: log["_contract"].update(format=2)),
    ("log.entries must be an array", lambda log: log.update(entries={})),
    ("log.entries[1] must be an object", lambda log: log["entries"].insert(1, "wonderland")),
    ("log.entries[0]._scenario is missing", lambda log: log["entries"][0].pop("_scenario")),
    ("log.entries[0]._reach must be one of sdk, raw", lambda log: log["entries"][0].update(_reach="all")),
    ("log.entries[0].time must be a number", lambda log: log["entries"][0].update(time="wonderland")),
    ("log.entries[0]._primary must be true or false", lambda log: log["entries"][0].update(_primary=1)),
    ("log.entries[0].request.url is missing", lambda log: log["entries"][0]["request"].pop("url")),
    (
        "log.entries[0].response.status must be an integer",
        lambda log: log["entries"][0]["response"].update(status=True),
    ),
    (
        "log.entries[0].response.content.text cannot be decoded",
        lambda log: log["entries"][0]["response"]["content"].update(encoding="base64"),
    ),
    (
        "log.entries[0].response.content.encoding must be one of base64, absent",
        lambda log: log["entries"][0]["response"]["content"].update(encoding="rot13"),
    ),
    (
        "log.entries[0]._outcome must stand where response.status is 0",
        lambda log: log["entries"][0]["response"].update(status=0),
    ),
    ("two entries have the _scenario 'success'", lambda log: log["entries"].append(log["entries"][0])),
    (
        "one of these entries with the same request must be _primary: success, success_again",
        lambda log: log["entries"][0].update(_primary=False),
    ),
]


@pytest.mark.parametrize(("message", "damage"), FAULTS, ids=[message for message, _ in FAULTS])
def test_fault_is_named(message: str, damage: Callable[[dict[str, Any]], object]) -> None:
    har = copy.deepcopy(GOOD)
    damage(har["log"])
    with pytest.raises(InvalidRecordingError) as caught:
        parse_recording(json.dumps(har).encode())
    assert message in str(caught.value)
    assert "wonderland" not in str(caught.value)


@pytest.mark.parametrize("har", [b"", b"wonderland", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"log": 1}'])
def test_what_is_no_har_at_all_is_refused(har: bytes) -> None:
    with pytest.raises(InvalidRecordingError) as caught:
        parse_recording(har)
    assert "wonderland" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "mine.har"
    broken.write_text("{")
    with pytest.raises(InvalidRecordingError, match=r"mine\.har: not JSON"):
        load_recording(broken)


def test_a_file_of_ones_own_is_loaded(tmp_path: Path) -> None:
    har = copy.deepcopy(GOOD)
    har["log"]["entries"] = har["log"]["entries"][5:6]
    own = tmp_path / "mine.har"
    own.write_text(json.dumps(har))
    assert load_recording(own).names == ("wrong_password",)


def test_a_body_that_is_not_text_is_base64() -> None:
    har = copy.deepcopy(GOOD)
    har["log"]["entries"][0]["response"]["content"].update(encoding="base64", text="/wD+")
    answer = parse_recording(json.dumps(har).encode())["success"].answer
    assert answer is not None
    assert answer.body == b"\xff\x00\xfe"
