"""From arguments to a request: any text arrives as it is, in its place, once; or nothing is sent."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import parse_qsl, quote, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.contract.outcomes import check_arrived
from tests.contract.support import BASE_URL, BOTH, ORIGIN, Arguments, Foreign, Host, Way, sync_function
from tests.contract.wiretap import Seen, Wiretap, parsed
from tkeel_oauth import ConfigurationError, ModelError
from tkeel_oauth._runtime.call.encode import Request, encode, header_bytes
from tkeel_oauth._runtime.call.options import text as options_text
from tkeel_oauth._runtime.contract.model import Ref
from tkeel_oauth._runtime.contract.operation import Body, Call, Operation, Parameter, Token
from tkeel_oauth._runtime.contract.schema import AnyValue, Boolean, Integer, List, Number, String
from tkeel_oauth._runtime.contract.schema import Map as Members
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse

TEXT = st.text(st.characters(codec="utf-8"))
# Half surrogate pairs among them, and what means something in a URL.
NASTY = st.text(st.sampled_from("%/?#&=+;.\\ :@'\"\0\r\n\t{}aé用🔑\ud800\udfff"), max_size=12)
ANY_TEXT = TEXT | st.text() | NASTY | st.sampled_from(["", ".", "..", "...", "%2e", "%2E%2e", "/", "a/b"])
CALLS = st.builds(
    Arguments, ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT
)  # tenant, username, password, redirect_uri, state


def sendable(called: Arguments) -> bool:
    """What may go out: a tenant that is a segment, and text that UTF-8 can say."""
    texts = [called.tenant_id, called.username, called.password, called.redirect_uri, called.state or ""]
    halves = any("\ud800" <= character <= "\udfff" for text in texts for character in text)
    return called.tenant_id not in {"", ".", ".."} and not halves


def check(seen: Seen, called: Arguments) -> None:
    path, _, query = seen.target.partition("?")
    assert len(path.split("/")) == 5, "three segments after the base"
    check_arrived(seen, called)
    # The standard library agrees with the tests' own parser.
    assert [unquote(part, errors="strict") for part in path.split("/")[1:]] == seen.segments
    assert parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict") == seen.pairs


@pytest.fixture(scope="module")
def tap() -> Iterator[Wiretap]:
    with Wiretap() as running:
        yield running


@settings(max_examples=30)
@given(TEXT)
@example("".join(map(chr, range(128))))
def test_texts_are_quoted_as_the_standard_library_does(text: str) -> None:
    declared = operation(Parameter("q", "q", "query", String()), path="/")
    assert encode(Call(declared, (text,))).target == f"/?q={quote(text, safe='')}".encode()


@settings(max_examples=40)
@given(CALLS)
def test_any_text_arrives_over_a_socket_or_nothing_does(tap: Wiretap, called: Arguments) -> None:
    before = len(tap.requests)
    if sendable(called):
        assert sync_function(Host(tap.base_url), called).code
        (seen,) = tap.seen[before:]
        check(seen, called)
    else:
        with pytest.raises(ConfigurationError) as caught:
            sync_function(Host(tap.base_url), called)
        assert caught.value.__context__ is None
        assert len(tap.requests) == before


@settings(max_examples=30)
@given(CALLS, st.sampled_from(BOTH))
def test_any_text_arrives_through_a_transport_that_takes_the_urls_text(called: Arguments, way: Way) -> None:
    transport = Foreign()
    host = Host(BASE_URL, transport, transport)
    if sendable(called):
        way(host, called)
        (url,) = transport.urls
        target = url.removeprefix(ORIGIN)
        check(parsed(f"GET {target} HTTP/1.1\r\n\r\n".encode()), called)
    else:
        with pytest.raises(ConfigurationError):
            way(host, called)
        assert transport.urls == []


def operation(*parameters: Parameter, path: str = "/x", body: Body | None = None) -> Operation[Any, Any]:
    return Operation(
        id="Test",
        method="POST",
        path=path,
        idempotent=False,
        parameters=parameters,
        body=body,
        responses={200: Ref(lambda: V1AuthorizeResponse)},
        status=Ref(lambda: RpcStatus),
    )


def encoded(parameters: list[tuple[Parameter, object]], path: str = "/x") -> Request:
    declared = operation(*(parameter for parameter, _ in parameters), path=path)
    return encode(Call(declared, tuple(value for _, value in parameters)))


def test_parameters_of_every_type_and_place() -> None:
    request = encoded(
        [
            (Parameter("one", "one", "path", Integer()), 7),
            (Parameter("two", "two", "path", String()), "{one}"),
            (Parameter("n", "n", "query", Integer()), -3),
            (Parameter("f", "f", "query", Number()), 1.5),
            (Parameter("b", "b", "query", Boolean()), True),
            (Parameter("many", "many", "query", List(String())), ["a b", "c&d"]),
            (Parameter("none", "none", "query", List(String())), []),
            (Parameter("left", "left", "query", String(), required=False), None),
            (Parameter("X-Trace", "x_trace", "header", String()), "é"),
            (Parameter("X-Count", "x_count", "header", Integer()), 5),
            (Parameter("X-Left", "x_left", "header", String(), required=False), None),
        ],
        path="/a/{one}/b/{two}/c",
    )
    assert request.target == b"/a/7/b/%7Bone%7D/c?n=-3&f=1.5&b=true&many=a%20b&many=c%26d"
    assert request.headers == [(b"X-Trace", "é".encode("latin-1")), (b"X-Count", b"5")]
    assert request.content == b""


@pytest.mark.parametrize("value", ["a\r\nX: y", "名", " a", "a ", "a\0b", "\x1f", "\x7f"])
def test_what_no_header_can_say(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^x_trace cannot be sent as a header") as caught:
        encoded([(Parameter("X-Trace", "x_trace", "header", String()), value)])
    assert caught.value.__context__ is None
    assert header_bytes("that", "a\tb ~") == b"a\tb ~"


def test_a_text_of_a_wrong_length_is_not_sent() -> None:
    for schema, text in ((String(min_length=1), ""), (String(max_length=1), "ab")):
        with pytest.raises(ConfigurationError, match=r"^q m"):
            encoded([(Parameter("q", "q", "query", schema), text)])


def test_a_body_is_json_without_escapes() -> None:
    declared = operation(body=Body(Ref(lambda: V1AuthorizeResponse)))
    request = encode(
        Call(declared, (), V1AuthorizeResponse("密码", additional_properties={"n": [1.5, None]}))
    )
    assert json.loads(request.content) == {"code": "密码", "n": [1.5, None]}
    assert "密码".encode() in request.content
    assert request.headers == [(b"Content-Type", b"application/json")]
    for text in ("密码", json.dumps("密码")):
        assert request.secrets.finds(text)


def test_a_body_that_is_not_of_its_schema() -> None:
    declared = operation(body=Body(Ref(lambda: V1AuthorizeResponse)))
    for wrong in (V1AuthorizeResponse(""), {"code": "x"}, None):
        with pytest.raises(ModelError, match=r"^body"):
            encode(Call(declared, (), wrong))


def test_a_body_that_may_be_left_out() -> None:
    declared = operation(body=Body(Members(String()), required=False))
    assert encode(Call(declared, ())).content == b""
    assert encode(Call(declared, (), {})).content == b"{}"


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), object(), "\ud800", {1, 2}, {("a",): 1}])
def test_a_body_that_no_json_can_say(wrong: object) -> None:
    for schema, value in (
        (AnyValue(), wrong),
        (
            Ref(lambda: V1AuthorizeResponse),
            V1AuthorizeResponse("x", additional_properties={"further": wrong}),
        ),
    ):
        with pytest.raises((ModelError, ConfigurationError)) as caught:
            encode(Call(operation(body=Body(schema)), (), value))
        assert caught.value.__context__ is None


def nested(levels: int) -> object:
    value: object = "deep"
    for _ in range(levels):
        value = [value]
    return value


def test_a_body_that_has_no_end_or_is_too_deep() -> None:
    circle: list[object] = []
    circle.append(circle)
    tree = List(AnyValue())
    tree.item = tree
    for schema, value in ((AnyValue(), circle), (AnyValue(), nested(100_000)), (tree, circle)):
        with pytest.raises(ModelError, match="no JSON can say"):
            encode(Call(operation(body=Body(schema)), (), value))


def test_texts_are_secrets_wherever_they_are_in_a_body() -> None:
    for value in (nested(500), {"a": ({"b": "deep"},)}):
        assert encode(Call(operation(body=Body(AnyValue())), (), value)).secrets.finds("deep")


def test_what_holds_arguments_is_mute() -> None:
    call = Call(operation(Parameter("p", "p", "query", String())), ("canary",))
    request = encode(call, ["canary"])
    for holder in (call, request, request.secrets):
        assert "canary" not in repr(holder)
        assert "canary" not in str(holder)
        with pytest.raises(TypeError):
            pickle.dumps(holder)


def test_which_values_are_secrets() -> None:
    declared = operation(
        Parameter("a", "a", "query", String()), Parameter("b", "b", "query", String(), sensitive=False)
    )
    request = encode(Call(declared, ("first", "second")), ["third"])
    shown = [request.secrets.finds(text) for text in ("first", "second", "third")]
    assert shown == [True, False, True]


class Text(str):
    """A text of a caller's class, whose methods do what they like."""

    __slots__ = ()

    def _fail(self, *_: object) -> NoReturn:
        raise LookupError("canary")

    encode = casefold = __format__ = __len__ = __eq__ = __hash__ = __str__ = _fail  # type: ignore[assignment]


