"""Transports that record what passes through them."""

from __future__ import annotations

import gzip
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.recorder.answering import AUTHORIZE, BASE_URL, BODY, answering
from tests.recorder.exchanges import INVENTED, Arguments
from tests.recorder.fake_tkeel import CAROL, FakeTkeel, serving
from tkeel_oauth import AsyncClient, Client
from tkeel_oauth.errors import BadRequest
from tkeel_oauth.testing import (
    AsyncRecordingTransport,
    RecordingError,
    RecordingTransport,
    load_recording,
    mock_transport,
)

if TYPE_CHECKING:
    from pathlib import Path

ARGUMENTS: Arguments = {
    "username": CAROL.username,
    "password": CAROL.password,
    "redirect_uri": CAROL.redirect_uri,
}


def wrong(password: str, arguments: Arguments) -> Arguments:
    return {
        "username": arguments["username"],
        "password": password,
        "redirect_uri": arguments["redirect_uri"],
    }


def test_the_sdk_is_recorded_and_replayed(tmp_path: Path) -> None:
    with serving(FakeTkeel()) as server:
        transport = RecordingTransport()
        with Client(server.base_url, transport=transport) as client:
            code = client.oauth.authorize(CAROL.tenant_id, **ARGUMENTS, state="st-4711-x").code
            with pytest.raises(BadRequest):
                client.oauth.authorize(CAROL.tenant_id, **wrong("My-0ther-one", ARGUMENTS))
    recording = transport.save(tmp_path / "out.har")
    text = (tmp_path / "out.har").read_text(encoding="utf-8")
    assert [value for value in (*CAROL.texts, code, "st-4711-x", "My-0ther-one") if value in text] == []
    assert recording == load_recording(tmp_path / "out.har")
    assert recording.names == ("authorize_200", "wrong_password")
    first = recording["authorize_200"].credentials
    assert first is not None
    assert first.state is not None
    assert len(first.state) == len("st-4711-x")
    with Client("http://tkeel.example.com/v1", transport=mock_transport(recording)) as client:
        assert len(client.oauth.authorize("tenant-a", **INVENTED, state=first.state).code) == len(code)
        with pytest.raises(BadRequest):
            client.oauth.authorize("tenant-a", **wrong("nope", INVENTED))


async def test_the_async_sdk_is_recorded_and_gives_the_same_file(tmp_path: Path) -> None:
    with serving(FakeTkeel()) as server:
        sync, not_sync = RecordingTransport(), AsyncRecordingTransport()
        with Client(server.base_url, transport=sync) as client:
            client.oauth.authorize(CAROL.tenant_id, **ARGUMENTS)
        async with AsyncClient(server.base_url, transport=not_sync) as async_client:
            await async_client.oauth.authorize(CAROL.tenant_id, **ARGUMENTS)
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    recording = sync.save(tmp_path / "1.har", recorded_at=moment)
    not_sync.save(tmp_path / "2.har", recorded_at=moment)
    assert (tmp_path / "1.har").read_bytes() == (tmp_path / "2.har").read_bytes()
    assert recording.names == ("success",)


def test_the_reason_phrase_is_redacted(tmp_path: Path) -> None:
    with serving(FakeTkeel(reason="Sorry Tr0ub4dor&3 +/%<")) as server:
        transport = RecordingTransport()
        server.person = replace(CAROL, password="Tr0ub4dor&3 +/%<")
        with Client(server.base_url, transport=transport) as client:
            client.oauth.authorize(CAROL.tenant_id, **wrong(server.person.password, ARGUMENTS))
    answer = transport.save(tmp_path / "out.har")["success"].answer
    assert answer is not None
    assert answer.reason == "Sorry wonderland"


def test_httpx_on_its_own_is_recorded(tmp_path: Path) -> None:
    transport = RecordingTransport(answering(BODY[:20], BODY[20:]))
    with httpx.Client(transport=transport) as client:
        assert client.get(AUTHORIZE).content == BODY
        assert transport.recorded == 1
    assert transport.save(tmp_path / "out.har").names == ("success",)


async def test_httpx_async_on_its_own_is_recorded(tmp_path: Path) -> None:
    transport = AsyncRecordingTransport(answering(BODY[:20], BODY[20:]))
    async with httpx.AsyncClient(transport=transport) as client:
        assert (await client.get(AUTHORIZE)).content == BODY
    assert transport.save(tmp_path / "out.har").names == ("success",)


