"""Which ``@type`` is valid: a table of verdicts, each with the sentence of tKeel's page that it rests on."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tkeel_oauth import InvalidTypeUrl
from tkeel_oauth.models import ProtobufAny

# The page on protobufAny, sentence by sentence.
URL = "A URL/resource name that uniquely identifies the type of the serialized protocol buffer message."
SLASH = 'This string must contain at least one "/" character.'
LAST = (
    "The last segment of the URL's path must represent the fully qualified name of the type "
    "(as in path/google.protobuf.Duration)."
)
CANONICAL = 'The name should be in a canonical form (e.g., leading "." is not accepted).'
HTTPS = "If no scheme is provided, https is assumed."
OTHERS = (
    "Schemes other than http, https (or the empty scheme) might be used with implementation specific "
    "semantics."
)

# @type -> type_name, type_url, the sentence
VALID: dict[str, tuple[str, str, str]] = {
    "path/google.protobuf.Duration": (
        "google.protobuf.Duration",
        "https://path/google.protobuf.Duration",
        LAST,
    ),
    "type.example/google.rpc.Help": ("google.rpc.Help", "https://type.example/google.rpc.Help", HTTPS),
    "//types.example.com/a.B": ("a.B", "https://types.example.com/a.B", HTTPS),
    "types.example.com:8080/a.B": ("a.B", "https://types.example.com:8080/a.B", HTTPS),
    "types.example.com/a/b/c.D": ("c.D", "https://types.example.com/a/b/c.D", LAST),
    "types.example.com//a.B": ("a.B", "https://types.example.com//a.B", SLASH),
    "https://types.example.com/v1/a.B": ("a.B", "https://types.example.com/v1/a.B", HTTPS),
    "HTTPS://types.example.com/a.B": ("a.B", "HTTPS://types.example.com/a.B", HTTPS),
    "http://types.example.com/a.B": ("a.B", "http://types.example.com/a.B", HTTPS),
    "a/b://c/d.E": ("d.E", "https://a/b://c/d.E", HTTPS),
    "custom://types/a.B": ("a.B", "custom://types/a.B", OTHERS),
    "custom:///a.B": ("a.B", "custom:///a.B", OTHERS),
    "a/b.C.D": ("b.C.D", "https://a/b.C.D", LAST),
    "a/_b1.c_2.D": ("_b1.c_2.D", "https://a/_b1.c_2.D", LAST),
}

# @type -> what the error says, the sentence
INVALID: dict[str, tuple[str, str]] = {
    "": ("holds no '/'", SLASH),
    "b.C": ("holds no '/'", SLASH),
    "google.protobuf.Duration": ("holds no '/'", SLASH),
    "/": ("nothing stands before", HTTPS),  # https:/// names no host
    "/x.Y": ("nothing stands before", HTTPS),
    "///x.Y": ("nothing stands before", HTTPS),
    "https:///x.Y": ("nothing stands before", URL),
    "https://": ("has no path", LAST),
    "https://x.Y": ("has no path", LAST),  # x.Y is the host
    "custom://x.Y": ("has no path", LAST),
    "//x.Y": ("has no path", LAST),
    "a/": ("nothing follows", LAST),
    "a/b/": ("nothing follows", LAST),
    "a/b.C/": ("nothing follows", LAST),
    "a/Duration": ("not a full name", LAST),  # qualified by no package, unlike the example
    "a/secret": ("not a full name", LAST),
    "x/y": ("not a full name", LAST),
    "a/b.": ("not a full name", CANONICAL),
    "a/b..C": ("not a full name", CANONICAL),
    "a/b.1C": ("not a full name", LAST),
    "a/b-c.D": ("not a full name", LAST),
    "a/b%2EC": ("not a full name", CANONICAL),
    "a/b.Ç": ("not a full name", LAST),
    "a/.b.C": ("starts with a '.'", CANONICAL),
    "type.googleapis.com/.google.rpc.ErrorInfo": ("starts with a '.'", CANONICAL),
    "a/b.C?q": ("query or a fragment", LAST),  # the path ends before the ?
    "a/b.C#f": ("query or a fragment", LAST),
    "a?x/b.C": ("query or a fragment", LAST),  # /b.C is part of the query
    "a#x/b.C": ("query or a fragment", LAST),
    " a/b.C": ("character that no URL has", URL),
    "a/b.C\n": ("character that no URL has", URL),
    "a b/c.D": ("character that no URL has", URL),
    "a\\b/c.D": ("character that no URL has", URL),
    "a\0/b.C": ("character that no URL has", URL),
}


@pytest.mark.parametrize("type_", VALID)
def test_valid(type_: str) -> None:
    message = ProtobufAny.from_dict({"@type": type_})
    assert (message.type_name, message.type_url) == VALID[type_][:2]
    assert message.type_ == type_


@pytest.mark.parametrize("type_", INVALID)
def test_invalid_stays_readable_and_raises_when_used(type_: str) -> None:
    message = ProtobufAny.from_dict({"@type": type_, "x": 1})
    for use in (lambda: message.type_name, lambda: message.type_url, message.unpack):
        with pytest.raises(InvalidTypeUrl, match="does not name a message type: ") as caught:
            use()
        assert INVALID[type_][0] in str(caught.value)
        assert "secret" not in str(caught.value)
        assert isinstance(caught.value, ValueError)
    assert message.type_ == type_
    assert message.to_dict() == {"@type": type_, "x": 1}


def test_an_invalid_one_pickles_and_copies() -> None:
    message = ProtobufAny("a/")
    assert pickle.loads(pickle.dumps(message)) == message == copy.deepcopy(message)  # noqa: S301 - our own bytes


@settings(max_examples=50)
@given(st.text() | st.text(st.sampled_from("a.B/:?#"), max_size=12))
def test_any_text_has_a_verdict(type_: str) -> None:
    message = ProtobufAny(type_)
    try:
        name, url = message.type_name, message.type_url
    except InvalidTypeUrl:
        return
    assert url.endswith(f"/{name}")
    assert "." in name
    assert ProtobufAny(url).type_name == name
    assert ProtobufAny(url).type_url == url
