"""A text from the server that repeats a secret of the call, in any encoding, is withheld whole."""

from __future__ import annotations

import base64
import html
import json
import pickle
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tkeel_oauth._runtime.base.redaction import WITHHELD, SecretScanner

Encoding = Callable[[str], str]


def percent(text: str) -> str:
    return quote(text, safe="")


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


def each(form: Encoding) -> Encoding:
    """Every character in a form of its own."""
    return lambda text: "".join(map(form, text))


ONCE: dict[str, Encoding] = {
    "as it is": str,
    "percent": percent,
    "percent, in small letters": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "percent, twice": lambda text: percent(percent(text)),
    "a form": quote_plus,
    "JSON": json.dumps,
    "JSON, twice": lambda text: json.dumps(json.dumps(text)),
    "JSON as it is": lambda text: json.dumps(text, ensure_ascii=False),
    "HTML": html.escape,
    "HTML, twice": lambda text: html.escape(html.escape(text)),
    # HTML has no numbers for control characters; it reads them as something else.
    "HTML in numbers": each(lambda one: f"&#{ord(one)};" if one.isprintable() else one),
}
ANY_LENGTH = {**ONCE, "UTF-8 read as Latin-1": mojibake}
BASE64: list[Encoding] = [
    lambda text, before=b"xyz"[:shift], encode=encode: encode(before + text.encode() + b"!").decode()  # type: ignore[misc] # the types of defaults
    for shift in range(3)
    for encode in (base64.b64encode, base64.urlsafe_b64encode)
]
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
LONGER = st.text(st.characters(codec="utf-8"), min_size=6, max_size=30)

SECRETS = [
    *("wonderland", "p@ss w+rd&=%/?#;", "密码🔑", 'quo"te\\back', "<b>&amp;", "Straße", "looking-glass"),
    "0123456789",
]
SHORT = ["x", "1", "ab", "%", "é", "🔑", " ", "&", '"', "."]


@pytest.mark.parametrize("form", ANY_LENGTH)
def test_short_secrets_too(form: str) -> None:
    for secret in SHORT:
        assert SecretScanner([secret]).finds(f"said: <{ANY_LENGTH[form](secret)}>"), secret


@given(TEXT, st.sampled_from([*ONCE.values()]), st.text(max_size=20), st.text(max_size=20))
def test_any_secret_amid_any_text(secret: str, encode: Encoding, before: str, after: str) -> None:
    assert SecretScanner([secret]).finds(f"{before} {encode(secret)} {after}")


def test_utf_8_read_as_latin_1() -> None:
    for after in ("", " ok", " \xe9", " …"):
        assert SecretScanner(["密码🔑"]).finds(mojibake("said 密码🔑") + after)


@settings(max_examples=50)
@given(LONGER, st.sampled_from(BASE64))
def test_any_longer_secret_in_base64(secret: str, encode: Encoding) -> None:
    assert SecretScanner([secret]).finds(f"token {encode(secret)} seen")


@settings(max_examples=50)
@given(st.binary(max_size=5), LONGER, st.binary(max_size=5))
def test_any_longer_secret_amid_bytes_in_base64(before: bytes, secret: str, after: bytes) -> None:
    assert SecretScanner([secret]).finds(base64.b64encode(before + secret.encode() + after).decode())


AS_SERVERS_SAY_IT = [
    *(("wonderland", text) for text in ("WONDERLAND", "Wonderland", "wOnDeRlAnD", "%57onderland")),
    ("WONDERLAND", "wonderland"),
    ("alice", "basic " + base64.b64encode(b"alice:wonderland").decode()),
    ("wonderland", "basic " + base64.b64encode(b"alice:wonderland").decode()),
    ("p@ss w+rd", "redirect=%3Fpassword%3Dp%2540ss%2520w%252Brd"),
    ("wonderland", "\\u0077onderland"),
    ("a'b", "a&#x27;b"),
    ("???>>>???", "Pz8%2FPj4%2BPz8%2F"),  # base64 that percent-encoding has cut
    ("%41é", "%41\\u00e9"),  # one kind of escape undone, and what looks like another left
    ("a'b", "a&apos;b"),
]


@pytest.mark.parametrize(("secret", "text"), AS_SERVERS_SAY_IT)
def test_as_servers_repeat_it(secret: str, text: str) -> None:
    assert SecretScanner([secret]).finds(text)


