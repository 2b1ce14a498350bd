"""Every recorded answer: through every way to call, and through every way to be answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.expected import READ, SENT, Granted, NoAnswer, Refused, Unexpected
from tests.contract.outcomes import check_detailed, check_plain
from tests.contract.support import (
    BOTH,
    DETAILED,
    GOOD,
    RECORDING,
    WAYS,
    Arguments,
    Host,
    Way,
    arguments_of,
    name_of,
    prefer,
)
from tests.faults.calls import Options

# A server that stays silent is waited for only as long.
PATIENCE = {"backend_mysql_frozen": 0.05}


def by_name(name: str) -> Options:
    """Options that get a scenario answered, whatever is sent."""
    return {"headers": {"Prefer": f"example={name}"}, "retries": 0, "timeout": PATIENCE.get(name, 30)}


WANTED: dict[str, Granted | Refused | Unexpected | NoAnswer] = {**SENT, **READ}
ONE_OF_EACH = {type(wanted): name for name, wanted in reversed(WANTED.items())}.values()
ODD = ("tenant_encoded_slash", "repeated_password_good_first", "token_authorization_code", "empty_tenant")
"""What is no JSON, repeats a secret, is of another operation, and leads elsewhere."""


def ask(host: Host, way: Callable[..., Any], name: str) -> Any:  # noqa: ANN401 - what the way returns
    """Make a call that is answered by a scenario: its own where the SDK can send it, else by its name."""
    if name in SENT:
        scenario = RECORDING[name]
        return way(host, arguments_of(scenario), headers=prefer(scenario), retries=0)
    return way(host, GOOD, **by_name(name))


@pytest.mark.parametrize("name", WANTED)
def test_every_answer_is_read(host: Host, name: str) -> None:
    check_plain(lambda: ask(host, WAYS[0], name), WANTED[name], name)
    check_detailed(lambda: ask(host, DETAILED[1], name), WANTED[name], name)


@pytest.mark.parametrize("name", [*ONE_OF_EACH, *ODD])
def test_every_way_comes_to_the_same(host: Host, name: str) -> None:
    for way in WAYS[1:]:
        check_plain(lambda way=way: ask(host, way, name), WANTED[name], name)  # type: ignore[misc] # the type of a default
    check_detailed(lambda: ask(host, DETAILED[0], name), WANTED[name], name)


@pytest.mark.parametrize("name", WANTED)
def test_every_other_host_answers_the_same(other_host: Host, name: str) -> None:
    check_plain(lambda: ask(other_host, WAYS[0], name), WANTED[name], name)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
@pytest.mark.parametrize("name", ["accept_html", "accept_xml"])
def test_an_accept_header_of_the_callers_own(host: Host, way: Way, name: str) -> None:
    """The one raw request that a caller can make this client send: it is refused by tKeel."""
    (accept,) = (value for known, value in RECORDING[name].request.headers if known == "Accept")
    check_plain(lambda: way(host, GOOD, headers={"Accept": accept}, retries=0), READ[name], name)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_a_base_url_without_the_version(host: Host, way: Way) -> None:
    name = "path_without_v1"
    bare = Host(host.base_url.removesuffix("/v1"), host.transport, host.async_transport)
    check_plain(lambda: way(bare, GOOD, retries=0), READ[name], name)


@pytest.mark.parametrize("way", BOTH, ids=name_of)
def test_the_gateways_path(host: Host, way: Way) -> None:
    gateway = Host(host.base_url.replace("/v1", "/apis/security/v1/"), host.transport, host.async_transport)
    check_plain(lambda: way(gateway, GOOD), SENT["success"], "success")


def test_credentials_nobody_recorded_are_refused(host: Host) -> None:
    stranger = Arguments(username="nobody", password="knows")
    check_plain(lambda: WAYS[0](host, stranger), SENT["wrong_password"], "wrong_password")
