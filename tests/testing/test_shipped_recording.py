"""The recording that ships with the package: complete, honest, and free of anything live."""

from __future__ import annotations

import json
import re
import runpy
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import tkeel_oauth.recordings
from tkeel_oauth.testing import load_recording
from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.messages import header_values
from tkeel_oauth.testing.recording import parse_recording

HAR = Path(tkeel_oauth.recordings.__file__).with_name("tkeel.har")
RECORDING = load_recording()


def entries() -> list[dict[str, Any]]:
    har: dict[str, Any] = json.loads(HAR.read_bytes())
    found: list[dict[str, Any]] = har["log"]["entries"]
    return found


def is_invented(value: str, what: str) -> bool:
    return re.fullmatch(rf"INVENTED{what}[A-Z0-9._-]+", value) is not None


# What is answered alike by one request, under several circumstances.
TWINS = {
    "success": {
        *(
            "success_again",
            "accept_json",
            "keepalive_1",
            "accept_encoding_gzip",
            "http10",
            "http10_keepalive",
        ),
        *(
            "backend_mysql_down",
            "backend_redis_frozen",
            "backend_mysql_frozen",
            "shutdown_sigkill_mid_request",
        ),
    },
    "wrong_password": {"keepalive_2"},
    "accept_xml": {"accept_html"},
    "token_authorization_code": {"token_authorization_code_replayed"},
}


def test_labels_are_what_requests_and_answers_are() -> None:
    assert len(RECORDING) == len(set(RECORDING.names)) == 57
    for scenario in RECORDING:
        body = scenario.answer.body if scenario.answer else None
        form = {None: "none", b"{": "served", b"<": "html"}.get(body and body[:1], "text")
        assert scenario.wire_form == form, scenario.name
        operation = "OauthAuthorize" if scenario.canonical.is_authorize else None
        assert scenario.operation_id == operation, scenario.name


def test_of_scenarios_with_one_request_one_is_the_primary() -> None:
    for scenario in RECORDING:
        same = {one.name for one in RECORDING if one.canonical == scenario.canonical} - {scenario.name}
        if scenario.primary is False:
            assert scenario.name in {name for names in TWINS.values() for name in names}
        else:
            assert same == TWINS.get(scenario.name, set())
            assert scenario.primary is (True if same else None)


def test_exchanges_without_an_answer_say_how_they_ended() -> None:
    outcomes = {scenario.name: scenario.outcome for scenario in RECORDING if scenario.answer is None}
    assert outcomes == {"backend_mysql_frozen": "hang", "shutdown_sigkill_mid_request": "close"}


def test_written_again_it_has_the_same_bytes() -> None:
    assert dumps(document(parse_recording(HAR.read_bytes()))) == HAR.read_bytes()


def test_it_says_when_and_where_from() -> None:
    assert RECORDING.provenance.recorded_at == "2026-11-22T09:48:07Z"
    assert "redis" in RECORDING.provenance.origin


def test_entry_is_har_1_2() -> None:
    for entry in entries():
        request, response = entry["request"], entry["response"]
        assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
        assert {name for name in entry if not name.startswith("_")} <= {
            *("startedDateTime", "time", "request", "response", "cache", "timings", "comment")
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["startedDateTime"])
        assert entry["time"] == sum(entry["timings"].values())
        wanted = {
            "method",
            "url",
            "httpVersion",
            "cookies",
            "headers",
            "queryString",
            "headersSize",
            "bodySize",
        }
        assert {name for name in request if not name.startswith("_")} - {"postData"} == wanted
        wanted = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"}
        assert set(response) == {*wanted, "headersSize", "bodySize"}
        assert re.fullmatch(
            r"http://tkeel\.example\.com/(?:[\w./~!$&'()*+,;=:@?-]|%[0-9A-F]{2})*", request["url"]
        )
        for header in request["headers"] + response["headers"] + request["queryString"]:
            assert set(header) == {"name", "value"}
        content = response["content"]
        assert content["size"] == len(content["text"].encode()) == response["bodySize"]
        if "postData" in request:
            assert set(request["postData"]) == {"mimeType", "params", "text"}
            assert request["bodySize"] == len(request["postData"]["text"])


