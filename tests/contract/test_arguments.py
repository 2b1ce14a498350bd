"""What a caller passes either arrives whole at the server or is refused with nothing sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.outcomes import check_arrived
from tests.contract.support import EVERY_WAY, GOOD, RECORDING, Arguments, Canned, Host, name_of, sync_function
from tests.contract.wiretap import Wiretap
from tkeel_oauth import ConfigurationError

# Raw scenarios whose request a caller can ask for in so many words: the arguments, and what the refusal says.
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "empty_tenant": ({"tenant_id": ""}, "tenant_id is empty"),
    "tenant_dot": ({"tenant_id": "."}, "tenant_id is '.'"),
    "tenant_dotdot": ({"tenant_id": ".."}, "tenant_id is '..'"),
    "missing_response_type": ({"response_type": None}, "response_type must be 'code'"),
    "response_type_token": ({"response_type": "token"}, "response_type must be 'code'"),
    "response_type_unknown": ({"response_type": "banana"}, "response_type must be 'code'"),
    "missing_username": ({"username": None}, "username must be a str"),
    "missing_password": ({"password": None}, "password must be a str"),
    "missing_redirect_uri": ({"redirect_uri": None}, "redirect_uri must be a str"),
    "missing_all": (
        dict.fromkeys(("response_type", "username", "password", "redirect_uri")),
        "response_type must be 'code'",
    ),
    "repeated_password_good_first": ({"password": ["wonderland", "nope"]}, "password must be a str"),
    "repeated_state": ({"state": ["a", "b"]}, "state must be a str"),
}

# Raw scenarios whose text, as an argument, is encoded into a request that is well-formed.
ENCODED: dict[str, dict[str, Any]] = {
    "tenant_raw_slash": {"tenant_id": "a/b"},
    "double_slash": {"tenant_id": "tenant-a/"},
    "tenant_bad_percent": {"tenant_id": "%zz"},
    "target_with_space": {"username": "al ice"},
}

# Raw scenarios that need an argument which no function or method has.
NO_SUCH_ARGUMENT = {"extra_unknown_param": "foo"}

# Raw scenarios that no argument comes near, and why.
OUT_OF_REACH = {
    "accept_html": "a header of the caller's own, tested with the scenarios",
    "accept_xml": "as accept_html",
    "accept_encoding_gzip": "the header is the client's own, tested below",
    "backend_mysql_frozen": "an ordinary request that was not answered",
    "shutdown_sigkill_mid_request": "as backend_mysql_frozen",
    "followed_redirect_dotdot": "the path is the operation's, and '..' is refused",
    "http10": "the client speaks HTTP/1.1",
    "http10_keepalive": "as http10",
    "method_head": "the method is the operation's",
    "method_options": "as method_head",
    "method_post_form": "as method_head",
    "path_without_v1": "the base URL's affair, tested with the scenarios",
    "token_authorization_code": "another operation",
    "token_authorization_code_replayed": "another operation",
    "trailing_slash": "the path is the operation's",
    "unknown_path_v1": "the path is the operation's",
}

NAMES = ["tenant_id", "username", "password", "redirect_uri", "state"]


def changed(**values: object) -> Arguments:
    return Arguments(**{**vars(GOOD), **values})


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_nothing_sent(name: str) -> None:
    arguments, says = REFUSED[name]
    canned = Canned()
    with pytest.raises(ConfigurationError, match=f"^{says}") as caught:
        sync_function(canned.host, changed(**arguments))
    assert canned.requests == []
    assert "wonderland" not in str(caught.value)


@pytest.mark.parametrize("way", EVERY_WAY, ids=name_of)
def test_refused_with_not_even_a_connection(wiretap: Wiretap, way: Callable[..., object]) -> None:
    with pytest.raises(ConfigurationError):
        way(Host(wiretap.base_url), changed(tenant_id=".."))
    assert wiretap.connections == 0


@pytest.mark.parametrize("name", NO_SUCH_ARGUMENT)
def test_there_is_no_such_argument(name: str) -> None:
    canned = Canned()
    (pair,) = (one for one in RECORDING[name].canonical.query if one[0] == NO_SUCH_ARGUMENT[name])
    unknown: dict[str, Any] = dict([pair])
    with canned.host.client() as client, pytest.raises(TypeError, match="unexpected keyword"):
        client.oauth.authorize("tenant-a", **GOOD.keywords(), **unknown)
    assert canned.requests == []


def test_a_required_argument_is_required_by_python() -> None:
    with Canned().host.client() as client, pytest.raises(TypeError, match="'redirect_uri'"):
        client.oauth.authorize("tenant-a", username="alice", password="wonderland")  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ENCODED)
def test_sent_encoded(wiretap: Wiretap, name: str) -> None:
    called = changed(**ENCODED[name])
    sync_function(Host(wiretap.base_url), called)
    (seen,) = wiretap.seen
    check_arrived(seen, called)
    assert seen.target != RECORDING[name].request.target


def test_an_empty_text_is_sent(wiretap: Wiretap) -> None:
    called = [changed(**{name: ""}) for name in NAMES[1:]]
    for one in called:
        sync_function(Host(wiretap.base_url), one)
    for seen, one in zip(wiretap.seen, called, strict=True):
        check_arrived(seen, one)


@pytest.mark.parametrize("name", NAMES)
def test_only_text_is_taken_and_no_half_of_a_surrogate_pair(name: str) -> None:
    canned = Canned()
    for value in (5, b"bytes", True, 1.5, ("a",), {"a": "b"}, {"a"}):
        with pytest.raises(ConfigurationError, match=f"^{name} must be a str, not "):
            sync_function(canned.host, changed(**{name: value}))
    with pytest.raises(ConfigurationError, match=f"^{name} holds half of a surrogate pair"):
        sync_function(canned.host, changed(**{name: "secret\ud800"}))
    assert canned.requests == []
