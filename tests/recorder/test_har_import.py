"""HAR files of other tools become recordings."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.recorder.exchanges import CODE, LOGIN
from tkeel_oauth.testing import (
    Engine,
    InvalidRecordingError,
    RecordingError,
    SecretSurvivedError,
    import_har,
    load_recording,
)

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "https://iot.corp.example/apis/security"
QUERY = (
    "response_type=code&username=carol.smith%40corp.test&password=Tr0ub4dor%263"
    "&redirect_uri=https%3A%2F%2Fapp.corp.test%2Fcb&state=st-0815-q"
)
URL = f"{ROOT}/v1/oauth/MpUNHo3P/authorize?{QUERY}"
BODY = f'{{"code":"io.tkeel.SUCCESS","msg":"","data":{{"code":"{CODE}"}}}}'

Entry = dict[str, Any]


def entry(url: str = URL, body: str | None = BODY, **changes: object) -> Entry:
    """As Chrome writes it: HTTP/2, a compressed answer with its text, and much besides."""
    return {
        "_initiator": {"type": "script", "stack": LOGIN.password},
        "_resourceType": "fetch",
        "startedDateTime": changes.pop("started", "2026-03-04T06:06:07.891+01:00"),
        "time": 81.2,
        "request": {
            "method": changes.pop("method", "GET"),
            "url": url,
            "httpVersion": "http/2.0",
            "headers": [
                {"name": ":authority", "value": "iot.corp.example"},
                {"name": "accept", "value": "*/*"},
                {"name": "accept-encoding", "value": "gzip, deflate, br"},
                {"name": "cookie", "value": "sid=s3ss10n"},
                {"name": "referer", "value": f"https://app.corp.test/?p={LOGIN.password}"},
            ],
            "queryString": [{"name": "password", "value": LOGIN.password}],
            "cookies": [{"name": "sid", "value": "s3ss10n"}],
            **({"postData": changes.pop("post")} if "post" in changes else {}),
        },
        "response": {
            "status": changes.pop("status", 200),
            "statusText": "",
            "httpVersion": "http/2.0",
            "headers": [
                {"name": "content-type", "value": "application/json"},
                {"name": "content-encoding", "value": "br"},
                {"name": "content-length", "value": "77"},
                {"name": "set-cookie", "value": "sid=s3ss10n"},
                {"name": "date", "value": "Wed, 04 Mar 2026 05:06:07 GMT"},
            ],
            "content": {"size": 99, "mimeType": "application/json", "text": body, **changes},
            "redirectURL": "",
        },
        "cache": {},
        "serverIPAddress": "203.0.113.7",
    }


def har(*entries: Entry) -> bytes:
    pages = [{"title": URL, "id": "page_1"}]
    return json.dumps({"log": {"version": "1.2", "pages": pages, "entries": list(entries)}}).encode()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "browser.har"
    path.write_bytes(har(entry()))
    return path


def test_a_login_in_a_browser_becomes_a_recording(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.har"
    recording = import_har(source, output)
    assert load_recording(output) == recording
    scenario = recording.scenarios[0]
    assert Engine(recording).reply(scenario.request).scenario == scenario.name == "authorize_200"
    assert (scenario.reach, scenario.wire_form) == ("sdk", "served")
    assert scenario.answer is not None
    assert (scenario.answer.reason, scenario.answer.http_version) == ("OK", "HTTP/1.1")
    assert dict(scenario.answer.headers) == {
        "content-type": "application/json",
        "content-length": str(len(BODY)),
        "date": "Wed, 04 Mar 2026 05:06:07 GMT",
    }
    text = output.read_text(encoding="utf-8")
    live = [LOGIN.password, "Tr0ub", "carol", "corp", "MpUNHo3P", "st-0815", CODE, "s3ss10n", "203.0.113"]
    assert [value for value in live if value in text] == []


def test_the_date_is_that_of_the_first_exchange(source: Path, tmp_path: Path) -> None:
    source.write_bytes(
        har(entry(started="2026-03-04T06:06:07.891+01:00"), entry(started="2026-03-04T05:06:00Z"))
    )
    first = import_har(source, tmp_path / "1.har")
    assert first.contract.recorded_at == "2026-03-04T05:06:00Z"
    import_har(source, tmp_path / "2.har")
    assert (tmp_path / "1.har").read_bytes() == (tmp_path / "2.har").read_bytes()


def test_a_file_with_a_mark_in_front_and_a_body_in_base64_is_read(source: Path) -> None:
    body = base64.b64encode(BODY.encode()).decode()
    source.write_bytes(b"\xef\xbb\xbf" + har(entry(body=body, encoding="base64")))
    answer = import_har(source).scenarios[0].answer
    assert answer is not None
    assert answer.body.startswith(b'{"code":"io.tkeel.SUCCESS"')


def test_what_is_not_tkeels_or_was_not_answered_is_left_out(source: Path) -> None:
    source.write_bytes(
        har(
            entry("https://tracker.corp.example/v1/collect?u=carol"),
            entry("https://app.corp.test/"),
            entry(f"{ROOT}/v1/users"),
            entry("data:text/html,hello"),
            entry("http://[::1/v1/oauth/x/authorize"),
            entry(status=0),
            entry(status=-1),
            entry(),
        )
    )
    assert import_har(source).names == ("authorize_200",)


def test_with_a_base_url_all_that_was_asked_there_is_taken(source: Path) -> None:
    source.write_bytes(
        har(entry(f"{ROOT}/v1/nothing"), entry("https://app.corp.test/apis/security/v1/nothing"))
    )
    (scenario,) = import_har(source, base_url=f"{ROOT}/v1")
    assert scenario.request.target == "/v1/nothing"


def test_a_file_without_tkeel_is_an_error(source: Path, tmp_path: Path) -> None:
    source.write_bytes(har(entry("https://app.corp.test/")))
    with pytest.raises(RecordingError, match="no whole exchange"):
        import_har(source, tmp_path / "out.har")
    assert [path.name for path in tmp_path.iterdir()] == ["browser.har"]


def test_a_live_value_that_survives_is_refused(source: Path, tmp_path: Path) -> None:
    echo = base64.b64encode(LOGIN.password.encode()).decode()
    source.write_bytes(har(entry(body=BODY[:-1] + f',"echo":"{echo}"}}')))
    with pytest.raises(SecretSurvivedError, match="a password would stand"):
        import_har(source, tmp_path / "out.har")
    assert [path.name for path in tmp_path.iterdir()] == ["browser.har"]


def test_a_form_is_redacted(source: Path) -> None:
    post: Entry = {"mimeType": "application/x-www-form-urlencoded", "text": QUERY, "params": []}
    posted = entry(URL.partition("?")[0], method="POST", post=post)
    posted["request"]["headers"].append({"name": "content-type", "value": post["mimeType"]})
    source.write_bytes(har(posted))
    body = import_har(source).scenarios[0].request.body.decode()
    assert "username=alice&password=wonderland" in body


def test_a_body_that_is_not_utf8_is_kept(source: Path) -> None:
    raw = b"\xff\xfe" + BODY.encode()
    source.write_bytes(har(entry(body=base64.b64encode(raw).decode(), encoding="base64")))
    scenario = import_har(source).scenarios[0]
    assert scenario.answer is not None
    assert scenario.answer.body.startswith(b"\xff\xfe{")
    assert scenario.wire_form == "text"


def test_a_header_beyond_latin_1_is_kept_as_its_bytes(source: Path) -> None:
    live = entry()
    live["response"]["headers"].append({"name": "Location", "value": "/v1/租户"})
    source.write_bytes(har(live))
    answer = import_har(source).scenarios[0].answer
    assert answer is not None
    assert dict(answer.headers)["Location"].encode("latin-1").decode() == "/v1/租户"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "browser.har: not JSON"),
        (b"[]", "browser.har: not a HAR file: the document must be an object"),
        (b"{}", "browser.har: document.log is missing, must be an object"),
        (b'{"log":{"entries":[7]}}', r"log.entries\[0\] must be an object"),
        (har(entry(body=None)), r"log.entries\[0\].response.content.text is missing: export the file with"),
        (har(entry(body="*", encoding="base64")), r"content.text cannot be decoded"),
        (har(entry(started="today")), r"log.entries\[0\].startedDateTime is no date"),
        (har(entry(started=7)), r"log.entries\[0\].startedDateTime must be a string"),
        (har(entry(status="200")), r"response.status must be an integer"),
    ],
)
def test_a_broken_file_is_told_where(source: Path, tmp_path: Path, content: bytes, message: str) -> None:
    source.write_bytes(content)
    with pytest.raises(InvalidRecordingError, match=message):
        import_har(source, tmp_path / "out.har")
    assert [path.name for path in tmp_path.iterdir()] == ["browser.har"]


def test_our_own_recording_comes_through_unchanged_in_its_requests(tmp_path: Path, source: Path) -> None:
    source.write_bytes(har(entry(URL.partition("&state")[0])))
    first = import_har(source, tmp_path / "1.har")
    second = import_har(tmp_path / "1.har", tmp_path / "2.har")
    assert [one.request for one in second] == [one.request for one in first]
