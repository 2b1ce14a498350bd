"""The CSV file of `tkeel-oauth authorize --from`: what is read, what is refused, what is never quoted."""

from __future__ import annotations

import io
import os
import traceback
from pathlib import Path

import pytest

from tkeel_oauth.cli.many import users as reading
from tkeel_oauth.cli.many.users import Login, Users, UsersError, opened, readable_by_others

HEADER = b"tenant_id,username,password,redirect_uri,state\n"
ROW = b"t,alice,wonderland,http://x/cb,s\n"


def values(login: Login) -> tuple[object, ...]:
    return (login.row, login.tenant_id, login.username, login.password, login.redirect_uri, login.state)


def read(content: bytes, **options: str | None) -> list[tuple[object, ...]]:
    return [values(login) for login in Users(io.BytesIO(content), options)]


ALICE = (1, "t", "alice", "wonderland", "http://x/cb", "s")


@pytest.mark.parametrize(
    "content",
    [
        HEADER + ROW,
        (HEADER + ROW).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + HEADER + ROW,
        b"\n\r\n" + HEADER + b"\n" + ROW + b"\n\n",
        b"\xef\xbb\xbf" + HEADER.replace(b"tenant_id", b'"tenant_id"') + ROW.replace(b"alice", b'"alice"'),
        HEADER.replace(b",", b" , ") + ROW.rstrip(),
        b"state,password,redirect_uri,username,tenant_id\ns,wonderland,http://x/cb,alice,t\n",
    ],
)
def test_forms_of_one_row(content: bytes) -> None:
    assert read(content) == [ALICE]


def test_a_value_is_taken_as_it_stands() -> None:
    password = ' p@ss"w,or\nd\t密码🔑 '
    quoted = '"' + password.replace('"', '""') + '"'
    rows = read(HEADER + f"t,用户,{quoted},r,\nt,b,x,r,\n".encode())
    assert rows == [(1, "t", "用户", password, "r", None), (2, "t", "b", "x", "r", None)]


def test_options_stand_for_columns_that_are_missing() -> None:
    users = Users(
        io.BytesIO(b"username\nalice\nbob\n"), {"tenant_id": "t", "redirect_uri": "r", "state": "s"}
    )
    assert not users.has_passwords
    users.all_have("one for all")
    assert [values(login) for login in users] == [
        (1, "t", "alice", "one for all", "r", "s"),
        (2, "t", "bob", "one for all", "r", "s"),
    ]


def test_it_can_be_read_again_and_counted() -> None:
    users = Users(io.BytesIO(HEADER + ROW * 3), {})
    assert [users.count(), users.count(), len(list(users))] == [3, 3, 3]


