"""har-validator on the recording that ships: HAR 1.2 by its JSON Schemas."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDING = resources.files("tkeel_oauth.recordings").joinpath("tkeel.har").read_text("utf-8")


def test_the_recording_is_valid(run_script: Callable[..., object]) -> None:
    assert run_script("har_validator.cjs", given=RECORDING) == []


@pytest.mark.parametrize(
    ("right", "broken", "place"),
    [
        ('"startedDateTime": "2', '"startedDateTime": "on 2', ".log.entries[0].startedDateTime"),
        ('"url": "http://', '"url": "', ".log.entries[0].request.url"),
        ('"cookies": [],', "", ".log.entries[0].request"),
        ('"headersSize": -1', '"headersSize": "none"', ".log.entries[0].request.headersSize"),
    ],
)
def test_a_broken_one_is_told(
    run_script: Callable[..., list[list[str]]], right: str, broken: str, place: str
) -> None:
    assert right in RECORDING
    found = run_script("har_validator.cjs", given=RECORDING.replace(right, broken, 1))
    assert place in [told[0] for told in found]
