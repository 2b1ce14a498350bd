"""Models: to and from JSON without loss, refusing what the schema does, and mute where they hold a code."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.support import outcome_of
from tkeel_oauth import ModelError, errors
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


@given(st.one_of(ANY, STATUS, GRANT))
def test_what_is_written_is_read_back(model: Model) -> None:
    written = model.to_dict()
    assert type(model).from_dict(written) == model
    assert type(model).from_dict(json.loads(json.dumps(written))) == model


@given(st.one_of(ANY, STATUS, GRANT))
def test_a_model_is_plain_data(model: Model) -> None:
    again = pickle.loads(pickle.dumps(model))  # noqa: S301 - our own bytes
    assert again == model == copy.deepcopy(model)
    assert type(again) is type(model)


@pytest.mark.parametrize("kind", [V1AuthorizeResponse, RpcStatus, ProtobufAny])
@given(value=JSON)
def test_from_dict_ends_in_a_model_or_the_one_error(kind: type[Model], value: dict[str, object]) -> None:
    """Whatever it is given: what is no object at all, too."""
    found = outcome_of(kind.from_dict, value)
    if isinstance(found, ModelError):
        assert str(found).startswith(kind.__name__)
    else:
        assert isinstance(found, Model)
        assert kind.from_dict(found.to_dict()) == found


WRONG: list[tuple[type[Model], Any, str]] = [
    (V1AuthorizeResponse, None, "V1AuthorizeResponse must be an object, not null"),
    (V1AuthorizeResponse, [], "V1AuthorizeResponse must be an object, not a"),
    (V1AuthorizeResponse, "canary", "V1AuthorizeResponse must be an object, not a string"),
    (V1AuthorizeResponse, {}, "V1AuthorizeResponse.code is missing"),
    (V1AuthorizeResponse, {"Code": "canary"}, "V1AuthorizeResponse.code is missing"),
    (V1AuthorizeResponse, {"code": None}, "V1AuthorizeResponse.code must not be null"),
    (V1AuthorizeResponse, {"code": ""}, "V1AuthorizeResponse.code must not be empty"),
    (V1AuthorizeResponse, {"code": 5}, "V1AuthorizeResponse.code must be a string, not a number"),
    (V1AuthorizeResponse, {"code": True}, "V1AuthorizeResponse.code must be a string, not a boolean"),
    (V1AuthorizeResponse, {"code": ["canary"]}, "V1AuthorizeResponse.code must be a string, not a"),
    (V1AuthorizeResponse, {"code": {}}, "V1AuthorizeResponse.code must be a string, not an object"),
    (RpcStatus, {"code": "canary"}, "RpcStatus.code must be an integer, not a string"),
    (RpcStatus, {"code": 1.5}, "RpcStatus.code must be an integer, not a number"),
    (RpcStatus, {"code": float("nan")}, "RpcStatus.code must be an integer, not a number"),
    (RpcStatus, {"code": True}, "RpcStatus.code must be an integer, not a boolean"),
    (RpcStatus, {"code": 2**31}, "RpcStatus.code does not fit into 32 bits"),
    (RpcStatus, {"code": -(2**31) - 1}, "RpcStatus.code does not fit into 32 bits"),
    (RpcStatus, {"message": 5}, "RpcStatus.message must be a string, not a number"),
    (RpcStatus, {"details": {}}, "RpcStatus.details must be a list, not an object"),
    (RpcStatus, {"details": "canary"}, "RpcStatus.details must be a list, not a string"),
    (RpcStatus, {"details": [{}, 5]}, "RpcStatus.details[1] must be an object, not a number"),
    (RpcStatus, {"details": [None]}, "RpcStatus.details[0] must be an object, not null"),
    (RpcStatus, {"details": [{"@type": 5}]}, "RpcStatus.details[0].@type must be a string, not a number"),
    (ProtobufAny, {"@type": []}, "ProtobufAny.@type must be a string, not a"),
]


@pytest.mark.parametrize(("kind", "value", "says"), WRONG, ids=lambda value: ascii(value)[:40])
def test_from_dict_refuses(kind: type[Model], value: dict[str, object], says: str) -> None:
    with pytest.raises(ModelError) as caught:
        kind.from_dict(value)
    assert str(caught.value).startswith(says)
    assert isinstance(caught.value, ValueError)


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


def test_model_error_is_public() -> None:
    assert errors.ModelError is ModelError


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
