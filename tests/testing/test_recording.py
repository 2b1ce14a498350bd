"""A file that is no recording is refused with the place of the fault, and without its content."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import tkeel_oauth.recordings
from tkeel_oauth._runtime.base.json import is_array, is_object
from tkeel_oauth.testing import InvalidRecordingError, load_recording
from tkeel_oauth.testing.recording import parse_recording

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD: dict[str, Any] = json.loads(Path(tkeel_oauth.recordings.__file__).with_name("tkeel.har").read_bytes())


def first(log: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = log["entries"][0]
    return entry


FAULTS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("log.version must be one of 1.2", lambda log: log.update(version="1.1")),
    ("log._contract is missing, must be an object", lambda log: log.pop("_contract")),
    ("log._contract.format must be one of 1", lambda log: log["_contract"].update(format=2)),
    ("log.entries must be an array", lambda log: log.update(entries={})),
    ("log.entries[1] must be an object", lambda log: log["entries"].insert(1, "wonderland")),
    ("log.entries[0]._scenario is missing", lambda log: first(log).pop("_scenario")),
    ("log.entries[0]._reach must be one of sdk, raw", lambda log: first(log).update(_reach="all")),
    ("log.entries[0].time must be a number", lambda log: first(log).update(time="wonderland")),
    ("log.entries[0].time must be a number", lambda log: first(log).update(time=10**400)),
    ("log.entries[0]._primary must be true or false", lambda log: first(log).update(_primary=1)),
    ("log.entries[0].request.url is missing", lambda log: first(log)["request"].pop("url")),
    ("log.entries[0].request.url must be a URL", lambda log: first(log)["request"].update(url="http://[::1")),
    (
        "log.entries[0].request.url must be of ASCII",
        lambda log: first(log)["request"].update(url="http://a/é"),
    ),
    ("request._target must be of ASCII", lambda log: first(log)["request"].update(_target="x\r\n")),
    ("request.method must be the name of a method", lambda log: first(log)["request"].update(method="GE T")),
    (
        "request.httpVersion must be one of HTTP/1.1",
        lambda log: first(log)["request"].update(httpVersion="h2"),
    ),
    (
        "log.entries[0].response.status must be an integer",
        lambda log: first(log)["response"].update(status=True),
    ),
    ("log.entries[0].response.status must be 0 or", lambda log: first(log)["response"].update(status=-200)),
    ("response.statusText must be a line", lambda log: first(log)["response"].update(statusText="a\nb")),
    (
        "response.headers[0].name must be the name of a header",
        lambda log: first(log)["response"]["headers"][0].update(name="A: b"),
    ),
    (
        "response.headers[0].value must be a line of Latin-1",
        lambda log: first(log)["response"]["headers"][0].update(value="密码"),
    ),
    (
        "log.entries[0].response.content.text cannot be decoded",
        lambda log: first(log)["response"]["content"].update(encoding="base64"),
    ),
    (
        "log.entries[0].response.content.text cannot be decoded",
        lambda log: first(log)["response"]["content"].update(encoding="base64", text="密码"),
    ),
    (
        "log.entries[0].response.content.encoding must be one of base64, absent",
        lambda log: first(log)["response"]["content"].update(encoding="rot13"),
    ),
    (
        "log.entries[0]._outcome must stand where response.status is 0",
        lambda log: first(log)["response"].update(status=0),
    ),
    ("half of a surrogate pair", lambda log: first(log).update(comment="\ud800")),
    ("half of a surrogate pair", lambda log: first(log).update({"\udfff": 1})),
    ("two entries have the _scenario 'success'", lambda log: log["entries"].append(log["entries"][0])),
    (
        "one of these entries with the same request must be _primary: success, success_again",
        lambda log: first(log).update(_primary=False),
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


NONE = [
    *(b"", b"wonderland", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"log": 1}', b"{}", b"\xff\xfe{\x00"),
    *(b'{"log": NaN}', b"1" * 5000, b'{"log": {"version": 1e999}}'),
]


@pytest.mark.parametrize("har", NONE, ids=[repr(one[:20]) for one in NONE])
def test_what_is_no_har_at_all_is_refused(har: bytes) -> None:
    with pytest.raises(InvalidRecordingError) as caught:
        parse_recording(har)
    assert "wonderland" not in str(caught.value)
    assert caught.value.__cause__ is None


VALUES: list[object] = [None, True, 0, -1, 1e308, "", "\ud800", "http://[::1", "0001-01-01T00:00:00Z", [], {}]


def places(value: object) -> list[list[str | int]]:
    """The ways from a document to everything in it."""
    found: list[list[str | int]] = []
    members: list[tuple[str | int, object]] = []
    if is_object(value):
        members = [*value.items()]
    elif is_array(value):
        members = [*enumerate(value)]
    for step, member in members:
        found += [[step], *([step, *rest] for rest in places(member))]
    return found


def test_whatever_stands_anywhere_it_is_read_or_refused() -> None:
    small = copy.deepcopy(GOOD)
    small["log"]["entries"] = [
        one for one in small["log"]["entries"] if one["_scenario"] == "method_post_form"
    ]
    for place in places(small):
        for value in VALUES:
            har = copy.deepcopy(small)
            holder: Any = har
            for step in place[:-1]:
                holder = holder[step]
            holder[place[-1]] = value
            try:
                parse_recording(json.dumps(har).encode())
            except InvalidRecordingError:
                continue


def test_the_file_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "mine.har"
    broken.write_text("{")
    with pytest.raises(InvalidRecordingError, match=r"mine\.har: not JSON"):
        load_recording(broken)


def test_a_file_of_ones_own_is_loaded(tmp_path: Path) -> None:
    har = copy.deepcopy(GOOD)
    har["log"]["entries"] = har["log"]["entries"][5:6]
    # As the first edition wrote it.
    har["log"]["_contract"]["openapiSha256"] = "0" * 64
    own = tmp_path / "mine.har"
    own.write_text(json.dumps(har))
    assert load_recording(own).names == ("wrong_password",)


def test_a_body_that_is_not_text_is_base64() -> None:
    har = copy.deepcopy(GOOD)
    first(har["log"])["response"]["content"].update(encoding="base64", text="/wD+")
    answer = parse_recording(json.dumps(har).encode())["success"].answer
    assert answer is not None
    assert answer.body == b"\xff\x00\xfe"
