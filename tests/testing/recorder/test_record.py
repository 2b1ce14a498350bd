"""A live server is asked each scenario once, and what is written holds nothing live."""

from __future__ import annotations

import os
import pickle
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.answers import say
from tests.faults.server import FaultServer
from tests.testing.recorder.fake_tkeel import CAROL, DAVE, FakeTkeel, serving, texts
from tkeel_oauth import Client
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.testing import (
    Credentials,
    Engine,
    IndistinctError,
    RecordedServer,
    RecordingError,
    SecretSurvivedError,
    UnansweredError,
    errors,
    load_recording,
    mock_transport,
)
from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.recorder import record
from tkeel_oauth.testing.recorder.record import Recorded, Recorder
from tkeel_oauth.testing.recorder.scenarios import PLAN, invented_login
from tkeel_oauth.testing.recorder.writing import try_place, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tkeel_oauth.testing import Recording


@pytest.fixture(autouse=True, scope="module")
def _moment() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767323045")
        yield


def recorded(fake: FakeTkeel) -> Recorded:
    with serving(fake) as server:
        return Recorder(server.base_url, fake.person, timeout=10).run()


def written(done: Recorded) -> bytes:
    return dumps(document(done.recording))


@dataclass(frozen=True)
class Done:
    """A server, and what was recorded from it."""

    server: FakeTkeel
    recording: Recording
    text: str


@pytest.fixture(scope="module")
def done() -> Done:
    fake = FakeTkeel()
    made = recorded(fake)
    assert made.left_out == ()
    return Done(fake, made.recording, written(made).decode())


def test_each_scenario_is_sent_once_over_a_connection_of_its_own(done: Done) -> None:
    assert done.recording.names == PLAN
    # A kept one that the server has closed would need the call to be sent again.
    assert len(done.server.calls) == len(set(done.server.calls)) == done.server.connections == len(PLAN)


def test_nothing_live_is_written(done: Done) -> None:
    # Without this the rest would show nothing.
    assert "password=Tr0ub4dor%263%20%2B%2F%25%3C%C3%BC%3E" in done.server.calls[0][1]
    assert done.server.codes
    live = [
        *texts(done.server.person),
        *done.server.codes,
        "Tr0ub4dor",
        "carol",
        "corp.example",
        "127.0.0.1",
        "SomeGateway",
    ]
    assert [value for value in live if value.casefold() in done.text.casefold()] == []


def test_requests_and_labels_are_the_templates(done: Done) -> None:
    shipped = load_recording()
    for scenario in done.recording:
        same = shipped[scenario.name]
        assert scenario.request == same.request
        assert (scenario.status, scenario.wire_form, scenario.reach, scenario.operation_id) == (
            *(same.status, same.wire_form, same.reach, same.operation_id),
        )


def test_a_recording_of_a_recording_is_the_same() -> None:
    with RecordedServer() as server:
        again = Recorder(server.base_url, invented_login(), timeout=10).run()
    shipped = load_recording()
    assert again.left_out == ()
    for scenario in again.recording:
        answer, same = scenario.answer, shipped[scenario.name].answer
        assert answer is not None
        assert same is not None
        assert (answer.status, answer.reason, answer.body) == (same.status, same.reason, same.body)
        assert dict(answer.headers) | {"Date": ""} == dict(same.headers) | {"Date": ""}


def test_the_invented_login_replays_every_scenario(done: Done) -> None:
    engine = Engine(done.recording)
    replies = [engine.reply(scenario.request).scenario for scenario in done.recording]
    assert replies == list(done.recording.names)
    with Client("http://tkeel.example.com/v1", transport=mock_transport(done.recording)) as client:
        code = client.oauth.authorize(**invented_login().arguments()).code
    assert code not in done.server.codes
    assert len(code) == len(done.server.codes[0])


def test_the_same_answers_give_the_same_bytes_whoever_logs_in_wherever(done: Done) -> None:
    plausible = Credentials("tkeel", "user", "code", "http://tkeel.io/callback")
    servers = [
        *(FakeTkeel(DAVE), FakeTkeel(DAVE, root=""), FakeTkeel(root="/corp/iot")),
        *(FakeTkeel(replace(plausible, username=name)) for name in ("io", "code", "admin", "demo")),
        FakeTkeel(Credentials("Same-1!", "Same-1!", "Same-1!", "http://tkeel.io/callback")),
    ]
    assert {written(recorded(server)).decode() for server in servers} == {done.text}


def test_time_stands_in_few_places_and_is_the_start(done: Done) -> None:
    assert done.recording.provenance.recorded_at == "2026-01-02T03:04:05Z"
    assert done.recording.provenance.origin == "a live tKeel"
    answers = [one.answer for one in done.recording if one.answer]
    dates = {value for answer in answers for name, value in answer.headers if name == "Date"}
    assert dates == {"Fri, 02 Jan 2026 03:04:05 GMT"}
    assert {(one.started_at, one.elapsed_ms) for one in done.recording} == {("2026-01-02T03:04:05Z", 0)}


