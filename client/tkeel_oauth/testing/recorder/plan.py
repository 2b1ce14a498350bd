"""What is asked of a live server: scenarios of the shipped recording, with the live login in them.

Each is sent once. Those that only a socket can send, that need a broken backend, or that are the same
request under other circumstances are not among them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tkeel_oauth.testing.har import document, dumps
from tkeel_oauth.testing.matching import canonical
from tkeel_oauth.testing.recording import load_recording
from tkeel_oauth.testing.scenario import Recording

from .errors import IndistinctError, SecretSurvivedError
from .parts import with_parts
from .redaction import known
from .saving import contract
from .stand_ins import shipped_values
from .survivors import LABELS, Survivors

if TYPE_CHECKING:
    from tkeel_oauth.testing.matching import Credentials
    from tkeel_oauth.testing.messages import Request

    from .base import Base
    from .parts import Role

__all__ = ["PLAN", "planned"]

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

_PERSON = "success"


def planned(base: Base, login: Credentials) -> list[tuple[str, Request]]:
    """Gives the scenarios and the requests that are sent for them, with live targets.

    Args:
        base: The live server; scenarios that it has no path for are left out.
        login: Who logs in; `state` is not used.

    Raises:
        IndistinctError: When the login's values could not be told from what is written anyway.
    """
    login = replace(login, state=None)
    shipped = load_recording()
    chosen = [shipped[name] for name in PLAN]
    invented = shipped[_PERSON].credentials
    if invented is None:
        raise AssertionError("the shipped recording has no login that works")
    live = dict(zip(known([invented]), (value for _, value in known([login])), strict=True))

    def substitute(role: Role, value: str) -> str:
        return live.get((role, value), value)

    template = Recording(contract(datetime.fromtimestamp(0, UTC)), tuple(chosen))
    _refuse_words(login, dumps(document(template)))
    requests: list[tuple[str, Request]] = []
    forms = set[object]()
    for scenario in chosen:
        request = with_parts(scenario.request, substitute)
        forms.add(canonical(request))
        target = base.live(request.target)
        if target is not None:
            requests.append((scenario.name, replace(request, target=target)))
    if len(forms) != len({scenario.canonical for scenario in chosen}):
        raise IndistinctError("the login is one that a scenario takes for a wrong one; record with another")
    return requests


def _refuse_words(login: Credentials, template: bytes) -> None:
    told = [part for part in known([login]) if part not in shipped_values()]
    try:
        Survivors(told).refuse(template)
    except SecretSurvivedError as error:
        what = next(label for role, label in LABELS.items() if role == error.role).partition(" ")[2]
    else:
        return
    raise IndistinctError(
        f"the {what} is too short, or a word that every recording holds, so nobody could tell whether it "
        "was removed; record with another account"
    )
