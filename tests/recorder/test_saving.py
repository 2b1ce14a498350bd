"""What is refused, and that a refusal or a failure leaves the old file as it was."""

from __future__ import annotations

import os
import pickle
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.recorder.exchanges import BASE, CODE, LOGIN, answered, exchange
from tkeel_oauth.testing import (
    Credentials,
    IndistinctError,
    RecordingError,
    SecretSurvivedError,
    UnansweredError,
    load_recording,
)
from tkeel_oauth.testing.recorder.saving import save

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = b"what was there before"
B64 = "VHIwdWI0ZG9yJjM="


@pytest.fixture
def output(tmp_path: Path) -> Path:
    path = tmp_path / "out.har"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written(output: Path) -> None:
    recording = save([exchange()], output)
    assert recording == load_recording(output)
    assert recording.names == ("success",)
    assert names(output.parent) == ["out.har"]


def test_nothing_to_write_is_an_error(output: Path) -> None:
    with pytest.raises(RecordingError, match="no whole exchange"):
        save([], output)
    assert output.read_bytes() == OLD


@pytest.mark.parametrize(
    ("body", "headers", "place"),
    [
        (f'{{"data":{{"code":"{CODE}"}},"echo":"{B64}"}}', {}, "content.text"),
        (f'{{"data":{{"code":"{CODE}"}}}}', {"Location": f"/x?{B64}"}, r"response.headers\[0\].value"),
        (f'{{"data":{{"code":"{CODE}"}}}}', {"Content-Type": f"text/{B64}"}, "content.mimeType"),
    ],
)
def test_a_password_that_survives_is_refused(
    output: Path, body: str, headers: dict[str, str], place: str
) -> None:
    with pytest.raises(SecretSurvivedError, match=f"a password would stand .*{place}") as caught:
        save([answered(body, headers)], output)
    assert caught.value.role == "password"
    assert LOGIN.password not in str(caught.value)
    assert B64 not in str(caught.value)
    assert output.read_bytes() == OLD
    assert names(output.parent) == ["out.har"]


def test_a_code_that_survives_is_refused(output: Path) -> None:
    turned = CODE.encode().hex()
    with pytest.raises(SecretSurvivedError, match="an authorization code would stand"):
        save([answered(f'{{"data":{{"code":"{CODE}"}},"echo":"{turned}"}}')], output)
    assert output.read_bytes() == OLD


def test_an_origin_that_names_a_live_value_is_refused(output: Path) -> None:
    with pytest.raises(SecretSurvivedError, match=r"host would stand .* log\._contract\.origin"):
        save([exchange()], output, origin="tKeel at iot.corp.example")
    assert output.read_bytes() == OLD
    assert save([exchange()], output, origin="our staging").provenance.origin == "our staging"


def test_a_further_secret_is_replaced_or_refused(output: Path) -> None:
    body = f'{{"data":{{"code":"{CODE}"}},"serial":"sn-0815-4711"}}'
    save([answered(body)], output, secrets=["sn-0815-4711"])
    assert b"sn-0815" not in output.read_bytes()
    with pytest.raises(SecretSurvivedError, match="a value that was to be replaced"):
        save([answered(body)], output, secrets=["sn-0815-4711", "INVENTEDCODE"])


def test_credentials_that_no_exchange_shows_are_looked_for(output: Path) -> None:
    body = f'{{"data":{{"code":"{CODE}"}},"owner":"erin@corp.test","key":"ZXJpbi1wYXNz"}}'
    other = Credentials("tenant-9", "erin@corp.test", "another-pass", "")
    save([answered(body)], output, credentials=other)
    assert b"erin" not in output.read_bytes()
    with pytest.raises(SecretSurvivedError):
        save([answered(body)], output, credentials=replace(other, password="erin-pass"))


def test_what_cannot_be_written_leaves_the_old_file(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save([exchange()], output)
    assert output.read_bytes() == OLD
    assert names(output.parent) == ["out.har"]


def test_an_interrupt_while_writing_leaves_the_old_file(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_path: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save([exchange()], output)
    assert output.read_bytes() == OLD
    assert names(output.parent) == ["out.har"]


def test_nobody_finds_a_part_of_the_file(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[bytes, Path]] = []
    original: Callable[[Path, Path], Path] = Path.replace

    def watched(path: Path, target: Path) -> Path:
        seen.append((target.read_bytes(), path.parent))
        return original(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    save([exchange()], output)
    assert seen == [(OLD, output.parent)]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_of_an_old_file_stay(output: Path) -> None:
    output.chmod(0o640)
    save([exchange()], output)
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_of_a_new_file_are_what_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save([exchange()], tmp_path / "new.har")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.har").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_stays_a_link(output: Path) -> None:
    link = output.with_name("link.har")
    link.symlink_to(output)
    save([exchange()], link)
    assert link.is_symlink()
    assert len(load_recording(output)) == 1


def test_the_start_can_come_from_the_environment(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767323045")
    save([exchange()], output)
    first = output.read_bytes()
    save([exchange(code="ANOTHERCODE0123456789ABC")], output)
    assert output.read_bytes() == first
    assert load_recording(output).provenance.recorded_at == "2026-01-02T03:04:05Z"


def test_errors_pickle() -> None:
    for error in (
        SecretSurvivedError("a password", "password"),
        UnansweredError("no", answered=True),
        IndistinctError("no"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_no_text_form_shows_a_value() -> None:
    shown = repr(exchange()) + repr(BASE)
    assert [text for text in (LOGIN.password, LOGIN.username, CODE, "corp") if text in shown] == []
