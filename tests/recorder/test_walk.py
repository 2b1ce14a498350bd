"""A live server is asked each scenario once, and what is written holds nothing live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.recorder.exchanges import INVENTED
from tests.recorder.fake_tkeel import CAROL, DAVE, FakeTkeel, Person, serving
from tkeel_oauth import Client
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.testing import (
    Credentials,
    Engine,
    IndistinctError,
    RecordingError,
    UnansweredError,
    load_recording,
    mock_transport,
)
from tkeel_oauth.testing.recorder.plan import PLAN
from tkeel_oauth.testing.recorder.saving import save
from tkeel_oauth.testing.recorder.walk import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from tkeel_oauth.testing import Recording

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def login(person: Person) -> Credentials:
    return Credentials(*person.texts)


def recorded(fake: FakeTkeel, output: Path, timeout: float = 10.0) -> bytes:
    exchanges = Walk(fake.base_url, login(fake.person), timeout=timeout).run()
    save(exchanges, output, credentials=login(fake.person), recorded_at=MOMENT)
    return output.read_bytes()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.har"


@dataclass(frozen=True)
class Done:
    """A server and the file that was recorded from it."""

    server: FakeTkeel
    file: Path

    @property
    def recording(self) -> Recording:
        return load_recording(self.file)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    file = tmp_path_factory.mktemp("recorded") / "out.har"
    with serving(FakeTkeel()) as server:
        recorded(server, file)
    return Done(server, file)


def test_each_scenario_is_sent_once_and_no_more(done: Done) -> None:
    assert done.recording.names == PLAN
    assert len(done.server.calls) == len(set(done.server.calls)) == len(PLAN)


def test_each_call_has_a_connection_of_its_own(done: Done) -> None:
    # A kept one that the server has closed would need the call to be sent again.
    assert done.server.connections == len(PLAN)


def test_the_live_login_was_really_sent(done: Done) -> None:
    # Without it the next test would show nothing.
    assert "password=Tr0ub4dor%263%20%2B%2F%25%3C%C3%BC%3E" in done.server.calls[0][1]
    assert done.server.codes


def test_nothing_live_is_in_the_file(done: Done) -> None:
    text = done.file.read_text(encoding="utf-8").casefold()
    live = [
        *done.server.person.texts,
        *done.server.codes,
        "Tr0ub4dor",
        "carol",
        "corp.example",
        "127.0.0.1",
        "BaseHTTP",
    ]
    assert [value for value in live if value.casefold() in text] == []


def test_the_answers_are_those_of_the_shipped_recording(done: Done) -> None:
    shipped = load_recording()
    for scenario in done.recording:
        same = shipped[scenario.name]
        assert scenario.request == same.request
        assert (scenario.status, scenario.wire_form, scenario.reach) == (
            same.status,
            same.wire_form,
            same.reach,
        )
        assert scenario.operation_id == same.operation_id


def test_the_invented_login_replays_every_scenario(done: Done) -> None:
    recording = done.recording
    engine = Engine(recording)
    assert [engine.reply(scenario.request).scenario for scenario in recording] == list(recording.names)
    with Client("http://tkeel.example.com/v1", transport=mock_transport(recording)) as client:
        code = client.oauth.authorize("tenant-a", **INVENTED).code
    assert code not in done.server.codes
    assert len(code) == len(done.server.codes[0])


def test_an_echo_is_what_the_recorded_request_sent(done: Done) -> None:
    answer = done.recording["repeated_password_good_first"].answer
    assert answer is not None
    assert b"too many values: wonderland nope" in answer.body
    assert dict(answer.headers)["Content-Length"] == str(len(answer.body))


def test_the_same_answers_give_the_same_bytes_whoever_logs_in_wherever(tmp_path: Path) -> None:
    servers = [FakeTkeel(), FakeTkeel(DAVE), FakeTkeel(DAVE, root=""), FakeTkeel(root="/corp/iot")]
    files: set[bytes] = set()
    for number, server in enumerate(servers):
        with serving(server):
            files.add(recorded(server, tmp_path / f"{number}.har"))
    assert len(files) == 1


def test_other_answers_give_other_bytes(tmp_path: Path, done: Done) -> None:
    other = FakeTkeel(echo=lambda _: "new")
    with serving(other):
        assert recorded(other, tmp_path / "other.har") != done.file.read_bytes()


def test_time_stands_in_few_places_and_is_the_start(done: Done) -> None:
    recording = done.recording
    assert recording.provenance.recorded_at == "2026-01-02T03:04:05Z"
    dates = {value for one in recording if one.answer for name, value in one.answer.headers if name == "Date"}
    assert dates == {"Fri, 02 Jan 2026 03:04:05 GMT"}
    assert {(scenario.started_at, scenario.elapsed_ms) for scenario in recording} == {
        ("2026-01-02T03:04:05Z", 0)
    }


def test_the_contract_is_filled_and_names_no_server(done: Done) -> None:
    contract = done.recording.provenance
    assert contract.origin == "a live tKeel"


def test_headers_of_a_gateway_are_left_out(output: Path) -> None:
    with serving(FakeTkeel(headers={"Set-Cookie": "session=s3ss10n", "X-Request-Id": "77"})) as server:
        text = recorded(server, output).decode()
    assert "s3ss10n" not in text
    assert "X-Request-Id" not in text


def test_the_reason_phrase_is_the_standard_one(output: Path) -> None:
    # The SDK's own transport keeps the server's to itself, as it may repeat the password.
    with serving(FakeTkeel(reason="Sorry Tr0ub4dor&3")) as server:
        recorded(server, output)
    assert {one.answer.reason for one in load_recording(output) if one.answer and one.status == 200} == {"OK"}


def test_one_value_in_two_roles_becomes_two(output: Path) -> None:
    with serving(FakeTkeel(Person("Same-1!", "Same-1!", "Same-1!", "http://tkeel.io/callback"))) as server:
        recorded(server, output)
    credentials = load_recording(output)["success"].credentials
    assert credentials is not None
    assert (credentials.tenant_id, credentials.username, credentials.password) == (
        "tenant-a",
        "alice",
        "wonderland",
    )


def test_a_refused_login_stops_after_one_call() -> None:
    with serving(FakeTkeel()) as server:
        walk = Walk(server.base_url, login(replace(CAROL, password="Wr0ng-one")))
        with pytest.raises(RecordingError, match=r"the login got no code \(status 400\)"):
            walk.run()
    assert len(server.calls) == 1


def test_a_connection_that_closes_ends_it() -> None:
    with serving(FakeTkeel(stop_after=3)) as server:
        walk = Walk(server.base_url, login(CAROL))
        with pytest.raises(
            UnansweredError, match=r"scenario unknown_user: .* ended the connection"
        ) as caught:
            walk.run()
    assert caught.value.answered
    assert len(server.calls) == 3


def test_silence_from_the_start_is_told_apart() -> None:
    with serving(FakeTkeel(stop_after=0)) as server:
        walk = Walk(server.base_url, login(CAROL))
        with pytest.raises(UnansweredError, match="scenario success") as caught:
            walk.run()
    assert not caught.value.answered
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"password": "code"}, "the password is"),
        ({"password": "7"}, "the password is"),
        ({"username": "tkeel"}, "the user name is"),
        ({"tenant_id": "security"}, "the tenant is"),
        ({"redirect_uri": "http:"}, "the redirect_uri is"),
        ({"username": "wonderland"}, "the user name is"),
        ({"username": "mallory"}, "the login is one that a scenario takes for a wrong one"),
        ({"password": "nope"}, "the login is one that a scenario takes for a wrong one"),
    ],
)
def test_a_login_that_cannot_be_told_from_the_recording_is_not_sent(
    change: dict[str, str], what: str
) -> None:
    with serving(FakeTkeel()) as server:
        with pytest.raises(IndistinctError, match=what) as caught:
            Walk(server.base_url, login(replace(CAROL, **change)))
        assert server.calls == []
    assert "another" in str(caught.value)


@pytest.mark.parametrize("field", ["tenant_id", "username", "password", "redirect_uri"])
def test_an_empty_argument_is_refused(field: str) -> None:
    with pytest.raises(ConfigurationError, match=field):
        Walk("http://127.0.0.1:1/v1", login(replace(CAROL, **{field: ""})))


def test_http_to_another_machine_is_refused_unless_allowed() -> None:
    with pytest.raises(ConfigurationError, match="base_url is http"):
        Walk("http://iot.corp.example/v1", login(CAROL))
    assert len(Walk("http://iot.corp.example/v1", login(CAROL), allow_insecure=True)) == len(PLAN)


def test_a_server_without_v1_in_its_path_has_no_name_for_one_scenario() -> None:
    assert len(Walk("http://127.0.0.1:1/tkeel/oauth-api", login(CAROL))) == len(PLAN) - 1


def test_no_text_form_shows_the_login() -> None:
    walk = Walk("http://127.0.0.1:1/v1", login(CAROL))
    assert repr(walk) == f"<Walk of {len(PLAN)} scenarios>"


def test_progress_is_told_before_each_call() -> None:
    told: list[tuple[int, str, int]] = []
    with serving(FakeTkeel()) as server:
        walk = Walk(server.base_url, login(CAROL))
        walk.run(lambda number, name: told.append((number, name, len(server.calls))))
    assert told == [(number, name, number - 1) for number, name in enumerate(PLAN, start=1)]
