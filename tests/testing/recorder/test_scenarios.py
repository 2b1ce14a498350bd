"""What is asked: the shipped scenarios with the live login in them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from tests.testing.recorder.fake_tkeel import CAROL
from tkeel_oauth.errors import ConfigurationError
from tkeel_oauth.testing import Credentials, IndistinctError, load_recording
from tkeel_oauth.testing.matching import canonical
from tkeel_oauth.testing.recorder.scenarios import PLAN, Base, invented_login, planned

BASE = Base("https://iot.corp.example", "/apis/security/v1")


def test_the_live_login_stands_where_the_invented_one_does() -> None:
    asked = planned(BASE, CAROL)
    assert tuple(one.scenario.name for one in asked) == PLAN
    first = asked[0].request
    assert first.target.startswith("/apis/security/v1/oauth/MpUNHo3P/authorize?response_type=code&")
    called = canonical(first).credentials
    assert called == CAROL
    texts = "".join(one.request.target + one.request.body.decode() for one in asked)
    assert [value for value in ("tenant-a", "alice", "wonderland", "callback") if value in texts] == []
    posted = next(one.request for one in asked if one.scenario.name == "method_post_form")
    assert parse_qs(posted.body.decode())["password"] == [CAROL.password]


def test_all_else_is_as_it_was_recorded() -> None:
    for one in planned(Base("https://x.example", "/v1"), invented_login()):
        assert one.request == one.scenario.request == load_recording()[one.scenario.name].request


@pytest.mark.parametrize(
    "login",
    [
        Credentials("tkeel", "user", "a-password", "http://tkeel.io/callback"),
        *(Credentials("tkeel", name, name, "x:") for name in ("io", "code", "admin", "demo", "authorize")),
        Credentials("oauth", "tenant-a", "tenant-a", "http://tkeel.io/callback"),
        Credentials("authorize", "wonderland", "alice", "http://tkeel.io/callback"),
    ],
    ids=lambda login: f"{login.username} of {login.tenant_id}",
)
def test_plausible_accounts_are_asked(login: Credentials) -> None:
    asked = planned(BASE, login)
    assert len(asked) == len(PLAN)
    assert canonical(asked[0].request).credentials == login


@pytest.mark.parametrize(
    "change",
    [{"username": "mallory"}, {"password": "nope"}, {"tenant_id": "no-such-tenant"}, {"tenant_id": "a/b"}],
)
def test_a_login_that_a_scenario_takes_for_a_wrong_one_is_not_asked(change: dict[str, str]) -> None:
    with pytest.raises(IndistinctError, match="record with another"):
        planned(BASE, replace(CAROL, **change))


@pytest.mark.parametrize("name", ["tenant_id", "username", "password", "redirect_uri"])
@pytest.mark.parametrize("value", ["", "\udcff"])
def test_an_argument_that_cannot_be_sent_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        planned(BASE, replace(CAROL, **{name: value}))


@pytest.mark.parametrize(
    ("path", "target", "live"),
    [
        ("/v1", "/v1/oauth/x", "/v1/oauth/x"),
        ("/apis/security/v1", "/v1/oauth/x", "/apis/security/v1/oauth/x"),
        ("/apis/security/v1", "/oauth/x", "/apis/security/oauth/x"),
        ("/tkeel", "/v1/oauth/x", "/tkeel/oauth/x"),
        ("/tkeel", "/oauth/x", None),
        ("", "/v1/oauth/x", "/oauth/x"),
    ],
)
def test_live_targets(path: str, target: str, live: str | None) -> None:
    assert Base("https://x.example", path).live(target) == live


@pytest.mark.parametrize("path", ["/v1", "/apis/security/v1", "/tkeel", ""])
@pytest.mark.parametrize("origin", ["", "https://x.example"])
def test_recorded_texts(path: str, origin: str) -> None:
    base = Base("https://x.example", path)
    assert (
        base.recorded(f'<a href="{origin}{path}/oauth/t/authorize?a=b">')
        == '<a href="/v1/oauth/t/authorize?a=b">'
    )