def test_what_a_server_adds_is_named_and_left_out(done: Done) -> None:
    fake = FakeTkeel(
        # No search would find it: what is not known is not written.
        echo=lambda person: person.password[::-1],
        headers={"Set-Cookie": "session=s3ss10n", "X-Request-Id": "77"},
        reason="Sorry Tr0ub4dor&3",
    )
    made = recorded(fake)
    assert written(made).decode() == done.text
    assert made.left_out[0] == "success: members that the contract does not know: 1"


def test_nothing_around_the_body_is_written(done: Done) -> None:
    answer = done.recording["success"].answer
    assert answer is not None
    live = answer.body.replace(b"INVENTEDCODE", b"L1VECODE1234")
    head = b"HTTP/1.1 200 L1VE-reason\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    with FaultServer(say(
        head + b"X-L1VE: L1VE\r\nConnection: close\r\n\r\n%x;ext=L1VE-ext\r\n" % len(live)
        + live + b"\r\n0;ext=L1VE-ext\r\nX-Trailer: L1VE-trailer\r\n\r\n"
    )) as server:  # fmt: skip
        made = Recorder(f"{server.base_url}/v1", CAROL, timeout=10).run()
    assert made.recording.names == PLAN
    assert b"L1VE" not in written(made)
    assert made.recording["success"].answer is not None


def test_what_is_no_answer_of_tkeels_is_left_out_whole() -> None:
    fake = FakeTkeel()
    original = fake.answer

    def answer(method: str, target: str, accept: str) -> tuple[int, str, bytes, dict[str, str]]:
        first = not fake.calls
        known = original(method, target, accept)
        return known if first else (200, "text/html", b"<form>a portal</form>", {})

    fake.answer = answer  # type: ignore[method-assign]
    made = recorded(fake)
    # HEAD has no body that could be of another kind.
    assert made.recording.names == ("success", "method_head")
    assert f"{PLAN[1]}: the answer, as its body is of a kind that is not tKeel's" in made.left_out


@pytest.mark.parametrize("field", ["tenant_id", "username", "password"])
def test_a_refused_login_stops_after_one_call(field: str) -> None:
    with serving(FakeTkeel()) as server:
        recorder = Recorder(server.base_url, replace(CAROL, **{field: "Wr0ng-one"}))
        with pytest.raises(errors.LoginRefusedError, match=r"the login got no code \(status 400\)") as caught:
            recorder.run()
    assert len(server.calls) == 1
    assert "Wr0ng" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b'{"code":["x"]}', b'{"code":""}', b""])
def test_a_portal_in_between_is_no_refusal(body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    with (
        FaultServer(say(head + body)) as server,
        pytest.raises(RecordingError, match="status 200") as caught,
    ):
        Recorder(f"{server.base_url}/v1", CAROL, timeout=10).run()
    assert not isinstance(caught.value, errors.LoginRefusedError)


def test_a_connection_that_closes_ends_it() -> None:
    with serving(FakeTkeel(stop_after=3)) as server:
        recorder = Recorder(server.base_url, CAROL)
        with pytest.raises(
            UnansweredError, match=r"scenario unknown_user: .* ended the connection"
        ) as caught:
            recorder.run()
    assert caught.value.answered
    assert len(server.calls) == 3


def test_silence_from_the_start_is_told_apart() -> None:
    with serving(FakeTkeel(stop_after=0)) as server:
        recorder = Recorder(server.base_url, CAROL)
        with pytest.raises(UnansweredError, match="scenario success") as caught:
            recorder.run()
    assert not caught.value.answered
    assert caught.value.__cause__ is None


def test_what_cannot_be_asked_is_refused_before_anything_is_sent() -> None:
    with serving(FakeTkeel()) as server:
        with pytest.raises(IndistinctError, match="record with another"):
            Recorder(server.base_url, replace(CAROL, username="mallory"))
        with pytest.raises(ConfigurationError, match="password"):
            Recorder(server.base_url, replace(CAROL, password=""))
        with pytest.raises(RecordingError, match="origin names the server"):
            Recorder(server.base_url, CAROL, origin="our tKeel at 127.0.0.1")
    assert server.calls == []
    with pytest.raises(ConfigurationError, match="base_url is http"):
        Recorder("http://iot.corp.example/v1", CAROL)
    assert len(Recorder("http://iot.corp.example/v1", CAROL, allow_insecure=True)) == len(PLAN)
    assert len(Recorder("http://127.0.0.1:1/tkeel/oauth-api", CAROL)) == len(PLAN) - 1


@pytest.mark.parametrize("host", ["tkeel", "live", "a"])
def test_a_server_may_be_called_what_a_recording_says_anyway(host: str) -> None:
    for origin in (None, "the keeler and its alive tkeels"):
        assert Recorder(f"http://{host}/v1", CAROL, allow_insecure=True, origin=origin)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("[::1]", "our tKeel at ::1"),
        ("[::1]", "http://[::1]:8080"),
        ("iot.corp.example", "tkeel_IOT.corp.example_staging"),
        ("iot.corp.example.", "iot.corp.example, staging"),
        ("iot.corp.example", "staging, iot.corp.example."),
    ],
)
def test_a_server_is_named_whatever_stands_beside_its_name(host: str, origin: str) -> None:
    with pytest.raises(RecordingError, match="origin names the server"):
        Recorder(f"http://{host}/v1", CAROL, allow_insecure=True, origin=origin)


