"""The file of results: who can read it, what it never overwrites, and how a run goes on."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tkeel_oauth.cli.many.results import Results, ResultsError

if TYPE_CHECKING:
    from pathlib import Path

fcntl = pytest.importorskip("fcntl")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def lines(path: Path) -> list[object]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_can_read_it_from_the_start(
    path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    opening = os.open

    def watched(*arguments: object) -> int:
        descriptor: int = opening(*arguments)  # type: ignore[arg-type]
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return descriptor

    monkeypatch.setattr(os, "open", watched)
    before = os.umask(umask)
    try:
        Results.create(path).close()
    finally:
        os.umask(before)
    assert modes == [0o600]


def test_each_result_is_there_at_once(path: Path) -> None:
    with Results.create(path) as results:
        results.add_code(7, "ABC\u2028")
        assert lines(path) == [{"row": 7, "code": "ABC\u2028"}]
        results.add_error(3, kind="BadRequest", status_code=400, reason=None, message="no\nmore")
        error = {"type": "BadRequest", "status_code": 400, "reason": None, "message": "no\nmore"}
        assert lines(path)[1] == {"row": 3, "error": error}


def test_a_write_that_takes_a_part_is_continued(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = os.write

    def a_part(descriptor: int, data: bytes) -> int:
        return writing(descriptor, data[:5])

    with Results.create(path) as results:
        monkeypatch.setattr(os, "write", a_part)
        results.add_code(1, "ABCDEFGH")
    assert lines(path) == [{"row": 1, "code": "ABCDEFGH"}]


def test_a_file_is_not_overwritten_unless_forced(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o644)
    with pytest.raises(ResultsError, match="--force replaces it"):
        Results.create(path)
    assert path.read_bytes() == b"old"
    with path.open("rb") as reader:
        Results.create(path, force=True).close()
        assert reader.read() == b"old", "who has the old file open must not see codes"
    assert path.read_bytes() == b""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(path: Path, *, force: bool, there: bool) -> None:
    target = path.with_name("target")
    if there:
        target.write_bytes(b"old")
    path.symlink_to(target)
    with pytest.raises(ResultsError):
        Results.create(path, force=force)
    with pytest.raises(ResultsError, match="a link"):
        Results.resume(path)
    assert target.exists() is there
    assert not there or target.read_bytes() == b"old"
    assert path.is_symlink()


def test_a_folder_and_a_pipe_are_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(ResultsError, match="no regular file"):
        Results.create(path, force=True)
    pipe = path.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(ResultsError, match="no regular file"):
        Results.create(pipe, force=True)
    with pytest.raises(ResultsError, match="no regular file"):
        Results.resume(pipe)


def test_a_file_that_another_run_writes_is_not_replaced(path: Path) -> None:
    with Results.create(path) as first:
        with pytest.raises(ResultsError, match="another run"):
            Results.create(path, force=True)
        first.add_code(1, "A")
    assert lines(path) == [{"row": 1, "code": "A"}]
    Results.create(path, force=True).close()
    assert lines(path) == []


def replaced_before_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has another run put a file of its own in the place just before the lock is taken."""
    locking = fcntl.flock

    def late(descriptor: int, kind: int) -> None:
        monkeypatch.undo()
        path.unlink()
        path.write_bytes(b"another's")
        locking(descriptor, kind)

    monkeypatch.setattr(fcntl, "flock", late)


@pytest.mark.parametrize("way", ["create", "force", "resume"])
def test_a_file_that_another_run_replaced_meanwhile_is_its_own(
    path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way != "create":
        Results.create(path).close()
    replaced_before_the_lock(path, monkeypatch)
    with pytest.raises(ResultsError, match="another run"):
        Results.resume(path) if way == "resume" else Results.create(path, force=way == "force")
    assert path.read_bytes() == b"another's"


def test_a_file_that_went_meanwhile_is_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"old")
    looking = os.open

    def late(*arguments: object) -> int:
        monkeypatch.undo()
        path.unlink()
        descriptor: int = looking(*arguments)  # type: ignore[arg-type]
        return descriptor

    monkeypatch.setattr(os, "open", late)
    Results.create(path, force=True).close()
    assert path.read_bytes() == b""


def test_a_file_that_cannot_be_written_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"old")

    def refused(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(ResultsError, match="remove it first"):
        Results.create(path, force=True)
    assert path.read_bytes() == b"old"


class TestResume:
    def test_it_knows_the_rows_with_a_code_and_adds_to_the_file(self, path: Path) -> None:
        with Results.create(path) as first:
            first.add_code(5, "A")
            first.add_error(2, kind="BadRequest", status_code=400, reason=None, message="no")
            first.add_error(3, kind="BadRequest", status_code=400, reason=None, message="no")
            first.add_code(3, "B")
        with Results.resume(path) as second:
            assert (second.found, second.highest) == (2, 5)
            assert [row for row in range(9) if second.has_code(row)] == [3, 5]
            second.add_code(2, "C")
        assert len(lines(path)) == 5

    def test_a_line_that_was_cut_off_is_dropped(self, path: Path) -> None:
        with Results.create(path) as first:
            first.add_code(1, "A")
        with path.open("ab") as stream:
            stream.write(b'{"row": 2, "co')
        with Results.resume(path) as second:
            assert second.found == 1
            second.add_code(2, "B")
        assert lines(path) == [{"row": 1, "code": "A"}, {"row": 2, "code": "B"}]

    @pytest.mark.parametrize(
        "line",
        [
            "notes",
            "[1]",
            '{"code": "A"}',
            '{"row": "1", "code": "A"}',
            '{"row": true, "code": "A"}',
            '{"row": 0, "code": "A"}',
            '{"row": 1}',
            '{"row": 1000000000000, "code": "A"}',
            "",
            pytest.param("[" * 100_000, id="deeply nested"),
        ],
    )
    def test_another_file_is_refused_and_left_as_it_is(self, path: Path, line: str) -> None:
        path.write_text(f'{{"row": 1, "code": "A"}}\n{line}\nx', "ascii")
        path.chmod(0o600)
        before = path.read_bytes()
        with pytest.raises(ResultsError, match="line 2 is not one of its results"):
            Results.resume(path)
        assert path.read_bytes() == before

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
    def test_a_file_that_others_can_read_is_refused(self, path: Path, mode: int) -> None:
        path.write_bytes(b"")
        path.chmod(mode)
        with pytest.raises(ResultsError, match="chmod 600"):
            Results.resume(path)

    def test_a_file_of_another_user_is_refused(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Results.create(path).close()
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
        with pytest.raises(ResultsError, match="another user"):
            Results.resume(path)

    def test_two_runs_do_not_share_a_file(self, path: Path) -> None:
        with Results.create(path), pytest.raises(ResultsError, match="another run"):
            Results.resume(path)
        Results.resume(path).close()
