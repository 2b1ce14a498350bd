"""However an answer repeats a live value, the value never reaches a file."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.recorder.encodings import ENCODINGS, ESCAPES
from tests.recorder.exchanges import CODE, LOGIN, answered, exchange
from tkeel_oauth.testing import Credentials, SecretSurvivedError, load_recording
from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.recorder.patterns import Replacer
from tkeel_oauth.testing.recorder.redaction import redact
from tkeel_oauth.testing.recorder.survivors import Survivors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tkeel_oauth.testing.recorder.exchange import Exchange
    from tkeel_oauth.testing.recorder.redaction import Redacted

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ALL = {**ESCAPES, **ENCODINGS}

characters = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
# A start that no recording holds by chance.
values = st.text(characters, min_size=2, max_size=16).map(lambda text: f"Zq9{text}")
people = st.builds(Credentials, values, values, values, values.map(lambda text: f"https://{text}"))
places = st.sampled_from(["json", "text", "header", "reason", "html"])
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def echoing(login: Credentials, echo: str, place: str) -> Exchange:
    """A login whose answer repeats something."""
    live = exchange(login)
    body = json.dumps({"code": "io.tkeel.SUCCESS", "data": {"code": CODE}, "msg": ""})
    if place == "json":
        # As it stands: `echo` may hold escapes that are JSON's, or that make it none.
        return answered(body[:-3] + f'"{echo}"}}', login=login)
    if place == "header":
        value = echo.encode().decode("latin-1")
        return answered(body, {"Location": f"/v1?to={value}"}, login=login)
    if place == "reason":
        return replace(live, answer=replace(live.answer, reason=echo))
    return answered(f"<p>{echo}</p>{body}" if place == "html" else f"{echo} {body}", login=login)


def unchecked(live: Exchange, login: Credentials) -> tuple[bytes, Redacted]:
    """What would be written, not yet looked at."""
    redacted = redact([live], [login], [], MOMENT)
    return dumps(document(replace(load_recording(), scenarios=redacted.scenarios))), redacted


def refusal(survivors: Survivors, har: bytes) -> str | None:
    try:
        survivors.refuse(har)
    except SecretSurvivedError as error:
        return str(error)
    return None


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from strings(member)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for element in value:  # pyright: ignore[reportUnknownVariableType]
            yield from strings(element)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, str):
        yield value


def texts(har: bytes) -> str:
    return "\n".join(strings(json.loads(har)))


@slow
@given(
    people,
    st.sampled_from(["password", "username", "tenant_id", "redirect_uri"]),
    st.sampled_from(sorted(ALL)),
    places,
)
def test_no_live_value_is_ever_written(login: Credentials, role: str, encoding: str, place: str) -> None:
    echo = ALL[encoding](getattr(login, role))
    live = echoing(login, echo, place)
    har, redacted = unchecked(live, login)
    said = refusal(redacted.survivors, har)
    if said is not None:
        assert getattr(login, role) not in said
        assert echo not in said
        return
    found = texts(har)
    for value in (login.password, login.username, login.tenant_id, login.redirect_uri, CODE):
        for name, encode in ALL.items():
            assert encode(value) not in found, name


@slow
@given(values, st.sampled_from(sorted(ESCAPES)), st.sampled_from(["json", "text", "header"]))
def test_what_is_escaped_is_replaced_and_not_refused(password: str, encoding: str, place: str) -> None:
    login = replace(LOGIN, password=password)
    # A header is read as Latin-1 anyway.
    again = place == "header" and encoding == "UTF-8 read as Latin-1"
    live = echoing(login, ESCAPES["plain" if again else encoding](password), place)
    har, redacted = unchecked(live, login)
    redacted.survivors.refuse(har)
    answer = redacted.scenarios[0].answer
    assert answer is not None
    assert "wonderland" in f"{answer.body!r}{answer.headers}"


@pytest.mark.parametrize("encoding", sorted(ESCAPES))
def test_each_escape_is_replaced_whole(encoding: str) -> None:
    password = "Ab\"c\\d/e&f<g>h'i j+k%l\u00fc\u5bc6\U0001f511"
    replacer = Replacer([(password, "wonderland"), ("Ab", "short")])
    for echo in (ESCAPES[encoding](password), ESCAPES[encoding](password).swapcase()):
        assert replacer(f"[{echo}]") == "[wonderland]"


@pytest.mark.parametrize(
    ("encode", "fresh"),
    [
        (str, "http://tkeel.io/callback"),
        (ESCAPES["url"], "http%3A%2F%2Ftkeel.io%2Fcallback"),
        (ESCAPES["url, twice"], "http%253A%252F%252Ftkeel.io%252Fcallback"),
        (ESCAPES["html"], "http://tkeel.io/callback"),
    ],
)
def test_what_stands_in_is_escaped_like_what_stood_there(encode: Callable[[str], str], fresh: str) -> None:
    live = "https://app.corp.test/cb?a=1&b=2"
    assert Replacer([(live, "http://tkeel.io/callback")])(encode(live)) == fresh


@pytest.mark.parametrize("encoding", sorted(ALL))
@pytest.mark.parametrize("password", ["Tr0ub4dor&3 x<>", "密码🔑-Straße", "p%20s+s/w=rd"])
def test_each_encoding_is_seen_by_the_last_look(encoding: str, password: str) -> None:
    har = json.dumps({"log": [{"text": f"it was {ALL[encoding](password)}."}]}).encode()
    with pytest.raises(SecretSurvivedError, match=r"at log\[0\].text"):
        Survivors([("password", password)]).refuse(har)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "gb18030", "latin-1"])
def test_a_body_in_another_encoding_is_looked_at(charset: str) -> None:
    password = "pässwörd" if charset == "latin-1" else "密码-secret"
    text = base64.b64encode(b"\xff" + password.encode(charset)).decode()
    har = json.dumps({"content": {"encoding": "base64", "text": text}}).encode()
    with pytest.raises(SecretSurvivedError):
        Survivors([("password", password)]).refuse(har)


@pytest.mark.parametrize("har", [b'{"a":{"s3cr3t-x":1}}', b'{"a":[1,5551234567]}', b'{"a":"S3CR3T-X"}'])
def test_names_numbers_and_letters_of_either_case_are_looked_at(har: bytes) -> None:
    with pytest.raises(SecretSurvivedError):
        Survivors([("password", "s3cr3t-x"), ("state", "5551234567")]).refuse(har)


def test_a_long_text_and_a_long_value_are_looked_through() -> None:
    page = "<p>nothing here</p>\n" * 1500
    long_value = "".join(f"{number:05}" for number in range(2000))
    look = Survivors([("password", "s3cr3t-x"), ("state", long_value)])
    look.refuse(json.dumps({"text": page}).encode())
    for found in ("s3cr3t-x", long_value, long_value[3:900]):
        for at in (0, 7995, 15_000, len(page)):
            with pytest.raises(SecretSurvivedError):
                look.refuse(json.dumps({"text": page[:at] + found + page[at:]}).encode())


def test_the_shipped_recording_holds_nothing_of_a_stranger() -> None:
    har = dumps(document(load_recording()))
    Survivors([("password", "Tr0ub4dor&3"), ("username", "carol"), ("tenant_id", "MpUNHo3P")]).refuse(har)


def test_a_leak_past_the_replacing_is_seen_by_the_last_look() -> None:
    live = echoing(LOGIN, LOGIN.password, "text")
    har, redacted = unchecked(live, LOGIN)
    redacted.survivors.refuse(har)
    leak = har.replace(b"wonderland ", b"Tr0ub4dor&3 ")
    assert leak != har
    with pytest.raises(SecretSurvivedError):
        redacted.survivors.refuse(leak)