def test_entries_stand_in_the_order_of_their_time() -> None:
    times = [entry["startedDateTime"] for entry in entries()]
    assert times == sorted(times)


def test_targets_that_no_uri_may_hold_are_kept_beside_it() -> None:
    kept = {one["_scenario"]: one["request"]["_target"] for one in entries() if "_target" in one["request"]}
    assert set(kept) == {"target_with_space", "tenant_bad_percent"}
    assert RECORDING["target_with_space"].request.target == kept["target_with_space"]
    assert "username=al ice&" in kept["target_with_space"]
    assert kept["tenant_bad_percent"].startswith("/v1/oauth/%zz/authorize?")


def test_content_length_is_that_of_the_body() -> None:
    for scenario in RECORDING:
        if scenario.answer is None or scenario.request.method == "HEAD":
            continue
        assert set(header_values(scenario.answer.headers, "content-length")) <= {
            str(len(scenario.answer.body))
        }


def test_every_code_and_token_is_invented_and_issued_once() -> None:
    issued: list[str] = []
    for scenario in RECORDING:
        if scenario.answer is None or scenario.wire_form != "served" or scenario.status != 200:
            continue
        data = json.loads(scenario.answer.body)["data"]
        codes = [data["code"]] if data.get("code") else []
        assert all(is_invented(code, "CODE") and len(code) == 48 for code in codes)
        if "access_token" in data:
            assert is_invented(data["access_token"], "ACCESS")
            assert is_invented(data["refresh_token"], "REFRESH")
            codes += [data["access_token"], data["refresh_token"]]
        issued += codes
    assert len(issued) == 22
    assert len(set(issued)) == len(issued)


def test_nothing_in_the_file_looks_like_a_live_code_or_token() -> None:
    text = HAR.read_text()
    assert [word for word in re.findall(r"\b[A-Z0-9]{48}\b", text) if not word.startswith("INVENTED")] == []
    assert re.search(r"\beyJ", text) is None
    assert re.search(r"127\.0\.0\.1|localhost", text) is None


def test_bodies_keep_the_spacing_of_the_wire() -> None:
    success, refusal = RECORDING["success"].answer, RECORDING["wrong_password"].answer
    assert success is not None
    assert refusal is not None
    assert success.body.startswith(
        b'{"code":"io.tkeel.SUCCESS", "msg":"", "data":{"@type":"type.googleapis.com/'
    )
    assert refusal.body.startswith(
        b'{\n "code": "io.tkeel.security.api.oauth.v1.OAUTH_ERR_INVALID_REQUEST",\n'
    )
    assert refusal.body.decode().endswith('"msg": "无效请求"\n}')


def test_scenarios_give_the_arguments_of_their_call() -> None:
    called = RECORDING["special_chars_password"].credentials
    assert called is not None
    assert (called.tenant_id, called.username) == ("tenant-a", "bob@example.com")
    assert (called.password, called.state) == ("p@ss w+rd&=%/?#;", None)
    stated = RECORDING["success_with_state"].credentials
    assert stated is not None
    assert stated.state == "xyz-123"
    assert RECORDING["missing_username"].credentials is None


def test_text_forms_show_no_secret() -> None:
    for scenario in RECORDING:
        shown = f"{scenario!r} {scenario.canonical!r} {scenario.credentials!r} {RECORDING!r}"
        for secret in ("alice", "wonderland", "nope", "looking-glass", "INVENTED", "tenant-a", "xyz-123"):
            assert secret not in shown


def test_what_freezes_an_application_is_told_of_the_file() -> None:
    (asked,) = entry_points(group="pyinstaller40", name="hook-dirs")
    (hook,) = [path for folder in asked.load()() for path in Path(folder).glob("hook-*.py")]
    assert hook.name == "hook-tkeel_oauth.recordings.py"
    ((files, place),) = runpy.run_path(str(hook))["datas"]
    pattern = Path(files)
    assert list(pattern.parent.glob(pattern.name)) == [HAR]
    assert place == "tkeel_oauth/recordings"
