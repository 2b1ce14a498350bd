"""What the runtime knows of an operation from its declaration."""

from __future__ import annotations

import pytest

from tests._runtime.operations import operation
from tkeel_oauth._runtime.contract.model import Field, Model, Ref
from tkeel_oauth._runtime.contract.operation import Call, Token
from tkeel_oauth._runtime.contract.schema import Binary, List, Nothing, PlainText, Schema, String
from tkeel_oauth.models import RpcStatus, V1AuthorizeResponse

STATUS = Ref(lambda: RpcStatus)
OTHER = Ref(lambda: RpcStatus)


class Session(Model):
    """Holds itself, and secrets at more than one depth."""

    FIELDS = (
        Field("token", "token", String(), sensitive=True),
        Field("name", "name", String(), sensitive=False),
        Field("old", "old", List(Ref(lambda: Session))),
        Field("grant", "grant", Ref(lambda: V1AuthorizeResponse)),
    )


@pytest.mark.parametrize(
    ("schemas", "accept"),
    [
        ([], None),
        ([String(), Ref(lambda: RpcStatus), Nothing()], None),
        ([PlainText()], "text/plain, application/json"),
        ([String(), Binary("image/png"), Binary("image/png")], "application/json, image/png"),
    ],
)
def test_what_it_asks_for(schemas: list[Schema], accept: str | None) -> None:
    """An error is JSON whatever a success is."""
    assert operation(dict(enumerate(schemas, 200))).accept == accept


def test_an_answer_is_looked_up_by_its_status_then_by_its_class() -> None:
    one, rest = String(), Nothing()
    found = operation({201: one, 2: rest}, errors={404: OTHER, 5: STATUS})
    assert [found.response(status) for status in (201, 200, 299, 302)] == [one, rest, rest, None]
    assert [found.error(status) for status in (404, 500, 599, 400)] == [OTHER, STATUS, STATUS, None]
    assert operation({}, default=OTHER).error(400) is OTHER


def test_which_members_are_secrets_that_a_server_gives_out() -> None:
    assert operation({200: List(Ref(lambda: Session))}).issued_names() == {"token", "code"}
    assert operation({200: String()}).issued_names() == set()


def test_text() -> None:
    assert repr(operation({})) == "<Operation Try: GET /x>"
    assert repr(Call(operation({}), ("canary",))) == "<Call of Try>"
    assert repr(object.__new__(Call)) == "<Call>"  # pyright: ignore[reportUnknownArgumentType]
    assert (Token().value("t"), Token(scheme="Bearer").value("t")) == ("t", "Bearer t")