def test_what_was_not_read_to_the_end_does_not_count() -> None:
    transport = RecordingTransport(answering(BODY[:20], BODY[20:]))
    with httpx.Client(transport=transport) as client, client.stream("GET", AUTHORIZE) as response:
        next(response.iter_raw())
    assert transport.recorded == 0


async def test_what_was_not_read_to_the_end_does_not_count_in_async_code() -> None:
    transport = AsyncRecordingTransport(answering(BODY[:20], BODY[20:]))
    async with httpx.AsyncClient(transport=transport) as client, client.stream("GET", AUTHORIZE):
        pass
    assert transport.recorded == 0


def test_an_answer_that_is_too_large_does_not_count() -> None:
    transport = RecordingTransport(answering(b"x" * (1 << 20), b"x"))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
    assert transport.recorded == 0


def test_a_compressed_answer_is_kept_readable(tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    transport = RecordingTransport(answering(packed, headers={"Content-Encoding": "gzip"}))
    with httpx.Client(transport=transport) as client:
        assert client.get(AUTHORIZE).content == BODY
    answer = transport.save(tmp_path / "out.har")["success"].answer
    assert answer is not None
    assert answer.body.startswith(b'{"code":"io.tkeel.SUCCESS"')
    assert "Content-Encoding" not in dict(answer.headers)


def test_an_answer_in_chunks_gets_a_length(tmp_path: Path) -> None:
    transport = RecordingTransport(answering(headers={"Transfer-Encoding": "chunked"}))
    with httpx.Client(transport=transport) as client:
        client.get(AUTHORIZE)
    answer = transport.save(tmp_path / "out.har")["success"].answer
    assert answer is not None
    assert dict(answer.headers) == {"Content-Type": "application/json", "Content-Length": str(len(BODY))}


def test_only_tkeel_is_recorded(tmp_path: Path) -> None:
    transport = RecordingTransport(answering())
    with httpx.Client(transport=transport) as client:
        client.get("https://tracker.corp.example/v1/collect?password=x")
        client.get(f"{BASE_URL}/users")
        client.get(AUTHORIZE)
    assert transport.save(tmp_path / "out.har").names == ("success",)


@pytest.mark.parametrize(
    "base_url", [BASE_URL, f"{BASE_URL}/", "https://IOT.corp.example:443/apis/security/v1"]
)
def test_with_a_base_url_all_that_is_asked_there_is_recorded(tmp_path: Path, base_url: str) -> None:
    transport = RecordingTransport(answering(), base_url=base_url)
    with httpx.Client(transport=transport) as client:
        client.get("https://other.corp.example/apis/security/v1/nothing")
        client.get("https://iot.corp.example/elsewhere")
        client.get(f"{BASE_URL}/nothing")
    recording = transport.save(tmp_path / "out.har")
    assert [scenario.request.target for scenario in recording] == ["/v1/nothing"]


def test_nothing_recorded_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no whole exchange"):
        RecordingTransport(answering()).save(tmp_path / "out.har")
    assert list(tmp_path.iterdir()) == []


def test_errors_pass_through() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    transport = RecordingTransport(httpx.MockTransport(fail))
    with httpx.Client(transport=transport) as client, pytest.raises(httpx.ReadTimeout):
        client.get(AUTHORIZE)
    assert transport.recorded == 0


def test_closing_closes_what_it_was_given() -> None:
    closed: list[str] = []

    class Inner(httpx.BaseTransport):
        def close(self) -> None:
            closed.append("sync")

    RecordingTransport(Inner()).close()
    assert closed == ["sync"]


async def test_closing_closes_what_it_was_given_in_async_code() -> None:
    closed: list[str] = []

    class Inner(httpx.AsyncBaseTransport):
        async def aclose(self) -> None:
            closed.append("async")

    await AsyncRecordingTransport(Inner()).aclose()
    assert closed == ["async"]


def test_no_log_and_no_text_form_shows_what_passes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    leak = {"X-Echo": CAROL.password.encode().decode("latin-1")}
    with serving(FakeTkeel(headers=leak)) as server:
        transport = RecordingTransport()
        with Client(server.base_url, transport=transport) as client:
            client.oauth.authorize(CAROL.tenant_id, **ARGUMENTS)
    assert repr(transport) == "<RecordingTransport 1 exchanges>"
    assert "Tr0ub4dor" not in caplog.text
    assert "receive_response_headers" in caplog.text
