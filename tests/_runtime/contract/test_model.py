"""Models: to and from JSON without loss, refusing what the schema does, and mute where they hold a code."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.support import outcome_of
from tkeel_oauth import ModelError
from tkeel_oauth._runtime.contract.model import Field, Model
from tkeel_oauth._runtime.contract.schema import Nullable, String
from tkeel_oauth.models import ProtobufAny, RpcStatus, V1AuthorizeResponse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def further(*taken: str) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(st.text(max_size=8).filter(lambda name: name not in taken), JSON, max_size=3)


ANY = st.builds(ProtobufAny, st.text(), additional_properties=further("@type"))
STATUS = st.builds(
    RpcStatus,
    st.integers(-(2**31), 2**31 - 1),
    st.text(),
    st.lists(ANY, max_size=3),
    additional_properties=further("code", "message", "details"),
)
GRANT = st.builds(V1AuthorizeResponse, st.text(min_size=1), additional_properties=further("code"))


@settings(max_examples=40)
@given(st.one_of(ANY, STATUS, GRANT))
def test_what_is_written_is_read_back_and_copied(model: Model) -> None:
    written = model.to_dict()
    assert type(model).from_dict(written) == model
    assert type(model).from_dict(json.loads(json.dumps(written))) == model
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    assert again == model == copy.deepcopy(model)
    assert type(again) is type(model)


@settings(max_examples=40)
@given(JSON, st.sampled_from([V1AuthorizeResponse, RpcStatus, ProtobufAny]))
def test_from_dict_ends_in_a_model_or_the_one_error(value: Any, kind: type[Model]) -> None:  # noqa: ANN401 - what is no object, too
    found = outcome_of(kind.from_dict, value)
    if isinstance(found, ModelError):
        assert str(found).startswith(kind.__name__)
    else:
        assert isinstance(found, Model)
        assert kind.from_dict(found.to_dict()) == found


WRONG: dict[type[Model], list[tuple[Any, str]]] = {
    V1AuthorizeResponse: [
        (None, " must be an object, not null"),
        ([], " must be an object, not a"),
        ("canary", " must be an object, not a string"),
        ({}, ".code is missing"),
        ({"Code": "canary"}, ".code is missing"),
        ({"code": None}, ".code must not be null"),
        ({"code": ""}, ".code must not be empty"),
        ({"code": 5}, ".code must be a string, not a number"),
        ({"code": True}, ".code must be a string, not a boolean"),
        ({"code": ["canary"]}, ".code must be a string, not a"),
        ({"code": {}}, ".code must be a string, not an object"),
    ],
    RpcStatus: [
        ({"code": "canary"}, ".code must be an integer, not a string"),
        ({"code": 1.5}, ".code must be an integer, not a number"),
        ({"code": True}, ".code must be an integer, not a boolean"),
        ({"code": 2**31}, ".code does not fit into 32 bits"),
        ({"message": 5}, ".message must be a string, not a number"),
        ({"details": {}}, ".details must be a list, not an object"),
        ({"details": [{}, 5]}, ".details[1] must be an object, not a number"),
        ({"details": [None]}, ".details[0] must be an object, not null"),
        ({"details": [{"@type": 5}]}, ".details[0].@type must be a string, not a number"),
    ],
    ProtobufAny: [({"@type": []}, ".@type must be a string, not a")],
}


@pytest.mark.parametrize("kind", WRONG)
def test_from_dict_refuses(kind: type[Model]) -> None:
    for value, says in WRONG[kind]:
        with pytest.raises(ModelError) as caught:
            kind.from_dict(value)
        assert str(caught.value).startswith(kind.__name__ + says)
        assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (V1AuthorizeResponse(""), "code must not be empty"),
        (V1AuthorizeResponse(None), "code must be a string, not null"),  # type: ignore[arg-type]
        (V1AuthorizeResponse("x", additional_properties={"code": "y"}), "stands in additional_properties"),
        (RpcStatus("3"), "RpcStatus.code must be an integer"),  # type: ignore[arg-type]
        (RpcStatus(3, 4), "RpcStatus.message must be a string"),  # type: ignore[arg-type]
        (RpcStatus(3, "", ["x"]), r"RpcStatus.details\[0\] must be a ProtobufAny, not a string"),  # type: ignore[list-item]
        (RpcStatus(3, "", [ProtobufAny(5)]), r"RpcStatus.details\[0\].@type must be a string"),  # type: ignore[arg-type]
        (RpcStatus(2**40), "does not fit into 32 bits"),
    ],
    ids=repr,
)
def test_to_dict_refuses(model: Model, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        model.to_dict()


def test_absent_and_null_read_as_empty() -> None:
    assert RpcStatus.from_dict({}) == RpcStatus() == RpcStatus(0, "", [])
    assert RpcStatus.from_dict({"code": None, "message": None, "details": None}) == RpcStatus()
    assert ProtobufAny.from_dict({"@type": None}) == ProtobufAny("")
    assert RpcStatus.from_dict({"code": 3.0}).code == 3
    assert type(RpcStatus.from_dict({"code": 3.0}).code) is int


def test_what_nobody_gave_is_not_written() -> None:
    assert RpcStatus().to_dict() == {}
    assert RpcStatus(message="x").to_dict() == {"message": "x"}
    assert RpcStatus.from_dict({"code": None}).to_dict() == {}


def test_what_was_given_is_written_however_empty() -> None:
    assert RpcStatus(0, "x").to_dict() == {"code": 0, "message": "x"}
    assert RpcStatus.from_dict({"code": 0, "details": []}).to_dict() == {"code": 0, "details": []}
    assert ProtobufAny("").to_dict() == {"@type": ""}


def test_what_is_set_later_is_written() -> None:
    status = RpcStatus()
    status.code = 0
    status.details.append(ProtobufAny("a/b.C"))
    assert status.to_dict() == {"code": 0, "details": [{"@type": "a/b.C"}]}


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301  # pyright: ignore[reportUnknownArgumentType, reportUnknownLambdaType]
def test_a_copy_knows_what_was_given(again: Callable[[RpcStatus], RpcStatus]) -> None:
    status = again(RpcStatus(code=0))
    assert status == RpcStatus()
    assert status.to_dict() == {"code": 0}
    other = again(status)
    other.message = ""
    assert (status.to_dict(), other.to_dict()) == ({"code": 0}, {"code": 0, "message": ""})
    half_made = RpcStatus.__new__(RpcStatus)
    assert repr(again(half_made)) == repr(half_made)


def test_members_nobody_documented_are_kept_as_they_came() -> None:
    source = {"code": "abc", "expires_in": 60, "nested": {"a": [None]}}
    grant = V1AuthorizeResponse.from_dict(source)
    assert grant.additional_properties == {"expires_in": 60, "nested": {"a": [None]}}
    assert grant.to_dict() == source
    assert source["code"] == "abc", "the caller's own is left alone"


def test_models_share_no_default() -> None:
    one, two = RpcStatus(), RpcStatus()
    one.details.append(ProtobufAny("x/y"))
    one.additional_properties["a"] = 1
    assert two == RpcStatus.from_dict({})


def test_repr_hides_the_code_and_what_came_with_it() -> None:
    grant = V1AuthorizeResponse.from_dict({"code": "canary", "canary-name": "canary"})
    for text in (repr(grant), str(grant), f"{grant}", repr([grant])):
        assert "canary" not in text
        assert "<1 hidden>" in text
    assert grant.code == "canary"
    assert "hidden" not in repr(V1AuthorizeResponse("canary"))


def test_repr_shows_an_error() -> None:
    status = RpcStatus(3, "no", [ProtobufAny("a/b.C", additional_properties={"reason": "R"})])
    assert repr(status) == (
        "RpcStatus(code=3, message='no', details=[ProtobufAny(type_='a/b.C', "
        "additional_properties={'reason': 'R'})])"
    )


def test_there_is_no_other_attribute() -> None:
    with pytest.raises(AttributeError):
        V1AuthorizeResponse("x").codes = "y"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        V1AuthorizeResponse()  # type: ignore[call-arg]


class Noted(Model):
    """A member that must be there, and may be null."""

    FIELDS = (Field("note", "note", Nullable(String()), required=True),)

    def __init__(self, note: str | None, *, additional_properties: dict[str, object] | None = None) -> None:
        self.note = note
        self.additional_properties = additional_properties or {}


def test_null_is_a_value_of_a_nullable_member_and_nothing_is_none() -> None:
    assert Noted.from_dict({"note": None}).note is None
    assert Noted.from_dict({"note": "a"}).note == "a"
    with pytest.raises(ModelError, match=r"^Noted\.note is missing$"):
        Noted.from_dict({})