OTHER_TEXTS = [
    *(
        "",
        "无效请求",
        "Bad Request",
        "404: Page Not Found",
        "application/json",
        "Wed, 21 Oct 2026 07:28:00 GMT",
    ),
    *("nosniff", "io.tkeel.security.api.oauth.v1.OAUTH_ERR_INVALID_REQUEST", "too many values for field"),
    *("type.googleapis.com/google.rpc.ErrorInfo", "wonder land", "wonderlan", "%", "%%%", "&#;", "\\u"),
    "====",
]


@pytest.mark.parametrize("text", OTHER_TEXTS)
def test_other_texts_are_left_alone(text: str) -> None:
    assert SecretScanner(["alice", "wonderland", "xyz-123"]).redact(text) == text


def test_what_little_stands_for_much_in_a_value_is_not_sought_alone() -> None:
    assert SecretScanner(["%41%42"]).redact("abstract") == "abstract"
    assert SecretScanner(["%41%42%43%44"]).redact("abcd") == WITHHELD


def test_nothing_is_withheld_where_there_is_no_secret() -> None:
    for text in ("", "any text", "\0"):
        assert SecretScanner([]).redact(text) == SecretScanner(["", ""]).redact(text) == text


@given(st.text(max_size=60), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_and_secrets_end_in_an_answer(text: str, values: list[str]) -> None:
    secrets = SecretScanner(values)
    assert secrets.redact(text) == (WITHHELD if secrets.finds(text) else text)
    if any(value and value in text for value in values):
        assert secrets.finds(text)


def test_a_text_too_long_to_look_through_is_withheld() -> None:
    assert SecretScanner(["wonderland"]).redact("x " * 100_000) == "x " * 100_000
    assert SecretScanner(["wonderland"]).in_answer([]).redact("x " * 100_000) == WITHHELD
    assert SecretScanner([]).in_answer([]).redact("x " * 100_000) == "x " * 100_000


def test_secrets_that_an_answer_brings() -> None:
    first = SecretScanner(["one"])
    both = first.in_answer(["two", ""])
    assert [both.finds(text) for text in ("one", "two", "three")] == [True, True, False]
    assert not first.finds("two")


def test_every_text_is_withheld_where_not_all_secrets_are_known() -> None:
    for secrets in (
        SecretScanner(None),
        SecretScanner([]).in_answer(None),
        SecretScanner(None).in_answer(["one"]),
    ):
        assert [secrets.finds(text) for text in ("one", "x", "")] == [True, True, False]
    many = [f"code-{number}" for number in range(1100)]
    assert not SecretScanner(["one"]).in_answer(many[:16]).finds("else")
    assert SecretScanner(["one"]).in_answer(many).finds("else")


def test_secrets_are_mute() -> None:
    secrets = SecretScanner(["canary"])
    secrets.finds("look")
    assert repr(secrets) == str(secrets) == "<SecretScanner>"
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secrets)
    assert not hasattr(secrets, "__dict__")


def test_three_characters_are_found_amid_bytes_in_base64() -> None:
    # At the start of a group four characters of base64 are theirs alone; the bytes around them are no text.
    encoded = base64.b64encode(b"\xff\xfe\xfd" + b"k7q" + b"\xfc\xfb\xfa").decode()
    assert SecretScanner(["k7q"]).finds(encoded)
    assert not SecretScanner(["k8q"]).finds(encoded)


def in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize("width", [7, 10, 64])
@pytest.mark.parametrize("encoded", [in_base64, bytes.hex], ids=["base64", "hex"])
def test_a_value_is_found_wherever_lines_break_it(encoded: Callable[[bytes], str], width: int) -> None:
    for before in range(width):
        for other in (b"\xff" * before, b"x" * before):
            text = encoded(other + PASSWORD.encode() + b"\xfe\xff")
            said = "\r\n".join(text[at : at + width] for at in range(0, len(text), width))
            assert SecretScanner([PASSWORD]).finds(said), said
            assert not SecretScanner(["looking-glass"]).finds(said), said


