"""The same login by both clients, for tools that stand in the way of it."""

from __future__ import annotations

from functools import partial
from typing import Unpack

from tests.faults.calls import LOGIN, METHODS, Arguments, Options, call

MOCKED = "code-of-a-mock"
SECRETS = (LOGIN["username"], LOGIN["password"], LOGIN["state"] or "")


def log_in(
    base_url: str, login: Arguments = LOGIN, *, face: str = "sync method", **options: Unpack[Options]
) -> str:
    """Return the code; what the login ends in otherwise is raised."""
    options.setdefault("retries", 0)
    result = call(face, base_url, login, **options)
    if result.error is not None:
        raise result.error
    return result.code


BOTH = tuple(partial(log_in, face=face) for face in METHODS)


def login_with(password: str) -> Arguments:
    return {**LOGIN, "password": password}


def target(base_url: str) -> str:
    return f"{base_url}/oauth/tenant-a/authorize"