def test_a_text_of_a_callers_class_is_its_characters() -> None:
    text = Text("a b")
    request = encoded(
        [
            (Parameter("p", "p", "path", String()), text),
            (Parameter("q", "q", "query", String(min_length=1)), text),
            (Parameter("many", "many", "query", List(String())), [text]),
            (Parameter("X-H", "x_h", "header", String()), text),
        ],
        path="/{p}",
    )
    assert (request.target, request.headers) == (b"/a%20b?q=a%20b&many=a%20b", [(b"X-H", b"a b")])
    for schema in (AnyValue(), Members(List(String()))):
        body = encode(Call(operation(body=Body(schema)), (), {"x": [text]}))
        assert body.content == b'{"x":["a b"]}'
        assert body.secrets.finds("A+B")
    how = Token(scheme="Bearer")
    assert request.authorized(how, options_text("token", text)).headers[-1] == (
        b"Authorization",
        b"Bearer a b",
    )


def test_a_token_in_the_query() -> None:
    how = Token("key of mine", "query")
    request = encoded([(Parameter("a", "a", "query", String()), "1")])
    assert request.authorized(how, "t/1").target == b"/x?a=1&key%20of%20mine=t%2F1"
    assert encoded([]).authorized(how, "t/1").target == b"/x?key%20of%20mine=t%2F1"
    assert request.authorized(how, "t/1").secrets.finds("t%2F1")