LOGIN = (
    b"GET /v1/oauth/tenant-a/authorize?response_type=code&username=alice&password=p%40ss%20w%2Brd%3D"
    b"&redirect_uri=https%3A%2F%2Fapp.example HTTP/1.1\r\nHost: x.example\r\n\r\n"
)
PASSWORD = "p@ss w+rd="
RAW_FORMS: dict[str, str] = {
    "base64": base64.b64encode(LOGIN).decode(),
    "base64, after other text": "id/" + base64.b64encode(LOGIN).decode(),
    "base64, amid other bytes": base64.b64encode(b"\x00\xff" + LOGIN).decode(),
    "base64, of URLs": base64.urlsafe_b64encode(LOGIN).decode().rstrip("="),
    "base64, in lines": base64.encodebytes(LOGIN).decode(),
    "base64, in lines of JSON": json.dumps(base64.encodebytes(LOGIN).decode()),
    "base64, percent-encoded": quote(base64.b64encode(LOGIN).decode(), safe=""),
    "base64, twice": base64.b64encode(base64.b64encode(LOGIN)).decode(),
    "hex, in base64": base64.b64encode(LOGIN.hex().encode()).decode(),
    "hex": LOGIN.hex(),
    "hex, in capitals": LOGIN.hex().upper(),
    "hex, after other text": "a" + LOGIN.hex(),
    "repr of bytes": repr(LOGIN),
    "repr of bytes, in JSON": json.dumps(repr(LOGIN)),
    "UTF-16 read as Latin-1": LOGIN.decode().replace("%40", "@").encode("utf-16").decode("latin-1"),
    "UTF-16 in base64": base64.b64encode(LOGIN.decode().encode("utf-16-le")).decode(),
    "with what nobody sees": "\u200b".join(LOGIN.decode()),
}
VALUE_FORMS: dict[str, Encoding] = {
    "repr of a text": repr,
    "ascii": ascii,
    "repr of bytes": lambda text: repr(text.encode()),
    "hex escapes": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "octal escapes": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "long escapes": each(lambda one: f"\\U{ord(one):08x}"),
    "braces": each(lambda one: f"\\u{{{ord(one):x}}}"),
    "full width": each(lambda one: chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one),
    "full width, as UTF-8 read as Latin-1": lambda text: mojibake(VALUE_FORMS["full width"](text)),
    "with what nobody sees, as UTF-8 read as Latin-1": lambda text: mojibake("\u200b".join(text)),
    "percent and u": lambda text: "".join(
        f"%u{unit}" for unit in re.findall("....", text.encode("utf-16-be").hex())
    ),
    "braces after an x": each(lambda one: f"\\x{{{ord(one):02x}}}"),
    "HTML of ten digits": each(lambda one: f"&#{ord(one):010};"),
    "HTML of eight hexadecimal digits": each(lambda one: f"&#x{ord(one):08x};"),
    "hex with spaces": lambda text: text.encode().hex(" "),
    "hex with colons": lambda text: text.encode().hex(":").upper(),
    "HTML in hexadecimal": each(lambda one: f"&#x{ord(one):X};"),
    "percent-encoded four times": lambda text: percent(percent(percent(percent(text)))),
    "HTML of JSON of percent": lambda text: html.escape(json.dumps(quote(text, safe=""))),
    "percent of JSON": lambda text: quote(json.dumps(text), safe=""),
    "JSON of JSON of JSON": lambda text: json.dumps(json.dumps(json.dumps(text))),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, after other text": lambda text: "x/" + base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
}


@pytest.mark.parametrize("form", RAW_FORMS)
def test_a_raw_request_that_is_repeated(form: str) -> None:
    assert SecretScanner([PASSWORD]).finds(f"bad request: {RAW_FORMS[form]}")
    assert not SecretScanner(["looking-glass"]).finds(f"bad request: {RAW_FORMS[form]}")


@pytest.mark.parametrize("form", ANY_LENGTH | VALUE_FORMS)
def test_forms_of_a_value(form: str) -> None:
    encode = (ANY_LENGTH | VALUE_FORMS)[form]
    for secret in (*SECRETS, PASSWORD, "100%41", "a\\x41b", "q&quot;q"):
        said = encode(secret)
        for text in (said, f"said {said}, no", f"a={said}&b=c"):
            assert SecretScanner(["another", secret]).redact(text) == WITHHELD, text


@given(st.text(max_size=200) | st.text(st.sampled_from("%&#;\\ux0123456789abcdefAQJ=+/_-\n{}"), max_size=200))
@example("\\U0010ffff \\U00110000 \\uD800 \\u{110000} \\x{ffffff} &#1114112; %uD800 \\9 \\777")
def test_any_text_ends_in_an_answer(text: str) -> None:
    SecretScanner(["wonderland", "alice", "x1"]).finds(text)