def test_a_password_in_the_origin_is_refused() -> None:
    with serving(FakeTkeel()) as server:
        recorder = Recorder(server.base_url, CAROL, origin=f"staging, {CAROL.password}")
        with pytest.raises(SecretSurvivedError, match=r"at log\._contract\.origin"):
            recorder.run()


def test_progress_is_told_before_each_call_and_no_text_form_shows_the_login() -> None:
    told: list[tuple[int, str, int]] = []
    with serving(FakeTkeel()) as server:
        recorder = Recorder(server.base_url, CAROL)
        assert repr(recorder) == f"<Recorder of {len(PLAN)} scenarios>"
        made = recorder.run(lambda number, name: told.append((number, name, len(server.calls))))
    assert told == [(number, name, number - 1) for number, name in enumerate(PLAN, start=1)]
    assert "carol" not in repr(made)


def test_errors_pickle() -> None:
    for error in (
        SecretSurvivedError("a password"),
        UnansweredError("no", answered=True),
        IndistinctError("no"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


class TestWriting:
    OLD = b"what was there before"

    @pytest.fixture
    def output(self, tmp_path: Path) -> Path:
        path = tmp_path / "out.har"
        path.write_bytes(self.OLD)
        return path

    def test_what_is_written_is_loaded_again(self, output: Path, done: Done) -> None:
        Recorded(done.recording, ()).write(output)
        assert output.read_text("utf-8") == done.text
        assert load_recording(output) == done.recording

    def test_what_cannot_be_written_leaves_the_old_file(
        self, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(output, b"new")
        assert [(one.name, one.read_bytes()) for one in output.parent.iterdir()] == [("out.har", self.OLD)]

    def test_an_interrupt_while_writing_leaves_the_old_file(
        self, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(_path: Path, _target: Path) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_whole(output, b"new")
        assert [(one.name, one.read_bytes()) for one in output.parent.iterdir()] == [("out.har", self.OLD)]

    def test_nobody_finds_a_part_of_the_file(self, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[tuple[bytes, Path]] = []
        original: Callable[[Path, Path], Path] = Path.replace

        def watched(path: Path, target: Path) -> Path:
            seen.append((target.read_bytes(), path.parent))
            return original(path, target)

        monkeypatch.setattr(Path, "replace", watched)
        write_whole(output, b"new")
        assert seen == [(self.OLD, output.parent)]

    @pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
    def test_permissions_and_links_stay(self, output: Path) -> None:
        output.chmod(0o640)
        link = output.with_name("link.har")
        link.symlink_to(output)
        write_whole(link, b"new")
        assert link.is_symlink()
        assert output.read_bytes() == b"new"
        assert stat.S_IMODE(output.stat().st_mode) == 0o640

    @pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
    def test_what_is_no_file_is_written_to_and_stays(self, output: Path) -> None:
        pipe = output.with_name("pipe")
        os.mkfifo(pipe)
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            write_whole(pipe, b"new")
            assert os.read(reading, 100) == b"new"
        finally:
            os.close(reading)
        assert pipe.is_fifo()

    @pytest.mark.skipif(not Path("/dev/fd").exists(), reason="descriptors as files")
    def test_so_is_a_pipe_that_has_no_path(self) -> None:
        reading, writing = os.pipe()
        try:
            try_place(f"/dev/fd/{writing}")
            write_whole(f"/dev/fd/{writing}", b"new")
            assert os.read(reading, 100) == b"new"
        finally:
            os.close(reading)
            os.close(writing)

    @pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
    def test_permissions_of_a_new_file_are_what_the_umask_leaves(self, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            write_whole(tmp_path / "new.har", b"new")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "new.har").stat().st_mode) == 0o640


def test_the_start_is_now_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert record.start().isoformat() == "2026-01-02T03:04:05+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert record.start().microsecond == 0
