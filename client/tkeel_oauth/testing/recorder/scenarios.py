"""What is asked of a live server: scenarios of the shipped recording, with the live login in them.

Each is sent once. Those that only a socket can send, that need a broken backend, or that are the same
request under other circumstances are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from tkeel_oauth._runtime.base.errors import ConfigurationError
from tkeel_oauth.testing.errors import IndistinctError
from tkeel_oauth.testing.matching import Credentials, canonical
from tkeel_oauth.testing.messages import Request
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.scenario import Scenario
from tkeel_oauth.testing.sender import fault_of

__all__ = ["PLAN", "Asked", "Base", "invented_login", "planned"]

PLAN = (
    "success",
    "success_with_state",
    "wrong_password",
    "unknown_user",
    "unknown_tenant",
    "empty_password",
    "missing_response_type",
    "missing_username",
    "missing_password",
    "missing_redirect_uri",
    "missing_all",
    "response_type_token",
    "response_type_unknown",
    "redirect_uri_bad_port",
    "redirect_uri_only_scheme_sep",
    "redirect_uri_fragment",
    "redirect_uri_custom_scheme",
    "repeated_password_good_first",
    "repeated_state",
    "extra_unknown_param",
    "accept_xml",
    "tenant_encoded_slash",
    "empty_tenant",
    "tenant_dotdot",
    "trailing_slash",
    "path_without_v1",
    "unknown_path_v1",
    "method_head",
    "method_options",
    "method_post_form",
)
"""The scenarios, in the order in which they are sent; the first must be a login that works."""

_VERSION = "/v1"
_LOGIN = ("tenant_id", "username", "password", "redirect_uri")


@dataclass(frozen=True, slots=True)
class Base:
    """Where the live server stands that is recorded as if it stood at `/v1`.

    Args:
        origin: Scheme, host and port.
        path: The path of the base URL, without a slash at its end.
    """

    origin: str
    path: str

    def live(self, target: str) -> str | None:
        """Gives the live target of a recorded one, None where the server has no name for it.

        Args:
            target: As it stands in a recording.
        """
        if self.path.endswith(_VERSION):
            return self.path.removesuffix(_VERSION) + target
        return self.path + target.removeprefix(_VERSION) if target.startswith(f"{_VERSION}/") else None

    def recorded(self, text: str) -> str:
        """Gives a text of the server with the addresses in it as a recording has them.

        Args:
            text: A path, a URL, or a page with such in it.
        """
        text = text.replace(self.origin, "").replace(f"{self.path}/oauth/", f"{_VERSION}/oauth/")
        return text.replace(f"{self.path}/authorize", f"{_VERSION}/authorize") if self.path else text


@dataclass(frozen=True, slots=True)
class Asked:
    """A scenario and the request that is sent for it.

    Args:
        scenario: The shipped one; its request is the one that is recorded.
        request: With the live login and the live target.
    """

    scenario: Scenario
    request: Request


def invented_login() -> Credentials:
    """Gives the login that stands in the scenarios in place of the live one."""
    invented = load_recording()[PLAN[0]].credentials
    if invented is None:
        raise AssertionError("the shipped recording has no login that works")
    return invented


def planned(base: Base, login: Credentials) -> tuple[Asked, ...]:
    """Gives the scenarios that are asked; those that the server has no path for are left out.

    Args:
        base: The live server.
        login: Who logs in; `state` is not used.

    Raises:
        ConfigurationError: When a value of the login is empty or no text that UTF-8 can say.
        IndistinctError: When a scenario that must be refused would be the login that works.
    """
    swaps = _swaps(login)
    chosen = [load_recording()[name] for name in PLAN]
    live = [_with_login(scenario.request, swaps) for scenario in chosen]
    if len({canonical(request) for request in live}) != len({scenario.canonical for scenario in chosen}):
        raise IndistinctError("the login is one that a scenario takes for a wrong one; record with another")
    return tuple(
        Asked(scenario, replace(request, target=target))
        for scenario, request in zip(chosen, live, strict=True)
        if (target := base.live(request.target)) is not None
    )


def _swaps(login: Credentials) -> dict[str, tuple[str, str]]:
    """Gives the invented value and the encoded live one, by the parameter's name."""
    swaps: dict[str, tuple[str, str]] = {}
    for name in _LOGIN:
        value: str = getattr(login, name)
        fault = fault_of(value)
        if fault is not None:
            raise ConfigurationError(f"{name} {fault}")
        swaps[name] = getattr(invented_login(), name), quote(value, safe="")
    return swaps


def _with_login(request: Request, swaps: dict[str, tuple[str, str]]) -> Request:
    path, mark, query = request.target.partition("?")
    invented, live = swaps["tenant_id"]
    segments = [live if unquote(segment) == invented else segment for segment in path.split("/")]
    return replace(
        request,
        target="/".join(segments) + mark + _pairs(query, swaps),
        body=_pairs(request.body.decode(), swaps).encode(),
    )


def _pairs(query: str, swaps: dict[str, tuple[str, str]]) -> str:
    pairs: list[str] = []
    for pair in query.split("&"):
        name, mark, value = pair.partition("=")
        invented, live = swaps.get(name, ("", ""))
        pairs.append(f"{name}={live}" if mark and invented and unquote(value) == invented else pair)
    return "&".join(pairs)