# Each with the line that is named. PINEAPPLE is what must not be shown.
WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "line 1: there is no header"),
    "only empty lines": (b"\n\r\n", "line 1: there is no header"),
    "no header": (b"t,alice,PINEAPPLE,r,s\n", "line 1: the name of column 1 is not known"),
    "unknown column": (b"tenant_id,PINEAPPLE\n", "line 1: the name of column 2 is not known"),
    "unnamed column": (b"tenant_id,\n", "line 1: the name of column 2 is not known"),
    "upper case": (b"Tenant_ID\nPINEAPPLE\n", "column 1 is not known; names are in lower case; the header"),
    "column twice": (b"tenant_id,state,tenant_id\n", "line 1: the column tenant_id is there twice"),
    "semicolons": (b"tenant_id;username\nt;PINEAPPLE\n", "fields are separated by commas"),
    "tabs": (b"tenant_id\tusername\nt\tPINEAPPLE\n", "fields are separated by commas"),
    "too short": (HEADER + ROW + b"t,PINEAPPLE\n", "line 3: it has 2 fields, and the header 5"),
    "too long": (HEADER + b"\n" + ROW[:-1] + b",PINEAPPLE\n", "line 3: it has 6 fields, and the header 5"),
    "a blank": (HEADER + b" \n", "line 2: it has 1 field, and the header 5"),
    "no password": (HEADER + ROW + b"t,PINEAPPLE,,r,s\n", "line 3: password is empty"),
    "no tenant": (HEADER + b",PINEAPPLE,p,r,s\n", "line 2: tenant_id is empty"),
    "open quote": (HEADER + b't,"PINEAPPLE,p,r,s\n' + ROW * 3, "line 2: not CSV"),
    "text behind a quote": (HEADER + ROW + b't,"a"PINEAPPLE,p,r,s\n', "line 3: not CSV"),
    "bare carriage returns": ((HEADER + b"t,PINEAPPLE,p,r,s\n").replace(b"\n", b"\r"), "line 1: not CSV"),
    "long field": (HEADER + b"t,PINEAPPLE" + b"x" * 140_000 + b",p,r,s\n", "line 2: not CSV"),
    "long open quote": (HEADER + b't,"PINEAPPLE\n' + ROW * 9000, "line 2: not CSV"),
    "long line": (HEADER + b"PINEAPPLE" * 120_000, "line 2: longer than 1048576 bytes"),
    "latin-1": (HEADER + ROW + "t,PINEAPPLEé,p,r,s\n".encode("latin-1"), "line 3: not UTF-8"),
    "utf-16": ((HEADER + b"PINEAPPLE").decode().encode("utf-16"), "line 1: not UTF-8"),
    "after a field of two lines": (HEADER + b't,"a\nb",p,r,s\nt,PINEAPPLE\n', "line 4: it has 2 fields"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_line_and_not_quoted(content: bytes, said: str) -> None:
    with pytest.raises(UsersError) as caught:
        read(content)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=False).format())
    assert "PINEAPPLE" not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_option_and_a_column_of_one_name_are_refused() -> None:
    with pytest.raises(UsersError, match=r"^state is given twice: as a column and as an option$"):
        read(HEADER + ROW, state="s")


@pytest.mark.parametrize("name", ["tenant_id", "username", "redirect_uri"])
@pytest.mark.parametrize("given", [None, ""])
def test_a_value_that_is_nowhere_is_refused(name: str, given: str | None) -> None:
    options = {"tenant_id": "t", "username": "u", "redirect_uri": "r", name: given}
    with pytest.raises(UsersError, match=f"^{name} is missing: "):
        Users(io.BytesIO(b"password\n"), options)


def test_no_text_form_shows_a_row() -> None:
    users = Users(io.BytesIO(HEADER + ROW), {})
    (login,) = users
    assert (repr(login), str(login)) == ("<Login of row 1>", "<Login of row 1>")
    assert "wonderland" not in repr(users)


def test_rows_are_read_as_they_are_asked_for() -> None:
    source = io.BytesIO(HEADER + ROW * 100_000)
    rows = iter(Users(source, {}))
    next(rows)
    assert source.tell() < 1000


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize(("mode", "open_to_others"), [(0o600, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_can_read(tmp_path: Path, mode: int, *, open_to_others: bool) -> None:
    path = tmp_path / "users.csv"
    path.write_bytes(HEADER)
    path.chmod(mode)
    with opened(path) as source:
        assert readable_by_others(source) is open_to_others


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_is_read_once_and_no_file_of_others() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, HEADER + ROW)
    os.close(write_end)
    path = Path(f"/dev/fd/{read_end}")
    with opened(path) as source:
        users = Users(source, {})
        assert [users.count(), users.count()] == [1, 1]
        assert not readable_by_others(source)
    os.close(read_end)


def test_a_pipe_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_PIPED", 100)
    read_end, write_end = os.pipe()
    os.write(write_end, HEADER * 10)
    os.close(write_end)
    with pytest.raises(UsersError, match="give a file"), opened(Path(f"/dev/fd/{read_end}")):
        pass
    os.close(read_end)
