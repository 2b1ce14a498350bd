"""JSON as RFC 8259 has it, and nothing looser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tkeel_oauth._runtime.base.json import MAX_DEPTH, MAX_DIGITS, InvalidJSON, parse

MOST = MAX_DIGITS - 2  # with room for a sign
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**MOST), 10**MOST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=50)
@given(JSON, st.booleans(), st.sampled_from([None, 0, 2]))
def test_what_json_dumps_writes_is_read_back(value: object, ascii_only: bool, indent: int | None) -> None:  # noqa: FBT001 - a parameter of the test
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse(written.encode()) == value


def parsed(body: bytes) -> object:
    try:
        return parse(body)
    except InvalidJSON as error:
        return error


@given(st.binary(max_size=80))
def test_any_bytes_are_a_value_or_the_one_error(body: bytes) -> None:
    value = parsed(body)
    if isinstance(value, InvalidJSON):
        assert str(value)
    else:
        assert value == json.loads(body)


@given(st.text(alphabet='{}[]",:\\u d80e1-.9tnf', max_size=40))
def test_anything_that_looks_like_json_too(text: str) -> None:
    value = parsed(text.encode())
    if isinstance(value, InvalidJSON):
        assert value.__context__ is None
    else:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "space": (b"\n", "empty"),
    "NaN": (b"NaN", "NaN"),
    "Infinity": (b"Infinity", "NaN and Infinity"),
    "-Infinity": (b"-Infinity", "NaN and Infinity"),
    "1e999": (b"1e999", "too large"),
    "-1e999": (b"-1e999", "too large"),
    "too many digits": (b"1" * (MAX_DIGITS + 1), "too large"),
    "far too many digits": (b"1" * 100_000, "too large"),
    "a name twice": (b'{"a": 1, "a": 1}', "twice"),
    "a name twice, one escaped": (b'{"a": 1, "\\u0061": 1}', "twice"),
    "half a surrogate pair": (b'"\\ud83d"', "UTF-8"),
    "half a surrogate pair as a name": (b'{"\\ud83d": 1}', "UTF-8"),
    "half a surrogate pair in UTF-8": (b'"\xed\xa0\xbd"', "UTF-8"),
    "latin-1": (b'"\xe9"', "UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "not JSON"),
    "a control character in a string": (b'"\x01"', "not JSON"),
    "more after it": (b"{} {}", "not JSON"),
    "a vertical tab around it": (b"\x0b1", "not JSON"),
    "a no-break space around it": ("\u00a01".encode(), "not JSON"),
    "other digits": ("\u0661".encode(), "not JSON"),
    "65 lists": (b"[" * 65 + b"]" * 65, "deeper than 64"),
    "65 objects": (b'{"a":' * 65 + b"1" + b"}" * 65, "deeper than 64"),
    "65 of both": (b'[{"a":' * 32 + b"[]" + b"}]" * 32, "deeper than 64"),
    "depth after depth": (b"[" + b"[],".replace(b"[]", b"[" * 64 + b"]" * 64) * 2 + b"1]", "deeper than 64"),
    "many lists": (b"[" * 10_000, "deeper than 64"),
    "a million lists": (b"[" * 1_000_000, "deeper than 64"),
    "more lists than there may be": (b"[" + b"[]," * (1 << 15) + b"1]", "more than 32768"),
    "an escape after another": (b"[" * 65 + b'"' + b'\\"' * 20_000, "deeper than 64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    body, says = REFUSED[case]
    with pytest.raises(InvalidJSON, match=says) as caught:
        parse(body)
    # Python's own errors hold the whole document.
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


TAKEN: dict[str, tuple[bytes, object]] = {
    "64 lists": (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, None),
    "many lists side by side": (b"[" + b",".join([b"[]"] * 1000) + b"]", [[]] * 1000),
    "brackets in a string": (b'"' + b"[{" * 100 + b'"', "[{" * 100),
    "brackets after an escaped quote": (b'"\\"' + b"[" * 100 + b'"', '"' + "[" * 100),
    "brackets after an escaped backslash": (b'["\\\\", ' + b"[], " * 70 + b"1]", ["\\", *[[]] * 70, 1]),
    "as many digits as there may be": (b"9" * MAX_DIGITS, int("9" * MAX_DIGITS)),
    "a large float": (b"1e308", 1e308),
    "a tiny float": (b"1e-999", 0.0),
    "a surrogate pair": (b'"\\ud83d\\udd11"', "🔑"),
    "an escaped null": (b'"\\u0000"', "\0"),
    "white space around it": (b" \t\r\n1 \t\r\n", 1),
    "negative zero": (b"-0", 0),
}


@pytest.mark.parametrize("case", TAKEN)
def test_taken(case: str) -> None:
    body, value = TAKEN[case]
    found = parse(body)
    assert found == (json.loads(body) if value is None else value)


def test_a_name_may_stand_twice_in_two_objects() -> None:
    body = b'[{"a": 1}, {"a": 2}, {"b": {"a": 3}, "a": 4}]'
    assert parse(body) == json.loads(body)
