"""Every recorded answer: through every way to call, and through every way to be answered."""

from __future__ import annotations

import pytest

from tests.contract.expected import READ, SENT
from tests.contract.outcomes import check_detailed, check_plain
from tests.contract.support import (
    DETAILED,
    GOOD,
    RECORDING,
    WAYS,
    Arguments,
    DetailedWay,
    Host,
    Options,
    Way,
    arguments_of,
    name_of,
    prefer,
)

# A server that stays silent is waited for only as long.
PATIENCE = {"backend_mysql_frozen": 0.05}


def by_name(name: str) -> Options:
    """Options that get a scenario answered, whatever is sent."""
    return {"headers": {"Prefer": f"example={name}"}, "retries": 0, "timeout": PATIENCE.get(name, 30)}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_what_is_sent_is_answered(host: Host, way: Way, name: str) -> None:
    scenario = RECORDING[name]
    check_plain(
        lambda: way(host, arguments_of(scenario), headers=prefer(scenario), retries=0), SENT[name], name
    )


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("way", DETAILED, ids=name_of)
def test_what_is_sent_is_answered_in_detail(host: Host, way: DetailedWay, name: str) -> None:
    scenario = RECORDING[name]
    check_detailed(
        lambda: way(host, arguments_of(scenario), headers=prefer(scenario), retries=0), SENT[name], name
    )


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_answers_to_what_is_never_sent_are_read(host: Host, way: Way, name: str) -> None:
    check_plain(lambda: way(host, GOOD, **by_name(name)), READ[name], name)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("way", DETAILED, ids=name_of)
def test_answers_to_what_is_never_sent_are_read_in_detail(host: Host, way: DetailedWay, name: str) -> None:
    check_detailed(lambda: way(host, GOOD, **by_name(name)), READ[name], name)


@pytest.mark.parametrize("name", [*SENT, *READ])
def test_every_other_host_answers_the_same(other_host: Host, name: str) -> None:
    if name in SENT:
        scenario = RECORDING[name]
        check_plain(
            lambda: WAYS[0](other_host, arguments_of(scenario), headers=prefer(scenario), retries=0),
            SENT[name],
            name,
        )
    else:
        check_plain(lambda: WAYS[0](other_host, GOOD, **by_name(name)), READ[name], name)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
@pytest.mark.parametrize("name", ["accept_html", "accept_xml"])
def test_an_accept_header_of_the_callers_own(host: Host, way: Way, name: str) -> None:
    """The one raw request that a caller can make this client send: it is refused by tKeel."""
    (accept,) = (value for known, value in RECORDING[name].request.headers if known == "Accept")
    check_plain(lambda: way(host, GOOD, headers={"Accept": accept}, retries=0), READ[name], name)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_a_base_url_without_the_version(host: Host, way: Way) -> None:
    name = "path_without_v1"
    bare = Host(host.base_url.removesuffix("/v1"), host.transport, host.async_transport)
    check_plain(lambda: way(bare, GOOD, retries=0), READ[name], name)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_the_gateways_path(host: Host, way: Way) -> None:
    gateway = Host(host.base_url.replace("/v1", "/apis/security/v1/"), host.transport, host.async_transport)
    check_plain(lambda: way(gateway, GOOD), SENT["success"], "success")


def test_credentials_nobody_recorded_are_refused(host: Host) -> None:
    stranger = Arguments(username="nobody", password="knows")
    check_plain(lambda: WAYS[0](host, stranger), SENT["wrong_password"], "wrong_password")
